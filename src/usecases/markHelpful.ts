import { type Actor, mayWrite } from '../domain/actor.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import type { Store } from '../store/index.ts';
import type { Post } from '../store/posts.ts';
import { othersPost, type Which } from './othersPost.ts';

/**
 * Says that one found somebody's post helpful, or takes it back; twice is as good as once. Its author sees how many
 * did and nobody else's mark, so that there is nothing to compete for; open pages of others have nothing to hear of.
 * @throws NotAllowed, NotFound
 */
export async function markHelpful(
  store: Store,
  actor: Actor,
  { helpful, ...which }: Which & { helpful: boolean },
  now: Date,
): Promise<Post> {
  if (!mayWrite(actor.role)) throw new NotAllowed('write');
  const post = await othersPost(store, actor, which);
  const mark = { postId: post.id, memberId: actor.memberId };
  if (!helpful) await store.helpful.unmark(mark);
  else {
    const member = await store.members.find(actor.courseId, actor.memberId);
    if (!member) throw new NotFound('member');
    await store.helpful.mark({ ...mark, discussionId: post.discussionId, counts: !member.testUser, at: now });
  }
  return post;
}
