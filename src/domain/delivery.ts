/** What the LMS should show. Points of maximum, two decimals; the comment is plain text. */
export type Wanted = { points: number; maximum: number; comment: string; releasedAt: Date };

export type Acknowledged = { points: number; maximum: number; comment: string; at: Date };

export type Delivery = {
  state: 'none' | 'waiting' | 'delivered' | 'failed';
  wanted: Wanted | null;
  acknowledged: Acknowledged | null;
  /** Tries that failed since something was last wanted or delivered. */
  attempts: number;
  /** Not to be tried before; null unless waiting. */
  nextAt: Date | null;
  /** Of the last score sent, whether or not an answer came. */
  lastTimestamp: Date | null;
  /** A score was sent and nobody knows yet whether it arrived: the process may have died waiting for the answer. */
  inDoubt: boolean;
  /** A code for what stands in the way. */
  problem: string | null;
};

export const FIRST_RETRY_MS = 5_000;
export const LONGEST_RETRY_MS = 3_600_000;

export const noDelivery = (): Delivery => ({
  state: 'none',
  wanted: null,
  acknowledged: null,
  attempts: 0,
  nextAt: null,
  lastTimestamp: null,
  inDoubt: false,
  problem: null,
});

/**
 * A release wants the LMS to show this. Already delivered: nothing to do. Anything less certain is sent again,
 * for an answer that was lost may hide a score that arrived.
 */
export function wantDelivery(delivery: Delivery, wanted: Wanted): Delivery {
  if (delivery.state === 'delivered' && sameScore(delivery.acknowledged, wanted))
    return { ...delivery, wanted };
  return { ...delivery, state: 'waiting', wanted, attempts: 0, nextAt: wanted.releasedAt, problem: null };
}

/**
 * The timestamp of the next score of this student: now, but at least a second after the last one.
 * Moodle compares whole seconds and refuses a second score within one (measured, 4.5.6).
 */
export function nextTimestamp(last: Date | null, now: Date): Date {
  return last ? new Date(Math.max(now.getTime(), last.getTime() + 1000)) : now;
}

/** To be kept before the score is sent, so that a lost answer cannot lead to the same timestamp twice. */
export function sending(delivery: Delivery, now: Date): Delivery & { lastTimestamp: Date } {
  return { ...delivery, lastTimestamp: nextTimestamp(delivery.lastTimestamp, now), inDoubt: true };
}

/** The LMS took `sent`. If something else has come to be wanted meanwhile, that waits. */
export function delivered(delivery: Delivery, sent: Omit<Wanted, 'releasedAt'>, at: Date): Delivery {
  const { points, maximum, comment } = sent;
  const done = delivery.wanted === null || sameScore(delivery.wanted, sent);
  return {
    ...delivery,
    state: done ? 'delivered' : 'waiting',
    acknowledged: { points, maximum, comment, at },
    inDoubt: false,
    attempts: 0,
    nextAt: done ? null : at,
    problem: null,
  };
}

/** The LMS said that it did not take the score that was sent last. */
export const notTaken = (delivery: Delivery): Delivery => ({ ...delivery, inDoubt: false });

/**
 * It may yet succeed: exponential backoff, half of it by chance, so that a class does not return all at once.
 * @param random from 0 up to 1
 */
export function retryLater(delivery: Delivery, problem: string, now: Date, random: number): Delivery {
  const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** delivery.attempts);
  const wait = longest / 2 + (longest / 2) * random;
  return {
    ...delivery,
    state: 'waiting',
    attempts: delivery.attempts + 1,
    nextAt: new Date(now.getTime() + Math.round(wait)),
    problem,
  };
}

/** It cannot heal by itself: a person has to do something, then release or resend. */
export function parked(delivery: Delivery, problem: string): Delivery {
  return { ...delivery, state: 'failed', attempts: delivery.attempts + 1, nextAt: null, problem };
}

type Score = Pick<Wanted, 'points' | 'maximum' | 'comment'>;

function sameScore(one: Score | null, other: Score | null): boolean {
  return (
    one !== null &&
    other !== null &&
    one.points === other.points &&
    one.maximum === other.maximum &&
    one.comment === other.comment
  );
}
