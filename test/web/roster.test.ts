import assert from 'node:assert/strict';
import {
  asking,
  launchAs,
  lmsJson,
  PRESETS,
  type Practice,
  type Preset,
  sessionOf,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

const [ANA, JONAS, WULANDARI, LEILA] = [
  'student-ana-ruiz',
  'student-jonas-lindqvist',
  'student-wulandari',
  'student-leila-farahani',
];

describe('Who joined and who left', () => {
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  /** What the LMS says people are from now on. */
  async function nowAre(preset: Preset, roles: Record<string, string>): Promise<void> {
    const url = `${practice.lms.origin}/${preset}/as/teacher-rosa/courses/hist210/people`;
    for (const [person, role] of Object.entries(roles))
      await lmsJson(url, { method: 'POST', body: JSON.stringify({ person, role }) });
  }
  /** The same, and the next reading of its roster. */
  async function become(preset: Preset, teacher: Visitor, roles: Record<string, string>): Promise<void> {
    await nowAre(preset, roles);
    const { location } = await teacher.post(`${teacher.base}/grading/roster`, { back: 'roster' });
    assert.equal(location, `${teacher.base}/grading/roster`);
  }
  const page = async (visitor: Visitor, path: string) =>
    textOf((await visitor.get(visitor.base + path)).html);
  /** Who is in a list of the grading page. */
  const listed = async (teacher: Visitor, query: string) => {
    const { html } = await teacher.get(`${teacher.base}/grading?${query}`);
    return [...html.matchAll(/<tr role="row" id="row-[\s\S]*?<bdi>([^<]+)</g)].map(([, name]) => name);
  };

  for (const preset of PRESETS) {
    // The roster of Moodle calls its non-editing teachers students.
    const promoted = preset === 'canvas' ? 'ta' : 'teacher';

    it(`is told the teacher under ${preset} rules, with what it means for grades: whoever left keeps posts and grade and is not missing, and is whole again when back`, async () => {
      await nowAre(preset, { [LEILA]: 'none' });
      const { activity, teacher } = await setUpActivity(practice, preset, asking());
      await become(preset, teacher, {});
      assert.match(await page(teacher, '/grading/roster'), /Nobody has joined, left or changed roles/);
      assert.doesNotMatch(await page(teacher, '/grading'), /The class since/, 'in the first one all are new');
      const pages: Record<string, string> = {};
      for (const person of [ANA, JONAS]) {
        const student = await launchAs(practice, preset, person, `launch/${activity}`);
        await student.post(`${student.base}/posts`, { text: `Words of ${person}.` });
        pages[person] = `${teacher.base}/grading/${(await sessionOf(practice, student)).memberId}`;
      }
      await teacher.post(pages[ANA] ?? '', { points: '7', comment: '', seen: '', after: 'release' });
      // Moodle's roster calls observers and non-editing teachers students as well.
      const size = preset === 'canvas' ? 23 : 25;
      const left = async () =>
        / (\d+) of (\d+) left to grade/
          .exec(await page(teacher, '/grading'))
          ?.slice(1)
          .map(Number);
      assert.deepEqual(await left(), [size - 1, size]);

      await become(preset, teacher, {
        ...{ [ANA]: 'none', [JONAS]: 'none', [WULANDARI]: promoted, [LEILA]: 'student' },
      });
      const news = await page(teacher, '/grading');
      assert.match(news, /The class since \d+ \w+/);
      assert.match(news, /Leila Farahani joined\. The same is asked of them as of everybody\./);
      for (const name of ['Ana Ruiz', 'Jonas Lindqvist'])
        assert.ok(news.includes(`${name} left. Posts and grade stay.`), name);
      const now = preset === 'canvas' ? 'a teaching assistant' : 'a teacher';
      assert.ok(news.includes(`Wulandari is ${now} now. Posts and grade stay as they are;`));
      assert.deepEqual(await left(), [size - 2, size - 1], 'Jonas is not to grade; Ana was graded');
      assert.deepEqual(await listed(teacher, 'show=left'), ['Ana Ruiz', 'Jonas Lindqvist']);
      const todo = await listed(teacher, 'show=todo');
      assert.deepEqual(
        ['Jonas Lindqvist', 'Wulandari', 'Leila Farahani'].map((name) => todo.includes(name)),
        [false, false, true],
      );
      assert.match(
        await page(teacher, '/progress'),
        new RegExp(`Everybody \\(${size - 2}\\) Who owes something \\(${size - 2}\\)`),
      );
      assert.match((await teacher.get(`${teacher.base}/progress/grades.csv`)).html, /Ana Ruiz[^\n]*,7,/);
      assert.match(await page(teacher, '/discussion'), /Words of student-ana-ruiz/);
      const hidden = await page(teacher, '/grading?names=hidden');
      assert.match(hidden, /Student \d+ left\./);
      assert.doesNotMatch(hidden, /Ana Ruiz/);

      await become(preset, teacher, { [ANA]: 'student', [JONAS]: 'student', [WULANDARI]: 'student' });
      const back = await page(teacher, '/grading/roster');
      assert.match(back, /Ana Ruiz is back\. Posts and grade are as they were/);
      assert.match(back, /Wulandari is a student now\. They are graded from now on\./);
      assert.deepEqual(await left(), [size, size + 1]);
      assert.deepEqual(await listed(teacher, 'show=left'), []);
      assert.match(textOf((await teacher.get(pages[ANA] ?? '')).html), /Words of student-ana-ruiz/);
      assert.match((await teacher.get(`${teacher.base}/progress/grades.csv`)).html, /Ana Ruiz[^\n]*,7,/);

      await become(preset, teacher, {});
      assert.equal(await page(teacher, '/grading/roster'), back, 'each thing is said once');
    });
  }

  it('stands on the grading page for two weeks, the latest five, and on a page of its own for a year', async () => {
    const { teacher } = await setUpActivity(practice, 'canvas');
    const { courseId } = await sessionOf(practice, teacher);
    const { members } = practice.tool.connection.collections;
    const day = (ago: number) => new Date(Date.now() - ago * 24 * 3_600_000);
    const left = (ago: number) => ({ what: 'left', from: 'learner', to: null, at: day(ago) });
    await members?.updateMany({ courseId }, { $set: { changes: [] } });
    const students = await members?.find({ courseId, rosterRole: 'learner' }).limit(8).toArray();
    for (const [index, ago] of [1, 2, 3, 4, 5, 13, 15, 400].entries())
      await members?.updateOne({ _id: students?.[index]?._id }, { $set: { changes: [left(ago)] } });
    const count = async (path: string) => (await page(teacher, path)).match(/ left\. Posts/g)?.length;
    assert.equal(await count('/grading'), 5);
    assert.match(await page(teacher, '/grading'), /Everybody who joined and left/);
    assert.equal(await count('/grading/roster'), 7);
    await members?.updateMany({ courseId, 'changes.at': { $gt: day(4.5) } }, { $set: { changes: [] } });
    assert.equal(await count('/grading'), 2);
    assert.doesNotMatch(await page(teacher, '/grading'), /Everybody who joined and left/);
  });

  it('Canvas’s groups are read when a teacher asks: their names, and who is in them before they have come; a name that somebody gave stays', async () => {
    const { activity, teacher } = await setUpActivity(practice, 'canvas');
    await become('canvas', teacher, {});
    assert.match(await page(teacher, '/groups'), /Read the groups from your LMS It tells their names/);
    assert.equal((await teacher.post(`${teacher.base}/groups/read`, {})).status, 303);
    const { courseId } = await sessionOf(practice, teacher);
    const { groups, members } = practice.tool.connection.collections;
    const inGroup = async (name: string) => {
      const group = await groups?.findOne({ courseId, name });
      const found = await members?.find({ courseId, 'placed.groups.told': group?._id }).toArray();
      return found?.map(({ name }) => name as string).sort();
    };
    const group = await groups?.findOne({ courseId, name: /^Study group \d/ });
    const name = String(group?.name);
    const people = await inGroup(name);
    assert.ok(people && people.length > 1 && people.length <= 4, String(people));
    const html = await page(teacher, '/groups');
    assert.match(html, /Groups as of \w{3} \d+ \w{3}/);
    assert.ok(html.includes(`${people.length} students`));
    assert.ok(html.includes(`As the LMS says: ${name}`), html);
    await teacher.post(`${teacher.base}/groups`, { id: String(group?._id), name: 'The canal people' });
    const [gone] = people;
    const { key } =
      practice.lms.presets.canvas?.people.find(({ name }) => name === gone) ?? assert.fail(`no ${gone}`);
    await become('canvas', teacher, { [key]: 'none' });
    await teacher.post(`${teacher.base}/groups/read`, {});
    assert.deepEqual(await inGroup('The canal people'), people.slice(1));
    await become('canvas', teacher, { [key]: 'student' });
    const student = await launchAs(practice, 'canvas', ANA, `launch/${activity}`);
    assert.equal((await student.post(`${student.base}/groups/read`, {})).status, 403);
    assert.deepEqual((await lmsJson(`${practice.lms.origin}/canvas/sent`)).violations, []);
  });

  it('Moodle’s groups cannot be read, and nothing is offered', async () => {
    const { teacher } = await setUpActivity(practice, 'moodle');
    assert.doesNotMatch(await page(teacher, '/groups'), /Read the groups from your LMS/);
    assert.equal((await teacher.post(`${teacher.base}/groups/read`, {})).status, 404);
  });

  it('is nobody’s business but the graders’', async () => {
    const { activity, teacher } = await setUpActivity(practice, 'canvas');
    for (const person of [ANA, 'observer-carmen']) {
      const visitor = await launchAs(practice, 'canvas', person, `launch/${activity}`);
      assert.equal((await visitor.get(`${visitor.base}/grading/roster`)).status, 403, person);
    }
    assert.equal((await teacher.get(`${teacher.base}/grading/roster`)).status, 200);
  });
});
