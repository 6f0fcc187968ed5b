import { type Actor, mayGrade } from '../domain/actor.ts';
import { InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import { oneLine } from '../domain/oneLine.ts';
import type { GroupKind } from '../domain/opening.ts';
import type { Store } from '../store/index.ts';

const LONGEST_NAME = 100;

/** Puts a student into a section or group of the course; null: where the LMS says. @throws NotAllowed, NotFound */
export async function placeMember(
  store: Store,
  { courseId, role }: Actor,
  { memberId, kind, groupId }: { memberId: string; kind: GroupKind; groupId: string | null },
): Promise<void> {
  if (!mayGrade(role)) throw new NotAllowed('grade');
  const [member, groups] = await Promise.all([
    store.members.find(courseId, memberId),
    store.groups.inCourse(courseId, kind),
  ]);
  if (!member) throw new NotFound('student');
  if (groupId !== null && !groups.some(({ id }) => id === groupId)) throw new NotFound('group');
  await store.members.place(courseId, memberId, kind, groupId);
}

/** Makes a section or group, or gives one another name. @throws NotAllowed, InvalidInput about `name` */
export async function nameGroup(
  store: Store,
  { courseId, role }: Actor,
  { id, kind, name }: { id: string | null; kind: GroupKind; name: string },
  now: Date,
): Promise<void> {
  if (!mayGrade(role)) throw new NotAllowed('grade');
  const clean = oneLine(name);
  if (clean === '' || clean.length > LONGEST_NAME) throw new InvalidInput({ name: 'groups.error.name' });
  if (id === null) await store.groups.add(courseId, kind, clean, now);
  else await store.groups.rename(courseId, id, clean);
}
