import assert from 'node:assert/strict';
import {
  type Client,
  extended,
  inSeconds,
  type Json,
  type Practice,
  SCOPE,
  startPractice,
  TYPE,
} from './practice.ts';

describe('Practice LMS, faults of tokens, launches and quotas', () => {
  let practice: Practice;
  let link: Json;
  let ana: string;

  before(async () => {
    practice = await startPractice();
  });
  after(() => practice.close());

  /** A score with a token that is already there. */
  const scoreWith = (token: string, scoreGiven = 8): Promise<Response> =>
    fetch(extended(link.lineItem, '/scores'), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': TYPE.score },
      body: JSON.stringify({
        userId: ana,
        timestamp: inSeconds(0),
        activityProgress: 'Completed',
        gradingProgress: 'FullyGraded',
        scoreGiven,
        scoreMaximum: 10,
      }),
    });

  for (const preset of ['canvas', 'moodle'] as const) {
    describe(preset, () => {
      let lms: Client;

      before(async () => {
        lms = practice.at(preset);
        ana = await lms.sub('student-ana-ruiz');
        link = await lms.addActivity({ title: 'Week 1', maximum: 10 });
      });
      beforeEach(async () => {
        await lms.clearSent();
        await lms.clearFaults();
      });

      it('expired-token: 401 as often as the old token is tried, and a fresh one is good', async () => {
        const token = await lms.token(SCOPE.score);
        await lms.fault('expired-token', { where: 'scores' });
        for (const attempt of [1, 2]) {
          const response = await scoreWith(token);
          assert.equal(response.status, 401, `attempt ${attempt}`);
          const body: Json = await response.json();
          const said = preset === 'canvas' ? body : body.reason;
          const expected =
            preset === 'canvas'
              ? { errors: { type: 'unauthorized', message: 'Access token expired' } }
              : 'This resource does not support POST requests.';
          assert.deepEqual(said, expected);
        }
        assert.deepEqual(await lms.journal(link.lineItem), []);
        assert.deepEqual(await lms.violations(), []);
        assert.equal((await scoreWith(await lms.token(SCOPE.score))).status, 200);
      });

      it('scope-subset: the token says what it is good for, and is no good for scores', async () => {
        await lms.fault('scope-subset');
        const granted: Json = await (await lms.requestToken(`${SCOPE.score} ${SCOPE.result}`)).json();
        assert.equal(granted.scope, SCOPE.result);
        assert.equal((await scoreWith(granted.access_token)).status, 401);
        const whole: Json = await (await lms.requestToken(`${SCOPE.score} ${SCOPE.result}`)).json();
        assert.equal(whole.scope, `${SCOPE.score} ${SCOPE.result}`);
      });

      it('scope-subset: nothing left to grant is invalid_scope, and not the tool’s mistake', async () => {
        await lms.fault('scope-subset', { without: ['contextmembership.readonly'] });
        const refused = await lms.requestToken(SCOPE.members);
        assert.equal(refused.status, 400);
        assert.equal(((await refused.json()) as Json).error, 'invalid_scope');
        assert.deepEqual(await lms.violations(), []);
      });

      it('the token endpoint is down: 503, or no connection, until it is up again', async () => {
        await lms.fault('error-before', { where: 'token', times: 2, status: 503 });
        assert.equal((await lms.requestToken(SCOPE.score)).status, 503);
        assert.equal((await lms.requestToken(SCOPE.score)).status, 503);
        await lms.fault('cut-before', { where: 'token' });
        await assert.rejects(lms.requestToken(SCOPE.score), TypeError);
        assert.equal((await lms.requestToken(SCOPE.score)).status, 200);
      });

      it('the token endpoint answers nonsense, a sign-in page, or far too many requests', async () => {
        for (const [kind, status] of [
          ['malformed', 200],
          ['sign-in-page', 200],
          ['throttle-429', 429],
        ] as const) {
          await lms.fault(kind, { where: 'token' });
          const response = await lms.requestToken(SCOPE.score);
          assert.equal(response.status, status, kind);
          await assert.rejects(response.json(), SyntaxError, kind);
        }
      });

      it('the platform’s keys and its sign-in can be down, too', async () => {
        const { jwksUrl } = await lms.info();
        await lms.fault('error-before', { where: 'jwks' });
        assert.equal((await fetch(jwksUrl)).status, 500);
        const { messages } = await lms.json('/sent');
        assert.deepEqual(messages.at(-1).faults, ['error-before'], 'noted, because a fault struck');
        assert.equal((await fetch(jwksUrl)).status, 200);
        assert.equal((await lms.json('/sent')).messages.length, messages.length, 'and otherwise not');
        await lms.fault('error-before', { where: 'auth', status: 503 });
        const login = await lms.login('student-ana-ruiz', link.id);
        assert.equal((await lms.authorize(login)).status, 503);
        assert.equal((await lms.authorize(login)).status, 200, 'the launch is still open');
      });
    });
  }

  describe('canvas’s own quota', () => {
    let canvas: Client;

    before(async () => {
      canvas = practice.at('canvas');
      ana = await canvas.sub('student-ana-ruiz');
      link = await canvas.addActivity({ title: 'Week 2', maximum: 10 });
    });
    afterEach(() => canvas.clearFaults());

    it('is told with every call: what it cost, and what is left', async () => {
      const token = await canvas.token(SCOPE.score);
      const response = await scoreWith(token);
      assert.equal(response.headers.get('x-request-cost'), '0.2');
      const left = Number(response.headers.get('x-rate-limit-remaining'));
      assert.ok(left > 500 && left < 600, String(left));
    });

    it('refuses nobody who comes one by one, and some of those who come all at once', async () => {
      const token = await canvas.token(SCOPE.score);
      await canvas.fault('quota', { times: 'always' });
      for (let i = 0; i < 5; i += 1) assert.equal((await scoreWith(token)).status, 200);
      // Long enough for all of them to be under way together.
      await canvas.fault('latency', { times: 'always', delayMs: 1_000, where: 'scores' });
      const all = await Promise.all(Array.from({ length: 20 }, () => scoreWith(token)));
      const refused = all.filter(({ status }) => status === 403);
      assert.ok(refused.length > 0 && refused.length < 20, `${refused.length} of 20`);
      assert.equal(refused[0]?.headers.get('x-request-cost'), null, 'a refused call costs nothing');
      assert.match((await refused[0]?.text()) ?? '', /Rate Limit Exceeded/);
    });

    it('is not Moodle’s', async () => {
      const moodle = practice.at('moodle');
      await assert.rejects(moodle.fault('quota'), /400: .*Moodle has no quota/);
      const { lineItem } = await moodle.addActivity({ title: 'Week 2', maximum: 10 });
      const response = await moodle.score(lineItem, await moodle.sub('student-ana-ruiz'));
      assert.equal(response.headers.get('x-rate-limit-remaining'), null);
    });
  });
});
