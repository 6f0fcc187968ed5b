import type { Actor } from '../domain/actor.ts';
import { NotFound } from '../domain/errors.ts';
import { isOpen } from '../domain/moderation.ts';
import type { Store } from '../store/index.ts';
import type { Post } from '../store/posts.ts';
import type { Which } from './moderate.ts';
import { scopeOf } from './scopeReading.ts';

export type { Which } from './moderate.ts';

/** A post of somebody else's that everybody can read, to say something about. @throws NotFound */
export async function othersPost(store: Store, actor: Actor, { discussionId, postId }: Which): Promise<Post> {
  const discussion = await store.discussions.find(actor.courseId, discussionId);
  const post = discussion && (await store.posts.find(await scopeOf(store, actor, discussion), postId));
  if (!post || !isOpen(post) || post.authorId === actor.memberId) throw new NotFound('post');
  return post;
}
