import { z } from 'zod';

export const TOOL_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

const address = z.url({ protocol: /^https?$/, error: 'is not an http or https address' });
const including = (...wanted: string[]) =>
  z
    .array(z.string())
    .refine(
      (given) => wanted.every((one) => given.includes(one)),
      `does not include ${wanted.join(' and ')}`,
    );
const customParameters = z.record(z.string(), z.string());

/** One message the tool wants to be launched with. */
const message = z.looseObject({
  type: z.string().min(1),
  target_link_uri: address.optional(),
  label: z.string().optional(),
  icon_uri: address.optional(),
  custom_parameters: customParameters.optional(),
  placements: z.array(z.string()).optional(),
  roles: z.array(z.string()).optional(),
});

const toolConfiguration = z
  .looseObject({
    domain: z.string().regex(/^[\w-]+(\.[\w-]+)*(:\d{1,5})?$/, 'is not a host name without protocol'),
    target_link_uri: address,
    claims: z.array(z.string()),
    messages: z.array(message),
    custom_parameters: customParameters.optional(),
    description: z.string().optional(),
  })
  .refine((tool) => covers(tool.domain, tool.target_link_uri), {
    path: ['target_link_uri'],
    error: 'is not within domain',
  });

/** What a tool sends [Dynamic Registration 1.0; OpenID Connect Dynamic Client Registration §2]. */
const registration = z.looseObject({
  application_type: z.literal('web'),
  grant_types: including('client_credentials', 'implicit'),
  response_types: including('id_token'),
  initiate_login_uri: address,
  redirect_uris: z
    .array(address)
    .min(1)
    .refine((uris) => new Set(uris).size === uris.length, 'names an address twice')
    .refine((uris) => uris.every((uri) => !uri.includes('#')), 'names an address with a fragment'),
  client_name: z.string().trim().min(1),
  jwks_uri: address,
  token_endpoint_auth_method: z.literal('private_key_jwt'),
  scope: z.string(),
  logo_uri: address.optional(),
  client_uri: address.optional(),
  tos_uri: address.optional(),
  policy_uri: address.optional(),
  contacts: z.array(z.email()).optional(),
  [TOOL_CONFIGURATION]: toolConfiguration,
});

export type RegistrationRequest = z.infer<typeof registration>;
export type ToolConfiguration = z.infer<typeof toolConfiguration>;
export type ToolMessageRequest = z.infer<typeof message>;

export type Parsed = { request: RegistrationRequest } | { mistakes: string[] };

/** The request as it should be, or each mistake in it. */
export function parseRegistration(body: unknown): Parsed {
  const parsed = registration.safeParse(body);
  if (parsed.success) return { request: parsed.data };
  return { mistakes: parsed.error.issues.map((issue) => `${nameOf(issue.path)} ${issue.message}`) };
}

const nameOf = (path: PropertyKey[]): string =>
  path.map((part) => (part === TOOL_CONFIGURATION ? 'lti-tool-configuration' : String(part))).join('.') ||
  'the body:';

/** A domain covers its own host, whatever the port, and the hosts below it. */
function covers(domain: string, url: string): boolean {
  if (!URL.canParse(url)) return true;
  const { host, hostname } = new URL(url);
  const [name = ''] = domain.split(':');
  return domain === host || (domain === name && (hostname === name || hostname.endsWith(`.${name}`)));
}
