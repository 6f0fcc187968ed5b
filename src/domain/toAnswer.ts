/** Somebody has begun to answer a post; nobody is kept from answering it as well. */
export type Hold = {
  /** The post's number in the discussion. */
  number: number;
  memberId: string;
  until: Date;
};

/** As long as a reply of a few sentences takes; writing on begins it anew. */
export const HOLD_MS = 5 * 60 * 1000;

export type ToAnswer = { number: number; held: boolean };

/**
 * The posts that wait for an answer, in this reader's own order, so that a class does not all begin with the same one;
 * those that somebody else is answering come last. Never one's own.
 * @param unanswered every post without a reply
 */
export function orderToAnswer(
  unanswered: readonly { number: number; authorId: string }[],
  readerId: string,
  holds: readonly Hold[],
  now: Date,
): ToAnswer[] {
  const held = new Set(
    holds.filter((hold) => hold.memberId !== readerId && hold.until > now).map(({ number }) => number),
  );
  return unanswered
    .filter(({ authorId }) => authorId !== readerId)
    .map(({ number }) => ({ number, held: held.has(number), place: placeOf(readerId, number) }))
    .sort((one, other) => Number(one.held) - Number(other.held) || one.place - other.place)
    .map(({ number, held }) => ({ number, held }));
}

/** By chance as it seems, and always the same: what a reader saw stays where it was when posts come or go. */
function placeOf(readerId: string, number: number): number {
  let hash = 0x811c9dc5;
  for (const character of `${number} ${readerId}`)
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
