import { type Actor, mayRead } from '../domain/actor.ts';
import { NotAllowed } from '../domain/errors.ts';
import { type Unread, unreadAmong } from '../domain/readMarks.ts';
import type { Store } from '../store/index.ts';

/**
 * Keeps that somebody has read these numbers of a thread, as far as there is something of others to read at them.
 * @returns what is left unread of the thread
 * @throws NotAllowed
 */
export async function markRead(
  store: Store,
  { memberId, role }: Actor,
  { discussionId, thread, numbers }: { discussionId: string; thread: number; numbers: readonly number[] },
): Promise<Unread> {
  if (!mayRead(role)) throw new NotAllowed('read posts');
  const reading = { memberId, discussionId };
  const found = await store.posts.placesOfOthers([{ discussionId }], memberId, thread);
  const places = found.get(discussionId) ?? [];
  const seen = new Set(numbers);
  await store.reads.markRead(
    reading,
    places.filter(([, number]) => seen.has(number)),
  );
  return unreadAmong(places, await store.reads.inThread(reading, thread));
}

/** Keeps that somebody is done with all there is to read now. @throws NotAllowed */
export async function markAllRead(
  store: Store,
  { memberId, role }: Actor,
  discussionId: string,
): Promise<void> {
  if (!mayRead(role)) throw new NotAllowed('read posts');
  const found = await store.posts.placesOfOthers([{ discussionId }], memberId);
  await store.reads.markRead({ memberId, discussionId }, found.get(discussionId) ?? []);
}
