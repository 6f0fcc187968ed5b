import { z } from 'zod';
import { RegistrationRefused } from '../domain/errors.ts';
import {
  type Family,
  familyOf,
  hostsAgree,
  isHostedCanvas,
  isLmsAddress,
  isLoopback,
} from '../domain/platform.ts';
import { jsonIn } from './answer.ts';
import { AddressRefused, type Exchange } from './outbound.ts';
import type { LmsOffer } from './toolConfiguration.ts';

/** What an LMS says of itself in its OpenID configuration. */
export interface FoundLms {
  issuer: string;
  name: string;
  family: Family;
  authUrl: string;
  tokenUrl: string;
  jwksUrl: string;
  /** Where it registers: see Platform. */
  configurationHost: string;
  /** Whether nobody has to look at it: the hosts that spoke may speak for the issuer. */
  hostsAgree: boolean;
}

/** What the LMS put into the address that its administrator opened (Dynamic Registration 1.0). */
export interface RegistrationRequest {
  configurationUrl: string;
  token: string | null;
}

const PLATFORM_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-platform-configuration';
const ACCOUNT_NAME = 'https://canvas.instructure.com/lti/account_name';

const names = z.array(z.string()).max(2000);
/** Moodle lists types, Canvas objects with placements. */
const supported = z.union([
  z.string().transform((type) => ({ type, placements: null })),
  z.object({ type: z.string(), placements: names.nullable().default(null) }),
]);

/** OpenID Connect Discovery 1.0, section 3; Dynamic Registration 1.0. */
function configurationFor(baseUrl: string) {
  const address = z.string().refine((url) => mayCall(url, baseUrl), 'is no https address');
  return z.object({
    issuer: address.refine((url) => !/[?#]/.test(url), 'has a query'),
    authorization_endpoint: address,
    token_endpoint: address,
    jwks_uri: address,
    registration_endpoint: address,
    scopes_supported: names.optional(),
    [PLATFORM_CONFIGURATION]: z.object({
      product_family_code: z.string().max(255).optional(),
      messages_supported: z.array(supported).max(200).optional(),
      [ACCOUNT_NAME]: z.string().trim().min(1).max(255).optional(),
    }),
  });
}
type Told = z.infer<ReturnType<typeof configurationFor>>;

/** @throws RegistrationRefused */
export async function readConfiguration(
  { call }: Pick<Exchange, 'call'>,
  { configurationUrl: url, token }: RegistrationRequest,
  baseUrl: string,
): Promise<{ lms: FoundLms; offer: LmsOffer; endpoint: string }> {
  // Canvas's address carries the token as well: it is sent as it came, to the letter.
  const headers = { accept: 'application/json', ...bearer(token) };
  const { status, body } = await call(url, { headers }).catch((error: unknown) => {
    throw new RegistrationRefused(
      error instanceof AddressRefused ? 'address' : 'unreachable',
      `${placeOf(url)}: ${error}`,
    );
  });
  const parsed = configurationFor(baseUrl).safeParse(status === 200 ? jsonIn(body) : null);
  if (!parsed.success) {
    const problem = status === 200 ? z.prettifyError(parsed.error) : body.slice(0, 300);
    throw new RegistrationRefused('configuration', `${placeOf(url)} answered ${status}: ${problem}`);
  }
  return found(parsed.data, new URL(url).host);
}

function found(told: Told, readFrom: string) {
  const platform = told[PLATFORM_CONFIGURATION];
  const where = registersAt(told, readFrom);
  const family = familyOf(platform.product_family_code);
  const lms: FoundLms = {
    ...where,
    family,
    issuer: told.issuer,
    name: platform[ACCOUNT_NAME] ?? where.configurationHost,
    authUrl: told.authorization_endpoint,
    tokenUrl: told.token_endpoint,
    jwksUrl: told.jwks_uri,
  };
  const offer: LmsOffer = {
    family,
    scopes: told.scopes_supported ?? null,
    messages: platform.messages_supported ?? null,
  };
  return { lms, offer, endpoint: told.registration_endpoint };
}

/**
 * The registration endpoint is on the host that the configuration came from. A hosted Canvas may hand out the
 * configuration at the host that all its schools share and register each school at that school's own
 * (cv: dynamic_registration_controller.rb, security_controller.rb); one outside the vendor's domains is looked at.
 */
function registersAt({ issuer, registration_endpoint }: Told, readFrom: string) {
  const { host } = new URL(registration_endpoint);
  if (host !== readFrom && !(isHostedCanvas(issuer) && hostsAgree(issuer, readFrom)))
    throw new RegistrationRefused('endpoint', `configuration from ${readFrom}, registration at ${host}`);
  const agree = [readFrom, host].every((one) => hostsAgree(issuer, one));
  return { configurationHost: host, hostsAgree: agree };
}

/** What an LMS says of itself leads to this machine only where the tool is on it, as in the demo. */
export function mayCall(address: string, baseUrl: string): boolean {
  return isLmsAddress(address, { loopback: isLoopback(new URL(baseUrl).hostname) });
}

export function bearer(token: string | null): Record<string, string> {
  return token ? { authorization: `Bearer ${token}` } : {};
}

/** An address for the log: its query may carry the token. */
export function placeOf(address: string): string {
  return (address.split(/[?#]/)[0] ?? '').slice(0, 300);
}
