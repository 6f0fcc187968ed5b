import { coupledItem, issuer, type Lms, randomToken, toolByClientId } from '../lms.ts';
import type { Activity, Course, Person, Tool } from '../model.ts';
import type { Launch } from './launch.ts';

/** A form for the browser: where to, how, and with what. */
export interface AutoForm {
  action: string;
  method: 'post';
  fields: Record<string, string>;
}

const LAUNCH_MS = 5 * 60_000;

type Start = Pick<Launch, 'messageType'> & Partial<Launch>;

/** Third-party-initiated login for an activity [Security Framework §5.1.1]; undefined: its tool is gone. */
export async function activityLogin(
  lms: Lms,
  person: Person,
  course: Course,
  activity: Activity,
  start: Start = { messageType: 'LtiResourceLinkRequest', placement: placementOf(lms, activity) },
): Promise<AutoForm | undefined> {
  const tool = toolByClientId(lms, activity.clientId);
  const targetLinkUri = start.targetLinkUri ?? activity.url;
  return tool && login(lms, tool, person, course, { ...start, activity: activity.id, targetLinkUri });
}

const placementOf = (lms: Lms, activity: Activity): string =>
  coupledItem(lms, activity) ? 'assignment_selection' : 'link_selection';

/** The same for choosing content. */
export function deepLinkLogin(lms: Lms, tool: Tool, person: Person, course: Course): Promise<AutoForm> {
  const start: Start = { messageType: 'LtiDeepLinkingRequest', placement: 'assignment_selection' };
  return login(lms, tool, person, course, start);
}

/** The same from Canvas's course navigation: no activity, the link's id is the context's. */
export function navigationLogin(lms: Lms, tool: Tool, person: Person, course: Course): Promise<AutoForm> {
  return login(lms, tool, person, course, {
    messageType: 'LtiResourceLinkRequest',
    placement: 'course_navigation',
  });
}

async function login(lms: Lms, tool: Tool, person: Person, course: Course, start: Start): Promise<AutoForm> {
  const launch: Launch = {
    ...start,
    id: randomToken(),
    loginHint: randomToken(),
    person: person.key,
    course: course.key,
    clientId: tool.clientId,
    targetLinkUri: start.targetLinkUri ?? tool.targetLinkUri,
    expiresAt: Date.now() + LAUNCH_MS,
    used: false,
  };
  forgetOld(lms);
  lms.memory.launches.set(launch.id, launch);
  return { action: tool.loginUrl, method: 'post', fields: await loginFields(lms, tool, launch) };
}

async function loginFields(lms: Lms, tool: Tool, launch: Launch): Promise<Record<string, string>> {
  return {
    iss: issuer(lms),
    login_hint: launch.loginHint,
    target_link_uri: launch.targetLinkUri,
    client_id: tool.clientId,
    [lms.preset.loginDeploymentParameter]: tool.deploymentId,
    lti_message_hint: await lms.preset.writeMessageHint(lms, launch),
    ...lms.preset.loginExtras,
  };
}

/** A deep linking launch is kept for an hour: the teacher may take a while to choose. */
function forgetOld(lms: Lms): void {
  const limit = Date.now() - 60 * 60_000;
  for (const [id, launch] of lms.memory.launches) {
    if (launch.expiresAt < limit) lms.memory.launches.delete(id);
  }
}
