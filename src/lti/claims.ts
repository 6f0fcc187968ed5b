import { z } from 'zod';
import { nameTold } from '../domain/oneLine.ts';

/** Claim names (LTI Core 1.3, section 5.3 and 5.4; AGS 2.0, 3.1; NRPS 2.0, 3.6; Deep Linking 2.0, 4.4). */
const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
export const DEPLOYMENT_ID = `${LTI}deployment_id`;
export const MESSAGE_TYPE = `${LTI}message_type`;
const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim/';
const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';
const PLACEMENT = 'https://www.instructure.com/placement';
const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice';

const text = z.string().min(1).max(2000);
const id = z.string().min(1).max(255);
/** What only makes a page nicer never refuses a launch: a malformed value counts as absent. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined);
const url = z.url({ protocol: /^https?$/, hostname: /^(\[[0-9a-f:.]+\]|[\w.-]+)$/ }).max(4000);

/** The claims that decide whether a launch is genuine. Read before the signature is verified: nothing is believed yet. */
export const proof = z.object({
  iss: text,
  aud: z.union([text, z.array(text).min(1)]),
  azp: text.optional(),
  exp: z.number(),
  iat: z.number(),
  nbf: z.number().optional(),
  nonce: text,
  sub: id.optional(),
  /** ASCII (Core 1.3, section 5.3.3). */
  [DEPLOYMENT_ID]: id.regex(/^[\x20-\x7e]+$/, 'no ASCII text'),
  [`${LTI}version`]: z.literal('1.3.0'),
  [MESSAGE_TYPE]: text,
});

const name = text.transform(nameTold);
/** An address that mail can be sent to: one that is anything else is as good as none. */
export const emailTold = z.email().max(254);
const context = z.object({ id, title: optional(name), label: optional(name) });
const endpoint = z.object({
  lineitem: optional(url),
  lineitems: optional(url),
  scope: optional(z.array(z.string())),
});
const settings = z.object({
  deep_link_return_url: url,
  accept_types: z.array(z.string()),
  accept_lineitem: optional(z.stringbool().or(z.boolean())),
  data: optional(z.string()),
});

/** The claims of a verified launch, with what each message type requires. */
export const claims = z
  .object({
    sub: id,
    name: optional(name),
    given_name: optional(name),
    family_name: optional(name),
    email: optional(emailTold),
    [MESSAGE_TYPE]: z.enum(['LtiResourceLinkRequest', 'LtiDeepLinkingRequest', 'LtiSubmissionReviewRequest']),
    locale: optional(text),
    [`${LTI}roles`]: z.array(z.string()),
    [`${LTI}target_link_uri`]: optional(url),
    [`${LTI}resource_link`]: optional(z.object({ id, title: optional(name) })),
    // It decides whose page this is, so that a malformed one is not passed over.
    [`${LTI}context`]: context.nullish(),
    [`${LTI}custom`]: optional(z.record(z.string(), z.unknown())),
    [`${LTI}launch_presentation`]: optional(z.object({ locale: optional(text), return_url: optional(url) })),
    [`${LTI}tool_platform`]: optional(
      z.object({ product_family_code: optional(text), name: optional(text) }),
    ),
    [AGS]: optional(endpoint),
    [NRPS]: optional(z.object({ context_memberships_url: url })),
    [`${DL}deep_linking_settings`]: optional(settings),
    [`${LTI}for_user`]: optional(z.object({ user_id: id })),
    [`${LTI}role_scope_mentor`]: optional(z.array(z.string().max(255)).max(1000)),
    [PLACEMENT]: optional(text),
  })
  .transform((token) => ({
    sub: token.sub,
    name: token.name ?? [token.given_name, token.family_name].filter(Boolean).join(' '),
    email: token.email ?? null,
    messageType: token[MESSAGE_TYPE],
    roles: token[`${LTI}roles`],
    targetLinkUri: token[`${LTI}target_link_uri`] ?? null,
    resourceLink: token[`${LTI}resource_link`] ?? null,
    context: token[`${LTI}context`] ?? null,
    custom: strings(token[`${LTI}custom`] ?? {}),
    /** The names of all custom parameters, those without a value among them: the LMS knows that it is asked. */
    customNames: Object.keys(token[`${LTI}custom`] ?? {}),
    presentation: token[`${LTI}launch_presentation`] ?? {},
    /** Of the page that it is opened in, else of the person (OpenID Connect Core, section 5.1). */
    locale: token[`${LTI}launch_presentation`]?.locale ?? token.locale ?? null,
    productFamilyCode: token[`${LTI}tool_platform`]?.product_family_code ?? undefined,
    endpoint: token[AGS] ?? null,
    membershipsUrl: token[NRPS]?.context_memberships_url ?? null,
    deepLinking:
      token[MESSAGE_TYPE] === 'LtiDeepLinkingRequest' ? (token[`${DL}deep_linking_settings`] ?? null) : null,
    /** Whose work a grader asked to see (AGS 2.0, section 4.6). */
    forUser: token[`${LTI}for_user`]?.user_id ?? null,
    /** The LTI user ids of those whom a mentor follows (Core 1.3, section 5.4.8). */
    mentored: token[`${LTI}role_scope_mentor`] ?? [],
    /** Where in Canvas the launch was clicked, such as `course_navigation`. */
    placement: token[PLACEMENT] ?? null,
  }))
  .refine(
    (launch) => launch.messageType !== 'LtiResourceLinkRequest' || launch.resourceLink,
    'no resource_link.id',
  )
  .refine(
    (launch) => launch.messageType === 'LtiDeepLinkingRequest' || launch.targetLinkUri,
    'no target_link_uri',
  )
  .refine((launch) => launch.messageType !== 'LtiSubmissionReviewRequest' || launch.forUser, 'no for_user')
  .refine(
    (launch) => launch.messageType !== 'LtiSubmissionReviewRequest' || launch.endpoint?.lineitem,
    'no lineitem',
  )
  .refine(
    (launch) => !launch.deepLinking || launch.deepLinking.accept_types.includes('ltiResourceLink'),
    'accept_types without ltiResourceLink',
  )
  // A discussion belongs to a course.
  .refine((launch) => launch.messageType !== 'LtiDeepLinkingRequest' || launch.context, 'no context')
  .refine(
    (launch) => launch.messageType !== 'LtiDeepLinkingRequest' || launch.deepLinking,
    'no deep_linking_settings',
  );

export type Proof = z.infer<typeof proof>;
export type Claims = z.infer<typeof claims>;

/** Custom parameters with a value. Moodle sends JSON null for unset ones; an unknown variable stays a literal `$Name`. */
function strings(custom: Record<string, unknown>): Record<string, string> {
  const pairs = Object.entries(custom).filter(
    (pair): pair is [string, string] =>
      typeof pair[1] === 'string' && pair[1] !== '' && !pair[1].startsWith('$'),
  );
  return Object.fromEntries(pairs);
}
