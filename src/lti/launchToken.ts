import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { LaunchRefused } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import { type Claims, claims, MESSAGE_TYPE, type Proof, proof } from './claims.ts';
import type { KeySets } from './jwks.ts';
import type { Ltijs } from './ltijs.ts';

/** An id_token that was read and not verified: nothing in it is believed yet. */
export interface LaunchToken {
  idToken: string;
  /** The name of the key that it says it is signed with. */
  kid: string;
  payload: Proof;
}

/** Who verifies it. */
interface Verifiers {
  ltijs: Ltijs;
  keySets: KeySets;
}

/** Of the login that it answers. */
interface Expected {
  state: string;
  platform: Platform;
}

/** How far an LMS's clock may be ahead of ours, and how old its token may be (Security Framework 1.0, 5.1.3). */
const CLOCK_SKEW_S = 60;
const MAX_AGE_S = 10 * 60;

/** Reads what decides whether a launch is genuine. @throws LaunchRefused */
export function readToken(idToken: string): LaunchToken {
  try {
    const { kid, alg, crit } = decodeProtectedHeader(idToken);
    // RFC 7515, section 4.1.11: what must be understood and is not.
    if (crit !== undefined) throw new LaunchRefused('signature', 'crit');
    if (alg !== 'RS256') throw new LaunchRefused('signature', `signed with ${alg}`);
    if (typeof kid !== 'string' || kid === '') throw new LaunchRefused('signature', 'no kid');
    const payload = proof.safeParse(decodeJwt(idToken));
    if (!payload.success) throw new LaunchRefused('claims', z.prettifyError(payload.error), 400);
    return { idToken, kid, payload: payload.data };
  } catch (error) {
    if (error instanceof LaunchRefused) throw error;
    const malformed = error instanceof errors.JWTInvalid || error instanceof TypeError;
    throw new LaunchRefused('claims', malformed ? 'not a JWT' : String(error), 400);
  }
}

/**
 * Verifies that the platform made this token, for this tool and just now (Security Framework 1.0, 5.1.3).
 * @returns what it says
 * @throws LaunchRefused
 */
export async function verifyToken(
  verifiers: Verifiers,
  token: LaunchToken,
  expected: Expected,
  now: Date,
): Promise<Claims> {
  checkToken(token.payload, expected.platform, now);
  await checkSignature(verifiers, token, expected);
  const verified = claims.safeParse(decodeJwt(token.idToken));
  if (!verified.success) throw new LaunchRefused('claims', z.prettifyError(verified.error), 400);
  return verified.data;
}

function checkToken(payload: Proof, platform: Platform, now: Date): void {
  const seconds = now.getTime() / 1000;
  const { clientId, issuer } = platform;
  if (payload.iss !== issuer) throw new LaunchRefused('issuer', payload.iss);
  const audiences = [payload.aud].flat();
  if (audiences.some((audience) => audience !== clientId))
    throw new LaunchRefused('audience', audiences.join(' '));
  if (payload.azp !== undefined && payload.azp !== clientId)
    throw new LaunchRefused('audience', `azp ${payload.azp}`);
  if (payload.exp <= seconds)
    throw new LaunchRefused('expired', `${Math.round(seconds - payload.exp)} s ago`);
  if (payload.iat > seconds + CLOCK_SKEW_S)
    throw new LaunchRefused('expired', `issued ${payload.iat - seconds} s ahead`);
  if (payload.iat < seconds - MAX_AGE_S)
    throw new LaunchRefused('expired', `issued ${seconds - payload.iat} s ago`);
  if (payload.nbf !== undefined && payload.nbf > seconds + CLOCK_SKEW_S)
    throw new LaunchRefused('expired', `good only in ${payload.nbf - seconds} s`);
  if (payload.sub === undefined) throw new LaunchRefused('anonymous', 'no sub');
}

/** @throws LaunchRefused where the platform's key did not sign it */
async function checkSignature(
  { ltijs, keySets }: Verifiers,
  { idToken, kid, payload }: LaunchToken,
  { state, platform }: Expected,
): Promise<void> {
  const found = await keySets.find(platform, kid);
  if ('problem' in found) {
    if (found.problem === 'unreachable') throw new LaunchRefused('lms-keys', found.detail);
    throw new LaunchRefused('signature', found.detail);
  }
  // ltijs knows two message types. This one, with the same key, jose verifies.
  if (payload[MESSAGE_TYPE] === 'LtiSubmissionReviewRequest')
    return verifyWithJose(idToken, found.key, platform);
  const verdict = await ltijs.launch(idToken, state, platform, { kid, ...found });
  if (!('verified' in verdict)) {
    const cause = 'refused' in verdict ? verdict.refused : 'redirected';
    if (!/^[A-Z_]+$|^jwt |^invalid /.test(cause)) throw new Error(`ltijs could not verify: ${cause}`);
    throw new LaunchRefused(REASONS[cause] ?? 'signature', cause);
  }
}

/** ltijs's causes that have a page of their own; all others mean that the token does not verify. */
const REASONS: Record<string, string> = {
  NO_SUB_CLAIM: 'anonymous',
  'jwt expired': 'expired',
  'jwt not active': 'expired',
  NO_ROLES_CLAIM: 'claims',
  NO_MESSAGE_TYPE_CLAIM: 'claims',
  NO_RESOURCE_LINK_ID_CLAIM: 'claims',
  NO_TARGET_LINK_URI_CLAIM: 'claims',
};

async function verifyWithJose(
  idToken: string,
  key: CryptoKey,
  { issuer, clientId }: Platform,
): Promise<void> {
  const options = { issuer, audience: clientId, algorithms: ['RS256'], clockTolerance: CLOCK_SKEW_S };
  await jwtVerify(idToken, key, options).catch((error: unknown) => {
    throw new LaunchRefused('signature', String(error));
  });
}
