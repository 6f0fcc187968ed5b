import assert from 'node:assert/strict';
import { type Client, type Json, NRPS, type Practice, SCOPE, startPractice, TYPE } from './practice.ts';

describe('Practice LMS, two accounts of one person are merged', () => {
  let practice: Practice;
  const GOES = 'student-ana-ruiz';
  const STAYS = 'student-mei-chen';

  before(async () => {
    practice = await startPractice();
  });
  after(() => practice.close());

  const merged = async (lms: Client) => {
    const link = await lms.addActivity({ title: 'Week 1', maximum: 10 });
    const [goes, stays] = [await lms.sub(GOES), await lms.sub(STAYS)];
    await lms.score(link.lineItem, goes);
    await lms.change('people/merge', { from: GOES, into: STAYS });
    return { link, goes, stays };
  };
  const subsIn = async (lms: Client, link: Json): Promise<string[]> => {
    const url = (await lms.launch('teacher-rosa', link.id))[NRPS].context_memberships_url;
    const { members }: Json = await (await lms.call('GET', url, SCOPE.members, TYPE.members)).json();
    return members.map((one: Json) => one.user_id);
  };

  it('Canvas: courses of the old account know the new one by the old id, and its grade moves', async () => {
    const canvas = practice.at('canvas');
    const { link, goes, stays } = await merged(canvas);
    const subs = await subsIn(canvas, link);
    assert.ok(subs.includes(goes) && !subs.includes(stays));
    assert.equal((await canvas.launch(STAYS, link.id)).sub, goes);
    await assert.rejects(canvas.login(GOES, link.id), /404/);
    assert.equal((await canvas.cell(link.id, STAYS)).score, 8);
    for (const userId of [goes, stays]) {
      assert.equal((await canvas.score(link.lineItem, userId, { scoreGiven: 6 })).status, 200, userId);
    }
    assert.equal((await canvas.cell(link.id, STAYS)).score, 6);
    assert.equal((await canvas.results(link.lineItem, goes))[0].userId, goes);
  });

  it('Canvas: a course the old account was never in keeps the new one’s own id', async () => {
    const canvas = practice.at('canvas');
    const link = await canvas.addActivity({ title: 'Biology' }, 'biol101', 'teacher-kwame');
    const from = 'student-jonas-lindqvist';
    await canvas.change('people/merge', { from, into: 'student-omar-haddad' });
    const own = await canvas.sub('student-omar-haddad');
    assert.equal((await canvas.launch('student-omar-haddad', link.id)).sub, own);
    await assert.rejects(canvas.change('people/merge', { from, into: from }), /400/);
  });

  it('Moodle: the old id is gone, and cannot be graded any more', async () => {
    const moodle = practice.at('moodle');
    const { link, goes, stays } = await merged(moodle);
    const subs = await subsIn(moodle, link);
    assert.ok(subs.includes(stays) && !subs.includes(goes));
    assert.equal((await moodle.launch(STAYS, link.id)).sub, stays);
    assert.equal((await moodle.score(link.lineItem, goes)).status, 400);
    assert.equal((await moodle.cell(link.id, STAYS)).score, 8);
  });
});
