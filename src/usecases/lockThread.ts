import type { Actor } from '../domain/actor.ts';
import { NotFound } from '../domain/errors.ts';
import type { Store } from '../store/index.ts';
import type { Post } from '../store/posts.ts';
import { moderated, note, postToModerate, reasonIn, type Which } from './moderate.ts';

/** Lets students add and change nothing more in a thread. @throws NotFound, InvalidInput */
export async function lockThread(
  store: Store,
  actor: Actor,
  { reason: typed, ...which }: Which & { reason: string },
  now: Date,
): Promise<Post> {
  const { discussion, post } = await threadToLock(store, actor, which);
  const reason = reasonIn(typed, { required: false });
  const locked = await store.discussions.changing(discussion.id, now, (change) =>
    store.posts.lock(post.id, { at: now, reason }, change),
  );
  await store.discussions.untilWritten(discussion.id, now);
  if (locked)
    await note(store, actor, { discussionId: discussion.id, act: 'lock-thread', post, reason }, now);
  return post;
}

/** @throws NotFound */
export async function unlockThread(store: Store, actor: Actor, which: Which, now: Date): Promise<Post> {
  const { discussion, post } = await threadToLock(store, actor, which);
  const unlocked = await store.discussions.changing(discussion.id, now, (change) =>
    store.posts.lock(post.id, null, change),
  );
  if (unlocked) await note(store, actor, { discussionId: discussion.id, act: 'unlock-thread', post }, now);
  return post;
}

async function threadToLock(store: Store, actor: Actor, which: Which) {
  const found = await postToModerate(store, actor, which);
  if (found.post.parentId !== null) throw new NotFound('thread');
  return found;
}

/** The same for the whole discussion. @throws NotFound, InvalidInput */
export async function lockDiscussion(
  store: Store,
  actor: Actor,
  { discussionId, reason: typed }: { discussionId: string; reason: string },
  now: Date,
): Promise<void> {
  await moderated(store, actor, discussionId);
  const reason = reasonIn(typed, { required: false });
  const locked = await store.discussions.lock(discussionId, { at: now, reason });
  await store.discussions.untilWritten(discussionId, now);
  if (locked) await note(store, actor, { discussionId, act: 'lock', reason }, now);
}

/** @throws NotFound */
export async function unlockDiscussion(
  store: Store,
  actor: Actor,
  discussionId: string,
  now: Date,
): Promise<void> {
  await moderated(store, actor, discussionId);
  const unlocked = await store.discussions.lock(discussionId, null);
  if (unlocked) await note(store, actor, { discussionId, act: 'unlock' }, now);
}
