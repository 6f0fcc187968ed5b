import { type Actor, mayWrite } from '../domain/actor.ts';
import { Conflict, NotAllowed, NotFound } from '../domain/errors.ts';
import { mayEdit } from '../domain/post.ts';
import type { Store } from '../store/index.ts';
import { MOST_REVISIONS, type Post } from '../store/posts.ts';
import { scopeOf } from './scopeReading.ts';
import { sameFiles, useFiles } from './useFiles.ts';
import { checked } from './writePost.ts';

/** One's own post, as far as one may still change it. @throws NotFound */
export async function ownPost(
  store: Store,
  actor: Actor,
  discussionId: string,
  postId: string,
  now: Date,
): Promise<Post> {
  if (!mayWrite(actor.role)) throw new NotAllowed('write');
  const discussion = await store.discussions.find(actor.courseId, discussionId);
  const post = discussion && (await store.posts.find(await scopeOf(store, actor, discussion), postId));
  if (!post || !mayEdit(post, actor.memberId, now)) throw new NotFound('post');
  return post;
}

export interface Edit {
  discussionId: string;
  postId: string;
  title: string;
  text: string;
  files: string[];
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
  const sameWords = formatted.text === post.text && formatted.title === post.title;
  if (sameWords && sameFiles(formatted, post)) return post;
  const unseen = post.editedAt?.getTime() !== seen?.getTime();
  if (unseen) throw new Conflict('post.error.editedElsewhere');
  const owned = { discussionId, ownerId: actor.memberId };
  await useFiles(store, owned, formatted, now);
  const revised = await store.discussions.changing(discussionId, now, (change) =>
    store.posts.revise(post, { ...formatted, at: now, change }),
  );
  if (!revised) {
    const full = (await store.posts.revisionsOf(post.id)) >= MOST_REVISIONS;
    throw new Conflict(full ? 'post.error.tooManyEdits' : 'post.error.editedElsewhere');
  }
  await store.files.keep(owned, [...formatted.files, ...formatted.pictures]);
  return post;
}

/**
 * Takes one's own post away; replies to it stay, and so does its number.
 * @returns it, and whether anything of its thread is left to read
 * @throws NotFound, NotAllowed
 */
export async function deletePost(
  store: Store,
  actor: Actor,
  { discussionId, postId }: { discussionId: string; postId: string },
  now: Date,
): Promise<{ post: Post; threadStands: boolean }> {
  const post = await ownPost(store, actor, discussionId, postId, now);
  const replies = await store.discussions.changing(discussionId, now, async (change) => {
    await store.posts.markDeleted(post.id, now, change);
    return store.posts.recountReplies(post.threadId);
  });
  const root = post.parentId === null ? null : await store.posts.find({ discussionId }, post.threadId);
  return { post, threadStands: replies > 0 || (root !== null && root.deletedAt === null) };
}
