import assert from 'node:assert/strict';
import { releaseWhatIsDue } from '../../src/usecases/gradeStudent.ts';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { asking, type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

const MINUTE_MS = 60_000;

describe('Time', () => {
  let practice: Practice;
  let here: ClassIn;
  let ana: Visitor;
  let jonas: Visitor;
  let teacher: Visitor;
  /** Minutes that have gone by since the discussion was set up. */
  let passed = 0;
  let began = 0;

  before(async () => {
    began = Date.now();
    practice = await startPractice({ now: () => new Date(Date.now() + passed * MINUTE_MS) });
    here = await classIn(practice, 'In time', {
      ...asking({ due: minute(20) }, { due: minute(30) }),
      ...{ opensAt: minute(10), closesAt: minute(40), late: 'nothing', zone: 'UTC' },
    });
    ({ teacher } = here);
    ({ 'ana-ruiz': ana, 'jonas-lindqvist': jonas } = here.students);
  });
  after(() => practice?.close());

  const minute = (minutes: number) => new Date(began + minutes * MINUTE_MS).toISOString().slice(0, 16);
  const post = (by: Visitor, text: string) => by.post(`${by.base}/posts`, { text });
  const give = (fields: Record<string, string>, by = teacher) => by.post(`${by.base}/extensions`, fields);
  const asked = async (by: Visitor) => textOf((await by.get(`${by.base}/discussion`)).html);
  const jonasIs = () => `member ${here.ids['jonas-lindqvist']}`;
  const suggested = async () => {
    const { html } = await teacher.get(`${teacher.base}/grading/${here.ids['jonas-lindqvist']}`);
    return /Suggested ([\d.]+) of/.exec(textOf(html))?.[1];
  };

  it('has not come before the discussion opens, and what was typed is still there', async () => {
    assert.match(await asked(ana), /This opens \w+ \d+ \w+, \d\d:\d\d/);
    const refused = await post(ana, 'Too soon.');
    assert.equal(refused.status, 422);
    assert.match(refused.html, /Too soon\.<\/textarea>/);
    assert.match(textOf(refused.html), /not open for writing yet/);
    assert.equal((await post(teacher, 'A teacher may.')).status, 303);
  });

  it('is over once it has closed, for posts and replies, and what was typed is still there', async () => {
    passed = 12;
    assert.equal((await post(ana, 'In time.')).status, 303);
    passed = 42;
    const refused = await post(jonas, 'Words that came too late.');
    assert.equal(refused.status, 422);
    assert.match(refused.html, /Words that came too late\.<\/textarea>/);
    assert.match(textOf(refused.html), /This closed meanwhile/);
    assert.match(await asked(jonas), /This closed \w+ \d+ \w+, \d\d:\d\d/);
    const reply = await jonas.post(`${jonas.base}/posts/2/replies`, { text: 'Nor a reply.' });
    assert.equal(reply.status, 422);
    assert.match(reply.html, /Nor a reply\.<\/textarea>/);
  });

  it('is given to one student alone, who writes and earns by it, and is taken back with what came of it', async () => {
    assert.equal((await give({ what: 'extend', whom: jonasIs(), until: minute(60) })).status, 303);
    assert.match(await asked(jonas), /Your post is still to come, by/);
    assert.match(await asked(ana), /This closed/);
    assert.equal((await post(jonas, 'With more time.')).status, 303);
    assert.equal(await suggested(), '6');
    const page = textOf((await teacher.get(`${teacher.base}/extensions`)).html);
    assert.match(page, /Jonas Lindqvist until .* by Rosa Delgado/);
    await give({ what: 'unextend', whom: jonasIs() });
    assert.match(await asked(jonas), /This closed/);
    assert.equal(await suggested(), '0');
  });

  it('is given to a whole section at once', async () => {
    const { members, groups } = practice.tool.tool.store;
    const found = await practice.tool.connection.collection('groups').findOne({ kind: 'sections' });
    assert.ok(found && members && groups);
    await give({ what: 'extend', whom: `group ${found._id}`, until: minute(60) });
    const closed = await Promise.all(
      Object.values(here.students).map(async (visitor) => /This closed/.test(await asked(visitor))),
    );
    assert.ok(closed.includes(false), 'its students can write');
    await give({ what: 'unextend', whom: `group ${found._id}` });
  });

  it('is asked for with a student and a date, and nothing typed is lost', async () => {
    const refused = await give({ what: 'extend', whom: jonasIs(), until: 'soon' });
    assert.equal(refused.status, 422);
    assert.match(textOf(refused.html), /Enter a date and a time/);
    assert.match(refused.html, new RegExp(`value="${jonasIs()}" selected`));
    const until = minute(60);
    assert.equal((await give({ what: 'extend', whom: '', until })).status, 422);
    assert.equal((await give({ what: 'extend', whom: 'member nobody', until })).status, 404);
    assert.equal((await give({ what: 'extend', whom: 'group nobody', until })).status, 404);
  });

  it('and an excuse are the graders’ to give', async () => {
    for (const what of ['extend', 'unextend', 'excuse', 'unexcuse'])
      assert.equal((await give({ what, whom: jonasIs(), until: minute(60) }, ana)).status, 403);
  });

  it('does not matter to whoever is excused: it is said everywhere, and there is neither a suggestion nor a zero', async () => {
    await give({ what: 'excuse', whom: `member ${here.ids['ana-ruiz']}` });
    assert.match(await asked(ana), /You are excused: nothing here is asked of you/);
    assert.match(
      textOf((await teacher.get(`${teacher.base}/grading`)).html),
      /Ana Ruiz 1 of 3 met excused last [^–]*? – – not graded/,
    );
    const page = `${teacher.base}/grading/${here.ids['ana-ruiz']}`;
    const shown = await teacher.get(page);
    assert.doesNotMatch(textOf(shown.html), /Suggested/);
    assert.match(shown.html, /name="points"[^>]* value=""/);
    const zero = await teacher.post(page, { points: '0', comment: '', seen: '', after: 'stay' });
    assert.equal(zero.status, 422);
    assert.match(textOf(zero.html), /This student is excused/);
    const log = textOf((await teacher.get(`${teacher.base}/moderation`)).html);
    assert.match(log, /Rosa Delgado excused Ana Ruiz\./);
    await give({ what: 'unexcuse', whom: `member ${here.ids['ana-ruiz']}` });
    assert.equal(
      (await teacher.post(page, { points: '3', comment: '', seen: '', after: 'stay' })).status,
      303,
    );
  });

  it('brings out what was confirmed by itself once it has come, and nothing before', async () => {
    passed = 0;
    const settings = { release: 'itself', releaseAt: minute(50), zone: 'UTC' };
    const there = await classIn(practice, 'By itself', settings);
    const confirm = (who: 'ana-ruiz' | 'jonas-lindqvist', points: string) =>
      there.teacher.post(`${there.teacher.base}/grading/${there.ids[who]}`, {
        points,
        comment: '',
        seen: '',
      });
    const look = () => releaseWhatIsDue(practice.tool.tool.store, practice.tool.tool.now());
    await confirm('ana-ruiz', '7');
    await look();
    assert.doesNotMatch(await asked(there.students['ana-ruiz']), /Your grade/);
    passed = 52;
    await Promise.all([look(), look()]);
    assert.match(await asked(there.students['ana-ruiz']), /Your grade 7 of 10/);
    await confirm('jonas-lindqvist', '5');
    assert.match(
      await asked(there.students['jonas-lindqvist']),
      /Your grade 5 of 10/,
      'at once from then on',
    );
    assert.doesNotMatch(await asked(there.students['mei-chen']), /Your grade/, 'what nobody confirmed stays');
  });
});
