import assert from 'node:assert/strict';
import {
  launchAs,
  type Practice,
  type Preset,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

describe('Whoever is less in a course than before', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startPractice();
  });
  afterEach(() => practice?.close());

  /** What the LMS says somebody is in the course from now on. */
  function nowIs(preset: Preset, key: string, role: 'ta' | 'student' | null): void {
    const person = practice.lms.presets[preset]?.people.find((one) => one.key === key);
    assert.ok(person);
    if (role) person.roles.hist210 = role;
    else delete person.roles.hist210;
  }
  const enter = (preset: Preset, person: string, activity: string) =>
    launchAs(practice, preset, person, `launch/${activity}`);
  const readRoster = (teacher: Visitor) => teacher.post(`${teacher.base}/grading/roster`, {});
  const grading = async (visitor: Visitor) => (await visitor.get(`${visitor.base}/grading`)).status;

  it('loses an assistant’s pages with the next roster, and comes back as what they are by a new launch', async () => {
    const { activity, teacher } = await setUpActivity(practice, 'canvas');
    await readRoster(teacher);
    const yuki = await enter('canvas', 'ta-yuki', activity);
    const ana = await enter('canvas', 'student-ana-ruiz', activity);
    assert.equal(await grading(yuki), 200);
    nowIs('canvas', 'ta-yuki', 'student');
    await readRoster(teacher);
    const { status, html } = await yuki.get(`${yuki.base}/grading`);
    assert.equal(status, 401);
    assert.match(textOf(html), /Open this from your course/);
    const again = await enter('canvas', 'ta-yuki', activity);
    assert.equal((await again.get(`${again.base}/discussion`)).status, 200);
    assert.equal(await grading(again), 403);
    assert.equal(await grading(yuki), 401);
    assert.equal((await ana.get(`${ana.base}/discussion`)).status, 200, 'others stay');
    assert.equal(await grading(teacher), 200, 'others stay');
  });

  it('does not get an assistant’s pages back by a later launch without a role', async () => {
    const { activity, teacher } = await setUpActivity(practice, 'canvas');
    await readRoster(teacher);
    const yuki = await enter('canvas', 'ta-yuki', activity);
    nowIs('canvas', 'ta-yuki', null);
    await readRoster(teacher);
    assert.equal(await grading(yuki), 401);
    // As an administrator one opens a course without being in it.
    const person = practice.lms.presets.canvas?.people.find(({ key }) => key === 'ta-yuki');
    Object.assign(person ?? {}, { admin: true });
    const guest = await enter('canvas', 'ta-yuki', activity);
    assert.equal(await grading(guest), 403);
    assert.equal(await grading(yuki), 401);
  });

  it('loses them by their own next launch too, which has the roster read', async () => {
    const { activity, teacher } = await setUpActivity(practice, 'canvas');
    await readRoster(teacher);
    const yuki = await enter('canvas', 'ta-yuki', activity);
    nowIs('canvas', 'ta-yuki', 'student');
    await practice.tool.connection.collection('courses').updateMany({}, { $set: { rosterReadAt: null } });
    await enter('canvas', 'ta-yuki', activity);
    for (let tries = 0; (await grading(yuki)) !== 401; tries++) {
      assert.ok(tries < 200, 'the roster was not read');
      await new Promise((wait) => setTimeout(wait, 25));
    }
  });

  it('is no non-editing teacher of Moodle, whose roster has always called them Learner', async () => {
    const { activity, teacher } = await setUpActivity(practice, 'moodle');
    const yuki = await enter('moodle', 'ta-yuki', activity);
    for (const _reading of [1, 2]) {
      await readRoster(teacher);
      assert.equal(await grading(yuki), 200);
    }
  });

  it('is no teacher of Moodle who has a look in the student role', async () => {
    const { activity, teacher } = await setUpActivity(practice, 'moodle');
    await readRoster(teacher);
    const switched = await enter('moodle', 'test-student', activity);
    await readRoster(teacher);
    assert.equal(await grading(teacher), 200);
    assert.equal(await grading(switched), 403);
    assert.equal((await switched.get(`${switched.base}/discussion`)).status, 200);
  });

  it('is a teacher of Moodle whom the roster calls Learner from now on', async () => {
    const { activity, teacher } = await setUpActivity(practice, 'moodle');
    await readRoster(teacher);
    const yuki = await enter('moodle', 'ta-yuki', activity);
    nowIs('moodle', 'teacher-rosa', 'student');
    await readRoster(yuki);
    assert.equal(await grading(teacher), 401);
    assert.equal(await grading(yuki), 200);
  });
});
