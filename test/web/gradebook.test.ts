import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  addActivity,
  asking,
  launchAs,
  lmsJson,
  type Practice,
  sessionOf,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

const ANA = 'student-ana-ruiz';

describe('What the gradebook shows', () => {
  let practice: Practice;
  let activity: string;
  let teacher: Visitor;
  let ana: Visitor;
  before(async () => {
    practice = await startPractice();
    ({ activity, teacher } = await setUpActivity(practice, 'canvas', asking({}, 'none')));
    ana = await launchAs(practice, 'canvas', ANA, `launch/${activity}`);
  });
  after(() => practice?.close());

  const course = () => `${practice.lms.origin}/canvas/as/teacher-rosa/courses/hist210`;
  const cell = async () => {
    const { rows } = await lmsJson(`${course()}/gradebook`);
    return rows.find(({ person }: { person: string }) => person === ANA).cells[activity];
  };
  const post = (path: string, body: object) =>
    lmsJson(course() + path, { method: 'POST', body: JSON.stringify(body) });
  const page = async (path: string) => textOf((await teacher.get(teacher.base + path)).html);
  async function until(what: () => Promise<boolean>): Promise<void> {
    while (!(await what())) await delay(50);
  }
  let anasPage = '';
  async function release(points: string): Promise<void> {
    const { html } = await teacher.get(anasPage);
    const seen = /name="seen" value="([^"]*)"/.exec(html)?.[1] ?? '';
    const answer = await teacher.post(anasPage, { points, comment: '', seen, after: 'release' });
    assert.equal(answer.status, 303);
  }

  it('is a submission without a grade, once a student has done what is asked in Canvas', async () => {
    await ana.post(`${ana.base}/posts`, { text: 'Mine.' });
    await until(async () => (await cell()).attempts === 1);
    const { score, workUrl, submittedAt } = await cell();
    assert.equal(score, null);
    assert.ok(workUrl && submittedAt);
    await ana.post(`${ana.base}/posts`, { text: 'And one more.' });
    const { messages } = await lmsJson(`${practice.lms.origin}/canvas/sent`);
    const scores = messages.filter(({ kind }: { kind: string }) => kind === 'score');
    assert.deepEqual(
      scores.map(({ body }: { body: Record<string, unknown> }) => [body.gradingProgress, body.scoreGiven]),
      [['PendingManual', undefined]],
    );
  });

  it('opens that student’s work for a grader, as SpeedGrader does', async () => {
    const { workUrl } = await cell();
    const path = new URL(workUrl).pathname.replace(/^\/canvas\/as\/teacher-rosa\//, '');
    const visitor = await launchAs(practice, 'canvas', 'teacher-rosa', path);
    anasPage = `${teacher.base}/grading/${String(
      (await practice.tool.connection.collection('members').findOne({ name: 'Ana Ruiz' }))?._id,
    )}`;
    assert.equal(visitor.launchedTo, anasPage.replace(teacher.base, visitor.base));
    assert.match(textOf((await visitor.get(visitor.launchedTo)).html), /Ana Ruiz .*Mine\./);
  });

  it('is the grade that was released, as no further attempt, and both are told so', async () => {
    await release('7');
    await until(async () => (await cell()).score === 7);
    assert.equal((await cell()).attempts, 1);
    await until(async () => /1 arrived in the gradebook/.test(await page('/grading')));
    assert.match(textOf((await ana.get(`${ana.base}/discussion`)).html), /in the gradebook since/);
  });

  it('is left alone where somebody changed it there: the teacher is told both, and chooses theirs', async () => {
    await post('/gradebook', { activity, student: ANA, score: 9 });
    await teacher.post(`${teacher.base}/gradebook/compare`, {});
    await until(async () => /shows 9 of 10, which was not sent from here/.test(await page('/gradebook')));
    assert.match(await page('/gradebook'), /Ana Ruiz .*released here: 7 .*found .*does not tell who/);
    assert.match(await page('/grading'), /1 needs you/);
    await teacher.post(`${anasPage}/difference`, { choice: 'theirs' });
    assert.match(await page('/grading'), /the gradebook keeps 9 of 10/);
    assert.equal((await cell()).score, 9);
  });

  it('is asked about again at the next release, and ours replaces it where the teacher chooses so', async () => {
    await release('6');
    await until(async () => /shows 9 of 10, which was not sent from here/.test(await page('/gradebook')));
    assert.equal((await cell()).score, 9);
    await teacher.post(`${anasPage}/difference`, { choice: 'ours' });
    await until(async () => (await cell()).score === 6);
    await until(async () => /1 arrived in the gradebook/.test(await page('/grading')));
  });

  it('is ours again by itself where the teacher said so for all', async () => {
    await teacher.post(`${teacher.base}/gradebook`, { whenChanged: 'ours' });
    await post('/gradebook', { activity, student: ANA, score: null });
    await teacher.post(`${teacher.base}/gradebook/compare`, {});
    await until(async () => (await cell()).score === 6);
  });

  it('is told to an open page where anything changed since, and nothing where all is as it was', async () => {
    for (const path of [`${teacher.base}/grading`, `${teacher.base}/gradebook`, anasPage]) {
      const ask = (state = '') => teacher.send(path, { headers: { 'if-none-match': `"${state}"` } });
      let known: string | undefined;
      await until(async () => {
        known = /data-follow="([^"]+)"/.exec((await teacher.get(path)).html)?.[1];
        return (await ask(known)).status === 304;
      });
      await release(path === anasPage ? '5' : '4');
      assert.equal((await ask(known)).status, 200);
      await until(async () => /1 arrived in the gradebook/.test(await page('/grading')));
    }
  });

  it('has a history of what was said, with times and statuses and without a token, to be copied', async () => {
    const { html } = await teacher.get(`${anasPage}/exchanges`);
    const lines = /<textarea id="exchanges"[^>]*>([\s\S]*?)<\/textarea>/.exec(html)?.[1] ?? '';
    assert.match(
      lines,
      /^\s*\d{4}-\d\d-\d\dT[\d:.]+Z · told that there is work · HTTP 200 · arrived · \d+ ms/,
    );
    assert.match(lines, /grade sent · HTTP 200 · arrived/);
    assert.doesNotMatch(lines, /Bearer|eyJ|access_token/);
  });

  it('is said before a release to be that of the whole group, where Canvas grades by groups, and who is no longer enrolled', async () => {
    const custom = { assignment_group: '$com.instructure.Group.id' };
    const together = await addActivity(practice, 'canvas', { title: 'Together', maximum: 10, custom });
    await post(`/activities/${together}`, { groups: 'together' });
    const rosa = await launchAs(practice, 'canvas', 'teacher-rosa', `launch/${together}`);
    await rosa.post(`${rosa.base}/set-up`, {
      ...asking(),
      ...{ title: 'Together', promptText: 'Discuss.', maximum: '10', requestId: 'together', zone: 'UTC' },
    });
    await launchAs(practice, 'canvas', ANA, `launch/${together}`);
    const path = anasPage.replace(teacher.base, rosa.base);
    await rosa.post(path, { points: '5', comment: '', seen: '', after: 'stay' });
    await post('/people', { person: ANA, role: 'none' });
    await rosa.post(`${rosa.base}/grading/roster`, {});
    const list = textOf((await rosa.get(`${rosa.base}/grading`)).html);
    assert.match(list, /Before you release 1 of 1 cannot be graded in the LMS: no longer enrolled\./);
    assert.match(list, /In Canvas this is a group assignment\./);
    assert.doesNotMatch(list, /does not let this tool pass grades/);
  });

  it('is said before a release not to be written to, where launches tell that the LMS does not allow it', async () => {
    const jonas = await launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${activity}`);
    const path = `${teacher.base}/grading/${(await sessionOf(practice, jonas)).memberId}`;
    await teacher.post(path, { points: '5', comment: '', seen: '', after: 'stay' });
    await practice.tool.tool.health.flush();
    const score = /\/score$/;
    await practice.tool.connection
      .collection('health')
      .updateMany({}, { $pull: { 'lastLaunch.scopes': score } as never });
    assert.match(await page('/grading'), /Before you release Your LMS does not let this tool pass grades\./);
  });
});

describe('What Moodle’s gradebook shows', () => {
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  it('once it was typed there, stays whatever is sent: the page says so, and sends ours when the override is gone', async () => {
    const { activity, teacher } = await setUpActivity(practice, 'moodle', { replies: '0' });
    const ana = await launchAs(practice, 'moodle', ANA, `launch/${activity}`);
    await ana.post(`${ana.base}/posts`, { text: 'Mine.' });
    const lms = `${practice.lms.origin}/moodle`;
    const course = `${lms}/as/teacher-rosa/courses/hist210`;
    const type = (score: number | null) =>
      lmsJson(`${course}/gradebook`, {
        method: 'POST',
        body: JSON.stringify({ activity, student: ANA, score }),
      });
    const cell = async () => {
      const { rows } = await lmsJson(`${course}/gradebook`);
      return rows.find(({ person }: { person: string }) => person === ANA).cells[activity];
    };
    const until = async (what: () => Promise<boolean>) => {
      while (!(await what())) await delay(50);
    };
    const gradebook = async () => textOf((await teacher.get(`${teacher.base}/gradebook`)).html);
    const { messages: before } = await lmsJson(`${lms}/sent`);
    assert.deepEqual(
      before.filter(({ kind }: { kind: string }) => kind === 'score'),
      [],
      'Moodle is told of no work without a grade',
    );

    const anasPage = `${teacher.base}/grading/${(await sessionOf(practice, ana)).memberId}`;
    await teacher.post(anasPage, { points: '7', comment: '', seen: '', after: 'release' });
    await until(async () => (await cell()).score === 7);
    await until(async () => /1 arrived in the gradebook/.test(await gradebook()));
    await type(9);
    await teacher.post(`${teacher.base}/gradebook/compare`, {});
    await until(async () => /shows 9 of 10, which was not sent from here/.test(await gradebook()));
    assert.match(
      await gradebook(),
      /Your LMS keeps a grade that was typed into its gradebook, whatever is sent/,
    );
    assert.match(await gradebook(), /released here: 7 .*changed there /);

    await type(null);
    await teacher.post(`${anasPage}/difference`, { choice: 'ours' });
    await until(async () => (await cell()).score === 7);
    await until(async () => /1 arrived in the gradebook/.test(await gradebook()));
    assert.deepEqual((await lmsJson(`${lms}/sent`)).violations, []);
  });
});
