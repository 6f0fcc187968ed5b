import assert from 'node:assert/strict';
import { AGS, type Client, type Json, LTI, M, NRPS, type Practice, startPractice } from './practice.ts';

describe('Practice LMS, launches', () => {
  let practice: Practice;
  let canvas: Client;
  let moodle: Client;
  const links: Record<string, Json> = {};

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    moodle = practice.at('moodle');
    links.canvas = await canvas.addActivity({ title: 'Week 1', maximum: 10, dueAt: '2030-01-02T03:04:05Z' });
    links.moodle = await moodle.addActivity({ title: 'Week 1', maximum: 10 });
  });
  after(() => practice.close());
  const rolesOf = async (at: Client, person: string, link: Json) =>
    (await at.launch(person, link.id))[`${LTI}roles`] as string[];

  it('names the deployment in login as each platform does', async () => {
    const [c, m] = [
      await canvas.login('student-ana-ruiz', links.canvas.id),
      await moodle.login('student-ana-ruiz', links.moodle.id),
    ];
    assert.equal(c.fields.deployment_id, '1:rejoinder-demo-deployment');
    assert.equal(c.fields.lti_deployment_id, undefined);
    assert.equal(m.fields.lti_deployment_id, '1');
    assert.equal(c.fields.lti_message_hint.split('.').length, 3, 'Canvas hands out a signed JWT');
    assert.ok(JSON.parse(m.fields.lti_message_hint).launchid, 'Moodle hands out JSON');
  });

  it('never uses a login hint twice', async () => {
    const one = await canvas.login('student-ana-ruiz', links.canvas.id);
    const two = await canvas.login('student-ana-ruiz', links.canvas.id);
    assert.notEqual(one.fields.login_hint, two.fields.login_hint);
  });

  it('gives Canvas id_tokens an hour, a UUID-like sub and azp', async () => {
    const claims = await canvas.launch('student-ana-ruiz', links.canvas.id);
    assert.equal(claims.exp - claims.iat, 3600);
    assert.match(claims.sub, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(claims.azp, '10000000000001');
    assert.equal(claims.aud, '10000000000001');
    assert.match(claims[`${LTI}context`].type[0], /#CourseOffering$/);
  });

  it('gives Moodle id_tokens a minute, a sub of digits and a short context type', async () => {
    const claims = await moodle.launch('student-ana-ruiz', links.moodle.id);
    assert.equal(claims.exp - claims.iat, 60);
    assert.match(claims.sub, /^\d+$/);
    assert.equal(claims.azp, undefined);
    assert.deepEqual(claims[`${LTI}context`].type, ['CourseSection']);
    assert.equal(claims[`${LTI}ext`].lms, 'moodle-2');
    assert.deepEqual(claims[NRPS].service_versions, ['1.0', '2.0']);
    assert.match(claims[AGS].lineitem, /\/lineitem\?type_id=1$/);
  });

  it('tells the tool the course, the link, the names and the services', async () => {
    const claims = await canvas.launch('student-mei-chen', links.canvas.id);
    assert.equal(claims.name, '陈美');
    assert.equal(claims[`${LTI}resource_link`].id, links.canvas.resourceLinkId);
    assert.equal(claims[`${LTI}target_link_uri`], `${practice.tool.url}/lti/launch`);
    assert.equal(claims[AGS].lineitem, links.canvas.lineItem);
    assert.equal(claims[AGS].scope.length, 4);
    assert.deepEqual(claims[NRPS].service_versions, ['2.0']);
  });

  it('sends Canvas roles as Canvas mixes them', async () => {
    const ta = await rolesOf(canvas, 'ta-yuki', links.canvas);
    assert.ok(ta.includes(`${M}#Instructor`) && ta.includes(`${M}/Instructor#TeachingAssistant`));
    const test = await rolesOf(canvas, 'test-student', links.canvas);
    assert.ok(test.some((role) => role.endsWith('lti/system/person#TestUser')));
    const admin = await rolesOf(canvas, 'admin-ingrid', links.canvas);
    assert.ok(!admin.some((role) => role.startsWith(M)), 'an unenrolled admin has no course role');
    const elsewhere = await rolesOf(canvas, 'student-leila-farahani', links.canvas);
    assert.ok(elsewhere.includes(`${M}#Learner`) && !elsewhere.includes(`${M}#Instructor`));
    assert.ok(elsewhere.some((role) => role.endsWith('institution/person#Instructor')));
  });

  it('links a Canvas observer to the student', async () => {
    const claims = await canvas.launch('observer-carmen', links.canvas.id);
    assert.ok(claims[`${LTI}roles`].includes(`${M}#Mentor`));
    assert.deepEqual(claims[`${LTI}role_scope_mentor`], [await canvas.sub('student-ana-ruiz')]);
  });

  it('sends a visitor of a public Canvas course without sub and names', async () => {
    const claims = await canvas.launch('visitor', links.canvas.id);
    assert.equal(claims.sub, undefined);
    assert.equal(claims.name, undefined);
    assert.ok(Array.isArray(claims[`${LTI}roles`]));
  });

  it('sends Moodle roles by capability: no TA role, and admins add two', async () => {
    assert.deepEqual(await rolesOf(moodle, 'teacher-rosa', links.moodle), [`${M}#Instructor`]);
    assert.deepEqual(await rolesOf(moodle, 'ta-yuki', links.moodle), [`${M}#Instructor`]);
    assert.equal((await rolesOf(moodle, 'admin-ingrid', links.moodle)).length, 3);
  });

  it('keeps the teacher’s own sub when a Moodle teacher switches to the student role', async () => {
    const claims = await moodle.launch('test-student', links.moodle.id);
    assert.equal(claims.sub, await moodle.sub('teacher-rosa'));
    assert.deepEqual(claims[`${LTI}roles`], [`${M}#Learner`]);
  });

  it('substitutes what the platform knows and leaves the rest literal', async () => {
    const custom = { known: '$Person.name.full', unknown: '$No.Such.Thing', plain: 'text', MyKey: 'x' };
    const c = await canvas.addActivity({ title: 'With fields', maximum: 5, custom });
    const inCanvas = (await canvas.launch('student-isil-yildirim', c.id))[`${LTI}custom`];
    assert.equal(inCanvas.known, 'Işıl Yıldırım');
    assert.equal(inCanvas.unknown, '$No.Such.Thing');
    assert.equal(inCanvas.due_at, '$Canvas.assignment.dueAt.iso8601', 'no date leaves the literal');
    assert.equal(
      (await canvas.launch('student-ana-ruiz', links.canvas.id))[`${LTI}custom`].due_at,
      links.canvas.dueAt,
    );
    const m = await moodle.addActivity({ title: 'With fields', maximum: 5, custom });
    const inMoodle = (await moodle.launch('student-ana-ruiz', m.id))[`${LTI}custom`];
    assert.equal(inMoodle.due_at, '$ResourceLink.submission.endDateTime', 'Moodle never substitutes it');
    assert.equal(inMoodle.context_id_history, '');
    assert.equal(inMoodle.mykey, 'x');
    assert.equal(inMoodle.MyKey, 'x');
    assert.match(inMoodle.context_memberships_url, /memberships$/);
  });

  it('drops the lineitem claim once a second item belongs to the link', async () => {
    const link = await moodle.addActivity({ title: 'Two columns', maximum: 10 });
    const url = (await moodle.launch('teacher-rosa', link.id))[AGS].lineitems;
    const body = { label: 'Second', scoreMaximum: 5, resourceLinkId: link.resourceLinkId };
    const scope = 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem';
    const type = 'application/vnd.ims.lis.v2.lineitem+json';
    assert.equal((await moodle.call('POST', url, scope, type, body)).status, 201);
    assert.equal((await moodle.launch('teacher-rosa', link.id))[AGS].lineitem, undefined);
  });

  it('launches Canvas’s course navigation with the context’s id as link', async () => {
    const login = await canvas.json('/as/teacher-rosa/courses/hist210/navigation');
    const claims = await canvas.claimsOf(login);
    assert.equal(claims[`${LTI}resource_link`].id, claims[`${LTI}context`].id);
    assert.equal(claims[AGS].lineitem, undefined);
    assert.equal(claims['https://www.instructure.com/placement'], 'course_navigation');
  });

  it('posts the id_token by a form that submits itself and has a button without scripts', async () => {
    const page = await (await fetch(`${canvas.base}/as/student-ana-ruiz/launch/${links.canvas.id}`)).text();
    assert.match(page, /<noscript>.*<button>/s);
    assert.match(page, /document\.forms\[0\]\.submit\(\)/);
  });

  it('does not let people into courses that are not theirs', async () => {
    for (const path of [
      '/as/student-jonas-lindqvist/courses/biol101',
      '/as/nobody',
      '/as/ta-yuki/launch/999',
    ]) {
      assert.equal((await fetch(canvas.base + path)).status, 404, path);
    }
  });

  it('signs with a new key after rotation and still publishes the old one', async () => {
    await canvas.launch('student-ana-ruiz', links.canvas.id);
    const { keys } = await canvas.json('/admin/keys', {});
    assert.equal(keys.length, 2);
    assert.ok(
      keys.every((key: Json) => !key.d),
      'private parts stay private',
    );
    await canvas.launch('student-ana-ruiz', links.canvas.id);
  });
});
