import assert from 'node:assert/strict';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { type Client, type Json, type Practice, SCOPE, startPractice } from './practice.ts';
import { begin, CANVAS, PLATFORM, registered, request, send, TOOL } from './registration-request.ts';

describe('Practice LMS, dynamic registration', () => {
  let practice: Practice;
  let canvas: Client;
  let moodle: Client;

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    moodle = practice.at('moodle');
  });
  after(() => practice.close());
  beforeEach(async () => {
    await canvas.clearSent();
    await moodle.clearSent();
  });
  const both = () => [canvas, moodle];

  it('opens the tool’s own address with both parameters added and its query kept', async () => {
    for (const at of both()) {
      const { url, openidConfiguration, registrationToken, status } = await begin(at);
      const query = new URL(url).searchParams;
      assert.equal(status, 'open');
      assert.equal(query.get('invitation'), '1');
      assert.equal(query.get('openid_configuration'), openidConfiguration);
      assert.equal(query.get('registration_token'), registrationToken);
    }
  });

  it('has Canvas’s configuration carry the token in its query, and Moodle’s not', async () => {
    const c = new URL((await begin(canvas)).openidConfiguration);
    const m = new URL((await begin(moodle)).openidConfiguration);
    assert.equal(c.pathname, '/canvas/api/lti/security/openid-configuration');
    assert.ok(c.searchParams.get('registration_token'));
    assert.equal(m.href, `${moodle.base}/mod/lti/openid-configuration.php`);
  });

  it('answers Canvas’s configuration only to whoever has the token, in the query or as bearer', async () => {
    const { openidConfiguration, registrationToken } = await begin(canvas);
    const bare = openidConfiguration.split('?')[0];
    const authorization = `Bearer ${registrationToken}`;
    assert.equal((await fetch(bare)).status, 401);
    assert.equal((await fetch(openidConfiguration)).status, 200);
    assert.equal((await fetch(bare, { headers: { authorization } })).status, 200);
    assert.equal((await fetch(bare, { headers: { authorization: 'Bearer x' } })).status, 401);
  });

  it('says where everything is, on the issuer’s own host', async () => {
    for (const at of both()) {
      const { issuer, authUrl, tokenUrl, jwksUrl } = await at.info();
      const told: Json = await at.json((await begin(at)).openidConfiguration);
      assert.deepEqual(
        [told.issuer, told.authorization_endpoint, told.token_endpoint, told.jwks_uri],
        [issuer, authUrl, tokenUrl, jwksUrl],
      );
      assert.ok(told.scopes_supported.includes(SCOPE.score));
      assert.ok(told[PLATFORM].variables.includes('Context.id.history'));
    }
  });

  it('lists supported messages as objects with placements on Canvas and as strings on Moodle', async () => {
    const c: Json = await canvas.json((await begin(canvas)).openidConfiguration);
    const m: Json = await moodle.json((await begin(moodle)).openidConfiguration);
    const [, deepLinking] = c[PLATFORM].messages_supported;
    assert.equal(c[PLATFORM].product_family_code, 'canvas');
    assert.equal(deepLinking.type, 'LtiDeepLinkingRequest');
    assert.ok(deepLinking.placements.includes('assignment_selection'));
    assert.deepEqual(m[PLATFORM].messages_supported, ['LtiResourceLinkRequest', 'LtiDeepLinkingRequest']);
  });

  it('gives tokens an hour, and Moodle’s names the future client', async () => {
    const c = await begin(canvas);
    const m = await begin(moodle);
    for (const { registrationToken } of [c, m]) {
      const left = (decodeJwt(registrationToken).exp ?? 0) - Date.now() / 1000;
      assert.ok(left > 3500 && left <= 3600);
    }
    const keys = createRemoteJWKSet(new URL((await moodle.info()).jwksUrl));
    const { payload } = await jwtVerify(m.registrationToken, keys);
    const answer: Json = await (await send(moodle, m.registrationToken, request(practice.tool.url))).json();
    assert.equal(answer.client_id, payload.sub);
  });

  it('answers Canvas’s tool with what it sent, client id and deployment id on top', async () => {
    const answer = await registered(canvas);
    assert.match(answer.client_id, /^1\d{13}$/);
    assert.match(answer.deployment_id, /^\d+:[0-9a-f]{40}$/);
    assert.equal(answer[TOOL].deployment_id, undefined);
    assert.equal(answer.client_name, 'A tool of its own');
    assert.equal(answer[TOOL].messages.length, 2);
    assert.deepEqual(await canvas.violations(), []);
  });

  it('answers Moodle’s tool with the deployment inside the tool configuration, and more scopes than asked', async () => {
    const answer = await registered(moodle);
    assert.equal(answer.deployment_id, undefined);
    assert.match(answer[TOOL].deployment_id, /^\d+$/);
    assert.deepEqual(answer.application_type, ['web']);
    assert.ok(answer.scope.split(' ').includes(SCOPE.readonly), 'any grade scope brings the others');
    assert.deepEqual(
      answer[TOOL].messages.map((one: Json) => one.type),
      ['LtiDeepLinkingRequest'],
    );
    assert.deepEqual(await moodle.violations(), []);
  });

  it('takes a token once', async () => {
    for (const at of both()) {
      const { id, registrationToken } = await begin(at);
      const body = request(practice.tool.url);
      assert.equal((await send(at, registrationToken, body)).status, 200);
      const again = await send(at, registrationToken, body);
      assert.equal(again.status, 401);
      assert.match(await again.text(), /used/);
      assert.equal((await at.json(`/admin/registrations/${id}`)).status, 'used');
    }
  });

  it('takes no token that has expired, is made up, or is missing', async () => {
    for (const at of both()) {
      const { id, registrationToken } = await begin(at);
      const preset = at === canvas ? 'canvas' : 'moodle';
      const open = practice.lms.presets[preset]?.memory.registrations.get(id);
      assert.ok(open);
      open.expiresAt = Date.now() - 1;
      for (const token of [registrationToken, 'made-up', undefined]) {
        assert.equal((await send(at, token, request(practice.tool.url))).status, 401);
      }
      assert.equal((await at.violations()).length, 3);
    }
  });

  it('keeps a refused registration open for a better one', async () => {
    const { registrationToken } = await begin(canvas);
    assert.equal((await send(canvas, registrationToken, {})).status, 422);
    assert.equal((await send(canvas, registrationToken, request(practice.tool.url))).status, 200);
  });

  const mistakes: [string, (body: Json) => void, RegExp][] = [
    ['another application type', (body) => (body.application_type = 'native'), /application_type/],
    ['a grant type missing', (body) => (body.grant_types = ['implicit']), /grant_types.*client_credentials/],
    ['another response type', (body) => (body.response_types = ['code']), /response_types/],
    ['no login address', (body) => delete body.initiate_login_uri, /initiate_login_uri/],
    ['redirect URIs in one text', (body) => (body.redirect_uris = body.redirect_uris[0]), /redirect_uris/],
    ['a redirect URI twice', (body) => body.redirect_uris.push(body.redirect_uris[0]), /twice/],
    ['no name', (body) => (body.client_name = ' '), /client_name/],
    ['keys without an address', (body) => (body.jwks_uri = '/lti/keys'), /jwks_uri/],
    ['a shared secret', (body) => (body.token_endpoint_auth_method = 'client_secret_basic'), /auth_method/],
    ['scopes in a list', (body) => (body.scope = body.scope.split(' ')), /scope/],
    [
      'a scope nobody offers',
      (body) => (body.scope += ' everything'),
      /everything is not in scopes_supported/,
    ],
    ['no tool configuration', (body) => delete body[TOOL], /lti-tool-configuration/],
    ['a domain with its protocol', (body) => (body[TOOL].domain = 'https://tool.example'), /domain/],
    ['a target outside the domain', (body) => (body[TOOL].domain = 'tool.example'), /not within domain/],
    ['no target', (body) => delete body[TOOL].target_link_uri, /target_link_uri/],
    ['no claims', (body) => delete body[TOOL].claims, /claims/],
    ['no messages', (body) => delete body[TOOL].messages, /messages/],
    ['a custom number', (body) => (body[TOOL].custom_parameters = { n: 1 }), /custom_parameters\.n/],
  ];
  for (const [what, change, said] of mistakes) {
    it(`refuses ${what}, and says so`, async () => {
      for (const at of both()) {
        const body = request(practice.tool.url);
        change(body);
        const { tools } = await at.info();
        const { registrationToken } = await begin(at);
        const response = await send(at, registrationToken, body);
        assert.equal(response.status, at === canvas ? 422 : 400);
        assert.match(await response.text(), said);
        assert.match((await at.violations()).join('\n'), said);
        assert.equal((await at.info()).tools.length, tools.length, 'nothing was registered');
      }
    });
  }

  const canvasMistakes: [string, (tool: Json) => void, RegExp][] = [
    ['a privacy level of its own', (tool) => (tool[`${CANVAS}privacy_level`] = 'all'), /privacy_level/],
    ['a message it never sends', (tool) => (tool.messages[0].type = 'LtiOther'), /LtiOther/],
    ['a placement it lacks', (tool) => tool.messages[0].placements.push('ceiling'), /ceiling/],
    ['a visibility it lacks', (tool) => (tool.messages[1][`${CANVAS}visibility`] = 'me'), /visibility/],
  ];
  for (const [what, change, said] of canvasMistakes) {
    it(`has Canvas refuse ${what}, which Moodle does not read`, async () => {
      const body = request(practice.tool.url);
      change(body[TOOL]);
      const { registrationToken } = await begin(canvas);
      assert.equal((await send(canvas, registrationToken, body)).status, 422);
      assert.match((await canvas.violations()).join('\n'), said);
      const other = await begin(moodle);
      assert.equal((await send(moodle, other.registrationToken, body)).status, 200);
    });
  }

  it('never writes a registration token down', async () => {
    const { openidConfiguration, registrationToken } = await begin(canvas);
    await fetch(openidConfiguration);
    await send(canvas, registrationToken, request(practice.tool.url));
    const { messages } = await canvas.json('/sent');
    assert.deepEqual(
      messages.map((one: Json) => one.kind),
      ['openid-configuration', 'registration'],
    );
    assert.ok(!JSON.stringify(messages).includes(registrationToken));
  });

  it('wants a web address to open', async () => {
    for (const url of ['', 'tool', 'javascript:alert(1)', 'file:///etc/passwd']) {
      const response = await fetch(`${canvas.base}/admin/registrations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ url }),
      });
      assert.equal(response.status, 400, url);
    }
  });
});
