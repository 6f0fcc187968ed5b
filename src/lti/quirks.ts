import { type Family, familyOf } from '../domain/platform.ts';
import type { Claims } from './claims.ts';
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

/**
 * Whether the launch came from Canvas's course menu, or from another of its places without a link of its own: the
 * link's id is then the context's (lib/lti/messages/resource_link_request.rb). Elsewhere the two may be equal by
 * chance: Moodle counts both from 1.
 */
export function isCourseMenu(launch: Pick<Claims, Told>): boolean {
  const { placement, resourceLink, context, productFamilyCode } = launch;
  if (placement === 'course_navigation') return true;
  return familyOf(productFamilyCode) === 'canvas' && resourceLink !== null && resourceLink.id === context?.id;
}
type Told = 'placement' | 'resourceLink' | 'context' | 'productFamilyCode';

/** Canvas makes a column for each assignment, whatever the tool sends (app/models/assignment.rb `update_line_items`). */
export const makesItsOwnColumn = (family: Family, placement: string | null): boolean =>
  family === 'canvas' && (placement === 'assignment_selection' || placement === 'submission_type_selection');
