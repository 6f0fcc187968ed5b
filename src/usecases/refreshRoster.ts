import { roleFrom } from '../domain/actor.ts';
import { LmsUnavailable } from '../domain/errors.ts';
import type { Tool } from './tool.ts';

/** Between two readings that nobody asked for. */
const FRESH_FOR_MS = 5 * 60 * 1000;

/**
 * Makes a course's members those of the LMS's roster, and keeps what went wrong where it did: the teacher sees it.
 * @param asked by a person: reads even if the last reading is fresh
 * @returns whether the roster is known and fresh now
 */
export async function refreshRoster(
  { store, lti, health }: Pick<Tool, 'store' | 'lti' | 'health'>,
  courseId: string,
  asked: boolean,
  now: Date,
): Promise<boolean> {
  const course = await store.courses.byId(courseId);
  const platform = course && (await store.platforms.byId(course.platformId));
  if (!course || !platform) return false;
  const fresh = course.rosterReadAt && now.getTime() - course.rosterReadAt.getTime() < FRESH_FOR_MS;
  if (fresh && !asked) return true;
  const keep = (problem: string | null) => {
    health.rosterRead(platform.id, { at: now, problem });
    return store.courses.rosterRead(courseId, { at: now, problem });
  };
  if (!course.rosterUrl) {
    await keep('roster.problem.notOffered');
    return false;
  }
  try {
    const roster = await lti.readRoster(platform, course.rosterUrl);
    // Whoever asks is in the course: an empty roster is a mistake of the LMS, and would drop everybody.
    if (roster.length === 0) throw new LmsUnavailable('the roster is empty');
    const told = roster.map(({ sub, name, roles }) => ({ sub, name, ...roleFrom(roles) }));
    // Rights are those of the launch. Whoever the LMS gives less than before shows by a new launch what is left.
    await store.sessions.endOfMembers(courseId, await store.members.loweredBy(courseId, told));
    await store.members.applyRoster(courseId, told);
    await keep(null);
    return true;
  } catch (error) {
    await keep('roster.problem.unavailable');
    throw error;
  }
}
