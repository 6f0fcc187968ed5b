import { createLogger } from '../../src/logger.ts';

/** What the tools of this process logged with an error page, by the reference that the page shows. */
export const logged = new Map<string, Record<string, unknown>>();

/** A log that is read by tests and by nobody else. */
export const kept = createLogger('info', {
  write(line: string) {
    const { reference, ...rest } = JSON.parse(line);
    if (reference) logged.set(reference, rest);
  },
});
