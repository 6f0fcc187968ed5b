import assert from 'node:assert/strict';
import { type Client, type Json, NRPS, type Practice, SCOPE, startPractice, TYPE } from './practice.ts';

describe('Practice LMS, a course of 2,000 students', () => {
  let practice: Practice;

  before(async () => {
    practice = await startPractice({ extraStudents: 1976 });
  });
  after(() => practice.close());

  /** Every page from this one on, by its size, and everyone met on the way. */
  async function walk(lms: Client, query = ''): Promise<{ sizes: number[]; ids: string[] }> {
    const link = await lms.addActivity({ title: 'Roster' });
    const token = await lms.token(SCOPE.members);
    let next: string | undefined = (await lms.launch('teacher-rosa', link.id))[NRPS].context_memberships_url;
    next += query;
    const sizes: number[] = [];
    const ids: string[] = [];
    while (next) {
      const headers = { authorization: `Bearer ${token}`, accept: TYPE.members };
      const response: Response = await fetch(next, { headers });
      assert.equal(response.status, 200);
      const { members }: Json = await response.json();
      sizes.push(members.length);
      ids.push(...members.map((one: Json) => one.user_id));
      next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    }
    return { sizes, ids };
  }

  it('comes in 41 pages of at most 50 from Canvas, everyone once', async () => {
    const canvas = practice.at('canvas');
    const { sizes, ids } = await walk(canvas);
    assert.equal(sizes.length, 41);
    assert.equal(Math.max(...sizes), 50);
    assert.equal(ids.length, 2000 + 4);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(await canvas.violations(), []);
  });

  it('comes at once from Moodle, and in pages when asked', async () => {
    const moodle = practice.at('moodle');
    assert.deepEqual((await walk(moodle)).sizes, [2003]);
    const { sizes, ids } = await walk(moodle, '?limit=500');
    assert.deepEqual(sizes, [500, 500, 500, 500, 3]);
    assert.equal(new Set(ids).size, 2003);
  });

  it('loses one page to a fault and has it the next time', async () => {
    const canvas = practice.at('canvas');
    await canvas.fault('error-before', { where: 'members', status: 503 });
    await assert.rejects(walk(canvas));
    assert.equal((await walk(canvas)).ids.length, 2004);
  });
});
