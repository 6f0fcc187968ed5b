import { createHash } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';

/** The platform's RSA keys, newest last: the newest signs, all are published. */
export interface SigningKeys {
  /** Private JWKs, as they are saved. */
  saved: JWK[];
}

/** 2048-bit RSA, made without blocking the process. */
export async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = createHash('sha256')
    .update(jwk.n ?? '')
    .digest('base64url')
    .slice(0, 16);
  return { ...jwk, kid, alg: 'RS256', use: 'sig' };
}

/** What the JWKS endpoint answers. */
export function publicJwks(keys: SigningKeys): { keys: JWK[] } {
  const publicPart = ({ kty, n, e, kid, alg, use }: JWK) => ({ kty, n, e, kid, alg, use });
  return { keys: keys.saved.map(publicPart) };
}

/** Signs with the newest key. The payload carries its own iat and exp. */
export async function signJwt(keys: SigningKeys, payload: JWTPayload): Promise<string> {
  const jwk = keys.saved.at(-1);
  if (!jwk) throw new Error('The practice LMS has no signing key yet.');
  const header = { alg: 'RS256', typ: 'JWT', kid: jwk.kid };
  return new SignJWT(payload).setProtectedHeader(header).sign(await importJWK(jwk, 'RS256'));
}
