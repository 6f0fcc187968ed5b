import { type Actor, mayWrite } from '../domain/actor.ts';
import { mayUndelete } from '../domain/editing.ts';
import { Conflict, NotAllowed, NotFound } from '../domain/errors.ts';
import { closingTo } from '../domain/moderation.ts';
import type { Store } from '../store/index.ts';
import type { Post } from '../store/posts.ts';
import { ownPost } from './editPost.ts';
import { withOwnDates } from './findDates.ts';
import { refuseClosed } from './refuseClosed.ts';
import { scopeOf } from './scopeReading.ts';

interface Which {
  discussionId: string;
  postId: string;
}

/**
 * Takes one's own post away; replies to it stay, and so does its number.
 * @returns it, and whether anything of its thread is left to read
 * @throws NotFound, NotAllowed, Conflict
 */
export async function deletePost(
  store: Store,
  actor: Actor,
  { discussionId, postId }: Which,
  now: Date,
): Promise<{ post: Post; threadStands: boolean }> {
  const { post, hindrance } = await ownPost(store, actor, discussionId, postId, now);
  if (hindrance && hindrance !== 'muted') throw new Conflict(`post.error.${hindrance}`);
  const replies = await store.discussions.changing(discussionId, now, async (change, { locked }) => {
    // Whoever is muted can take away still what they wrote.
    refuseClosed(actor, { locked, muted: [] }, await store.posts.lockOf(post.threadId), now);
    if (!(await store.posts.markDeleted(post.id, now, change))) throw new Conflict('post.error.hidden');
    return store.posts.recountReplies(post.threadId);
  });
  const root = post.parentId === null ? null : await store.posts.find({ discussionId }, post.threadId);
  return { post, threadStands: replies > 0 || (root !== null && root.deletedAt === null) };
}

/** Brings back what one deleted a moment ago, as it was. Twice is as good as once. @throws NotFound, NotAllowed, Conflict */
export async function undeletePost(
  store: Store,
  actor: Actor,
  { discussionId, postId }: Which,
  now: Date,
): Promise<Post> {
  if (!mayWrite(actor.role)) throw new NotAllowed('write');
  const discussion = await store.discussions.find(actor.courseId, discussionId);
  const post = discussion && (await store.posts.find(await scopeOf(store, actor, discussion), postId));
  if (!post || post.authorId !== actor.memberId) throw new NotFound('post');
  if (post.deletedAt === null) return post;
  if (!mayUndelete(post, actor.memberId, now)) throw new Conflict('post.error.undoTooLate');
  const own = await withOwnDates(store, actor, discussion);
  const closing = closingTo(actor, own, await store.posts.lockOf(post.threadId), now);
  if (closing) throw new Conflict(`post.error.${closing.kind}`);
  await store.discussions.changing(discussionId, now, async (change, closings) => {
    refuseClosed(actor, closings, await store.posts.lockOf(post.threadId), now);
    await store.posts.undelete(post, change);
    await store.posts.recountReplies(post.threadId);
  });
  return post;
}
