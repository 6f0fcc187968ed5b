import { deliverNextScore } from './deliverScores.ts';
import { releaseWhatIsDue } from './gradeStudent.ts';
import type { Tool } from './tool.ts';

/** Between two looks for deliveries that another process released, or whose time has come. */
const LOOK_EVERY_MS = 2_000;

/** Delivers in the background until stopped. `wake` after a release, so that nobody waits for the next look. */
export function startDeliveries(tool: Tool, worker: string) {
  let [stopped, again] = [false, false];
  let running: Promise<void> | null = null;

  async function work(): Promise<void> {
    do {
      again = false;
      await releaseWhatIsDue(tool.store, tool.now());
      while (!stopped && (await deliverNextScore(tool, worker)));
    } while (again && !stopped);
  }
  function wake(): void {
    again = true;
    running ??= work()
      .catch((error: unknown) => tool.logger.error({ err: error }, 'deliveries are held up'))
      .finally(() => {
        running = null;
      });
  }
  const timer = setInterval(wake, LOOK_EVERY_MS);
  return {
    wake,
    /** Finishes the delivery under way. */
    async stop(): Promise<void> {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
export type Deliveries = ReturnType<typeof startDeliveries>;
