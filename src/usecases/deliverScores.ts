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
  notBefore,
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
import { doneAt } from '../domain/ledger.ts';
import type { Outcome } from '../lti/outcome.ts';
import type { LeasedGrade } from '../store/grades.ts';
import { findTargets, type Obstacle, once, type Target } from './scoreTarget.ts';
import type { Tool } from './tool.ts';

/** After a score arrived, and long enough for a class to arrive together. */
const COMPARE_AFTER_MS = 15_000;
/** What comes in between is compared with it all the same. */
const NOTED_EVERY_MS = 1000;
/**
 * A score that waits for its turn for longer stays here: its delivery passes to another worker after a minute, who has to
 * find out what became of it.
 */
const LEAVES_WITHIN_MS = 20_000;
/** So many tries long an LMS that answers nonsense may come round. */
const PATIENCE = 6;

/** What grades have in common that are delivered together. */
interface Together {
  targetOf(record: LeasedGrade): Promise<Target | Obstacle>;
  /** When each student last wrote, by discussion. */
  lastWritten(discussionId: string, record: LeasedGrade): Promise<Map<string, Date>>;
  /** When what arrived in a column was last noted, by its link. */
  noted: Map<string, Date>;
}

/**
 * Makes LMSs show the grades that one worker has in hand. Whatever becomes of each ends in `finish`, so that others may
 * have it in hand again.
 * @param ended is told of each as it ends
 */
export async function deliverLeased(
  tool: Tool,
  records: LeasedGrade[],
  ended: (record: LeasedGrade) => void = () => {},
): Promise<void> {
  const ids = records.map(({ memberId }) => memberId);
  const lastWritten = once((discussionId) => tool.store.posts.lastBy(discussionId, ids));
  const together = { targetOf: findTargets(tool, records), lastWritten, noted: new Map() };
  const one = (record: LeasedGrade) =>
    deliver(tool, record, together)
      .catch((error: unknown) => postpone(tool, record, error))
      .finally(() => ended(record));
  await Promise.all(records.map(one));
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

async function deliver(tool: Tool, record: LeasedGrade, together: Together): Promise<void> {
  const { now } = tool;
  const target = await together.targetOf(record);
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
      await finish(tool, record, (delivery) =>
        wanted ? delivered(delivery, wanted, now(), target.lineItemUrl) : signalled(delivery),
      );
      return arrived(tool, target, wanted, together);
    case 'differs':
      return tell(tool, record, shown ?? null);
    case 'wait':
      return finish(tool, record, awaited);
    case 'send':
      return send(tool, record, { target, before: shown, together });
  }
}

/** What the LMS shows of this student's grade; undefined where it will not tell. */
async function look(tool: Tool, record: LeasedGrade, target: Target): Promise<Shown | null | undefined> {
  const from = tool.now();
  const note = (status: number | null, outcome: string, said: string) =>
    tool.store.grades.note(record, exchange(tool, record, from, { what: 'result', status, outcome, said }));
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

/** Somebody changed it in the gradebook: a teacher decides, or has decided for all. */
async function tell(tool: Tool, record: LeasedGrade, shown: Shown | null): Promise<void> {
  const { store, now, logger } = tool;
  logger.info({ grade: record.id }, 'the gradebook shows another grade than was sent');
  const discussion = await store.discussions.find(record.courseId, record.discussionId);
  const said = discussion?.whenChanged ?? 'ask';
  await finish(tool, record, (delivery) => asSaid(differs(delivery, shown, now()), said, now()));
}

interface Sending {
  target: Target;
  /** What the LMS shows, as far as it was looked up; undefined where it will not tell. */
  before: Shown | null | undefined;
  together: Together;
}

async function send(tool: Tool, record: LeasedGrade, { target, before, together }: Sending): Promise<void> {
  const { platform, course, lineItemUrl } = target;
  const work = await submittedAt(record, together);
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
  if (outcome.kind !== 'delivered')
    tool.health.undelivered(platform.id, { at: tool.now(), problem: `delivery.problem.${outcome.cause}` });
  if (outcome.kind === 'later' && outcome.cause === 'column-gone') {
    await tool.store.resourceLinks.forgetLineItem(target.link.id, record.part);
  }
  const doubtful = before === undefined;
  const said = exchange(tool, record, from, { what: wanted ? 'score' : 'signal', ...saidIn(outcome) });
  await finish(
    tool,
    record,
    (current) => after(current, wanted, outcome, { doubtful, now: tool.now(), column: lineItemUrl }),
    said,
  );
  if (outcome.kind === 'delivered') await arrived(tool, target, wanted, together);
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
  return later(notBefore(known, outcome.newest, now), problem, outcome.retryAfterMs ?? 0, now);
}

/** After the backoff, and not before the LMS wants to be asked again. */
function later(delivery: Delivery, problem: string, retryAfterMs: number, now: Date): Delivery {
  const retry = retryLater(delivery, problem, now, Math.random());
  return { ...retry, nextAt: new Date(Math.max(now.getTime() + retryAfterMs, retry.nextAt?.getTime() ?? 0)) };
}

/** When what was asked was done, else when the student last wrote: what the LMS calls the submission. */
async function submittedAt(record: LeasedGrade, { lastWritten }: Together): Promise<Date | null> {
  const { wanted } = record.delivery;
  if (wanted?.workAt !== undefined) return wanted.workAt;
  return (
    doneAt(record.grade.ledger) ??
    (await lastWritten(record.discussionId, record)).get(record.memberId) ??
    null
  );
}

/** At a glance, for whoever looks after this LMS; and what arrived is compared, with a class that arrives together. */
async function arrived(
  { health, store, now }: Tool,
  { platform, link }: Target,
  wanted: Wanted | null,
  { noted }: Together,
): Promise<void> {
  const at = now();
  health.delivered(platform.id, at);
  const enough = (noted.get(link.id)?.getTime() ?? 0) > at.getTime() - NOTED_EVERY_MS;
  if (!wanted || enough) return;
  noted.set(link.id, at);
  await store.resourceLinks.delivered(link.id, at, new Date(at.getTime() + COMPARE_AFTER_MS));
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

function exchange(
  { now }: Tool,
  { part }: LeasedGrade,
  from: Date,
  what: Omit<Exchange, 'at' | 'ms' | 'part'>,
): Exchange {
  return {
    ...what,
    ...(part === null ? {} : { part }),
    said: withoutSecrets(what.said),
    at: from,
    ms: now().getTime() - from.getTime(),
  };
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

async function noteProblem({ store, health, now }: Tool, { courseId }: LeasedGrade, problem: string) {
  const course = await store.courses.byId(courseId);
  if (course) health.undelivered(course.platformId, { at: now(), problem });
}
