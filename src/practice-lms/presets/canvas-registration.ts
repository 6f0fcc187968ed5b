import { SignJWT } from 'jose';
import { AGS_SCOPES, LTI, SCOPE } from '../claims.ts';
import type { ToolMessage } from '../model.ts';
import { PLATFORM_CONFIGURATION } from '../registration/configuration.ts';
import { scopesIn } from '../registration/register.ts';
import { TOOL_CONFIGURATION, type ToolMessageRequest } from '../registration/request.ts';
import type { RegistrationRules } from '../registration/rules.ts';
import { levelFromClaims } from './canvas-privacy.ts';

/** cv: doc/api/registration.md, app/controllers/lti/ims/dynamic_registration_controller.rb, lib/schemas/lti/ims. */

const EXTENSION = 'https://canvas.instructure.com/lti/';
const ITS_OWN_SCOPES = [
  `${EXTENSION}public_jwk/scope/update`,
  `${EXTENSION}account_lookup/scope/show`,
  'https://canvas.instructure.com/lti-ags/progress/scope/show',
];

const PLACEMENTS: Record<string, string[]> = {
  LtiResourceLinkRequest: [
    ...['account_navigation', 'assignment_edit', 'assignment_group_menu', 'assignment_index_menu'],
    ...[
      'assignment_menu',
      'assignment_selection',
      'assignment_view',
      'collaboration',
      'course_home_sub_navigation',
    ],
    ...['course_navigation', 'course_settings_sub_navigation', 'discussion_topic_index_menu'],
    ...['discussion_topic_menu', 'file_index_menu', 'file_menu', 'global_navigation', 'homework_submission'],
    ...['link_selection', 'migration_selection', 'module_group_menu', 'module_index_menu', 'module_menu'],
    ...['post_grades', 'quiz_index_menu', 'quiz_menu', 'resource_selection', 'similarity_detection'],
    ...['student_context_card', 'submission_type_selection', 'tool_configuration', 'user_navigation'],
    ...['wiki_index_menu', 'wiki_page_menu'],
  ],
  LtiDeepLinkingRequest: [
    ...['assignment_selection', 'collaboration', 'conference_selection', 'course_assignments_menu'],
    ...['editor_button', 'homework_submission', 'link_selection', 'migration_selection'],
    ...['module_index_menu_modal', 'module_menu_modal', 'resource_selection', 'submission_type_selection'],
  ],
};
const STANDARD_NAMES: Record<string, string> = {
  ContentArea: 'link_selection',
  RichTextEditor: 'editor_button',
};

const placementName = (name: string): string => STANDARD_NAMES[name] ?? name.replace(EXTENSION, '');

/** Allowed values of Canvas's own keys; one that is absent is fine. */
const ON_TOOL: [string, (value: unknown) => boolean][] = [
  ['privacy_level', (value) => ['anonymous', 'name_only', 'email_only', 'public'].includes(String(value))],
  ['tool_id', (value) => typeof value === 'string'],
];
const ON_MESSAGE: [string, (value: unknown) => boolean][] = [
  ['course_navigation/default_enabled', (value) => typeof value === 'boolean'],
  ['visibility', (value) => ['admins', 'members', 'public'].includes(String(value))],
];

export const canvasRegistration: RegistrationRules = {
  token: (lms, open) =>
    new SignJWT({
      uuid: open.id,
      initiated_at: new Date().toISOString(),
      user_id: 1,
      root_account_global_id: 1,
      exp: Math.floor(open.expiresAt / 1000),
    })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(lms.memory.secret),
  configurationNeedsToken: true,
  configuration: (lms) => ({
    scopes: [...AGS_SCOPES, SCOPE.members, ...ITS_OWN_SCOPES],
    claims_supported: [
      ...['sub', 'picture', 'email', 'name', 'given_name', 'family_name', 'locale'],
      `${LTI}lis`,
    ],
    subject_types_supported: ['public'],
    authorization_server: new URL(lms.site.origin).host,
    [PLATFORM_CONFIGURATION]: {
      product_family_code: 'canvas',
      version: 'vCloud',
      messages_supported: Object.entries(PLACEMENTS).map(([type, placements]) => ({ type, placements })),
      variables: Object.keys(lms.preset.variables),
      [`${EXTENSION}account_name`]: lms.preset.label,
      [`${EXTENSION}account_lti_guid`]: 'practice-canvas-guid',
    },
  }),
  unauthorised: {
    status: 401,
    body: ([reason]) => ({ type: 'json', content: { errorMessage: reason } }),
  },
  invalid: { status: 422, body: (errors) => ({ type: 'json', content: { errors } }) },
  extraViolations: (request) => [
    ...wrongKeys(request[TOOL_CONFIGURATION], ON_TOOL),
    ...request[TOOL_CONFIGURATION].messages.flatMap((message) => [
      ...wrongPlacements(message),
      ...wrongKeys(message, ON_MESSAGE),
    ]),
  ],
  toolSettings: (request) => {
    const tool = request[TOOL_CONFIGURATION];
    const messages = tool.messages.flatMap(messagesFrom);
    return {
      scopes: scopesIn(request).filter((scope) => scope !== 'openid'),
      custom: tool.custom_parameters ?? {},
      privacy: {
        privacyLevel: String(tool[`${EXTENSION}privacy_level`] ?? levelFromClaims(tool.claims)),
      },
      messages,
      deepLinking: messages.some((message) => message.type === 'LtiDeepLinkingRequest'),
    };
  },
  answer: (lms, tool, request) => ({
    ...request,
    client_id: tool.clientId,
    deployment_id: tool.deploymentId,
    scope: tool.scopes.join(' '),
    [TOOL_CONFIGURATION]: {
      ...request[TOOL_CONFIGURATION],
      [`${EXTENSION}registration_config_url`]: `${lms.site.origin}/api/lti/registrations/${tool.clientId}/view`,
    },
  }),
  activation: 'Confirm and turn on',
};

function wrongKeys(where: Record<string, unknown>, keys: typeof ON_TOOL): string[] {
  return keys
    .filter(([key, isRight]) => where[EXTENSION + key] !== undefined && !isRight(where[EXTENSION + key]))
    .map(([key]) => `${EXTENSION}${key} has the wrong value`);
}

function wrongPlacements({ type, placements = [] }: ToolMessageRequest): string[] {
  const known = PLACEMENTS[type];
  if (!known) return [`messages: ${type} is not in messages_supported`];
  return placements
    .filter((name) => !known.includes(placementName(name)))
    .map((name) => `messages: ${name} is no placement for ${type}`);
}

/** A message without placements is for link selection. */
const messagesFrom = (message: ToolMessageRequest): ToolMessage[] =>
  (message.placements?.length ? message.placements : ['link_selection']).map((name) => ({
    type: message.type,
    placement: placementName(name),
    targetLinkUri: message.target_link_uri,
    custom: message.custom_parameters ?? {},
  }));
