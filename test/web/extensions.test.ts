import assert from 'node:assert/strict';
import { releaseWhatIsDue } from '../../src/usecases/gradeStudent.ts';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { asking, launchAs, type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

describe('Time', () => {
  let practice: Practice;
  let here: ClassIn;
  let now = new Date('2031-03-01T12:00:00Z');

  before(async () => {
    practice = await startPractice({ now: () => now });
    here = await classIn(practice, 'In time', {
      ...asking({ due: '2031-03-04T23:59' }, { due: '2031-03-09T23:59' }),
      ...{ opensAt: '2031-03-02T08:00', closesAt: '2031-03-10T12:00', late: 'nothing', zone: 'UTC' },
    });
  });
  after(() => practice?.close());
  beforeEach(() => at('2031-03-05T12:00:00Z'));

  const at = (time: string) => {
    now = new Date(time);
  };
  const post = (by: Visitor, text: string) => by.post(`${by.base}/posts`, { text });
  const give = (fields: Record<string, string>, by = here.teacher) =>
    by.post(`${by.base}/extensions`, fields);
  const asked = async (by: Visitor) => textOf((await by.get(`${by.base}/discussion`)).html);
  // A session ends with the day; the class comes again.
  const again = async () => {
    const launch = (person: string) => launchAs(practice, 'canvas', person, `launch/${here.activity}`);
    const [teacher, ana, mei] = await Promise.all(
      ['teacher-rosa', 'student-ana-ruiz', 'student-mei-chen'].map(launch),
    );
    here.teacher = teacher as Visitor;
    Object.assign(here.students, { 'ana-ruiz': ana, 'mei-chen': mei });
    return { ana: ana as Visitor, mei: mei as Visitor };
  };

  it('has not come before the discussion opens, and what was typed is still there', async () => {
    at('2031-03-02T07:59:00Z');
    const { ana } = await again();
    assert.match(await asked(ana), /This opens Sun, 2 Mar 2031, 08:00/);
    const refused = await post(ana, 'Too soon.');
    assert.equal(refused.status, 422);
    assert.match(refused.html, /Too soon\.<\/textarea>/);
    assert.match(textOf(refused.html), /not open for writing yet/);
    assert.equal((await post(here.teacher, 'A teacher may.')).status, 303);
  });

  it('is over once it has closed, for posts, replies and edits, and what was typed is still there', async () => {
    const { ana } = await again();
    await post(ana, 'In time.');
    at('2031-03-10T12:01:00Z');
    const { mei } = await again();
    const refused = await post(mei, 'Words that came too late.');
    assert.equal(refused.status, 422);
    assert.match(refused.html, /Words that came too late\.<\/textarea>/);
    assert.match(textOf(refused.html), /This closed meanwhile/);
    assert.match(await asked(mei), /This closed Mon, 10 Mar 2031, 12:00/);
    const reply = await mei.post(`${mei.base}/posts/1/replies`, { text: 'Nor a reply.' });
    assert.equal(reply.status, 422);
  });

  it('is given to one student alone, whose dates are later then, and can be taken back', async () => {
    at('2031-03-11T09:00:00Z');
    const { ana, mei } = await again();
    assert.equal(
      (await give({ what: 'extend', whom: `member ${here.ids['mei-chen']}`, until: '2031-03-12T10:00' }))
        .status,
      303,
    );
    assert.match(await asked(mei), /Your post is still to come, by Wed, 12 Mar 2031, 10:00/);
    assert.equal((await post(mei, 'With more time.')).status, 303);
    assert.match(await asked(ana), /This closed/);
    const page = textOf((await here.teacher.get(`${here.teacher.base}/extensions`)).html);
    assert.match(page, /Mei Chen until Wed, 12 Mar 2031, 10:00 by .*Rosa/);
    await give({ what: 'unextend', whom: `member ${here.ids['mei-chen']}` });
    assert.match(await asked(mei), /This closed/);
  });

  it('is given with the points that come of it', async () => {
    at('2031-03-12T09:00:00Z');
    await again();
    const earned = async () => {
      const { html } = await here.teacher.get(`${here.teacher.base}/grading/${here.ids['mei-chen']}`);
      return /Suggested ([\d.]+) of/.exec(textOf(html))?.[1];
    };
    assert.equal(await earned(), '0');
    await give({ what: 'extend', whom: `member ${here.ids['mei-chen']}`, until: '2031-03-12T10:00' });
    assert.equal(await earned(), '6');
  });

  it('is asked for with a student and a date, and nothing typed is lost', async () => {
    await again();
    const refused = await give({ what: 'extend', whom: `member ${here.ids['ana-ruiz']}`, until: 'soon' });
    assert.equal(refused.status, 422);
    assert.match(textOf(refused.html), /Enter a date and a time/);
    assert.match(refused.html, new RegExp(`value="member ${here.ids['ana-ruiz']}" selected`));
    assert.equal((await give({ what: 'extend', whom: '', until: '2031-03-12T10:00' })).status, 422);
    assert.equal(
      (await give({ what: 'extend', whom: 'member nobody', until: '2031-03-12T10:00' })).status,
      404,
    );
    assert.equal(
      (await give({ what: 'extend', whom: 'group nobody', until: '2031-03-12T10:00' })).status,
      404,
    );
  });

  it('and an excuse are the graders’ to give', async () => {
    const { ana } = await again();
    for (const what of ['extend', 'excuse'])
      assert.equal(
        (await give({ what, whom: `member ${here.ids['ana-ruiz']}`, until: '2031-03-12T10:00' }, ana)).status,
        403,
      );
  });

  it('does not matter to whoever is excused: it is said everywhere, and there is neither a suggestion nor a zero', async () => {
    const { ana } = await again();
    await give({ what: 'excuse', whom: `member ${here.ids['ana-ruiz']}` });
    assert.match(await asked(ana), /You are excused: nothing here is asked of you/);
    const { teacher } = here;
    assert.match(
      textOf((await teacher.get(`${teacher.base}/grading`)).html),
      /Ana Ruiz \d of 3 excused .*? – – /,
    );
    const page = `${teacher.base}/grading/${here.ids['ana-ruiz']}`;
    const shown = await teacher.get(page);
    assert.doesNotMatch(textOf(shown.html), /Suggested/);
    assert.match(shown.html, /name="points"[^>]* value=""/);
    const graded = await teacher.post(page, { points: '0', comment: '', seen: '', after: 'stay' });
    assert.equal(graded.status, 422);
    assert.match(textOf(graded.html), /This student is excused/);
    await give({ what: 'unexcuse', whom: `member ${here.ids['ana-ruiz']}` });
    assert.equal(
      (await teacher.post(page, { points: '3', comment: '', seen: '', after: 'stay' })).status,
      303,
    );
  });

  it('brings out by itself what was confirmed, once its time has come, and nothing before', async () => {
    const settings = { release: 'itself', releaseAt: '2031-03-07T08:00', zone: 'UTC' };
    const { activity, teacher, students, ids } = await classIn(practice, 'By itself', settings);
    const { 'ana-ruiz': ana } = students;
    const confirm = (id: string, points: string) =>
      teacher.post(`${teacher.base}/grading/${id}`, { points, comment: '', seen: '', after: 'stay' });
    const look = () => releaseWhatIsDue(practice.tool.tool.store, now);
    await confirm(ids['ana-ruiz'], '7');
    await look();
    assert.doesNotMatch(await asked(ana), /Your grade/);
    now = new Date('2031-03-07T08:00:00Z');
    // Another visit: the first has ended with its day.
    const later = (person: string) => launchAs(practice, 'canvas', person, `launch/${activity}`);
    await look();
    assert.match(await asked(await later('student-ana-ruiz')), /Your grade 7 of 10/);
    const grader = await later('teacher-rosa');
    await grader.post(`${grader.base}/grading/${ids['mei-chen']}`, {
      points: '5',
      comment: '',
      seen: '',
      after: 'stay',
    });
    assert.match(await asked(await later('student-mei-chen')), /Your grade 5 of 10/, 'at once from then on');
    assert.equal(
      await practice.tool.connection.collection('grades').countDocuments({ 'grade.status': 'ungraded' }),
      0,
    );
  });
});
