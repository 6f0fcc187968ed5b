import type { Request, Response } from 'express';
import { countsInStatistics } from '../domain/actor.ts';
import { datesFor } from '../domain/allowance.ts';
import type { PostMarks } from '../domain/byPost.ts';
import { foremost } from '../domain/delivery.ts';
import { NotFound } from '../domain/errors.ts';
import { mayUndo } from '../domain/grade.ts';
import { type Participation, suggestionIn } from '../domain/participation.ts';
import { apartIn, type Share, shareOut } from '../domain/shares.ts';
import type { Discussion } from '../store/discussions.ts';
import type { GradeRecord } from '../store/grades.ts';
import type { Member } from '../store/members.ts';
import { findOwnWords } from '../usecases/findOwnWords.ts';
import { measureParticipation } from '../usecases/measureParticipation.ts';
import { checklist } from './checklist.ts';
import { sharesLine } from './columns.ts';
import { keepKey } from './draftForm.ts';
import { gradingState, isUnchanged } from './following.ts';
import { criteriaIn, filledIn, partsIn } from './gradeForm.ts';
import { historyOf } from './gradeHistory.ts';
import { freshIn, type Graded, gradedIn, pointsIn, requireGrader, standingOf } from './grading.ts';
import {
  around,
  asksForWork,
  asWished,
  type Candidate,
  inOrder,
  isListed,
  type Listing,
  leftLine,
  listingIn,
  queryOf,
} from './gradingList.ts';
import { keyboardOn } from './keyboard.ts';
import type { Pages } from './pages.ts';
import { asSeenBy, personOf, type Seen } from './people.ts';
import { questionView } from './question.ts';
import { studentsAmong } from './students.ts';
import { workOf } from './studentWork.ts';
import { show } from './views.ts';
import { discussionOf, scopeIn, type Visit, type VisitHandler } from './visit.ts';

/** A form that comes back: as it was typed, and what is wrong with it. */
export interface Refused {
  form: Record<string, unknown>;
  errors: Record<string, string>;
}

/** One student's work in this discussion, beside what it comes to and what the grader makes of it. */
export const gradeOnePage: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const discussion = await discussionOf(tool, visit);
  await showStudent(tool, visit, discussion, request, response, null);
};

export async function showStudent(
  tool: Pages,
  visited: Visit,
  discussion: Discussion,
  request: Request,
  response: Response,
  refused: Refused | null,
): Promise<void> {
  const listing = listingIn(request.query);
  const visit = asWished(visited, listing);
  const { language, base } = visit;
  const { t, number } = language;
  const state = await gradingState(tool, visit, discussion);
  if (isUnchanged(request, response, state)) return;
  const graded = await gradedOne(tool, visit, discussion, listing, String(request.params.member));
  const { member, participation, record, members } = graded;
  const own = await findOwnWords(tool.store, await scopeIn(tool, visit, discussion), discussion, member.id);
  const query = queryOf(listing);
  const linkTo = (id: string | undefined) => (id ? `${base}/grading/${id}${query}` : null);
  const person = personOf(members.get(member.id), language);
  const suggestion = suggestionIn(participation);
  const delivery = record && foremost(record);
  const judged = participation.byPost?.judged ?? [];
  // What the rubric gives comes on top of it.
  const earned = participation.excused ? null : participation.earned;
  const filled = filledIn(
    record?.grade ?? null,
    rescaled(record, discussion.maximum),
    earned,
    discussion,
    judged,
  );
  const form = { ...filled, ...refused?.form };
  const errors = refused?.errors ?? {};
  show(response, 'grade-one', {
    title: t('gradeOne.title', { ...person, title: discussion.title }),
    ...{ base, query, discussion, state, person, form, errors, member: member.id },
    csrf: visit.session.csrfToken,
    asStudent: listing.names === 'shown' ? `${base}/as/${member.id}/discussion` : null,
    letters: `${base}/letters?to=chosen&student=${member.id}`,
    testUser: member.testUser,
    position: t('gradeOne.position', { position: graded.position, total: graded.total }),
    left: graded.left,
    previous: linkTo(graded.previous),
    next: linkTo(graded.next),
    nextId: graded.next ?? '',
    question: await questionView(tool, visit, discussion, { memberId: member.id }),
    posts: await workOf(tool, visit, discussion, { ...graded, query }),
    ...ledgerIn(
      participation,
      checklist(datesFor(discussion, member), participation, { answered: members, own, base }, language),
      discussion,
      language,
    ),
    noteOpen: Boolean(form.note || errors.note),
    criteria: criteriaIn(discussion, { form, errors }, judged, visit),
    parts: partsIn(
      discussion,
      sharesToBeginWith(record, participation, discussion),
      { form, errors },
      language,
    ),
    given: givenIn(record, discussion, language),
    shares: record && sharesLine(asGiven(record), record.grade.ledger, discussion, language),
    excused: participation.excused,
    suggested: number(suggestion ?? participation.earned),
    ...{ earned, asked: number(participation.earned) },
    maximum: number(discussion.maximum),
    standing: standingOf(record, discussion.zone, language),
    confirmed: confirmedBy(record, members, discussion, language),
    history: historyOf(record, members, discussion, language),
    snippets: visit.member.snippets.map((text, index) => ({ text, index })),
    mayResend: delivery?.state === 'failed' && record?.grade.status === 'released',
    differs: delivery?.state === 'differs',
    wanted: (record?.delivery.wanted ?? null) !== null,
    fresh: freshIn(record, participation, language),
    seen: record?.grade.confirmedAt?.toISOString() ?? '',
    action: `${base}/grading/${member.id}`,
    keep: keepKey(visit.actor.memberId, discussion.id, member.id),
    keyboard: keyboardOn(visit),
    ...gradedNotice(request, graded, visit, discussion),
  });
}

const asGiven = ({ grade }: GradeRecord) => ({ ...grade, points: grade.points ?? 0 });

/** What each part is given, else what is suggested for it. */
function sharesToBeginWith(
  record: GradeRecord | null,
  participation: Participation,
  discussion: Discussion,
): Share[] {
  const parts = apartIn(discussion);
  if (record?.grade.confirmedAt) return shareOut(asGiven(record), parts, record.grade.ledger);
  const { earned: points, entries, excused } = participation;
  const { maximum } = discussion;
  return excused ? [] : shareOut({ points, maximum }, parts, entries);
}

/** Where the points of the requirements add up to what is suggested, each can be given by itself. */
function ledgerIn(
  participation: Participation,
  { rows }: ReturnType<typeof checklist>,
  discussion: Discussion,
  { t, number }: Visit['language'],
) {
  const { rubric, maximum } = discussion;
  const points = participation.entries.map((entry) => entry.points);
  const sum = Math.round(points.reduce((all, one) => all + one, 0) * 100) / 100;
  const oneNumber = !rubric && apartIn(discussion).length === 0;
  const apart = oneNumber && points.length > 1 && sum > 0 && sum === suggestionIn(participation);
  const takes = (at: number) => (apart && at < 9 && points[at] ? { points: points[at], key: at + 1 } : null);
  return {
    ledger: { rows: rows.map((one, at) => ({ ...one, takes: takes(at) })) },
    taken: apart && t('gradeOne.taken', { points: '%', maximum: number(maximum) }),
  };
}

/** Whose grade was kept or taken back just now: this student's, which is told beside it, or the one's before, which is news above. */
function gradedNotice(
  { query }: Request,
  { member: shown, members, grades }: Graded & Around,
  { base, language }: Visit,
  { maximum }: Discussion,
) {
  const { t } = language;
  if (query.undone !== undefined) return { keptNotice: t('gradeOne.undone') };
  const member = members.get(String(query.graded));
  const record = member && grades.get(member.id);
  const points = record && pointsIn(record, maximum, language);
  if (!points) return {};
  const said = t('notice.gradedOf', { name: personOf(member, language).name, points });
  const action = `${base}/grading/${member.id}/undo${queryOf(listingIn(query))}`;
  const was = record.grade.confirmedAt?.getTime();
  const undo = mayUndo(record.grade) ? { action, was } : null;
  return member.id === shown.id ? { keptNotice: said, keptUndo: undo } : { notice: said, undo };
}

/** The rest of the class, as far as the page of one student needs it. */
interface Around {
  /** By id, as this grader may see them just now. */
  members: Map<string, Seen>;
  grades: Map<string, GradeRecord>;
  /** What stands beside this student's posts. */
  marks: Map<string, PostMarks>;
  previous: string | undefined;
  next: string | undefined;
  position: number;
  /** How many of the list are people, and how many students of the discussion are left to grade. */
  total: number;
  left: string;
}

async function gradedOne(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  listing: Listing,
  memberId: string,
): Promise<Graded & Around> {
  const { store } = tool;
  const { actor, language, now } = visit;
  const [members, authors, grades, records, marks, whole] = await Promise.all([
    store.members.inCourse(actor.courseId),
    store.posts.authorsIn({ discussionId: discussion.id }),
    store.grades.ofDiscussion(discussion.id),
    store.posts.records(discussion.id, memberId),
    store.postMarks.ofDiscussion(discussion.id, [memberId]),
    asksForWork(listing) ? gradedIn(tool, visit, discussion) : null,
  ]);
  const measured = new Map(whole?.map(({ member, participation }) => [member.id, participation]));
  const active = new Set([...authors, ...grades.keys()]);
  const byName = studentsAmong(members, active, language).map((member) => ({ member }));
  const students = inOrder(byName, listing).map(({ member }) => member);
  const member = students.find(({ id }) => id === memberId);
  if (!member) throw new NotFound('student');
  const candidate = (one: Member): Candidate => ({
    ...{ member: one, record: grades.get(one.id) ?? null, participation: measured.get(one.id) ?? null },
  });
  const listed = students.filter((one) => isListed(candidate(one), listing, visit, discussion));
  const real = students.filter(countsInStatistics);
  const inList = listed.includes(member) ? listed : students;
  return {
    ...{ member, record: grades.get(member.id) ?? null, grades, marks },
    participation: measureParticipation(discussion, records, member, now, marks),
    members: new Map(members.map((one) => [one.id, asSeenBy(visit.reader, one, discussion)])),
    ...around(listed, students, member.id, listing),
    position: inList.indexOf(member) + 1,
    total: inList.filter(countsInStatistics).length,
    left: leftLine(real.map(candidate), discussion, language),
  };
}

/** The points to begin with: those given, brought to the maximum that the discussion has by now. */
function rescaled(record: GradeRecord | null, maximum: number): number | null {
  const points = record?.grade.points ?? null;
  if (points === null || !record?.grade.maximum) return points;
  return Math.round((points / record.grade.maximum) * maximum * 100) / 100;
}

/** What counts once it is given; until then, what is suggested leads. */
function givenIn(record: GradeRecord | null, { maximum }: Discussion, { number }: Visit['language']) {
  const points = record?.grade.points ?? null;
  if (points === null) return null;
  return { points: number(points), maximum: number(record?.grade.maximum ?? maximum) };
}

/** Who decided what, and when: a second grader sees what the first did. */
function confirmedBy(
  record: GradeRecord | null,
  members: Map<string, Seen>,
  { zone, maximum }: Discussion,
  language: Visit['language'],
): string | null {
  const grade = record?.grade;
  if (!record || !grade?.confirmedAt) return null;
  const { name } = personOf(members.get(grade.confirmedBy ?? ''), language);
  const facts = {
    points: pointsIn(record, maximum, language),
    name,
    at: language.date(grade.confirmedAt, zone),
  };
  return language.t('gradeOne.confirmedBy', facts);
}
