import type { FaultAnswers } from '../faults/platform-answer.ts';
import type { QuotaRules } from '../faults/quota.ts';
import type { Launch, LaunchContext } from '../launch/launch.ts';
import type { Lms } from '../lms.ts';
import type { Activity, Course, Grade, LineItem, Person, RoleInCourse } from '../model.ts';
import type { PersonalData, PrivacyRules } from '../privacy.ts';
import type { RegistrationRules } from '../registration/rules.ts';
import type { ScoreMessage } from '../services/score-message.ts';

/** Express path patterns below `/:preset`, shaped as on the real platform. */
export interface Paths {
  auth: string;
  jwks: string;
  token: string;
  lineItems: string;
  lineItem: string;
  scores: string;
  results: string;
  result: string;
  members: string;
  /** The roster of one group, where there is one. */
  groupMembers?: string;
  deepLinkReturn: string;
  openidConfiguration: string;
  registration: string;
  /** Where `launch_presentation.return_url` leads. */
  launchReturn: string;
}

/** What can be wrong with an authentication request. */
export type AuthProblem =
  | 'missing'
  | 'message_hint'
  | 'redirect_uri'
  | 'scope'
  | 'response_type'
  | 'response_mode'
  | 'prompt'
  | 'client_id'
  | 'login_hint'
  | 'launch';

/** How the platform answers a problem: with a page of its own, or with an error posted to the tool. */
export interface AuthAnswer {
  problem: AuthProblem;
  page?: string;
  error?: string;
  description?: string;
}

/** What a score service answers; `body` absent is an empty answer. */
export interface ServiceAnswer {
  status: number;
  body?: unknown;
}

/** How a student's work is launched. */
export type Review = Pick<Launch, 'messageType' | 'targetLinkUri' | 'custom'>;

/**
 * A substitution variable: undefined leaves the literal `$Name` in place [Core 1.3 App. B]; null is sent as null,
 * which the specification does not know (cv: lib/lti/variable_expander.rb).
 */
export type Variable = (lms: Lms, context: LaunchContext) => string | null | undefined;

/** Where Canvas and Moodle differ, in one table each. */
export interface Preset {
  key: 'canvas' | 'moodle';
  label: string;
  product: string;
  /** Ids of the preconfigured tool, and of the n-th tool registered by hand. */
  clientId: string;
  deploymentId: string;
  /** Custom fields the preconfigured tool was registered with. */
  toolCustom: Record<string, string>;
  idsOfTool(number: number): { clientId: string; deploymentId: string };
  paths: Paths;
  registration: RegistrationRules;
  privacy: PrivacyRules;
  /** What the course page does for a tool beyond framing it; undefined: nothing. */
  postMessages: { storageFrame: string } | undefined;

  idTokenSeconds: number;
  loginDeploymentParameter: 'deployment_id' | 'lti_deployment_id';
  /** Further login fields the platform sends. */
  loginExtras: Record<string, string>;
  writeMessageHint(lms: Lms, launch: Launch): Promise<string>;
  /** The launch id in a hint; undefined when the hint is not one of ours or no longer good. */
  readMessageHint(lms: Lms, hint: string): Promise<string | undefined>;
  authRequired: string[];
  /** In order of precedence: the first problem found decides. */
  authAnswers: AuthAnswer[];
  redirectUriMatches(registered: string, sent: string): boolean;
  /** An unknown session first posts the request to itself once (SameSite cookies). */
  repostsOnce: boolean;
  /** Status of error pages shown by the LMS itself. */
  errorPageStatus: number;

  editors: RoleInCourse[];
  /** What the persona `test-student` is called. */
  testStudentWord: string;
  publicCourses: boolean;
  courseNavigation: boolean;
  /** The iframe's `allow` attribute around a tool. */
  frameAllow: string;
  /** The account a persona acts under. */
  account(person: Person, course: Course | undefined, people: Person[]): Person;
  /** In a course where another account was merged into theirs, it may be the other's. */
  sub(person: Person, course?: Course): string;
  /** Whoever comes back to a course finds their grades again. */
  keepsGradesOfTheGone: boolean;
  /** Whether a score or filter means this person. */
  isUser(person: Person, userId: unknown): boolean;
  courseId(course: Course): string;
  contextId(course: Course): string;
  newResourceLinkId(number: string): string;
  gradable(person: Person, course: Course): boolean;
  launchRoles(person: Person, course: Course): string[];
  /** undefined: the person is not in the roster. */
  rosterRoles(person: Person, course: Course): string[] | undefined;
  rosterPage: number;
  /** How many line items or results it lists unasked, and at most. */
  listPage: { usual: number; most: number };
  rosterNextKeepsRole: boolean;
  rosterMember(lms: Lms, person: Person, told: (what: PersonalData) => boolean): Record<string, unknown>;

  /** Claims the platform adds to, or says differently from, the common ones; undefined removes one. */
  claims(lms: Lms, context: LaunchContext): Record<string, unknown>;
  membersClaim(lms: Lms, context: LaunchContext): Record<string, unknown> | undefined;
  /** The custom claim, from the fields already substituted. */
  custom(lms: Lms, context: LaunchContext, fields: Record<string, string | null>): Record<string, unknown>;
  variables: Record<string, Variable>;
  deepLinkingSettings: Record<string, unknown>;
  deepLinkReturnQuery(launch: Launch, context: LaunchContext, lms: Lms): Record<string, string>;
  /** Where in that query the launch is named. */
  deepLinkReturnKey: string;
  /** Title and dates of an activity made from a content item. */
  placeContentItem(item: ContentItem): Pick<Activity, 'title' | 'dueAt'>;
  /** What opening a student's work from the gradebook launches. */
  review(lms: Lms, item: LineItem, grade: Grade | undefined): Review | undefined;
  /** A student's own grade page shows them their work as the grader sees it. */
  studentsOpenTheirWork: boolean;

  /** Media types are compared whole, with their parameters (md: mod/lti/services.php). */
  exactMediaTypes: boolean;
  serviceQuery: 'type_id' | undefined;
  serviceError(status: number, reason: string, request: { method: string; url: string }): unknown;
  lineItemJson(item: LineItem, url: string): Record<string, unknown>;
  createLineItem: { foreignLinkStatus: number; needsPrimary: boolean };
  putLineItem: 'replace' | 'patch';
  deleteCoupledStatus: 204 | 401;
  /** Answered for another tool's line item. */
  foreignItemStatus: 401 | 403;
  /** The `Link` header of an AGS page. */
  nextPageLink(url: string): string;
  /** `results?limit=` answers 404 with a page (measured on Moodle 4.5). */
  brokenResultPages: boolean;
  postScore(lms: Lms, item: LineItem, person: Person | undefined, score: ScoreMessage): ServiceAnswer;
  resultJson(lms: Lms, item: LineItem, grade: Grade, person: Person): Record<string, unknown> | undefined;
  override(lms: Lms, item: LineItem, person: Person, points: number | null): void;

  /** Undefined: calls are not counted. */
  quota: QuotaRules | undefined;
  faultAnswers: FaultAnswers;
  /** What the grade services say once a course is over; undefined: they go on. */
  concluded: { status: number; reason: string } | undefined;
  /** A new maximum changes the points of those who have a grade. */
  rescalesGrades: boolean;
  /** Assignments done in groups, and limits to how often one may submit. */
  groupsAndAttempts: boolean;
  /** An answer that is not what its media type says. */
  garbled(body: string): string;
  /** What is said of a line item or a course that is not there. */
  notFound(what: 'item' | 'course', id: unknown): string;
  /** Why an expired token is refused. */
  expiredToken(method: string): string;
}

/** A content item of a deep linking response, as far as the LMS reads it [Deep Linking 2.0 §3.2]. */
export interface ContentItem {
  type: string;
  url?: string;
  title?: string;
  text?: string;
  custom?: Record<string, string>;
  lineItem?: {
    scoreMaximum: number;
    label?: string;
    resourceId?: string;
    tag?: string;
    submissionReview?: LineItem['submissionReview'];
  };
  submission?: { startDateTime?: string; endDateTime?: string };
  available?: { startDateTime?: string; endDateTime?: string };
}
