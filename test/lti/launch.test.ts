import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  assertLaunches,
  assertRefused,
  beginLogin,
  type Change,
  DL,
  type FakePlatform,
  launch,
  LTI,
  newKey,
  signed,
  startFakePlatform,
} from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

const seconds = () => Math.floor(Date.now() / 1000);
const claim = (name: string, value: unknown): Change => {
  return ({ claims }) => void (claims[name] = value);
};
const without = (name: string): Change => {
  return ({ claims }) => void delete claims[name];
};
const form = (name: string, value: string): Change => {
  return (draft) => void (draft.form[name] = value);
};

/** Replaces a claim after the token was signed. */
async function tamper(token: string, change: Record<string, unknown>): Promise<string> {
  const [header, payload = '', signature] = token.split('.');
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...change };
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}

describe('A launch that is broken in one way is refused in plain words, and the next one works', () => {
  let tool: RunningTool;
  let platform: FakePlatform;
  let other: FakePlatform;

  before(async () => {
    tool = await startTool();
    platform = await startFakePlatform(tool);
    other = await startFakePlatform(tool, { clientId: 'client-2' });
  });
  after(async () => {
    await platform?.close();
    await other?.close();
    await tool?.close();
  });

  /** What is broken, as a page calls it, and how. */
  const BROKEN: [string, string, Change][] = [
    ['no kid', 'signature', ({ header }) => void delete header.kid],
    ['an empty kid', 'signature', ({ header }) => void (header.kid = '')],
    ['an unknown kid', 'signature', ({ header }) => void (header.kid = 'key-9')],
    ['a known kid and a foreign key', 'signature', async (draft) => void (draft.key = (await newKey('x')).privateKey)],
    ['no signature and alg none', 'signature', ({ header }) => void (header.alg = 'none')],
    [
      'HS256 with the public key as the secret',
      'signature',
      (draft) => {
        draft.header.alg = 'HS256';
        draft.key = new TextEncoder().encode(platform.key.pem);
      },
    ],
    ['a payload changed after signing', 'signature', tampered({ sub: 'somebody-else' })],
    ['a role added after signing', 'signature', tampered({ [`${LTI}roles`]: ['Instructor'] })],
    ['an invented nonce', 'nonce', claim('nonce', 'invented')],
    ['the nonce of another login', 'nonce', async ({ claims }) => void (claims.nonce = (await beginLogin(tool, platform)).nonce)],
    ['no nonce', 'claims', without('nonce')],
    ['a nonce that is an operator', 'claims', claim('nonce', { $ne: '' })],
    ['an unknown deployment', 'deployment', claim(`${LTI}deployment_id`, 'd9')],
    ['no deployment', 'claims', without(`${LTI}deployment_id`)],
    ['a target elsewhere', 'foreign-target', claim(`${LTI}target_link_uri`, 'https://elsewhere.example/lti/launch')],
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
      ({ claims }) => void Object.assign(claims, { aud: ['client-1'], azp: 'client-9' }),
    ],
    ['another issuer', 'issuer', claim('iss', 'https://elsewhere.example')],
    [
      'another registered LMS, signed by that one',
      'issuer',
      (draft) => {
        Object.assign(draft.claims, { iss: other.issuer, aud: other.clientId });
        draft.key = other.key.privateKey;
      },
    ],
    ['no issuer', 'claims', without('iss')],
    ['a state with odd characters', 'bad-request', form('state', 'a b;c="=,\u0001')],
    ['no state', 'bad-request', form('state', '')],
    ['an invented state', 'state', form('state', randomBytes(25).toString('hex'))],
    ['no cookie', 'no-cookie', (draft) => void (draft.cookie = '')],
    ['a cookie of no meaning', 'state', (draft) => void (draft.cookie = `__Host-rejoinder=${'x'.repeat(43)}`)],
    ['the cookie of another browser', 'state', async (draft) => void (draft.cookie = (await beginLogin(tool, platform)).cookie)],
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
    [
      'deep linking without settings',
      'claims',
      ({ claims }) => void (claims[`${LTI}message_type`] = 'LtiDeepLinkingRequest'),
    ],
    [
      'deep linking whose return address is a script',
      'claims',
      ({ claims }) => {
        claims[`${LTI}message_type`] = 'LtiDeepLinkingRequest';
        claims[`${DL}deep_linking_settings`] = {
          deep_link_return_url: 'javascript:alert(1)',
          accept_types: ['ltiResourceLink'],
        };
      },
    ],
    ['no token', 'bad-request', form('id_token', '')],
    ['a token that is none', 'claims', form('id_token', 'not.a.token')],
    ['a token of one part', 'claims', form('id_token', 'token')],
    ['a token of rubbish', 'claims', form('id_token', '\u0000'.repeat(50))],
    ['an error of the LMS', 'lms-error', ({ form }) => void Object.assign(form, { error: 'login_required', error_description: '<b>a-learner</b> is signed out' })],
  ];

  for (const [what, reason, change] of BROKEN) {
    it(what, async () => {
      await assertRefused(await launch(tool, platform, change), reason);
      await assertLaunches(tool, platform);
    });
  }

  function tampered(changes: Record<string, unknown>): Change {
    return async (draft) => {
      draft.form.id_token = await tamper(await signed(draft), changes);
    };
  }
});
