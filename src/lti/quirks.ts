import { type Family, familyOf } from '../domain/platform.ts';
import type { Claims } from './claims.ts';
import type { Score, Signal } from './scores.ts';

interface Quirks {
  /** A comment sent again shows twice; elsewhere a score without its comment wipes the one that is there. */
  commentsAppend: boolean;
  /** It marks students without a submission as missing, unless it is told that there is work. */
  wantsSignal: boolean;
  /** How many results to ask for at a time; null: all, since its next pages lead nowhere. */
  resultsLimit: number | null;
  /** Two accounts of a person become one; their ids go on naming it (app/models/user_past_lti_id.rb). */
  mergesPeople: boolean;
  /** A grade typed into its gradebook stays, whatever a tool sends, until somebody takes it away there. */
  keepsTyped: boolean;
  scoreExtension(score: Score): object;
  signalExtension(signal: Signal): object;
}

const SUBMISSION = 'https://canvas.instructure.com/lti/submission';

const PLAIN: Quirks = {
  commentsAppend: false,
  wantsSignal: false,
  resultsLimit: null,
  mergesPeople: false,
  keepsTyped: false,
  scoreExtension: () => ({}),
  signalExtension: () => ({}),
};

/**
 * What each LMS does beyond, or short of, the specification when a score arrives.
 * Canvas: app/controllers/lti/ims/scores_controller.rb. A score is a new attempt unless told otherwise. Neither
 * `preserve_score` nor `prioritize_non_tool_grade` is sent with a grade: both can skip it and still answer 200.
 * Moodle: mod/lti/service/gradebookservices/classes/local/resources/scores.php.
 */
export const QUIRKS: Record<Family, Quirks> = {
  canvas: {
    commentsAppend: true,
    wantsSignal: true,
    resultsLimit: 100,
    mergesPeople: true,
    keepsTyped: false,
    scoreExtension: ({ first, workUrl, submittedAt }) => ({
      [SUBMISSION]: {
        // A zero for missing work is a grade without a submission.
        new_submission: first && submittedAt !== null,
        submission_type: 'basic_lti_launch',
        submission_data: workUrl,
        ...(submittedAt ? { submitted_at: submittedAt.toISOString() } : {}),
      },
    }),
    // Without `preserve_score` a message without a score takes away the grade that is there.
    signalExtension: ({ workUrl, submittedAt }) => ({
      [SUBMISSION]: {
        preserve_score: true,
        submission_type: 'basic_lti_launch',
        submission_data: workUrl,
        submitted_at: submittedAt.toISOString(),
      },
    }),
  },
  moodle: { ...PLAIN, keepsTyped: true },
  other: { ...PLAIN, resultsLimit: 100 },
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

/**
 * Where the roster of one of a course's groups is; null where the LMS has none. Canvas lists a group as it lists a
 * course (app/controllers/lti/ims/names_and_roles_controller.rb `group_index`).
 */
export function groupRosterUrl(courseRosterUrl: string, groupId: string): string | null {
  const url = new URL(courseRosterUrl);
  const path = /^(.*\/api\/lti\/)courses\/[^/]+\/names_and_roles$/.exec(url.pathname)?.[1];
  return path === undefined ? null : new URL(`${path}groups/${groupId}/names_and_roles`, url).href;
}
