import assert from 'node:assert/strict';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { asking, type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

describe('Grading student by student', () => {
  let practice: Practice;
  let here: ClassIn;
  let teacher: Visitor;

  before(async () => {
    practice = await startPractice();
    here = await classIn(practice, 'Student by student', {
      ...asking({ words: '3' }, 'none'),
      ...{ 'row-1-points': '6', aliases: 'no' },
      ...{
        'criterion-1-title': 'Evidence',
        'criterion-1-levels': '4 Names a source\n2 Hints at one\n0 None',
      },
      freePoints: 'yes',
    });
    ({ teacher } = here);
    await write('ana-ruiz', 'One two three four.');
    await write('jonas-lindqvist', 'Five six seven eight.');
  });
  after(() => practice?.close());

  const write = (who: keyof ClassIn['students'], text: string) =>
    here.students[who].post(`${here.students[who].base}/posts`, { text });
  const pageOf = (who: keyof ClassIn['ids'], query = '') =>
    `${teacher.base}/grading/${here.ids[who]}${query}`;
  const page = async (path: string, by = teacher) => (await by.get(path)).html;
  const value = (html: string, name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
  /** Sends the form as the page has it, with what somebody changed in it. */
  async function decide(path: string, fields: Record<string, string>, by = teacher) {
    const html = await page(path, by);
    const carried = ['seen', 'next', 'suggested', 'noteWas'].map((name) => [name, value(html, name)]);
    const comment = /<textarea id="comment"[^>]*>\n([^<]*)</.exec(html)?.[1] ?? '';
    return by.post(path, {
      ...Object.fromEntries(carried),
      comment,
      note: value(html, 'noteWas'),
      ...fields,
    });
  }
  const criterion = async () => /name="mark-([^"]+)"/.exec(await page(pageOf('ana-ruiz')))?.[1] ?? '';
  const rowsIn = (html: string) =>
    [...html.matchAll(/<th scope="row"[^>]*><a href[^>]+><bdi>([^<]+)/g)].map(([, name]) => name);

  it('adds up what is suggested and what the rubric gives, and says what of it is left', async () => {
    const mark = `mark-${await criterion()}`;
    const missing = await decide(pageOf('ana-ruiz'), { points: '' });
    assert.equal(missing.status, 422);
    assert.match(textOf(missing.html), /Choose a level for each criterion/);
    assert.equal((await decide(pageOf('ana-ruiz'), { points: '', [mark]: '2' })).status, 303);
    const html = await page(pageOf('ana-ruiz'));
    assert.match(textOf(html), /Grade 8 of 10/);
    assert.match(html, /value="2" checked/);
    assert.match(html, /id="points"[^>]*value=""/, 'it goes on adding up');
  });

  it('takes points of the grader’s own for a criterion, within what it can give, and for the whole', async () => {
    const id = await criterion();
    const refused = await decide(pageOf('ana-ruiz'), { points: '', [`free-${id}`]: '5' });
    assert.equal(refused.status, 422);
    assert.match(textOf(refused.html), /points that this criterion can give/);
    assert.match(refused.html, /value="5"/);
    await decide(pageOf('ana-ruiz'), { points: '', [`free-${id}`]: '3,5' });
    assert.match(textOf(await page(pageOf('ana-ruiz'))), /Grade 9\.5 of 10/);
    await decide(pageOf('ana-ruiz'), { points: '7', [`mark-${id}`]: '4' });
    assert.match(textOf(await page(pageOf('ana-ruiz'))), /Grade 7 of 10/);
  });

  it('shows the student the rubric once it is released, with the level’s words', async () => {
    const { 'ana-ruiz': ana } = here.students;
    assert.doesNotMatch(await page(`${ana.base}/discussion`, ana), /Names a source/);
    await decide(pageOf('ana-ruiz'), { points: '', [`mark-${await criterion()}`]: '4', after: 'release' });
    assert.match(
      textOf(await page(`${ana.base}/discussion`, ana)),
      /10 of 10 By the rubric Evidence Names a source 4/,
    );
  });

  it('tells every decision: who, from what to what, and why', async () => {
    const why = 'She named it in a reply.';
    await decide(pageOf('ana-ruiz'), { points: '9', why, [`mark-${await criterion()}`]: '4' });
    const history =
      /<details class="history">[\s\S]*?<\/details>/.exec(await page(pageOf('ana-ruiz')))?.[0] ?? '';
    assert.match(textOf(history), /Rosa Delgado changed 10 to 9: She named it in a reply\./);
    assert.match(textOf(history), /Rosa Delgado released 10/);
    assert.match(textOf(history), /Rosa Delgado gave 8/);
    assert.doesNotMatch(
      await page(`${here.students['ana-ruiz'].base}/discussion`, here.students['ana-ruiz']),
      /named it/,
    );
  });

  it('takes the last decision back, once, and not after somebody decided anew', async () => {
    const { location } = await decide(pageOf('jonas-lindqvist'), { points: '5', comment: 'Well begun.' });
    const was = value(await page(location ?? ''), 'was');
    const back = () => teacher.post(`${pageOf('jonas-lindqvist')}/undo`, { was });
    assert.equal((await teacher.post(`${pageOf('jonas-lindqvist')}/undo`, { was: '1' })).status, 409);
    assert.equal((await back()).status, 303);
    const html = await page(pageOf('jonas-lindqvist'));
    assert.match(textOf(html), /not graded/);
    assert.match(textOf(html), /took back 5; no grade stands/);
    assert.doesNotMatch(html, /Well begun/);
    assert.equal((await back()).status, 409);
  });

  it('keeps a note that nobody but graders reads, and no grader loses to another', async () => {
    const { 'jonas-lindqvist': jonas } = here.students;
    const noteWas = '';
    const note = 'Ill since Monday.';
    await decide(pageOf('jonas-lindqvist'), { note, after: 'note' });
    assert.match(textOf(await page(pageOf('jonas-lindqvist'))), /not graded/);
    assert.match(await page(pageOf('jonas-lindqvist')), /Ill since Monday\./);
    const refused = await decide(pageOf('jonas-lindqvist'), { note: 'Another one.', noteWas, after: 'note' });
    assert.equal(refused.status, 422);
    assert.match(textOf(refused.html), /Someone changed this note/);
    assert.match(refused.html, /Another one\.[\s\S]*The note as it is now: <q dir="auto">Ill since Monday/);
    await decide(pageOf('jonas-lindqvist'), { points: '5', after: 'release' });
    assert.doesNotMatch(await page(`${jonas.base}/discussion`, jonas), /Ill since/);
  });

  it('keeps comments to be used again, without a script, and forgets them', async () => {
    const kept = await decide(pageOf('mei-chen'), { comment: 'Name your source.', after: 'keep' });
    assert.match(kept.html, /data-snippet="Name your source\."/);
    const used = await decide(pageOf('mei-chen'), { comment: 'Thank you.', after: 'use-0' });
    assert.match(used.html, /Thank you\.\n\nName your source\.<\/textarea>/);
    const gone = await decide(pageOf('mei-chen'), { comment: 'Still here.', after: 'drop-0' });
    assert.doesNotMatch(gone.html, /data-snippet/);
    assert.match(gone.html, /Still here\.<\/textarea>/);
    assert.match(textOf(await page(pageOf('mei-chen'))), /not graded/);
  });

  it('lists whom the grader asks for, and goes on within that list', async () => {
    const list = async (query: string) => rowsIn(await page(`${teacher.base}/grading${query}`));
    assert.deepEqual(await list('?show=todo&q=adaeze'), ['Adaeze Okafor']);
    assert.ok(!(await list('?show=todo')).includes('Ana Ruiz'));
    assert.deepEqual(await list('?q=jonas'), ['Jonas Lindqvist']);
    assert.ok(!(await list('?show=nothing')).includes('Ana Ruiz'));
    assert.deepEqual(await list('?show=late'), []);
    await write('ana-ruiz', 'Nine ten eleven twelve.');
    assert.deepEqual(await list('?show=fresh'), ['Ana Ruiz']);
    const html = await page(pageOf('mei-chen', '?show=nothing'));
    const next = /href="([^"]+)" rel="(?:next|prev)"/.exec(html)?.[1] ?? '';
    assert.match(next, /show&#x3D;nothing/);
    assert.match(textOf(await page(`${teacher.base}/grading?q=nobody`)), /Nobody is in this list/);
  });

  it('lists a section or group alone', async () => {
    const found = await practice.tool.connection.collection('groups').find({ kind: 'sections' }).toArray();
    const sizes = await Promise.all(
      found.map(async ({ _id }) => rowsIn(await page(`${teacher.base}/grading?group=${_id}`)).length),
    );
    const everybody = rowsIn(await page(`${teacher.base}/grading`)).length;
    assert.ok(
      sizes.some((size) => size > 0 && size < everybody),
      String(sizes),
    );
  });

  it('hides every student’s name while one grades, from page to page', async () => {
    for (const path of [`${teacher.base}/grading?names=hidden`, pageOf('ana-ruiz', '?names=hidden')])
      assert.doesNotMatch(await page(path), /Ana Ruiz|Jonas|Lindqvist|Adaeze/, path);
    const { location } = await decide(pageOf('ana-ruiz', '?names=hidden'), {
      ...{ points: '8', after: 'next' },
      [`mark-${await criterion()}`]: '4',
    });
    assert.match(location ?? '', /names=hidden&graded=/);
    assert.match(textOf(await page(location ?? '')), /Student \d+: 8, kept\./);
  });
});
