import type { PlatformAnswer } from '../faults/answers.ts';
import type { FaultAnswers } from '../faults/platform-answer.ts';
import { instant } from '../services/score-message.ts';

/** cv: app/middleware/request_throttle.rb, its defaults; a call's cost is processor and database time. */
export const CANVAS_QUOTA = { highWater: 600, maximum: 800, outflow: 10, upFront: 50, cost: 0.2 };

/** How Canvas says that something is wrong. */
export const canvasFaultAnswers: FaultAnswers = {
  'throttle-403': () => throttled(403, 'Forbidden'),
  // Instructure's newer page on throttling says 429; see developerdocs.instructure.com, file.throttling.
  'throttle-429': () => throttled(429, 'Too Many Requests', { 'Retry-After': '1' }),
  quota: () => throttled(403, 'Forbidden'),
  'error-before': ({ fault }) => serverError(fault.status),
  'error-after': ({ fault }) => serverError(fault.status),
  'item-gone': ({ error }) => error(404, 'The specified resource does not exist.'),
  // `render_error` without a status (cv: …/ims/concerns/lti_services.rb).
  'item-refused': ({ error }) => error(412, 'Tool does not have permission to view line_item'),
  'cannot-be-graded': ({ error }) => error(422, 'User not found in course or is not a student'),
  'attempts-exhausted': ({ error }) =>
    error(422, 'The maximum number of allowed attempts has been reached for this submission'),
  'course-concluded': ({ error }) => error(422, CANVAS_CONCLUDED),
  'same-second': ({ error, score }) => {
    const stored = new Date((instant(score.timestamp) || 0) + 1).toISOString();
    const sent = `Provided timestamp of ${String(score.timestamp)}`;
    return error(400, `${sent} before last updated timestamp of ${stored}`);
  },
  'sign-in-page': () => page(200, 'Log In to Canvas'),
};

/** cv: …/ims/concerns/gradebook_services.rb, with the flag `ags_improved_course_concluded_response_codes`. */
export const CANVAS_CONCLUDED =
  'This course has concluded. AGS requests will no longer be accepted for this course.';

/** A refused call tells what is left and not what it cost. */
const throttled = (status: number, words: string, more = {}): PlatformAnswer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${status} ${words} (Rate Limit Exceeded)\n`,
  headers: { 'X-Rate-Limit-Remaining': '0.0', ...more },
});

/** Canvas's own error is JSON; those of what stands before it are pages. */
function serverError(status = 500): PlatformAnswer {
  if (status !== 500) return page(status, 'Service Unavailable');
  const body = {
    errors: [{ message: 'An error occurred.', error_code: 'internal_server_error' }],
    error_report_id: 1,
  };
  return { status, type: 'application/json', body: JSON.stringify(body) };
}

const page = (status: number, title: string): PlatformAnswer => ({
  status,
  type: 'text/html',
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
});

/** The answer breaks off in the middle. */
export const canvasGarbled = (body: string): string =>
  body ? body.slice(0, Math.ceil(body.length / 2)) : '{"resultUrl":';
