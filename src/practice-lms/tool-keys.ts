import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import type { Lms } from './lms.ts';
import type { Tool } from './model.ts';

export type ToolKeySet = ReturnType<typeof createRemoteJWKSet> | ReturnType<typeof createLocalJWKSet>;

const FETCH_TIMEOUT_MS = 5000;
const SKEW_SECONDS = 60;

/** A JWT of the tool, or why it was refused (the text names the specification). */
export type Verified = { payload: JWTPayload } | { refused: string };

/**
 * Verifies what a tool signed: RS256 by `kid` in its key set, `exp` and `iat` present and current.
 * An unknown kid fetches the key set again [Security Framework §6.3]. The other claims are the caller's.
 */
export async function verifyToolJwt(lms: Lms, tool: Tool, jwt: unknown): Promise<Verified> {
  if (typeof jwt !== 'string' || jwt.split('.').length !== 3) return { refused: 'it is not a signed JWT' };
  try {
    if (!decodeProtectedHeader(jwt).kid)
      return { refused: 'its header has no kid (Security Framework §6.3)' };
    const { payload } = await jwtVerify(jwt, keySet(lms, tool), {
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'iat'],
      clockTolerance: SKEW_SECONDS,
    });
    const ahead = (payload.iat ?? 0) - Date.now() / 1000;
    if (ahead > SKEW_SECONDS) return { refused: 'its iat lies in the future (Security Framework §5.1.3)' };
    return { payload };
  } catch (error) {
    return { refused: refusal(error) };
  }
}

function refusal(error: unknown): string {
  if (error instanceof errors.JWKSNoMatchingKey) return 'its kid is not in the tool’s key set';
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature does not verify';
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim ${error.claim} is missing or wrong`;
  return `it could not be verified (${error instanceof Error ? error.message : String(error)})`;
}

function keySet(lms: Lms, tool: Tool): ToolKeySet {
  const known = lms.memory.toolKeys.get(tool.clientId);
  if (known) return known;
  const made = tool.jwksUrl
    ? createRemoteJWKSet(new URL(tool.jwksUrl), { cooldownDuration: 0, timeoutDuration: FETCH_TIMEOUT_MS })
    : createLocalJWKSet((tool.publicJwks ?? { keys: [] }) as unknown as JSONWebKeySet);
  lms.memory.toolKeys.set(tool.clientId, made);
  return made;
}
