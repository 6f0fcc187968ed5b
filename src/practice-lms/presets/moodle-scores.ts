import { gradeFor, gradeOf, type Lms, lmsUrl } from '../lms.ts';
import type { Grade, LineItem, Person } from '../model.ts';
import { Refusal } from '../services/refusal.ts';
import { instant, isIso8601, type ScoreMessage } from '../services/score-message.ts';
import type { ServiceAnswer } from './preset.ts';

/** md: mod/lti/service/gradebookservices/classes/local/resources/scores.php, and what was measured on 4.5. */

/** A score as Moodle takes it: 200 without a body, or a Refusal with 400 or 409. */
export function postMoodleScore(
  lms: Lms,
  item: LineItem,
  person: Person | undefined,
  score: ScoreMessage,
): ServiceAnswer {
  // One text for every cause, as there.
  if (!person || !acceptable(score)) throw new Refusal(400, 'Incorrect score received');
  const sent = wholeSeconds(score.timestamp);
  const known = gradeOf(lms, item.id, person.key);
  if (known?.timestamp && wholeSeconds(known.timestamp) >= sent) {
    const text = `Refusing score with an earlier timestamp for item ${item.id} and user ${String(score.userId)}`;
    throw new Refusal(409, text);
  }
  save(item, gradeFor(lms, item.id, person.key), score, sent);
  return { status: 200 };
}

function acceptable(score: ScoreMessage): boolean {
  const given = score.scoreGiven ?? undefined;
  const maximum = score.scoreMaximum ?? undefined;
  return Boolean(
    score.userId &&
      score.gradingProgress &&
      score.activityProgress &&
      isIso8601(score.timestamp) &&
      (given === undefined || (isNumeric(given) && maximum !== undefined)) &&
      (maximum === undefined || isNumeric(maximum)),
  );
}

const isNumeric = (value: unknown): boolean =>
  value !== '' && value !== null && !Number.isNaN(Number(value)) && typeof value !== 'boolean';

const wholeSeconds = (time: unknown): number => Math.floor(instant(time) / 1000);

function save(item: LineItem, grade: Grade, score: ScoreMessage, seconds: number): void {
  grade.timestamp = new Date(seconds * 1000).toISOString();
  grade.activityProgress = String(score.activityProgress);
  grade.gradingProgress = String(score.gradingProgress);
  // There are no attempts: a second score overwrites the first.
  grade.attempts = 1;
  // An overridden grade answers 200 and stays as it is shown.
  if (grade.overridden) return;
  const counts =
    score.gradingProgress === 'FullyGraded' && score.scoreGiven !== undefined && score.scoreGiven !== null;
  grade.score = counts ? rescaled(item, score) : null;
  grade.feedback = typeof score.comment === 'string' ? score.comment : null;
}

/** Other maxima are rescaled, then the value is clamped into the column's range. */
function rescaled(item: LineItem, score: ScoreMessage): number {
  const maximum = Number(score.scoreMaximum);
  const points = maximum === 0 ? 0 : (Number(score.scoreGiven) * item.scoreMaximum) / maximum;
  return Math.min(Math.max(points, 0), item.scoreMaximum);
}

/** A grade entered in the gradebook wins over later scores; null gives the column back to the tool. */
export function overrideInMoodle(lms: Lms, item: LineItem, person: Person, points: number | null): void {
  const grade = gradeFor(lms, item.id, person.key);
  grade.score = points;
  grade.overridden = points !== null;
  grade.timestamp = new Date().toISOString();
}

export function moodleResult(
  lms: Lms,
  item: LineItem,
  grade: Grade,
  person: Person,
): Record<string, unknown> | undefined {
  const course = lms.courses.find((one) => one.key === item.course);
  const tool = lms.state.tools.find((one) => one.clientId === item.clientId);
  if (!grade.timestamp || !course || !tool) return undefined;
  const params = { course: lms.preset.courseId(course), item: item.id };
  const userId = lms.preset.sub(person);
  // Measured: an ungraded result of a manual item reads 0, so ungraded and 0 look alike there.
  const resultScore = grade.score ?? (item.coupled ? undefined : 0);
  return {
    id: `${lmsUrl(lms, lms.preset.paths.results, params)}?user_id=${userId}&type_id=${tool.deploymentId}`,
    userId,
    ...(resultScore !== undefined && { resultScore }),
    resultMaximum: item.scoreMaximum,
    ...(grade.feedback !== null && { comment: grade.feedback }),
    scoreOf: `${lmsUrl(lms, lms.preset.paths.lineItem, params)}?type_id=${tool.deploymentId}`,
    timestamp: grade.timestamp,
  };
}
