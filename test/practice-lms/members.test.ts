import assert from 'node:assert/strict';
import { type Client, type Json, M, NRPS, type Practice, SCOPE, startPractice, TYPE } from './practice.ts';

describe('Practice LMS, rosters', () => {
  let practice: Practice;
  let canvas: Client;
  let moodle: Client;

  before(async () => {
    practice = await startPractice({ extraStudents: 40 });
    canvas = practice.at('canvas');
    moodle = practice.at('moodle');
  });
  after(() => practice.close());
  beforeEach(() => canvas.clearSent());

  const address = async (at: Client): Promise<string> => {
    const link = await at.addActivity({ title: 'Roster' });
    return (await at.launch('teacher-rosa', link.id))[NRPS].context_memberships_url;
  };
  const page = async (at: Client, url: string): Promise<{ members: Json[]; next?: string; body: Json }> => {
    const response = await at.call('GET', url, SCOPE.members, TYPE.members);
    assert.equal(response.status, 200);
    const body: Json = await response.json();
    const next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    return { members: body.members, next, body };
  };

  it('Canvas gives at most 50 a page and links to the next', async () => {
    const first = await page(canvas, await address(canvas));
    assert.equal(first.members.length, 50);
    const second = await page(canvas, first.next ?? '');
    assert.equal(second.next, undefined);
    const all = [...first.members, ...second.members];
    assert.equal(
      new Set(all.map((member) => member.user_id)).size,
      24 + 40 + 4,
      'students, teacher, TA, observer, test student',
    );
    assert.deepEqual(await canvas.violations(), []);
  });

  it('Moodle gives everyone at once, and pages only when asked', async () => {
    const url = await address(moodle);
    const whole = await page(moodle, url);
    assert.equal(whole.members.length, 24 + 40 + 3);
    assert.equal(whole.next, undefined);
    const ten = await page(moodle, `${url}?limit=10&role=Learner`);
    assert.equal(ten.members.length, 10);
    assert.ok(!ten.next?.includes('role='), 'the next link forgets the role');
  });

  it('says who is who in full roles on Canvas and short ones on Moodle', async () => {
    const roles = async (at: Client, person: string) => {
      const { members } = await page(at, `${await address(at)}?limit=50`);
      const sub = await at.sub(person);
      return members.find((member) => member.user_id === sub)?.roles;
    };
    assert.deepEqual(await roles(canvas, 'student-ana-ruiz'), [`${M}#Learner`]);
    assert.deepEqual(await roles(canvas, 'ta-yuki'), [
      `${M}#Instructor`,
      `${M}/Instructor#TeachingAssistant`,
    ]);
    assert.deepEqual(await roles(moodle, 'teacher-rosa'), ['Instructor']);
    assert.deepEqual(
      await roles(moodle, 'ta-yuki'),
      ['Learner'],
      'Moodle’s roster disagrees with its launch',
    );
    assert.equal(await roles(moodle, 'admin-ingrid'), undefined);
  });

  it('filters by role, short or full', async () => {
    const url = await address(canvas);
    for (const role of ['Instructor', `${M}#Instructor`]) {
      const { members } = await page(canvas, `${url}?${new URLSearchParams({ role })}`);
      assert.deepEqual(
        members.map((member) => member.name),
        ['Rosa Delgado', 'Yuki Mori'],
      );
    }
  });

  it('adds messages for a link of the tool and refuses another', async () => {
    const link = await canvas.addActivity({ title: 'Link' });
    const url = (await canvas.launch('teacher-rosa', link.id))[NRPS].context_memberships_url;
    const { members } = await page(canvas, `${url}?rlid=${link.resourceLinkId}`);
    assert.equal(members[0].message.length, 1);
    assert.equal((await canvas.call('GET', `${url}?rlid=other`, SCOPE.members, TYPE.members)).status, 400);
  });

  it('names the course and its members', async () => {
    const { body, members } = await page(moodle, await address(moodle));
    assert.deepEqual(Object.keys(body), ['id', 'context', 'members']);
    assert.equal(body.context.label, 'HIST 210');
    const one = members.find((member) => member.given_name === 'Wulandari');
    assert.deepEqual([one.status, one.name, one.family_name], ['Active', 'Wulandari', '']);
  });

  it('Canvas lists each group as it lists a course, by its number; a launch tells the numbers', async () => {
    const link = await canvas.addActivity({ title: 'Groups' });
    const launch = await canvas.launch('student-ana-ruiz', link.id);
    const { course_group_ids, group_ids } = launch['https://purl.imsglobal.org/spec/lti/claim/custom'];
    const numbers: string[] = course_group_ids.split(',');
    assert.equal(numbers.length, 16, '64 students in fours');
    const url = (await address(canvas)).replace(/courses\/\d+/, 'groups/NUMBER');
    const all = await Promise.all(numbers.map((number) => page(canvas, url.replace('NUMBER', number))));
    assert.equal(all.flatMap(({ members }) => members).length, 24 + 40);
    const sub = await canvas.sub('student-ana-ruiz');
    const own = all.find(({ members }) => members.some(({ user_id }) => user_id === sub));
    assert.equal(own?.body.context.id, group_ids);
    assert.match(own?.body.context.title, /^Study group \d+$/);
    assert.deepEqual(own?.members[0]?.roles, [`${M}#Member`]);
    const foreign = await canvas.call('GET', url.replace('NUMBER', '1'), SCOPE.members, TYPE.members);
    assert.equal(foreign.status, 404);
    assert.deepEqual(await canvas.violations(), []);
  });

  it('wants the scope and the media type', async () => {
    const url = await address(canvas);
    assert.equal((await canvas.call('GET', url, SCOPE.score, TYPE.members)).status, 401);
    assert.equal((await canvas.call('GET', url, SCOPE.members, 'application/json')).status, 200);
    assert.equal((await canvas.violations()).length, 2);
    assert.equal((await moodle.call('GET', await address(moodle), SCOPE.members, 'text/html')).status, 400);
  });
});
