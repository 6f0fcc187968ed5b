import type { LeasedGrade } from '../store/grades.ts';
import { compareNextColumn } from './compareColumns.ts';
import { deliverLeased } from './deliverScores.ts';
import { releaseWhatIsDue } from './gradeStudent.ts';
import type { Tool } from './tool.ts';

/** Between two looks for deliveries that another process released, or whose time has come. */
const LOOK_EVERY_MS = 2_000;
/** Where there was nothing for other LMSs just now, it is not asked for with every few that are taken of one. */
const NOTHING_FOR_MS = 250;
/** Between two signs of life to the other processes. */
const SIGN_EVERY_MS = 10_000;
/** Deliveries in hand at a time, of all LMSs together: what each bears is seen to where it is called. */
const MOST_IN_HAND = 24;
/** Taken in hand together. */
const TOGETHER = 8;

/** Delivers in the background until stopped. `wake` after a release, so that nobody waits for the next look. */
export function startDeliveries(tool: Tool, worker: string) {
  let stopped = false;
  const inHand = new Map<string, number>();
  const running = new Set<Promise<void>>();
  let looking: Promise<void> | null = null;
  let lookAgain = false;
  let comparing: Promise<void> | null = null;
  let releasing: Promise<void> | null = null;
  let nothing = { besides: '', until: 0 };
  let afresh = false;

  /** Takes in hand what is due, as long as there is room. */
  async function look(): Promise<void> {
    if (afresh) nothing.until = 0;
    afresh = false;
    while (!stopped && sum(inHand) + TOGETHER <= MOST_IN_HAND) {
      const except = busy();
      const besides = except.join();
      if (besides && besides === nothing.besides && performance.now() < nothing.until) return;
      const records = await tool.store.grades.lease(worker, tool.now(), { most: TOGETHER, except });
      if (records.length === 0) {
        nothing = { besides, until: performance.now() + NOTHING_FOR_MS };
        return;
      }
      take(records);
    }
  }
  function take(records: LeasedGrade[]): void {
    for (const { platformId } of records) inHand.set(platformId ?? '', of(platformId) + 1);
    const these = deliverLeased(tool, records, letGo)
      .catch((error: unknown) => tool.logger.error({ err: error }, 'deliveries are held up'))
      .finally(() => running.delete(these));
    running.add(these);
  }
  function letGo({ platformId }: LeasedGrade): void {
    const left = of(platformId) - 1;
    inHand.set(platformId ?? '', left);
    if (left === 0) inHand.delete(platformId ?? '');
    if (left <= tool.lti.keepBusy(platformId ?? '')) more();
  }
  const of = (platformId: string | null) => inHand.get(platformId ?? '') ?? 0;
  const busy = () => [
    ...tool.lti.resting(),
    ...[...inHand].flatMap(([platform, count]) =>
      platform && count > tool.lti.keepBusy(platform) ? [platform] : [],
    ),
  ];

  /** Looks for work, whatever was found a moment ago. */
  function wake(): void {
    afresh = true;
    more();
  }
  /** Who looks already looks once more. */
  function more(): void {
    lookAgain = looking !== null;
    if (stopped || looking) return;
    looking = look()
      .catch((error: unknown) => tool.logger.error({ err: error }, 'deliveries are held up'))
      .finally(() => {
        looking = null;
        if (lookAgain) more();
      });
  }
  function compare(): void {
    comparing ??= (async () => {
      while (!stopped && (await compareNextColumn(tool)));
    })()
      .catch((error: unknown) => tool.logger.error({ err: error }, 'columns are not compared'))
      .finally(() => {
        comparing = null;
      });
  }
  function release(): void {
    releasing ??= releaseWhatIsDue(tool.store, tool.now())
      .catch((error: unknown) => tool.logger.error({ err: error }, 'nothing is released by itself'))
      .finally(() => {
        releasing = null;
      });
  }
  const sign = () =>
    tool.store.workers
      .seen(worker, new Date())
      .then(tool.lti.shareAmong, (error: unknown) =>
        tool.logger.warn({ err: error }, 'the number of workers is not known'),
      );
  void sign();
  const timers = [
    setInterval(wake, LOOK_EVERY_MS),
    setInterval(compare, LOOK_EVERY_MS),
    setInterval(release, LOOK_EVERY_MS),
    setInterval(() => void sign(), SIGN_EVERY_MS),
  ];
  return {
    wake,
    /** Finishes the deliveries under way. */
    async stop(): Promise<void> {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      await looking;
      await Promise.all(running);
      await Promise.all([comparing, releasing]);
      await tool.store.workers.gone(worker).catch(() => {});
    },
  };
}

const sum = (counts: Map<string, number>) => [...counts.values()].reduce((one, other) => one + other, 0);

export type Deliveries = ReturnType<typeof startDeliveries>;
