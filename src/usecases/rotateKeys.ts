import type { Store } from '../store/index.ts';
import { OVERLAP_MS } from '../store/keys.ts';

/** The tool signs with a key of its own, made when it is first needed. @throws WrongSecret */
export async function ensureKey(store: Store, now: Date): Promise<void> {
  if (!(await store.keys.current(now))) await store.keys.add(now);
}

/**
 * Publishes a new key at once and signs with it once platforms have had time to notice; the old one stays
 * published for a day, so that no launch and no grade fails meanwhile.
 * @returns its name in the key set, and from when it is used
 */
export async function rotateKeys(store: Store, now: Date): Promise<{ kid: string; usedFrom: Date }> {
  await store.keys.prune(now);
  const kid = await store.keys.add(now);
  return { kid, usedFrom: new Date(now.getTime() + OVERLAP_MS) };
}
