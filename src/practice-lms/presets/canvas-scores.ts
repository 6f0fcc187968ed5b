import { gradeFor, issuer, type Lms, lmsUrl } from '../lms.ts';
import type { Grade, LineItem, Person } from '../model.ts';
import { Refusal } from '../services/refusal.ts';
import { type CanvasSubmission, instant, type ScoreMessage } from '../services/score-message.ts';
import type { ServiceAnswer } from './preset.ts';

/** cv: app/controllers/lti/ims/scores_controller.rb, in the order of its before_actions. */

const EXTENSION = 'https://canvas.instructure.com/lti/submission';
const GRADED = ['FullyGraded', 'PendingManual'];
const REQUIRED = ['userId', 'activityProgress', 'gradingProgress', 'timestamp'] as const;
const FUTURE_BUFFER_MS = 60_000;

/** A score as Canvas takes it: 200 `{resultUrl}`, or a Refusal with 400 or 422. */
export function postCanvasScore(
  lms: Lms,
  item: LineItem,
  person: Person | undefined,
  score: ScoreMessage,
): ServiceAnswer {
  if (!person) throw new Refusal(422, 'User not found in course or is not a student');
  const grade = gradeFor(lms, item.id, person.key);
  const extension: CanvasSubmission = score[EXTENSION] ?? {};
  check(score, grade);
  checkSubmission(lms, item, grade, score, extension);
  if (isAssignmentItem(item)) {
    if (isNewSubmission(extension)) submit(grade, score, extension);
    applyScore(item, grade, score, extension);
  }
  keepResult(grade, score);
  const params = { course: courseIdOf(lms, item), item: item.id, result: String(person.number) };
  return { status: 200, body: { resultUrl: lmsUrl(lms, lms.preset.paths.result, params) } };
}

function check(score: ScoreMessage, grade: Grade): void {
  for (const field of REQUIRED) {
    if (!score[field]) throw new Refusal(400, `param is missing or the value is empty: ${field}`);
  }
  const sent = instant(score.timestamp);
  if (Number.isNaN(sent)) {
    throw new Refusal(400, `Provided timestamp of ${String(score.timestamp)} not a valid timestamp`);
  }
  // Equal passes: only a stored time later than the one sent refuses.
  if (grade.result && grade.timestamp && instant(grade.timestamp) > sent) {
    const stored = `before last updated timestamp of ${grade.timestamp}`;
    throw new Refusal(400, `Provided timestamp of ${String(score.timestamp)} ${stored}`);
  }
  if (!resets(score)) checkPoints(score);
}

function checkPoints(score: ScoreMessage): void {
  if (score.scoreMaximum === undefined) {
    throw new Refusal(422, 'ScoreMaximum not supplied when ScoreGiven present.');
  }
  const maximum = Number(score.scoreMaximum);
  if (!(maximum >= 0)) throw new Refusal(422, 'ScoreMaximum must be greater than or equal to 0');
  if (maximum === 0) throw new Refusal(422, 'cannot be zero if line item’s maximum is not zero');
  if (!(Number(score.scoreGiven) >= 0)) {
    throw new Refusal(422, 'ScoreGiven must be greater than or equal to 0');
  }
}

function checkSubmission(
  lms: Lms,
  item: LineItem,
  grade: Grade,
  score: ScoreMessage,
  extension: CanvasSubmission,
): void {
  const submittedAt = score.submission?.submittedAt ?? extension.submitted_at;
  if (submittedAt) {
    const said = `Provided submitted_at timestamp of ${String(submittedAt)}`;
    if (Number.isNaN(instant(submittedAt))) throw new Refusal(400, `${said} not a valid timestamp`);
    if (instant(submittedAt) > Date.now() + FUTURE_BUFFER_MS) throw new Refusal(400, `${said} in the future`);
  }
  if (extension.submission_type === 'online_upload' && !extension.content_items?.length) {
    throw new Refusal(422, 'Content items must be provided with submission type ‘online_upload’');
  }
  const activity = lms.state.activities.find((one) => one.resourceLinkId === item.resourceLinkId);
  if (isNewSubmission(extension) && grade.attempts >= (activity?.allowedAttempts ?? Infinity)) {
    throw new Refusal(422, 'The maximum number of allowed attempts has been reached for this submission');
  }
}

/** Anything but a graded score clears the grade, unless preserve_score is set. */
const resets = (score: ScoreMessage): boolean =>
  !GRADED.includes(String(score.gradingProgress)) ||
  score.scoreGiven === undefined ||
  score.scoreGiven === null;

/** Further items of a link keep results but grade nothing (cv: `assignment_line_item?`). */
const isAssignmentItem = (item: LineItem): boolean => item.coupled || !item.resourceLinkId;

const flag = (value: unknown): boolean => value === true || value === 'true' || value === 1 || value === '1';

const isNewSubmission = (extension: CanvasSubmission): boolean =>
  (extension.new_submission === undefined ||
    extension.new_submission === null ||
    flag(extension.new_submission)) &&
  extension.submission_type !== 'none';

function submit(grade: Grade, score: ScoreMessage, extension: CanvasSubmission): void {
  const at = instant(score.submission?.submittedAt ?? extension.submitted_at);
  grade.attempts += 1;
  grade.submittedAt = new Date(Number.isNaN(at) ? Date.now() : at).toISOString();
  const opens = ['basic_lti_launch', 'online_url'].includes(String(extension.submission_type));
  if (opens && typeof extension.submission_data === 'string') {
    grade.submissionUrl = extension.submission_data;
  }
}

function applyScore(item: LineItem, grade: Grade, score: ScoreMessage, extension: CanvasSubmission): void {
  const preserve = flag(extension.preserve_score);
  if (preserve || resets(score)) {
    if (!preserve) grade.score = null;
  } else if (!(flag(extension.prioritize_non_tool_grade) && grade.score !== null)) {
    grade.score = (Number(score.scoreGiven) * item.scoreMaximum) / Number(score.scoreMaximum);
    grade.overridden = false;
  }
  if (typeof score.comment === 'string' && score.comment) grade.comments.push(score.comment);
}

/** `/results` repeats what was sent, whatever became of the grade. */
function keepResult(grade: Grade, score: ScoreMessage): void {
  grade.activityProgress = String(score.activityProgress);
  grade.gradingProgress = String(score.gradingProgress);
  grade.timestamp = new Date(instant(score.timestamp)).toISOString();
  grade.result = {
    score: typeof score.scoreGiven === 'number' ? score.scoreGiven : null,
    maximum: Number(score.scoreMaximum ?? grade.result?.maximum ?? 1),
    comment: typeof score.comment === 'string' ? score.comment : (grade.result?.comment ?? null),
  };
}

/** A grade entered in the gradebook; the result follows it, and its time becomes now. */
export function overrideInCanvas(lms: Lms, item: LineItem, person: Person, points: number | null): void {
  const grade = gradeFor(lms, item.id, person.key);
  grade.score = points;
  grade.overridden = points !== null;
  if (!grade.result) return;
  grade.result = { ...grade.result, score: points, maximum: item.scoreMaximum };
  grade.timestamp = new Date().toISOString();
}

export function canvasResult(
  lms: Lms,
  item: LineItem,
  grade: Grade,
  person: Person,
): Record<string, unknown> | undefined {
  if (!grade.result) return undefined;
  const params = { course: courseIdOf(lms, item), item: item.id, result: String(person.number) };
  const { score, maximum, comment } = grade.result;
  return {
    id: lmsUrl(lms, lms.preset.paths.result, params),
    scoreOf: lmsUrl(lms, lms.preset.paths.lineItem, params),
    userId: lms.preset.sub(person),
    ...(score !== null && { resultScore: score }),
    resultMaximum: maximum,
    ...(comment !== null && { comment }),
  };
}

const courseIdOf = (lms: Lms, item: LineItem): string => {
  const course = lms.courses.find((one) => one.key === item.course);
  if (!course) throw new Error(`${issuer(lms)} has no course ${item.course}`);
  return lms.preset.courseId(course);
};
