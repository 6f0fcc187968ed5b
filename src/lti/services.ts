import type { Platform } from '../domain/platform.ts';
import { trustedOrigins } from './addresses.ts';
import type { Answer } from './answer.ts';
import type { Ltijs } from './ltijs.ts';
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
  /** With a body the call is a POST, unless it says otherwise. */
  body?: { type: string; json: object };
  method?: 'PUT';
  /** Not to be made any more after so long. */
  withinMs?: number;
}

/** Calls to a platform's services, each with an access token for its one scope (Security Framework 1.0, section 4.1). */
export function createServices(
  ltijs: Ltijs,
  outbound: Outbound,
  dropToken: (issuer: string, clientId: string, scope: string) => Promise<void>,
  pace: Pace,
) {
  const inFlight = new Map<string, Promise<string>>();

  /** ltijs keeps no watch over what is under way: thirty cold calls would fetch thirty tokens. */
  function accessToken(platform: Platform, scope: string): Promise<string> {
    const key = `${platform.id} ${scope}`;
    const running =
      inFlight.get(key) ?? ltijs.accessToken(platform, scope).finally(() => inFlight.delete(key));
    inFlight.set(key, running);
    return running;
  }

  async function attempt(
    platform: Platform,
    { scope, url, accept, body, method, withinMs: _, ...limits }: ServiceRequest,
    deadline: number,
  ): Promise<Answer> {
    const headers = { accept, authorization: `Bearer ${await accessToken(platform, scope)}` };
    const sent = body && {
      method: method ?? ('POST' as const),
      headers: { ...headers, 'content-type': body.type },
      body: JSON.stringify(body.json),
    };
    const call = { ...limits, headers, ...sent };
    return pace.through(platform.id, () => outbound.call(trustedOrigins(platform), url, call), deadline);
  }

  return {
    /**
     * Fetches an access token anew, whatever is kept.
     * @throws NoAnswer, TokenRefused
     */
    async freshToken(platform: Platform, scope: string): Promise<void> {
      await dropToken(platform.issuer, platform.clientId, scope);
      await accessToken(platform, scope);
    },

    /**
     * A 401 gets one fresh token, then stands.
     * @throws NoAnswer, TokenRefused; Throttled where the LMS is left alone for now, TooLate where its turn did not come
     */
    async request(platform: Platform, request: ServiceRequest): Promise<Answer> {
      const deadline = pace.now() + (request.withinMs ?? Number.POSITIVE_INFINITY);
      const answer = await attempt(platform, request, deadline);
      if (answer.status !== 401) return answer;
      await dropToken(platform.issuer, platform.clientId, request.scope);
      return attempt(platform, request, deadline);
    },
  };
}
export type Services = ReturnType<typeof createServices>;
