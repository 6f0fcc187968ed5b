import type { Activity, Course, Person, Tool } from '../model.ts';

export type MessageType = 'LtiResourceLinkRequest' | 'LtiDeepLinkingRequest' | 'LtiSubmissionReviewRequest';

/** A launch between login initiation and the id_token. */
export interface Launch {
  /** Names the launch inside `lti_message_hint`. */
  id: string;
  loginHint: string;
  person: string;
  course: string;
  clientId: string;
  messageType: MessageType;
  targetLinkUri: string;
  /** Absent for deep linking and for course navigation. */
  activity?: string;
  placement?: string;
  /** Fields of the registered message or of the review, beside the tool's and the activity's. */
  custom?: Record<string, string>;
  /** `lti_storage_target`; absent: the platform offers no storage for this launch. */
  storageTarget?: string;
  /** Canvas's `$com.instructure.PostMessageToken`. */
  postMessageToken: string;
  /** Of the page around the tool; absent: English. */
  locale?: string;
  /** The student whose work is looked at. */
  student?: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
  used: boolean;
  /** Deep linking: the answer is expected at a return URL carrying this launch's id, once. */
  answered?: boolean;
}

/** Everything a claim can depend on. */
export interface LaunchContext {
  launch: Launch;
  tool: Tool;
  course: Course;
  /** Who launches, and under whose account: they differ for Moodle's switched role. */
  person: Person;
  account: Person;
  activity?: Activity;
  student?: Person;
}
