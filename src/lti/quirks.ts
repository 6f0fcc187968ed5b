import type { Family } from '../domain/platform.ts';
import type { Score } from './scores.ts';

interface Quirks {
  /** A comment sent again shows twice; elsewhere a score without its comment wipes the one that is there. */
  commentsAppend: boolean;
  scoreExtension(score: Score): object;
}

/**
 * What each LMS does beyond, or short of, the specification when a score arrives.
 * Canvas: app/controllers/lti/ims/scores_controller.rb. A score is a new attempt unless told otherwise. Neither
 * `preserve_score` nor `prioritize_non_tool_grade` is sent with a grade: both can skip it and still answer 200.
 * Moodle: mod/lti/service/gradebookservices/classes/local/resources/scores.php.
 */
export const QUIRKS: Record<Family, Quirks> = {
  canvas: {
    commentsAppend: true,
    scoreExtension: ({ first, workUrl, submittedAt }) => ({
      'https://canvas.instructure.com/lti/submission': {
        // A zero for missing work is a grade without a submission.
        new_submission: first && submittedAt !== null,
        submission_type: 'basic_lti_launch',
        submission_data: workUrl,
        ...(submittedAt ? { submitted_at: submittedAt.toISOString() } : {}),
      },
    }),
  },
  moodle: { commentsAppend: false, scoreExtension: () => ({}) },
  other: { commentsAppend: false, scoreExtension: () => ({}) },
};
