import assert from 'node:assert/strict';
import { type Client, type Json, type Practice, startPractice } from './practice.ts';

describe('Practice LMS, switching faults on and off', () => {
  let practice: Practice;
  let lms: Client;
  let link: Json;
  let subs: Record<string, string>;

  before(async () => {
    practice = await startPractice();
    lms = practice.at('canvas');
    const { people } = await lms.info();
    subs = Object.fromEntries(people.map((one: Json) => [one.key, one.sub]));
  });
  after(() => practice.close());
  beforeEach(async () => {
    link = await lms.addActivity({ title: 'Week 1', maximum: 10 });
    await lms.clearFaults();
  });

  const score = async (student = 'student-ana-ruiz', lineItem = link.lineItem): Promise<number> =>
    (await lms.score(lineItem, subs[student] ?? '')).status;
  const statuses = async (count: number): Promise<number[]> => {
    const found = [];
    for (let i = 0; i < count; i += 1) found.push(await score());
    return found;
  };
  const post = (path: string, body: Record<string, string>): Promise<Response> =>
    fetch(lms.base + path, {
      method: 'POST',
      headers: { accept: 'text/html' },
      body: new URLSearchParams(body),
      redirect: 'manual',
    });

  it('strikes once, a number of times, or until it is switched off', async () => {
    const made = await lms.fault('error-before', { where: 'scores' });
    assert.deepEqual(await statuses(2), [500, 200]);
    await lms.fault('error-before', { where: 'scores', times: 2 });
    assert.deepEqual(await statuses(3), [500, 500, 200]);
    const { id } = await lms.fault('error-before', { where: 'scores', times: 'always' });
    assert.deepEqual(await statuses(3), [500, 500, 500]);
    const { faults } = await lms.json('/admin/faults');
    assert.deepEqual(
      faults.map((one: Json) => [one.kind, one.left, one.struck]),
      [
        ['error-before', 0, 1],
        ['error-before', 0, 2],
        ['error-before', 'always', 3],
      ],
    );
    assert.equal(made.id, faults[0].id);
    assert.equal((await fetch(`${lms.base}/admin/faults/${id}`, { method: 'DELETE' })).status, 204);
    assert.deepEqual(await statuses(1), [200]);
    assert.equal((await fetch(`${lms.base}/admin/faults/${id}`, { method: 'DELETE' })).status, 404);
  });

  it('throws the same dice for the same seed', async () => {
    const run = async (seed: number) => {
      await lms.clearFaults();
      await lms.fault('error-before', { where: 'scores', probability: 0.4, seed });
      return (await statuses(16)).join(' ');
    };
    const first = await run(7);
    assert.equal(await run(7), first);
    assert.notEqual(await run(8), first);
    assert.match(first, /500/);
    assert.match(first, /200/);
  });

  it('strikes only the place, the course, the line item, the person and the method it is for', async () => {
    const other = await lms.addActivity({ title: 'Week 2', maximum: 10 });
    for (const [only, hit, missed] of [
      [{ where: 'results' }, undefined, [link.lineItem, 'student-ana-ruiz']],
      [{ method: 'GET', where: 'scores' }, undefined, [link.lineItem, 'student-ana-ruiz']],
      [{ course: 'biol101' }, undefined, [link.lineItem, 'student-ana-ruiz']],
      [{ course: 'hist210', where: 'scores' }, [link.lineItem, 'student-ana-ruiz'], undefined],
      [
        { lineItem: link.lineItem },
        [link.lineItem, 'student-ana-ruiz'],
        [other.lineItem, 'student-ana-ruiz'],
      ],
      [
        { person: 'student-mei-chen' },
        [link.lineItem, 'student-mei-chen'],
        [link.lineItem, 'student-ana-ruiz'],
      ],
    ] as const) {
      await lms.fault('error-before', { times: 'always', ...only });
      const said = JSON.stringify(only);
      if (hit) assert.equal(await score(hit[1], hit[0]), 500, said);
      if (missed) assert.equal(await score(missed[1], missed[0]), 200, said);
      await lms.clearFaults();
    }
  });

  it('refuses what it does not know', async () => {
    await assert.rejects(lms.fault('lightning'), /400/);
    await assert.rejects(lms.fault('error-before', { probabilty: 1 }), /400: .*probabilty/);
    await assert.rejects(lms.fault('scope-subset', { where: 'scores' }), /400: .*can strike at: token/);
    assert.deepEqual((await lms.json('/admin/faults')).faults, []);
  });

  it('is done by a form, too', async () => {
    const empty = {
      probability: '',
      seed: '',
      delayMs: '',
      status: '',
      retryAfter: '',
      lineItem: '',
      person: '',
    };
    const on = await post('/admin/faults', {
      kind: 'throttle-429',
      where: 'scores',
      times: 'always',
      ...empty,
    });
    assert.deepEqual([on.status, on.headers.get('location')], [303, `${lms.base}/admin/faults`]);
    assert.equal(await score(), 429);
    const page = await (await fetch(`${lms.base}/admin/faults`, { headers: { accept: 'text/html' } })).text();
    assert.match(page, /<b>throttle-429<\/b> <span class="soft">Scores, until it is switched off<\/span>/);
    assert.match(page, /struck 1 ×/);
    const [fault] = (await lms.json('/admin/faults')).faults;
    assert.equal((await post(`/admin/faults/${fault.id}/remove`, {})).status, 303);
    assert.equal(await score(), 200);
    await post('/admin/faults', { kind: 'error-before', where: 'scores', times: 'always', ...empty });
    assert.equal((await post('/admin/faults/clear', {})).status, 303);
    assert.equal(await score(), 200);
  });

  it('notes the fault beside the call, on the page as well', async () => {
    await lms.fault('error-after', { where: 'scores' });
    await score();
    const page = await (await fetch(`${lms.base}/sent`, { headers: { accept: 'text/html' } })).text();
    assert.match(page, /fault: error-after/);
  });

  it('offers for each platform what it has, with a sentence each', async () => {
    for (const [preset, absent] of [
      ['canvas', []],
      ['moodle', ['attempts-exhausted', 'quota']],
    ] as const) {
      const { kinds } = await practice.at(preset).json('/admin/faults');
      assert.equal(kinds.length, 24 - absent.length);
      for (const { kind, words, where } of kinds) {
        assert.match(words, /^[A-Z].*\.$/, kind);
        assert.ok(where.length > 0, kind);
        assert.ok(!(absent as readonly string[]).includes(kind), kind);
      }
    }
  });
});
