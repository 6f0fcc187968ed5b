import { jwtVerify, SignJWT } from 'jose';
import type { Course } from '../model.ts';
import { canvasClaims, canvasMembersClaim, canvasPicture } from './canvas-claims.ts';
import { CANVAS_CONCLUDED, CANVAS_QUOTA, canvasFaultAnswers, canvasGarbled } from './canvas-faults.ts';
import { hex, isUser, sub, uuid } from './canvas-ids.ts';
import { canvasPrivacy } from './canvas-privacy.ts';
import { canvasRegistration } from './canvas-registration.ts';
import { canvasLaunchRoles, canvasRosterRoles } from './canvas-roles.ts';
import { canvasResult, overrideInCanvas, postCanvasScore } from './canvas-scores.ts';
import { canvasVariables } from './canvas-variables.ts';
import type { Preset } from './preset.ts';

const HINT_SECONDS = 300;

const courseId = (course: Course): string => String(100 + course.number);

/** Canvas, as its source and documentation describe it. */
export const canvas: Preset = {
  key: 'canvas',
  label: 'Practice LMS (Canvas rules)',
  product: 'Canvas',
  clientId: '10000000000001',
  deploymentId: '1:rejoinder-demo-deployment',
  toolCustom: {
    due_at: '$Canvas.assignment.dueAt.iso8601',
    submission_end: '$ResourceLink.submission.endDateTime',
    time_zone: '$Person.address.timezone',
    observees: '$com.instructure.User.observees',
    section_ids: '$Canvas.course.sectionIds',
    section_names: '$com.instructure.User.sectionNames',
    group_ids: '$Canvas.group.contextIds',
    course_group_ids: '$com.instructure.Course.groupIds',
    student_view: '$com.instructure.User.student_view',
    context_id_history: '$Context.id.history',
    resource_link_id_history: '$ResourceLink.id.history',
  },
  idsOfTool: (number) => ({
    clientId: String(10000000000000 + number),
    deploymentId: `${number}:${hex(`deployment ${number}`).slice(0, 40)}`,
  }),
  paths: {
    auth: '/api/lti/authorize_redirect',
    jwks: '/api/lti/security/jwks',
    token: '/login/oauth2/token',
    lineItems: '/api/lti/courses/:course/line_items',
    lineItem: '/api/lti/courses/:course/line_items/:item',
    scores: '/api/lti/courses/:course/line_items/:item/scores',
    results: '/api/lti/courses/:course/line_items/:item/results',
    result: '/api/lti/courses/:course/line_items/:item/results/:result',
    members: '/api/lti/courses/:course/names_and_roles',
    groupMembers: '/api/lti/groups/:group/names_and_roles',
    deepLinkReturn: '/courses/:course/deep_linking_response',
    openidConfiguration: '/api/lti/security/openid-configuration',
    registration: '/api/lti/registrations',
    launchReturn: '/courses/:course/external_content/success/external_tool_redirect',
  },
  registration: canvasRegistration,
  privacy: canvasPrivacy,
  postMessages: { storageFrame: 'post_message_forwarding' },

  idTokenSeconds: 3600,
  loginDeploymentParameter: 'deployment_id',
  loginExtras: { canvas_region: 'us-east-1', canvas_environment: 'prod' },
  // The launch itself waits at the platform; the hint only names it (cv: lti_advantage_adapter.rb).
  writeMessageHint: (lms, launch) =>
    new SignJWT({ verifier: launch.id, canvas_domain: new URL(lms.site.origin).host, context_type: 'Course' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(Math.floor(Date.now() / 1000) + HINT_SECONDS)
      .sign(lms.memory.secret),
  readMessageHint: async (lms, hint) => {
    const read = await jwtVerify(hint, lms.memory.secret).catch(() => undefined);
    return typeof read?.payload.verifier === 'string' ? read.payload.verifier : undefined;
  },
  authRequired: [
    'client_id',
    'login_hint',
    'lti_message_hint',
    'nonce',
    'prompt',
    'redirect_uri',
    'response_mode',
    'response_type',
    'scope',
  ],
  authAnswers: [
    { problem: 'message_hint', page: 'Invalid lti_message_hint' },
    { problem: 'redirect_uri', page: 'Invalid redirect_uri' },
    {
      problem: 'client_id',
      error: 'unauthorized_client',
      description: 'Client not authorized in requested context',
    },
    { problem: 'login_hint', error: 'login_required', description: 'Must have an active user session' },
    { problem: 'scope', error: 'invalid_request_object', description: "The 'scope' must be 'openid'" },
    { problem: 'missing', error: 'invalid_request_object', description: 'Parameters are missing' },
    { problem: 'response_type', error: 'invalid_request_object', description: 'Unknown response_type' },
    { problem: 'response_mode', error: 'invalid_request_object', description: 'Unknown response_mode' },
    { problem: 'prompt', error: 'invalid_request_object', description: 'Unknown prompt' },
    {
      problem: 'launch',
      error: 'launch_no_longer_valid',
      description: 'The launch has either expired or already been consumed',
    },
  ],
  // A queryless entry accepts any query (cv: authentication_controller.rb `redirect_uri`).
  redirectUriMatches: (registered, sent) =>
    registered.includes('?') ? containsQuery(registered, sent) : registered === sent.split('?')[0],
  repostsOnce: false,
  errorPageStatus: 400,

  editors: ['teacher', 'ta'],
  testStudentWord: 'test student',
  publicCourses: true,
  courseNavigation: true,
  frameAllow:
    'geolocation *; microphone *; camera *; midi *; encrypted-media *; autoplay *; clipboard-write *; display-capture *',
  account: (person) => person,
  sub,
  keepsGradesOfTheGone: true,
  isUser,
  courseId,
  contextId: (course) => hex(`canvas course ${course.key}`).slice(0, 40),
  newResourceLinkId: (number) => uuid(`canvas link ${number} ${Math.random()}`),
  gradable: (person, course) => ['student', 'test-student'].includes(person.roles[course.key] ?? ''),
  launchRoles: canvasLaunchRoles,
  rosterRoles: canvasRosterRoles,
  rosterPage: 50,
  // cv: lib/api.rb `per_page_for`
  listPage: { usual: 10, most: 100 },
  rosterNextKeepsRole: true,
  rosterMember: (lms, _person, told) => (told('rest') ? { picture: canvasPicture(lms) } : {}),

  claims: canvasClaims,
  membersClaim: canvasMembersClaim,
  custom: (_lms, _context, fields) => fields,
  variables: canvasVariables,
  deepLinkingSettings: {
    accept_types: ['ltiResourceLink'],
    accept_presentation_document_targets: ['iframe', 'window'],
    accept_media_types: 'application/vnd.ims.lti.v1.ltilink',
    accept_multiple: false,
    accept_lineitem: true,
    auto_create: false,
  },
  deepLinkReturnQuery: (launch) => ({ data: launch.id, placement: 'assignment_selection' }),
  deepLinkReturnKey: 'data',
  placeContentItem: (item) => ({
    title: item.title ?? item.lineItem?.label ?? 'Untitled',
    dueAt: item.submission?.endDateTime,
  }),
  studentsOpenTheirWork: true,
  review: (_lms, _item, grade) =>
    grade?.submissionUrl
      ? { messageType: 'LtiResourceLinkRequest', targetLinkUri: grade.submissionUrl }
      : undefined,

  exactMediaTypes: false,
  serviceQuery: undefined,
  serviceError: (status, reason) =>
    status === 401
      ? { errors: { type: 'unauthorized', message: reason } }
      : { errors: { type: reasonType(status), message: reason } },
  lineItemJson: (item, url) => ({
    id: url,
    scoreMaximum: item.scoreMaximum,
    label: item.label,
    tag: item.tag,
    resourceId: item.resourceId,
    resourceLinkId: item.resourceLinkId,
    startDateTime: item.startDateTime,
    endDateTime: item.endDateTime,
  }),
  createLineItem: { foreignLinkStatus: 404, needsPrimary: true },
  putLineItem: 'patch',
  deleteCoupledStatus: 401,
  foreignItemStatus: 401,
  nextPageLink: (url) => `<${url}>; rel="next"`,
  brokenResultPages: false,
  postScore: postCanvasScore,
  resultJson: canvasResult,
  override: overrideInCanvas,

  quota: CANVAS_QUOTA,
  faultAnswers: canvasFaultAnswers,
  concluded: { status: 422, reason: CANVAS_CONCLUDED },
  rescalesGrades: false,
  groupsAndAttempts: true,
  garbled: canvasGarbled,
  notFound: () => 'The specified resource does not exist.',
  // cv: app/controllers/lti/ims/concerns/lti_services.rb
  expiredToken: () => 'Access token expired',
};

const reasonType = (status: number): string =>
  ({ 400: 'bad_request', 404: 'not_found', 412: 'precondition_failed' })[status] ?? 'unprocessable_entity';

function containsQuery(registered: string, sent: string): boolean {
  const [base, query] = registered.split('?');
  const [sentBase, sentQuery] = sent.split('?');
  const sentPairs = [...new URLSearchParams(sentQuery)].map(String);
  return base === sentBase && [...new URLSearchParams(query)].map(String).every((p) => sentPairs.includes(p));
}
