import { AGS_SCOPES, SCOPE } from '../claims.ts';
import { signJwt } from '../keys.ts';
import type { Tool } from '../model.ts';
import { PLATFORM_CONFIGURATION } from '../registration/configuration.ts';
import { scopesIn } from '../registration/register.ts';
import { TOOL_CONFIGURATION, type ToolConfiguration } from '../registration/request.ts';
import type { RegistrationRules } from '../registration/rules.ts';
import { privacyFromClaims } from './moodle-privacy.ts';

/** md: mod/lti/openid-configuration.php, openid-registration.php, classes/local/ltiopenid/registration_helper.php. */

const DEEP_LINKING = 'LtiDeepLinkingRequest';
/** Whatever the privacy settings are: the source assigns where it means to compare. */
const CLAIMS_IN_ANSWER = ['sub', 'iss', 'name', 'family_name', 'middle_name', 'email'];
const TOOL_SETTINGS = 'https://purl.imsglobal.org/spec/lti-ts/scope/toolsetting';

export const moodleRegistration: RegistrationRules = {
  // Its `sub` is the client id the tool will have.
  token: (lms, { clientId, expiresAt }) =>
    signJwt(lms.site.keys, {
      sub: clientId,
      scope: 'reg',
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(expiresAt / 1000),
    }),
  configurationNeedsToken: false,
  configuration: (lms) => ({
    scopes: [...AGS_SCOPES, SCOPE.members, TOOL_SETTINGS, 'openid'],
    subject_types_supported: ['public', 'pairwise'],
    claims_supported: ['sub', 'iss', 'name', 'given_name', 'family_name', 'email'],
    [PLATFORM_CONFIGURATION]: {
      product_family_code: 'moodle',
      version: '4.5.6 (Build: 20250811)',
      // Strings, not objects; submission review is sent and not announced (measured).
      messages_supported: ['LtiResourceLinkRequest', DEEP_LINKING],
      placements: ['AddContentMenu'],
      variables: Object.keys(lms.preset.variables),
    },
  }),
  unauthorised: { status: 401, body: ([reason = '']) => ({ type: 'text', content: codeOf(reason) }) },
  invalid: { status: 400, body: (reasons) => ({ type: 'text', content: reasons.join('; ') }) },
  extraViolations: () => [],
  toolSettings: (request) => {
    const tool = request[TOOL_CONFIGURATION];
    const deepLink = deepLinkMessage(tool);
    return {
      scopes: scopesGranted(scopesIn(request)),
      custom: tool.custom_parameters ?? {},
      privacy: privacyFromClaims(tool.claims),
      // Of the messages only the address for choosing content is kept.
      messages: deepLink && [
        {
          type: DEEP_LINKING,
          placement: 'AddContentMenu',
          targetLinkUri: deepLink.target_link_uri,
          custom: {},
        },
      ],
      deepLinking: Boolean(deepLink),
    };
  },
  answer: (_lms, tool, request) => {
    const { description = '', domain, ...asked } = request[TOOL_CONFIGURATION];
    return {
      client_id: tool.clientId,
      token_endpoint_auth_method: 'private_key_jwt',
      response_types: ['id_token'],
      jwks_uri: tool.jwksUrl,
      initiate_login_uri: tool.loginUrl,
      grant_types: ['client_credentials', 'implicit'],
      redirect_uris: tool.redirectUris,
      application_type: ['web'],
      client_name: tool.name,
      logo_uri: request.logo_uri ?? '',
      scope: tool.scopes.join(' '),
      [TOOL_CONFIGURATION]: {
        deployment_id: tool.deploymentId,
        target_link_uri: tool.targetLinkUri,
        domain,
        description,
        ...messagesInAnswer(tool),
        ...(asked.custom_parameters && { custom_parameters: asked.custom_parameters }),
        claims: CLAIMS_IN_ANSWER,
      },
    };
  },
  activation: 'Activate',
};

const codeOf = (reason: string): string =>
  reason.endsWith('used') ? 'token_already_used' : `${reason.split(' ').at(-1)}_registration_token`;

const deepLinkMessage = ({ messages }: ToolConfiguration) =>
  messages.find((message) => message.type === DEEP_LINKING);

/** Any grade scope switches three of them on, the line item scope all four. */
function scopesGranted(asked: string[]): string[] {
  const grades = asked.some((scope) => AGS_SCOPES.includes(scope));
  return [
    ...(grades ? [SCOPE.score, SCOPE.result, SCOPE.lineItemReadonly] : []),
    ...[SCOPE.lineItem, SCOPE.members, TOOL_SETTINGS].filter((scope) => asked.includes(scope)),
  ];
}

function messagesInAnswer({ messages }: Tool): Record<string, unknown> {
  const [deepLink] = messages ?? [];
  return deepLink
    ? { messages: [{ type: DEEP_LINKING, target_link_uri: deepLink.targetLinkUri ?? '' }] }
    : {};
}
