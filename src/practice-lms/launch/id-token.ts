import { AGS_CLAIM, AGS_SCOPES, DL, LTI, NRPS_CLAIM, SCOPE } from '../claims.ts';
import { signJwt } from '../keys.ts';
import { activityById, issuer, itemsOfLink, type Lms, lmsUrl } from '../lms.ts';
import { tells } from '../privacy.ts';
import { lineItemsUrl, lineItemUrl } from '../services/urls.ts';
import type { LaunchContext } from './launch.ts';
import { substituted } from './variables.ts';

/** The signed id_token of a launch, with the nonce the tool sent [Core 1.3 §5.3, Security Framework §5.1.2]. */
export async function idToken(lms: Lms, context: LaunchContext, nonce: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    ...commonClaims(lms, context),
    ...serviceClaims(lms, context),
    ...messageClaims(lms, context),
    ...lms.preset.claims(lms, context),
    nonce,
    iat: now,
    exp: now + lms.preset.idTokenSeconds,
  };
  // An undefined claim disappears when the payload becomes JSON: that is how presets remove one.
  return signJwt(lms.site.keys, claims);
}

function commonClaims(lms: Lms, context: LaunchContext): Record<string, unknown> {
  const { tool, account, launch, person, course } = context;
  return {
    iss: issuer(lms),
    aud: tool.clientId,
    sub: lms.preset.sub(account, course),
    ...(tells(lms, tool, 'name', 'launch') && {
      name: account.name,
      given_name: account.givenName,
      family_name: account.familyName,
    }),
    ...(tells(lms, tool, 'email', 'launch') && { email: account.email }),
    [`${LTI}message_type`]: launch.messageType,
    [`${LTI}version`]: '1.3.0',
    [`${LTI}deployment_id`]: tool.deploymentId,
    [`${LTI}roles`]: lms.preset.launchRoles(person, course),
    [`${LTI}custom`]: lms.preset.custom(lms, context, substituted(lms, context)),
  };
}

function serviceClaims(lms: Lms, context: LaunchContext): Record<string, unknown> {
  const { tool, course } = context;
  const scope = tool.scopes.filter((one) => AGS_SCOPES.includes(one));
  const lineitem = lineItemOfLaunch(lms, context);
  return {
    ...(scope.length > 0 && {
      [AGS_CLAIM]: { scope, lineitems: lineItemsUrl(lms, course, tool), ...(lineitem && { lineitem }) },
    }),
    ...(tool.scopes.includes(SCOPE.members) && { [NRPS_CLAIM]: lms.preset.membersClaim(lms, context) }),
  };
}

/** Only when exactly one item belongs to the link [AGS 2.0 §3.1]: a second one makes the claim vanish. */
function lineItemOfLaunch(lms: Lms, { activity, course, tool }: LaunchContext): string | undefined {
  if (!activity) return undefined;
  const [item, second] = itemsOfLink(lms, activity.resourceLinkId);
  return item && !second ? lineItemUrl(lms, course, tool, item) : undefined;
}

function messageClaims(lms: Lms, context: LaunchContext): Record<string, unknown> {
  const { activity, launch } = context;
  if (launch.messageType === 'LtiDeepLinkingRequest') {
    return { [`${DL}deep_linking_settings`]: deepLinkingSettings(lms, context) };
  }
  const link = activity && {
    id: activity.resourceLinkId,
    title: activity.title,
    ...(activity.text && { description: activity.text }),
  };
  return { [`${LTI}target_link_uri`]: launch.targetLinkUri, [`${LTI}resource_link`]: link };
}

function deepLinkingSettings(lms: Lms, context: LaunchContext): Record<string, unknown> {
  const query = lms.preset.deepLinkReturnQuery(context.launch, context, lms);
  const params = { course: lms.preset.courseId(context.course) };
  const returnUrl = `${lmsUrl(lms, lms.preset.paths.deepLinkReturn, params)}?${new URLSearchParams(query)}`;
  return { deep_link_return_url: returnUrl, ...lms.preset.deepLinkingSettings };
}

/** The launch's people and places; undefined when one of them is gone. */
export function launchContext(lms: Lms, launch: LaunchContext['launch']): LaunchContext | undefined {
  const tool = lms.state.tools.find((one) => one.clientId === launch.clientId);
  const course = lms.courses.find((one) => one.key === launch.course);
  const person = lms.people.find((one) => one.key === launch.person);
  if (!tool || !course || !person) return undefined;
  const activity = activityById(lms, launch.activity);
  const student = lms.people.find((one) => one.key === launch.student);
  const account = lms.preset.account(person, course, lms.people);
  return { launch, tool, course, person, account, activity, student };
}
