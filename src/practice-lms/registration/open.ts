import { randomUUID } from 'node:crypto';
import { type Lms, lmsUrl } from '../lms.ts';

const TOKEN_MS = 60 * 60_000;

/** A registration an admin has started and a tool may finish, once and within the hour. */
export interface OpenRegistration {
  id: string;
  token: string;
  /** The tool's address with both parameters, to be opened in the admin's browser. */
  url: string;
  /** The ids the tool will have. */
  clientId: string;
  deploymentId: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  used: boolean;
}

/** Starts a registration at the tool's address [Dynamic Registration 1.0, registration initiation request]. */
export async function openRegistration(lms: Lms, toolUrl: string): Promise<OpenRegistration> {
  const ids = lms.preset.idsOfTool(lms.state.nextTool++);
  lms.changed();
  const begun = { id: randomUUID(), ...ids, expiresAt: Date.now() + TOKEN_MS, used: false };
  const token = await lms.preset.registration.token(lms, begun);
  const url = new URL(toolUrl);
  url.searchParams.set('openid_configuration', configurationUrl(lms, token));
  url.searchParams.set('registration_token', token);
  const open = { ...begun, token, url: url.href };
  lms.memory.registrations.set(open.id, open);
  return open;
}

export function configurationUrl(lms: Lms, token: string): string {
  const url = lmsUrl(lms, lms.preset.paths.openidConfiguration);
  const query = new URLSearchParams({ registration_token: token });
  return lms.preset.registration.configurationNeedsToken ? `${url}?${query}` : url;
}

export type TokenProblem = 'missing' | 'unknown' | 'expired' | 'used';

/** The registration a token belongs to, or what is wrong with the token. */
export function registrationOf(lms: Lms, token: string | undefined): OpenRegistration | TokenProblem {
  if (!token) return 'missing';
  const open = [...lms.memory.registrations.values()].find((one) => one.token === token);
  if (!open) return 'unknown';
  if (open.used) return 'used';
  return open.expiresAt < Date.now() ? 'expired' : open;
}
