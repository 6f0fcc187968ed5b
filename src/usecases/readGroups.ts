import { type Actor, mayGrade } from '../domain/actor.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import { oneLine } from '../domain/oneLine.ts';
import type { Platform } from '../domain/platform.ts';
import { groupRosterUrl } from '../lti/quirks.ts';
import type { Course } from '../store/courses.ts';
import { MOST_OF_COURSE } from './keepGroups.ts';
import type { Tool } from './tool.ts';

const LONGEST_NAME = 100;

/** Where the rosters of a course's groups are; none where its LMS has none, or no launch told of groups. */
export const groupRosters = ({ rosterUrl, groupIds }: Course): string[] =>
  rosterUrl ? groupIds.flatMap((id) => groupRosterUrl(rosterUrl, id) ?? []) : [];

/**
 * Reads the groups of a course from its LMS, one after the other: their names, and who is in them, whether or not they
 * have come. What somebody decided here stays.
 * @throws NotAllowed, NotFound where the LMS tells of none; LmsUnavailable, with the groups read so far kept
 */
export async function readGroups(
  tool: Pick<Tool, 'store' | 'lti'>,
  { courseId, role }: Actor,
  now: Date,
): Promise<void> {
  const { store } = tool;
  if (!mayGrade(role)) throw new NotAllowed('grade');
  const course = await store.courses.byId(courseId);
  const platform = course && (await store.platforms.byId(course.platformId));
  const urls = course ? groupRosters(course) : [];
  if (!platform || urls.length === 0) throw new NotFound('groups');
  const found: string[] = [];
  for (const [index, url] of urls.entries()) {
    // In the order in which the LMS tells of them.
    const at = new Date(now.getTime() + index);
    found.push(...(await readGroup(tool, platform, { courseId, url }, at)));
  }
  // Of which groups there are every launch tells; where there were too many, or one did not say which it is, all stay.
  if (found.length === urls.length && urls.length < MOST_OF_COURSE)
    await store.roster.keepGroups(courseId, found);
  await store.courses.groupsRead(courseId, now);
}

/** @returns the group's id here; none where the LMS does not say which one it is */
async function readGroup(
  { store, lti }: Pick<Tool, 'store' | 'lti'>,
  platform: Platform,
  { courseId, url }: { courseId: string; url: string },
  now: Date,
): Promise<string[]> {
  const subs: string[] = [];
  let context: { id: string; title: string | null } | null = null;
  for await (const page of lti.readRoster(platform, url)) {
    subs.push(...page.members.map(({ sub }) => sub));
    context ??= page.context;
  }
  if (!context) return [];
  const name = oneLine(context.title ?? '').slice(0, LONGEST_NAME);
  const [id] = await store.groups.told(courseId, 'groups', [{ told: context.id, name }], now);
  if (!id) return [];
  if (name) await store.groups.named(courseId, id, name);
  await store.roster.group(courseId, id, subs);
  return [id];
}
