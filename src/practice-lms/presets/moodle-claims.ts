import { INSTITUTION, LTI, MEMBERSHIP, SYSTEM } from '../claims.ts';
import { groupOf } from '../groups.ts';
import type { LaunchContext } from '../launch/launch.ts';
import { type Lms, lmsUrl, toolByClientId } from '../lms.ts';
import type { Course, LineItem, Person } from '../model.ts';
import { type PersonalData, tells } from '../privacy.ts';
import type { Review, Variable } from './preset.ts';

/** By capability mod/lti:manage: teachers, non-editing teachers and admins. There is no TA role. */
export function moodleLaunchRoles(person: Person, course: Course): string[] {
  const manages = person.admin || ['teacher', 'ta'].includes(person.roles[course.key] ?? '');
  const admin = person.admin ? [`${INSTITUTION}#Administrator`, `${SYSTEM}#Administrator`] : [];
  return [`${MEMBERSHIP}#${manages ? 'Instructor' : 'Learner'}`, ...admin];
}

/** By moodle/course:manageactivities, in short names: a non-editing teacher is a Learner here. */
export function moodleRosterRoles(person: Person, course: Course): string[] | undefined {
  const role = person.roles[course.key];
  if (!role || role === 'test-student') return undefined;
  return [role === 'teacher' ? 'Instructor' : 'Learner'];
}

/** As captured from Moodle 4.5.6. */
export function moodleClaims(lms: Lms, context: LaunchContext): Record<string, unknown> {
  const { account, activity, course, launch, student, tool } = context;
  const returnUrl = lmsUrl(lms, lms.preset.paths.launchReturn);
  return {
    [`${LTI}context`]: {
      id: lms.preset.contextId(course),
      label: course.label,
      title: course.title,
      type: ['CourseSection'],
    },
    [`${LTI}launch_presentation`]: {
      locale: launch.locale ?? 'en',
      document_target: 'iframe',
      return_url: `${returnUrl}?course=${lms.preset.courseId(course)}&launch_container=2&sesskey=${launch.id}`,
    },
    [`${LTI}tool_platform`]: {
      product_family_code: 'moodle',
      version: '2024100706',
      guid: 'practice-moodle-guid',
      name: 'Practice',
      description: lms.preset.label,
    },
    [`${LTI}lis`]: { person_sourcedid: '', course_section_sourcedid: '' },
    [`${LTI}ext`]: {
      ...(tells(lms, tool, 'name', 'launch') && { user_username: account.key }),
      lms: 'moodle-2',
    },
    ...(activity && {
      [`${LTI}resource_link`]: {
        id: activity.resourceLinkId,
        title: activity.title,
        description: activity.text ?? '',
      },
    }),
    // Nothing but the id (md: mod/lti/locallib.php `lti_get_jwt_claim_mapping`).
    ...(student && { [`${LTI}for_user`]: { user_id: lms.preset.sub(student) } }),
  };
}

/**
 * Keys arrive lower-cased with underscores, and as they were (md: mod/lti/locallib.php); the roster's
 * address rides along. In a deep linking request, what has no value is null (measured).
 */
export function moodleCustom(
  lms: Lms,
  context: LaunchContext,
  fields: Record<string, string | null>,
): Record<string, unknown> {
  const entries = Object.entries(fields);
  const lowerCased = entries.map(([key, value]) => [key.toLowerCase().replace(/[^a-z0-9]/g, '_'), value]);
  const custom: Record<string, unknown> = { ...Object.fromEntries(lowerCased), ...fields };
  if (context.launch.messageType !== 'LtiDeepLinkingRequest') {
    return { ...custom, context_memberships_url: membersUrl(lms, context) };
  }
  for (const key of Object.keys(custom)) if (custom[key] === '') custom[key] = null;
  return { ...custom, context_memberships_url: null };
}

function membersUrl(lms: Lms, { course, tool }: LaunchContext): string {
  const params = { course: lms.preset.courseId(course), tool: tool.deploymentId };
  return lmsUrl(lms, lms.preset.paths.members, params);
}

/** Absent from deep linking requests. */
export function moodleMembersClaim(lms: Lms, context: LaunchContext): Record<string, unknown> | undefined {
  if (context.launch.messageType === 'LtiDeepLinkingRequest') return undefined;
  return { context_memberships_url: membersUrl(lms, context), service_versions: ['1.0', '2.0'] };
}

/** Moodle sends LtiSubmissionReviewRequest from the gradebook, though it does not announce it. */
export function moodleReview(lms: Lms, item: LineItem): Review | undefined {
  const tool = toolByClientId(lms, item.clientId);
  if (!item.submissionReview || !tool) return undefined;
  const targetLinkUri = item.submissionReview.url ?? tool.targetLinkUri;
  return { messageType: 'LtiSubmissionReviewRequest', targetLinkUri, custom: item.submissionReview.custom };
}

/** Custom fields take names from the launch's own parameters, so what privacy withholds is empty there too. */
function told(what: PersonalData, value: (account: Person) => string): Variable {
  return (lms, { account, tool }) => (tells(lms, tool, what, 'launch') ? value(account) : '');
}

/** What is not here stays literal: `$ResourceLink.submission.endDateTime`, `$CourseGroup.id`, … (measured). */
export const moodleVariables: Record<string, Variable> = {
  'User.id': (lms, { account }) => lms.preset.sub(account),
  'User.username': (_lms, { account }) => account.key,
  'Person.name.full': told('name', (account) => account.name),
  'Person.name.given': told('name', (account) => account.givenName),
  'Person.name.family': told('name', (account) => account.familyName),
  'Person.email.primary': told('email', (account) => account.email),
  // A user who never chose a zone has 99, which means the server's (md: mod/lti/locallib.php).
  'Person.address.timezone': () => '99',
  'Context.id': (lms, { course }) => lms.preset.contextId(course),
  'Context.title': (_lms, { course }) => course.title,
  'Context.label': (_lms, { course }) => course.label,
  // Known and without a value (measured).
  'Context.id.history': () => '',
  'ResourceLink.id.history': () => '',
  'CourseSection.title': (_lms, { course }) => course.title,
  'CourseSection.label': (_lms, { course }) => course.label,
  'ResourceLink.id': (_lms, { activity }) => activity?.resourceLinkId,
  'ResourceLink.title': (_lms, { activity }) => activity?.title,
  'Membership.role': (_lms, { person, course }) => moodleLaunchRoles(person, course).join(','),
  'Moodle.Person.userGroupIds': (_lms, { account, course }) => groupOf(account, course) ?? '',
  'ToolProxyBinding.memberships.url': membersUrl,
};
