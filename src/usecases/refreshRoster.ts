import { roleFrom } from '../domain/actor.ts';
import { lookAgain } from '../domain/delivery.ts';
import { LmsUnavailable } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import { RosterTooLarge } from '../lti/roster.ts';
import type { Course } from '../store/courses.ts';
import type { Tool } from './tool.ts';

/** Between two readings that nobody asked for. */
const FRESH_FOR_MS = 5 * 60 * 1000;
/** After one that failed. */
const REST_MS = 60 * 1000;

/** What is being read, by course: whoever asks meanwhile waits for the same. */
const underWay = new Map<string, Promise<void>>();

/**
 * Makes a course's members those of the LMS's roster, and keeps what went wrong where it did: the teacher sees it.
 * @param asked by a person: reads even if the last reading is fresh, or failed a moment ago
 * @returns whether the roster is known and fresh now
 */
export async function refreshRoster(
  tool: RosterTools,
  courseId: string,
  asked: boolean,
  now: Date,
): Promise<boolean> {
  const { store } = tool;
  const course = await store.courses.byId(courseId);
  const platform = course && (await store.platforms.byId(course.platformId));
  if (!course || !platform) return false;
  const within = (ms: number, at: Date | null) => at !== null && now.getTime() - at.getTime() < ms;
  if (!asked && within(FRESH_FOR_MS, course.rosterReadAt)) return true;
  if (!course.rosterUrl) {
    await keep(tool, course, 'roster.problem.notOffered', now);
    return false;
  }
  if (!asked && within(REST_MS, course.rosterFailedAt)) return false;
  await read(tool, platform, { ...course, rosterUrl: course.rosterUrl }, now);
  return true;
}

type RosterTools = Pick<Tool, 'store' | 'lti' | 'health'>;

/** One reading of a course at a time in this process. */
function read(
  tool: RosterTools,
  platform: Platform,
  course: Course & { rosterUrl: string },
  now: Date,
): Promise<void> {
  const running =
    underWay.get(course.id) ??
    readAndApply(tool, platform, course, now).finally(() => underWay.delete(course.id));
  underWay.set(course.id, running);
  return running;
}

async function readAndApply(
  tool: RosterTools,
  platform: Platform,
  course: Course & { rosterUrl: string },
  now: Date,
): Promise<void> {
  const { store, lti } = tool;
  try {
    const roster = await lti.readRoster(platform, course.rosterUrl);
    // Whoever asks is in the course: an empty roster is a mistake of the LMS, and would drop everybody.
    if (roster.length === 0) throw new LmsUnavailable('the roster is empty');
    const told = roster.map(({ sub, name, email, roles }) => ({ sub, name, email, ...roleFrom(roles) }));
    // Rights are those of the launch. Whoever the LMS gives less than before shows by a new launch what is left.
    await store.sessions.endOfMembers(course.id, await store.members.loweredBy(course.id, told));
    const back = await store.members.applyRoster(course.id, told);
    // An LMS may have forgotten the grade of somebody who left, and had no place for one given meanwhile.
    if (back.length > 0)
      await store.grades.changeDeliveries({ courseId: course.id, memberId: { $in: back } }, now, (delivery) =>
        lookAgain(delivery, now),
      );
    await keep(tool, course, null, now);
  } catch (error) {
    const problem = error instanceof RosterTooLarge ? 'tooLarge' : 'unavailable';
    await keep(tool, course, `roster.problem.${problem}`, now);
    throw error;
  }
}

/** The same, where what goes wrong is for the log, and stands on the teacher's page. */
export async function tryRoster(
  tool: Pick<Tool, 'store' | 'lti' | 'logger' | 'health'>,
  courseId: string,
  asked: boolean,
  now: Date,
): Promise<void> {
  await refreshRoster(tool, courseId, asked, now).catch((error: unknown) =>
    tool.logger.warn({ err: error, courseId }, 'no roster'),
  );
}

async function keep(
  { store, health }: RosterTools,
  { id, platformId }: Course,
  problem: string | null,
  at: Date,
) {
  health.rosterRead(platformId, { at, problem });
  await store.courses.rosterRead(id, { at, problem });
}
