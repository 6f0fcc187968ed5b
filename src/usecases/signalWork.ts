import { type Actor, isGraded } from '../domain/actor.ts';
import { wantSignal } from '../domain/delivery.ts';
import { QUIRKS } from '../lti/quirks.ts';
import { studentIn } from './findDates.ts';
import { measureParticipation } from './measureParticipation.ts';
import type { Tool } from './tool.ts';

/**
 * Where an LMS would mark a student as missing, it is told once that all is done that is asked, in the background and
 * before there is a grade.
 * @returns whether there is something to tell
 */
export async function signalWork(
  { store }: Pick<Tool, 'store'>,
  actor: Actor,
  discussionId: string,
  now: Date,
): Promise<boolean> {
  if (!isGraded(actor.role)) return false;
  const { courseId, memberId } = actor;
  const course = await store.courses.byId(courseId);
  if (!course || !QUIRKS[course.family].wantsSignal) return false;
  const [discussion, record, links] = await Promise.all([
    store.discussions.find(courseId, discussionId),
    store.grades.find(discussionId, memberId),
    store.resourceLinks.ofDiscussion(discussionId),
  ]);
  if (!discussion || record?.grade.released || !links.some(({ lineItemUrl }) => lineItemUrl)) return false;
  const [records, student] = await Promise.all([
    store.posts.records(discussion.id, memberId),
    studentIn(store, discussion, memberId),
  ]);
  if (!measureParticipation(discussion, records, student, now).complete) return false;
  const key = { courseId, memberId, discussionId: discussion.id, platformId: course.platformId };
  const { delivery } = await store.grades.change(key, discussion.maximum, (state) => ({
    ...state,
    delivery: state.grade.released ? state.delivery : wantSignal(state.delivery, now),
  }));
  return delivery.signal === 'wanted';
}
