import type { Logger } from '../logger.ts';
import type { Store } from '../store/index.ts';

const SWEEP_EVERY_MS = 10 * 60_000;
/** Looked at together; a sweep goes on until it finds none. */
const AT_ONCE = 100;

/**
 * Removes what was sent and never posted, and what did not arrive whole. A file that a post holds stays, whatever a process that died
 * between the two left in its document.
 */
export async function sweepFiles({ files, posts }: Store, now: Date): Promise<void> {
  for (;;) {
    const expired = await files.expired(now, AT_ONCE);
    for (const file of expired) {
      const { id, discussionId, ownerId } = file;
      const held = await posts.holding({ discussionId }, ownerId, id);
      if (held.length > 0) await files.keep(file, [id]);
      else await files.removeExpired(id, now);
    }
    if (expired.length < AT_ONCE) return;
  }
}

/** Sweeps in the background until stopped. Any number of processes may. */
export function startSweeping({ store, logger, now }: { store: Store; logger: Logger; now(): Date }) {
  let running: Promise<void> | null = null;
  const sweep = () => {
    running ??= sweepFiles(store, now())
      .catch((error: unknown) => logger.error({ err: error }, 'files are not swept'))
      .finally(() => {
        running = null;
      });
  };
  const timer = setInterval(sweep, SWEEP_EVERY_MS);
  return {
    /** Finishes what is under way. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await running;
    },
  };
}
