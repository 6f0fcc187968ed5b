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
