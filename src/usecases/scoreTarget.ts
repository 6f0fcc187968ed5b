import type { Platform } from '../domain/platform.ts';
import type { Column } from '../lti/lineItems.ts';
import type { Course } from '../store/courses.ts';
import type { Discussion } from '../store/discussions.ts';
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
  /** As the LMS last told it. */
  maximum: number | null;
  /** What of the grades goes there; null: it is the activity's own. */
  part: string | null;
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
  const columns = once((_: string, { courseId, discussionId, part }: LeasedGrade) =>
    columnOf(tool, { courseId, discussionId, part }),
  );
  return async (record: LeasedGrade): Promise<Target | Obstacle> => {
    const looked = [
      columns(`${record.discussionId} ${record.part}`, record),
      membersOf(record.courseId, record),
    ] as const;
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

interface OfDiscussion {
  courseId: string;
  discussionId: string;
  /** null: the activity's own column. */
  part?: string | null;
}

/** The column of a discussion: the one that its first place told of, else one that is found by what we marked it with. */
export async function columnOf(
  tool: Pick<Tool, 'store' | 'lti'>,
  { courseId, discussionId, part = null }: OfDiscussion,
): Promise<TargetColumn | Obstacle> {
  const { store, lti } = tool;
  const [course, links] = await Promise.all([
    store.courses.byId(courseId),
    store.resourceLinks.ofDiscussion(discussionId),
  ]);
  const platform = course && (await store.platforms.byId(course.platformId));
  if (!course || platform?.status !== 'active') return PAUSED;
  const of = { platform, course, part };
  const known = links.find(({ lineItemUrl }) => lineItemUrl);
  if (part === null && known?.lineItemUrl)
    return { ...of, link: known, lineItemUrl: known.lineItemUrl, maximum: known.columnMaximum };
  const link = known ?? links.find(({ lineItemsUrl }) => lineItemsUrl);
  const ofPart = link?.parts.find((one) => one.part === part);
  if (link && ofPart?.url) return { ...of, link, lineItemUrl: ofPart.url, maximum: ofPart.maximum };
  if (!link?.lineItemsUrl) return NO_COLUMN;
  const wanted =
    part === null
      ? { resourceIds: [discussionId], resourceLinkId: link.resourceLinkId }
      : { resourceIds: await idsOfPart(store, link, discussionId, part), resourceLinkId: null };
  const found = await lti.findLineItem({ platform, lineItemsUrl: link.lineItemsUrl }, wanted);
  if (!found) return NO_COLUMN;
  const column = { ...of, link, lineItemUrl: found.url, maximum: found.maximum };
  return { ...column, link: await keepColumn(store, column, found) };
}

/** What the column of a part is marked with in the LMS. */
export const idOfPart = (discussionId: string, part: string): string => `${discussionId}.${part}`;

/** In a copied course the columns are marked as those of the original, which is in another. */
async function idsOfPart(
  store: Tool['store'],
  { courseId, copiedFrom }: ResourceLink,
  discussionId: string,
  part: string,
): Promise<string[]> {
  const original = copiedFrom && (await store.discussions.byId(copiedFrom));
  const copied = original && original.courseId !== courseId ? [idOfPart(original.id, part)] : [];
  return [idOfPart(discussionId, part), ...copied];
}

/** Keeps what the LMS tells of a column. @returns its place */
export async function keepColumn(
  { resourceLinks }: Tool['store'],
  { link, part }: Pick<TargetColumn, 'link' | 'part'>,
  { url, maximum, label }: Column,
): Promise<ResourceLink> {
  if (part === null) {
    const column = { lineItemUrl: url, columnMaximum: maximum };
    await resourceLinks.keepLineItem(link.id, column);
    return { ...link, ...column };
  }
  const name = link.parts.find((one) => one.part === part)?.name ?? nameIn(label);
  const column = { part, name, url, maximum };
  await resourceLinks.keepPart(link.id, column);
  return { ...link, parts: [...link.parts.filter((one) => one.part !== part), column] };
}

/** What the column of a part is called in the gradebook. */
export const labelOf = ({ title }: Pick<Discussion, 'title'>, name: string): string => `${title} – ${name}`;
const nameIn = (label: string): string => label.split(' – ').at(-1) ?? label;

const PAUSED: Obstacle = { problem: 'delivery.problem.paused', passing: true };
const NO_COLUMN: Obstacle = { problem: 'delivery.problem.no-column', passing: false };
