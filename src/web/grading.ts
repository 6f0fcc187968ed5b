import { countsInStatistics, mayGrade } from '../domain/actor.ts';
import { type Delivery, foremost, type Shown } from '../domain/delivery.ts';
import { NotAllowed } from '../domain/errors.ts';
import { newSince, suggestionMoved } from '../domain/grade.ts';
import { type Participation, suggestionIn } from '../domain/participation.ts';
import type { Discussion } from '../store/discussions.ts';
import type { GradeRecord } from '../store/grades.ts';
import type { Member } from '../store/members.ts';
import { releaseAllGrades } from '../usecases/gradeStudent.ts';
import { groupByAuthor, measureParticipation } from '../usecases/measureParticipation.ts';
import { gradingState, isUnchanged } from './following.ts';
import {
  asWished,
  inOrder,
  isListed,
  isToGrade,
  type Listing,
  leftLine,
  listingForm,
  listingIn,
  queryOf,
} from './gradingList.ts';
import { keyboardOn } from './keyboard.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import { asSeenBy, personOf } from './people.ts';
import { preflight } from './preflight.ts';
import { openQuestions } from './question.ts';
import { classNews, rosterLine } from './roster.ts';
import { studentsAmong } from './students.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

/** Everybody whom the discussion is graded for, with what they did and where their grade stands. */
export interface Graded {
  member: Member;
  participation: Participation;
  record: GradeRecord | null;
}

export const gradingPage: VisitHandler = async (tool, visited, request, response) => {
  requireGrader(visited);
  const listing = listingIn(request.query);
  const visit = asWished(visited, listing);
  const discussion = await discussionOf(tool, visit);
  const state = await gradingState(tool, visit, discussion);
  if (isUnchanged(request, response, state)) return;
  const [graded, course, filter, news] = await Promise.all([
    gradedIn(tool, visit, discussion),
    tool.store.courses.byId(visit.actor.courseId),
    listingForm(tool, visit, listing),
    classNews(tool, visit, discussion),
  ]);
  const everyone = inOrder(graded, listing);
  const listed = everyone.filter((one) => isListed(one, listing, visit, discussion));
  const { language, base } = visit;
  const { t, number } = language;
  const before = await preflight(tool, visit, discussion, everyone);
  const real = everyone.filter(({ member }) => countsInStatistics(member));
  const confirmed = everyone.filter(({ record }) => record?.grade.status === 'confirmed').length;
  const released = /^\d{1,5}$/.exec(String(request.query.released))?.[0];
  show(response, 'grading', {
    title: t('grading.title', { title: discussion.title }),
    base,
    csrf: visit.session.csrfToken,
    ...{ discussion, state },
    maximum: number(discussion.maximum),
    unknownStudent: request.query.unknown === 'student',
    notice: released ? t('notice.released', { count: Number(released) }) : null,
    ...{ filter, query: queryOf(listing), none: listed.length === 0 && everyone.length > 0 },
    shown: t('grading.shown', { count: listed.length, total: everyone.length }),
    rows: listed.map((one) => row(one, discussion, visit, queryOf(listing))),
    keyboard: keyboardOn(visit),
    deliveries: deliveriesLine(real, language),
    before,
    left: leftLine(real, discussion, language),
    start: startAt(listed, discussion, `${base}/grading`, listing),
    questions: await openQuestions(tool, visit, discussion),
    confirmed: confirmed > 0 ? t('grading.releaseAll', { count: confirmed }) : null,
    ...{ roster: rosterLine(course, discussion, language), news },
  });
};

/** Where one begins to grade: with the first of the list who is left, and from there with those alone. */
function startAt(listed: Graded[], discussion: Discussion, grading: string, listing: Listing): string | null {
  const first = listed.find((one) => isToGrade(one, discussion));
  return first ? `${grading}/${first.member.id}${queryOf({ ...listing, show: 'todo' })}#work` : null;
}

export async function gradedIn(
  { store }: Pages,
  { actor, now, language }: Visit,
  discussion: Discussion,
  recordsRead = store.posts.records(discussion.id),
): Promise<Graded[]> {
  const [members, records, grades, marks] = await Promise.all([
    store.members.inCourse(actor.courseId),
    recordsRead,
    store.grades.ofDiscussion(discussion.id),
    store.postMarks.ofDiscussion(discussion.id),
  ]);
  const byAuthor = groupByAuthor(records);
  const active = new Set([...byAuthor.keys(), ...grades.keys()]);
  return studentsAmong(members, active, language).map((member) => ({
    member,
    participation: measureParticipation(discussion, byAuthor.get(member.id) ?? [], member, now, marks),
    record: grades.get(member.id) ?? null,
  }));
}

function row(
  { member, participation, record }: Graded,
  discussion: Discussion,
  { reader, base, language }: Visit,
  query: string,
) {
  const { zone, maximum } = discussion;
  const { t, number, date } = language;
  const { entries, lastActivityAt } = participation;
  const suggested = suggestionIn(participation);
  return {
    ...personOf(asSeenBy(reader, member, discussion), language),
    id: member.id,
    href: `${base}/grading/${member.id}${query}`,
    testUser: member.testUser,
    left: !member.enrolled,
    did: lastActivityAt
      ? t('grading.met', { met: entries.filter(({ met }) => met).length, count: entries.length })
      : t('grading.nothing'),
    excused: participation.excused,
    late: entries.some(({ evidence }) => evidence?.late),
    suggested: suggested === null ? null : number(suggested),
    points: record && pointsIn(record, maximum, language),
    fresh: freshIn(record, participation, language),
    active: lastActivityAt ? date(lastActivityAt, zone) : null,
    standing: standingOf(record, zone, language),
  };
}

/** What happened after the grade was given, and did not move it. */
export function freshIn(
  record: GradeRecord | null,
  participation: Participation,
  { t }: Language,
): string | null {
  if (!record) return null;
  const count = newSince(record.grade, participation);
  if (count > 0) return t('grading.newSince', { count });
  return suggestionMoved(record.grade, participation) ? t('grading.movedSince') : null;
}

/** The points given; with what they were of, where the discussion gives another maximum by now. */
export function pointsIn({ grade }: GradeRecord, maximum: number, { t, number }: Language): string | null {
  if (grade.points === null) return null;
  const points = number(grade.points);
  return grade.maximum === maximum ? points : t('grade.of', { points, maximum: number(grade.maximum) });
}

/** Where a grade stands: not yet given, given, shown, arrived, or what keeps it. */
export function standingOf(record: GradeRecord | null, zone: string, language: Language) {
  const { t } = language;
  if (!record || record.grade.status === 'ungraded') return { kind: 'none', text: t('standing.none') };
  if (record.grade.status === 'confirmed') return { kind: 'confirmed', text: t('standing.confirmed') };
  return standingIn(foremost(record), zone, language);
}

/** Where it stands in a column of the gradebook. */
export function standingIn(delivery: Delivery, zone: string, language: Language) {
  const { t, date } = language;
  const problem = delivery.problem && t(delivery.problem);
  if (delivery.difference)
    return { kind: 'failed', text: differenceIn(delivery.difference.theirs, language) };
  if (delivery.state === 'kept' && delivery.kept)
    return { kind: 'delivered', text: t('standing.kept', { theirs: theirsIn(delivery.kept, language) }) };
  if (delivery.state === 'failed') return { kind: 'failed', text: t('standing.failed', { problem }) };
  if (delivery.state === 'delivered' && delivery.acknowledged) {
    return { kind: 'delivered', text: t('standing.delivered', { at: date(delivery.acknowledged.at, zone) }) };
  }
  return { kind: 'waiting', text: problem ? t('standing.retrying', { problem }) : t('standing.waiting') };
}

/** Which deliveries count as what: a grade that a teacher let stand is no longer anybody's business. */
const LINE = {
  delivered: ['delivered', 'kept'],
  waiting: ['waiting'],
  failed: ['failed', 'differs'],
} as const;

/** What stands in the gradebook in place of what was sent. */
function differenceIn(theirs: Shown, language: Language): string {
  const { t } = language;
  if (theirs.points === null) return t('standing.cleared');
  return t('standing.differs', { theirs: theirsIn(theirs, language) });
}

const theirsIn = ({ points, maximum }: Shown, { t, number }: Language): string =>
  points === null
    ? t('standing.nothing')
    : t('grade.of', { points: number(points), maximum: number(maximum ?? 0) });

export function deliveriesLine(real: Graded[], { t, facts }: Language): string | null {
  const released = real.filter(({ record }) => record?.grade.status === 'released');
  if (released.length === 0) return null;
  const count = (states: readonly string[]) =>
    released.filter(({ record }) => states.includes(record ? foremost(record).state : '')).length;
  const parts = Object.entries(LINE)
    .map(([state, states]) => ({ state, count: count(states) }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => t(`grading.deliveries.${state}`, { count }));
  return facts(parts);
}

export const releaseAll: VisitHandler = async (tool, visit, _request, response) => {
  const discussion = await discussionOf(tool, visit);
  const count = await releaseAllGrades(tool, visit.actor, discussion.id, visit.now);
  response.redirect(303, `${visit.base}/grading?released=${count}`);
};

export function requireGrader({ actor }: Visit): void {
  if (!mayGrade(actor.role)) throw new NotAllowed('grade');
}
