import { randomUUID } from 'node:crypto';
import { LTI } from '../claims.ts';
import type { LaunchContext } from '../launch/launch.ts';
import { activityOfLink, coupledItem, type Lms, lmsUrl, personByKey } from '../lms.ts';
import { type PersonalData, tells } from '../privacy.ts';

/** cv: lib/lti/messages/jwt_message.rb and its subclasses. */
export function canvasClaims(lms: Lms, context: LaunchContext): Record<string, unknown> {
  const { account, course, launch, tool } = context;
  const told = (what: PersonalData) => !account.anonymous && tells(lms, tool, what, 'launch');
  const observed = account.roles[course.key] === 'observer' && personByKey(lms, account.observes);
  return {
    jti: randomUUID(),
    azp: tool.clientId,
    locale: launch.locale ?? 'en',
    ...(account.anonymous ? { sub: undefined, ...WITHOUT_NAMES } : {}),
    ...(account.roles[course.key] === 'test-student' && { email: undefined }),
    [`${LTI}context`]: {
      id: lms.preset.contextId(course),
      label: course.label,
      title: course.title,
      type: ['http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering'],
    },
    [`${LTI}tool_platform`]: {
      guid: 'practice-canvas-guid',
      name: lms.preset.label,
      version: 'cloud',
      product_family_code: 'canvas',
    },
    [`${LTI}launch_presentation`]: {
      document_target: 'iframe',
      return_url: lmsUrl(lms, lms.preset.paths.launchReturn, { course: lms.preset.courseId(course) }),
      locale: launch.locale ?? 'en',
    },
    ...(told('name') && { [`${LTI}lis`]: { person_sourcedid: null, course_offering_sourcedid: null } }),
    ...(told('rest') && { picture: canvasPicture(lms) }),
    ...(observed && told('rest') && { [`${LTI}role_scope_mentor`]: [lms.preset.sub(observed, course)] }),
    'https://www.instructure.com/placement': launch.placement ?? null,
    ...(context.student && {
      'https://www.instructure.com/lti_student_id': lms.preset.sub(context.student, course),
    }),
    ...resourceLink(lms, context),
  };
}

/** Everybody has the same: it is the tool's business not to need one. */
export const canvasPicture = (lms: Lms): string => `${lms.site.origin}/public/picture.svg`;

const WITHOUT_NAMES = { name: undefined, given_name: undefined, family_name: undefined, email: undefined };

/** Only an assignment launch has a link of its own; the others borrow the context's id. */
function resourceLink(lms: Lms, { activity, course, launch }: LaunchContext): Record<string, unknown> {
  if (launch.messageType === 'LtiDeepLinkingRequest' || activity) return {};
  return { [`${LTI}resource_link`]: { id: lms.preset.contextId(course), title: course.title } };
}

export function canvasMembersClaim(lms: Lms, { course }: LaunchContext): Record<string, unknown> {
  const url = lmsUrl(lms, lms.preset.paths.members, { course: lms.preset.courseId(course) });
  return { context_memberships_url: url, service_versions: ['2.0'] };
}

/** The assignment behind a launch: an activity with a column of its own. */
export function assignmentOf(lms: Lms, { activity }: LaunchContext) {
  const item = activity && activityOfLink(lms, activity.resourceLinkId) && coupledItem(lms, activity);
  return activity && item ? { activity, item } : undefined;
}
