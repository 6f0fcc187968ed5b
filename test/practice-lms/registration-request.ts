import type { Client, Json } from './practice.ts';
import { SCOPE } from './practice.ts';

export const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
export const PLATFORM = 'https://purl.imsglobal.org/spec/lti-platform-configuration';
export const CANVAS = 'https://canvas.instructure.com/lti/';

/** What a tool would send, every service and every claim asked for. */
export function request(toolUrl: string): Json {
  const launch = `${toolUrl}/lti/launch`;
  return {
    application_type: 'web',
    grant_types: ['client_credentials', 'implicit'],
    response_types: ['id_token'],
    initiate_login_uri: `${toolUrl}/lti/login`,
    redirect_uris: [launch],
    client_name: 'A tool of its own',
    jwks_uri: `${toolUrl}/lti/keys`,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: [SCOPE.lineItem, SCOPE.score, SCOPE.result, SCOPE.members].join(' '),
    [TOOL]: {
      domain: new URL(toolUrl).host,
      target_link_uri: launch,
      claims: ['iss', 'sub', 'name', 'given_name', 'family_name', 'email'],
      custom_parameters: { context_history: '$Context.id.history' },
      messages: [
        {
          type: 'LtiDeepLinkingRequest',
          target_link_uri: `${toolUrl}/choose`,
          label: 'A discussion',
          placements: ['assignment_selection', 'ContentArea'],
        },
        {
          type: 'LtiResourceLinkRequest',
          target_link_uri: `${toolUrl}/overview`,
          custom_parameters: { from: 'menu' },
          placements: ['course_navigation'],
          [`${CANVAS}course_navigation/default_enabled`]: true,
          [`${CANVAS}visibility`]: 'members',
        },
      ],
    },
  };
}

/** The admin starts a registration. */
export const begin = (at: Client, url = `${at.tool.url}/register?invitation=1`): Promise<Json> =>
  at.json('/admin/registrations', { url });

/** The tool posts its registration, with the token it was given or another. */
export async function send(at: Client, token: string | undefined, body: unknown): Promise<Response> {
  const endpoint = { canvas: '/api/lti/registrations', moodle: '/mod/lti/openid-registration.php' };
  const url = at.base + endpoint[at.base.endsWith('canvas') ? 'canvas' : 'moodle'];
  const headers = {
    'content-type': 'application/json',
    ...(token && { authorization: `Bearer ${token}` }),
  };
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** All of it: the admin starts, the tool registers. @returns what the platform answered */
export async function registered(at: Client, changes: (body: Json) => void = () => {}): Promise<Json> {
  const { registrationToken } = await begin(at);
  const body = request(at.tool.url);
  changes(body);
  const response = await send(at, registrationToken, body);
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  return response.json();
}

/** A tool that has registered and been let in. @returns its client id */
export async function letIn(at: Client, changes?: (body: Json) => void): Promise<string> {
  const { client_id } = await registered(at, changes);
  await at.json(`/admin/tools/${client_id}`, { state: 'active' });
  return client_id;
}
