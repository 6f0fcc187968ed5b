import type { Request, Response } from 'express';
import { settled } from '../domain/changes.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Pages } from './pages.ts';
import type { Visit } from './visit.ts';

/** What is not looked at here (who launched for the first time, a due date that passes) is told this much later. */
const STALE_AFTER_MS = 5 * 60_000;

/**
 * Names the state of what an open page of a grader follows (`browser/deliveries`), which asks again and again, and is
 * mostly told that nothing changed. It is looked up before what the page shows: what comes in between is news then.
 * @returns empty while the discussion changes
 */
export async function gradingState(
  { store }: Pages,
  { actor, now }: Visit,
  { id, changes }: Discussion,
): Promise<string> {
  const [grades, marks, course] = await Promise.all([
    store.grades.stateOf(id),
    store.postMarks.stateOf(id),
    store.courses.byId(actor.courseId),
  ]);
  if (settled(changes, now) !== changes.latest) return '';
  const roster = course?.rosterReadAt?.getTime() ?? 0;
  return [id, changes.latest, grades, marks, roster, Math.floor(now.getTime() / STALE_AFTER_MS)].join('.');
}

/** Not `request.fresh`: with a tag of their own, browsers ask for what no cache answers. */
export function isUnchanged({ headers }: Request, response: Response, state: string): boolean {
  if (state === '' || headers['if-none-match'] !== `"${state}"`) return false;
  response.status(304).end();
  return true;
}
