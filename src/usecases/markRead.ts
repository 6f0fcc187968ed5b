import { type Actor, mayRead } from '../domain/actor.ts';
import { NotAllowed } from '../domain/errors.ts';
import { type Unread, unreadAmong } from '../domain/readMarks.ts';
import type { Store } from '../store/index.ts';
import type { Scope } from '../store/posts.ts';

/**
 * Keeps that somebody has read these numbers of a thread, as far as there is something of others to read at them.
 * @returns what is left unread of the thread
 * @throws NotAllowed
 */
export async function markRead(
  { posts, reads }: Store,
  { memberId, role }: Actor,
  { scope, thread, numbers }: { scope: Scope; thread: number; numbers: readonly number[] },
): Promise<Unread> {
  if (!mayRead(role)) throw new NotAllowed('read posts');
  const { discussionId } = scope;
  const found = await posts.placesOfOthers([scope], memberId, thread);
  const places = found.get(discussionId) ?? [];
  const seen = places.filter(([, number]) => numbers.includes(number));
  await reads.markRead({ memberId, discussionId }, seen);
  return unreadAmong(places, await reads.inThread({ memberId, discussionId }, thread));
}

/** Keeps that somebody is done with all that there is to read now. @throws NotAllowed */
export async function markAllRead(
  { posts, reads }: Store,
  { memberId, role }: Actor,
  scope: Scope,
): Promise<void> {
  if (!mayRead(role)) throw new NotAllowed('read posts');
  const { discussionId } = scope;
  const found = await posts.placesOfOthers([scope], memberId);
  await reads.markRead({ memberId, discussionId }, found.get(discussionId) ?? []);
}
