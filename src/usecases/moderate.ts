import { type Actor, mayModerate } from '../domain/actor.ts';
import { InvalidInput, NotFound } from '../domain/errors.ts';
import { LONGEST_REASON } from '../domain/moderation.ts';
import { isBlank } from '../domain/post.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { ModerationAct } from '../store/moderationLog.ts';
import type { Post } from '../store/posts.ts';
import { scopeOf } from './scopeReading.ts';

/** Which post, in which discussion. */
export interface Which {
  discussionId: string;
  postId: string;
}

/** The discussion that somebody moderates: for everybody else nothing of this is there. @throws NotFound */
export async function moderated(store: Store, actor: Actor, discussionId: string): Promise<Discussion> {
  const discussion = mayModerate(actor.role) && (await store.discussions.find(actor.courseId, discussionId));
  if (!discussion) throw new NotFound('moderation');
  return discussion;
}

/** A post in it, whatever became of it. @throws NotFound */
export async function postToModerate(
  store: Store,
  actor: Actor,
  { discussionId, postId }: Which,
): Promise<{ discussion: Discussion; post: Post }> {
  const discussion = await moderated(store, actor, discussionId);
  const post = await store.posts.find(await scopeOf(store, actor, discussion), postId);
  if (!post) throw new NotFound('post');
  return { discussion, post };
}

/** Why something is decided, as those whom it concerns are told. @throws InvalidInput about `reason` */
export function reasonIn(
  typed: string,
  { required, missing = 'moderation.error.reason' }: { required: boolean; missing?: string },
): string {
  const reason = typed.replace(/\r\n?/g, '\n').trim();
  if (required && isBlank(reason)) throw new InvalidInput({ reason: missing });
  if (reason.length > LONGEST_REASON) throw new InvalidInput({ reason: 'moderation.error.tooLong' });
  return reason;
}

/** Notes who decided what about which post or person. */
export function note(
  store: Store,
  { memberId: byId }: Actor,
  {
    discussionId,
    act,
    post,
    memberId = post?.authorId ?? null,
    reason = '',
  }: {
    discussionId: string;
    act: ModerationAct;
    post?: Post;
    memberId?: string | null;
    reason?: string;
  },
  at: Date,
): Promise<void> {
  const label = post ? labelOfPost(post) : null;
  return store.moderation.add({ discussionId, at, byId, act, label, memberId, reason });
}
