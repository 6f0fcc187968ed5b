import { type Answer, beginsAPage } from './answer.ts';
import { TokenRefused } from './ltijs.ts';
import { AddressRefused, NoAnswer } from './noAnswer.ts';
import { isThrottled, retryAfterMs, Throttled } from './pace.ts';

/**
 * What became of a score: `delivered`; `unknown`, the answer was lost or says that something newer is there: read
 * the result, then decide; `later`, it was not taken, try again; `refused`, trying again cannot help.
 * `cause` is a catalogue key, `detail` for the log and for the LMS's support; `status` null where there was no answer.
 */
export type Outcome = { status: number | null } & (
  | { kind: 'delivered' }
  | {
      kind: 'unknown' | 'later' | 'refused';
      cause: string;
      detail: string;
      retryAfterMs?: number;
      /** The LMS has a score of that time, so that the next has to be later. */
      newest?: Date;
    }
);

/** Statuses as Canvas and Moodle use them (docs/decisions/0004). */
export function outcomeOf({ status, headers, body }: Answer): Outcome {
  const detail = `${status} ${body.slice(0, 300)}`;
  const said = { status, detail };
  const asked = { retryAfterMs: retryAfterMs(headers) ?? undefined };
  // A page in place of an answer: a sign-in, or what PHP says before its JSON. Nobody knows what was done.
  if (status >= 200 && status < 300)
    return beginsAPage(body)
      ? { ...said, kind: 'unknown', cause: 'lms-down' }
      : { status, kind: 'delivered' };
  if (status === 409) return { ...said, kind: 'unknown', cause: 'newer-there' };
  if (status === 400 && /future/i.test(body)) return { ...said, kind: 'later', cause: 'clocks' };
  if (status === 400 && /timestamp/i.test(body))
    return { ...said, kind: 'unknown', cause: 'newer-there', newest: newestIn(body) };
  // A web server before Moodle says it with a 403 and a time.
  if (isThrottled(status, body) || (status === 403 && asked.retryAfterMs))
    return { ...said, kind: 'later', cause: 'throttled', ...asked };
  if (status === 408 || status === 425) return { ...said, kind: 'later', cause: 'lms-down' };
  if (status === 503) return { ...said, kind: 'later', cause: 'lms-down', ...asked };
  // Redirects are not followed; an LMS under maintenance sends everything elsewhere.
  if (status < 400) return { ...said, kind: 'later', cause: 'lms-down' };
  if (status >= 500) return { ...said, kind: 'unknown', cause: 'lms-down' };
  if (status === 401 || status === 403) return { ...said, kind: 'refused', cause: 'not-permitted' };
  if (status === 404 || status === 412) return { ...said, kind: 'later', cause: 'column-gone' };
  if (status === 422 && /attempts/i.test(body)) return { ...said, kind: 'later', cause: 'attempts-used' };
  if (status === 422 && /concluded/i.test(body)) return { ...said, kind: 'refused', cause: 'course-over' };
  return { ...said, kind: 'refused', cause: 'not-gradable' };
}

/** Canvas tells the time it has (app/controllers/lti/ims/scores_controller.rb). */
function newestIn(body: string): Date | undefined {
  const found = /last updated timestamp of ([\dT:.+Z-]+)/.exec(body)?.[1];
  const date = new Date(found ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** What it means that a call ended without an answer. @throws what is no failure of the LMS's */
export function failure(error: unknown): Outcome {
  const detail = error instanceof Error ? error.message : '';
  const none = { status: null, detail };
  // Only somebody who enters another address can change this.
  if (error instanceof AddressRefused) return { ...none, kind: 'refused', cause: 'address-refused' };
  if (error instanceof Throttled)
    return { ...none, kind: 'later', cause: 'throttled', retryAfterMs: error.retryAfterMs };
  if (error instanceof NoAnswer)
    return { ...none, kind: error.sent ? 'unknown' : 'later', cause: 'lms-down' };
  if (error instanceof TokenRefused) {
    const { status, retryAfterMs } = error;
    const said = { status, detail };
    if (isThrottled(status, detail) || (status === 403 && retryAfterMs))
      return { ...said, kind: 'later', cause: 'throttled', retryAfterMs };
    // Nothing was sent: what is not a refusal passes.
    const passing = (status >= 200 && status < 400) || status === 408 || status >= 500;
    return passing
      ? { ...said, kind: 'later', cause: 'lms-down', retryAfterMs }
      : { ...said, kind: 'refused', cause: 'not-permitted' };
  }
  throw error;
}
