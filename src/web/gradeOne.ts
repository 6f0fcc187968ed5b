import type { Request, Response } from 'express';
import { z } from 'zod';
import { countsInStatistics } from '../domain/actor.ts';
import { datesFor } from '../domain/allowance.ts';
import { Conflict, InvalidInput, NotFound } from '../domain/errors.ts';
import { suggestionIn } from '../domain/participation.ts';
import type { Discussion } from '../store/discussions.ts';
import type { GradeRecord } from '../store/grades.ts';
import type { Member } from '../store/members.ts';
import { findOwnWords } from '../usecases/findOwnWords.ts';
import { gradeStudent, releaseGrade, resendGrade } from '../usecases/gradeStudent.ts';
import { measureParticipation } from '../usecases/measureParticipation.ts';
import { checklist } from './checklist.ts';
import { keepKey } from './draftForm.ts';
import { freshIn, type Graded, pointsIn, requireGrader, standingOf } from './grading.ts';
import type { Pages } from './pages.ts';
import { asSeenBy, personOf } from './people.ts';
import { studentsAmong } from './students.ts';
import { workOf } from './studentWork.ts';
import { show } from './views.ts';
import { discussionOf, scopeIn, type Visit, type VisitHandler } from './visit.ts';

interface GradeForm {
  points: string;
  comment: string;
  errors: Record<string, string>;
}

/** One student's work in this discussion, beside what it comes to and what the grader makes of it. */
export const gradeOnePage: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const discussion = await discussionOf(tool, visit);
  await showStudent(tool, visit, discussion, request, response, null);
};

async function showStudent(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  request: Request,
  response: Response,
  refused: GradeForm | null,
): Promise<void> {
  const { language, base } = visit;
  const { t, number } = language;
  const graded = await gradedOne(tool, visit, discussion, String(request.params.member));
  const { member, participation, record, members, students } = graded;
  const own = await findOwnWords(tool.store, await scopeIn(tool, visit, discussion), discussion, member.id);
  const index = students.indexOf(member.id);
  const linkTo = (id: string | undefined) => (id ? `${base}/grading/${id}` : null);
  const standing = standingOf(record, discussion.zone, language);
  show(response, 'grade-one', {
    title: t('gradeOne.title', { ...personOf(member, language), title: discussion.title }),
    base,
    csrf: visit.session.csrfToken,
    discussion,
    person: personOf(asSeenBy(visit.reader, member, discussion), language),
    asStudent: `${base}/as/${member.id}/discussion`,
    testUser: member.testUser,
    position: t('gradeOne.position', { position: index + 1, total: graded.total }),
    previous: linkTo(students[index - 1]),
    next: linkTo(students[index + 1]),
    nextId: students[index + 1] ?? '',
    posts: await workOf(tool, visit, discussion, graded, members),
    ledger: checklist(
      datesFor(discussion, member),
      participation,
      { answered: members, own, base },
      language,
    ),
    given: givenIn(record, discussion, language),
    excused: participation.excused,
    suggested: number(participation.earned),
    maximum: number(discussion.maximum),
    standing,
    confirmed: confirmedBy(record, members, discussion, language),
    mayResend: record?.delivery.state === 'failed' && record.grade.status === 'released',
    differs: record?.delivery.state === 'differs',
    wanted: (record?.delivery.wanted ?? null) !== null,
    fresh: freshIn(record, participation, language),
    form: refused ?? {
      points: String(rescaled(record, discussion.maximum) ?? suggestionIn(participation) ?? ''),
      comment: record?.grade.comment ?? '',
      errors: {},
    },
    seen: record?.grade.confirmedAt?.toISOString() ?? '',
    action: `${base}/grading/${member.id}`,
    keep: keepKey(visit.actor.memberId, discussion.id, member.id),
    ...gradedNotice(request.query.graded, graded, discussion, language),
  });
}

/** Whose grade was kept just now: this student's, which is told beside it, or the one's before, which is news above. */
function gradedNotice(
  id: unknown,
  { member: shown, members, grades }: Graded & Around,
  { maximum }: Discussion,
  language: Visit['language'],
) {
  const member = members.get(String(id));
  const record = member && grades.get(member.id);
  const points = record && pointsIn(record, maximum, language);
  if (!points) return {};
  const said = language.t('notice.gradedOf', { name: personOf(member, language).name, points });
  return member.id === shown.id ? { keptNotice: said } : { notice: said };
}

/** The rest of the class, as far as the page of one student needs it. */
interface Around {
  /** By id. */
  members: Map<string, Member>;
  grades: Map<string, GradeRecord>;
  /** Ids in the order of the list. */
  students: string[];
  /** How many of them are people. */
  total: number;
}

async function gradedOne(
  { store }: Pages,
  { actor, language, now }: Visit,
  discussion: Discussion,
  memberId: string,
): Promise<Graded & Around> {
  const [members, authors, grades, records] = await Promise.all([
    store.members.inCourse(actor.courseId),
    store.posts.authorsIn({ discussionId: discussion.id }),
    store.grades.ofDiscussion(discussion.id),
    store.posts.records(discussion.id, memberId),
  ]);
  const students = studentsAmong(members, new Set([...authors, ...grades.keys()]), language);
  const member = students.find(({ id }) => id === memberId);
  if (!member) throw new NotFound('student');
  const participation = measureParticipation(discussion, records, member, now);
  return {
    ...{ member, participation, record: grades.get(member.id) ?? null },
    ...{ members: new Map(members.map((one) => [one.id, one])), grades },
    students: students.map(({ id }) => id),
    total: students.filter(countsInStatistics).length,
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
  members: Map<string, Member>,
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

const input = z.object({
  points: z.string().catch(''),
  comment: z.string().catch(''),
  seen: z.coerce.date().nullable().catch(null),
  /** The student who is next in the list, as the page had it. */
  next: z.string().catch(''),
  after: z.enum(['stay', 'next', 'release']).catch('stay'),
});

/** Keeps the decision, then stays, goes to the next student, or releases: as the button says. */
export const grade: VisitHandler = async (tool, visit, request, response) => {
  const typed = input.parse(request.body);
  const discussion = await discussionOf(tool, visit);
  const memberId = String(request.params.member);
  try {
    const points = /^\s*-?\d+([.,]\d+)?\s*$/.test(typed.points)
      ? Number(typed.points.replace(',', '.'))
      : Number.NaN;
    const comment = typed.comment.replace(/\r\n?/g, '\n').trim();
    await gradeStudent(
      tool.store,
      visit.actor,
      { discussionId: discussion.id, memberId, points, comment, seen: typed.seen },
      visit.now,
    );
    if (typed.after === 'release')
      await releaseGrade(tool.store, visit.actor, { discussionId: discussion.id, memberId }, visit.now);
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof Conflict)) throw error;
    const errors = error instanceof InvalidInput ? error.errors : { points: error.reason };
    response.status(422);
    return showStudent(tool, visit, discussion, request, response, { ...typed, errors });
  }
  tool.deliveries.wake();
  response.redirect(303, afterGrading(visit, memberId, typed));
};

function afterGrading({ base }: Visit, memberId: string, { after, next }: z.infer<typeof input>): string {
  const graded = `?graded=${encodeURIComponent(memberId)}`;
  // Without a place of its own the page would open at the form's.
  if (after !== 'next') return `${base}/grading/${memberId}${graded}#decided`;
  return next ? `${base}/grading/${encodeURIComponent(next)}${graded}#work` : `${base}/grading`;
}

export const resend: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  const memberId = String(request.params.member);
  await resendGrade(tool.store, visit.actor, { discussionId: discussion.id, memberId }, visit.now);
  tool.deliveries.wake();
  response.redirect(303, `${visit.base}/grading/${memberId}`);
};
