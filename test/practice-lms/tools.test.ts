import assert from 'node:assert/strict';
import { type Client, DL, type Json, LTI, type Practice, SCOPE, startPractice } from './practice.ts';
import { letIn, registered, TOOL } from './registration-request.ts';

describe('Practice LMS, tools that registered themselves', () => {
  let practice: Practice;
  let canvas: Client;
  let moodle: Client;

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    moodle = practice.at('moodle');
  });
  after(() => practice.close());
  const both = () => [canvas, moodle];

  it('leaves the tool pending until its admin lets it in: no launch, no token', async () => {
    for (const at of both()) {
      const { client_id: clientId } = await registered(at);
      const pending = (await at.info()).tools.find((tool: Json) => tool.clientId === clientId);
      assert.equal(pending.state, 'pending');
      const url = `${at.base}/as/teacher-rosa/courses/hist210/deep-link?clientId=${clientId}`;
      assert.equal((await fetch(url)).status, 404);
      const client_assertion = await at.assertion({ iss: clientId, sub: clientId });
      assert.equal((await at.requestToken(SCOPE.score, { client_assertion })).status, 400);
      await at.json(`/admin/tools/${clientId}`, { state: 'active' });
      assert.equal((await fetch(url)).status, 200);
      const another = await at.assertion({ iss: clientId, sub: clientId });
      assert.equal((await at.requestToken(SCOPE.score, { client_assertion: another })).status, 200);
    }
  });

  it('launches the tool as it asked: its own targets, fields and places', async () => {
    const clientId = await letIn(canvas);
    const course = '/as/teacher-rosa/courses/hist210';
    const chosen = await canvas.claimsOf(await canvas.json(`${course}/deep-link?clientId=${clientId}`));
    assert.equal(chosen['https://www.instructure.com/placement'], 'assignment_selection');
    assert.ok(chosen[`${DL}deep_linking_settings`]);
    const { navigations } = await canvas.json(course);
    const entry = navigations.find((one: Json) => one.clientId === clientId);
    const menu = await canvas.claimsOf(await canvas.json(entry.launchUrl));
    assert.equal(menu[`${LTI}target_link_uri`], `${practice.tool.url}/overview`);
    assert.deepEqual(menu[`${LTI}custom`], { context_history: '', from: 'menu' });
    const inMoodle = await letIn(moodle);
    const login = await moodle.json(`${course}/deep-link?clientId=${inMoodle}`);
    assert.equal(login.fields.target_link_uri, `${practice.tool.url}/choose`);
  });

  it('lets the admin trim scopes and give them back, never more than the tool asked for', async () => {
    const clientId = await letIn(canvas);
    const url = `/admin/tools/${clientId}`;
    const trimmed = await canvas.json(url, { scopes: [SCOPE.score] });
    assert.deepEqual(trimmed.scopes, [SCOPE.score]);
    assert.equal(trimmed.requestedScopes.length, 4);
    const client_assertion = await canvas.assertion({ iss: clientId, sub: clientId });
    const granted: Json = await (
      await canvas.requestToken(`${SCOPE.score} ${SCOPE.members}`, { client_assertion })
    ).json();
    assert.equal(granted.scope, SCOPE.score);
    assert.equal((await canvas.json(url, { scopes: [SCOPE.score, SCOPE.members] })).scopes.length, 2);
    const body = JSON.stringify({ scopes: [SCOPE.readonly] });
    const headers = { 'content-type': 'application/json' };
    assert.equal((await fetch(canvas.base + url, { method: 'POST', headers, body })).status, 400);
  });

  it('removes a tool: its activities open no more', async () => {
    const clientId = await letIn(moodle);
    const link = await moodle.addActivity({ title: 'Orphan', maximum: 5, clientId });
    await moodle.login('student-ana-ruiz', link.id);
    const removed = await fetch(`${moodle.base}/admin/tools/${clientId}`, { method: 'DELETE' });
    assert.equal(removed.status, 204);
    const launch = `${moodle.base}/as/student-ana-ruiz/launch/${link.id}`;
    assert.equal((await fetch(launch)).status, 404);
    const { rows } = await moodle.json('/as/teacher-rosa/courses/hist210/gradebook');
    assert.ok(rows.length > 0, 'the gradebook still opens');
    assert.ok(!(await moodle.info()).tools.some((tool: Json) => tool.clientId === clientId));
  });

  it('never gives two tools one id', async () => {
    const first = await registered(moodle);
    await fetch(`${moodle.base}/admin/tools/${first.client_id}`, { method: 'DELETE' });
    const second = await registered(moodle);
    assert.notEqual(second.client_id, first.client_id);
    assert.notEqual(second[TOOL].deployment_id, first[TOOL].deployment_id);
  });
});
