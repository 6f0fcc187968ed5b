import { type Actor, isGraded, mayGrade } from '../domain/actor.ts';
import { isExcused } from '../domain/allowance.ts';
import { type Judged, marksOf } from '../domain/byPost.ts';
import { wantDelivery } from '../domain/delivery.ts';
import { Conflict, InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import {
  checkShares,
  confirm,
  type How,
  newSince,
  release,
  releasesItself,
  suggestionMoved,
  undo,
} from '../domain/grade.ts';
import { type Participation, suggestionIn } from '../domain/participation.ts';
import { checkMarks, type Mark, type Rubric, sameMarks } from '../domain/rubric.ts';
import { apartIn, type Share, type Sharing, sameShares } from '../domain/shares.ts';
import type { Discussion } from '../store/discussions.ts';
import type { GradeState } from '../store/grades.ts';
import type { Store } from '../store/index.ts';
import type { Member } from '../store/members.ts';
import { measureParticipation } from './measureParticipation.ts';
import { wantReleased } from './wantReleased.ts';

export interface Decision {
  discussionId: string;
  memberId: string;
  points: number;
  comment: string;
  /** By the rubric. */
  marks?: Mark[];
  /** By part, where each has a column of its own: they add up to the points. */
  shares?: Share[];
  how?: How;
  /** In the grader's words, for the history. */
  why?: string;
  /** When the grade was last confirmed as the form knew it: a second grader sees what the first did. */
  seen: Date | null;
}

/** Longer than any feedback; Moodle was seen to take 70 kB. */
const LONGEST_COMMENT = 10_000;
const LONGEST_NOTE = 2000;
const LONGEST_WHY = 300;

/** Keeps what a grader decided. Nothing is shown or sent before the release. @throws NotAllowed, NotFound, InvalidInput, Conflict */
export async function gradeStudent(store: Store, actor: Actor, decision: Decision, now: Date): Promise<void> {
  const { discussion, member, key } = await gradable(store, actor, decision.discussionId, decision.memberId);
  if (discussion.scoring === 'none') throw new Conflict('grade.error.notGraded');
  if (isExcused(discussion, member.id)) throw new Conflict('grade.error.excused');
  const participation = await measured(store, discussion, member, now);
  await keepDecision(store, actor, { discussion, key, participation }, decision, now);
}

/** What is decided upon: somebody's grade in a discussion, and what it was measured by. */
interface Decided {
  discussion: Discussion;
  key: Parameters<Store['grades']['change']>[0];
  participation: Participation;
}

/** The same where all of that has been found already. @throws InvalidInput, Conflict */
export async function keepDecision(
  store: Store,
  actor: Actor,
  { discussion, key, participation }: Decided,
  decision: Decision,
  now: Date,
): Promise<void> {
  const { points, comment, seen, marks = [], shares = [], why = '' } = decision;
  checkMarks(rubricFor(discussion), marks);
  checkShares(apartIn(discussion), shares);
  if (why.length > LONGEST_WHY) throw new InvalidInput({ why: 'grade.error.whyTooLong' });
  if (comment.length > LONGEST_COMMENT)
    throw new InvalidInput({ comment: 'grade.error.commentTooLong' }, { points, comment });
  const { entries: ledger, byPost } = participation;
  const judged: Judged[] = byPost?.judged ?? [];
  const asSuggested = sameMarks(marks, marksOf(judged)) && points === suggestionIn(participation);
  const how = decision.how ?? (asSuggested ? 'accepted' : null);
  await store.grades.change(key, discussion.maximum, ({ grade, ...deliveries }) => {
    const { memberId: by } = actor;
    // The form sent twice: what it says is decided already.
    const decided = grade.confirmedBy === by && grade.points === points && grade.comment === comment;
    const alike = sameMarks(grade.marks, marks) && sameShares(grade.shares, shares);
    const same = alike && grade.maximum === discussion.maximum;
    const moved = newSince(grade, participation) > 0 || suggestionMoved(grade, participation);
    if (decided && same && !moved) return { grade, ...deliveries };
    if (grade.confirmedAt?.getTime() !== seen?.getTime()) throw new Conflict('grade.error.gradedElsewhere');
    const confirmation = { points, comment, marks, shares, judged, how, why, by, at: now, ledger };
    const next = confirm(grade, { ...confirmation, maximum: discussion.maximum });
    const confirmed = { grade: next, ...deliveries };
    return releasesItself(discussion, now) ? released(confirmed, discussion, by, now) : confirmed;
  });
}

async function measured(store: Store, discussion: Discussion, member: Member, now: Date) {
  const [records, marks] = await Promise.all([
    store.posts.records(discussion.id, member.id),
    store.postMarks.ofDiscussion(discussion.id, [member.id]),
  ]);
  return measureParticipation(discussion, records, member, now, marks);
}

/** What several posts come to is seldom a level. */
const rubricFor = ({ rubric, byPost }: Discussion): Rubric | null =>
  rubric && byPost !== 'off' ? { ...rubric, freePoints: true } : rubric;

interface OfOne {
  discussionId: string;
  memberId: string;
}

/**
 * Takes the last decision about a student back, as long as nobody has been shown it or decided anything since.
 * @param seen when it was decided, as the page had it
 */
export async function undoGrade(
  store: Store,
  actor: Actor,
  { discussionId, memberId, seen }: OfOne & { seen: Date | null },
  now: Date,
): Promise<void> {
  const { discussion, key } = await gradable(store, actor, discussionId, memberId);
  await store.grades.change(key, discussion.maximum, ({ grade, ...deliveries }) => {
    if (grade.confirmedAt?.getTime() !== seen?.getTime()) throw new Conflict('grade.error.nothingToUndo');
    return { grade: undo(grade, { by: actor.memberId, at: now }), ...deliveries };
  });
}

/** Keeps a note about a student that nobody reads but those who grade. @param was as the form had it: nobody's note is lost to another's */
export async function noteStudent(
  store: Store,
  actor: Actor,
  { discussionId, memberId, note, was }: OfOne & { note: string; was: string },
): Promise<void> {
  const { discussion, key } = await gradable(store, actor, discussionId, memberId);
  if (note.length > LONGEST_NOTE) throw new InvalidInput({ note: 'grade.error.noteTooLong' });
  await store.grades.change(key, discussion.maximum, ({ grade, ...deliveries }) => {
    if (grade.note !== was && grade.note !== note)
      throw new InvalidInput({ note: 'grade.error.notedElsewhere' }, { theirs: grade.note });
    return { grade: { ...grade, note }, ...deliveries };
  });
}

/** Shows a student the confirmed grade and wants the LMS to show it too. @throws NotAllowed, NotFound, Conflict */
export async function releaseGrade(
  store: Store,
  actor: Actor,
  { discussionId, memberId }: OfOne,
  now: Date,
): Promise<void> {
  const { discussion, key } = await gradable(store, actor, discussionId, memberId);
  await store.grades.change(key, discussion.maximum, (state) =>
    released(state, discussion, actor.memberId, now),
  );
}

/** So many are released in one writing: the first are on their way while the last are not released yet. */
const TOGETHER = 50;

/** Releases every grade, or only those students', that somebody confirmed and that is not released yet. @returns how many */
export async function releaseAllGrades(
  { store, deliveries }: { store: Store; deliveries: { wake(): void } },
  actor: Actor,
  discussionId: string,
  now: Date,
  only?: ReadonlySet<string>,
): Promise<number> {
  if (!mayGrade(actor.role)) throw new NotAllowed('grade');
  const discussion = await store.discussions.find(actor.courseId, discussionId);
  if (!discussion) throw new NotFound('discussion');
  const unreleased = await store.grades.unreleased(discussionId);
  const memberIds = only ? unreleased.filter((memberId) => only.has(memberId)) : unreleased;
  for (let from = 0; from < memberIds.length; from += TOGETHER) {
    const these = memberIds.slice(from, from + TOGETHER);
    await store.grades.changeAll(discussionId, these, discussion.maximum, (state) =>
      state.grade.status === 'confirmed' ? released(state, discussion, actor.memberId, now) : state,
    );
    deliveries.wake();
  }
  return memberIds.length;
}

/**
 * Releases what was confirmed where grades are released by themselves and the time has come, on behalf of whoever
 * confirmed it. Any number of processes may do so at once.
 */
export async function releaseWhatIsDue(store: Store, now: Date): Promise<void> {
  // From what waits, which is little, and not from all discussions that ever released by themselves.
  const discussions = await store.discussions.releasing(await store.grades.withUnreleased(), now);
  const known = new Map(discussions.map((discussion) => [discussion.id, discussion]));
  for (const record of await store.grades.unreleasedIn([...known.keys()])) {
    const discussion = known.get(record.discussionId);
    if (!discussion) continue;
    await store.grades.change(record, record.grade.maximum, (state) =>
      state.grade.status === 'confirmed'
        ? released(state, discussion, state.grade.confirmedBy ?? '', now)
        : state,
    );
  }
}

/** Tries a delivery again that was given up; the teacher has mended what stood in the way. */
export async function resendGrade(
  store: Store,
  actor: Actor,
  { discussionId, memberId }: OfOne,
  now: Date,
): Promise<void> {
  const { discussion, key } = await gradable(store, actor, discussionId, memberId);
  await store.grades.change(key, discussion.maximum, (state) => {
    if (!state.grade.released) throw new Conflict('grade.error.notConfirmed');
    return wantReleased(state, discussion, (delivery, wanted) => ({
      ...wantDelivery(delivery, wanted),
      nextAt: now,
    }));
  });
}

function released(state: GradeState, sharing: Sharing, by: string, at: Date): GradeState {
  const grade = release(state.grade, { by, at });
  return grade === state.grade ? state : wantReleased({ ...state, grade }, sharing, wantDelivery);
}

async function gradable(store: Store, actor: Actor, discussionId: string, memberId: string) {
  if (!mayGrade(actor.role)) throw new NotAllowed('grade');
  const [discussion, member, course] = await Promise.all([
    store.discussions.find(actor.courseId, discussionId),
    store.members.find(actor.courseId, memberId),
    store.courses.byId(actor.courseId),
  ]);
  if (!discussion) throw new NotFound('discussion');
  if (!member || !isGraded(member.role)) throw new NotFound('student');
  const { id, courseId } = discussion;
  const key = { courseId, discussionId: id, memberId, platformId: course?.platformId };
  return { discussion, member, key };
}
