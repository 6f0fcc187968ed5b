import assert from 'node:assert/strict';
import {
  type Client,
  EXTENSION,
  inSeconds,
  type Json,
  LTI,
  type Practice,
  startPractice,
} from './practice.ts';

describe('Practice LMS, group assignments and Canvas’s two flags', () => {
  let practice: Practice;
  let canvas: Client;
  let link: Json;
  let ana: string;
  const ANA = 'student-ana-ruiz';
  const MATES = ['student-adaeze-okafor', 'student-jonas-lindqvist', 'student-mei-chen'];
  const STRANGER = 'student-omar-haddad';

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    ana = await canvas.sub(ANA);
  });
  after(() => practice.close());
  beforeEach(async () => {
    const custom = { group: '$com.instructure.Group.id' };
    link = await canvas.addActivity({ title: 'Together', maximum: 10, custom });
  });
  const send = (changes: Record<string, unknown> = {}) => canvas.score(link.lineItem, ana, changes);
  const points = async (person: string) => (await canvas.cell(link.id, person)).score;
  const groupIn = async (person: string) => (await canvas.launch(person, link.id))[`${LTI}custom`].group;

  it('one score grades the whole group, in one attempt each', async () => {
    await canvas.change(`activities/${link.id}`, { groups: 'together' });
    await send({ comment: 'Well done, all.' });
    for (const person of [ANA, ...MATES]) {
      const { score, attempts } = await canvas.cell(link.id, person);
      assert.deepEqual([score, attempts], [8, 1], person);
    }
    assert.equal(await points(STRANGER), null);
    assert.equal(await points('test-student'), null);
    assert.deepEqual((await canvas.cell(link.id, ANA)).comments, ['Well done, all.']);
    assert.deepEqual((await canvas.cell(link.id, MATES[0] ?? '')).comments, []);
    const mate = await canvas.sub(MATES[0] ?? '');
    assert.deepEqual(
      await canvas.results(link.lineItem, mate),
      [],
      'results know only whom a score was sent for',
    );
    const entries = await canvas.journal(link.lineItem);
    assert.deepEqual(
      entries.map((one: Json) => [one.person, one.sentFor, one.points]),
      [ANA, ...MATES].map((person) => [person, ANA, 8]),
    );
  });

  it('the last score of any of them is everybody’s', async () => {
    await canvas.change(`activities/${link.id}`, { groups: 'together' });
    await send();
    await canvas.score(link.lineItem, await canvas.sub(MATES[1] ?? ''), { scoreGiven: 2 });
    assert.deepEqual(await Promise.all([ANA, ...MATES].map(points)), [2, 2, 2, 2]);
  });

  it('graded one by one, they hand in together and have their own grades', async () => {
    await canvas.change(`activities/${link.id}`, { groups: 'individually' });
    await send();
    assert.deepEqual(await Promise.all([ANA, ...MATES].map(points)), [8, null, null, null]);
    assert.equal((await canvas.cell(link.id, MATES[0] ?? '')).attempts, 1);
  });

  it('shows in the launch of a student who is in a group, and in nobody else’s', async () => {
    assert.equal(await groupIn(ANA), null, 'not a group assignment');
    await canvas.change(`activities/${link.id}`, { groups: 'together' });
    const group = await groupIn(ANA);
    assert.match(group, /^\d+$/);
    assert.equal(await groupIn(MATES[0] ?? ''), group);
    assert.notEqual(await groupIn(STRANGER), group);
    assert.equal(await groupIn('teacher-rosa'), null);
    await canvas.change(`activities/${link.id}`, { groups: 'none' });
    assert.equal(await groupIn(ANA), null);
  });

  it('is nothing that Moodle knows', async () => {
    const moodle = practice.at('moodle');
    const other = await moodle.addActivity({ title: 'Alone', maximum: 10 });
    await assert.rejects(moodle.change(`activities/${other.id}`, { groups: 'together' }), /400: .*neither/);
  });

  it('preserve_score on a grade leaves it missing, and yet answers 200 and shows in the results', async () => {
    assert.equal((await send({ [EXTENSION]: { preserve_score: true } })).status, 200);
    assert.equal(await points(ANA), null);
    assert.equal((await canvas.results(link.lineItem, ana))[0].resultScore, 8);
  });

  it('preserve_score on a scoreless signal keeps the grade; without it the grade is gone', async () => {
    await send();
    const signal = { gradingProgress: 'PendingManual', scoreGiven: undefined, scoreMaximum: undefined };
    await send({ ...signal, timestamp: inSeconds(1), [EXTENSION]: { preserve_score: true } });
    assert.equal(await points(ANA), 8);
    await send({ ...signal, timestamp: inSeconds(2) });
    assert.equal(await points(ANA), null);
  });

  it('prioritize_non_tool_grade sets a first grade, and then none any more, its own included', async () => {
    const flag = { [EXTENSION]: { prioritize_non_tool_grade: true } };
    await send(flag);
    assert.equal(await points(ANA), 8);
    assert.equal((await send({ ...flag, scoreGiven: 9, timestamp: inSeconds(1) })).status, 200);
    assert.equal(await points(ANA), 8, 'the better grade is missing');
    assert.equal((await canvas.results(link.lineItem, ana))[0].resultScore, 9, 'and looks delivered');
    assert.equal((await canvas.journal(link.lineItem)).at(-1).points, 8, 'the journal tells the truth');
  });
});
