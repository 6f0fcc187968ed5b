import type { JWK } from 'jose';
import { newSigningKey } from '../../src/practice-lms/keys.ts';
import { type RunningPracticeLms, type StartOptions, start } from '../../src/practice-lms/server.ts';

/** All of this process sign with one key: making one takes longer than most tests. */
let key: Promise<JWK> | undefined;

/** The practice LMS at a free port. */
export async function startLms(options: Omit<StartOptions, 'port'>): Promise<RunningPracticeLms> {
  key ??= newSigningKey();
  return start({ port: 0, keys: [await key], ...options });
}
