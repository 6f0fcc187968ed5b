import { z } from 'zod';
import type { Platform } from '../domain/platform.ts';
import { type Answer, jsonIn } from './answer.ts';
import { LINE_ITEMS_TYPE } from './lineItems.ts';
import { TokenRefused } from './ltijs.ts';
import { NoAnswer } from './outbound.ts';
import { ROSTER_TYPE } from './roster.ts';
import { SCOPES, type Services } from './services.ts';

/**
 * What one try with an LMS found. `found`: `ok`; `no-answer`; `status`, an answer of another kind than asked for;
 * and what each try says below. `status` and `count` go with some. `clock` where an answer told the time.
 */
export interface Finding {
  found: string;
  status?: number;
  count?: number;
  clock?: ClockReading;
}

/** Seconds by which the LMS's clock is ahead of ours, and how far off that may be. */
export interface ClockReading {
  aheadS: number;
  withinS: number;
}

export type Permission = keyof typeof SCOPES;

const jwks = z.object({
  keys: z.array(z.object({ kty: z.string(), use: z.string().nullish(), alg: z.string().nullish() })),
});
const container = z.object({ members: z.array(z.unknown()) });

/**
 * Fetches the LMS's keys past every cache. `no-keys`: none of them can verify a launch (Security Framework, 5.1.2).
 * @param fetchKeys the way out to that LMS
 */
export async function checkKeys(fetchKeys: () => Promise<Answer>): Promise<Finding> {
  const { finding, answer } = await tried(fetchKeys);
  if (!answer) return finding.found === 'refused' ? { ...finding, found: 'status' } : finding;
  const parsed = jwks.safeParse(jsonIn(answer.body));
  if (!parsed.success) return { ...finding, found: 'no-keys', count: 0 };
  const fit = parsed.data.keys.filter(
    ({ kty, use, alg }) => kty === 'RSA' && use !== 'enc' && (alg ?? 'RS256') === 'RS256',
  );
  return { ...finding, found: fit.length > 0 ? 'ok' : 'no-keys', count: fit.length };
}

/**
 * Asks for a fresh access token for one scope. `refused`: not for this scope. `client`: the LMS does not know the
 * client id, or could not verify what we signed. `not-active`: the tool itself asks nothing of this LMS.
 */
export async function checkPermission(
  services: Services,
  platform: Platform,
  permission: Permission,
): Promise<Finding> {
  if (platform.status !== 'active') return { found: 'not-active' };
  try {
    await services.freshToken(platform, SCOPES[permission]);
    return { found: 'ok' };
  } catch (error) {
    if (error instanceof NoAnswer) return { found: 'no-answer' };
    if (!(error instanceof TokenRefused)) throw error;
    const found = TOKEN_CAUSES[error.code] ?? (error.status === 401 ? 'client' : 'status');
    return { found, status: error.status };
  }
}

/** RFC 6749, section 5.2, as Canvas and Moodle use it. */
const TOKEN_CAUSES: Record<string, string> = {
  invalid_scope: 'refused',
  invalid_client: 'client',
  unauthorized_client: 'client',
  invalid_grant: 'client',
};

/** Reads the columns of one course. `refused`: not with our token. */
export async function checkGradebook(services: Services, platform: Platform, url: string): Promise<Finding> {
  const request = { scope: SCOPES.lineItems, url, accept: LINE_ITEMS_TYPE };
  const { finding, answer } = await tried(() => services.request(platform, request));
  if (!answer) return finding;
  return Array.isArray(jsonIn(answer.body)) ? finding : { ...finding, found: 'status' };
}

/** Reads the beginning of one course's roster. `refused`: not with our token. `empty`: it lists nobody. */
export async function checkRoster(services: Services, platform: Platform, url: string): Promise<Finding> {
  const first = new URL(url);
  first.searchParams.set('limit', '10');
  const request = { scope: SCOPES.roster, url: first.href, accept: ROSTER_TYPE };
  const { finding, answer } = await tried(() => services.request(platform, request));
  if (!answer) return finding;
  const parsed = container.safeParse(jsonIn(answer.body));
  if (!parsed.success) return { ...finding, found: 'status' };
  return { ...finding, found: parsed.data.members.length > 0 ? 'ok' : 'empty' };
}

/** @returns the answer only where its status is 200 */
async function tried(ask: () => Promise<Answer>): Promise<{ finding: Finding; answer?: Answer }> {
  const askedAt = Date.now();
  try {
    const answer = await ask();
    const { status } = answer;
    const told = { status, ...clockOf(answer, askedAt, Date.now()) };
    if (status === 200) return { finding: { found: 'ok', ...told }, answer };
    const refused = status === 401 || status === 403;
    return { finding: { found: refused ? 'refused' : 'status', ...told } };
  } catch (error) {
    if (error instanceof NoAnswer) return { finding: { found: 'no-answer' } };
    if (error instanceof TokenRefused) return { finding: { found: 'refused', status: error.status } };
    throw error;
  }
}

/** `Date` is cut to whole seconds (RFC 9110, section 5.6.7); a cache in between tells by `Age` how old it is. */
function clockOf({ headers }: Answer, askedAt: number, answeredAt: number): { clock?: ClockReading } {
  const told = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(told)) return {};
  const age = (Number(headers.get('age')) || 0) * 1000;
  const aheadMs = told + 500 + age - (askedAt + answeredAt) / 2;
  return { clock: { aheadS: aheadMs / 1000, withinS: (answeredAt - askedAt) / 2000 + 0.5 } };
}
