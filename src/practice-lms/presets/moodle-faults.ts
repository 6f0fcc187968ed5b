import type { PlatformAnswer } from '../faults/answers.ts';
import type { FaultAnswers } from '../faults/platform-answer.ts';

/**
 * How Moodle says that something is wrong. It has no quota of its own and no attempts, and it goes on taking
 * grades after a course's last day; what throttles is the web server before it.
 */
export const moodleFaultAnswers: FaultAnswers = {
  'throttle-403': () => webServer(403, 'Forbidden', AFTER_A_SECOND),
  'throttle-429': () => webServer(429, 'Too Many Requests', AFTER_A_SECOND),
  'error-before': ({ fault }) => serverError(fault.status),
  'error-after': ({ fault }) => serverError(fault.status),
  // md: mod/lti/service/gradebookservices/classes/local/resources/scores.php, and so its neighbours.
  'item-gone': ({ error, req }) => error(404, moodleNotFound('item', req.params.item)),
  'item-refused': ({ error }) => error(403, 'Line item does not exist.'),
  'cannot-be-graded': ({ error }) => error(400, 'Incorrect score received'),
  'course-concluded': ({ error, req }) => error(404, moodleNotFound('course', req.params.course)),
  'same-second': ({ error, req, score }) => {
    const what = `for item ${String(req.params.item)} and user ${String(score.userId)}`;
    return error(409, `Refusing score with an earlier timestamp ${what}`);
  },
  'sign-in-page': () => ({ ...webServer(200, 'Log in to the site'), headers: {} }),
};

export const moodleNotFound = (what: 'item' | 'course', id: unknown): string =>
  `Not Found: ${what === 'item' ? 'Grade item' : 'Course'} ${String(id)} doesn't exist.`;

const AFTER_A_SECOND = { 'Retry-After': '1' };

const webServer = (status: number, title: string, headers: Record<string, string> = {}): PlatformAnswer => ({
  status,
  type: 'text/html',
  body: `<html><head><title>${status} ${title}</title></head><body><center><h1>${status} ${title}</h1></center></body></html>`,
  headers,
});

/** A fatal error of PHP ends in an empty 500; the others are pages (md: lib/setuplib.php `bootstrap_renderer`). */
function serverError(status = 500): PlatformAnswer {
  if (status === 500) return { status, type: 'text/html', body: '' };
  const title = status === 503 ? 'Error: Database connection failed' : 'Bad Gateway';
  return webServer(status, title);
}

/** With error display on, PHP says its warnings before the JSON. */
export const moodleGarbled = (body: string): string =>
  `<br />\n<b>Warning</b>:  Attempt to read property "id" on false in <b>gradelib.php</b> on line <b>412</b><br />\n${body}`;
