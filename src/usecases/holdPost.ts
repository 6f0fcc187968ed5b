import { type Actor, mayWrite } from '../domain/actor.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import type { Store } from '../store/index.ts';
import { scopeOf } from './scopeReading.ts';

/**
 * Says that somebody has begun to answer a post, so that others are shown another one first.
 * @throws NotAllowed, NotFound
 */
export async function holdPost(
  store: Store,
  actor: Actor,
  { discussionId, number }: { discussionId: string; number: number },
  now: Date,
): Promise<void> {
  if (!mayWrite(actor.role)) throw new NotAllowed('write');
  const discussion = await store.discussions.find(actor.courseId, discussionId);
  if (!discussion) throw new NotFound('discussion');
  const post = await store.posts.rootOf(await scopeOf(store, actor, discussion), number);
  if (!post || post.deletedAt || post.hiddenAt) throw new NotFound('post');
  // Adding to one's own post keeps nobody waiting.
  if (post.authorId !== actor.memberId)
    await store.holds.hold(discussionId, { number, memberId: actor.memberId }, now);
}
