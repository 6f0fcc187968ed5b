/** Points of a maximum, two decimals; the comment is plain text. */
export type Score = { points: number; maximum: number; comment: string };

/** What the LMS should show. */
export type Wanted = Score & {
  releasedAt: Date;
  /** When what earned it was done, where it is a part of a grade: null, nothing was. */
  workAt?: Date | null;
};

/** What the LMS took, when, and at which column; null for those of before that was kept. */
export type Acknowledged = Score & { at: Date; column: string | null };

/** What the LMS's gradebook shows for a student, and since when, where it tells. No points: no grade. */
export type Shown = { points: number | null; maximum: number | null; comment: string; at: Date | null };

/** What becomes of a grade that somebody changed in the LMS's gradebook: a teacher is asked, or has said it for all. */
export const WHEN_CHANGED = ['ask', 'theirs', 'ours'] as const;
export type WhenChanged = (typeof WHEN_CHANGED)[number];

export type Delivery = {
  /** `differs`: the gradebook shows what the tool did not put there; `kept`: and that is to stay. */
  state: 'none' | 'waiting' | 'delivered' | 'failed' | 'differs' | 'kept';
  wanted: Wanted | null;
  acknowledged: Acknowledged | null;
  /** Tries that failed since something was last wanted or delivered. */
  attempts: number;
  /** Not to be tried before; null unless waiting. */
  nextAt: Date | null;
  /** Of the last score sent, whether or not an answer came. */
  lastTimestamp: Date | null;
  /** When that was, by the tool's clock; null for those of before that was kept. */
  sentAt: Date | null;
  /** A score was sent and nobody knows yet whether it arrived: the process may have died waiting for the answer. */
  inDoubt: boolean;
  /** What was sent while in doubt: any of these may be what the LMS shows. */
  sent: Score[];
  /** What stands in the gradebook instead of what was sent, and when that was found. */
  difference: { theirs: Shown; foundAt: Date } | null;
  /** A value in the gradebook that a teacher let stand. */
  kept: Shown | null;
  /** A value in the gradebook that a teacher wants replaced: that one, and no other that comes after it. */
  overruled: Shown | null;
  /** The column has another maximum by now: what it shows of an earlier score is worth something else. */
  stale: boolean;
  /** Where the LMS is to know that there is work, before there is a grade. */
  signal: 'none' | 'wanted' | 'sent';
  /** A code for what stands in the way. */
  problem: string | null;
};

export const FIRST_RETRY_MS = 5_000;
export const LONGEST_RETRY_MS = 3_600_000;
/** An LMS whose clock is further ahead than this is not followed. */
const MOST_AHEAD_MS = 24 * 3_600_000;
const MOST_IN_DOUBT = 10;
/**
 * A score whose answer was lost may be under way for so long: an LMS that is slow goes on with what nobody waits for any
 * more. As long as a worker that died holds a delivery.
 */
export const STILL_COMING_MS = 60_000;

export const noDelivery = (): Delivery => ({
  state: 'none',
  wanted: null,
  acknowledged: null,
  attempts: 0,
  nextAt: null,
  lastTimestamp: null,
  sentAt: null,
  inDoubt: false,
  sent: [],
  difference: null,
  kept: null,
  overruled: null,
  stale: false,
  signal: 'none',
  problem: null,
});

const TOLD_FIRST = ['differs', 'failed', 'waiting', 'kept', 'delivered', 'none'];
/** Of a grade's deliveries the one that tells where it stands: that needs a person most, else is furthest behind. */
export const foremost = ({
  delivery,
  others,
}: {
  delivery: Delivery;
  others: Record<string, Delivery>;
}): Delivery =>
  [delivery, ...Object.values(others)].sort(
    (one, other) => TOLD_FIRST.indexOf(one.state) - TOLD_FIRST.indexOf(other.state),
  )[0] ?? delivery;

const due = { attempts: 0, problem: null, state: 'waiting' } as const;

/**
 * A release wants the LMS to show this. Already delivered: nothing to do. Anything less certain is sent again,
 * for an answer that was lost may hide a score that arrived. Where the gradebook shows something else, a person is
 * asked first, unless that is what is released now.
 */
export function wantDelivery(delivery: Delivery, wanted: Wanted): Delivery {
  const { state, acknowledged, difference } = delivery;
  if (state === 'delivered' && sameScore(acknowledged, wanted)) return { ...delivery, wanted };
  if (state === 'differs' && difference && !samePoints(difference.theirs, wanted))
    return { ...delivery, wanted };
  return { ...delivery, ...due, wanted, nextAt: wanted.releasedAt, difference: null };
}

/**
 * The column is for something else of the grade than before: what it shows is worth something else by now. What somebody
 * changed there is still theirs to give up.
 */
export function wantOther(delivery: Delivery, wanted: Wanted, now: Date): Delivery {
  if (delivery.wanted && sameScore(delivery.wanted, wanted)) return delivery;
  const next = wantDelivery(delivery, wanted);
  if (next.state !== 'waiting') return next;
  return { ...next, nextAt: now, stale: isOfOtherWorth(delivery, wanted) };
}

/** Whether what the column shows is worth something else; what a teacher let stand, and what nobody compared, is looked at first. */
function isOfOtherWorth({ state, acknowledged, inDoubt }: Delivery, wanted: Wanted): boolean {
  if (state === 'kept') return false;
  if (state === 'none') return acknowledged !== null && acknowledged.maximum !== wanted.maximum;
  return acknowledged !== null || inDoubt;
}

/** The grade has nothing for this column any more, as of a part that is not asked; what the LMS took stays known. */
export function resting(delivery: Delivery): Delivery {
  const rests = delivery.state === 'none' && !delivery.wanted;
  const none = { wanted: null, state: 'none', nextAt: null, attempts: 0, problem: null } as const;
  return rests ? delivery : { ...delivery, ...none, difference: null, kept: null, overruled: null };
}

/** All is done that is asked, and nobody graded it yet. Once is enough, and never after a grade. */
export function wantSignal(delivery: Delivery, now: Date): Delivery {
  if (delivery.state !== 'none' || delivery.wanted || delivery.signal !== 'none') return delivery;
  return { ...delivery, ...due, signal: 'wanted', nextAt: now };
}

/**
 * The timestamp of the next score of this student: now, but at least a second after the last one, and after what the
 * LMS shows. Moodle compares whole seconds and refuses a second score within one (measured, 4.5.6).
 */
export function nextTimestamp(last: Date | null, now: Date, shownAt: Date | null = null): Date {
  const known = shownAt && shownAt.getTime() - now.getTime() < MOST_AHEAD_MS ? shownAt.getTime() : 0;
  const before = Math.max(last?.getTime() ?? 0, known);
  return before ? new Date(Math.max(now.getTime(), before + 1000)) : now;
}

/** What an LMS says the time of its newest score is, where that is believed: the next has to be later. */
export function notBefore(delivery: Delivery, newest: Date | undefined, now: Date): Delivery {
  const last = delivery.lastTimestamp;
  if (!newest || !last || newest <= last || newest.getTime() - now.getTime() > MOST_AHEAD_MS) return delivery;
  return { ...delivery, lastTimestamp: newest };
}

/** To be kept before the score is sent, so that a lost answer cannot lead to the same timestamp twice. */
export function sending(
  delivery: Delivery,
  now: Date,
  shownAt: Date | null = null,
): Delivery & { lastTimestamp: Date } {
  const { wanted, sent, lastTimestamp } = delivery;
  const known = wanted ? [...sent, scoreOf(wanted)].slice(-MOST_IN_DOUBT) : sent;
  return {
    ...delivery,
    lastTimestamp: nextTimestamp(lastTimestamp, now, shownAt),
    sentAt: now,
    inDoubt: true,
    sent: known,
  };
}

/**
 * Whether to look what the LMS shows before anything is sent: it may have arrived, or somebody may have graded where the
 * LMS knows the student's work.
 */
export const looksFirst = ({ inDoubt, acknowledged, stale, signal }: Delivery): boolean =>
  inDoubt || (!stale && (acknowledged !== null || signal === 'sent'));

/**
 * What a delivery that waits comes to, by what the LMS shows: null, nothing at all; undefined, it will not tell.
 * What somebody else put there is theirs to give up.
 */
export function decide(
  delivery: Delivery,
  shown: Shown | null | undefined,
  now: Date,
): 'arrived' | 'send' | 'differs' | 'wait' {
  const { wanted, stale, overruled } = delivery;
  if (now < surelyGone(delivery, shown)) return 'wait';
  if (!wanted) return shown ? 'arrived' : 'send';
  if (shown && !stale && shows(delivery, wanted, shown)) return 'arrived';
  if (shown === undefined || stale || isOurs(delivery, shown)) return 'send';
  // Where a typed grade stays (Moodle), "send ours" needs it to be taken away: that is no further decision of theirs.
  const takenAway = (shown?.points ?? null) === null;
  return overruled && (takenAway || sameShown(overruled, shown)) ? 'send' : 'differs';
}

/** Whether the LMS has never heard of this student's work: a score is an attempt there, unless it is told otherwise. */
export const isFirst = ({ acknowledged, signal }: Delivery, before: Shown | null | undefined): boolean =>
  acknowledged === null && signal !== 'sent' && before === null;

/**
 * From when on the next score may be a first attempt: one that is in doubt may have been, and not be there yet. Two of
 * them are two attempts, of which nothing that an LMS tells gives one away.
 */
function surelyGone(delivery: Delivery, before: Shown | null | undefined): Date {
  const { inDoubt, sentAt } = delivery;
  const mayCome = inDoubt && sentAt && isFirst(delivery, before);
  return new Date(mayCome ? sentAt.getTime() + STILL_COMING_MS : 0);
}

/**
 * Whether the LMS shows that grade, scaled to its own maximum. Where only the comment was new, or the LMS tells of one,
 * it has to be that comment. Zero can also be what an LMS shows where there is none: it has to be as new as was sent.
 */
function shows({ acknowledged, lastTimestamp }: Delivery, wanted: Score, shown: Shown): boolean {
  if (!samePoints(shown, wanted)) return false;
  if (
    wanted.points === 0 &&
    shown.at &&
    lastTimestamp &&
    wholeSeconds(shown.at) < wholeSeconds(lastTimestamp)
  )
    return false;
  const telling = shown.comment.trim() !== '' || acknowledged?.points === wanted.points;
  return !telling || shown.comment.trim() === wanted.comment.trim();
}

/** Whether that is of our doing: what was acknowledged, or may have arrived since. */
function isOurs({ acknowledged, inDoubt, sent }: Delivery, shown: Shown | null): boolean {
  if (!shown || shown.points === null) return acknowledged === null;
  // Of those from before what was sent was kept, anything may be.
  if (inDoubt && sent.length === 0) return true;
  return [...(acknowledged ? [acknowledged] : []), ...sent].some((score) => samePoints(shown, score));
}

/** The LMS took `sent`. If something else has come to be wanted meanwhile, that waits. */
export function delivered(delivery: Delivery, sent: Score, at: Date, column: string | null = null): Delivery {
  const done = delivery.wanted === null || sameScore(delivery.wanted, sent);
  return {
    ...delivery,
    ...SETTLED,
    ...due,
    state: done ? 'delivered' : 'waiting',
    acknowledged: { ...scoreOf(sent), at, column },
    stale: false,
    signal: 'sent',
    nextAt: done ? null : at,
  };
}

const SETTLED = { inDoubt: false, sent: [] as Score[], difference: null, kept: null };

/** The LMS knows that there is work. If a grade has come to be wanted meanwhile, that waits. */
export function signalled(delivery: Delivery): Delivery {
  const known: Delivery = { ...delivery, ...SETTLED, signal: 'sent' };
  return delivery.wanted ? known : { ...known, ...due, state: 'none', nextAt: null };
}

/** The LMS said that it did not take the score that was sent last: an earlier one whose answer was lost may be there. */
export const notTaken = (delivery: Delivery): Delivery => {
  const sent = delivery.sent.slice(0, -1);
  return { ...delivery, inDoubt: sent.length > 0, sent };
};

/** Nothing is there yet of what was sent, and it may still come: to be looked up once it cannot. */
export const awaited = (delivery: Delivery): Delivery => ({
  ...delivery,
  nextAt: surelyGone(delivery, null),
});

/** The gradebook shows something that the tool did not put there: a person decides. */
export function differs(delivery: Delivery, shown: Shown | null, now: Date): Delivery {
  const difference = { theirs: shown ?? NOTHING, foundAt: now };
  const known = { state: 'differs', signal: 'sent', nextAt: null, difference } as const;
  return { ...delivery, ...SETTLED, ...due, ...known };
}

const NOTHING: Shown = { points: null, maximum: null, comment: '', at: null };

/** What was sent and what is there are compared, after a delivery and from time to time. */
export function compared(delivery: Delivery, shown: Shown | null, now: Date): Delivery {
  const { state, wanted, acknowledged, difference, kept } = delivery;
  if (!wanted || !['delivered', 'differs', 'kept'].includes(state)) return delivery;
  if (shown && samePoints(shown, wanted)) {
    const known = sameScore(acknowledged, wanted);
    if (state === 'delivered' && known && !delivery.overruled) return delivery;
    return { ...delivered(delivery, wanted, now, acknowledged?.column ?? null), overruled: null };
  }
  const before = state === 'kept' ? kept : (difference?.theirs ?? null);
  if (state !== 'delivered' && before && sameShown(before, shown)) return delivery;
  // Somebody put back what was there before they changed it.
  if (state === 'differs' && shown && isOurs(delivery, shown))
    return { ...delivery, ...due, nextAt: now, difference: null };
  return differs(delivery, shown, now);
}

/**
 * What a teacher said for all differences, applied to this one. What was replaced once and is there again is no
 * accident, or the LMS does not let it be replaced: then they are asked.
 */
export function asSaid(delivery: Delivery, whenChanged: WhenChanged, now: Date): Delivery {
  const { difference, overruled } = delivery;
  if (!difference || whenChanged === 'ask') return delivery;
  if (whenChanged === 'theirs') return keepTheirs(delivery);
  return overruled && sameShown(overruled, difference.theirs) ? delivery : overrule(delivery, now);
}

/** A teacher lets stand what the gradebook shows. */
export function keepTheirs(delivery: Delivery): Delivery {
  if (!delivery.difference) return delivery;
  return { ...delivery, state: 'kept', kept: delivery.difference.theirs, difference: null };
}

/** A teacher wants what was released to replace what the gradebook shows. */
export function overrule(delivery: Delivery, now: Date): Delivery {
  const theirs = delivery.difference?.theirs ?? delivery.kept;
  if (!theirs) return delivery;
  return { ...delivery, ...due, nextAt: now, overruled: theirs, difference: null, kept: null };
}

/** What an earlier column took says nothing about another that has come in its place. */
export function forColumn(delivery: Delivery, column: string): Delivery {
  const { acknowledged, signal, wanted } = delivery;
  if (!acknowledged?.column || acknowledged.column === column) return delivery;
  const before = signal === 'wanted' && !wanted ? signal : 'none';
  return { ...delivery, ...SETTLED, acknowledged: null, signal: before };
}

/** The LMS may have forgotten the grade, as of somebody who left and is back: to be looked up, and sent where it is gone. */
export function lookAgain(delivery: Delivery, now: Date): Delivery {
  const { wanted, state } = delivery;
  if (!wanted || state === 'waiting' || state === 'differs' || state === 'kept') return delivery;
  return { ...delivery, ...due, nextAt: now, acknowledged: null, inDoubt: true, sent: [scoreOf(wanted)] };
}

/** The column has another maximum than when the grade was sent: to be sent once more. */
export function outdated(delivery: Delivery, now: Date): Delivery {
  return delivery.state === 'delivered' ? { ...delivery, ...due, nextAt: now, stale: true } : delivery;
}

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

/**
 * It cannot heal by itself: a person has to do something, then release or resend. Without a grade nobody misses
 * anything: the LMS is not told again that there is work.
 */
export function parked(delivery: Delivery, problem: string): Delivery {
  if (!delivery.wanted) return { ...delivery, ...due, state: 'none', nextAt: null };
  return { ...delivery, state: 'failed', attempts: delivery.attempts + 1, nextAt: null, problem };
}

const scoreOf = ({ points, maximum, comment }: Score): Score => ({ points, maximum, comment });

const sameScore = (one: Score | null, other: Score | null): boolean =>
  one !== null &&
  other !== null &&
  one.points === other.points &&
  one.maximum === other.maximum &&
  one.comment === other.comment;

/** Scaled to one maximum, within half a hundredth. */
function samePoints({ points, maximum }: Shown, score: Score): boolean {
  if (points === null || !maximum || !score.maximum) return false;
  return Math.abs((points / maximum) * score.maximum - score.points) < 0.005;
}

function sameShown(one: Shown, other: Shown | null): boolean {
  if (one.points === null || !one.maximum) return (other?.points ?? null) === null;
  return other !== null && samePoints(other, { points: one.points, maximum: one.maximum, comment: '' });
}

const wholeSeconds = (date: Date): number => Math.floor(date.getTime() / 1000);
