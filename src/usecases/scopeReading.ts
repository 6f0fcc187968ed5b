import { isGraded, mayModerate, type Reader } from '../domain/actor.ts';
import { groupsOf, waitsForOwnPost } from '../domain/opening.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Scope } from '../store/posts.ts';

/**
 * Which posts of a discussion are there for somebody: to read, to find, to count, and so also to answer. Whatever a page
 * lists and whatever a form names is looked up within it.
 */
export async function scopeOf(store: Store, reader: Reader, discussion: Discussion): Promise<Scope> {
  const { id: discussionId, postFirst } = discussion;
  const { memberId, role } = reader;
  if (!isGraded(role)) return { discussionId, hidden: mayModerate(role) };
  const [written, groupIds] = await Promise.all([
    postFirst && store.posts.hasWritten(discussionId, memberId),
    groupsIn(store, memberId, discussion),
  ]);
  if (groupIds?.length === 0) return { discussionId, closed: 'no-group' };
  if (waitsForOwnPost(discussion, role, written)) return { discussionId, closed: 'own-first' };
  return groupIds ? { discussionId, within: { groupIds, readerId: memberId } } : { discussionId };
}

/** The sections or groups that a student is in, as far as this discussion goes by them; null: it goes by none. */
export async function groupsIn(
  store: Store,
  memberId: string,
  { courseId, groups }: Pick<Discussion, 'courseId' | 'groups'>,
): Promise<readonly string[] | null> {
  if (groups === 'none') return null;
  const member = await store.members.find(courseId, memberId);
  return member ? groupsOf(member.placed[groups]) : [];
}
