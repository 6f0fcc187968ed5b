/** A score as the tool sent it [AGS 2.0 §3.4]. Values are checked by each preset, as the real platforms do. */
export interface ScoreMessage {
  userId?: unknown;
  timestamp?: unknown;
  activityProgress?: unknown;
  gradingProgress?: unknown;
  scoreGiven?: unknown;
  scoreMaximum?: unknown;
  comment?: unknown;
  submission?: { startedAt?: unknown; submittedAt?: unknown };
  'https://canvas.instructure.com/lti/submission'?: CanvasSubmission;
}

/** Canvas's extension (cv: app/controllers/lti/ims/scores_controller.rb). */
export interface CanvasSubmission {
  new_submission?: unknown;
  preserve_score?: unknown;
  prioritize_non_tool_grade?: unknown;
  submission_type?: unknown;
  submission_data?: unknown;
  submitted_at?: unknown;
  content_items?: { type?: string }[];
}

/** A score in a body as it came; whatever is not JSON has no fields. */
export function jsonIn(body: unknown): ScoreMessage {
  try {
    const parsed: unknown = typeof body === 'string' ? JSON.parse(body) : undefined;
    return parsed && typeof parsed === 'object' ? parsed : {};
  } catch {
    return {};
  }
}

const ACTIVITY_PROGRESS = ['Initialized', 'Started', 'InProgress', 'Submitted', 'Completed'];
const GRADING_PROGRESS = ['FullyGraded', 'Pending', 'PendingManual', 'Failed', 'NotReady'];
const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([.,]\d+)?(Z|[+-]\d{2}:?\d{2})?$/;

/** Milliseconds since 1970, or NaN for what is not a date at all. */
export const instant = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : NaN);

export const isIso8601 = (value: unknown): boolean =>
  typeof value === 'string' && ISO_8601.test(value) && !Number.isNaN(Date.parse(value));

/** Each way in which a score breaks AGS §3.4, whether or not a platform minds. */
export function scoreViolations(score: ScoreMessage): string[] {
  const found: string[] = [];
  const say = (text: string) => found.push(`AGS §3.4: ${text}`);
  for (const field of ['userId', 'timestamp', 'activityProgress', 'gradingProgress'] as const) {
    if (typeof score[field] !== 'string' || !score[field]) say(`${field} is missing or not a string`);
  }
  if (score.activityProgress && !ACTIVITY_PROGRESS.includes(String(score.activityProgress))) {
    say(`activityProgress “${String(score.activityProgress)}” is not one of the five values`);
  }
  if (score.gradingProgress && !GRADING_PROGRESS.includes(String(score.gradingProgress))) {
    say(`gradingProgress “${String(score.gradingProgress)}” is not one of the five values`);
  }
  return [...found, ...timeViolations(score), ...pointViolations(score)];
}

function timeViolations(score: ScoreMessage): string[] {
  const found: string[] = [];
  if (typeof score.timestamp === 'string') {
    if (!isIso8601(score.timestamp)) found.push('AGS §3.4: timestamp is not an ISO 8601 date and time');
    else {
      if (!/(Z|[+-]\d{2}:?\d{2})$/.test(score.timestamp)) found.push('AGS §3.4: timestamp has no time zone');
      if (!/[.,]\d/.test(score.timestamp)) found.push('AGS §3.4: timestamp has no sub-second precision');
    }
  }
  for (const field of ['startedAt', 'submittedAt'] as const) {
    const value = score.submission?.[field];
    if (value !== undefined && !isIso8601(value)) found.push(`AGS §3.4: submission.${field} is not ISO 8601`);
  }
  return found;
}

function pointViolations(score: ScoreMessage): string[] {
  const found: string[] = [];
  const { scoreGiven: given, scoreMaximum: maximum, comment } = score;
  if (given !== undefined) {
    if (typeof given !== 'number' || given < 0) found.push('AGS §3.4: scoreGiven is not a number from 0 up');
    if (maximum === undefined) found.push('AGS §3.4: scoreGiven without scoreMaximum');
  }
  if (maximum !== undefined && !(typeof maximum === 'number' && maximum > 0)) {
    found.push('AGS §3.4: scoreMaximum is not a number above 0');
  }
  if (comment !== undefined && typeof comment !== 'string') found.push('AGS §3.4: comment is not a string');
  return found;
}
