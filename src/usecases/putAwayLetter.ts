import type { Actor } from '../domain/actor.ts';
import { NotFound } from '../domain/errors.ts';
import type { Store } from '../store/index.ts';
import type { Receipt } from '../store/receipts.ts';

/** Takes a letter off its reader's pages. @throws NotFound where it was not written to them */
export async function putAwayLetter(
  { receipts }: Store,
  { memberId }: Actor,
  letterId: string,
  now: Date,
): Promise<Receipt> {
  return theirs(await receipts.putAway(letterId, memberId, now));
}

/** Brings it back. @throws NotFound */
export async function bringLetterBack(
  { receipts }: Store,
  { memberId }: Actor,
  letterId: string,
): Promise<Receipt> {
  return theirs(await receipts.bringBack(letterId, memberId));
}

function theirs(receipt: Receipt | null): Receipt {
  if (!receipt) throw new NotFound('letter');
  return receipt;
}
