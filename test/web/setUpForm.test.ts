import assert from 'node:assert/strict';
import {
  addActivity,
  asking,
  launchAs,
  type Practice,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

describe('The set-up form, without a script,', () => {
  let practice: Practice;
  let rosa: Visitor;
  before(async () => {
    practice = await startPractice();
    const activity = await addActivity(practice, 'canvas', { title: 'Week 6', maximum: 10 });
    rosa = await launchAs(practice, 'canvas', 'teacher-rosa', `launch/${activity}`);
  });
  after(() => practice?.close());

  const fields = (more: Record<string, string> = {}) => ({
    ...{
      title: 'Week 6',
      promptText: 'Who **paid**?',
      maximum: '10',
      zone: 'Europe/Berlin',
      requestId: 'one',
    },
    ...asking({ due: '2031-03-04T23:59' }, { due: '2031-03-09T23:59' }),
    ...more,
  });
  const press = async (act: string, more: Record<string, string> = {}) => {
    const { html, status } = await rosa.post(`${rosa.base}/set-up`, fields({ ...more, act }));
    assert.equal(status, 200);
    return html;
  };
  const rowsIn = (html: string) =>
    [...html.matchAll(/name="row-\d-kind"[\s\S]*?value="(\w+)" selected/g)].map(([, kind]) => kind);
  const valueIn = (html: string, name: string) =>
    new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(html)?.[1];

  it('adds, removes and moves what is asked, and keeps everything else as typed', async () => {
    assert.deepEqual(rowsIn(await press('add-reply', { 'row-2-kind': 'anyone' })), [
      'post',
      'anyone',
      'classmates',
    ]);
    const up = await press('up-2');
    assert.deepEqual(rowsIn(up), ['classmates', 'post']);
    assert.equal(valueIn(up, 'row-1-due'), '2031-03-09T23:59');
    assert.match(up, /Who \*\*paid\*\*\?/);
    assert.deepEqual(rowsIn(await press('remove-2')), ['post']);
    assert.match(await press('add-criterion'), /name="criterion-1-title"/);
  });

  it('starts from ready-made points and leaves dates and words alone', async () => {
    const seven = await press('preset-sevenThree', { 'row-1-words': '150' });
    assert.deepEqual(
      ['row-1-points', 'row-2-points', 'row-2-count', 'row-1-words', 'row-1-due'].map((name) =>
        valueIn(seven, name),
      ),
      ['7', '1.5', '2', '150', '2031-03-04T23:59'],
    );
    assert.match(await press('preset-whole'), /<option value="whole" selected>/);
    assert.equal(valueIn(await press('preset-completion'), 'maximum'), '1');
    assert.match(textOf(await press('preset-ungraded')), /This is not graded\./);
  });

  it('shows what students will read and when what is, before anything is kept', async () => {
    const late = {
      late: 'daily',
      latePercent: '20',
      opensAt: '2031-03-01T08:00',
      closesAt: '2031-03-12T12:00',
    };
    const text = textOf(await press('preview', { ...late, aliases: 'yes' }));
    assert.match(text, /What students will read .*Initial post 6 points due Tue, 4 Mar 2031, 23:59/);
    assert.match(text, /Late work loses 20 per cent of its points for each day begun\./);
    assert.match(text, /You can write until Wed, 12 Mar 2031, 12:00\./);
    assert.match(text, /Your classmates see a made-up name/);
    assert.match(text, /1 Opens Sat, 1 Mar .* 2 Post due .* 3 2 replies due .* 4 Closes/);
    const wrong = await press('preview', { maximum: 'ten' });
    assert.match(textOf(wrong), /Enter a number/);
    assert.match(textOf(wrong), /Initial post 6 points/);
    assert.equal(await practice.tool.connection.collection('discussions').countDocuments(), 0);
  });

  it('keeps all of it, and shows it again as it was typed', async () => {
    const typed = {
      ...{
        scoring: 'whole',
        late: 'once',
        latePercent: '15',
        opensAt: '2031-03-01T08:00',
        closesAt: '2031-03-12T12:00',
      },
      ...{ release: 'itself', releaseAt: '2031-03-20T08:00', freePoints: 'yes' },
      ...{ 'criterion-1-title': 'Sources', 'criterion-1-levels': '2 Names a source\n0 Names none' },
    };
    assert.equal((await rosa.post(`${rosa.base}/set-up`, fields(typed))).status, 303);
    const { html } = await rosa.get(`${rosa.base}/settings`);
    for (const name of ['latePercent', 'opensAt', 'closesAt', 'releaseAt', 'criterion-1-title'] as const)
      assert.equal(valueIn(html, name), typed[name], name);
    for (const chosen of ['whole', 'once', 'itself'])
      assert.match(html, new RegExp(`<option value="${chosen}" selected>`));
    assert.match(html, /2 Names a source\n0 Names none<\/textarea>/);
  });
});
