import assert from 'node:assert/strict';
import { type Client, type Json, type Practice, startPractice } from './practice.ts';

describe('Practice LMS, pages', () => {
  let practice: Practice;
  let canvas: Client;
  let link: Json;

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    link = await canvas.addActivity({ title: 'Week <1>', maximum: 10 });
  });
  after(() => practice.close());
  const html = async (path: string): Promise<string> => {
    const response = await fetch(canvas.base + path, { headers: { accept: 'text/html' } });
    assert.equal(response.status, 200, path);
    return response.text();
  };

  it('leads from the start to both presets', async () => {
    const start: Json = await canvas.json(practice.lms.origin);
    assert.deepEqual(
      start.presets.map((one: Json) => one.issuer),
      [`${practice.lms.origin}/canvas`, `${practice.lms.origin}/moodle`],
    );
  });

  it('tells a tool everything it needs to register', async () => {
    const info = await practice.at('moodle').info();
    assert.equal(info.tools[0].clientId, 'rejoinder-moodle');
    assert.deepEqual(info.tools[0].deploymentIds, ['1']);
    assert.equal(info.tools[0].loginUrl, `${practice.tool.url}/lti/login`);
    assert.equal(info.people.filter((one: Json) => one.roles.hist210 === 'student').length, 24);
    assert.equal(info.people.filter((one: Json) => one.roles.biol101 === 'student').length, 12);
    assert.equal(info.courses.length, 2);
  });

  it('frames the chosen activity, with a way into a new tab', async () => {
    const page = await html(`/as/student-ana-ruiz/courses/hist210?activity=${link.id}`);
    assert.match(page, new RegExp(`<iframe[^>]*src="[^"]*/as/student-ana-ruiz/launch/${link.id}"`));
    assert.match(page, /allow="[^"]*microphone/);
    assert.match(page, /target="_blank"/);
    assert.match(page, /Week &lt;1&gt;/);
  });

  it('lets one become someone else on the same page without scripts', async () => {
    const page = await html(`/as/student-ana-ruiz/courses/hist210?activity=${link.id}`);
    assert.match(
      page,
      new RegExp(`href="[^"]*/as/teacher-rosa/courses/hist210\\?activity(=|&#x3D;)${link.id}"`),
    );
    assert.doesNotMatch(page, /teacher-kwame/, 'only people of this course');
  });

  it('shows a student only their own grades, and an observer their student’s', async () => {
    const rows = async (person: string) =>
      (await canvas.json(`/as/${person}/courses/hist210/gradebook`)).rows.map((row: Json) => row.person);
    assert.deepEqual(await rows('student-ana-ruiz'), ['student-ana-ruiz']);
    assert.deepEqual(await rows('observer-carmen'), ['student-ana-ruiz']);
    assert.equal((await rows('teacher-rosa')).length, 25, 'with the test student');
    const { rows: inMoodle } = await practice.at('moodle').json('/as/teacher-rosa/courses/hist210/gradebook');
    assert.equal(inMoodle.length, 24);
  });

  it('lets a grader change a grade by form, and a student not', async () => {
    const body = () => new URLSearchParams({ activity: link.id, student: 'student-mei-chen', score: '4.5' });
    const post = (person: string) =>
      fetch(`${canvas.base}/as/${person}/courses/hist210/gradebook`, {
        method: 'POST',
        body: body(),
        headers: { accept: 'text/html' },
        redirect: 'manual',
      });
    assert.equal((await post('student-ana-ruiz')).status, 403);
    assert.equal((await post('teacher-rosa')).status, 303);
    assert.equal((await canvas.cell(link.id, 'student-mei-chen')).score, 4.5);
    await canvas.override(link.id, 'student-mei-chen', null);
    assert.equal((await canvas.cell(link.id, 'student-mei-chen')).score, null);
  });

  it('shows what the tool sent, newest first, with status and violations', async () => {
    await canvas.clearSent();
    await canvas.score(link.lineItem, 'nobody');
    await canvas.score(link.lineItem, await canvas.sub('student-ana-ruiz'), {
      timestamp: '2026-01-01T00:00:00',
    });
    const { messages } = await canvas.json('/sent');
    const kinds = messages.map((message: Json) => [message.kind, message.status]);
    assert.deepEqual(kinds, [
      ['token-request', 200],
      ['score', 422],
      ['token-request', 200],
      ['score', 200],
    ]);
    assert.equal(messages[3].body.scoreGiven, 8);
    const page = await html('/sent');
    assert.ok(page.indexOf('Score for Ana Ruiz') < page.indexOf('Score for nobody'));
    assert.match(page, /timestamp has no time zone/);
  });

  it('registers another tool by form and refuses an incomplete one', async () => {
    const url = `${practice.tool.url}/launch`;
    const post = (fields: Record<string, string>) =>
      fetch(`${canvas.base}/admin/tools`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { accept: 'text/html' },
        redirect: 'manual',
      });
    const fields = {
      name: 'Plain tool',
      loginUrl: url,
      redirectUris: `${url}\n${url}/2`,
      targetLinkUri: url,
    };
    assert.equal((await post(fields)).status, 400);
    assert.equal((await post({ ...fields, jwksUrl: url })).status, 303);
    const { tools } = await canvas.json('/admin/tools');
    const plain = tools.find((tool: Json) => tool.name === 'Plain tool');
    assert.equal(plain.redirectUris.length, 2);
    const activity = await canvas.addActivity({ title: 'Elsewhere', maximum: 1, clientId: plain.clientId });
    const { action, fields: login } = await canvas.login('student-ana-ruiz', activity.id);
    assert.deepEqual([action, login.client_id], [url, plain.clientId]);
    assert.equal(login.deployment_id, plain.deploymentId);
  });

  it('answers every page in HTML too', async () => {
    for (const path of ['', '/as/teacher-rosa', '/as/teacher-rosa/courses/hist210/add', '/admin/tools']) {
      assert.match(await html(path), /Practice LMS \(Canvas rules\)/, path);
    }
    assert.equal((await fetch(`${canvas.base}/nowhere`)).status, 404);
  });

  it('takes no activity without a title or with a maximum of nothing', async () => {
    const url = `${canvas.base}/as/teacher-rosa/courses/hist210/activities`;
    for (const body of ['{}', '{"title":"x","maximum":0}', '{"title":', '{"title":"x","clientId":"none"}']) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      assert.ok([400, 404].includes(response.status), body);
    }
  });
});
