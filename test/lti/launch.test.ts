import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { textOf } from '../support/practice.ts';
import {
  assertLaunches,
  assertRefused,
  beginLogin,
  type Change,
  DL,
  type FakePlatform,
  LTI,
  launch,
  startFakePlatform,
  withClaims,
  withForm,
  withKey,
} from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';
const seconds = () => Math.floor(Date.now() / 1000);
/** So many seconds from the moment of the launch: a long run is no reason to be let in. */
const at = (name: 'exp' | 'nbf' | 'iat', ahead: number): Change => {
  return (draft) => void Object.assign(draft.claims, { [name]: seconds() + ahead });
};
const claim = (name: string, value: unknown) => withClaims({ [name]: value });
const without = (name: string) => withClaims({ [name]: undefined });
const cookie = (value: string | (() => Promise<string>)): Change => {
  return async (draft) => {
    draft.cookie = typeof value === 'string' ? value : await value();
  };
};

const BACK = 'https://lms.example/back';
const deepLinking = (settings?: object): Change =>
  withClaims({
    [`${LTI}message_type`]: 'LtiDeepLinkingRequest',
    [`${LTI}resource_link`]: undefined,
    [`${DL}deep_linking_settings`]: settings,
  });
const review = (changes: object = {}): Change =>
  withClaims({
    [`${LTI}message_type`]: 'LtiSubmissionReviewRequest',
    [`${LTI}for_user`]: { user_id: 'somebody' },
    [AGS]: { lineitem: 'https://lms.example/items/1' },
    ...changes,
  });
/** Several changes, one after the other. */
const both = (...changes: Change[]): Change => {
  return async (draft, begun) => {
    for (const change of changes) await change(draft, begun);
  };
};
/** A number that JSON can write and JavaScript cannot keep. */
const payload = (change: (json: string) => string): Change => {
  return (draft) => void Object.assign(draft, { payload: change(JSON.stringify(draft.claims)) });
};

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
    ['an invented nonce', 'nonce', claim('nonce', 'invented')],
    ['the nonce of another login', 'nonce', knowing(async () => claim('nonce', (await another()).nonce))],
    ['no nonce', 'claims', without('nonce')],
    ['an empty nonce', 'claims', claim('nonce', '')],
    ['a nonce that is a number', 'claims', claim('nonce', 0)],
    ['a nonce that is an operator', 'claims', claim('nonce', { $ne: '' })],
    ['an unknown deployment', 'deployment', claim(`${LTI}deployment_id`, 'd9')],
    ['the deployment in other letters', 'deployment', claim(`${LTI}deployment_id`, 'D1')],
    ['no deployment', 'claims', without(`${LTI}deployment_id`)],
    ['an empty deployment', 'claims', claim(`${LTI}deployment_id`, '')],
    ['a deployment that is a number', 'claims', claim(`${LTI}deployment_id`, 1)],
    ['a deployment that is a list', 'claims', claim(`${LTI}deployment_id`, ['d1'])],
    ['a deployment of 300 characters', 'claims', claim(`${LTI}deployment_id`, 'd'.repeat(300))],
    ['a deployment beyond ASCII', 'claims', claim(`${LTI}deployment_id`, 'd1ä')],
    ['a deployment that goes on in another line', 'claims', claim(`${LTI}deployment_id`, 'd1\n')],
    [
      'a target elsewhere',
      'foreign-target',
      claim(`${LTI}target_link_uri`, 'https://elsewhere.example/lti/launch'),
    ],
    [
      'a target that only begins like ours',
      'foreign-target',
      knowing(() => claim(`${LTI}target_link_uri`, `${tool.baseUrl}@elsewhere.example/lti/launch`)),
    ],
    [
      'a target at another port',
      'foreign-target',
      claim(`${LTI}target_link_uri`, 'http://127.0.0.1:1/lti/launch'),
    ],
    ['a target that is a script', 'claims', claim(`${LTI}target_link_uri`, 'javascript:alert(1)')],
    ['a target that is no address', 'claims', claim(`${LTI}target_link_uri`, '/lti/launch')],
    ['a target that is a list', 'claims', claim(`${LTI}target_link_uri`, ['/lti/launch'])],
    ['no target', 'claims', without(`${LTI}target_link_uri`)],
    ['no exp', 'claims', without('exp')],
    ['an exp in the past', 'expired', at('exp', -1)],
    ['an exp before time began', 'expired', claim('exp', -1)],
    ['an exp of zero', 'expired', claim('exp', 0)],
    ['an exp a fraction of a second ago', 'expired', at('exp', -0.5)],
    ['an exp without end', 'claims', payload((json) => json.replace(/"exp":\d+/, '"exp":1e999'))],
    ['an exp that is nothing', 'claims', claim('exp', null)],
    ['an exp that is text', 'claims', claim('exp', '9999999999')],
    ['an nbf an hour ahead', 'expired', at('nbf', 3600)],
    ['an nbf that is text', 'claims', claim('nbf', 'later')],
    ['an iat an hour ahead', 'expired', at('iat', 3600)],
    ['an iat an hour ago', 'expired', at('iat', -3600)],
    ['an iat a little more than a minute ahead', 'expired', at('iat', 90.5)],
    ['an iat a little more than ten minutes ago', 'expired', at('iat', -630)],
    ['an iat before time began', 'expired', claim('iat', -1)],
    ['no iat', 'claims', without('iat')],
    ['an iat that is nothing', 'claims', claim('iat', null)],
    ['an iat that is text', 'claims', claim('iat', 'now')],
    ['the audience of another tool', 'audience', claim('aud', 'client-9')],
    ['an audience that is an operator', 'claims', claim('aud', { $ne: '' })],
    ['no audience', 'claims', without('aud')],
    ['an audience that is a number', 'claims', claim('aud', 1)],
    ['an empty list of audiences', 'claims', claim('aud', [])],
    ['an empty audience beside ours', 'claims', claim('aud', ['client-1', ''])],
    ['the audience of another registered LMS', 'audience', claim('aud', 'client-2')],
    [
      'the audience of another registered LMS beside ours, even with our azp',
      'audience',
      withClaims({ aud: ['client-1', 'client-2'], azp: 'client-1' }),
    ],
    ['our audience in other letters', 'audience', claim('aud', 'CLIENT-1')],
    ['a further audience', 'audience', claim('aud', ['client-1', 'client-9'])],
    ['another azp', 'audience', claim('azp', 'client-9')],
    ['an azp that is nothing', 'claims', claim('azp', null)],
    ['an azp that is a list', 'claims', claim('azp', ['client-1'])],
    [
      'another azp beside a list of audiences',
      'audience',
      withClaims({ aud: ['client-1'], azp: 'client-9' }),
    ],
    ['another issuer', 'issuer', claim('iss', 'https://elsewhere.example')],
    ['its issuer with a slash more', 'issuer', knowing(() => claim('iss', `${platform.issuer}/`))],
    ['its issuer in a list', 'claims', knowing(() => claim('iss', [platform.issuer]))],
    ['an issuer that is an operator', 'claims', claim('iss', { $ne: '' })],
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
    ['a state that is a cookie of its own', 'bad-request', withForm({ state: '__Host-rejoinder' })],
    ['a state without end', 'bad-request', withForm({ state: 'a'.repeat(100_000) })],
    [
      'the state of another login',
      'state',
      knowing(async () => withForm({ state: (await another()).state })),
    ],
    ['an invented state', 'state', withForm({ state: randomBytes(25).toString('hex') })],
    ['no cookie', 'no-cookie', cookie('')],
    ['a cookie that means nothing', 'state', cookie(`__Host-rejoinder=${'x'.repeat(43)}`)],
    ['the cookie of another browser', 'state', cookie(async () => (await another()).cookie)],
    ['another version', 'claims', claim(`${LTI}version`, '1.1')],
    ['half a version', 'claims', claim(`${LTI}version`, '1.3')],
    ['a version that is a number', 'claims', claim(`${LTI}version`, 1.3)],
    ['no version', 'claims', without(`${LTI}version`)],
    ['no message type', 'claims', without(`${LTI}message_type`)],
    ['a message type in other letters', 'claims', claim(`${LTI}message_type`, 'ltiresourcelinkrequest')],
    ['a message type that is a list', 'claims', claim(`${LTI}message_type`, ['LtiResourceLinkRequest'])],
    ['an unknown message type', 'claims', claim(`${LTI}message_type`, 'LtiGreeting')],
    ['no roles', 'claims', without(`${LTI}roles`)],
    ['roles that are text', 'claims', claim(`${LTI}roles`, 'Learner')],
    ['roles that are nothing', 'claims', claim(`${LTI}roles`, null)],
    ['roles that are numbers', 'claims', claim(`${LTI}roles`, [1, 2])],
    ['roles by name', 'claims', claim(`${LTI}roles`, { Instructor: true })],
    ['no resource link', 'claims', without(`${LTI}resource_link`)],
    ['a resource link that is text', 'claims', claim(`${LTI}resource_link`, 'link-1')],
    ['a resource link whose id is a number', 'claims', claim(`${LTI}resource_link`, { id: 1 })],
    ['a resource link whose id is empty', 'claims', claim(`${LTI}resource_link`, { id: '' })],
    ['a course without an id', 'claims', claim(`${LTI}context`, { title: 'History' })],
    ['a course whose id is an operator', 'claims', claim(`${LTI}context`, { id: { $ne: '' } })],
    ['a course that is text', 'claims', claim(`${LTI}context`, 'course-1')],
    ['a resource link without an id', 'claims', claim(`${LTI}resource_link`, { title: 'Week 1' })],
    ['nobody in particular, as a visitor of a public course', 'anonymous', without('sub')],
    ['an empty sub', 'claims', claim('sub', '')],
    ['a sub that is a number', 'claims', claim('sub', 7)],
    ['a sub that is nothing', 'claims', claim('sub', null)],
    ['a sub that is an operator', 'claims', claim('sub', { $ne: '' })],
    ['a sub of 256 characters', 'claims', claim('sub', 's'.repeat(256))],
    ['deep linking without settings', 'claims', deepLinking()],
    ['deep linking with settings that are text', 'claims', deepLinking('x' as never)],
    [
      'deep linking that returns to a script',
      'claims',
      deepLinking({ deep_link_return_url: 'javascript:alert(1)', accept_types: ['ltiResourceLink'] }),
    ],
    ['deep linking that returns nowhere', 'claims', deepLinking({ accept_types: ['ltiResourceLink'] })],
    [
      'deep linking for files alone',
      'claims',
      deepLinking({ deep_link_return_url: BACK, accept_types: ['file', 'html'] }),
    ],
    ['deep linking for nothing', 'claims', deepLinking({ deep_link_return_url: BACK, accept_types: [] })],
    [
      'deep linking for types that are text',
      'claims',
      deepLinking({ deep_link_return_url: BACK, accept_types: 'ltiResourceLink' }),
    ],
    ['deep linking that does not say for what', 'claims', deepLinking({ deep_link_return_url: BACK })],
    [
      'deep linking without a course',
      'claims',
      both(
        deepLinking({ deep_link_return_url: BACK, accept_types: ['ltiResourceLink'] }),
        without(`${LTI}context`),
      ),
    ],
    [
      'deep linking settings in a launch that calls itself one of a link, and has none',
      'claims',
      both(
        deepLinking({ deep_link_return_url: BACK, accept_types: ['ltiResourceLink'] }),
        claim(`${LTI}message_type`, 'LtiResourceLinkRequest'),
      ),
    ],
    ["nobody's work to look at", 'claims', review({ [`${LTI}for_user`]: undefined })],
    ['the work of somebody without an id', 'claims', review({ [`${LTI}for_user`]: { name: 'x' } })],
    ['the work of an operator', 'claims', review({ [`${LTI}for_user`]: { user_id: { $ne: '' } } })],
    ['work without a line item', 'claims', review({ [AGS]: { lineitems: 'https://lms.example/items' } })],
    ['work without the service for grades', 'claims', review({ [AGS]: undefined })],
    ['work with a line item that is a script', 'claims', review({ [AGS]: { lineitem: 'javascript:1' } })],
    ['work without a target', 'claims', review({ [`${LTI}target_link_uri`]: undefined })],
    ['work that nobody in particular looks at', 'anonymous', review({ sub: undefined })],
    ['work looked at without a role', 'claims', review({ [`${LTI}roles`]: undefined })],
    ['work in a deployment that is unknown', 'deployment', review({ [`${LTI}deployment_id`]: 'd9' })],
    ['work in a launch too old', 'expired', review({ exp: seconds() - 1 })],
    ['work for the audience of another tool', 'audience', review({ aud: 'client-9' })],
    [
      'work with a target elsewhere',
      'foreign-target',
      review({ [`${LTI}target_link_uri`]: 'https://elsewhere.example/' }),
    ],
    ['no token', 'bad-request', withForm({ id_token: '' })],
    ['a token that is none', 'claims', withForm({ id_token: 'not.a.token' })],
    ['a token of one part', 'claims', withForm({ id_token: 'token' })],
    ['a token of rubbish', 'claims', withForm({ id_token: '\u0000'.repeat(50) })],
    ['a token that says nothing', 'claims', payload(() => 'null')],
    ['a token that says a list', 'claims', payload((json) => `[${json}]`)],
    ['a token that says a sentence', 'claims', payload(() => '"launch"')],
    ['a token that is no JSON', 'claims', payload((json) => json.slice(0, -1))],
    ['a token of brackets', 'claims', payload(() => '['.repeat(30_000))],
    [
      'a launch of LTI 1.1',
      'bad-request',
      withForm({ id_token: '', lti_message_type: 'basic-lti-launch-request' }),
    ],
    [
      'an error of the LMS',
      'lms-error',
      withForm({ error: 'login_required', error_description: '<b>Somebody</b> is signed out' }),
    ],
    ['an error of the LMS, and no token', 'lms-error', withForm({ error: 'access_denied', id_token: '' })],
  ];

  for (const [what, reason, change] of BROKEN) {
    it(what, async () => {
      await assertRefused(await launch(tool, platform, change), reason);
      await assertLaunches(tool, platform);
    });
  }

  it('nobody is left to wonder whose doing it is: what only the LMS can mend says so first', async () => {
    const page = async (change: Change) => textOf(await (await launch(tool, platform, change)).text());
    const theirs = await page(claim(`${LTI}deployment_id`, 'd<9>'));
    assert.match(
      theirs,
      /^.* It is not your doing\. Tell your instructor or .* the reference below\. The LMS/,
    );
    assert.match(theirs, /Reference [0-9A-F]{8} Deployment ID: d<9>$/);
    const own = await page(withForm({ state: randomBytes(25).toString('hex') }));
    assert.doesNotMatch(own, /It is not your doing|Deployment ID/);
  });
});
