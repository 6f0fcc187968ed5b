import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import {
  changeActivity,
  changeMaximum,
  columnId,
  deleteColumn,
  itemOfColumn,
  recreateColumn,
} from '../columns.ts';
import { mergePeople, setRole } from '../enrolment.ts';
import { activitiesOf, type Lms, personByKey } from '../lms.ts';
import type { Course, LineItem, Person, RoleInCourse } from '../model.ts';
import { lineItemUrl } from '../services/urls.ts';
import { sendPage, wantsJson } from '../web.ts';
import { editorIn } from './course.ts';
import { PageError } from './place.ts';
import { courseJson, courseUrl, personJson, roleWord } from './views.ts';

const ROLES = ['student', 'ta', 'teacher', 'observer'] as const satisfies RoleInCourse[];

/** `GET …/courses/:course/settings`: what a teacher or an admin changes under the tool's feet. */
export const settingsPage =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const { person, course } = editorIn(lms, req);
    const json = settingsJson(lms, course);
    const url = courseUrl(lms, person, course);
    sendPage(lms, res, 'settings', json, {
      ...json,
      title: 'Course settings',
      person: personJson(lms, person),
      homeUrl: url,
      action: `${url}/settings`,
      peopleUrl: `${url}/people`,
      columns: json.columns.map((one) => ({ ...one, url: `${url}/columns/${one.id}` })),
      activities: json.activities.map((one) => ({ ...one, url: `${url}/activities/${one.id}` })),
      everyone: peopleToChoose(lms, course),
      roles: ROLES,
      hasGroups: lms.preset.groupsAndAttempts,
      goesOn: !lms.preset.concluded,
    });
  };

function settingsJson(lms: Lms, course: Course) {
  const tool = (item: LineItem) => lms.state.tools.find((one) => one.clientId === item.clientId);
  return {
    course: courseJson(lms, course),
    concluded: lms.state.concluded.includes(course.key),
    columns: lms.state.lineItems
      .filter((item) => item.course === course.key)
      .map((item) => {
        const owner = tool(item);
        const lineItem = owner ? lineItemUrl(lms, course, owner, item) : null;
        return { id: columnId(lms, item), title: item.label, maximum: item.scoreMaximum, lineItem };
      }),
    activities: activitiesOf(lms, course).map(({ id, title, allowedAttempts, groups }) => ({
      ...{ id, title, allowedAttempts: allowedAttempts ?? null },
      ...{
        groups: groups ?? 'none',
        isTogether: groups === 'together',
        isIndividual: groups === 'individually',
      },
    })),
  };
}

/** Whom it is mostly about comes first. */
const peopleToChoose = (lms: Lms, course: Course) =>
  lms.people
    .toSorted((a, b) => Number(isStudent(b, course)) - Number(isStudent(a, course)))
    .filter((person) => !person.anonymous && !Object.values(person.roles).includes('test-student'))
    .map((person) => ({
      key: person.key,
      name: person.name,
      role: person.roles[course.key] ? roleWord(lms, person, course) : 'not in this course',
    }));

const isStudent = (person: Person, course: Course): boolean => person.roles[course.key] === 'student';

/** `POST …/settings {concluded}`. */
export const postCourse = (lms: Lms): RequestHandler =>
  changing(lms, z.object({ concluded: z.stringbool().or(z.boolean()) }), (course, { concluded }) => {
    const others = lms.state.concluded.filter((key) => key !== course.key);
    lms.state.concluded = concluded ? [...others, course.key] : others;
  });

const columnChange = z.object({
  maximum: z.coerce.number().positive().optional(),
  change: z.enum(['delete', 'recreate']).optional(),
});

/** `POST …/columns/:column {maximum?, change?: delete|recreate}`. */
export const postColumn = (lms: Lms): RequestHandler =>
  changing(lms, columnChange, (course, { maximum, change }, req) => {
    const item = itemOfColumn(lms, course, req.params.column);
    if (!item) throw new PageError(404, 'There is no such column.');
    if (maximum !== undefined) changeMaximum(lms, item, maximum);
    if (change === 'delete') deleteColumn(lms, item);
    if (change === 'recreate') recreateColumn(lms, item);
  });

const activityChange = z.object({
  /** Empty or 0: as many as one likes. */
  allowedAttempts: z.coerce.number().int().min(0).optional(),
  groups: z.enum(['none', 'together', 'individually']).optional(),
});

/** `POST …/activities/:activity {allowedAttempts?, groups?}`, where the platform has such a thing. */
export const postActivityChanges = (lms: Lms): RequestHandler =>
  changing(lms, activityChange, (course, changes, req) => {
    const activity = activitiesOf(lms, course).find((one) => one.id === req.params.activity);
    if (!activity) throw new PageError(404, 'There is no such activity.');
    if (!lms.preset.groupsAndAttempts) {
      throw new PageError(400, `${lms.preset.product} has neither attempts nor group assignments of a tool.`);
    }
    changeActivity(activity, changes);
  });

const newRole = z.object({ person: z.string(), role: z.enum([...ROLES, 'none']) });

/** `POST …/people {person, role}`: `none` drops the person from the course. */
export const postPerson = (lms: Lms): RequestHandler =>
  changing(lms, newRole, (course, { person, role }) =>
    setRole(lms, course, personOf(lms, person), role === 'none' ? null : role),
  );

/** `POST …/people/merge {from, into}`: of two accounts of one person the first goes. */
export const postMerge = (lms: Lms): RequestHandler =>
  changing(lms, z.object({ from: z.string(), into: z.string() }), (_course, { from, into }) => {
    if (from === into) throw new PageError(400, 'These are not two accounts.');
    mergePeople(lms, personOf(lms, from), personOf(lms, into));
  });

function personOf(lms: Lms, key: string): Person {
  const person = personByKey(lms, key);
  if (!person || person.anonymous) throw new PageError(404, `Nobody is called ${key} here.`);
  return person;
}

/** A change by whoever may edit the course; JSON answers the settings as they are then. */
function changing<T extends z.ZodType>(
  lms: Lms,
  shape: T,
  change: (course: Course, body: z.infer<T>, req: Request) => void,
): RequestHandler {
  return (req: Request, res: Response) => {
    const { person, course } = editorIn(lms, req);
    const parsed = shape.safeParse(req.body ?? {});
    if (!parsed.success) throw new PageError(400, z.prettifyError(parsed.error));
    change(course, parsed.data, req);
    lms.changed();
    if (wantsJson(req) || req.is('json')) res.json(settingsJson(lms, course));
    else res.redirect(303, `${courseUrl(lms, person, course)}/settings`);
  };
}
