import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { parsedAddress } from '../domain/address.ts';
import { LaunchRefused } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import { type Claims, DEPLOYMENT_ID, type Proof } from './claims.ts';
import type { KeySets } from './jwks.ts';
import { readToken, verifyToken } from './launchToken.ts';
import type { Ltijs } from './ltijs.ts';

/**
 * What ties a login to the browser that began it: the name that its cookie gives it, or the hash of a proof that
 * the LMS keeps for it.
 */
export interface Bond {
  browser: string | null;
  proof: { frame: string; key: string; hash: string } | null;
}

/** A login that was begun and waits for its launch. */
export interface BegunLogin extends Bond {
  state: string;
  nonce: string;
  platformId: string;
  expiresAt: Date;
}

/** What the guard asks of whoever keeps platforms and logins. */
export interface GuardNeeds {
  baseUrl: string;
  platforms: {
    find(issuer: string, clientId?: string): Promise<Platform | null>;
    byId(id: string): Promise<Platform | null>;
    learnDeployment(id: string, deploymentId: string): Promise<boolean>;
  };
  logins: {
    begin(login: BegunLogin): Promise<void>;
    /**
     * Gives each login out once, and only to the browser that began it, by any of its names. One with a proof goes
     * to anyone: it is good for nothing until the proof is shown.
     */
    take(state: string, browsers: string[], now: Date): Promise<BegunLogin | null>;
  };
}

/** A launch that was verified: who, from which platform, with which claims. */
export interface Launch extends Claims {
  platform: Platform;
  deploymentId: string;
  /** Seconds by which the LMS's clock was ahead of ours when the launch came, as its `iat` has it. */
  clockAheadS: number;
}

/** Time to sign in at the LMS, between login initiation and launch. */
const LOGIN_LIFETIME_MS = 10 * 60 * 1000;

const parameter = z.string().min(1).max(4000);
const loginRequest = z.object({
  iss: parameter,
  login_hint: parameter,
  target_link_uri: parameter,
  client_id: parameter.optional(),
  lti_message_hint: parameter.optional(),
  lti_deployment_id: parameter.optional(),
  // Where the LMS keeps data for tools (LTI Client Side postMessages). A help, so never a reason to refuse.
  lti_storage_target: z.string().max(200).optional().catch(undefined),
});
const launchRequest = z.object({
  id_token: z.string().min(1).max(100_000),
  state: z.string().regex(/^[0-9a-f]{50}$/),
});
const errorReply = z.object({
  error: z.string().max(200),
  error_description: z.string().max(1000).optional(),
  state: z.string().optional(),
});

/** A login initiation that was found in order. */
export interface AskedLogin {
  platform: Platform;
  /** As they came; what is not known is left out. */
  parameters: z.infer<typeof loginRequest>;
}

/**
 * Stands before ltijs and refuses what it lets pass: logins and launches are bound to each other, to one browser
 * and to one use; every parameter is a plain string before ltijs sees it. What gets through, ltijs verifies.
 */
export function createGuard(ltijs: Ltijs, keySets: KeySets, { baseUrl, platforms, logins }: GuardNeeds) {
  return {
    /** Reads a third-party-initiated login (Security Framework 5.1.1.1). @throws LaunchRefused */
    async readLogin(parameters: unknown): Promise<AskedLogin> {
      const asked = loginRequest.safeParse(parameters);
      if (!asked.success) throw new LaunchRefused('bad-request', z.prettifyError(asked.error), 400);
      if (!isOurs(asked.data.target_link_uri, baseUrl)) {
        throw new LaunchRefused('foreign-target', asked.data.target_link_uri, 400);
      }
      const { iss, client_id } = asked.data;
      const platform = activeOrRefused(await platforms.find(iss, client_id), `${iss} ${client_id ?? ''}`);
      return { platform, parameters: asked.data };
    },

    /** Answers it. @returns where to send the browser; @throws LaunchRefused */
    async login({ platform, parameters }: AskedLogin, bond: Bond, now: Date): Promise<string> {
      const { lti_storage_target: _, ...asked } = parameters;
      // The redirect URI is the one address that is registered, whatever page was asked for.
      const request = {
        ...asked,
        client_id: platform.clientId,
        target_link_uri: `${baseUrl}/lti/launch`,
      };
      const answer = await ltijs.login(defined(request));
      if (!('redirect' in answer)) throw new LaunchRefused('bad-request', JSON.stringify(answer), 400);
      return begin(answer.redirect, platform, bond, now);
    },

    /**
     * Verifies a launch (Security Framework 5.1.3; Core 5.3).
     * @param browsers the names that the browser's cookies give it; empty where it sent none
     * @returns with the login that it answers. Where that waits for a proof, the launch is nobody's until it is shown
     * @throws LaunchRefused with the cause in plain words for the log
     */
    async launch(
      body: unknown,
      browsers: string[],
      now: Date,
    ): Promise<{ launch: Launch; login: BegunLogin }> {
      const reply = errorReply.safeParse(body);
      if (reply.success) throw await lmsError(reply.data, browsers, now);
      const posted = launchRequest.safeParse(body);
      if (!posted.success) throw new LaunchRefused('bad-request', z.prettifyError(posted.error), 400);
      const { id_token, state } = posted.data;
      const token = readToken(id_token);
      const { platform, login } = await takeLogin(state, browsers, token.payload, now);
      return withPlatform(platform, async () => {
        const told = await verifyToken({ ltijs, keySets }, token, { state, platform }, now);
        if (told.targetLinkUri && !isOurs(told.targetLinkUri, baseUrl))
          throw new LaunchRefused('foreign-target', told.targetLinkUri);
        const deploymentId = await deployment(token.payload, platform);
        const clockAheadS = token.payload.iat - now.getTime() / 1000;
        return { launch: { ...told, platform, deploymentId, clockAheadS }, login };
      });
    },
  };

  /** Words for the page are taken only from the answer to a login of this browser: anybody can post a form. */
  async function lmsError(
    { error, error_description, state = '' }: z.infer<typeof errorReply>,
    browsers: string[],
    now: Date,
  ): Promise<LaunchRefused> {
    const words = [error, error_description].filter(Boolean).join(': ');
    const refused = new LaunchRefused('lms-error', words, 400);
    const login = browsers.length > 0 ? await logins.take(state, browsers, now) : null;
    refused.platformId = login?.platformId ?? null;
    refused.lmsWords = login && words.slice(0, 300);
    return refused;
  }

  /** Learned from a verified token only, and only where the operator said so. */
  async function deployment(payload: Proof, platform: Platform): Promise<string> {
    const deploymentId = String(payload[DEPLOYMENT_ID]);
    if (platform.deployments.includes(deploymentId)) return deploymentId;
    const learned =
      platform.learnsDeployments && (await platforms.learnDeployment(platform.id, deploymentId));
    if (!learned) throw new LaunchRefused('deployment', deploymentId);
    return deploymentId;
  }

  /** Keeps the login that ltijs began, with a nonce from the system's generator in place of ltijs's `Math.random`. */
  async function begin(redirect: string, platform: Platform, bond: Bond, now: Date): Promise<string> {
    const query = new URL(redirect, baseUrl).searchParams;
    const nonce = randomBytes(24).toString('base64url');
    query.set('nonce', nonce);
    const state = query.get('state') ?? '';
    const expiresAt = new Date(now.getTime() + LOGIN_LIFETIME_MS);
    await logins.begin({ state, nonce, platformId: platform.id, ...bond, expiresAt });
    const target = new URL(platform.authUrl);
    for (const [name, value] of query) target.searchParams.set(name, value);
    return target.href;
  }

  async function takeLogin(
    state: string,
    browsers: string[],
    payload: Proof,
    now: Date,
  ): Promise<{ platform: Platform; login: BegunLogin }> {
    const login = await logins.take(state, browsers, now);
    if (!login && browsers.length === 0)
      throw new LaunchRefused('no-cookie', 'the launch came without the cookie of its login');
    if (!login)
      throw new LaunchRefused(
        'state',
        'no login of this browser waits: used, lapsed, invented or another one',
      );
    if (login.nonce !== payload.nonce) throw new LaunchRefused('nonce', 'the nonce is not the one sent');
    return { platform: activeOrRefused(await platforms.byId(login.platformId), payload.iss), login };
  }
}

/** What goes wrong from here on went wrong with this platform: whoever looks after it is told. */
async function withPlatform<T>(platform: Platform, carryOut: () => Promise<T>): Promise<T> {
  try {
    return await carryOut();
  } catch (error) {
    if (error instanceof LaunchRefused) error.platformId = platform.id;
    throw error;
  }
}

function activeOrRefused(platform: Platform | null, asked: string): Platform {
  if (!platform || platform.status === 'removed') throw new LaunchRefused('unknown-platform', asked, 400);
  if (platform.status === 'active') return platform;
  const refused = new LaunchRefused(
    platform.status === 'pending' ? 'platform-pending' : 'platform-paused',
    asked,
  );
  refused.platformId = platform.id;
  throw refused;
}

function isOurs(address: string, baseUrl: string): boolean {
  return parsedAddress(address)?.origin === baseUrl;
}

function defined(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
