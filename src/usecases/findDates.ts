import { isGraded, type Reader } from '../domain/actor.ts';
import { datesFor, type Student } from '../domain/allowance.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';

/** A discussion as it is due and open for whoever reads it; those who are not graded see its dates as they are set. */
export async function withOwnDates(
  store: Store,
  { memberId, role }: Reader,
  discussion: Discussion,
): Promise<Discussion> {
  if (!isGraded(role)) return discussion;
  return datesFor(discussion, await studentIn(store, discussion, memberId));
}

/** Who a student is and, where somebody was given more time with their section or group, in which they are. */
export async function studentIn(
  store: Store,
  { courseId, extensions }: Pick<Discussion, 'courseId' | 'extensions'>,
  memberId: string,
): Promise<Student> {
  const byGroup = extensions.some(({ groupId }) => groupId !== null);
  const member = byGroup ? await store.members.find(courseId, memberId) : null;
  return { id: memberId, placed: member?.placed ?? null };
}
