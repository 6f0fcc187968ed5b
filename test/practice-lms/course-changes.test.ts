import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '../../src/practice-lms/server.ts';
import {
  AGS,
  type Client,
  extended,
  inSeconds,
  type Json,
  NRPS,
  type Practice,
  SCOPE,
  startPractice,
  TYPE,
} from './practice.ts';

describe('Practice LMS, what teachers and admins change under the tool’s feet', () => {
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

      before(() => {
        lms = practice.at(preset);
      });
      beforeEach(async () => {
        ana = await lms.sub('student-ana-ruiz');
        link = await lms.addActivity({ title: 'Week 1', maximum: 10, tag: 'main', resourceId: 'r-1' });
        await lms.clearSent();
      });
      const cell = () => lms.cell(link.id, 'student-ana-ruiz');
      const roster = async (): Promise<Json[]> => {
        const url = (await lms.launch('teacher-rosa', link.id))[NRPS].context_memberships_url;
        return ((await (await lms.call('GET', url, SCOPE.members, TYPE.members)).json()) as Json).members;
      };
      const items = async (): Promise<Json[]> => {
        const { lineitems } = (await lms.launch('teacher-rosa', link.id))[AGS];
        const response = await lms.call('GET', lineitems, SCOPE.readonly, TYPE.lineItems);
        assert.equal(response.status, 200);
        return ((await response.json()) as Json[]).filter(({ label }) => label === 'Week 1');
      };

      it('a teacher changes a grade, and takes it away', async () => {
        await lms.score(link.lineItem, ana);
        await lms.override(link.id, 'student-ana-ruiz', 3);
        assert.equal((await lms.results(link.lineItem, ana))[0].resultScore, 3);
        await lms.override(link.id, 'student-ana-ruiz', null);
        assert.equal((await cell()).score, null);
        const [result] = await lms.results(link.lineItem, ana);
        assert.equal('resultScore' in result, false);
      });

      it('a teacher changes the maximum', async () => {
        await lms.score(link.lineItem, ana);
        const { columns } = await lms.change(`columns/${link.id}`, { maximum: 20 });
        assert.equal(columns.find((one: Json) => one.id === link.id).maximum, 20);
        const response = await lms.call('GET', link.lineItem, SCOPE.readonly, TYPE.lineItem);
        assert.equal(((await response.json()) as Json).scoreMaximum, 20);
        assert.equal((await cell()).score, preset === 'moodle' ? 16 : 8, 'Moodle rescales, Canvas does not');
        await lms.score(link.lineItem, ana, { timestamp: inSeconds(2) });
        assert.equal((await cell()).score, 16);
      });

      it('a column is deleted: 404, and nothing of it in the list', async () => {
        await lms.score(link.lineItem, ana);
        await lms.change(`columns/${link.id}`, { change: 'delete' });
        assert.equal((await lms.score(link.lineItem, ana)).status, 404);
        assert.equal((await lms.call('GET', link.lineItem, SCOPE.readonly, TYPE.lineItem)).status, 404);
        assert.equal(
          (await items()).some(({ id }) => id === link.lineItem),
          false,
        );
        const { lineitems, lineitem } = (await lms.launch('student-ana-ruiz', link.id))[AGS];
        assert.equal(lineitem, undefined);
        const body = { label: 'Again', scoreMaximum: 10, resourceLinkId: link.resourceLinkId };
        const made = await lms.call('POST', lineitems, SCOPE.lineItem, TYPE.lineItem, body);
        assert.equal(made.status, preset === 'canvas' ? 412 : 201, 'Canvas wants the assignment’s own');
      });

      it('a column is deleted and made again: found by tag and resource id, without grades', async () => {
        await lms.score(link.lineItem, ana);
        await lms.change(`columns/${link.id}`, { change: 'recreate' });
        assert.equal((await lms.score(link.lineItem, ana)).status, 404);
        assert.equal((await cell()).score, null);
        const fresh = (await items()).filter((one) => one.tag === 'main' && one.resourceId === 'r-1').at(-1);
        assert.notEqual(fresh.id, link.lineItem);
        assert.equal((await lms.launch('student-ana-ruiz', link.id))[AGS].lineitem, fresh.id);
        assert.equal((await lms.score(fresh.id, ana)).status, 200);
        assert.equal((await cell()).score, 8);
      });

      it('a student is dropped: not in the roster, not gradable, no launch; and comes back', async () => {
        await lms.score(link.lineItem, ana);
        await lms.change('people', { person: 'student-ana-ruiz', role: 'none' });
        assert.ok(!(await roster()).some((one) => one.user_id === ana));
        const refused = await lms.score(link.lineItem, ana, { timestamp: inSeconds(1) });
        assert.equal(refused.status, preset === 'canvas' ? 422 : 400);
        await assert.rejects(lms.login('student-ana-ruiz', link.id), /404/);
        const { rows } = await lms.json('/as/teacher-rosa/courses/hist210/gradebook');
        assert.ok(!rows.some((row: Json) => row.person === 'student-ana-ruiz'));
        await lms.change('people', { person: 'student-ana-ruiz', role: 'student' });
        assert.ok((await roster()).some((one) => one.user_id === ana));
        assert.equal((await cell()).score, preset === 'canvas' ? 8 : null, 'Moodle forgets the grades');
        assert.equal((await lms.score(link.lineItem, ana, { timestamp: inSeconds(2) })).status, 200);
      });

      it('a student becomes a teaching assistant, and a student again', async () => {
        await lms.change('people', { person: 'student-ana-ruiz', role: 'ta' });
        const member = (await roster()).find((one) => one.user_id === ana);
        // Moodle's roster calls a non-editing teacher a Learner.
        assert.match(member.roles.join(), preset === 'canvas' ? /TeachingAssistant/ : /^Learner$/);
        assert.ok((await lms.score(link.lineItem, ana)).status >= 400);
        await lms.change('people', { person: 'student-ana-ruiz', role: 'student' });
        assert.equal((await lms.score(link.lineItem, ana)).status, 200);
      });

      it('a course is over', async () => {
        await lms.change('settings', { concluded: true });
        const scored = await lms.score(link.lineItem, ana);
        const url = extended(link.lineItem, '/results');
        const read = await lms.call('GET', url, SCOPE.result, TYPE.results);
        const launched = await lms.launch('student-ana-ruiz', link.id);
        assert.ok((await roster()).length > 20, 'the roster can still be read');
        await lms.change('settings', { concluded: false });
        if (preset === 'canvas') {
          assert.deepEqual([scored.status, read.status], [422, 422]);
          assert.match(await scored.text(), /This course has concluded\./);
        } else {
          assert.deepEqual([scored.status, read.status], [200, 200], 'Moodle goes on');
        }
        assert.ok(launched[AGS].lineitem);
        const timestamp = inSeconds(2);
        assert.equal((await lms.score(link.lineItem, ana, { timestamp })).status, 200);
      });

      it('is for those who may edit the course', async () => {
        const url = `${lms.base}/as/student-mei-chen/courses/hist210/settings`;
        assert.equal((await fetch(url, { headers: { accept: 'application/json' } })).status, 403);
        const headers = { 'content-type': 'application/json', accept: 'application/json' };
        const refused = await fetch(url, { method: 'POST', headers, body: '{"concluded":true}' });
        assert.equal(refused.status, 403);
        assert.equal((await lms.json('/as/teacher-rosa/courses/hist210/settings')).concluded, false);
        await assert.rejects(lms.change('columns/99999', { change: 'delete' }), /404/);
        await assert.rejects(lms.change('people', { person: 'nobody', role: 'student' }), /404/);
        await assert.rejects(lms.change(`columns/${link.id}`, { maximum: 0 }), /400/);
      });
    });
  }

  it('Canvas: a student has no attempts left', async () => {
    const canvas = practice.at('canvas');
    const ana = await canvas.sub('student-ana-ruiz');
    const link = await canvas.addActivity({ title: 'Once', maximum: 10 });
    await canvas.change(`activities/${link.id}`, { allowedAttempts: 1 });
    assert.equal((await canvas.score(link.lineItem, ana)).status, 200);
    const again = await canvas.score(link.lineItem, ana);
    assert.equal(again.status, 422);
    const resend = { 'https://canvas.instructure.com/lti/submission': { new_submission: false } };
    assert.equal((await canvas.score(link.lineItem, ana, resend)).status, 200);
    await canvas.change(`activities/${link.id}`, { allowedAttempts: 0 });
    assert.equal((await canvas.score(link.lineItem, ana)).status, 200);
    await assert.rejects(practice.at('moodle').change('activities/1', { allowedAttempts: 1 }), /40[04]/);
  });

  it('keeps who left, who was merged and what is over when it starts again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'practice-lms-'));
    const options = { port: 0, toolUrl: 'http://127.0.0.1:9', dataDir: folder };
    const post = (origin: string, path: string, body: object) =>
      fetch(`${origin}/canvas/as/teacher-rosa/courses/hist210/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(body),
      });
    const first = await start(options);
    await post(first.origin, 'people', { person: 'student-omar-haddad', role: 'none' });
    await post(first.origin, 'people/merge', { from: 'student-wulandari', into: 'student-mei-chen' });
    await post(first.origin, 'settings', { concluded: true });
    await first.close();
    const second = await start(options);
    const { people, state } = second.presets.canvas ?? assert.fail();
    const find = (key: string) => people.find((one) => one.key === key);
    assert.equal(find('student-omar-haddad')?.roles.hist210, undefined);
    assert.deepEqual(find('student-mei-chen')?.pastIds, { hist210: 'student-wulandari' });
    assert.deepEqual(state.concluded, ['hist210']);
    await second.close();
    await rm(folder, { recursive: true });
  });
});
