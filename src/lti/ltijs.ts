import { AsyncLocalStorage } from 'node:async_hooks';
import { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { exportJWK, type JWK } from 'jose';
import type { LtijsProvider } from 'ltijs';
import type { Platform } from '../domain/platform.ts';
import { trustedOrigins } from './addresses.ts';
import { jsonIn } from './answer.ts';
import type { Outbound } from './outbound.ts';
import { retryAfterMs } from './pace.ts';

/** What ltijs made of a request: where it would redirect, that it verified the token, or why it refused. */
export type Verdict = { redirect: string } | { verified: true } | { refused: string };

/** Who answers the calls that ltijs makes, while it works for one platform. */
interface Way {
  keys: JWK[];
  requestToken(url: string, form: Record<string, string>): Promise<object>;
}
const ways = new AsyncLocalStorage<Way>();

type Asked = IncomingMessage & { settle: (verdict: Verdict) => void };

/**
 * ltijs 5.9.9, kept in a glass box. It verifies launches and signs assertions and deep linking messages; its
 * Express application never meets a real request. Each question goes in as a request made of checked strings
 * and its verdict is caught on a response that is connected to nothing, so that its sessions, cookies, ltik,
 * CORS and error pages stay inside. See docs/decisions for what it gets wrong and how each is closed.
 */
export function createLtijs(secret: string, database: object, outbound: Outbound) {
  const provider: LtijsProvider = new (providerClass())();
  provider.setup(
    secret,
    { plugin: database },
    { appRoute: '/launch', ltiaas: true, cors: false, tokenMaxAge: false },
  );
  const settle = (request: IncomingMessage, verdict: Verdict) => (request as Asked).settle(verdict);
  provider.onConnect((_token, request) => settle(request, { verified: true }));
  provider.onDeepLinking((_token, request) => settle(request, { verified: true }));
  provider.onInvalidToken((request, response) => settle(request, { refused: causeIn(response) }));
  provider.onUnregisteredPlatform((request) => settle(request, { refused: 'UNREGISTERED_PLATFORM' }));
  provider.onInactivePlatform((request) => settle(request, { refused: 'PLATFORM_NOT_ACTIVATED' }));

  const wayOf = (platform: Platform, keys: JWK[] = []): Way => ({
    keys,
    requestToken: (url, form) => requestToken(outbound, platform, url, form),
  });

  return {
    provider,
    /** Section 5.1.1: the answer to a login initiation. */
    login: (parameters: Record<string, string>) => ask(provider, '/login', parameters, {}),
    /**
     * Section 5.1.2: verifies an id_token whose state and nonce were found to belong to this browser's login.
     * @param key the platform's, as of the token's header
     */
    async launch(
      idToken: string,
      state: string,
      platform: Platform,
      { kid, key }: NamedKey,
    ): Promise<Verdict> {
      const keys = [{ ...(await exportJWK(key)), kid }];
      const cookies = { [`state${state}`]: platform.issuer };
      return ways.run(wayOf(platform, keys), () =>
        ask(provider, '/launch', { id_token: idToken, state }, cookies),
      );
    },
    /** @throws TokenRefused, NoAnswer */
    accessToken(platform: Platform, scope: string): Promise<AccessToken> {
      return ways.run(wayOf(platform), async () => {
        const known = await provider.getPlatform(platform.issuer, platform.clientId);
        if (!known) throw new TokenRefused(0, 'the platform is not active');
        return known.platformAccessToken(scope);
      });
    },
  };
}
export type Ltijs = ReturnType<typeof createLtijs>;

/** As of RFC 6749, section 5.1: what it is, and for how many seconds it was good when it was given. */
export interface AccessToken {
  access_token: string;
  expires_in: number;
}

export interface NamedKey {
  kid: string;
  key: CryptoKey;
}

function ask(
  provider: LtijsProvider,
  path: '/login' | '/launch',
  body: Record<string, string>,
  signedCookies: Record<string, string>,
): Promise<Verdict> {
  return new Promise((resolve) => {
    const request = Object.assign(new IncomingMessage(new Socket()), {
      method: 'POST',
      url: path,
      // Both mark the work of ltijs's own parsers as done.
      _body: true,
      body,
      cookies: {},
      signedCookies,
      settle: resolve,
    });
    const response = Object.assign(new ServerResponse(request), {
      cookie: () => response,
      clearCookie: () => response,
      redirect: (url: string) => resolve({ redirect: url }),
      send: (answer: unknown) => resolve({ refused: JSON.stringify(answer) }),
    });
    provider.app(request, response, (error) => resolve({ refused: String(error ?? 'nothing answered') }));
  });
}

function causeIn(response: ServerResponse): string {
  const { err } = (response as ServerResponse & { locals: { err?: { details?: { message?: string } } } })
    .locals;
  return err?.details?.message ?? 'unknown';
}

/**
 * Loads ltijs with its HTTP client exchanged: got 11 has no time limit, retries on its own, and fetches the
 * platform's keys anew at every launch. In its place, the two calls ltijs makes: the key that was found already, and
 * the token request through our own way out. It is one client for all, so whoever asks says who answers.
 */
function providerClass(): new () => LtijsProvider {
  const require = createRequire(import.meta.url);
  const path = require.resolve('ltijs/dist/Utils/Http');
  const client = {
    get: () => ({ json: async () => ({ keys: ways.getStore()?.keys }) }),
    post: (url: string, { form }: { form: Record<string, string> }) => ({
      json: async () => ways.getStore()?.requestToken(url, form),
    }),
  };
  require.cache[path] = Object.assign(new (require('node:module'))(path), { exports: client, loaded: true });
  const { Provider } = require('ltijs');
  return Provider.constructor;
}

async function requestToken(
  outbound: Outbound,
  platform: Platform,
  url: string,
  form: Record<string, string>,
): Promise<object> {
  const answer = await outbound.call(trustedOrigins(platform), url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  if (answer.status !== 200)
    throw new TokenRefused(answer.status, answer.body, retryAfterMs(answer.headers) ?? undefined);
  const token = jsonIn(answer.body);
  if (!isToken(token)) throw new TokenRefused(answer.status, 'the answer is no access token');
  // ltijs capitalises the type and fails without one; `Bearer` is the only type LTI has (Security Framework 4.1.1).
  return { ...token, token_type: 'Bearer', expires_in: Number(token.expires_in) || 3600 };
}

function isToken(value: unknown): value is { access_token: string; expires_in?: unknown } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'access_token' in value &&
    typeof value.access_token === 'string'
  );
}

/** The LMS's token endpoint would not give an access token. */
export class TokenRefused extends Error {
  readonly status: number;
  /** Such as `invalid_client` (RFC 6749, section 5.2); empty where the LMS named none. */
  readonly code: string;
  /** Where it asks to be left alone for that long. */
  readonly retryAfterMs?: number;

  constructor(status: number, body: string, retryAfterMs?: number) {
    super(`the LMS gave no access token (${status}): ${body.slice(0, 300)}`);
    this.name = 'TokenRefused';
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    const answer = jsonIn(body);
    this.code = typeof answer === 'object' && answer && 'error' in answer ? String(answer.error) : '';
  }
}
