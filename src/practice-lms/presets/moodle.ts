import { activityById } from '../lms.ts';
import type { Course, Person } from '../model.ts';
import {
  moodleClaims,
  moodleCustom,
  moodleLaunchRoles,
  moodleMembersClaim,
  moodleReview,
  moodleRosterRoles,
  moodleVariables,
} from './moodle-claims.ts';
import { moodleFaultAnswers, moodleGarbled, moodleNotFound } from './moodle-faults.ts';
import { moodlePrivacy } from './moodle-privacy.ts';
import { moodleRegistration } from './moodle-registration.ts';
import { moodleResult, overrideInMoodle, postMoodleScore } from './moodle-scores.ts';
import type { Preset } from './preset.ts';

/** Moodle has no test student: a teacher who switches to the student role keeps their own account. */
function account(person: Person, course: Course | undefined, people: Person[]): Person {
  const isSwitched = Object.values(person.roles).includes('test-student');
  const teaches = (one: Person) =>
    course ? one.roles[course.key] === 'teacher' : Object.values(one.roles).includes('teacher');
  return (isSwitched && people.find(teaches)) || person;
}

/** Merging accounts is a plugin's: whoever stays keeps their own id. */
const sub = (person: Person): string => String(person.number + 2);

/** Curly quotes and `&amp;`, as measured: no parser reads it. Sent as UTF-8, so read as Latin-1. */
const malformedLink = (url: string): string =>
  Buffer.from(`<${url.replaceAll('&', '&amp;')}>; rel=“next”`, 'utf8').toString('latin1');

/** Moodle 4.5, as it was measured and as its source describes it. */
export const moodle: Preset = {
  key: 'moodle',
  label: 'Practice LMS (Moodle rules)',
  product: 'Moodle',
  clientId: 'rejoinder-moodle',
  deploymentId: '1',
  toolCustom: {
    due_at: '$ResourceLink.submission.endDateTime',
    submission_end: '$ResourceLink.submission.endDateTime',
    time_zone: '$Person.address.timezone',
    group_ids: '$Moodle.Person.userGroupIds',
    context_id_history: '$Context.id.history',
    resource_link_id_history: '$ResourceLink.id.history',
  },
  idsOfTool: (number) => ({ clientId: `practice-moodle-tool-${number}`, deploymentId: String(number) }),
  paths: {
    auth: '/mod/lti/auth.php',
    jwks: '/mod/lti/certs.php',
    token: '/mod/lti/token.php',
    lineItems: '/mod/lti/services.php/:course/lineitems',
    lineItem: '/mod/lti/services.php/:course/lineitems/:item/lineitem',
    scores: '/mod/lti/services.php/:course/lineitems/:item/lineitem/scores',
    results: '/mod/lti/services.php/:course/lineitems/:item/lineitem/results',
    result: '/mod/lti/services.php/:course/lineitems/:item/lineitem/results/:result',
    members: '/mod/lti/services.php/CourseSection/:course/bindings/:tool/memberships',
    deepLinkReturn: '/mod/lti/contentitem_return.php',
    openidConfiguration: '/mod/lti/openid-configuration.php',
    registration: '/mod/lti/openid-registration.php',
    launchReturn: '/mod/lti/return.php',
  },
  registration: moodleRegistration,
  privacy: moodlePrivacy,
  postMessages: undefined,

  idTokenSeconds: 60,
  loginDeploymentParameter: 'lti_deployment_id',
  loginExtras: {},
  // JSON with quotes: a tool that does not encode it loses it (md: mod/lti/locallib.php).
  writeMessageHint: async (lms, launch) =>
    JSON.stringify({
      cmid: Number(activityById(lms, launch.activity)?.resourceLinkId ?? 0),
      launchid: `ltilaunch_${launch.id}`,
    }),
  readMessageHint: async (_lms, hint) => {
    try {
      const { launchid } = JSON.parse(hint) as { launchid?: unknown };
      return typeof launchid === 'string' ? launchid.replace(/^ltilaunch_/, '') : undefined;
    } catch {
      return undefined;
    }
  },
  authRequired: ['scope', 'response_type', 'client_id', 'redirect_uri', 'login_hint', 'nonce'],
  // Until the tool type is known there is nowhere to post an error (md: mod/lti/auth.php).
  authAnswers: [
    { problem: 'missing', page: 'Invalid request (invalid_request)' },
    { problem: 'message_hint', page: 'Invalid request (invalid_request: No launch id in LTI hint)' },
    { problem: 'scope', page: 'Invalid request (invalid_scope)' },
    { problem: 'response_type', page: 'Invalid request (unsupported_response_type)' },
    { problem: 'launch', page: 'Invalid request' },
    { problem: 'redirect_uri', page: 'Invalid request' },
    { problem: 'client_id', error: 'unauthorized_client' },
    { problem: 'login_hint', error: 'access_denied' },
    { problem: 'response_mode', error: 'invalid_request', description: 'Invalid response_mode' },
    { problem: 'prompt', error: 'invalid_request', description: 'Invalid prompt' },
  ],
  redirectUriMatches: (registered, sent) => registered === sent,
  repostsOnce: true,
  errorPageStatus: 404,

  editors: ['teacher'],
  testStudentWord: 'the teacher, switched to the student role',
  publicCourses: false,
  courseNavigation: false,
  frameAllow:
    'microphone *; camera *; geolocation *; midi *; encrypted-media *; autoplay *; clipboard-write *',
  account,
  sub,
  // md: lib/gradelib.php `grade_user_unenrol`; giving them back is off by default.
  keepsGradesOfTheGone: false,
  isUser: (person, userId) => userId === sub(person),
  courseId: (course) => String(course.number + 1),
  contextId: (course) => String(course.number + 1),
  newResourceLinkId: (number) => number,
  gradable: (person, course) => person.roles[course.key] === 'student',
  launchRoles: moodleLaunchRoles,
  rosterRoles: moodleRosterRoles,
  rosterPage: Infinity,
  listPage: { usual: Infinity, most: Infinity },
  rosterNextKeepsRole: false,
  rosterMember: () => ({ lis_person_sourcedid: '' }),

  claims: moodleClaims,
  membersClaim: moodleMembersClaim,
  custom: moodleCustom,
  variables: moodleVariables,
  deepLinkingSettings: {
    accept_types: ['ltiResourceLink'],
    accept_presentation_document_targets: ['frame', 'iframe', 'window'],
    accept_copy_advice: false,
    accept_multiple: true,
    accept_unsigned: false,
    auto_create: false,
    can_confirm: false,
    title: '',
    text: '',
  },
  deepLinkReturnQuery: (launch, { course, tool }, lms) => ({
    course: lms.preset.courseId(course),
    id: tool.deploymentId,
    sesskey: launch.id,
  }),
  deepLinkReturnKey: 'sesskey',
  // The column's label becomes the title; dates are taken and never used (measured).
  placeContentItem: (item) => ({ title: item.lineItem?.label ?? item.title ?? 'Untitled' }),
  studentsOpenTheirWork: false,
  review: moodleReview,

  exactMediaTypes: true,
  serviceQuery: 'type_id',
  serviceError: (status, reason, request) => ({ status, reason, request }),
  lineItemJson: (item, url) => ({
    id: url,
    label: item.label,
    scoreMaximum: item.scoreMaximum,
    resourceId: item.resourceId ?? '',
    tag: item.tag ?? '',
    ...(item.resourceLinkId && { resourceLinkId: item.resourceLinkId, ltiLinkId: item.resourceLinkId }),
    ...(item.submissionReview && { submissionReview: item.submissionReview }),
  }),
  createLineItem: { foreignLinkStatus: 403, needsPrimary: false },
  putLineItem: 'replace',
  deleteCoupledStatus: 204,
  foreignItemStatus: 403,
  nextPageLink: malformedLink,
  brokenResultPages: true,
  postScore: postMoodleScore,
  resultJson: moodleResult,
  override: overrideInMoodle,

  quota: undefined,
  faultAnswers: moodleFaultAnswers,
  // md: a course's end date changes nothing for its services.
  concluded: undefined,
  rescalesGrades: true,
  groupsAndAttempts: false,
  garbled: moodleGarbled,
  notFound: moodleNotFound,
  // md: the services' `check_type`, one text for every reason.
  expiredToken: (method) => `This resource does not support ${method} requests.`,
};
