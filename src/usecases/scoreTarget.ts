import type { Platform } from '../domain/platform.ts';
import type { Column } from '../lti/lineItems.ts';
import type { Course } from '../store/courses.ts';
import type { LeasedGrade } from '../store/grades.ts';
import type { Member } from '../store/members.ts';
import type { ResourceLink } from '../store/resourceLinks.ts';
import type { Tool } from './tool.ts';

/** A gradebook column that grades go to. */
export interface TargetColumn {
  platform: Platform;
  course: Course;
  link: ResourceLink;
  lineItemUrl: string;
}
/** Where a student's score goes. */
export interface Target extends TargetColumn {
  member: Member;
}

/** What keeps the LMS from being told at all: a catalogue key, and whether it may pass by itself. */
export interface Obstacle {
  problem: string;
  passing: boolean;
}

/**
 * Where the grades go that one worker has in hand together: what they have in common is looked up once.
 * @returns what finds it for one of them. @throws LmsUnavailable where the column may be found later
 */
export function findTargets(tool: Tool, records: LeasedGrade[]) {
  const ids = records.map(({ memberId }) => memberId);
  const membersOf = once((courseId: string) => tool.store.members.byIds(courseId, ids));
  const columns = once((discussionId: string, { courseId }: LeasedGrade) =>
    columnOf(tool, { courseId, discussionId }),
  );
  return async (record: LeasedGrade): Promise<Target | Obstacle> => {
    const looked = [columns(record.discussionId, record), membersOf(record.courseId, record)] as const;
    const [column, members] = await Promise.all(looked);
    if ('problem' in column) return column;
    const member = members.get(record.memberId);
    return member ? { ...column, member } : PAUSED;
  };
}

/** Looks up once for each key. */
export function once<Found>(lookUp: (key: string, record: LeasedGrade) => Promise<Found>) {
  const found = new Map<string, Promise<Found>>();
  return (key: string, record: LeasedGrade): Promise<Found> => {
    const known = found.get(key) ?? lookUp(key, record);
    found.set(key, known);
    return known;
  };
}

/** The column of a discussion: the one that its first place told of, else one that is found by what we marked it with. */
export async function columnOf(
  { store, lti }: Pick<Tool, 'store' | 'lti'>,
  { courseId, discussionId }: { courseId: string; discussionId: string },
): Promise<TargetColumn | Obstacle> {
  const [course, links] = await Promise.all([
    store.courses.byId(courseId),
    store.resourceLinks.ofDiscussion(discussionId),
  ]);
  const platform = course && (await store.platforms.byId(course.platformId));
  if (!course || platform?.status !== 'active') return PAUSED;
  const known = links.find(({ lineItemUrl }) => lineItemUrl);
  if (known?.lineItemUrl) return { platform, course, link: known, lineItemUrl: known.lineItemUrl };
  const link = links.find(({ lineItemsUrl }) => lineItemsUrl);
  if (!link?.lineItemsUrl) return NO_COLUMN;
  const wanted = { resourceId: discussionId, resourceLinkId: link.resourceLinkId };
  const found = await lti.findLineItem({ platform, lineItemsUrl: link.lineItemsUrl }, wanted);
  if (!found) return NO_COLUMN;
  return { platform, course, link: await keepColumn(store, link, found), lineItemUrl: found.url };
}

export async function keepColumn(
  store: Tool['store'],
  link: ResourceLink,
  { url, maximum }: Column,
): Promise<ResourceLink> {
  const column = { lineItemUrl: url, columnMaximum: maximum };
  await store.resourceLinks.keepLineItem(link.id, column);
  return { ...link, ...column };
}

const PAUSED: Obstacle = { problem: 'delivery.problem.paused', passing: true };
const NO_COLUMN: Obstacle = { problem: 'delivery.problem.no-column', passing: false };
