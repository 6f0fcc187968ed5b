import { activityOfItem } from '../activities.ts';
import { groupFor } from '../groups.ts';
import { gradeFor, issuer, type Lms, lmsUrl } from '../lms.ts';
import type { Course, Grade, LineItem, Person } from '../model.ts';
import { Refusal } from '../services/refusal.ts';
import { type CanvasSubmission, instant, type ScoreMessage } from '../services/score-message.ts';
import { checkScore, checkSubmission, flag, isNewSubmission, resets } from './canvas-score-checks.ts';
import type { ServiceAnswer } from './preset.ts';

/** cv: app/controllers/lti/ims/scores_controller.rb, in the order of its before_actions. */

const EXTENSION = 'https://canvas.instructure.com/lti/submission';

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
  checkScore(score, grade);
  checkSubmission(lms, item, grade, score, extension);
  if (isAssignmentItem(item)) {
    // A group hands in as one; one grade is everybody's, unless the assignment grades them one by one.
    const group = groupFor(lms, item, person).map((one) => gradeFor(lms, item.id, one.key));
    const isTogether = activityOfItem(lms, item)?.groups === 'together';
    if (isNewSubmission(extension)) for (const one of group) submit(one, score, extension);
    applyScore(item, isTogether ? group : [grade], score, extension);
  }
  keepResult(grade, score);
  const params = {
    course: lms.preset.courseId(courseOf(lms, item)),
    item: item.id,
    result: String(person.number),
  };
  return { status: 200, body: { resultUrl: lmsUrl(lms, lms.preset.paths.result, params) } };
}

/** Further items of a link keep results but grade nothing (cv: `assignment_line_item?`). */
const isAssignmentItem = (item: LineItem): boolean => item.coupled || !item.resourceLinkId;

function submit(grade: Grade, score: ScoreMessage, extension: CanvasSubmission): void {
  const at = instant(score.submission?.submittedAt ?? extension.submitted_at);
  grade.attempts += 1;
  grade.submittedAt = new Date(Number.isNaN(at) ? Date.now() : at).toISOString();
  const opens = ['basic_lti_launch', 'online_url'].includes(String(extension.submission_type));
  if (opens && typeof extension.submission_data === 'string') {
    grade.submissionUrl = extension.submission_data;
  }
}

/** Grades all of them, and clears or comments only the first: theirs is the score that was sent. */
function applyScore(item: LineItem, grades: Grade[], score: ScoreMessage, extension: CanvasSubmission): void {
  const [own] = grades as [Grade];
  const preserve = flag(extension.preserve_score);
  if (preserve || resets(score)) {
    if (!preserve) setPoints(own, null);
  } else if (!(flag(extension.prioritize_non_tool_grade) && own.score !== null)) {
    const points = (Number(score.scoreGiven) * item.scoreMaximum) / Number(score.scoreMaximum);
    for (const one of grades) setPoints(one, points);
  }
  if (typeof score.comment === 'string' && score.comment) own.comments.push(score.comment);
}

function setPoints(cell: Grade, points: number | null): void {
  cell.score = points;
  cell.overridden = false;
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
  const params = {
    course: lms.preset.courseId(courseOf(lms, item)),
    item: item.id,
    result: String(person.number),
  };
  const { score, maximum, comment } = grade.result;
  return {
    id: lmsUrl(lms, lms.preset.paths.result, params),
    scoreOf: lmsUrl(lms, lms.preset.paths.lineItem, params),
    userId: lms.preset.sub(person, courseOf(lms, item)),
    ...(score !== null && { resultScore: score }),
    resultMaximum: maximum,
    ...(comment !== null && { comment }),
  };
}

const courseOf = (lms: Lms, item: LineItem): Course => {
  const course = lms.courses.find((one) => one.key === item.course);
  if (!course) throw new Error(`${issuer(lms)} has no course ${item.course}`);
  return course;
};
