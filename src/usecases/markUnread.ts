import { type Actor, mayRead } from '../domain/actor.ts';
import type { ThreadOrder } from '../domain/branches.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import { type Unread, unreadAmong } from '../domain/readMarks.ts';
import type { Store } from '../store/index.ts';
import { numbersInOrder } from './nextUnread.ts';

/**
 * Makes a post or reply unread again, and what follows it in its thread the way it is being read.
 * @returns what is unread of the thread then
 * @throws NotAllowed, NotFound
 */
export async function markUnread(
  store: Store,
  { memberId, role }: Actor,
  {
    discussionId,
    thread,
    from,
    order,
  }: { discussionId: string; thread: number; from: number; order: ThreadOrder },
): Promise<Unread> {
  if (!mayRead(role)) throw new NotAllowed('read posts');
  const reading = { memberId, discussionId };
  const scope = { discussionId };
  const [numbers, found] = await Promise.all([
    numbersInOrder(store, scope, thread, order),
    store.posts.placesOfOthers([scope], memberId, thread),
  ]);
  if (!numbers.includes(from)) throw new NotFound('post');
  const places = found.get(discussionId) ?? [];
  const again = new Set(numbers.slice(numbers.indexOf(from)));
  await store.reads.markUnread(
    reading,
    places.filter(([, number]) => again.has(number)),
  );
  return unreadAmong(places, await store.reads.inThread(reading, thread));
}
