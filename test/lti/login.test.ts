import assert from 'node:assert/strict';
import {
  assertLaunches,
  assertRefused,
  beginLogin,
  type FakePlatform,
  knock,
  startFakePlatform,
} from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

describe('The door for logins, which anybody can knock at', () => {
  let tool: RunningTool;
  let platform: FakePlatform;

  before(async () => {
    tool = await startTool();
    platform = await startFakePlatform(tool);
  });
  after(() => tool?.close());

  afterEach(() => assertLaunches(tool, platform));

  const good = () => ({
    iss: platform.issuer,
    client_id: platform.clientId,
    login_hint: 'hint',
    target_link_uri: `${tool.baseUrl}/lti/launch`,
  });
  const login = (parameters: Record<string, string> | [string, string][]) =>
    knock(tool, `/lti/login?${new URLSearchParams(parameters)}`).then(({ response }) => response);

  it('sends the browser to the LMS, with what it has to say there, by GET and by POST', async () => {
    const hint = '{"launchid":"ltilaunch_1"} ä&=';
    const byGet = await login({ ...good(), lti_message_hint: hint });
    const byPost = await beginLogin(tool, platform, { lti_message_hint: hint });
    for (const answer of [byGet, byPost.response]) {
      assert.equal(answer.status, 302);
      const target = new URL(answer.headers.get('location') ?? '');
      const { state, nonce, ...rest } = Object.fromEntries(target.searchParams);
      assert.equal(target.origin + target.pathname, `${platform.issuer}/auth`);
      assert.deepEqual(rest, {
        ...{ scope: 'openid', response_type: 'id_token', response_mode: 'form_post', prompt: 'none' },
        ...{
          id_token_signed_response_alg: 'RS256',
          client_id: 'client-1',
          redirect_uri: `${tool.baseUrl}/lti/launch`,
        },
        ...{ login_hint: 'hint', lti_message_hint: hint },
      });
      assert.match(state ?? '', /^[0-9a-f]{50}$/);
      assert.match(nonce ?? '', /^[\w-]{32}$/);
    }
  });

  it('always names the one redirect address, whatever page was asked for', async () => {
    const asked = await login({ ...good(), target_link_uri: `${tool.baseUrl}/lti/launch?student=1&x=2` });
    const target = new URL(asked.headers.get('location') ?? '');
    assert.equal(target.searchParams.get('redirect_uri'), `${tool.baseUrl}/lti/launch`);
  });

  it('finds the LMS without a client id where its issuer has one registration, and guesses nothing where it has two', async () => {
    const { client_id, ...bare } = good();
    assert.equal((await login(bare)).status, 302);
    await startFakePlatform(tool, { issuer: 'https://twins.example', clientId: 'one' });
    await startFakePlatform(tool, { issuer: 'https://twins.example', clientId: 'two' });
    await assertRefused(await login({ ...bare, iss: 'https://twins.example' }), 'unknown-platform');
    assert.equal((await login({ ...bare, iss: 'https://twins.example', client_id: 'two' })).status, 302);
  });

  const REFUSED: [
    string,
    string,
    (good: Record<string, string>) => Record<string, string> | [string, string][],
  ][] = [
    ['nothing at all', 'bad-request', () => ({})],
    ['an operator for the issuer', 'bad-request', ({ iss: _, ...rest }) => ({ ...rest, 'iss[$ne]': 'x' })],
    [
      'an operator for the client',
      'bad-request',
      ({ client_id: _, ...rest }) => ({ ...rest, iss: '', 'client_id[$gt]': '' }),
    ],
    ['the client id twice', 'bad-request', (good) => [...Object.entries(good), ['client_id', 'client-2']]],
    ['the issuer twice', 'bad-request', (good) => [...Object.entries(good), ['iss', 'x']]],
    [
      'an issuer nobody registered',
      'unknown-platform',
      (good) => ({ ...good, iss: 'https://elsewhere.example' }),
    ],
    ['a client nobody registered', 'unknown-platform', (good) => ({ ...good, client_id: 'client-9' })],
    ['an issuer with a slash more', 'unknown-platform', (good) => ({ ...good, iss: `${good.iss}/` })],
    ['an issuer that is no address', 'unknown-platform', (good) => ({ ...good, iss: '\u0000\n<b>' })],
    ['an empty issuer', 'bad-request', (good) => ({ ...good, iss: '' })],
    ['no issuer', 'bad-request', ({ iss: _, ...rest }) => rest],
    ['an issuer without end', 'bad-request', (good) => ({ ...good, iss: `https://${'x'.repeat(5000)}` })],
    ['an empty client', 'bad-request', (good) => ({ ...good, client_id: '' })],
    ['a client in other letters', 'unknown-platform', (good) => ({ ...good, client_id: 'CLIENT-1' })],
    ['the target twice', 'bad-request', (good) => [...Object.entries(good), ['target_link_uri', 'x']]],
    ['the hint twice', 'bad-request', (good) => [...Object.entries(good), ['login_hint', 'x']]],
    ['no target', 'bad-request', ({ target_link_uri: _, ...rest }) => rest],
    [
      'a hint of the LMS without end',
      'bad-request',
      (good) => ({ ...good, lti_message_hint: 'x'.repeat(5000) }),
    ],
    [
      'a hint of the LMS that is an operator',
      'bad-request',
      (good) => [...Object.entries(good), ['lti_message_hint', 'a'], ['lti_message_hint', 'b']],
    ],
    [
      'a deployment sent twice',
      'bad-request',
      (good) => [...Object.entries(good), ['lti_deployment_id', 'a'], ['lti_deployment_id', 'b']],
    ],
    ['no hint', 'bad-request', ({ login_hint: _, ...rest }) => rest],
    ['an endless hint', 'bad-request', (good) => ({ ...good, login_hint: 'x'.repeat(5000) })],
    [
      'a target elsewhere',
      'foreign-target',
      (good) => ({ ...good, target_link_uri: 'https://elsewhere.example/' }),
    ],
    [
      'a target that only begins like ours',
      'foreign-target',
      (good) => ({ ...good, target_link_uri: `${good.target_link_uri?.slice(0, -11)}@elsewhere.example/` }),
    ],
    [
      'a target that is a script',
      'foreign-target',
      (good) => ({ ...good, target_link_uri: 'javascript:alert(1)' }),
    ],
    [
      'a target at another port',
      'foreign-target',
      (good) => ({ ...good, target_link_uri: 'http://127.0.0.1:1/lti/launch' }),
    ],
    [
      'a target that is no address',
      'foreign-target',
      (good) => ({ ...good, target_link_uri: '/lti/launch' }),
    ],
  ];
  for (const [what, reason, change] of REFUSED) {
    it(`refuses ${what}, by GET and by POST`, async () => {
      const body = new URLSearchParams(change(good()));
      await assertRefused(await login(change(good())), reason);
      const byPost = fetch(`${tool.baseUrl}/lti/login`, { method: 'POST', redirect: 'manual', body });
      await assertRefused(await byPost, reason);
    });
  }

  it('refuses a JSON object for a form', async () => {
    const body = JSON.stringify({ ...good(), iss: { $ne: '' } });
    const headers = { 'content-type': 'application/json' };
    await assertRefused(
      await fetch(`${tool.baseUrl}/lti/login`, { method: 'POST', headers, body }),
      'bad-request',
    );
  });
});
