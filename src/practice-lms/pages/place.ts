import type { Request } from 'express';
import { activityById, courseByKey, type Lms, mayOpen, personByKey } from '../lms.ts';
import type { Activity, Course, Person } from '../model.ts';

/** Shown as a page of the LMS with this status. */
export class PageError extends Error {
  readonly status: number;

  constructor(status: 400 | 403 | 404, message: string) {
    super(message);
    this.status = status;
  }
}

/** The person in the URL, or 404. */
export function personIn(lms: Lms, req: Request): Person {
  const person = personByKey(lms, req.params.person);
  if (!person) throw new PageError(404, `Nobody is called ${String(req.params.person)} here.`);
  return person;
}

/** The person and the course in the URL, or 404 when they may not open it. */
export function placeIn(lms: Lms, req: Request): { person: Person; course: Course } {
  const person = personIn(lms, req);
  const course = courseByKey(lms, req.params.course);
  if (!course || !mayOpen(lms, person, course)) {
    throw new PageError(404, `${person.name} has no course ${String(req.params.course)}.`);
  }
  return { person, course };
}

/** The person, the activity in the URL and its course, or 404. */
export function activityIn(lms: Lms, req: Request): { person: Person; course: Course; activity: Activity } {
  const person = personIn(lms, req);
  const activity = activityById(lms, req.params.activity);
  const course = activity && courseByKey(lms, activity.course);
  if (!activity || !course || !mayOpen(lms, person, course)) {
    throw new PageError(404, `${person.name} has no activity ${String(req.params.activity)}.`);
  }
  return { person, course, activity };
}
