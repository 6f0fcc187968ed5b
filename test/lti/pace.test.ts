import assert from 'node:assert/strict';
import type { Answer } from '../../src/lti/answer.ts';
import { createPace, PARALLEL, Throttled, TooLate } from '../../src/lti/pace.ts';

const answer = (status = 200, headers: Record<string, string> = {}, body = ''): Answer => {
  return { status, headers: new Headers(headers), body };
};
const TIRED = '403 Forbidden (Rate Limit Exceeded)\n';

const NOON = Date.parse('2026-01-05T12:00:00Z');

/** An LMS whose answers come when a test lets them, and a clock that a test moves. */
function lms() {
  let now = NOON;
  const pace = createPace(() => now);
  const answers: ((given: Answer) => void)[] = [];
  const call = (platform = 'lms', deadline?: number) =>
    pace.through(platform, () => new Promise<Answer>((give) => answers.push(give)), deadline);
  return {
    pace,
    call,
    underWay: () => answers.length,
    now: () => now,
    passes: (ms: number) => {
      now += ms;
    },
    async answers(given: Answer): Promise<void> {
      answers.shift()?.(given);
      await settled();
    },
    /** A call that is answered so. */
    async told(given: Answer, platform = 'lms'): Promise<void> {
      await pace.through(platform, async () => given);
    },
    /** What a call is told that is not made; undefined where it is made. */
    async refused(platform = 'lms'): Promise<unknown> {
      return pace
        .through(platform, async () => answer())
        .then(
          () => undefined,
          (error: unknown) => error,
        );
    },
  };
}
/** All that follows without waiting for anything has happened. */
const settled = () => new Promise((go) => setImmediate(go));

describe('The pace of calls to an LMS', () => {
  it('is four at a time, and the next in line begins when one is over', async () => {
    const { call, underWay, answers } = lms();
    const calls = Array.from({ length: 6 }, () => call());
    await settled();
    assert.equal(underWay(), PARALLEL);
    await answers(answer());
    await answers(answer());
    assert.equal(underWay(), PARALLEL);
    while (underWay() > 0) await answers(answer());
    assert.equal((await Promise.all(calls)).length, 6);
  });

  it('is divided by the processes that share it, and never less than one at a time', async () => {
    for (const [processes, each] of [
      [2, 2],
      [3, 1],
      [9, 1],
    ] as const) {
      const { pace, call, underWay, answers } = lms();
      pace.shareAmong(processes);
      const calls = Array.from({ length: 3 }, () => call());
      await settled();
      assert.equal(underWay(), each, `${processes} processes`);
      while (underWay() > 0) await answers(answer());
      await Promise.all(calls);
    }
  });

  it('keeps an LMS that is quick busy by some that wait for their turn, and lets none wait for one that is slow', async () => {
    const { pace, call, answers, passes, told } = lms();
    assert.equal(pace.keepBusy('lms'), PARALLEL, 'nobody knows how quick it is');
    await told(answer());
    assert.equal(pace.keepBusy('lms'), PARALLEL + 8);
    for (const [ms, ahead] of [
      [50, 8],
      [100, 4],
      [400, 1],
      [2000, 0],
    ] as const) {
      const one = call();
      await settled();
      passes(ms);
      await answers(answer());
      await one;
      assert.equal(pace.keepBusy('lms'), PARALLEL + ahead, `${ms} ms`);
    }
    assert.equal(pace.keepBusy('other'), PARALLEL);
    pace.shareAmong(3);
    await told(answer());
    assert.equal(pace.keepBusy('lms'), 1 + 8);
  });

  it('of one LMS takes nothing from another', async () => {
    const { call, underWay, told, refused } = lms();
    for (let calls = 0; calls < PARALLEL; calls += 1) void call('busy');
    await settled();
    assert.equal(underWay(), PARALLEL);
    await told(answer(429, { 'retry-after': '60' }), 'tired');
    assert.equal(await refused('rested'), undefined);
    assert.ok((await refused('tired')) instanceof Throttled);
  });

  it('gives its place to the next in line where a call fails', async () => {
    const { pace } = lms();
    pace.shareAmong(PARALLEL);
    const failing = pace.through('lms', () => Promise.reject(new Error('cut')));
    const next = pace.through('lms', async () => answer());
    await assert.rejects(failing, /cut/);
    assert.equal((await next).status, 200);
  });

  const RESTS: [string, Answer, number][] = [
    ['a 429 with seconds', answer(429, { 'retry-after': '30' }), 30_000],
    ['a 429 with a date', answer(429, { 'retry-after': 'Mon, 05 Jan 2026 12:01:30 GMT' }), 90_000],
    ['a 403 that says so, with seconds', answer(403, { 'retry-after': '30' }, TIRED), 30_000],
    ['a 403 with seconds alone', answer(403, { 'retry-after': '30' }), 30_000],
    ['a 503 with seconds', answer(503, { 'retry-after': '30' }), 30_000],
    ['a quota of 40 units left of the 100 that are to be kept', answer(200, quota(40)), 6_000],
    ['a quota that is used up', answer(200, quota(0)), 10_000],
    ['more than an hour', answer(429, { 'retry-after': '86400' }), 3_600_000],
  ];
  for (const [what, given, restMs] of RESTS) {
    it(`stops for as long as it is asked to by ${what}, and not longer`, async () => {
      const { told, refused, passes, pace } = lms();
      await told(given);
      const error = await refused();
      assert.ok(error instanceof Throttled);
      assert.equal(error.sent, false);
      assert.equal(error.retryAfterMs, restMs);
      assert.deepEqual(pace.resting(), ['lms']);
      passes(restMs);
      assert.equal(await refused(), undefined);
      assert.deepEqual(pace.resting(), []);
    });
  }

  const GO_ON: [string, Answer][] = [
    ['a quota with room, whatever the call cost', answer(200, { ...quota(350), 'x-request-cost': '95.5' })],
    ['a refusal that is no throttling', answer(403, {}, 'not yours')],
    ['an LMS that is down and says no time', answer(503)],
    ['a time that has passed', answer(503, { 'retry-after': 'Mon, 05 Jan 2015 10:00:00 GMT' })],
    ['a quota that is no number', answer(200, { 'x-rate-limit-remaining': 'plenty' })],
  ];
  for (const [what, given] of GO_ON) {
    it(`goes on after ${what}`, async () => {
      const { told, refused } = lms();
      await told(given);
      assert.equal(await refused(), undefined);
    });
  }

  it('is not quickened by answers to what was asked before the LMS wanted its rest', async () => {
    const { call, answers, refused } = lms();
    const [early, late] = [call(), call()];
    await settled();
    await answers(answer(429, { 'retry-after': '30' }));
    await answers(answer(200, quota(600)));
    await Promise.all([early, late]);
    assert.ok((await refused()) instanceof Throttled);
  });

  it('keeps the longer of two rests', async () => {
    const { call, answers, refused, passes } = lms();
    const both = [call(), call()];
    await settled();
    await answers(answer(429, { 'retry-after': '300' }));
    await answers(answer(429, { 'retry-after': '30' }));
    await Promise.all(both);
    passes(60_000);
    assert.ok((await refused()) instanceof Throttled);
  });

  it('lets nobody begin whose time is over when their turn comes', async () => {
    const { pace, call, underWay, answers, now, passes } = lms();
    pace.shareAmong(PARALLEL);
    const first = call();
    const second = call('lms', now() + 20_000).catch((error: unknown) => error);
    const third = call('lms', now() + 60_000);
    await settled();
    passes(20_001);
    await answers(answer());
    const error = await second;
    assert.ok(error instanceof TooLate);
    assert.equal(error.sent, false, 'so that it is known not to have arrived');
    assert.equal(underWay(), 1, 'the third has its turn');
    await answers(answer());
    assert.equal((await Promise.all([first, third])).length, 2);
  });
});

function quota(remaining: number) {
  return { 'x-rate-limit-remaining': remaining.toFixed(1) };
}
