import { z } from 'zod';
import { RegistrationRefused } from '../domain/errors.ts';
import { jsonIn } from './answer.ts';
import {
  bearer,
  type FoundLms,
  mayCall,
  placeOf,
  type RegistrationRequest,
  readConfiguration,
} from './openidConfiguration.ts';
import { AddressRefused, type Exchange, NoAnswer } from './outbound.ts';
import { SCOPES } from './services.ts';
import { askedScopes, registrationRequest, TOOL_CONFIGURATION, type ToolWords } from './toolConfiguration.ts';

/** A service that the LMS did not grant: its teachers would notice. */
export type Lacking = 'grades' | 'roster';

export interface RegisteredLms extends FoundLms {
  clientId: string;
  /** Null where the LMS did not tell. */
  deploymentId: string | null;
  lacking: Lacking[];
}

/**
 * Registers the tool with an LMS (Dynamic Registration 1.0). Two calls, each of ten seconds at most.
 * @param agreed is asked between the two, and throws where this LMS is not to be registered
 * @throws RegistrationRefused
 */
export async function register(
  openExchange: () => Exchange,
  { baseUrl, words, asksForEmail = false }: { baseUrl: string; words: ToolWords; asksForEmail?: boolean },
  asked: RegistrationRequest,
  agreed: (lms: FoundLms) => Promise<void>,
): Promise<RegisteredLms> {
  const { configurationUrl, token } = asked;
  if (!mayCall(configurationUrl, baseUrl))
    throw new RegistrationRefused('address', placeOf(configurationUrl));
  const exchange = openExchange();
  try {
    const { lms, offer, endpoint } = await readConfiguration(exchange, asked, baseUrl);
    await agreed(lms);
    const request = registrationRequest(baseUrl, words, offer, asksForEmail);
    const { granted, ...ids } = await send(exchange, endpoint, token, request);
    return { ...lms, ...ids, lacking: lackingOf(granted ?? askedScopes(offer)) };
  } finally {
    exchange.close();
  }
}

const identifier = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().trim().min(1).max(255));
const replyOf = z.object({
  client_id: identifier,
  scope: z.string().optional(),
  deployment_id: identifier.optional(),
  [TOOL_CONFIGURATION]: z.object({ deployment_id: identifier.optional() }).optional(),
});

async function send({ call }: Exchange, url: string, token: string | null, request: object) {
  const headers = { accept: 'application/json', 'content-type': 'application/json', ...bearer(token) };
  const answer = call(url, { method: 'POST', headers, body: JSON.stringify(request) });
  const { status, body } = await answer.catch((error: unknown) => {
    const detail = `${placeOf(url)}: ${error}`;
    if (error instanceof AddressRefused) throw new RegistrationRefused('address', detail);
    // Of what left, nobody knows what became.
    if (error instanceof NoAnswer && error.sent) throw new RegistrationRefused('no-answer', detail);
    throw new RegistrationRefused('unreachable', detail);
  });
  if (status < 200 || status > 299)
    throw new RegistrationRefused('lms-refused', `${placeOf(url)}: ${body.slice(0, 500)}`, { status });
  const parsed = replyOf.safeParse(jsonIn(body));
  if (!parsed.success) throw new RegistrationRefused('reply', z.prettifyError(parsed.error));
  const { client_id, scope, deployment_id, [TOOL_CONFIGURATION]: tool } = parsed.data;
  return {
    clientId: client_id,
    // Canvas tells it on top, Moodle inside (md: registration_helper.php), older Canvases not at all.
    deploymentId: deployment_id ?? tool?.deployment_id ?? null,
    granted: scope?.split(' ') ?? null,
  };
}

function lackingOf(granted: string[]): Lacking[] {
  const { roster, columns: _, ...grades } = SCOPES;
  const lacks = (scopes: string[]) => scopes.some((scope) => !granted.includes(scope));
  return [
    ...(lacks(Object.values(grades)) ? (['grades'] as const) : []),
    ...(lacks([roster]) ? (['roster'] as const) : []),
  ];
}
