import type { Actor } from '../domain/actor.ts';
import { Conflict } from '../domain/errors.ts';
import type { Store } from '../store/index.ts';
import type { Post } from '../store/posts.ts';
import { note, postToModerate, reasonIn, type Which } from './moderate.ts';

/**
 * Takes what somebody wrote out of sight of everybody but graders and its author, who is told why. It counts for nothing
 * as long as it is hidden. Hiding what is hidden changes nothing.
 * @throws NotFound, InvalidInput, Conflict where it was deleted
 */
export async function hidePost(
  store: Store,
  actor: Actor,
  { reason: typed, ...which }: Which & { reason: string },
  now: Date,
): Promise<Post> {
  const { discussion, post } = await postToModerate(store, actor, which);
  const reason = reasonIn(typed, { required: true });
  const hidden = await store.discussions.changing(discussion.id, now, async (change) => {
    const done = await store.posts.hide(post.id, { hiddenAt: now, hiddenReason: reason, change });
    if (done) await store.posts.recountReplies(post.threadId);
    return done;
  });
  // Whoever reported it hears that it was looked at.
  if (hidden || post.hiddenAt !== null) await store.reports.settle(post.id, 'hidden');
  if (hidden) await note(store, actor, { discussionId: discussion.id, act: 'hide', post, reason }, now);
  else if (post.hiddenAt === null) throw new Conflict('moderation.error.gone');
  return post;
}

/** Shows it again, as it was. @throws NotFound */
export async function unhidePost(store: Store, actor: Actor, which: Which, now: Date): Promise<Post> {
  const { discussion, post } = await postToModerate(store, actor, which);
  const shown = await store.discussions.changing(discussion.id, now, async (change) => {
    const done = await store.posts.unhide(post.id, change);
    if (done) await store.posts.recountReplies(post.threadId);
    return done;
  });
  if (shown) await note(store, actor, { discussionId: discussion.id, act: 'unhide', post }, now);
  return post;
}
