import {
  asSaid,
  awaited,
  type Delivery,
  decide,
  delivered,
  differs,
  forColumn,
  isFirst,
  looksFirst,
  notTaken,
  parked,
  retryLater,
  type Shown,
  sending,
  signalled,
  type Wanted,
} from '../domain/delivery.ts';
import { LmsUnavailable } from '../domain/errors.ts';
import { type Exchange, withoutSecrets } from '../domain/exchange.ts';
import type { Platform } from '../domain/platform.ts';
import type { Outcome } from '../lti/outcome.ts';
import type { LeasedGrade } from '../store/grades.ts';
import { type Target, targetOf } from './scoreTarget.ts';
import type { Tool } from './tool.ts';

/** After a score arrived, and long enough for a class to arrive together. */
const COMPARE_AFTER_MS = 15_000;
/**
 * A score that waits for its turn for longer stays here: its delivery passes to another worker after a minute, who has to
 * find out what became of it.
 */
const LEAVES_WITHIN_MS = 20_000;
/** So many tries long an LMS that answers nonsense may come round. */
const PATIENCE = 6;

/**
 * Makes one LMS show one released grade, if any waits.
 * @param worker names the process, so that no two work on the same grade
 * @param except LMSs that are not to be told anything now
 * @returns whether there was one
 */
export async function deliverNextScore(tool: Tool, worker: string, except: string[] = []): Promise<boolean> {
  const record = await tool.store.grades.lease(worker, tool.now(), except);
  if (record) await deliverLeased(tool, record);
  return record !== null;
}

/** Whatever becomes of it ends in `finish`, so that others may have it in hand again. */
export async function deliverLeased(tool: Tool, record: LeasedGrade): Promise<void> {
  try {
    await deliver(tool, record);
  } catch (error) {
    await postpone(tool, record, error);
  }
}

async function postpone(tool: Tool, record: LeasedGrade, error: unknown): Promise<void> {
  const { now, logger } = tool;
  const down = error instanceof LmsUnavailable;
  if (down) logger.warn({ grade: record.id, detail: error.detail }, 'the LMS cannot be asked about a score');
  else logger.error({ err: error, grade: record.id }, 'a delivery failed for a reason of our own');
  const problem = `delivery.problem.${down ? error.problem : 'internal'}`;
  if (down) await noteProblem(tool, record, problem);
  const heals = !down || error.problem !== 'address-refused';
  const retryAfterMs = down ? error.retryAfterMs : 0;
  await finish(tool, record, (delivery) =>
    heals ? later(delivery, problem, retryAfterMs, now()) : parked(delivery, problem),
  );
}

async function deliver(tool: Tool, record: LeasedGrade): Promise<void> {
  const { now } = tool;
  const target = await targetOf(tool, record);
  if ('problem' in target) {
    const { problem, passing } = target;
    if (!passing) await noteProblem(tool, record, problem);
    await finish(tool, record, (delivery) =>
      passing ? later(delivery, problem, 0, now()) : parked(delivery, problem),
    );
    return;
  }
  record.delivery = forColumn(record.delivery, target.lineItemUrl);
  const shown = looksFirst(record.delivery) ? await look(tool, record, target) : null;
  const { wanted } = record.delivery;
  switch (decide(record.delivery, shown, now())) {
    case 'arrived':
      return settle(tool, record, target, wanted);
    case 'differs':
      return tell(tool, record, shown ?? null);
    case 'wait':
      return finish(tool, record, awaited);
    case 'send':
      return send(tool, record, target, shown);
  }
}

/** What the LMS shows of this student's grade; undefined where it will not tell. */
async function look(tool: Tool, record: LeasedGrade, target: Target): Promise<Shown | null | undefined> {
  const from = tool.now();
  const note = (status: number | null, outcome: string, said: string) =>
    tool.store.grades.note(record, exchange(tool, from, { what: 'result', status, outcome, said }));
  try {
    const { platform, course, lineItemUrl, member } = target;
    const shown = await tool.lti.readResult({ platform, family: course.family, lineItemUrl }, member.sub);
    await note(shown === undefined ? null : 200, shown === undefined ? 'not-told' : 'read', shownIn(shown));
    return shown;
  } catch (error) {
    if (!(error instanceof LmsUnavailable)) throw error;
    await note(null, error.problem, error.detail);
    // One that never says anything else will not tell at all.
    if (error.problem === 'unreadable' && record.delivery.attempts >= PATIENCE) return undefined;
    throw error;
  }
}

const shownIn = (shown: Shown | null | undefined): string =>
  shown?.points == null ? '–' : `${shown.points} / ${shown.maximum}`;

/** It is there already. */
async function settle(tool: Tool, record: LeasedGrade, target: Target, wanted: Wanted | null): Promise<void> {
  tool.health.delivered(target.platform.id, tool.now());
  await finish(tool, record, (delivery) =>
    wanted ? delivered(delivery, wanted, tool.now(), target.lineItemUrl) : signalled(delivery),
  );
  if (wanted) await compareSoon(tool, target);
}

/** Somebody changed it in the gradebook: a teacher decides, or has decided for all. */
async function tell(tool: Tool, record: LeasedGrade, shown: Shown | null): Promise<void> {
  const { store, now, logger } = tool;
  logger.info({ grade: record.id }, 'the gradebook shows another grade than was sent');
  const discussion = await store.discussions.find(record.courseId, record.discussionId);
  const said = discussion?.whenChanged ?? 'ask';
  await finish(tool, record, (delivery) => asSaid(differs(delivery, shown, now()), said, now()));
}

/** @param before what the LMS shows, as far as it was looked up; undefined where it will not tell */
async function send(tool: Tool, record: LeasedGrade, target: Target, before: Shown | null | undefined) {
  const { platform, course, lineItemUrl } = target;
  const work = await submittedAt(tool, record);
  if (!record.delivery.wanted && !work) {
    await finish(tool, record, signalled);
    return;
  }
  const delivery = await tool.store.grades.changeLeased(record, tool.now(), (current) =>
    sending(forColumn(current, lineItemUrl), tool.now(), before?.at),
  );
  if (!delivery?.lastTimestamp) return;
  const from = tool.now();
  const column = { platform, family: course.family, lineItemUrl };
  const message = {
    sub: target.member.sub,
    timestamp: delivery.lastTimestamp,
    withinMs: LEAVES_WITHIN_MS,
    workUrl: `${tool.baseUrl}/lti/launch?student=${target.member.id}&discussion=${record.discussionId}`,
  };
  const { wanted } = delivery;
  const outcome = wanted
    ? await tool.lti.sendScore(column, {
        ...message,
        submittedAt: work,
        ...scoreOf(delivery, wanted, before),
      })
    : await tool.lti.sendSignal(column, { ...message, submittedAt: work as Date });
  logOutcome(tool, record, outcome);
  noteOutcome(tool, platform, outcome);
  if (outcome.kind === 'later' && outcome.cause === 'column-gone') {
    await tool.store.resourceLinks.forgetLineItem(target.link.id);
  }
  const doubtful = before === undefined;
  const said = exchange(tool, from, { what: wanted ? 'score' : 'signal', ...saidIn(outcome) });
  await finish(
    tool,
    record,
    (current) => after(current, wanted, outcome, { doubtful, now: tool.now(), column: lineItemUrl }),
    said,
  );
  if (wanted && outcome.kind === 'delivered') await compareSoon(tool, target);
}

function scoreOf(delivery: Delivery, wanted: Wanted, before: Shown | null | undefined) {
  const { acknowledged, problem } = delivery;
  const { points, maximum, comment } = wanted;
  return {
    ...{ points, maximum, comment },
    first: isFirst(delivery, before) && problem !== ATTEMPTS_USED,
    commentIsThere: acknowledged?.comment === comment || before?.comment.trim() === comment.trim(),
  };
}

/** Canvas counts a score as an attempt unless told otherwise, and then it can say that none is left. */
const ATTEMPTS_USED = 'delivery.problem.attempts-used';

interface Around {
  /** Nobody knows what became of an earlier score, so that this one's fate does not settle it. */
  doubtful: boolean;
  now: Date;
  column: string;
}

function after(
  delivery: Delivery,
  sent: Wanted | null,
  outcome: Outcome,
  { doubtful, now, column }: Around,
): Delivery {
  if (outcome.kind === 'delivered')
    return sent ? delivered(delivery, sent, now, column) : signalled(delivery);
  const known = outcome.kind === 'unknown' || doubtful ? delivery : notTaken(delivery);
  const problem = `delivery.problem.${outcome.cause}`;
  // That there is work was refused, and a grade has come to be wanted meanwhile: its turn comes now.
  if (outcome.kind === 'refused' && !sent && known.wanted) return { ...known, nextAt: now };
  if (outcome.kind === 'refused') return parked(known, problem);
  const newest = outcome.newest ?? known.lastTimestamp;
  const last = newest && known.lastTimestamp && newest > known.lastTimestamp ? newest : known.lastTimestamp;
  return { ...later(known, problem, outcome.retryAfterMs ?? 0, now), lastTimestamp: last };
}

/** After the backoff, and not before the LMS wants to be asked again. */
function later(delivery: Delivery, problem: string, retryAfterMs: number, now: Date): Delivery {
  const retry = retryLater(delivery, problem, now, Math.random());
  return { ...retry, nextAt: new Date(Math.max(now.getTime() + retryAfterMs, retry.nextAt?.getTime() ?? 0)) };
}

/** When what was asked was done, else when the student last wrote: what the LMS calls the submission. */
async function submittedAt({ store }: Tool, record: LeasedGrade): Promise<Date | null> {
  const earned = record.grade.ledger.flatMap(({ evidence }) => evidence?.at.getTime() ?? []);
  if (earned.length > 0) return new Date(Math.max(...earned));
  const records = await store.posts.records(record.discussionId, record.memberId);
  return records.filter((post) => !post.deletedAt).at(-1)?.createdAt ?? null;
}

function compareSoon({ store, now }: Tool, { link }: Target): Promise<void> {
  const at = now();
  return store.resourceLinks.delivered(link.id, at, new Date(at.getTime() + COMPARE_AFTER_MS));
}

/** Keeps what became of it and gives it back, unless it has passed to another worker, whose word it is now. */
async function finish(
  { store, now }: Tool,
  record: LeasedGrade,
  rule: (delivery: Delivery) => Delivery,
  said?: Exchange,
): Promise<void> {
  await store.grades.changeLeased(record, now(), rule, { exchange: said, done: true });
}

function exchange({ now }: Tool, from: Date, what: Omit<Exchange, 'at' | 'ms'>): Exchange {
  return { ...what, said: withoutSecrets(what.said), at: from, ms: now().getTime() - from.getTime() };
}

function saidIn(outcome: Outcome): Pick<Exchange, 'status' | 'outcome' | 'said'> {
  const { status } = outcome;
  if (outcome.kind === 'delivered') return { status, outcome: 'arrived', said: '' };
  return { status, outcome: outcome.cause, said: outcome.detail };
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
