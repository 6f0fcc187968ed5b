import { coupledItem, isActive, issuer, type Lms, randomToken, toolByClientId } from '../lms.ts';
import type { Activity, Course, Person, StorageMode, Tool, ToolMessage } from '../model.ts';
import { storageTarget } from '../platform-storage.ts';
import type { Launch } from './launch.ts';

/** A form for the browser: where to, how, and with what. */
export interface AutoForm {
  action: string;
  method: 'post';
  fields: Record<string, string>;
}

const LAUNCH_MS = 5 * 60_000;

/** Who launches from which course; `storage` overrides how the course page keeps data for tools, `locale` its language. */
export interface Where {
  person: Person;
  course: Course;
  storage?: StorageMode;
  locale?: string;
}

type Start = Pick<Launch, 'messageType'> & Partial<Launch>;

/** Third-party-initiated login for an activity [Security Framework §5.1.1]; undefined: its tool is gone, or not let in. */
export async function activityLogin(
  lms: Lms,
  where: Where,
  activity: Activity,
  start: Start = { messageType: 'LtiResourceLinkRequest', placement: placementOf(lms, activity) },
): Promise<AutoForm | undefined> {
  const tool = toolByClientId(lms, activity.clientId);
  if (!tool || !isActive(tool)) return undefined;
  const targetLinkUri = start.targetLinkUri ?? activity.url;
  return login(lms, tool, where, { ...start, activity: activity.id, targetLinkUri });
}

const placementOf = (lms: Lms, activity: Activity): string =>
  coupledItem(lms, activity) ? 'assignment_selection' : 'link_selection';

/** The same for choosing content, preferably for an assignment. */
export function deepLinkLogin(lms: Lms, tool: Tool, where: Where): Promise<AutoForm> {
  const messageType = 'LtiDeepLinkingRequest';
  const all = messagesOf(tool, messageType);
  const message = all.find((one) => one.placement === 'assignment_selection') ?? all[0];
  const placement = message?.placement ?? 'assignment_selection';
  return login(lms, tool, where, { ...particulars(message), messageType, placement });
}

/** The same from Canvas's course navigation: no activity, the link's id is the context's. */
export function navigationLogin(lms: Lms, tool: Tool, where: Where): Promise<AutoForm> {
  const messageType = 'LtiResourceLinkRequest';
  const message = particulars(navigationMessage(tool));
  return login(lms, tool, where, { ...message, messageType, placement: 'course_navigation' });
}

/** The message with which a tool asked for a place in the course menu. */
export const navigationMessage = (tool: Tool): ToolMessage | undefined =>
  messagesOf(tool, 'LtiResourceLinkRequest').find((one) => one.placement === 'course_navigation');

const messagesOf = (tool: Tool, type: Launch['messageType']): ToolMessage[] =>
  (tool.messages ?? []).filter((message) => message.type === type);

const particulars = (message: ToolMessage | undefined): Partial<Launch> =>
  message ? { targetLinkUri: message.targetLinkUri, custom: message.custom } : {};

async function login(
  lms: Lms,
  tool: Tool,
  { person, course, storage, locale }: Where,
  start: Start,
): Promise<AutoForm> {
  const launch: Launch = {
    ...start,
    locale,
    id: randomToken(),
    loginHint: randomToken(),
    person: person.key,
    course: course.key,
    clientId: tool.clientId,
    targetLinkUri: start.targetLinkUri ?? tool.targetLinkUri,
    storageTarget: storageTarget(lms, storage),
    postMessageToken: randomToken(),
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
    ...(launch.storageTarget && { lti_storage_target: launch.storageTarget }),
  };
}

/** A deep linking launch is kept for an hour: the teacher may take a while to choose. */
function forgetOld(lms: Lms): void {
  const limit = Date.now() - 60 * 60_000;
  for (const [id, launch] of lms.memory.launches) {
    if (launch.expiresAt < limit) lms.memory.launches.delete(id);
  }
}
