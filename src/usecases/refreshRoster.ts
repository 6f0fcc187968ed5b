import { LmsUnavailable } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import { RosterTooLarge } from '../lti/roster.ts';
import type { Course } from '../store/courses.ts';
import { dropThese, dropUnlisted, type Reading, takePage } from './takeRoster.ts';
import type { Tool } from './tool.ts';

/** Between two readings that nobody asked for. */
const FRESH_FOR_MS = 5 * 60 * 1000;
/** After one that failed. */
const REST_MS = 60 * 1000;
/** Where an LMS tells only what changed, all of it is read so often nevertheless. */
const WHOLE_EVERY_MS = 24 * 60 * 60 * 1000;

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
  if (!asked && within(FRESH_FOR_MS, course.rosterReadAt, now)) return true;
  if (!course.rosterUrl) {
    await keep(tool, course, 'roster.problem.notOffered', now);
    return false;
  }
  if (!asked && within(REST_MS, course.rosterFailedAt, now)) return false;
  await read(tool, platform, { ...course, rosterUrl: course.rosterUrl }, now);
  return true;
}

type RosterTools = Pick<Tool, 'store' | 'lti' | 'health'>;
type ListedCourse = Course & { rosterUrl: string };

const within = (ms: number, at: Date | null, now: Date) => at !== null && now.getTime() - at.getTime() < ms;

/** One reading of a course at a time in this process. */
function read(tool: RosterTools, platform: Platform, course: ListedCourse, now: Date): Promise<void> {
  const running =
    underWay.get(course.id) ??
    readAndApply(tool, platform, course, now).finally(() => underWay.delete(course.id));
  underWay.set(course.id, running);
  return running;
}

async function readAndApply(
  tool: RosterTools,
  platform: Platform,
  course: ListedCourse,
  now: Date,
): Promise<void> {
  const { courses } = tool.store;
  try {
    const number = await courses.beginReading(course.id);
    const reading = { courseId: course.id, number, at: now, tells: course.rosterReadAt !== null };
    const told = await readDifferences(tool, platform, course, reading);
    if (!told) await readWhole(tool, platform, course, reading);
    await keep(tool, course, null, now);
  } catch (error) {
    const problem = error instanceof RosterTooLarge ? 'tooLarge' : 'unavailable';
    await keep(tool, course, `roster.problem.${problem}`, now);
    throw error;
  }
}

/** Reads what changed since the last reading. @returns false where all of it has to be read */
async function readDifferences(
  { store, lti }: RosterTools,
  platform: Platform,
  { rosterDifferences: url, rosterWholeAt }: ListedCourse,
  reading: Reading,
): Promise<boolean> {
  if (!url || !within(WHOLE_EVERY_MS, rosterWholeAt, reading.at)) return false;
  try {
    let next: string | null = null;
    for await (const { members, gone, differences } of lti.readRoster(platform, url)) {
      await takePage(store, reading, members);
      await dropThese(store, reading, gone);
      next = differences ?? next;
    }
    // Without another address, the next reading is of all.
    await store.courses.keepDifferences(reading.courseId, next, null);
    return true;
  } catch (error) {
    if (!(error instanceof LmsUnavailable)) throw error;
    return false;
  }
}

async function readWhole(
  tool: RosterTools,
  platform: Platform,
  course: ListedCourse,
  reading: Reading,
): Promise<void> {
  const { store } = tool;
  const first = await readPages(tool, platform, course, reading);
  // Whoever asks is in the course: an empty roster is a mistake of the LMS, and would drop everybody.
  if (first.listed === 0) throw new LmsUnavailable('the roster is empty');
  // Pages go by position: somebody who leaves meanwhile moves others onto a page that was read already.
  const again = first.pages > 1 && (await store.roster.lacksAny(course.id, reading.number));
  const { differences } = again ? await readPages(tool, platform, course, reading) : first;
  await dropUnlisted(store, reading);
  await store.courses.keepDifferences(course.id, differences, reading.at);
}

/** Takes the roster in, page by page: the next one is asked for when this one is kept. */
async function readPages(
  { store, lti }: RosterTools,
  platform: Platform,
  { rosterUrl }: ListedCourse,
  reading: Reading,
) {
  let [pages, listed] = [0, 0];
  let differences: string | null = null;
  for await (const page of lti.readRoster(platform, rosterUrl)) {
    await takePage(store, reading, page.members);
    pages += 1;
    listed += page.members.length;
    differences = page.differences ?? differences;
  }
  return { pages, listed, differences };
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
