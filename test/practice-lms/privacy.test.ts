import assert from 'node:assert/strict';
import { type Client, type Json, LTI, NRPS, type Practice, SCOPE, startPractice, TYPE } from './practice.ts';
import { CANVAS, registered, TOOL } from './registration-request.ts';

describe('Practice LMS, privacy', () => {
  let practice: Practice;
  let canvas: Client;
  let moodle: Client;

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    moodle = practice.at('moodle');
  });
  after(() => practice.close());

  const set = async (at: Client, settings: Record<string, string>): Promise<Json> => {
    const { tools } = await at.info();
    return at.json(`/admin/tools/${tools[0].clientId}`, settings);
  };
  const PERSONAL = ['name', 'given_name', 'family_name', 'email', 'picture'];
  const told = (person: Json): string[] => PERSONAL.filter((claim) => person[claim] !== undefined);
  const names = ['name', 'given_name', 'family_name'];

  /** What a launch, the course's roster and the link's roster tell about Ana. */
  async function seen(at: Client): Promise<{ launch: string[]; course: string[]; link: string[] }> {
    const link = await at.addActivity({ title: 'Private', maximum: 1 });
    const claims = await at.launch('student-ana-ruiz', link.id);
    const url = claims[NRPS].context_memberships_url;
    const member = async (address: string): Promise<Json> => {
      const { members }: Json = await (await at.call('GET', address, SCOPE.members, TYPE.members)).json();
      return members.find((one: Json) => one.user_id === claims.sub);
    };
    const inCourse = await member(`${url}?limit=50`);
    const inLink = await member(`${url}?limit=50&rlid=${link.resourceLinkId}`);
    return { launch: told(claims), course: told(inCourse), link: told(inLink) };
  }

  const levels: [string, string[]][] = [
    ['anonymous', []],
    ['name_only', names],
    ['email_only', ['email']],
    ['public', [...names, 'email', 'picture']],
  ];
  for (const [privacyLevel, expected] of levels) {
    it(`Canvas tells a tool with ${privacyLevel} the same in launch and roster`, async () => {
      assert.deepEqual((await set(canvas, { privacyLevel })).privacy, { privacyLevel });
      assert.deepEqual(await seen(canvas), { launch: expected, course: expected, link: expected });
    });
  }

  it('Canvas says whom an observer observes only to a tool that is public', async () => {
    const link = await canvas.addActivity({ title: 'Observed' });
    const mentor = async () => (await canvas.launch('observer-carmen', link.id))[`${LTI}role_scope_mentor`];
    await set(canvas, { privacyLevel: 'name_only' });
    assert.equal(await mentor(), undefined);
    await set(canvas, { privacyLevel: 'public' });
    assert.deepEqual(await mentor(), [await canvas.sub('student-ana-ruiz')]);
  });

  it('Canvas sends sub and roles whatever the level', async () => {
    await set(canvas, { privacyLevel: 'anonymous' });
    const link = await canvas.addActivity({ title: 'Anonymous' });
    const claims = await canvas.launch('student-ana-ruiz', link.id);
    assert.equal(claims.sub, await canvas.sub('student-ana-ruiz'));
    assert.ok(claims[`${LTI}roles`].length > 0);
    await set(canvas, { privacyLevel: 'public' });
  });

  it('Moodle tells never, always, or with “delegate” in launches and the link’s roster only', async () => {
    await set(moodle, { sendName: 'never', sendEmail: 'always' });
    assert.deepEqual(await seen(moodle), { launch: ['email'], course: ['email'], link: ['email'] });
    await set(moodle, { sendName: 'delegate' });
    const both = [...names, 'email'];
    assert.deepEqual(await seen(moodle), { launch: both, course: ['email'], link: both });
    await set(moodle, { sendName: 'always', sendEmail: 'never' });
    assert.deepEqual(await seen(moodle), { launch: names, course: names, link: names });
  });

  it('Moodle withholds a name from custom fields and the user name, too', async () => {
    await set(moodle, { sendName: 'never', sendEmail: 'never' });
    const custom = { who: '$Person.name.full', mail: '$Person.email.primary' };
    const link = await moodle.addActivity({ title: 'Fields', custom });
    const claims = await moodle.launch('student-ana-ruiz', link.id);
    assert.equal(claims[`${LTI}custom`].who, '');
    assert.equal(claims[`${LTI}custom`].mail, '');
    assert.equal(claims[`${LTI}ext`].user_username, undefined);
    await set(moodle, { sendName: 'always', sendEmail: 'always' });
  });

  it('takes only what the platform knows', async () => {
    const { tools } = await canvas.info();
    const response = await fetch(`${canvas.base}/admin/tools/${tools[0].clientId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ privacyLevel: 'secret' }),
    });
    assert.equal(response.status, 400);
    assert.deepEqual((await canvas.info()).tools[0].privacy, { privacyLevel: 'public' });
  });

  const privacyOf = async (at: Client, change: (tool: Json) => void): Promise<Json> => {
    const { client_id } = await registered(at, (body) => change(body[TOOL]));
    return (await at.info()).tools.find((tool: Json) => tool.clientId === client_id).privacy;
  };

  it('takes a registering tool’s level on Canvas, or infers it from the claims', async () => {
    const level = async (change: (tool: Json) => void) => (await privacyOf(canvas, change)).privacyLevel;
    assert.equal(await level((tool) => (tool[`${CANVAS}privacy_level`] = 'name_only')), 'name_only');
    assert.equal(await level(() => {}), 'public');
    assert.equal(await level((tool) => (tool.claims = ['sub', 'email'])), 'email_only');
    assert.equal(await level((tool) => (tool.claims = ['sub'])), 'anonymous');
  });

  it('derives a registering tool’s settings on Moodle from the claims', async () => {
    assert.deepEqual(await privacyOf(moodle, () => {}), { sendName: 'always', sendEmail: 'always' });
    const some = await privacyOf(moodle, (tool) => (tool.claims = ['sub', 'family_name']));
    assert.deepEqual(some, { sendName: 'always', sendEmail: 'never' });
  });
});
