import type { Platform } from '../domain/platform.ts';
import { trustedOrigins } from './addresses.ts';
import type { Answer } from './answer.ts';
import type { AccessToken, Ltijs } from './ltijs.ts';
import type { Call, Outbound } from './outbound.ts';
import type { Pace } from './pace.ts';

/** Scopes of the services (AGS 2.0, section 3.1; NRPS 2.0, section 2.3). */
export const SCOPES = {
  score: 'https://purl.imsglobal.org/spec/lti-ags/scope/score',
  results: 'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly',
  lineItems: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly',
  /** To make and change them; the tool gets along without. */
  columns: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
  roster: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
};

export interface ServiceRequest extends Pick<Call, 'signal' | 'maxBytes'> {
  scope: string;
  url: string;
  accept: string;
  /** With a body the call is a POST, without one a GET, unless it says otherwise. */
  body?: { type: string; json: object };
  method?: 'PUT' | 'DELETE';
  /** Not to be made any more after so long. */
  withinMs?: number;
}

/** What is kept in the database has a minute left when it is read (`store/accessTokens`): here it is kept for less. */
const KEPT_MS = 30_000;
/** One that lapses sooner is good for one call. */
const SHORTEST_SECONDS = 60;

/** Calls to a platform's services, each with an access token for its one scope (Security Framework 1.0, section 4.1). */
export function createServices(
  ltijs: Ltijs,
  outbound: Outbound,
  dropToken: (issuer: string, clientId: string, scope: string) => Promise<void>,
  pace: Pace,
  clock: () => number = () => performance.now(),
) {
  const tokens = new Map<string, { token: Promise<string>; until: number }>();

  /**
   * ltijs reads platform, key and token anew for each call, and keeps no watch over what is under way: thirty cold
   * calls would fetch thirty tokens. One that is kept here outlives neither its lifetime nor, for long, what another
   * process learned of it.
   */
  function accessToken(platform: Platform, scope: string): Promise<string> {
    const key = keyOf(platform, scope);
    const known = tokens.get(key);
    if (known && clock() < known.until) return known.token;
    const fresh = { token: ltijs.accessToken(platform, scope).then(keep), until: Number.POSITIVE_INFINITY };
    function keep({ access_token, expires_in }: AccessToken): string {
      fresh.until = expires_in > SHORTEST_SECONDS ? clock() + KEPT_MS : 0;
      return access_token;
    }
    fresh.token.catch(() => tokens.get(key) === fresh && tokens.delete(key));
    tokens.set(key, fresh);
    return fresh.token;
  }

  /** After a 401. What came in its place meanwhile stays: a class is refused at once, and needs one new token. */
  async function refused(platform: Platform, scope: string, token: string): Promise<void> {
    const key = keyOf(platform, scope);
    const now = async () => (await tokens.get(key)?.token.catch(() => null)) ?? token;
    if ((await now()) !== token) return;
    await dropToken(platform.issuer, platform.clientId, scope);
    if ((await now()) === token) tokens.delete(key);
  }

  async function attempt(
    platform: Platform,
    { url, accept, body, method, scope: _, withinMs: __, ...limits }: ServiceRequest,
    token: string,
    deadline: number,
  ): Promise<Answer> {
    const headers = { accept, authorization: `Bearer ${token}` };
    const sent = body && {
      method: 'POST' as const,
      headers: { ...headers, 'content-type': body.type },
      body: JSON.stringify(body.json),
    };
    const call = { ...limits, headers, ...sent, ...(method ? { method } : {}) };
    const trusted = trustedOrigins(platform);
    return pace.through(platform.id, () => outbound.callOften(platform.id, trusted, url, call), deadline);
  }

  return {
    /**
     * Fetches an access token anew, whatever is kept.
     * @throws NoAnswer, TokenRefused
     */
    async freshToken(platform: Platform, scope: string): Promise<void> {
      await dropToken(platform.issuer, platform.clientId, scope);
      tokens.delete(keyOf(platform, scope));
      await accessToken(platform, scope);
    },

    /**
     * A 401 gets one fresh token, then stands.
     * @throws NoAnswer, TokenRefused; Throttled where the LMS is left alone for now, TooLate where its turn did not come
     */
    async request(platform: Platform, request: ServiceRequest): Promise<Answer> {
      const deadline = pace.now() + (request.withinMs ?? Number.POSITIVE_INFINITY);
      const token = await accessToken(platform, request.scope);
      const answer = await attempt(platform, request, token, deadline);
      if (answer.status !== 401) return answer;
      await refused(platform, request.scope, token);
      return attempt(platform, request, await accessToken(platform, request.scope), deadline);
    },
  };
}
export type Services = ReturnType<typeof createServices>;

/** An LMS that is registered anew, or found elsewhere, is asked for a token of its own. */
const keyOf = ({ id, issuer, clientId, tokenUrl }: Platform, scope: string): string =>
  JSON.stringify([id, issuer, clientId, tokenUrl, scope]);
