import type { Actor } from '../domain/actor.ts';
import { Conflict, NotFound } from '../domain/errors.ts';
import { mayDelete, mayEdit } from '../domain/post.ts';
import type { Store } from '../store/index.ts';
import type { Post } from '../store/posts.ts';
import { checked } from './writePost.ts';

/** One's own post, as far as one may still change it. @throws NotFound */
export async function ownPost(
  store: Store,
  actor: Actor,
  discussionId: string,
  postId: string,
  now: Date,
): Promise<Post> {
  const [discussion, post] = await Promise.all([
    store.discussions.find(actor.courseId, discussionId),
    store.posts.find(discussionId, postId),
  ]);
  if (!discussion || !post || !mayEdit(post, actor.memberId, now)) throw new NotFound('post');
  return post;
}

export interface Edit {
  discussionId: string;
  postId: string;
  title: string;
  text: string;
  /** When the post was last edited as the form knew it, so that two tabs cannot overwrite each other. */
  seen: Date | null;
}

/**
 * Keeps a new revision of one's own post; the earlier ones stay. The same text again changes nothing.
 * @throws NotFound, InvalidInput, Conflict
 */
export async function editPost(
  store: Store,
  actor: Actor,
  { discussionId, postId, seen, ...typed }: Edit,
  now: Date,
): Promise<Post> {
  const post = await ownPost(store, actor, discussionId, postId, now);
  const formatted = checked(typed);
  if (formatted.text === post.text && formatted.title === post.title) return post;
  const unseen = post.editedAt?.getTime() !== seen?.getTime();
  if (unseen || !(await store.posts.revise(post, { ...formatted, at: now })))
    throw new Conflict('post.error.editedElsewhere');
  await store.discussions.changed(discussionId);
  return post;
}

/** Takes one's own post away; replies to it stay, and so does its number. @throws NotFound */
export async function deletePost(
  store: Store,
  actor: Actor,
  { discussionId, postId }: { discussionId: string; postId: string },
  now: Date,
): Promise<Post> {
  const post = await ownPost(store, actor, discussionId, postId, now);
  if (!mayDelete(post, actor.memberId, now)) throw new NotFound('post');
  await store.posts.markDeleted(post.id, now);
  await Promise.all([store.posts.recountReplies(post.threadId), store.discussions.changed(discussionId)]);
  return post;
}
