import { isGraded, mayModerate, type Reader } from '../domain/actor.ts';
import { waitsForOwnPost } from '../domain/opening.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Scope } from '../store/posts.ts';

/**
 * Which posts of a discussion are there for somebody: to read, to find, to count, and so also to answer. Whatever a page
 * lists and whatever a form names is looked up within it.
 */
export async function scopeOf(store: Store, reader: Reader, discussion: Discussion): Promise<Scope> {
  const { id, postFirst } = discussion;
  const { memberId, role } = reader;
  const written = postFirst && isGraded(role) && (await store.posts.hasWritten(id, memberId));
  if (waitsForOwnPost(discussion, role, written)) return { discussionId: id, closed: true };
  return { discussionId: id, hidden: mayModerate(role) };
}
