import assert from 'node:assert/strict';
import { type Client, type Json, type Practice, startPractice } from './practice.ts';

describe('Practice LMS, authentication requests', () => {
  let practice: Practice;
  let canvas: Client;
  let moodle: Client;
  const links: Record<string, string> = {};

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    moodle = practice.at('moodle');
    links.canvas = (await canvas.addActivity({ title: 'Week 1', maximum: 10 })).id;
    links.moodle = (await moodle.addActivity({ title: 'Week 1', maximum: 10 })).id;
  });
  after(() => practice.close());
  beforeEach(async () => {
    await canvas.clearSent();
    await moodle.clearSent();
  });

  const asked = async (at: Client, changes: Record<string, string | undefined>) => {
    const link = at === canvas ? links.canvas : links.moodle;
    return at.authorize(await at.login('student-ana-ruiz', String(link)), changes);
  };
  const errorOf = async (response: Response): Promise<string> => {
    assert.equal(response.status, 200);
    const { fields }: Json = await response.json();
    assert.equal(fields.id_token, undefined);
    return fields.error;
  };

  it('finds nothing wrong with a right request', async () => {
    const { fields }: Json = await (await asked(canvas, {})).json();
    assert.ok(fields.id_token);
    assert.equal(fields.state, 'some-state');
    await asked(moodle, {});
    assert.deepEqual([...(await canvas.violations()), ...(await moodle.violations())], []);
  });

  for (const [name, value] of Object.entries({
    scope: 'openid email',
    response_type: 'code',
    response_mode: 'query',
    prompt: 'login',
  })) {
    it(`Canvas posts invalid_request_object for a wrong ${name}`, async () => {
      assert.equal(await errorOf(await asked(canvas, { [name]: value })), 'invalid_request_object');
      assert.match((await canvas.violations())[0] ?? '', new RegExp(`5\\.1\\.1\\.2: ${name}`));
    });
    it(`Canvas posts invalid_request_object for a missing ${name}`, async () => {
      assert.equal(await errorOf(await asked(canvas, { [name]: undefined })), 'invalid_request_object');
    });
  }

  it('records a missing nonce and refuses it', async () => {
    assert.equal(await errorOf(await asked(canvas, { nonce: undefined })), 'invalid_request_object');
    assert.equal((await asked(moodle, { nonce: undefined })).status, 404);
    assert.deepEqual(await moodle.violations(), ['Security Framework §5.1.1.2: nonce is missing']);
  });

  it('records a nonce used twice', async () => {
    await asked(canvas, { nonce: 'the-same' });
    await asked(canvas, { nonce: 'the-same' });
    assert.deepEqual(await canvas.violations(), ['Security Framework §5.1.1.2: nonce was used before']);
  });

  it('Canvas answers login_required for a foreign login hint', async () => {
    assert.equal(await errorOf(await asked(canvas, { login_hint: 'someone' })), 'login_required');
  });

  it('Moodle first reposts to itself and then denies a foreign login hint', async () => {
    const first: Json = await (await asked(moodle, { login_hint: 'someone' })).json();
    assert.equal(first.fields.repost, '1');
    assert.match(first.action, /\/mod\/lti\/auth\.php$/);
    const headers = { accept: 'application/json' };
    const body = new URLSearchParams(first.fields);
    assert.equal(
      await errorOf(await fetch(first.action, { method: 'POST', headers, body })),
      'access_denied',
    );
  });

  it('answers unauthorized_client for another client id', async () => {
    assert.equal(await errorOf(await asked(canvas, { client_id: '10000000000099' })), 'unauthorized_client');
    assert.equal(await errorOf(await asked(moodle, { client_id: 'other' })), 'unauthorized_client');
  });

  it('shows a page, and posts nothing, for a redirect URI that is not registered', async () => {
    const changes = { redirect_uri: 'http://127.0.0.1:9/elsewhere' };
    assert.equal((await asked(canvas, changes)).status, 400);
    assert.equal((await asked(moodle, changes)).status, 404);
    assert.match((await moodle.violations())[0] ?? '', /redirect_uri is not registered/);
  });

  it('Canvas ignores a query on a queryless redirect URI, Moodle compares byte by byte', async () => {
    const changes = { redirect_uri: `${practice.tool.url}/lti/launch?a=b` };
    assert.equal((await asked(canvas, changes)).status, 200);
    assert.equal((await asked(moodle, changes)).status, 404);
  });

  it('takes a message hint once', async () => {
    for (const at of [canvas, moodle]) {
      const login = await at.login('student-ana-ruiz', String(at === canvas ? links.canvas : links.moodle));
      await at.authorize(login);
      const again = await at.authorize(login);
      if (at === canvas) assert.equal(await errorOf(again), 'launch_no_longer_valid');
      else assert.equal(again.status, 404);
    }
  });

  it('refuses a message hint after five minutes', async () => {
    const login = await canvas.login('student-ana-ruiz', String(links.canvas));
    for (const launch of practice.lms.presets.canvas?.memory.launches.values() ?? []) launch.expiresAt = 0;
    assert.equal(await errorOf(await canvas.authorize(login)), 'launch_no_longer_valid');
  });

  it('shows a page for a message hint that was altered or left out', async () => {
    assert.equal((await asked(canvas, { lti_message_hint: 'changed' })).status, 400);
    assert.equal((await asked(canvas, { lti_message_hint: undefined })).status, 400);
    assert.equal((await asked(moodle, { lti_message_hint: '{launchid:1}' })).status, 404);
    assert.ok((await canvas.violations()).some((text) => text.includes('lti_message_hint')));
  });

  it('takes the request by POST as well', async () => {
    const login = await canvas.login('student-ana-ruiz', String(links.canvas));
    const { authUrl } = await canvas.info();
    const body = new URLSearchParams({
      ...{ scope: 'openid', response_type: 'id_token', response_mode: 'form_post', prompt: 'none' },
      client_id: login.fields.client_id,
      redirect_uri: `${practice.tool.url}/lti/launch`,
      login_hint: login.fields.login_hint,
      lti_message_hint: login.fields.lti_message_hint,
      nonce: 'by-post',
      state: 's',
    });
    const response = await fetch(authUrl, { method: 'POST', body });
    const page = await response.text();
    assert.match(page, /name="id_token"/);
    assert.match(page, /name="state" value="s"/);
  });
});
