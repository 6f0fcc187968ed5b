import { type Actor, isGraded, mayGrade } from '../domain/actor.ts';
import { InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import { note } from './moderate.ts';

/** More are no exceptions any more: the dates themselves are to be changed. */
const MOST_EXTENSIONS = 500;

/** A student of the course, or one of its sections and groups. */
export type Whom = { memberId: string; groupId: null } | { memberId: null; groupId: string };

/** Gives a student, or everybody in a section or group, time until then. @throws NotAllowed, NotFound, InvalidInput about `until` */
export async function giveTime(
  store: Store,
  actor: Actor,
  { discussionId, until, ...whom }: Whom & { discussionId: string; until: Date },
  now: Date,
): Promise<void> {
  const discussion = await graded(store, actor, discussionId);
  const name = await nameOf(store, actor, whom);
  if (discussion.extensions.length >= MOST_EXTENSIONS)
    throw new InvalidInput({ until: 'extensions.error.tooMany' });
  const extension = { ...whom, until, at: now, by: actor.memberId };
  await store.discussions.extend(discussionId, whom, extension);
  await noteTime(store, actor, { discussionId, whom, name, act: 'extend' }, now);
}

/** The dates are theirs again. @throws NotAllowed, NotFound */
export async function takeTimeBack(
  store: Store,
  actor: Actor,
  { discussionId, ...whom }: Whom & { discussionId: string },
  now: Date,
): Promise<void> {
  await graded(store, actor, discussionId);
  const name = await nameOf(store, actor, whom);
  await store.discussions.extend(discussionId, whom, null);
  await noteTime(store, actor, { discussionId, whom, name, act: 'unextend' }, now);
}

/** Asks nothing of a student in this discussion, or all of it again. What they have written stays. @throws NotAllowed, NotFound */
export async function excuseStudent(
  store: Store,
  actor: Actor,
  { discussionId, memberId, excused }: { discussionId: string; memberId: string; excused: boolean },
  now: Date,
): Promise<void> {
  await graded(store, actor, discussionId);
  await nameOf(store, actor, { memberId, groupId: null });
  const changed = excused
    ? await store.discussions.excuse(discussionId, { memberId, at: now, by: actor.memberId })
    : await store.discussions.unexcuse(discussionId, memberId);
  if (changed)
    await note(store, actor, { discussionId, act: excused ? 'excuse' : 'unexcuse', memberId }, now);
}

async function graded(store: Store, actor: Actor, discussionId: string): Promise<Discussion> {
  if (!mayGrade(actor.role)) throw new NotAllowed('grade');
  const discussion = await store.discussions.find(actor.courseId, discussionId);
  if (!discussion) throw new NotFound('discussion');
  return discussion;
}

/** Of the group; a student's is looked up where it is read. */
async function nameOf(store: Store, { courseId }: Actor, { memberId, groupId }: Whom): Promise<string> {
  if (memberId !== null) {
    const member = await store.members.find(courseId, memberId);
    if (!member || !isGraded(member.role)) throw new NotFound('student');
    return '';
  }
  const kinds = await Promise.all([
    store.groups.inCourse(courseId, 'sections'),
    store.groups.inCourse(courseId, 'groups'),
  ]);
  const group = kinds.flat().find(({ id }) => id === groupId);
  if (!group) throw new NotFound('group');
  return group.name;
}

function noteTime(
  store: Store,
  actor: Actor,
  {
    discussionId,
    whom,
    name,
    act,
  }: { discussionId: string; whom: Whom; name: string; act: 'extend' | 'unextend' },
  now: Date,
): Promise<void> {
  const { memberId } = whom;
  const entry = memberId === null ? { act: `${act}-group` as const, reason: name } : { act, memberId };
  return note(store, actor, { discussionId, ...entry }, now);
}
