import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '../../src/practice-lms/server.ts';
import { AGS, Client, type Json, LTI, NRPS, type Practice, SCOPE, startPractice, TYPE } from './practice.ts';

describe('Practice LMS, a copied course', () => {
  let practice: Practice;
  let canvas: Client;
  let moodle: Client;

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    moodle = practice.at('moodle');
  });
  after(() => practice.close());

  const copy = (at: Client, body: object = {}, course = 'hist210', person = 'teacher-rosa'): Promise<Json> =>
    at.json(`/as/${person}/courses/${course}/copy`, body);
  const original = {
    title: 'Week 6',
    maximum: 20,
    resourceId: 'r6',
    tag: 'grade',
    custom: { discussion: '6', history: '$ResourceLink.id.history', contexts: '$Context.id.history' },
    dueAt: '2030-01-01T00:00:00Z',
  };
  const both = () => [canvas, moodle];

  it('has a context, links and line items of its own, and what the tool put there', async () => {
    for (const at of both()) {
      const link = await at.addActivity(original);
      const { course, activities } = await copy(at);
      const copied = activities.find((one: Json) => one.title === 'Week 6');
      const { courses } = await at.info();
      assert.equal(course.copyOf, 'hist210');
      assert.equal(new Set(courses.map((one: Json) => one.contextId)).size, courses.length);
      assert.notEqual(copied.resourceLinkId, link.resourceLinkId);
      assert.notEqual(copied.lineItem, link.lineItem);
      assert.deepEqual([copied.resourceId, copied.tag, copied.maximum], ['r6', 'grade', 20]);
      assert.deepEqual(copied.custom, link.custom);
      assert.equal(copied.dueAt, link.dueAt);
      const claims = await at.launch('teacher-rosa', copied.id);
      assert.equal(claims[`${LTI}context`].id, course.contextId);
      assert.equal(claims[AGS].lineitem, copied.lineItem);
    }
  });

  it('tells where it comes from on Canvas, the latest first, and nothing on Moodle', async () => {
    const link = await canvas.addActivity({ ...original, title: 'History' });
    const { courses } = await canvas.info();
    const first = await copy(canvas);
    const inFirst = first.activities.find((one: Json) => one.title === 'History');
    const second = await copy(canvas, {}, first.course.key);
    const inSecond = second.activities.find((one: Json) => one.title === 'History');
    const { history, contexts } = (await canvas.launch('teacher-rosa', inSecond.id))[`${LTI}custom`];
    assert.equal(history, `${inFirst.resourceLinkId},${link.resourceLinkId}`);
    assert.equal(contexts, `${first.course.contextId},${courses[0].contextId}`);
    assert.equal((await canvas.launch('teacher-rosa', link.id))[`${LTI}custom`].history, '');

    await moodle.addActivity({ ...original, title: 'History' });
    const { activities } = await copy(moodle);
    const inMoodle = activities.find((one: Json) => one.title === 'History');
    const custom = (await moodle.launch('teacher-rosa', inMoodle.id))[`${LTI}custom`];
    assert.deepEqual([custom.history, custom.contexts], ['', '']);
  });

  it('brings nobody’s grades, and a score in the copy leaves the original alone', async () => {
    const link = await moodle.addActivity({ ...original, title: 'Graded' });
    const ana = await moodle.sub('student-ana-ruiz');
    const adaeze = 'student-adaeze-okafor';
    await moodle.score(link.lineItem, ana, { scoreGiven: 10 });
    const { course, activities } = await copy(moodle, { students: 2 });
    const copied = activities.find((one: Json) => one.title === 'Graded');
    assert.equal((await moodle.cell(copied.id, 'student-ana-ruiz', course.key)).score, null);
    assert.equal((await moodle.score(copied.lineItem, await moodle.sub(adaeze))).status, 200);
    assert.equal((await moodle.cell(link.id, adaeze)).score, null);
    assert.equal((await moodle.cell(link.id, 'student-ana-ruiz')).score, 20);
  });

  it('copies the tool’s own columns, without making them twice', async () => {
    const link = await moodle.addActivity({ ...original, title: 'Columns' });
    const { lineitems } = (await moodle.launch('teacher-rosa', link.id))[AGS];
    const body = { label: 'Quality', scoreMaximum: 5, tag: 'quality', resourceLinkId: link.resourceLinkId };
    assert.equal((await moodle.call('POST', lineitems, SCOPE.lineItem, TYPE.lineItem, body)).status, 201);
    const { activities } = await copy(moodle);
    const copied = activities.find((one: Json) => one.title === 'Columns');
    const url = (await moodle.launch('teacher-rosa', copied.id))[AGS].lineitems;
    const found: Json = await (
      await moodle.call('GET', `${url}&tag=quality`, SCOPE.lineItem, TYPE.lineItems)
    ).json();
    assert.deepEqual(
      found.map((item: Json) => item.resourceLinkId),
      [copied.resourceLinkId],
    );
  });

  it('enrols the teachers, and as many students as asked', async () => {
    const { course, activities } = await copy(canvas, { title: 'Again', students: 4 });
    assert.equal(course.title, 'Again');
    const claims = await canvas.launch('teacher-rosa', activities[0].id);
    const url = claims[NRPS].context_memberships_url;
    const { members }: Json = await (await canvas.call('GET', url, SCOPE.members, TYPE.members)).json();
    assert.equal(members.filter((one: Json) => one.roles[0].endsWith('#Instructor')).length, 1);
    assert.equal(members.length, 1 + 1 + 4, 'the teacher, the test student, four students');
    const outsider = `${canvas.base}/as/student-eleni-papadopoulou/courses/${course.key}`;
    assert.equal((await fetch(outsider)).status, 404);
  });

  it('is made by those who may change the course', async () => {
    await copy(canvas, {}, 'hist210', 'admin-ingrid');
    const url = `${canvas.base}/as/student-ana-ruiz/courses/hist210/copy`;
    assert.equal((await fetch(url, { method: 'POST' })).status, 403);
    assert.equal((await fetch(url)).status, 403);
  });

  it('can be made from a page without scripts', async () => {
    const url = `${canvas.base}/as/teacher-kwame/courses/biol101`;
    const headers = { accept: 'text/html' };
    assert.match(await (await fetch(url, { headers })).text(), /\/biol101\/copy"/);
    const body = new URLSearchParams({ title: 'Biology again', students: '1' });
    const made = await fetch(`${url}/copy`, { method: 'POST', body, headers, redirect: 'manual' });
    assert.equal(made.status, 303);
    assert.match(
      await (await fetch(made.headers.get('location') ?? '', { headers })).text(),
      /Biology again/,
    );
  });

  it('outlives the process, with its members', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'practice-lms-'));
    const { url } = practice.tool;
    const lms = await start({ port: 0, toolUrl: url, dataDir: folder });
    const { course } = await copy(new Client(lms.origin, 'canvas', practice.tool), { students: 1 });
    await lms.close();
    const again = await start({ port: 0, toolUrl: url, dataDir: folder });
    const at = new Client(again.origin, 'canvas', practice.tool);
    const { people, courses } = await at.info();
    const members = people.filter((one: Json) => one.roles[course.key]).map((one: Json) => one.key);
    assert.deepEqual(members, ['teacher-rosa', 'test-student', 'student-ana-ruiz']);
    assert.ok(courses.some((one: Json) => one.contextId === course.contextId));
    await again.close();
    await rm(folder, { recursive: true, force: true });
  });
});
