import assert from 'node:assert/strict';
import {
  asking,
  launchAs,
  lmsJson,
  PRESETS,
  type Practice,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

describe('Grading', () => {
  let practice: Practice;
  let teacher: Visitor;
  let ana: Visitor;
  let activity: string;
  let anasPage: string;

  before(async () => {
    practice = await startPractice();
  });
  beforeEach(async () => {
    ({ activity, teacher } = await setUpActivity(practice, 'canvas', asking({ words: '3' })));
    ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    await ana.post(`${ana.base}/posts`, { text: 'One two three four.' });
    await rosterIsRead(teacher);
    anasPage = await pageOf(teacher, 'Ana Ruiz');
  });
  after(() => practice?.close());

  async function rosterIsRead(visitor: Visitor): Promise<void> {
    await visitor.post(`${visitor.base}/grading/roster`, {});
  }
  async function pageOf(visitor: Visitor, name: string): Promise<string> {
    const { html } = await visitor.get(`${visitor.base}/grading`);
    const found = new RegExp(`href="([^"]+)">(?:<bdi>)?${name}`).exec(html)?.[1];
    assert.ok(found, `${name} is not in the list`);
    return found;
  }
  const seenIn = (html: string) => /name="seen" value="([^"]*)"/.exec(html)?.[1] ?? '';
  async function decide(visitor: Visitor, page: string, fields: Record<string, string>) {
    const { html } = await visitor.get(page);
    const next = /name="next" value="([^"]*)"/.exec(html)?.[1] ?? '';
    return visitor.post(page, { comment: '', after: 'stay', seen: seenIn(html), next, ...fields });
  }

  for (const preset of PRESETS) {
    it(`the list holds everybody in the roster under ${preset} rules, whether or not they have come`, async () => {
      const { teacher } = await setUpActivity(practice, preset);
      await rosterIsRead(teacher);
      const page = textOf((await teacher.get(`${teacher.base}/grading`)).html);
      const { people } = await lmsJson(`${practice.lms.origin}/${preset}`);
      const students = people.filter(
        ({ roles }: { roles: Record<string, string> }) => roles.hist210 === 'student',
      );
      assert.equal(students.length, 24);
      for (const { name } of students) assert.ok(page.includes(name), name);
      assert.doesNotMatch(page, /Rosa Delgado/);
    });
  }

  it('the grader sees the same ledger as the student, post and time and words', async () => {
    const row = /Post 1, \w{3} \d+ \w{3}, \d\d:\d\d, 4 words/;
    const student = row.exec(textOf((await ana.get(`${ana.base}/discussion`)).html))?.[0];
    const grader = row.exec(textOf((await teacher.get(anasPage)).html))?.[0];
    assert.ok(student);
    assert.equal(grader, student);
  });

  it('a confirmed grade is the grader’s business alone until it is released', async () => {
    assert.match(textOf((await teacher.get(anasPage)).html), / Suggested [\d.]+ of 10 not graded /);
    const { location } = await decide(teacher, anasPage, { points: '7.5', comment: 'Well read.' });
    const told =
      /<aside class="panel" id="decided"[^>]*>\s*<p class="notice" role="status">Ana Ruiz: 7\.5, kept\./;
    assert.match(location ?? '', /#decided$/, 'or the page opens at the form');
    assert.match((await teacher.get(location ?? '')).html, told);
    assert.match(
      textOf((await teacher.get(anasPage)).html),
      / Grade 7\.5 of 10 confirmed, not released Suggested: [\d.]+ of 10 /,
      'what counts leads',
    );
    assert.match(textOf((await teacher.get(anasPage)).html), /7\.5, confirmed by Rosa Delgado/);
    assert.doesNotMatch((await ana.get(`${ana.base}/discussion`)).html, /Well read/);
    const released = await teacher.post(`${teacher.base}/grading/release`, {});
    assert.match(released.location ?? '', /released=1$/);
    const page = textOf((await ana.get(`${ana.base}/discussion`)).html);
    assert.match(page, /Your grade 7\.5 of 10 Well read\./);
  });

  it('a change after the release is shown to the student when it is released, and counts as one more release', async () => {
    await decide(teacher, anasPage, { points: '6', after: 'release' });
    await decide(teacher, anasPage, { points: '9' });
    assert.match(textOf((await ana.get(`${ana.base}/discussion`)).html), /Your grade 6 of 10/);
    await teacher.post(`${teacher.base}/grading/release`, {});
    assert.match(textOf((await ana.get(`${ana.base}/discussion`)).html), /Your grade 9 of 10/);
  });

  for (const [points, sentence] of [
    ['11', 'more than this discussion gives'],
    ['-1', 'below 0'],
    ['ten', 'as a number'],
    ['', 'as a number'],
    ['7.255', 'two decimals'],
  ] as const) {
    it(`“${points}” is not taken for points, and the comment stays in the form`, async () => {
      const answer = await decide(teacher, anasPage, { points, comment: 'Kept, all of it.' });
      assert.equal(answer.status, 422);
      assert.match(textOf(answer.html), new RegExp(sentence));
      assert.match(answer.html, /Kept, all of it\./);
    });
  }

  it('a decimal comma is understood', async () => {
    assert.equal((await decide(teacher, anasPage, { points: '7,25' })).status, 303);
    assert.match(textOf((await teacher.get(anasPage)).html), /7\.25, confirmed/);
  });

  it('two graders never overwrite each other unseen: the second is shown what the first did', async () => {
    const yuki = await launchAs(practice, 'canvas', 'ta-yuki', `launch/${activity}`);
    const yukisPage = await pageOf(yuki, 'Ana Ruiz');
    const seen = seenIn((await yuki.get(yukisPage)).html);
    await decide(teacher, anasPage, { points: '6' });
    const answer = await yuki.post(yukisPage, { points: '4', comment: 'Mine.', seen, after: 'stay' });
    assert.equal(answer.status, 422);
    assert.match(textOf(answer.html), /Someone graded this student while/);
    assert.match(textOf(answer.html), /6, confirmed by Rosa Delgado/);
    assert.match(answer.html, /Mine\./);
    const again = await yuki.post(yukisPage, {
      points: '4',
      comment: 'Mine.',
      seen: seenIn(answer.html),
      after: 'stay',
    });
    assert.equal(again.status, 303);
  });

  it('work after the grade is told as new and moves nothing', async () => {
    await decide(teacher, anasPage, { points: '6' });
    await ana.post(`${ana.base}/posts`, { text: 'Five six seven eight.' });
    const page = textOf((await teacher.get(anasPage)).html);
    assert.match(page, /1 new since graded/);
    assert.match(page, /6, confirmed by/);
  });

  it('an edit that costs the points is told as well, and moves nothing', async () => {
    await decide(teacher, anasPage, { points: '6' });
    const { html } = await ana.get(`${ana.base}/posts/1`);
    const edit = /href="(\/s\/[^"]+\/edit\/[^"]+)"/.exec(html)?.[1] ?? '';
    await ana.post(edit, { text: 'Less.', seen: '' });
    const page = textOf((await teacher.get(anasPage)).html);
    assert.match(page, /suggestion changed since graded/);
    assert.match(page, /6, confirmed by/);
  });

  it('“confirm, next student” goes to whoever is next in the list', async () => {
    const { html } = await teacher.get(anasPage);
    const next = /href="([^"]+)" rel="next"/.exec(html)?.[1];
    const { location } = await decide(teacher, anasPage, { points: '6', after: 'next' });
    assert.ok(next);
    assert.equal(location?.split('?')[0], next);
    assert.match(textOf((await teacher.get(location ?? '')).html), /Ana Ruiz: 6, kept\./);
  });

  it('a post below the least number of words earns nothing, and says by how much', async () => {
    const jonas = await launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${activity}`);
    await jonas.post(`${jonas.base}/posts`, { text: 'Too short.' });
    assert.match(
      textOf((await jonas.get(`${jonas.base}/discussion`)).html),
      /Initial post 0 \/ 6 Post 2 has 2 of 3 words/,
    );
  });
});
