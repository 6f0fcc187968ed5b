import { type Actor, mayRead } from '../domain/actor.ts';
import type { ThreadOrder } from '../domain/branches.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import { type Unread, unreadAmong } from '../domain/readMarks.ts';
import type { Store } from '../store/index.ts';
import type { Scope } from '../store/posts.ts';
import { numbersInOrder } from './nextUnread.ts';

export interface UnreadAgain {
  scope: Scope;
  thread: number;
  /** The number in it from which on. */
  from: number;
  /** How the thread is being read: what follows in that order is meant. */
  order: ThreadOrder;
}

/**
 * Makes a post or reply unread again, and what follows it in its thread.
 * @returns what is unread of the thread then
 * @throws NotAllowed, NotFound
 */
export async function markUnread(
  store: Store,
  { memberId, role }: Actor,
  { scope, thread, from, order }: UnreadAgain,
): Promise<Unread> {
  if (!mayRead(role)) throw new NotAllowed('read posts');
  const { discussionId } = scope;
  const [numbers, found] = await Promise.all([
    numbersInOrder(store, scope, thread, order),
    store.posts.placesOfOthers([scope], memberId, thread),
  ]);
  if (!numbers.includes(from)) throw new NotFound('post');
  const again = new Set(numbers.slice(numbers.indexOf(from)));
  const places = found.get(discussionId) ?? [];
  const reading = { memberId, discussionId };
  await store.reads.markUnread(
    reading,
    places.filter(([, number]) => again.has(number)),
  );
  return unreadAmong(places, await store.reads.inThread(reading, thread));
}
