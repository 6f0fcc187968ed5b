import type { Answer } from './answer.ts';
import { NoAnswer } from './noAnswer.ts';

/** A call that was not made: the LMS asked to go slower. */
export class Throttled extends NoAnswer {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super('the LMS', { cause: 'it asked to go slower', sent: false });
    this.name = 'Throttled';
    this.retryAfterMs = retryAfterMs;
  }
}

/** A call that was not made: so many were before it that its time was over. */
export class TooLate extends NoAnswer {
  constructor() {
    super('the LMS', { cause: 'its turn did not come in time', sent: false });
    this.name = 'TooLate';
  }
}

/** Calls to one LMS at a time, by all processes together. Canvas charges 50 of 600 for each until it is over. */
export const PARALLEL = 4;
/** Canvas tells what is left before it refuses (doc/api/throttling.md); below this it gets time to refill, 10 a second. */
const LOW_WATER = 100;
const REFILLED_PER_SECOND = 10;
/** Where it does not say for how long. */
const REST_MS = 1000;
/** Whoever has to wait for longer is told so, and comes back by themselves. */
const WORTH_WAITING_MS = 2000;

/** What is prepared in time for this long is not waited for, also by a busy machine. */
const AHEAD_MS = 100;
const MOST_AHEAD = 8;

interface Lane {
  underWay: number;
  waiting: (() => void)[];
  /** When it may be called again, and how often it has asked for a rest. */
  notBefore: number;
  rests: number;
  /** By the call that was over last. */
  tookMs: number;
}

/** Keeps the calls to each LMS to what it bears, and obeys it where it asks to go slower. */
export function createPace(clock: () => number = Date.now) {
  const lanes = new Map<string, Lane>();
  let sharers = 1;
  const limit = () => Math.max(1, Math.floor(PARALLEL / sharers));

  function laneOf(platformId: string): Lane {
    const lane = lanes.get(platformId) ?? {
      underWay: 0,
      waiting: [],
      notBefore: 0,
      rests: 0,
      tookMs: Infinity,
    };
    lanes.set(platformId, lane);
    return lane;
  }

  async function enter(lane: Lane, deadline: number): Promise<void> {
    while (lane.underWay >= limit()) await new Promise<void>((go) => lane.waiting.push(go));
    lane.underWay += 1;
    const wait = lane.notBefore - clock();
    if (wait > 0 && wait <= WORTH_WAITING_MS) await new Promise((go) => setTimeout(go, wait));
    const left = lane.notBefore - clock();
    const late = clock() > deadline;
    if (left <= 0 && !late) return;
    leave(lane);
    throw late ? new TooLate() : new Throttled(left);
  }

  /** An answer to what was asked before the LMS wanted its rest says nothing against that. */
  function rest(lane: Lane, ms: number, rests: number): void {
    if (ms > 0) lane.rests += 1;
    if (ms > 0) lane.notBefore = Math.max(lane.notBefore, clock() + ms);
    else if (lane.rests === rests) lane.notBefore = 0;
  }

  function leave(lane: Lane): void {
    lane.underWay -= 1;
    lane.waiting.shift()?.();
  }

  return {
    /**
     * @param deadline the last moment to begin
     * @throws Throttled, TooLate where it was not called
     */
    async through(
      platformId: string,
      call: () => Promise<Answer>,
      deadline = Number.POSITIVE_INFINITY,
    ): Promise<Answer> {
      const lane = laneOf(platformId);
      await enter(lane, deadline);
      const { rests } = lane;
      const from = clock();
      try {
        const answer = await call();
        rest(lane, restAfter(answer, clock()), rests);
        return answer;
      } finally {
        lane.tookMs = clock() - from;
        leave(lane);
      }
    },
    /** What deadlines are told by. */
    now: clock,
    /** LMSs that asked to be left alone for a while. */
    resting(): string[] {
      return [...lanes].flatMap(([id, { notBefore }]) =>
        notBefore > clock() + WORTH_WAITING_MS ? [id] : [],
      );
    },
    /**
     * So many calls keep an LMS busy for a moment: those under way, and of one that is quick those that are prepared
     * meanwhile. Where a call takes long, none is to wait for its turn.
     */
    keepBusy(platformId: string): number {
      const { tookMs } = laneOf(platformId);
      return limit() + Math.min(MOST_AHEAD, Math.floor((limit() * AHEAD_MS) / tookMs));
    },
    /** So many processes share what an LMS bears. */
    shareAmong(processes: number): void {
      sharers = Math.max(1, processes);
    },
  };
}
export type Pace = ReturnType<typeof createPace>;

function restAfter({ status, headers, body }: Answer, now: number): number {
  const asked = retryAfterMs(headers, now);
  if (isThrottled(status, body)) return asked ?? REST_MS;
  // A web server before Moodle says no more than a time.
  if (status === 503 || status === 403) return asked ?? 0;
  const left = headers.get('x-rate-limit-remaining');
  const missing = left === null ? 0 : LOW_WATER - Number(left);
  return missing > 0 ? (missing / REFILLED_PER_SECOND) * 1000 : 0;
}

/** Canvas says it with a 403 or a 429, others with a 429; a web server before Moodle may say it with a 403 and a time. */
export const isThrottled = (status: number, body: string): boolean =>
  status === 429 || (status === 403 && /rate limit/i.test(body));

/** Seconds, or a date (RFC 9110, section 10.2.3); an hour at most. */
export function retryAfterMs(headers: Headers, now: number = Date.now()): number | null {
  const said = headers.get('retry-after');
  if (!said) return null;
  const ms = /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - now;
  return ms > 0 ? Math.min(ms, 3_600_000) : null;
}
