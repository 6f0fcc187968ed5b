import assert from 'node:assert/strict';
import {
  launchAs,
  lmsJson,
  type Practice,
  type Preset,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

const PRIVATE = { canvas: { privacyLevel: 'anonymous' }, moodle: { sendName: 'never' } };
const OPEN = { canvas: { privacyLevel: 'public' }, moodle: { sendName: 'always' } };

describe('Where the LMS keeps names to itself', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startPractice();
  });
  afterEach(() => practice?.close());

  async function set(preset: Preset, settings: Record<string, string>): Promise<void> {
    const { tools } = await lmsJson(`${practice.lms.origin}/${preset}`);
    const url = `${practice.lms.origin}/${preset}/admin/tools/${tools[0].clientId}`;
    await lmsJson(url, { method: 'POST', body: JSON.stringify(settings) });
  }
  async function numberOf({ base }: Visitor): Promise<number> {
    const { collections } = practice.tool.connection;
    const session = await collections.sessions?.findOne({ _id: base.slice(3) as never });
    return (await collections.members?.findOne({ _id: session?.memberId }))?.number;
  }
  const page = async (visitor: Visitor, path: string) =>
    textOf((await visitor.get(visitor.base + path)).html);
  const readRoster = (teacher: Visitor) => teacher.post(`${teacher.base}/grading/roster`, {});
  const enter = (preset: Preset, person: string, activity: string) =>
    launchAs(practice, preset, person, `launch/${activity}`);

  for (const preset of ['canvas', 'moodle'] as const) {
    it(`a student is “Student” and a number everywhere, which stays through rosters and launches, under ${preset} rules`, async () => {
      await set(preset, PRIVATE[preset]);
      const { activity, teacher } = await setUpActivity(practice, preset);
      await readRoster(teacher);
      const ana = await enter(preset, 'student-ana-ruiz', activity);
      await ana.post(`${ana.base}/posts`, { text: 'Mine.' });
      const number = await numberOf(ana);
      const name = new RegExp(`\\bStudent ${number}\\b`);
      const jonas = await enter(preset, 'student-jonas-lindqvist', activity);
      for (const _again of [1, 2]) {
        await readRoster(teacher);
        assert.equal(await numberOf(await enter(preset, 'student-ana-ruiz', activity)), number);
        assert.match(await page(jonas, '/discussion'), name);
        assert.match(await page(jonas, '/posts/1'), name);
        assert.match(await page(teacher, '/grading'), name);
        assert.match(await page(teacher, '/as'), name);
      }
      assert.notEqual(await numberOf(jonas), number);
      assert.doesNotMatch(await page(teacher, '/grading'), /Ruiz|Lindqvist|undefined/);
    });

    it(`a name that comes to be told takes the number’s place, and no later silence takes it back, under ${preset} rules`, async () => {
      await set(preset, PRIVATE[preset]);
      const { activity, teacher } = await setUpActivity(practice, preset);
      const ana = await enter(preset, 'student-ana-ruiz', activity);
      await ana.post(`${ana.base}/posts`, { text: 'Mine.' });
      const number = await numberOf(ana);
      assert.match(await page(teacher, '/posts/1'), new RegExp(`Student ${number}\\b`));
      await set(preset, OPEN[preset]);
      await readRoster(teacher);
      assert.match(await page(teacher, '/posts/1'), /Ana Ruiz/);
      await set(preset, PRIVATE[preset]);
      await readRoster(teacher);
      const again = await enter(preset, 'student-ana-ruiz', activity);
      assert.match(await page(teacher, '/posts/1'), /Ana Ruiz/);
      assert.equal(await numberOf(again), number);
    });
  }

  it('Moodle may tell a name at the launch alone: the others have numbers until they come', async () => {
    await set('moodle', { sendName: 'delegate' });
    const { activity, teacher } = await setUpActivity(practice, 'moodle');
    await readRoster(teacher);
    await enter('moodle', 'student-ana-ruiz', activity);
    await readRoster(teacher);
    const list = await page(teacher, '/grading');
    assert.match(list, /Ana Ruiz/);
    assert.doesNotMatch(list, /Lindqvist/);
    assert.match(list, /Student \d+/);
  });

  it('a teacher without a name is a teacher and a number', async () => {
    await set('canvas', PRIVATE.canvas);
    const { activity, teacher } = await setUpActivity(practice, 'canvas');
    await teacher.post(`${teacher.base}/posts`, { text: 'Welcome.' });
    const ana = await enter('canvas', 'student-ana-ruiz', activity);
    assert.match(await page(ana, '/posts/1'), new RegExp(`Teacher ${await numberOf(teacher)}\\b`));
  });
});
