import type { Lms } from '../lms.ts';
import type { Grade, LineItem } from '../model.ts';
import { Refusal } from '../services/refusal.ts';
import { type CanvasSubmission, instant, type ScoreMessage } from '../services/score-message.ts';

/** cv: app/controllers/lti/ims/scores_controller.rb, its before_actions in their order. */

const GRADED = ['FullyGraded', 'PendingManual'];
const REQUIRED = ['userId', 'activityProgress', 'gradingProgress', 'timestamp'] as const;
const FUTURE_BUFFER_MS = 60_000;

export function checkScore(score: ScoreMessage, grade: Grade): void {
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

export function checkSubmission(
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
export const resets = (score: ScoreMessage): boolean =>
  !GRADED.includes(String(score.gradingProgress)) ||
  score.scoreGiven === undefined ||
  score.scoreGiven === null;

export const flag = (value: unknown): boolean =>
  value === true || value === 'true' || value === 1 || value === '1';

export const isNewSubmission = (extension: CanvasSubmission): boolean =>
  (extension.new_submission === undefined ||
    extension.new_submission === null ||
    flag(extension.new_submission)) &&
  extension.submission_type !== 'none';
