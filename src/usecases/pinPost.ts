import type { Actor } from '../domain/actor.ts';
import { Conflict, NotFound } from '../domain/errors.ts';
import { isOpen, MOST_PINNED } from '../domain/moderation.ts';
import type { Store } from '../store/index.ts';
import type { Post } from '../store/posts.ts';
import { note, postToModerate, type Which } from './moderate.ts';

/** Has a post stand on top of every order. @throws NotFound, Conflict where as many are pinned as may be */
export async function pinPost(store: Store, actor: Actor, which: Which, now: Date): Promise<Post> {
  const { discussion, post } = await postToModerate(store, actor, which);
  if (post.parentId !== null || !isOpen(post)) throw new NotFound('post');
  if (discussion.pinned.includes(post.number)) return post;
  const pinned = await store.discussions.pin(discussion.id, post.number);
  if (pinned) await note(store, actor, { discussionId: discussion.id, act: 'pin', post }, now);
  else if (discussion.pinned.length >= MOST_PINNED) throw new Conflict('moderation.error.pinned');
  return post;
}

/** @throws NotFound */
export async function unpinPost(store: Store, actor: Actor, which: Which, now: Date): Promise<Post> {
  const { discussion, post } = await postToModerate(store, actor, which);
  if (post.parentId !== null) throw new NotFound('post');
  const unpinned = await store.discussions.unpin(discussion.id, post.number);
  if (unpinned) await note(store, actor, { discussionId: discussion.id, act: 'unpin', post }, now);
  return post;
}
