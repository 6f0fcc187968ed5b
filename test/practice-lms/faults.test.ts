import assert from 'node:assert/strict';
import { type Client, extended, type Json, type Practice, SCOPE, startPractice, TYPE } from './practice.ts';

interface Expected {
  status: number;
  /** What the body says, JSON or not. */
  body: RegExp;
  headers?: Record<string, string>;
}
type Preset = 'canvas' | 'moodle';

/** What each platform answers to a score, which it then has not taken. */
const REFUSALS: Record<string, Partial<Record<Preset, Expected>>> = {
  'throttle-403': {
    canvas: {
      status: 403,
      body: /^403 Forbidden \(Rate Limit Exceeded\)\n$/,
      headers: { 'x-rate-limit-remaining': '0.0', 'content-type': 'text/plain; charset=utf-8' },
    },
    moodle: { status: 403, body: /<h1>403 Forbidden/, headers: { 'retry-after': '7' } },
  },
  'throttle-429': {
    canvas: { status: 429, body: /Rate Limit Exceeded/, headers: { 'retry-after': '7' } },
    moodle: { status: 429, body: /<h1>429 Too Many/, headers: { 'retry-after': '7' } },
  },
  'error-before': {
    canvas: { status: 500, body: /"error_code":"internal_server_error"/ },
    moodle: { status: 500, body: /^$/ },
  },
  'item-gone': {
    canvas: { status: 404, body: /"type":"not_found"/ },
    moodle: { status: 404, body: /Not Found: Grade item \d+ doesn't exist/ },
  },
  'item-refused': {
    canvas: { status: 412, body: /"type":"precondition_failed".*permission to view line_item/ },
    moodle: { status: 403, body: /Line item does not exist/ },
  },
  'cannot-be-graded': {
    canvas: { status: 422, body: /User not found in course or is not a student/ },
    moodle: { status: 400, body: /Incorrect score received/ },
  },
  'attempts-exhausted': { canvas: { status: 422, body: /maximum number of allowed attempts/ } },
  'course-concluded': {
    canvas: { status: 422, body: /This course has concluded/ },
    moodle: { status: 404, body: /Not Found: Course \d+ doesn't exist/ },
  },
  'same-second': {
    canvas: { status: 400, body: /before last updated timestamp of 20/ },
    moodle: { status: 409, body: /Refusing score with an earlier timestamp for item \d+ and user/ },
  },
  'sign-in-page': {
    canvas: {
      status: 200,
      body: /Log In to Canvas/,
      headers: { 'content-type': 'text/html; charset=utf-8' },
    },
    moodle: { status: 200, body: /Log in to the site/ },
  },
};

describe('Practice LMS, faults that answer a score in the platform’s words', () => {
  let practice: Practice;

  before(async () => {
    practice = await startPractice();
  });
  after(() => practice.close());

  for (const preset of ['canvas', 'moodle'] as const) {
    describe(preset, () => {
      let lms: Client;
      let link: Json;
      let ana: string;

      before(async () => {
        lms = practice.at(preset);
        ana = await lms.sub('student-ana-ruiz');
      });
      beforeEach(async () => {
        link = await lms.addActivity({ title: 'Week 1', maximum: 10 });
        await lms.clearSent();
        await lms.clearFaults();
      });

      for (const [kind, by] of Object.entries(REFUSALS)) {
        const expected = by[preset];
        if (!expected) {
          it(`does not offer ${kind}`, async () => {
            await assert.rejects(lms.fault(kind), /400: .*has no attempts-exhausted/);
            const { kinds } = await lms.json('/admin/faults');
            assert.ok(!kinds.some((one: Json) => one.kind === kind));
          });
          continue;
        }
        it(`${kind}: ${expected.status}, nothing written, noted, and the next score arrives`, async () => {
          await lms.fault(kind, { where: 'scores', retryAfter: 7 });
          const response = await lms.score(link.lineItem, ana);
          assert.equal(response.status, expected.status);
          assert.match(await response.text(), expected.body);
          for (const [name, value] of Object.entries(expected.headers ?? {})) {
            assert.equal(response.headers.get(name), value, name);
          }
          assert.deepEqual(await lms.journal(link.lineItem), []);
          assert.equal((await lms.cell(link.id, 'student-ana-ruiz')).score, null);
          const { messages, violations } = await lms.json('/sent');
          const { kind: said, status, faults } = messages.at(-1);
          assert.deepEqual([said, status, faults], ['score', expected.status, [kind]]);
          assert.deepEqual(violations, [], 'a fault is not the tool’s mistake');
          assert.equal((await lms.score(link.lineItem, ana)).status, 200);
          assert.equal((await lms.cell(link.id, 'student-ana-ruiz')).score, 8);
        });
      }

      it('says other server errors with a page, as what stands before the platform does', async () => {
        await lms.fault('error-before', { where: 'results', status: 503, retryAfter: 30 });
        const url = extended(link.lineItem, '/results');
        const response = await lms.call('GET', url, SCOPE.result, TYPE.results);
        assert.equal(response.status, 503);
        assert.equal(response.headers.get('retry-after'), '30');
        assert.match(await response.text(), /^<.*(Unavailable|Database connection failed)/);
      });

      it('words errors of the services as JSON of the platform', async () => {
        await lms.fault('item-gone', { where: 'lineItem' });
        const body = (await (
          await lms.call('GET', link.lineItem, SCOPE.readonly, TYPE.lineItem)
        ).json()) as Json;
        const keys = preset === 'canvas' ? ['errors'] : ['status', 'reason', 'request'];
        assert.deepEqual(Object.keys(body), keys);
      });
    });
  }
});
