import { createRemoteJWKSet, errors, type JSONWebKeySet } from 'jose';

/** One cached key set per address; jose fetches it once for any number of askers, and again on an unknown kid. */
const sets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

const OPTIONS = { timeoutDuration: 5_000, cacheMaxAge: 10 * 60_000, cooldownDuration: 5_000 };

function setAt(url: string) {
  const known = sets.get(url) ?? createRemoteJWKSet(new URL(url), OPTIONS);
  sets.set(url, known);
  return known;
}

/**
 * Makes sure that a platform's key of that name is in the cache (LTI Security Framework 1.0, section 6.3).
 * @returns 'known', 'unknown' where the platform does not publish it, 'unreachable' where its keys cannot be had
 */
export async function findKey(url: string, kid: string): Promise<'known' | 'unknown' | 'unreachable'> {
  try {
    await setAt(url)({ alg: 'RS256', kid });
    return 'known';
  } catch (error) {
    return error instanceof errors.JWKSNoMatchingKey ? 'unknown' : 'unreachable';
  }
}

/** The cached key set, as ltijs asks for it. */
export function cachedKeys(url: string): JSONWebKeySet {
  return setAt(url).jwks() ?? { keys: [] };
}
