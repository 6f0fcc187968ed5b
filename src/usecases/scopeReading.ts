import { isGraded, mayModerate, type Reader } from '../domain/actor.ts';
import { groupsOf, waitsForOwnPost } from '../domain/opening.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Member } from '../store/members.ts';
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
  return scopeWith(reader, discussion, { written, groupIds });
}

/** The same of several discussions of a course: as many reads for many as for one. */
export async function scopesOf(
  store: Store,
  reader: Reader,
  discussions: readonly Discussion[],
): Promise<Scope[]> {
  const { memberId, role } = reader;
  const [first] = discussions;
  if (!first || !isGraded(role))
    return discussions.map(({ id }) => ({ discussionId: id, hidden: mayModerate(role) }));
  const ids = discussions.filter(({ postFirst }) => postFirst).map(({ id }) => id);
  const [written, member] = await Promise.all([
    store.posts.writtenIn(ids, memberId),
    store.members.find(first.courseId, memberId),
  ]);
  return discussions.map((discussion) =>
    scopeWith(reader, discussion, {
      written: written.has(discussion.id),
      groupIds: groupsOfMember(member, discussion.groups),
    }),
  );
}

/** What a student may read, by whether they have written there and in which sections or groups they are. */
function scopeWith(
  { memberId, role }: Reader,
  discussion: Discussion,
  { written, groupIds }: { written: boolean; groupIds: readonly string[] | null },
): Scope {
  const { id: discussionId } = discussion;
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
  return groupsOfMember(await store.members.find(courseId, memberId), groups);
}

function groupsOfMember(member: Member | null, groups: Discussion['groups']): readonly string[] | null {
  if (groups === 'none') return null;
  return member ? groupsOf(member.placed[groups]) : [];
}
