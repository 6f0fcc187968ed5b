import { type Mailing, mailNextLetter, spreadWhatLies } from './mailLetters.ts';

/** Between two looks for what another process wrote, or whose time has come. */
const LOOK_EVERY_MS = 5_000;
/** More than one so that a server that thinks long does not hold up all; few, since it may count strangers' connections. */
const MOST_IN_HAND = 3;

/** Sends e-mails in the background until stopped. `wake` after a letter was written. */
export function startMail(tool: Mailing, worker: string) {
  let stopped = false;
  const running = new Set<Promise<void>>();
  let spreading: Promise<void> | null = null;

  /** Works until nothing is due. Whoever finds something gets help, as long as there is room. */
  async function work(): Promise<void> {
    while (!stopped && (await mailNextLetter(tool, worker))) wake();
  }
  function wake(): void {
    if (stopped || !tool.mailer || running.size >= MOST_IN_HAND) return;
    const lane: Promise<void> = work()
      .catch((error: unknown) => tool.logger.error({ err: error }, 'e-mails are held up'))
      .finally(() => running.delete(lane));
    running.add(lane);
  }
  function spread(): void {
    spreading ??= spreadWhatLies(tool)
      .then(wake)
      .catch((error: unknown) => tool.logger.error({ err: error }, 'letters lie about'))
      .finally(() => {
        spreading = null;
      });
  }
  const timer = setInterval(spread, LOOK_EVERY_MS);
  return {
    wake,
    /** Finishes the e-mails under way. */
    async stop(): Promise<void> {
      stopped = true;
      clearInterval(timer);
      await Promise.all([...running, spreading]);
    },
  };
}
export type MailRun = ReturnType<typeof startMail>;
