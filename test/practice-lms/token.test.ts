import assert from 'node:assert/strict';
import { type Client, type Json, type Practice, SCOPE, startPractice } from './practice.ts';

describe('Practice LMS, access tokens', () => {
  let practice: Practice;
  let canvas: Client;
  let moodle: Client;

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    moodle = practice.at('moodle');
  });
  after(() => practice.close());
  beforeEach(() => canvas.clearSent());

  const errorOf = async (response: Response) => {
    assert.equal(response.status, 400);
    return ((await response.json()) as Json).error;
  };

  it('gives a bearer token for an hour on both platforms', async () => {
    for (const at of [canvas, moodle]) {
      const response = await at.requestToken(SCOPE.score);
      const answer: Json = await response.json();
      assert.equal(response.status, 200);
      assert.equal(answer.token_type, 'Bearer');
      assert.equal(answer.expires_in, 3600);
      assert.equal(answer.scope, SCOPE.score);
    }
    assert.deepEqual(await canvas.violations(), []);
  });

  it('grants the subset of scopes the tool has', async () => {
    const answer: Json = await (await canvas.requestToken(`${SCOPE.score} urn:other`)).json();
    assert.equal(answer.scope, SCOPE.score);
    assert.equal(await errorOf(await canvas.requestToken('urn:other')), 'invalid_scope');
  });

  it('refuses another grant type, assertion type or media type', async () => {
    const grant = await canvas.requestToken(SCOPE.score, { grant_type: 'password' });
    assert.equal(await errorOf(grant), 'unsupported_grant_type');
    const type = await canvas.requestToken(SCOPE.score, { client_assertion_type: 'jwt' });
    assert.equal(await errorOf(type), 'invalid_request');
    const { tokenUrl } = await canvas.info();
    const headers = { 'content-type': 'application/json' };
    assert.equal(
      await errorOf(await fetch(tokenUrl, { method: 'POST', headers, body: '{}' })),
      'invalid_request',
    );
    assert.equal((await canvas.violations()).length, 3);
  });

  const now = () => Math.floor(Date.now() / 1000);
  const refusals: [string, () => Record<string, unknown>][] = [
    ['the wrong audience', () => ({ aud: 'https://elsewhere.example' })],
    ['an issuer that is not the client', () => ({ iss: 'someone' })],
    ['an unknown client', () => ({ sub: 'someone' })],
    ['an expiry in the past', () => ({ iat: now() - 900, exp: now() - 600 })],
    ['no expiry', () => ({ exp: undefined })],
    ['no issue time', () => ({ iat: undefined })],
    ['an issue time in the future', () => ({ iat: now() + 600, exp: now() + 900 })],
    ['a life of more than an hour', () => ({ exp: now() + 7200 })],
    ['no jti', () => ({ jti: undefined })],
  ];
  for (const [what, changes] of refusals) {
    it(`refuses an assertion with ${what}, and says so`, async () => {
      const client_assertion = await canvas.assertion(changes());
      assert.equal(
        await errorOf(await canvas.requestToken(SCOPE.score, { client_assertion })),
        'invalid_client',
      );
      assert.match((await canvas.violations())[0] ?? '', /^Security Framework §4\.1\.1: /);
    });
  }

  it('refuses an assertion without kid, with a foreign signature, or none at all', async () => {
    const claims = await canvas.assertionClaims();
    for (const client_assertion of [
      await canvas.assertion({}, { kid: undefined }),
      await practice.tool.forge(claims),
      'not-a-jwt',
      undefined,
    ]) {
      assert.equal(
        await errorOf(await canvas.requestToken(SCOPE.score, { client_assertion })),
        'invalid_client',
      );
    }
  });

  it('refuses a jti used before', async () => {
    const client_assertion = await canvas.assertion();
    assert.equal((await canvas.requestToken(SCOPE.score, { client_assertion })).status, 200);
    assert.equal(
      await errorOf(await canvas.requestToken(SCOPE.score, { client_assertion })),
      'invalid_client',
    );
  });

  it('fetches the tool’s keys again when it meets a new kid', async () => {
    await canvas.token(SCOPE.score);
    await practice.tool.rotate();
    assert.ok(await canvas.token(SCOPE.score));
  });

  it('never keeps an assertion or a token', async () => {
    const client_assertion = await canvas.assertion();
    const token: Json = await (await canvas.requestToken(SCOPE.score, { client_assertion })).json();
    const kept = JSON.stringify(await canvas.json('/sent'));
    assert.ok(!kept.includes(client_assertion) && !kept.includes(token.access_token));
  });
});
