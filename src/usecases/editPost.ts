import { type Actor, mayModerate, mayWrite } from '../domain/actor.ts';
import { type Hindrance, hindranceToChange, isOwn, lastDueAt, openUntil } from '../domain/editing.ts';
import { Conflict, NotAllowed, NotFound } from '../domain/errors.ts';
import { kindOf } from '../domain/ledger.ts';
import { closingTo, type Lock } from '../domain/moderation.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import { MOST_REVISIONS, type Post } from '../store/posts.ts';
import { withOwnDates } from './findDates.ts';
import type { Typed } from './formatTyped.ts';
import { withMembers } from './mentions.ts';
import { refuseClosed } from './refuseClosed.ts';
import { scopeOf } from './scopeReading.ts';
import { sameFiles, useFiles } from './useFiles.ts';
import { checked } from './writePost.ts';

/** One's own post, and what keeps one from changing or deleting it, if anything does. @throws NotAllowed, NotFound */
export async function ownPost(
  store: Store,
  actor: Actor,
  discussionId: string,
  postId: string,
  now: Date,
): Promise<{ discussion: Discussion; post: Post; hindrance: Hindrance | null }> {
  if (!mayWrite(actor.role)) throw new NotAllowed('write');
  const found = await store.discussions.find(actor.courseId, discussionId);
  if (!found) throw new NotFound('discussion');
  const discussion = await withOwnDates(store, actor, found);
  const post = await store.posts.find(await scopeOf(store, actor, discussion), postId);
  if (!post || !isOwn(post, actor.memberId)) throw new NotFound('post');
  const lock = post.parentId === null ? post.locked : await store.posts.lockOf(post.threadId);
  return { discussion, post, hindrance: hindranceTo(post, actor, { discussion, lock }, now) };
}

/** What keeps this person from changing a post of theirs, in a thread that may be locked. */
export function hindranceTo(
  post: Pick<Post, 'parentId' | 'createdAt' | 'hiddenAt'>,
  actor: Actor,
  { discussion, lock }: { discussion: Discussion; lock: Lock | null },
  now: Date,
): Hindrance | null {
  const dueAt = lastDueAt(discussion.requirements, discussion.lmsDueAt, kindOf(post));
  const until = mayModerate(actor.role) ? null : openUntil(discussion, post.createdAt, dueAt);
  return hindranceToChange(post, { until, closing: closingTo(actor, discussion, lock, now) }, now);
}

export interface Edit extends Typed {
  discussionId: string;
  postId: string;
  title: string;
  /** What is attached to it. */
  files?: string[];
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
  const { discussion, post, hindrance } = await ownPost(store, actor, discussionId, postId, now);
  if (hindrance) throw new Conflict(`post.error.${hindrance}`);
  const formatted = checked(await withMembers(store, discussion, typed));
  const { text, format, title } = formatted;
  const sameWords = text === post.text && format === post.format && title === post.title;
  if (sameWords && sameFiles(formatted, post)) return post;
  const unseen = post.editedAt?.getTime() !== seen?.getTime();
  if (unseen) throw new Conflict('post.error.editedElsewhere');
  const owned = { discussionId, ownerId: actor.memberId };
  await useFiles(store, owned, formatted, now);
  const revised = await store.discussions.changing(discussionId, now, async (change, closings) => {
    refuseClosed(actor, closings, await store.posts.lockOf(post.threadId), now);
    return store.posts.revise(post, { ...formatted, at: now, change });
  });
  if (!revised) {
    const full = (await store.posts.revisionsOf(post.id)) >= MOST_REVISIONS;
    throw new Conflict(full ? 'post.error.tooManyEdits' : 'post.error.editedElsewhere');
  }
  await store.files.keep(owned, [...formatted.files, ...formatted.pictures]);
  return post;
}
