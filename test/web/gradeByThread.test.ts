import assert from 'node:assert/strict';
import { type ClassIn, type Classmate, classIn } from '../support/classIn.ts';
import {
  asking,
  launchAs,
  type Practice,
  settingsSeen,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

const EVIDENCE = 'criterion-1';

describe('Grading thread by thread', () => {
  let practice: Practice;
  let here: ClassIn;
  let teacher: Visitor;
  let yuki: Visitor;

  before(async () => {
    practice = await startPractice();
    here = await classIn(practice, 'Thread by thread', { ...SETTINGS, byPost: 'average' });
    ({ teacher } = here);
    yuki = await launchAs(practice, 'canvas', 'ta-yuki', `launch/${here.activity}`);
    await write('ana-ruiz', '/posts', 'Barges came first.');
    await write('jonas-lindqvist', '/posts', 'Tolls came first.');
    await write('jonas-lindqvist', '/posts/1/replies', 'Who paid for barges?');
    await write('mei-chen', '/posts/1/replies', 'The mills did.');
    await teacher.post(`${teacher.base}/posts/1/replies`, { text: 'Well asked.' });
  });
  after(() => practice?.close());

  const SETTINGS = {
    ...asking({}, 'none'),
    'criterion-1-title': 'Evidence',
    'criterion-1-levels': '4 Names a source\n2 Hints at one\n0 None',
    freePoints: 'yes',
  };
  const write = (who: Classmate, path: string, text: string) =>
    here.students[who].post(here.students[who].base + path, { text });
  const thread = (number: number, query = '', by = teacher) => `${by.base}/grading/threads/${number}${query}`;
  const page = async (path: string, by = teacher) => (await by.get(path)).html;
  const student = (who: Classmate) => page(`${teacher.base}/grading/${here.ids[who]}`);
  const gradeOf = async (who: Classmate) =>
    (await practice.tool.tool.store.grades.find(here.discussionId, here.ids[who]))?.grade;
  /** Sends the form of a thread as its page has it, with points beside these places; `free` are points of the grader's own. */
  async function give(
    path: string,
    points: Record<number, string>,
    { by = teacher, free = false, html = '' } = {},
  ) {
    const shown = html || (await page(path, by));
    const fields: Record<string, string> = {
      after: 'next',
      next: /name="next" value="([^"]*)"/.exec(shown)?.[1] ?? '',
    };
    for (const [, name = '', value = ''] of shown.matchAll(/name="(was-\d+)" value="([^"]*)"/g))
      fields[name] = value;
    for (const [, name = '', value = ''] of shown.matchAll(/name="(mark-[\w-]+)" value="([^"]*)" checked/g))
      fields[name] = value;
    for (const [place, value] of Object.entries(points))
      fields[`${free ? 'free' : 'mark'}-${place}-${EVIDENCE}`] = value;
    return by.post(path, fields);
  }
  const panel = (html: string, place: number) =>
    textOf(html.split(`data-number="${place}"`)[1]?.split('<article')[0] ?? '');

  it('lists the threads with what is left in each, and gives points beside what students wrote, and nobody else', async () => {
    const list = textOf(await page(`${teacher.base}/grading/threads`));
    assert.match(list, /4 of 4 posts and replies left .*Post 1 Barges came first\. Ana Ruiz 3 3 left/);
    const html = await page(thread(1));
    assert.deepEqual(
      [...html.matchAll(/name="was-(\d+)"/g)].map(([, place]) => place),
      ['0', '1', '2'],
    );
    assert.match(panel(html, 0), /counts · 6 .* Ana Ruiz so far: no points yet; suggested 6 of 10/);
  });

  it('keeps what is given, goes on to the next thread with something left, and adds it up at both places', async () => {
    const answer = await give(thread(1), { 0: '4', 1: '2', 2: '0' });
    assert.equal(answer.location, `${teacher.base}/grading/threads/2?kept=3`);
    const next = await page(answer.location ?? '');
    assert.match(textOf(next), /Points beside 3 posts kept\./);
    const last = await give(thread(2), { 0: '3' }, { free: true });
    assert.equal(last.location, `${teacher.base}/grading/threads?done`);
    assert.match(textOf(await page(last.location ?? '')), /no other thread with something left.*0 of 4/);
    assert.match(
      panel(await page(thread(2)), 0),
      /Jonas Lindqvist so far: Evidence 2\.5; suggested 8\.5 of 10/,
    );
    const one = await student('jonas-lindqvist');
    assert.match(textOf(one), /Suggested 8\.5 of 10/);
    assert.match(textOf(one), /Average of 2 posts: Post 2: 3 Reply 1\.1: 2/);
    assert.match(textOf(one), /Points beside it Evidence 2/);
    assert.match(one, /name="free-criterion-1"[^>]*value="2\.5"/, 'ready to be accepted');
  });

  it('does once what is sent twice, and refuses points that the criterion cannot give with nothing lost or kept', async () => {
    const before = await page(thread(1));
    const fields = { ...{ 'was-0': '', [`mark-0-${EVIDENCE}`]: '4', after: 'stay' } };
    assert.match((await teacher.post(thread(1), fields)).location ?? '', /threads\/1\?kept=0$/);
    const refused = await give(thread(1), { 0: '2', 1: '9' }, { free: true });
    assert.equal(refused.status, 422);
    assert.match(textOf(refused.html), /Choose one of the levels, or points that this criterion can give/);
    assert.match(refused.html, /name="free-1-criterion-1"[^>]*value="9"/);
    assert.equal(panel(await page(thread(1)), 0), panel(before, 0));
  });

  it('shows the second grader what the first did, and replaces it only once that was seen', async () => {
    const html = await page(thread(1, '', yuki), yuki);
    await give(thread(1), { 0: '2' });
    const refused = await give(thread(1, '', yuki), { 0: '0', 2: '2' }, { by: yuki, html });
    assert.equal(refused.status, 422);
    assert.match(
      panel(refused.html, 0),
      /Someone gave other points here .*Evidence 2, given by Rosa Delgado/,
    );
    assert.match(refused.html, /name="mark-0-criterion-1" value="0" checked/, 'theirs is still in the form');
    assert.match(
      panel(await page(thread(1)), 2),
      /Evidence 2, given by Yuki/,
      'what nobody else touched is kept',
    );
    await give(thread(1, '', yuki), {}, { by: yuki, html: refused.html });
    const now = panel(await page(thread(1)), 0);
    assert.match(now, /Evidence 0, given by Yuki/);
    assert.match(
      now,
      /History \(3\) Yuki Mori: Evidence 2 → Evidence 0 .*Rosa Delgado: Evidence 4 → Evidence 2/,
    );
    await give(thread(1), { 0: '4', 2: '0' });
  });

  it('leaves alone what a page did not touch, whatever became of it meanwhile', async () => {
    const html = await page(thread(1, '', yuki), yuki);
    await give(thread(1), { 0: '2' });
    assert.equal((await give(thread(1, '', yuki), { 1: '4' }, { by: yuki, html })).status, 303);
    assert.match(panel(await page(thread(1)), 0), /Evidence 2, given by Rosa/);
    await give(thread(1), { 0: '4', 1: '2' });
  });

  it('tells students nothing before a release, and then each mark, and later ones not before they are released', async () => {
    const { 'jonas-lindqvist': jonas, 'ana-ruiz': ana } = here.students;
    const own = async () =>
      textOf(
        (
          await Promise.all(
            ['/discussion', '/grade', '/discussions', '/posts/1', '/posts/2'].map((path) =>
              page(jonas.base + path, jonas),
            ),
          )
        ).join(' '),
      );
    assert.match(await own(), /given points for that; their average counts/);
    assert.doesNotMatch(await own(), /Average of|2\.5|8\.5|1\.1: 2/);
    await teacher.post(`${teacher.base}/grading/${here.ids['jonas-lindqvist']}`, {
      ...{ points: '', suggested: '6', [`free-${EVIDENCE}`]: '2.5', seen: '', after: 'release' },
    });
    assert.deepEqual(
      [(await gradeOf('jonas-lindqvist'))?.points, (await gradeOf('jonas-lindqvist'))?.history[0]?.how],
      [8.5, 'accepted'],
    );
    const grade = await page(`${jonas.base}/grade`, jonas);
    assert.match(
      textOf(grade),
      /8\.5 of 10 By the rubric Evidence Average of 2 posts: Post 2: 3 Reply 1\.1: 2 2\.5/,
    );
    assert.match(grade, /href="[^"]+\/posts\/1\?at&#x3D;1#reply-1"/);
    await give(thread(2), { 0: '4' });
    assert.match(textOf(await page(`${jonas.base}/grade`, jonas)), /Post 2: 3 Reply 1\.1: 2 2\.5/);
    assert.doesNotMatch(textOf(await page(`${ana.base}/discussion`, ana)), /Average of/);
  });

  it('never moves a grade that was confirmed: new points stand beside it as a change of what is suggested', async () => {
    const html = await student('jonas-lindqvist');
    assert.match(textOf(html), /Grade 8\.5 of 10 .*Suggested: 9 of 10 .*suggestion changed since graded/);
    assert.deepEqual(
      [(await gradeOf('jonas-lindqvist'))?.points, (await gradeOf('jonas-lindqvist'))?.released?.points],
      [8.5, 8.5],
    );
    const list = textOf(await page(`${teacher.base}/grading?show=fresh`));
    assert.match(list, /Jonas Lindqvist .* 9 8\.5 suggestion changed since graded/);
    const seen = /name="seen" value="([^"]*)"/.exec(html)?.[1] ?? '';
    await teacher.post(`${teacher.base}/grading/${here.ids['jonas-lindqvist']}`, {
      ...{ points: '', suggested: '6', [`free-${EVIDENCE}`]: '2.5', seen, after: 'stay' },
    });
    assert.doesNotMatch(
      textOf(await student('jonas-lindqvist')),
      /suggestion changed/,
      'looked at, and left as it is',
    );
  });

  it('counts nothing of what is hidden or deleted, and all of it again when it is back', async () => {
    const found = await practice.tool.connection.collection('posts').findOne({ plain: /Who paid/ });
    await teacher.post(`${teacher.base}/hide/${found?._id}`, { reason: 'Off topic.' });
    const html = await page(thread(1));
    assert.match(panel(html, 1), /counts for nothing while it is deleted or hidden: Evidence 2/);
    assert.doesNotMatch(html, /name="was-1"/);
    assert.match(textOf(await student('jonas-lindqvist')), /Suggested: 10 of 10/);
    const late = await teacher.post(thread(1), {
      'was-1': `${EVIDENCE}:2`,
      [`mark-1-${EVIDENCE}`]: '4',
      after: 'stay',
    });
    assert.match(
      textOf(await page(late.location ?? '')),
      /Nothing was changed\. 1 post was deleted or hidden/,
    );
    await teacher.post(`${teacher.base}/hide/${found?._id}/undo`, {});
    assert.match(textOf(await student('jonas-lindqvist')), /Suggested: 9 of 10/);
  });

  it('hides names from page to page while one grades, and tells what was edited since', async () => {
    const found = await practice.tool.connection.collection('posts').findOne({ plain: /The mills/ });
    const mei = here.students['mei-chen'];
    await mei.post(`${mei.base}/edit/${found?._id}`, { text: 'The mills did, in 1774.', seen: '' });
    const html = await page(thread(1, '?names=hidden'));
    assert.match(panel(html, 2), /edited since/);
    const list = await page(`${teacher.base}/grading/threads?names=hidden`);
    for (const shown of [html, list]) assert.doesNotMatch(shown, /Ana Ruiz|Jonas|陈美/);
    assert.match(panel(html, 2), /Student \d+ so far/);
    const { location } = await give(thread(1, '?names=hidden'), { 2: '2' });
    assert.match(location ?? '', /names=hidden/);
  });

  it('lets what is suggested be accepted for many, where every post was judged', async () => {
    await write('mei-chen', '/posts', 'Frost closed the locks.');
    const many = async () => textOf(await page(`${teacher.base}/grading/many`));
    assert.match(
      await many(),
      /1 to look at first .*陈美 8 posts without points .*1 where nothing is doubtful .*Ana Ruiz 10 /,
    );
    const offered =
      /name="offered" value="([^"]*)"/.exec(await page(`${teacher.base}/grading/many`))?.[1] ?? '';
    await teacher.post(`${teacher.base}/grading/many`, { what: 'accept', offered });
    const grade = await gradeOf('ana-ruiz');
    assert.deepEqual([grade?.points, grade?.marks], [10, [{ criterionId: EVIDENCE, points: 4 }]]);
    assert.equal((await gradeOf('mei-chen'))?.points ?? null, null);
  });

  it('shows what another rule would change before it is kept, and keeps the points when it is off for a while', async () => {
    const settings = async (changes: Record<string, string>) =>
      teacher.post(`${teacher.base}/settings`, {
        ...{
          ...SETTINGS,
          title: 'Thread by thread',
          promptText: 'Discuss.',
          maximum: '10',
          zone: 'Europe/Berlin',
        },
        ...{ seen: await settingsSeen(teacher), ...changes },
      });
    const tried = await settings({ byPost: 'best', bestPosts: '3' });
    assert.match(textOf(tried.html), /Jonas Lindqvist 9 of 10 8 of 10/);
    const confirmed = /name="confirmed" value="([^"]+)"/.exec(tried.html)?.[1] ?? '';
    await settings({ byPost: 'best', bestPosts: '3', confirmed });
    assert.match(
      textOf(await student('jonas-lindqvist')),
      /2 posts of the 3 that count; what is missing counts as 0: Post 2: 4 Reply 1\.1: 2/,
    );
    assert.equal((await settings({ byPost: 'best', bestPosts: '0' })).status, 422);
    const off = await settings({ byPost: 'off' });
    await settings({
      byPost: 'off',
      confirmed: /name="confirmed" value="([^"]+)"/.exec(off.html)?.[1] ?? '',
    });
    assert.match(textOf(await page(`${teacher.base}/grading/threads`)), /No points are given beside posts/);
    assert.equal((await teacher.post(thread(1), { 'was-0': '', [`mark-0-${EVIDENCE}`]: '4' })).status, 409);
    const on = await settings({ byPost: 'average' });
    await settings({
      byPost: 'average',
      confirmed: /name="confirmed" value="([^"]+)"/.exec(on.html)?.[1] ?? '',
    });
    assert.match(panel(await page(thread(1)), 0), /Evidence 4, given by Rosa/);
  });

  it('is for graders alone, and for threads of this discussion', async () => {
    const { 'ana-ruiz': ana } = here.students;
    for (const path of ['/grading/threads', '/grading/threads/1'])
      assert.equal((await ana.get(ana.base + path)).status, 403, path);
    const forged = { 'was-0': `${EVIDENCE}:4`, [`mark-0-${EVIDENCE}`]: '0' };
    assert.equal((await ana.post(thread(1, '', ana), forged)).status, 403);
    assert.equal((await teacher.get(thread(99))).status, 404);
    assert.equal((await teacher.post(thread(99), forged)).status, 404);
    assert.match(panel(await page(thread(1)), 0), /Evidence 4, given by Rosa/);
  });
});

describe('Grading thread by thread, within sections and with aliases', () => {
  let practice: Practice;
  let here: ClassIn;
  let teacher: Visitor;
  let sections: Record<string, string>;

  /** Under Canvas's rules Ana and Jonas are in Section 2, Mei and Adaeze in Section 1. */
  before(async () => {
    practice = await startPractice();
    here = await classIn(practice, 'Apart', {
      ...{ ...asking({}, 'none'), byPost: 'sum', groups: 'sections', aliases: 'yes' },
      ...{
        'criterion-1-title': 'Evidence',
        'criterion-1-levels': '4 Names a source\n2 Hints at one\n0 None',
      },
    });
    ({ teacher } = here);
    await write('ana-ruiz', '/posts', 'Second section begins.');
    await write('jonas-lindqvist', '/posts/1/replies', 'Second section answers.');
    await write('mei-chen', '/posts', 'First section begins.');
    await teacher.post(`${teacher.base}/posts`, { text: 'For all of you.' });
    await write('adaeze-okafor', '/posts/3/replies', 'First section answers the teacher.');
    const kept = await practice.tool.connection.collection('groups').find({ kind: 'sections' }).toArray();
    sections = Object.fromEntries(kept.map(({ _id, name }) => [name, String(_id)]));
  });
  after(() => practice?.close());

  const write = (who: Classmate, path: string, text: string) =>
    here.students[who].post(here.students[who].base + path, { text });
  const page = async (path: string, by = teacher) => (await by.get(by.base + path)).html;
  const rowsOf = (html: string) =>
    [...html.matchAll(/<th scope="row"[^>]*><a href="([^"]+)">Post (\d+)/g)].map(([, , number]) => number);
  const mark = (place: number, points: string) => ({
    [`was-${place}`]: '',
    [`mark-${place}-${EVIDENCE}`]: points,
  });

  it('lists the threads of all, or those that one section reads, and keeps to them from thread to thread', async () => {
    assert.deepEqual(rowsOf(await page('/grading/threads')), ['1', '2', '3']);
    const listed = async (name: string) => page(`/grading/threads?group=${sections[name]}`);
    assert.deepEqual(rowsOf(await listed('HIST 210 Section 2')), ['1', '3']);
    const first = await listed('HIST 210 Section 1');
    assert.deepEqual(rowsOf(first), ['2', '3']);
    assert.match(first, /aria-current="true"><bdi>HIST 210 Section 1</);
    const thread = `/grading/threads/2?group=${sections['HIST 210 Section 1']}`;
    assert.match(textOf(await page(thread)), /thread 1 of 2 .* next/i);
    const answer = await teacher.post(teacher.base + thread, { ...mark(0, '4'), after: 'next', next: '3' });
    assert.equal(
      answer.location,
      `${teacher.base}/grading/threads/3?group=${sections['HIST 210 Section 1']}&kept=1`,
    );
    assert.deepEqual(rowsOf(await page('/grading/threads?group=nowhere')), ['1', '3', '2']);
  });

  it('names students with their aliases to graders, and with neither where names are hidden', async () => {
    const html = await page('/grading/threads/1');
    assert.match(textOf(html), /Ana Ruiz/);
    const hidden = `${await page('/grading/threads/1?names=hidden')}${await page('/grading/threads?names=hidden')}`;
    assert.doesNotMatch(hidden, /Ana Ruiz|Jonas|陈美/);
    const aliases = [
      ...html.matchAll(/<span class="alias"><span class="unseen">[^<]*<\/span><bdi>([^<]+)/g),
    ].map(([, alias]) => String(alias));
    assert.equal(new Set(aliases).size, 2);
    assert.doesNotMatch(hidden, new RegExp(aliases.join('|')));
  });

  it('tells a student what was given beside their own posts once it is released, and no name or alias of another', async () => {
    await teacher.post(`${teacher.base}/grading/threads/1`, {
      ...mark(0, '2'),
      ...mark(1, '4'),
      after: 'stay',
    });
    await teacher.post(`${teacher.base}/grading/${here.ids['ana-ruiz']}`, {
      ...{ points: '', suggested: '6', [`mark-${EVIDENCE}`]: '2', seen: '', after: 'release' },
    });
    const { 'ana-ruiz': ana, 'mei-chen': mei } = here.students;
    const own = await page('/grade', ana);
    assert.match(textOf(own), /From 1 post: Post 1: 2/);
    assert.doesNotMatch(own, /Jonas|陈美|Okafor|Ana Ruiz/);
    for (const path of ['/grade', '/discussion', '/posts/3', '/discussions'])
      assert.doesNotMatch(textOf(await page(path, mei)), /Post 1: 2|Reply 1\.1|Ana Ruiz|Jonas/, path);
    assert.equal((await mei.get(`${mei.base}/posts/1`)).status, 404);
    assert.equal((await mei.get(`${mei.base}/grading/threads/1`)).status, 403);
  });
});
