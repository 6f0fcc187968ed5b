/** Where a post stands: the number of its thread, and 0 for the post that began it or a reply's number. */
export type Place = readonly [thread: number, number: number];

/** A post's number within its thread: 0 for the post that began it. */
export const numberInThread = (post: { parentId: string | null; number: number }): number =>
  post.parentId === null ? 0 : post.number;

/**
 * What somebody has read of a thread: a bit for each number, 32 to a word. It is exact whatever is read first, and
 * never larger than the thread.
 */
export type ReadMarks = Readonly<Record<string, number>>;
const BITS = 32;

/** The bits of these places, by thread and word: `12.0`. */
export function masksOf(places: Iterable<Place>): Map<string, number> {
  const masks = new Map<string, number>();
  for (const [thread, number] of places) {
    const word = `${thread}.${Math.floor(number / BITS)}`;
    masks.set(word, (masks.get(word) ?? 0) | (1 << (number % BITS)));
  }
  return masks;
}

export const isRead = (marks: ReadMarks | undefined, number: number): boolean =>
  (((marks?.[Math.floor(number / BITS)] ?? 0) >>> (number % BITS)) & 1) === 1;

/** What is unread in a discussion: numbers by thread. A thread without any is left out. */
export type Unread = ReadonlyMap<number, ReadonlySet<number>>;

/** Which of these places are not marked as read. */
export function unreadAmong(places: Iterable<Place>, read: Readonly<Record<string, ReadMarks>>): Unread {
  const unread = new Map<number, Set<number>>();
  for (const [thread, number] of places) {
    if (isRead(read[thread], number)) continue;
    const numbers = unread.get(thread);
    if (numbers) numbers.add(number);
    else unread.set(thread, new Set([number]));
  }
  return unread;
}

/** How many posts and replies that is. */
export function countUnread(unread: Unread): number {
  let count = 0;
  for (const numbers of unread.values()) count += numbers.size;
  return count;
}

/** Of these threads the one that comes after this: the next, else the first; null where there is none. */
export function threadAfter(threads: Iterable<number>, thread: number): number | null {
  const sorted = [...threads].sort((one, other) => one - other);
  return sorted.find((number) => number > thread) ?? sorted[0] ?? null;
}
