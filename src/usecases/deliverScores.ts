import {
  type Acknowledged,
  type Delivery,
  delivered,
  notTaken,
  parked,
  retryLater,
  sending,
  type Wanted,
} from '../domain/delivery.ts';
import { LmsUnavailable } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import type { Outcome, Result } from '../lti/scores.ts';
import type { Course } from '../store/courses.ts';
import type { LeasedGrade } from '../store/grades.ts';
import type { Member } from '../store/members.ts';
import type { Tool } from './tool.ts';

/** Where a score goes. */
interface Target {
  platform: Platform;
  course: Course;
  member: Member;
  linkId: string;
  lineItemUrl: string;
}

/**
 * Makes one LMS show one released grade, if any waits.
 * @param worker names the process, so that no two work on the same grade
 * @returns whether there was one
 */
export async function deliverNextScore(tool: Tool, worker: string): Promise<boolean> {
  const record = await tool.store.grades.lease(worker, tool.now());
  if (!record) return false;
  try {
    await deliver(tool, record);
  } catch (error) {
    await postpone(tool, record, error);
  } finally {
    await tool.store.grades.giveBack(record);
  }
  return true;
}

async function postpone(tool: Tool, record: LeasedGrade, error: unknown): Promise<void> {
  const { now, logger } = tool;
  const down = error instanceof LmsUnavailable;
  if (down) logger.warn({ grade: record.id, detail: error.detail }, 'the LMS cannot be asked about a score');
  else logger.error({ err: error, grade: record.id }, 'a delivery failed for a reason of our own');
  const problem = `delivery.problem.${down ? error.problem : 'internal'}`;
  if (down) await noteProblem(tool, record, problem);
  const heals = !down || error.problem === 'lms-down';
  await update(tool, record, (delivery) =>
    heals ? retryLater(delivery, problem, now(), Math.random()) : parked(delivery, problem),
  );
}

async function deliver(tool: Tool, record: LeasedGrade): Promise<void> {
  const target = await targetOf(tool, record);
  if ('problem' in target) {
    const { problem, passing } = target;
    if (!passing) await noteProblem(tool, record, problem);
    const wait = (delivery: Delivery) => retryLater(delivery, problem, tool.now(), Math.random());
    await update(tool, record, passing ? wait : (delivery) => parked(delivery, problem));
    return;
  }
  const { wanted, acknowledged, inDoubt } = record.delivery;
  const before = inDoubt ? await tool.lti.readResult(target, target.member.sub) : null;
  if (wanted && before && shows(before, wanted, acknowledged)) {
    tool.health.delivered(target.platform.id, tool.now());
    await update(tool, record, (delivery) => delivered(delivery, wanted, tool.now()));
    return;
  }
  await send(tool, record, target, before);
}

/** @param before what the LMS shows, where an earlier send is in doubt; undefined where it will not tell */
async function send(tool: Tool, record: LeasedGrade, target: Target, before: Result | null | undefined) {
  const delivery = await update(tool, record, (current) => sending(current, tool.now()));
  if (!delivery?.wanted || !delivery.lastTimestamp) return;
  const { wanted, acknowledged, lastTimestamp } = delivery;
  const shown = before === undefined || (before?.points ?? null) !== null;
  const outcome = await tool.lti.sendScore(
    { platform: target.platform, family: target.course.family, lineItemUrl: target.lineItemUrl },
    {
      sub: target.member.sub,
      points: wanted.points,
      maximum: wanted.maximum,
      comment: wanted.comment,
      timestamp: lastTimestamp,
      submittedAt: await submittedAt(tool, record),
      first: acknowledged === null && !shown && delivery.problem !== ATTEMPTS_USED,
      commentIsThere:
        acknowledged?.comment === wanted.comment || before?.comment.trim() === wanted.comment.trim(),
      workUrl: `${tool.baseUrl}/lti/launch?student=${target.member.id}&discussion=${record.discussionId}`,
    },
  );
  logOutcome(tool, record, outcome);
  noteOutcome(tool, target.platform, outcome);
  if (outcome.kind === 'later' && outcome.cause === 'column-gone') {
    await tool.store.resourceLinks.forgetLineItem(target.linkId);
  }
  const doubtful = before === undefined;
  await update(tool, record, (current) => after(current, wanted, outcome, doubtful, tool.now()));
}

/** @param doubtful nobody knows what became of an earlier score, so that this one's fate does not settle it */
function after(delivery: Delivery, sent: Wanted, outcome: Outcome, doubtful: boolean, now: Date): Delivery {
  if (outcome.kind === 'delivered') return delivered(delivery, sent, now);
  const known = outcome.kind === 'unknown' || doubtful ? delivery : notTaken(delivery);
  const problem = `delivery.problem.${outcome.cause}`;
  if (outcome.kind === 'refused') return parked(known, problem);
  const retry = retryLater(known, problem, now, Math.random());
  const asked = now.getTime() + (outcome.retryAfterMs ?? 0);
  return { ...retry, nextAt: new Date(Math.max(asked, retry.nextAt?.getTime() ?? 0)) };
}

/** What keeps the LMS from being told at all: a catalogue key, and whether it may pass by itself. */
interface Obstacle {
  problem: string;
  passing: boolean;
}

async function targetOf({ store, lti }: Tool, record: LeasedGrade): Promise<Target | Obstacle> {
  const [course, member, links] = await Promise.all([
    store.courses.byId(record.courseId),
    store.members.find(record.courseId, record.memberId),
    store.resourceLinks.ofDiscussion(record.discussionId),
  ]);
  const platform = course && (await store.platforms.byId(course.platformId));
  if (!course || !member || platform?.status !== 'active')
    return { problem: 'delivery.problem.paused', passing: true };
  const known = links.find(({ lineItemUrl }) => lineItemUrl);
  if (known?.lineItemUrl)
    return { platform, course, member, linkId: known.id, lineItemUrl: known.lineItemUrl };
  const link = links.find(({ lineItemsUrl }) => lineItemsUrl);
  if (!link?.lineItemsUrl) return NO_COLUMN;
  const wanted = { resourceId: record.discussionId, resourceLinkId: link.resourceLinkId };
  const found = await lti.findLineItem({ platform, lineItemsUrl: link.lineItemsUrl }, wanted);
  if (!found) return NO_COLUMN;
  await store.resourceLinks.keepLineItem(link.id, found);
  return { platform, course, member, linkId: link.id, lineItemUrl: found };
}

const NO_COLUMN: Obstacle = { problem: 'delivery.problem.no-column', passing: false };
/** Canvas counts a score as an attempt unless told otherwise, and then it can say that none is left. */
const ATTEMPTS_USED = 'delivery.problem.attempts-used';

/** When what was asked was done, else when the student last wrote: what the LMS calls the submission. */
async function submittedAt({ store }: Tool, record: LeasedGrade): Promise<Date | null> {
  const earned = record.grade.ledger.flatMap(({ evidence }) => evidence?.at.getTime() ?? []);
  if (earned.length > 0) return new Date(Math.max(...earned));
  const records = await store.posts.records(record.discussionId, record.memberId);
  return records.filter((post) => !post.deletedAt).at(-1)?.createdAt ?? null;
}

/**
 * Whether the LMS shows that grade, scaled to its own maximum, within half a hundredth. Where only the comment was
 * new, or the LMS tells of one, it has to be that comment.
 */
function shows({ points, maximum, comment }: Result, wanted: Wanted, before: Acknowledged | null): boolean {
  if (points === null || !maximum || !wanted.maximum) return false;
  if (Math.abs((points / maximum) * wanted.maximum - wanted.points) >= 0.005) return false;
  const telling = comment.trim() !== '' || before?.points === wanted.points;
  return !telling || comment.trim() === wanted.comment.trim();
}

/** @returns null where the lease has passed to another worker, whose word it is now */
function update({ store, now }: Tool, record: LeasedGrade, rule: (delivery: Delivery) => Delivery) {
  return store.grades.changeLeased(record, now(), rule);
}

function logOutcome({ logger }: Tool, record: LeasedGrade, outcome: Outcome): void {
  if (outcome.kind === 'delivered') logger.info({ grade: record.id }, 'a score arrived');
  else
    logger.warn({ grade: record.id, cause: outcome.cause, detail: outcome.detail }, 'a score did not arrive');
}

/** At a glance, for whoever looks after this LMS. */
function noteOutcome({ health, now }: Tool, { id }: Platform, outcome: Outcome): void {
  if (outcome.kind === 'delivered') health.delivered(id, now());
  else health.undelivered(id, { at: now(), problem: `delivery.problem.${outcome.cause}` });
}

async function noteProblem({ store, health, now }: Tool, { courseId }: LeasedGrade, problem: string) {
  const course = await store.courses.byId(courseId);
  if (course) health.undelivered(course.platformId, { at: now(), problem });
}
