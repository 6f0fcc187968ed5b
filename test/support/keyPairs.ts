import { generateKeyPair } from 'jose';

export type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;

const made: Promise<KeyPair>[] = [];
let taken = 0;

/**
 * An RSA pair. Making one takes longer than most tests, so a few serve again and again: any six that are taken one after
 * the other differ.
 */
export function nextKeyPair(): Promise<KeyPair> {
  const place = taken++ % 6;
  made[place] ??= generateKeyPair('RS256', { extractable: true });
  return made[place];
}
