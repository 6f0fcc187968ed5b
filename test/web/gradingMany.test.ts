import assert from 'node:assert/strict';
import { releaseWhatIsDue } from '../../src/usecases/gradeStudent.ts';
import { type ClassIn, type Classmate, classIn } from '../support/classIn.ts';
import { asking, type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

const MINUTE_MS = 60_000;

describe('Grading many at once', () => {
  let practice: Practice;
  let here: ClassIn;
  let teacher: Visitor;
  /** Minutes that have gone by since the discussion was set up. */
  let passed = 0;
  const began = Date.now();

  before(async () => {
    practice = await startPractice({ now: () => new Date(Date.now() + passed * MINUTE_MS) });
    here = await classIn(practice, 'Many', {
      ...asking({ words: '20', due: minute(20) }, 'none'),
      zone: 'UTC',
    });
    ({ teacher } = here);
    await write('ana-ruiz', words('canal', 30));
    await write('mei-chen', words('toll', 21));
    await write('adaeze-okafor', `${words('canal', 30)} ${words('lock', 30)}`);
    passed = 25;
    await write('jonas-lindqvist', words('horse', 30));
    await teacher.post(`${teacher.base}/grading/roster`, {});
  });
  after(() => practice?.close());

  const minute = (minutes: number) => new Date(began + minutes * MINUTE_MS).toISOString().slice(0, 16);
  const words = (stem: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${stem}${index}`).join(' ');
  const write = (who: Classmate, text: string) =>
    here.students[who].post(`${here.students[who].base}/posts`, { text });
  const many = () => `${teacher.base}/grading/many`;
  const page = async () => (await teacher.get(many())).html;
  const gradeOf = async (who: Classmate) =>
    (await practice.tool.tool.store.grades.find(here.discussionId, here.ids[who]))?.grade;
  const pointsOf = async (who: Classmate) => (await gradeOf(who))?.points ?? null;
  const offered = async () => /name="offered" value="([^"]*)"/.exec(await page())?.[1] ?? '';

  it('lists the doubtful first, each with its reasons, and those who wrote nothing apart', async () => {
    const text = textOf(await page());
    assert.match(text, /3 to look at first .*Adaeze Okafor 10 words as a classmate’s/);
    assert.match(text, /Jonas Lindqvist 10 late by minutes/);
    assert.match(text, /10 at the word limit/);
    assert.match(text, /1 where nothing is doubtful .*Ana Ruiz 10 .*Accept 1 suggestion/);
    assert.match(text, /20 who wrote nothing .*Wulandari/);
    assert.ok(text.indexOf('Jonas Lindqvist') < text.indexOf('Ana Ruiz'));
  });

  it('accepts what nothing is doubtful about, as it was shown, and nothing else', async () => {
    const shown = await offered();
    assert.equal(shown, `${here.ids['ana-ruiz']}:10`);
    const stale = `${here.ids['ana-ruiz']}:9 ${here.ids['jonas-lindqvist']}:10`;
    const { location } = await teacher.post(many(), { what: 'accept', offered: stale });
    assert.match(
      textOf((await teacher.get(location ?? '')).html),
      /0 suggestions accepted\..* 2 were left as they are/,
    );
    assert.equal(await pointsOf('ana-ruiz'), null);
    const answer = await teacher.post(many(), { what: 'accept', offered: shown });
    assert.match(answer.location ?? '', /what=accept&done=1&left=0/);
    const grade = await gradeOf('ana-ruiz');
    assert.deepEqual([grade?.points, grade?.status, grade?.history[0]?.how], [10, 'confirmed', 'many']);
    assert.equal(await pointsOf('jonas-lindqvist'), null);
    const again = await teacher.post(many(), { what: 'accept', offered: shown });
    assert.match(again.location ?? '', /done=0&left=1/, 'twice does it once');
  });

  it('gives zero for missing work only once somebody says so, and to nobody who wrote meanwhile', async () => {
    const student = here.ids.wulandari;
    const refused = await teacher.post(many(), { what: 'zero', student });
    assert.equal(refused.status, 422);
    assert.match(textOf(refused.html), /Nobody was given 0/);
    assert.equal(await pointsOf('wulandari'), null);
    await write('wulandari', words('frost', 40));
    await teacher.post(many(), { what: 'zero', student, sure: 'yes' });
    assert.equal(await pointsOf('wulandari'), null);
    const idle = /name="student" value="([^"]+)"/.exec(await page())?.[1] ?? '';
    const { location } = await teacher.post(many(), { what: 'zero', student: idle, sure: 'yes' });
    assert.match(
      textOf((await teacher.get(location ?? '')).html),
      /0 given to 1 student\. .*18 who wrote nothing/,
    );
    const given = await practice.tool.tool.store.grades.find(here.discussionId, idle);
    assert.deepEqual([given?.grade.points, given?.grade.history[0]?.how], [0, 'missing']);
  });

  it('releases those who were chosen', async () => {
    const { location } = await teacher.post(many(), { what: 'release', student: here.ids['ana-ruiz'] });
    assert.match(
      textOf((await teacher.get(location ?? '')).html),
      /1 grade released\. .*1 confirmed, not released/,
    );
    assert.equal((await gradeOf('ana-ruiz'))?.status, 'released');
  });

  it('releases at a time that somebody chose, by itself, unless they think better of it', async () => {
    const past = await teacher.post(many(), { what: 'later', releaseAt: minute(5) });
    assert.equal(past.status, 422);
    assert.match(textOf(past.html), /That time is over/);
    const byPage = { points: '7', comment: '', seen: '', after: 'stay' };
    await teacher.post(`${teacher.base}/grading/${here.ids['jonas-lindqvist']}`, byPage);
    await teacher.post(many(), { what: 'later', releaseAt: minute(60) });
    assert.match(textOf(await page()), /Grades are released by themselves on/);
    const { store } = practice.tool.tool;
    await releaseWhatIsDue(store, new Date(began + 59 * MINUTE_MS));
    assert.equal((await gradeOf('jonas-lindqvist'))?.status, 'confirmed');
    await teacher.post(many(), { what: 'byHand' });
    await releaseWhatIsDue(store, new Date(began + 61 * MINUTE_MS));
    assert.equal((await gradeOf('jonas-lindqvist'))?.status, 'confirmed');
    await teacher.post(many(), { what: 'later', releaseAt: minute(60) });
    await releaseWhatIsDue(store, new Date(began + 61 * MINUTE_MS));
    assert.equal((await gradeOf('jonas-lindqvist'))?.status, 'released');
  });
});
