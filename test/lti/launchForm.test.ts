import assert from 'node:assert/strict';
import { textOf } from '../support/practice.ts';
import {
  assertLaunches,
  assertPlain,
  assertRefused,
  beginLogin,
  type FakePlatform,
  launch,
  post,
  prepare,
  startFakePlatform,
  withClaims,
  withForm,
} from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

describe('The door for launches, which anybody can knock at', () => {
  let tool: RunningTool;
  let platform: FakePlatform;

  before(async () => {
    tool = await startTool();
    platform = await startFakePlatform(tool);
  });
  after(() => tool?.close());

  const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
  const sent = async (body: string | Uint8Array, headers: Record<string, string>) => {
    const { cookie } = await beginLogin(tool, platform);
    return post(tool, { form: body, cookie }, headers);
  };

  it('refuses a JSON object for a form', async () => {
    const { form } = await prepare(tool, platform);
    const body = JSON.stringify({ ...form, state: { $ne: '' } });
    await assertRefused(await sent(body, { 'content-type': 'application/json' }), 'bad-request');
  });

  it('refuses a state sent twice, and one that is an operator', async () => {
    const { form } = await prepare(tool, platform);
    const twice = new URLSearchParams([...Object.entries(form), ['state', 'x']]);
    await assertRefused(await sent(`${twice}`, FORM), 'bad-request');
    const operator = new URLSearchParams({ id_token: form.id_token ?? '', 'state[$ne]': '' });
    await assertRefused(await sent(`${operator}`, FORM), 'bad-request');
  });

  it('refuses an empty post', async () => {
    await assertRefused(await sent('', FORM), 'bad-request');
  });

  it('refuses bytes that are no text', async () => {
    const bytes = new Uint8Array([0x73, 0x74, 0x61, 0x74, 0x65, 0x3d, 0xff, 0xfe, 0x25, 0x66, 0x66, 0x25]);
    await assertRefused(await sent(bytes, FORM), 'bad-request');
  });

  const plain = async (answer: Response, status: number) => {
    const page = await answer.text();
    assert.equal(answer.status, status, textOf(page));
    assertPlain(page);
  };
  it('refuses a character set that does not exist, and an encoding that does not fit', async () => {
    await plain(await sent('state=x', { 'content-type': `${FORM['content-type']}; charset=klingon` }), 415);
    await plain(await sent('state=x', { ...FORM, 'content-encoding': 'gzip' }), 400);
  });

  it('says that too much is too much', async () => {
    await plain(await sent(`id_token=${'x'.repeat(2_000_000)}`, FORM), 413);
    await plain(await sent('a=1&'.repeat(500), FORM), 413);
  });

  it('refuses a token that is far too long', async () => {
    await assertRefused(
      await launch(tool, platform, withForm({ id_token: 'x'.repeat(200_000) })),
      'bad-request',
    );
  });

  it('has nothing to show to a browser that only comes to look', async () => {
    await plain(await fetch(`${tool.baseUrl}/lti/launch`), 404);
    await plain(await fetch(`${tool.baseUrl}/lti/launch?id_token=x&state=y`), 404);
  });

  it('gives one cookie, sealed to this host and to the LMS it is framed in, and tells nobody who it is', async () => {
    const { response, cookie } = await beginLogin(tool, platform);
    const [set, ...more] = response.headers.getSetCookie();
    assert.deepEqual(more, []);
    const [pair, ...attributes] = (set ?? '').split('; ');
    assert.match(pair ?? '', /^__Host-rejoinder-[0-9a-f]{12}=[\w-]{43}$/);
    const names = attributes.map((one) => one.replace(/^(Max-Age|Expires)=.*/, '$1')).sort();
    assert.deepEqual(names, [
      'Expires',
      'HttpOnly',
      'Max-Age',
      'Partitioned',
      'Path=/',
      'SameSite=None',
      'Secure',
    ]);
    assert.equal((await beginLogin(tool, platform, {}, cookie)).cookie, cookie, 'a browser keeps its name');
  });

  it('never answers with a ltik, a second cookie, an open door to other sites, or what it is built with', async () => {
    const begun = await beginLogin(tool, platform);
    const answers = [
      begun.response,
      await beginLogin(tool, platform, { iss: 'x' }).then(({ response }) => response),
      await assertLaunches(tool, platform),
      await launch(tool, platform, withClaims({ nonce: 'x' })),
      await post(tool, { form: {}, cookie: '' }),
      await fetch(`${tool.baseUrl}/lti/keys`),
      await fetch(`${tool.baseUrl}/lti/launch`, {
        method: 'OPTIONS',
        headers: { origin: 'https://x.example' },
      }),
    ];
    for (const { headers, url } of answers) {
      assert.ok(
        headers.getSetCookie().every((one) => one.startsWith('__Host-rejoinder-')),
        url,
      );
      assert.ok(headers.getSetCookie().length <= 1, url);
      assert.equal(headers.get('access-control-allow-origin'), null, url);
      assert.equal(headers.get('x-powered-by'), null, url);
      assert.doesNotMatch(headers.get('location') ?? '', /ltik|eyJ/);
    }
  });

  it('publishes public keys alone', async () => {
    const { keys } = await fetch(`${tool.baseUrl}/lti/keys`).then((answer) => answer.json());
    assert.equal(keys.length, 1);
    assert.deepEqual(Object.keys(keys[0]).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});
