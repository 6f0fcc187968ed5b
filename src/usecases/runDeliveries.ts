import { compareNextColumn } from './compareColumns.ts';
import { deliverLeased } from './deliverScores.ts';
import { releaseWhatIsDue } from './gradeStudent.ts';
import type { Tool } from './tool.ts';

/** Between two looks for deliveries that another process released, or whose time has come. */
const LOOK_EVERY_MS = 2_000;
/** Between two signs of life to the other processes. */
const SIGN_EVERY_MS = 10_000;
/** Deliveries in hand at a time, of all LMSs together: what each bears is seen to where it is called. */
const MOST_IN_HAND = 24;
/** Of one LMS: some are prepared while others are under way, and none waits for long with an old value. */
const MOST_OF_ONE = 8;

/** Delivers in the background until stopped. `wake` after a release, so that nobody waits for the next look. */
export function startDeliveries(tool: Tool, worker: string) {
  let stopped = false;
  const inHand = new Map<string, number>();
  const running = new Set<Promise<void>>();
  let comparing: Promise<void> | null = null;
  let releasing: Promise<void> | null = null;

  /** Works until nothing is due. Whoever finds something gets help, as long as there is room. */
  async function work(): Promise<void> {
    while (!stopped) {
      const record = await tool.store.grades.lease(worker, tool.now(), busy());
      if (!record) return;
      wake();
      const platform = record.platformId ?? '';
      inHand.set(platform, (inHand.get(platform) ?? 0) + 1);
      await deliverLeased(tool, record).finally(() => inHand.set(platform, (inHand.get(platform) ?? 1) - 1));
    }
  }
  const busy = () => [
    ...tool.lti.resting(),
    ...[...inHand].flatMap(([platform, count]) => (platform && count >= MOST_OF_ONE ? [platform] : [])),
  ];

  /** One more looks for work, if there is room; else those who are there will. */
  function wake(): void {
    if (stopped || running.size >= MOST_IN_HAND) return;
    const lane: Promise<void> = work()
      .catch((error: unknown) => tool.logger.error({ err: error }, 'deliveries are held up'))
      .finally(() => running.delete(lane));
    running.add(lane);
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
      await Promise.all(running);
      await Promise.all([comparing, releasing]);
      await tool.store.workers.gone(worker).catch(() => {});
    },
  };
}
export type Deliveries = ReturnType<typeof startDeliveries>;
