import { createRemoteJWKSet, customFetch, type RemoteJWKSet } from 'jose';
import type { Platform } from '../domain/platform.ts';
import { trustedOrigins } from './addresses.ts';
import type { Outbound } from './outbound.ts';

/** A platform's key, or why there is none: `unknown`, it publishes none that fits; `unreachable`, it publishes nothing. */
export type FoundKey = { key: CryptoKey } | { problem: 'unknown' | 'unreachable'; detail: string };

const FETCH_LIMIT_MS = 5_000;
const MAX_AGE_MS = 10 * 60_000;
/** Between two fetches that an unknown name of a key brings about. */
const COOLDOWN_MS = 5_000;
const MAX_BYTES = 512 * 1024;
/** RFC 7518, section 3.3. */
const MIN_KEY_BITS = 2048;

interface KeySet {
  set: RemoteJWKSet;
  usedAt: number;
  /** When an unknown name last brought a fetch about. */
  askedAgainAt: number;
}

/**
 * The platforms' public keys (LTI Security Framework 1.0, section 6.3), kept for ten minutes, fetched once for any
 * number of askers. An unknown name fetches them once more, at once: an LMS that exchanged its key is believed the
 * moment it signs with the new one. Whoever invents names brings about one fetch in five seconds; an exchange within
 * those has to wait for their end.
 */
export function createKeySets(outbound: Outbound) {
  const sets = new Map<string, KeySet>();

  function setOf(platform: Platform): KeySet {
    const now = Date.now();
    // Unused for so long it would be fetched anew anyway, and the platform may be gone.
    for (const [key, { usedAt }] of sets) if (usedAt < now - MAX_AGE_MS) sets.delete(key);
    // Two platforms with one address of keys may be trusted with different origins.
    const key = [platform.id, platform.jwksUrl, ...trustedOrigins(platform)].join(' ');
    const known = sets.get(key) ?? { set: remoteSet(outbound, platform), askedAgainAt: 0, usedAt: now };
    known.usedAt = now;
    sets.set(key, known);
    return known;
  }

  return {
    async find(platform: Platform, kid: string): Promise<FoundKey> {
      const known = setOf(platform);
      try {
        if (!known.set.fresh) await known.set.reload();
        const found = await pick(known.set, kid);
        if ('key' in found || !mayAskAgain(known)) return found;
        await known.set.reload();
        return await pick(known.set, kid);
      } catch (error) {
        const cause = error instanceof Error ? error.message : String(error);
        return { problem: 'unreachable', detail: `no keys from ${platform.jwksUrl}: ${cause}` };
      }
    },
  };
}
export type KeySets = ReturnType<typeof createKeySets>;

function remoteSet(outbound: Outbound, platform: Platform): RemoteJWKSet {
  const trusted = trustedOrigins(platform);
  return createRemoteJWKSet(new URL(platform.jwksUrl), {
    timeoutDuration: FETCH_LIMIT_MS,
    cacheMaxAge: MAX_AGE_MS,
    // When to fetch again is decided here alone.
    cooldownDuration: Number.POSITIVE_INFINITY,
    async [customFetch](url, { headers, signal }) {
      const asked = { headers: Object.fromEntries(headers), signal, maxBytes: MAX_BYTES };
      const { status, body } = await outbound.call(trusted, url, asked);
      if (status !== 200) throw new Error(`answered with ${status}`);
      return new Response(body);
    },
  });
}

async function pick(set: RemoteJWKSet, kid: string): Promise<FoundKey> {
  const unknown = (detail: string) => ({ problem: 'unknown', detail: `key ${kid}: ${detail}` }) as const;
  try {
    const key = await set({ alg: 'RS256', kid });
    const bits = (key.algorithm as RsaHashedKeyAlgorithm).modulusLength;
    return bits < MIN_KEY_BITS ? unknown(`only ${bits} bits`) : { key };
  } catch (error) {
    return unknown(error instanceof Error ? error.message : String(error));
  }
}

/** A fetch under way is waited for: it may bring the key. */
function mayAskAgain(known: KeySet): boolean {
  if (known.set.reloading) return true;
  const now = Date.now();
  if (now < known.askedAgainAt + COOLDOWN_MS) return false;
  known.askedAgainAt = now;
  return true;
}
