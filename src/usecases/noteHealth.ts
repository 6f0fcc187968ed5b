import type { Logger } from '../logger.ts';
import type { HealthNews, LaunchNews, ProblemNews, RefusalNews } from '../store/health.ts';
import type { Store } from '../store/index.ts';

/** Between two writings about one LMS for the same kind of news: anybody can provoke refusals, and classes launch at once. */
const EVERY_MS = 30_000;

/**
 * Notes how each LMS is doing, beside the work and never in its way: the first news of a kind is written at once,
 * what follows is gathered for half a minute. What fails to be written is logged and forgotten.
 */
export function startHealthNotes(
  { health }: Pick<Store, 'health'>,
  logger: Logger,
  everyMs: number = EVERY_MS,
) {
  const gathered = new Map<string, HealthNews>();
  const resting = new Map<string, NodeJS.Timeout>();
  /** One writing after the other for each LMS, or an older one might arrive last. */
  const writing = new Map<string, Promise<void>>();

  function note(platformId: string, kind: string, add: (news: HealthNews) => HealthNews): void {
    gathered.set(platformId, add(gathered.get(platformId) ?? { refusals: 0 }));
    if (resting.has(`${platformId} ${kind}`)) return;
    write(platformId);
    rest(platformId, kind);
  }

  function rest(platformId: string, kind: string): void {
    const key = `${platformId} ${kind}`;
    const timer = setTimeout(() => {
      resting.delete(key);
      if (!gathered.has(platformId)) return;
      write(platformId);
      rest(platformId, kind);
    }, everyMs);
    resting.set(key, timer.unref());
  }

  function write(platformId: string): void {
    const news = gathered.get(platformId);
    if (!news) return;
    gathered.delete(platformId);
    const written = (writing.get(platformId) ?? Promise.resolve())
      .then(() => health.note(platformId, news))
      .catch((error: unknown) => logger.error({ err: error, platformId }, 'health was not noted'))
      .finally(() => {
        if (writing.get(platformId) === written) writing.delete(platformId);
      });
    writing.set(platformId, written);
  }

  /** What was noted so far is in the database, as far as it will ever be. */
  async function flush(): Promise<void> {
    for (const platformId of [...gathered.keys()]) write(platformId);
    await Promise.all(writing.values());
  }

  return {
    launched: (platformId: string, launch: LaunchNews) =>
      note(platformId, 'launch', (news) => ({ ...news, launch, refusals: 0 })),
    refused: (platformId: string, refused: RefusalNews) =>
      note(platformId, 'refused', (news) => ({ ...news, refused, refusals: news.refusals + 1 })),
    delivered: (platformId: string, deliveredAt: Date) =>
      note(platformId, 'delivered', (news) => ({ ...news, deliveredAt })),
    undelivered: (platformId: string, undelivered: ProblemNews) =>
      note(platformId, 'undelivered', (news) => ({ ...news, undelivered })),
    rosterRead: (platformId: string, roster: NonNullable<HealthNews['roster']>) =>
      note(platformId, 'roster', (news) => ({ ...news, roster })),
    flush,
    async stop(): Promise<void> {
      for (const timer of resting.values()) clearTimeout(timer);
      resting.clear();
      await flush();
    },
  };
}
export type HealthNotes = ReturnType<typeof startHealthNotes>;
