import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { activityOfItem } from '../activities.ts';
import { columnId, itemOfColumn } from '../columns.ts';
import { journalByHand } from '../journal.ts';
import { maySeeWork, reviewOf } from '../launch/review.ts';
import {
  courseByKey,
  enrolled,
  gradeOf,
  type Lms,
  lmsUrl,
  mayGrade,
  personByKey,
  toolByClientId,
} from '../lms.ts';
import type { Course, LineItem, Person } from '../model.ts';
import { lineItemUrl } from '../services/urls.ts';
import { sendPage, wantsJson } from '../web.ts';
import { PageError, placeIn } from './place.ts';
import { courseJson, courseUrl, personJson, readable, roleWord, switchTo } from './views.ts';

/** `GET …/gradebook`: a grader sees everyone, a student themselves, an observer their student. */
export const gradebook =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const { person, course } = placeIn(lms, req);
    const items = lms.state.lineItems.filter((item) => item.course === course.key);
    const columns = items.map((item) => columnOf(lms, course, item));
    const rows = visibleStudents(lms, person, course).map((student) => ({
      person: student.key,
      sub: lms.preset.sub(student, course),
      name: student.name,
      cells: Object.fromEntries(
        items.map((item) => [columnId(lms, item), cellOf(lms, item, student, person)]),
      ),
    }));
    const json = { course: courseJson(lms, course), person: personJson(lms, person), columns, rows };
    sendPage(lms, res, 'gradebook', json, { ...json, ...pageOf(lms, person, course, columns, rows) });
  };

function columnOf(lms: Lms, course: Course, item: LineItem) {
  const tool = toolByClientId(lms, item.clientId);
  return {
    id: columnId(lms, item),
    activityId: activityOfItem(lms, item)?.id ?? null,
    lineItem: tool ? lineItemUrl(lms, course, tool, item) : null,
    title: item.label,
    maximum: item.scoreMaximum,
    dueAt: item.endDateTime ?? null,
  };
}

function cellOf(lms: Lms, item: LineItem, student: Person, viewer: Person) {
  const grade = gradeOf(lms, item.id, student.key);
  return {
    score: grade?.score ?? null,
    maximum: item.scoreMaximum,
    comments: grade?.comments ?? [],
    feedback: grade?.feedback ?? null,
    timestamp: grade?.timestamp ?? null,
    submittedAt: grade?.submittedAt ?? null,
    attempts: grade?.attempts ?? 0,
    progress: grade?.gradingProgress
      ? { activityProgress: grade.activityProgress, gradingProgress: grade.gradingProgress }
      : null,
    overridden: grade?.overridden ?? false,
    submissionUrl: grade?.submissionUrl ?? null,
    workUrl: workUrl(lms, item, student, viewer) ?? null,
  };
}

/** Where this viewer opens the student's work; undefined: the tool gave no link, or it is not for them. */
function workUrl(lms: Lms, item: LineItem, student: Person, viewer: Person): string | undefined {
  const activity = activityOfItem(lms, item);
  const course = courseByKey(lms, item.course);
  if (!activity || !course || !maySeeWork(lms, viewer, course, student)) return undefined;
  if (!reviewOf(lms, activity, course, student)) return undefined;
  const params = { person: viewer.key, activity: activity.id, student: student.key };
  return lmsUrl(lms, '/as/:person/launch/:activity/submissions/:student', params);
}

function visibleStudents(lms: Lms, person: Person, course: Course): Person[] {
  const students = enrolled(lms, course).filter((one) => lms.preset.gradable(one, course));
  if (mayGrade(person, course)) return students;
  return students.filter((one) => one === person || one.key === person.observes);
}

type Columns = ReturnType<typeof columnOf>[];
type Rows = { person: string; sub: string; name: string; cells: Record<string, ReturnType<typeof cellOf>> }[];

function pageOf(lms: Lms, person: Person, course: Course, columns: Columns, rows: Rows) {
  const here = courseUrl(lms, person, course);
  const table = rows.map((row) => ({
    ...row,
    list: columns.map((column) => {
      const cell = row.cells[column.id];
      return {
        ...cell,
        points: pointsOf(cell?.score),
        changed: readable(cell?.timestamp),
        submitted: readable(cell?.submittedAt),
      };
    }),
  }));
  return {
    table,
    title: `Grades, ${course.label}`,
    role: roleWord(lms, person, course),
    homeUrl: here,
    mayGrade: mayGrade(person, course),
    action: `${here}/gradebook`,
    people: switchTo(lms, course, person, '/gradebook'),
  };
}

const pointsOf = (score: number | null | undefined): string =>
  score === null || score === undefined ? '–' : String(Math.round(score * 100) / 100);

const override = z.object({
  activity: z.string(),
  student: z.string(),
  /** Points of the column; empty or null takes the override (Moodle) or the grade (Canvas) away. */
  score: z.preprocess((value) => (value === '' ? null : value), z.union([z.null(), z.coerce.number()])),
});

/** `POST …/gradebook`: a grader changes one grade by hand. */
export const postGrade =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const { person, course } = placeIn(lms, req);
    if (!mayGrade(person, course)) throw new PageError(403, `${person.name} may not change grades.`);
    const { item, student, score } = overrideIn(lms, req, course);
    lms.preset.override(lms, item, student, score);
    journalByHand(lms, item, student);
    lms.changed();
    if (wantsJson(req)) res.json(cellOf(lms, item, student, person));
    else res.redirect(303, `${courseUrl(lms, person, course)}/gradebook`);
  };

function overrideIn(lms: Lms, req: Request, course: Course) {
  const parsed = override.safeParse(req.body);
  if (!parsed.success) throw new PageError(400, z.prettifyError(parsed.error));
  const { activity, student: key, score } = parsed.data;
  const item = itemOfColumn(lms, course, activity);
  const student = personByKey(lms, key);
  if (!item || !student || !lms.preset.gradable(student, course)) {
    throw new PageError(404, 'There is no such column or student.');
  }
  return { item, student, score };
}
