import { type Actor, mayRead } from '../domain/actor.ts';
import { inOrder, type ThreadOrder } from '../domain/branches.ts';
import { NotAllowed } from '../domain/errors.ts';
import { numberInThread, type Place, threadAfter } from '../domain/readMarks.ts';
import { readThread } from '../domain/thread.ts';
import type { Store } from '../store/index.ts';
import type { Scope } from '../store/posts.ts';
import { findUnread } from './findUnread.ts';

export interface Start {
  thread: number;
  /** The number in it after which to look; null: at its beginning. */
  after: number | null;
}

/**
 * The next place with something unread: further on in this thread, then thread by thread, from the last one on to the
 * first; null where nothing else is unread.
 * @throws NotAllowed
 */
export async function nextUnread(
  store: Store,
  actor: Actor,
  { scope, start, order }: { scope: Scope; start: Start; order: ThreadOrder },
): Promise<Place | null> {
  if (!mayRead(actor.role)) throw new NotAllowed('read posts');
  const unread = (await findUnread(store, actor.memberId, [scope]))(scope.discussionId);
  const { thread: here, after } = start;
  const isUnread = (thread: number) => (number: number) => unread.get(thread)?.has(number) === true;
  const numbers = unread.has(here) ? await numbersInOrder(store, scope, here, order) : [];
  const at = after === null ? -1 : numbers.indexOf(after);
  const later = numbers.slice(at + 1).find(isUnread(here));
  if (later !== undefined) return [here, later];
  const thread = threadAfter(unread.keys(), here);
  if (thread === null) return null;
  const others =
    thread === here ? numbers.slice(0, Math.max(0, at)) : await numbersInOrder(store, scope, thread, order);
  const next = others.find(isUnread(thread));
  return next === undefined ? null : [thread, next];
}

/** The numbers of a thread, the post's 0 first, in the order they are read; empty where there is no such thread. */
export async function numbersInOrder(
  { posts }: Store,
  scope: Scope,
  thread: number,
  order: ThreadOrder,
): Promise<number[]> {
  const joints = await posts.joints(scope, thread);
  if (joints.length === 0) return [];
  const { root, replies } = readThread(joints, ({ deletedAt, hiddenAt }) => !deletedAt && !hiddenAt);
  return [root, ...inOrder(replies, order)].map(({ post }) => numberInThread(post));
}
