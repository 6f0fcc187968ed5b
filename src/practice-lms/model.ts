/** What the practice LMS knows. Everything here is written to disk as it stands, so it is plain data. */

export type CourseKey = string;
export type RoleInCourse = 'teacher' | 'ta' | 'student' | 'observer' | 'test-student';

export interface Course {
  key: CourseKey;
  title: string;
  label: string;
  /** 1, 2, …: presets derive their own ids from it. */
  number: number;
}

/** A course made by copying another, with who was enrolled in it. */
export interface CourseCopy extends Course {
  copyOf: CourseKey;
  roles: Record<string, RoleInCourse>;
}

export interface Person {
  /** Used in URLs: `teacher-rosa`, `student-ana-ruiz`. */
  key: string;
  number: number;
  name: string;
  givenName: string;
  familyName: string;
  email: string;
  roles: Partial<Record<CourseKey, RoleInCourse>>;
  admin?: boolean;
  /** Key of the student an observer is linked to. */
  observes?: string;
  /** By course: the account that was merged into this one, whose id the tool still knows (Canvas). */
  pastIds?: Partial<Record<CourseKey, string>>;
  /** A visitor of a public course: launched without `sub`. */
  anonymous?: boolean;
}

export interface Tool {
  name: string;
  clientId: string;
  deploymentId: string;
  loginUrl: string;
  redirectUris: string[];
  targetLinkUri: string;
  jwksUrl?: string;
  publicJwks?: { keys: Record<string, unknown>[] };
  scopes: string[];
  deepLinking: boolean;
  /** Sent with every launch; values may be substitution variables. */
  custom: Record<string, string>;
  /** A tool that registered itself waits for the admin: until then nobody can launch it. Absent: active. */
  state?: ToolState;
  /** What it asked for at registration; the admin may grant less. Absent: what it has. */
  requestedScopes?: string[];
  /** What it may learn about people, in the platform's own words. Absent: everything. */
  privacy?: Privacy;
  /** The messages it registered for, as far as the platform uses them. */
  messages?: ToolMessage[];
}

export type ToolState = 'pending' | 'active';

/** The platform's privacy settings by name, e.g. `privacyLevel: 'public'`. */
export type Privacy = Record<string, string>;

/** Where the tool wants to be launched from, with what differs there. */
export interface ToolMessage {
  type: string;
  placement: string;
  targetLinkUri?: string;
  custom: Record<string, string>;
}

export interface Activity {
  id: string;
  course: CourseKey;
  clientId: string;
  title: string;
  text?: string;
  /** Absent: the tool's own target link. */
  url?: string;
  resourceLinkId: string;
  /** Ids of the links it was copied from, the latest first. */
  formerLinkIds?: string[];
  custom: Record<string, string>;
  /** ISO 8601. */
  dueAt?: string;
  /** Absent: as many as one likes. */
  allowedAttempts?: number;
  /** Done in groups, which get one grade together or each student their own. */
  groups?: 'together' | 'individually';
}

export interface LineItem {
  id: string;
  course: CourseKey;
  clientId: string;
  label: string;
  scoreMaximum: number;
  /** Made by the LMS together with its activity, rather than by the tool. */
  coupled: boolean;
  resourceLinkId?: string;
  resourceId?: string;
  tag?: string;
  startDateTime?: string;
  endDateTime?: string;
  submissionReview?: { url?: string; label?: string; custom?: Record<string, string> };
}

/** One cell of the gradebook, with what the services remember about it. */
export interface Grade {
  lineItemId: string;
  person: string;
  /** What the gradebook shows, in points of the column; null is "no grade". */
  score: number | null;
  comments: string[];
  feedback: string | null;
  /** ISO 8601 of the last change that counted, the tool's own time or an override's. */
  timestamp: string | null;
  submittedAt: string | null;
  attempts: number;
  activityProgress: string | null;
  gradingProgress: string | null;
  submissionUrl: string | null;
  overridden: boolean;
  /** What `/results` answers; null before the tool's first score. */
  result: { score: number | null; maximum: number; comment: string | null } | null;
  /** The last score as it came, to tell a repeated message from an update. */
  lastBody: string | null;
}

/** A message that arrived from the tool. Never holds a bearer token, an assertion or a raw JWT. */
export interface ReceivedMessage {
  at: string;
  kind: string;
  method: string;
  path: string;
  /** 0: the call got no answer. */
  status: number;
  summary: string;
  body?: unknown;
  violations: string[];
  /** The faults that struck it. */
  faults: string[];
}

/** Where `lti_storage_target` points, or how the platform keeps silent: as the mobile app, or as one without storage. */
export type StorageMode = 'frame' | 'parent' | 'silent' | 'none';

export interface LmsState {
  tools: Tool[];
  copies: CourseCopy[];
  /** Who joined, left or changed roles since the seed; null: left. */
  enrolments: { course: CourseKey; person: string; role: RoleInCourse | null }[];
  /** Accounts that were merged into others, by course. */
  pastIds: { course: CourseKey; person: string; as: string }[];
  /** Courses that are over. */
  concluded: CourseKey[];
  storageMode: StorageMode;
  /** The next number for `Preset.idsOfTool`. */
  nextTool: number;
  activities: Activity[];
  lineItems: LineItem[];
  grades: Grade[];
  received: ReceivedMessage[];
  nextNumber: number;
}
