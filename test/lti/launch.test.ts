import { randomBytes } from 'node:crypto';
import {
  assertLaunches,
  assertRefused,
  beginLogin,
  type Change,
  DL,
  type FakePlatform,
  LTI,
  launch,
  newKey,
  signed,
  startFakePlatform,
  withClaims,
  withForm,
  withKey,
} from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

const seconds = () => Math.floor(Date.now() / 1000);
const claim = (name: string, value: unknown) => withClaims({ [name]: value });
const without = (name: string) => withClaims({ [name]: undefined });
const cookie = (value: string | (() => Promise<string>)): Change => {
  return async (draft) => {
    draft.cookie = typeof value === 'string' ? value : await value();
  };
};

/** Claims changed after the token was signed. */
const tampered = (changes: Record<string, unknown>): Change => {
  return async (draft) => {
    const [header, payload = '', signature] = (await signed(draft)).split('.');
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...changes };
    draft.form.id_token = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join(
      '.',
    );
  };
};

const DEEP_LINKING = { [`${LTI}message_type`]: 'LtiDeepLinkingRequest' };
const RETURN_BY_SCRIPT = { deep_link_return_url: 'javascript:alert(1)', accept_types: ['ltiResourceLink'] };

describe('A launch that is broken in one way is refused in plain words, and the next one works', () => {
  let tool: RunningTool;
  let platform: FakePlatform;
  let other: FakePlatform;

  before(async () => {
    tool = await startTool();
    platform = await startFakePlatform(tool);
    other = await startFakePlatform(tool, { clientId: 'client-2' });
  });
  after(() => tool?.close());

  /** Breaks a launch in a way that needs to know the LMS. */
  const knowing = (change: () => Change | Promise<Change>): Change => {
    return async (draft, begun) => (await change())(draft, begun);
  };
  const another = () => beginLogin(tool, platform);

  /** What is wrong, the page that says so, and how it came to be. */
  const BROKEN: [string, string, Change][] = [
    ['no kid', 'signature', ({ header }) => void delete header.kid],
    ['an empty kid', 'signature', knowing(() => withKey({ ...platform.key, kid: '' }))],
    ['an unknown kid', 'signature', knowing(() => withKey({ ...platform.key, kid: 'key-9' }))],
    ['a known kid and a foreign key', 'signature', knowing(async () => withKey(await newKey('key-1')))],
    ['alg none and no signature', 'signature', ({ header }) => void Object.assign(header, { alg: 'none' })],
    [
      'HS256 with the public key for a secret',
      'signature',
      (draft) => {
        draft.header.alg = 'HS256';
        draft.key = new TextEncoder().encode(platform.key.pem);
      },
    ],
    ['a sub changed after signing', 'signature', tampered({ sub: 'somebody-else' })],
    ['a role added after signing', 'signature', tampered({ [`${LTI}roles`]: ['Instructor'] })],
    ['an invented nonce', 'nonce', claim('nonce', 'invented')],
    ['the nonce of another login', 'nonce', knowing(async () => claim('nonce', (await another()).nonce))],
    ['no nonce', 'claims', without('nonce')],
    ['a nonce that is an operator', 'claims', claim('nonce', { $ne: '' })],
    ['an unknown deployment', 'deployment', claim(`${LTI}deployment_id`, 'd9')],
    ['no deployment', 'claims', without(`${LTI}deployment_id`)],
    [
      'a target elsewhere',
      'foreign-target',
      claim(`${LTI}target_link_uri`, 'https://elsewhere.example/lti/launch'),
    ],
    ['no target', 'claims', without(`${LTI}target_link_uri`)],
    ['no exp', 'claims', without('exp')],
    ['an exp in the past', 'expired', claim('exp', seconds() - 1)],
    ['an exp that is text', 'claims', claim('exp', '9999999999')],
    ['an iat an hour ahead', 'expired', claim('iat', seconds() + 3600)],
    ['an iat an hour ago', 'expired', claim('iat', seconds() - 3600)],
    ['no iat', 'claims', without('iat')],
    ['an iat that is text', 'claims', claim('iat', 'now')],
    ['the audience of another tool', 'audience', claim('aud', 'client-9')],
    ['an audience that is an operator', 'claims', claim('aud', { $ne: '' })],
    ['no audience', 'claims', without('aud')],
    ['an empty list of audiences', 'claims', claim('aud', [])],
    ['a further audience', 'audience', claim('aud', ['client-1', 'client-9'])],
    ['another azp', 'audience', claim('azp', 'client-9')],
    [
      'another azp beside a list of audiences',
      'audience',
      withClaims({ aud: ['client-1'], azp: 'client-9' }),
    ],
    ['another issuer', 'issuer', claim('iss', 'https://elsewhere.example')],
    ['no issuer', 'claims', without('iss')],
    [
      'another registered LMS, signed by that one',
      'issuer',
      (draft, begun) => {
        withClaims({ iss: other.issuer, aud: other.clientId })(draft, begun);
        withKey(other.key)(draft, begun);
      },
    ],
    ['a state with odd characters', 'bad-request', withForm({ state: 'a b;c="=,\u0001' })],
    ['no state', 'bad-request', withForm({ state: '' })],
    ['an invented state', 'state', withForm({ state: randomBytes(25).toString('hex') })],
    ['no cookie', 'no-cookie', cookie('')],
    ['a cookie that means nothing', 'state', cookie(`__Host-rejoinder=${'x'.repeat(43)}`)],
    ['the cookie of another browser', 'state', cookie(async () => (await another()).cookie)],
    ['another version', 'claims', claim(`${LTI}version`, '1.1')],
    ['no version', 'claims', without(`${LTI}version`)],
    ['no message type', 'claims', without(`${LTI}message_type`)],
    ['an unknown message type', 'claims', claim(`${LTI}message_type`, 'LtiGreeting')],
    ['no roles', 'claims', without(`${LTI}roles`)],
    ['roles that are text', 'claims', claim(`${LTI}roles`, 'Learner')],
    ['no resource link', 'claims', without(`${LTI}resource_link`)],
    ['a resource link without an id', 'claims', claim(`${LTI}resource_link`, { title: 'Week 1' })],
    ['nobody in particular, as a visitor of a public course', 'anonymous', without('sub')],
    ['an empty sub', 'claims', claim('sub', '')],
    ['a sub that is a number', 'claims', claim('sub', 7)],
    ['deep linking without settings', 'claims', withClaims(DEEP_LINKING)],
    [
      'deep linking that returns to a script',
      'claims',
      withClaims({ ...DEEP_LINKING, [`${DL}deep_linking_settings`]: RETURN_BY_SCRIPT }),
    ],
    ['no token', 'bad-request', withForm({ id_token: '' })],
    ['a token that is none', 'claims', withForm({ id_token: 'not.a.token' })],
    ['a token of one part', 'claims', withForm({ id_token: 'token' })],
    ['a token of rubbish', 'claims', withForm({ id_token: '\u0000'.repeat(50) })],
    [
      'an error of the LMS',
      'lms-error',
      withForm({ error: 'login_required', error_description: '<b>a-learner</b> is signed out' }),
    ],
    ['an error of the LMS, and no token', 'lms-error', withForm({ error: 'access_denied', id_token: '' })],
  ];

  for (const [what, reason, change] of BROKEN) {
    it(what, async () => {
      await assertRefused(await launch(tool, platform, change), reason);
      await assertLaunches(tool, platform);
    });
  }
});
