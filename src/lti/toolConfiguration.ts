import type { Family } from '../domain/platform.ts';
import { SCOPES } from './services.ts';

/** What LMSs show of the tool, in the words of the catalogue. */
export interface ToolWords {
  name: string;
  description: string;
  /** The entry in a course's menu. */
  navigation: string;
}

/** What an LMS says it has; null: it does not say, so that everything may be asked for. */
export interface LmsOffer {
  family: Family;
  scopes: string[] | null;
  messages: { type: string; placements: string[] | null }[] | null;
}

const CANVAS = 'https://canvas.instructure.com/lti/';
export const TOOL_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const TOOL_ID = 'rejoinder';
const DEEP_LINKING = 'LtiDeepLinkingRequest';
const RESOURCE_LINK = 'LtiResourceLinkRequest';

/**
 * The least that tells names; where mail is sent, the least that tells addresses with them. `role_scope_mentor` would
 * take `public`, which tells e-mail addresses and pictures of all; whom an observer follows comes as a custom parameter
 * instead (Canvas lib/lti/messages/jwt_message.rb).
 */
const privacyLevel = (asksForEmail: boolean) => (asksForEmail ? 'public' : 'name_only');

/** Where a teacher adds a discussion in Canvas: to an assignment, or to a module (cv: deep_linking_request.rb). */
const SELECTION = ['assignment_selection', 'link_selection'];

/** The addresses to enter in the LMS (LTI Core 1.3 has no fixed ones; these are the tool's). */
export function toolAddresses(baseUrl: string) {
  return {
    loginUrl: `${baseUrl}/lti/login`,
    redirectUrl: `${baseUrl}/lti/launch`,
    targetLinkUrl: `${baseUrl}/lti/launch`,
    jwksUrl: `${baseUrl}/lti/keys`,
  };
}

/** Moodle keeps this address and shows it in its chooser: it has to stay the same. */
const iconUrl = (baseUrl: string) => `${baseUrl}/icon.svg`;

/** Whom an observer follows, and where somebody is in the course (cv: lib/lti/variable_expander.rb). */
const OF_CANVAS = {
  observees: '$com.instructure.User.observees',
  section_ids: '$Canvas.course.sectionIds',
  section_names: '$com.instructure.User.sectionNames',
  group_ids: '$Canvas.group.contextIds',
  course_group_ids: '$com.instructure.Course.groupIds',
  // Only where the whole assignment is done in groups, and graded by them.
  assignment_group: '$com.instructure.Group.id',
};

/**
 * Custom parameters of every launch (Core 1.3, appendix B). Due dates: Canvas substitutes them, Moodle leaves the
 * literal, which counts as none. Histories: what a copied course was copied from.
 */
function customParameters(family: Family): Record<string, string> {
  return {
    due_at: '$ResourceLink.submission.endDateTime',
    context_history: '$Context.id.history',
    link_history: '$ResourceLink.id.history',
    ...(family === 'canvas' ? OF_CANVAS : {}),
    ...(family === 'moodle' ? { group_ids: '$Moodle.Person.userGroupIds' } : {}),
  };
}

/**
 * The body of a registration (Dynamic Registration 1.0, OpenID Connect Dynamic Client Registration section 2). It
 * asks for what the LMS offers and no more: Canvas answers 422 to a message type or scope it does not know.
 */
export function registrationRequest(
  baseUrl: string,
  words: ToolWords,
  offer: LmsOffer,
  asksForEmail = false,
) {
  const { loginUrl, redirectUrl, targetLinkUrl, jwksUrl } = toolAddresses(baseUrl);
  return {
    application_type: 'web',
    grant_types: ['client_credentials', 'implicit'],
    response_types: ['id_token'],
    initiate_login_uri: loginUrl,
    // Each once: Moodle stores them as they come, and compares byte by byte.
    redirect_uris: [redirectUrl],
    client_name: words.name,
    client_uri: baseUrl,
    logo_uri: iconUrl(baseUrl),
    jwks_uri: jwksUrl,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: askedScopes(offer).join(' '),
    [TOOL_CONFIGURATION]: {
      domain: new URL(baseUrl).host,
      target_link_uri: targetLinkUrl,
      description: words.description,
      claims: ['iss', 'sub', 'name', 'given_name', 'family_name', ...(asksForEmail ? ['email'] : [])],
      custom_parameters: customParameters(offer.family),
      messages: messages(targetLinkUrl, words, offer),
      ...(offer.family === 'canvas'
        ? { [`${CANVAS}privacy_level`]: privacyLevel(asksForEmail), [`${CANVAS}tool_id`]: TOOL_ID }
        : {}),
    },
  };
}

/** The services that the tool uses, as far as they are offered. */
export function askedScopes({ scopes }: Pick<LmsOffer, 'scopes'>): string[] {
  return Object.values(SCOPES).filter((scope) => scopes?.includes(scope) ?? true);
}

function messages(target: string, words: ToolWords, offer: LmsOffer): object[] {
  const offered = (type: string) => offer.messages?.find((message) => message.type === type);
  const isOffered = (type: string) => offer.messages === null || offered(type) !== undefined;
  const among = (type: string, placements: string[]) =>
    placements.filter((name) => offered(type)?.placements?.includes(name) ?? true);
  const message = (type: string, more: object = {}) => ({ type, target_link_uri: target, ...more });
  if (offer.family === 'canvas') {
    const selection = among(DEEP_LINKING, SELECTION);
    const navigation = among(RESOURCE_LINK, ['course_navigation']);
    return [
      ...(isOffered(DEEP_LINKING) && selection.length > 0
        ? [message(DEEP_LINKING, { label: words.name, placements: selection })]
        : []),
      // Canvas takes a message without placements to be one for link selection.
      ...(isOffered(RESOURCE_LINK) && navigation.length > 0
        ? [message(RESOURCE_LINK, { label: words.navigation, placements: navigation, ...IN_THE_MENU })]
        : []),
    ];
  }
  return [
    ...(isOffered(DEEP_LINKING)
      ? [message(DEEP_LINKING, { label: words.name, placements: ['ContentArea'] })]
      : []),
    ...(isOffered(RESOURCE_LINK) ? [message(RESOURCE_LINK, { label: words.name })] : []),
    // Only where it is announced. Moodle sends it without announcing it.
    ...(offered('LtiSubmissionReviewRequest') ? [message('LtiSubmissionReviewRequest')] : []),
  ];
}

/** A teacher who wants the list of discussions in the course's menu switches it on there. */
const IN_THE_MENU = {
  [`${CANVAS}course_navigation/default_enabled`]: false,
  [`${CANVAS}visibility`]: 'members',
};

/** The same for a key that is made in Canvas by hand (cv: doc/api/lti_dev_key_config.md, navigation_tools.md). */
export function canvasKey(baseUrl: string, words: ToolWords, asksForEmail = false) {
  const { loginUrl, targetLinkUrl, jwksUrl } = toolAddresses(baseUrl);
  const at = { enabled: true, target_link_uri: targetLinkUrl };
  return {
    title: words.name,
    description: words.description,
    oidc_initiation_url: loginUrl,
    target_link_uri: targetLinkUrl,
    public_jwk_url: jwksUrl,
    scopes: Object.values(SCOPES),
    custom_fields: customParameters('canvas'),
    extensions: [
      {
        platform: 'canvas.instructure.com',
        domain: new URL(baseUrl).host,
        tool_id: TOOL_ID,
        privacy_level: privacyLevel(asksForEmail),
        settings: {
          text: words.name,
          icon_url: iconUrl(baseUrl),
          placements: [
            ...SELECTION.map((placement) => ({
              ...at,
              placement,
              message_type: DEEP_LINKING,
              text: words.name,
            })),
            {
              ...at,
              placement: 'course_navigation',
              message_type: RESOURCE_LINK,
              text: words.navigation,
              default: 'disabled',
              visibility: 'members',
            },
          ],
        },
      },
    ],
  };
}
export type CanvasKey = ReturnType<typeof canvasKey>;
