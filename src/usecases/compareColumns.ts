import { asSaid, compared, type Delivery, outdated, type Shown } from '../domain/delivery.ts';
import { LmsUnavailable } from '../domain/errors.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Member } from '../store/members.ts';
import type { ResourceLink } from '../store/resourceLinks.ts';
import { tryRoster } from './refreshRoster.ts';
import { columnOf, keepColumn, type TargetColumn } from './scoreTarget.ts';
import type { Tool } from './tool.ts';

const HOUR_MS = 3_600_000;
/** While the course goes on. */
const EVERY_MS = 6 * HOUR_MS;
/** After one that failed. */
const REST_MS = HOUR_MS / 4;
/** A list that lacks more has other reasons. */
const MOST_ASKED = 50;
/** A column where nothing has arrived for so long belongs to a course that is over. */
const OVER_MS = 120 * 24 * HOUR_MS;

/**
 * Compares one column of an LMS's gradebook with what was sent there, if one is due: after a delivery, and from time to
 * time as long as the course goes on.
 * @returns whether there was one
 */
export async function compareNextColumn(tool: Tool): Promise<boolean> {
  const { store, logger, now } = tool;
  const link = await store.resourceLinks.leaseComparison(now());
  if (!link) return false;
  const next = (ms: number) => new Date(now().getTime() + ms);
  try {
    await compareColumn(tool, link);
    const over = now().getTime() - (link.deliveredAt?.getTime() ?? 0) > OVER_MS;
    await store.resourceLinks.compared(link, over ? null : next(EVERY_MS));
  } catch (error) {
    const passing = error instanceof LmsUnavailable;
    if (passing) logger.warn({ link: link.id, detail: error.detail }, 'a column cannot be compared');
    else logger.error({ err: error, link: link.id }, 'a column was not compared');
    await store.resourceLinks.compared(link, next(Math.max(REST_MS, passing ? error.retryAfterMs : 0)));
  }
  return true;
}

async function compareColumn(tool: Tool, { courseId, discussionId }: ResourceLink): Promise<void> {
  const { store, lti, now } = tool;
  const discussion = discussionId && (await store.discussions.find(courseId, discussionId));
  const column = discussion && (await columnOf(tool, { courseId, discussionId: discussion.id }));
  if (!column || 'problem' in column) return;
  const { platform, course, lineItemUrl } = column;
  // What arrives while the column is read is not in what was read.
  const before = await store.grades.versions(discussion.id);
  const shown = await lti.readResults({ platform, family: course.family, lineItemUrl });
  if (!shown) return;
  const rescaled = await maximumChanged(tool, column, discussion);
  // Somebody who left has no place in the gradebook: that is no difference.
  await tryRoster(tool, courseId, false, now());
  const members = new Map((await store.members.inCourse(courseId)).map((member) => [member.id, member]));
  await lookForMissing(tool, column, discussion.id, { members, shown });
  await store.grades.changeDeliveries(
    { discussionId: discussion.id },
    now(),
    (delivery, memberId, version) => {
      const member = members.get(memberId);
      if (!member || before.get(memberId) !== version) return delivery;
      const theirs = shown.get(member.sub) ?? null;
      if (!member.enrolled && hasNone(theirs)) return delivery;
      return after(delivery, theirs);
    },
  );

  function after(delivery: Delivery, theirs: Shown | null): Delivery {
    if (delivery.acknowledged?.column && delivery.acknowledged.column !== lineItemUrl) return delivery;
    const found = compared(delivery, theirs, now());
    const said = found === delivery || !discussion ? found : asSaid(found, discussion.whenChanged, now());
    return rescaled && said.state === 'delivered' ? outdated(said, now()) : said;
  }
}

/** Each one that a list lacks is asked for by its id: it may go by another one there. */
async function lookForMissing(
  { store, lti }: Tool,
  { platform, course, lineItemUrl }: TargetColumn,
  discussionId: string,
  { members, shown }: { members: Map<string, Member>; shown: Map<string, Shown> },
): Promise<void> {
  let left = MOST_ASKED;
  for (const { memberId, delivery } of (await store.grades.ofDiscussion(discussionId)).values()) {
    const member = members.get(memberId);
    if (!member?.enrolled || delivery.state !== 'delivered' || shown.has(member.sub) || left === 0) continue;
    left -= 1;
    const found = await lti.readResult({ platform, family: course.family, lineItemUrl }, member.sub);
    if (found) shown.set(member.sub, found);
  }
}

const hasNone = (shown: Shown | null): boolean => (shown?.points ?? null) === null;

/** Canvas leaves the points as they are, which are worth something else then; and it says so only of the column. */
async function maximumChanged(
  { store, lti }: Tool,
  { platform, link, lineItemUrl }: TargetColumn,
  { title, maximum }: Pick<Discussion, 'title' | 'maximum'>,
): Promise<boolean> {
  const read = await lti.readLineItem({ platform, lineItemUrl });
  // What the tool made goes by the discussion; everything else is the LMS's.
  const strays = link.ownColumn && read && (read.label !== title || read.maximum !== maximum);
  const told = strays
    ? ((await lti.changeLineItem({ platform, lineItemUrl }, { label: title, maximum })) ?? read)
    : read;
  if (!told || told.maximum === link.columnMaximum) return false;
  await keepColumn(store, link, { ...told, url: lineItemUrl });
  return link.columnMaximum !== null;
}
