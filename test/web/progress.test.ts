import assert from 'node:assert/strict';
import { type ClassIn, classIn } from '../support/classIn.ts';
import {
  asking,
  type Practice,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

describe('The page of progress', () => {
  let practice: Practice;
  let group: ClassIn;
  let teacher: Visitor;

  before(async () => {
    practice = await startPractice();
    group = await classIn(practice, 'Progress', asking({ words: '3' }));
    ({ teacher } = group);
    const { 'ana-ruiz': ana, 'jonas-lindqvist': jonas, 'mei-chen': mei } = group.students;
    await ana.post(`${ana.base}/posts`, { text: 'Four words of mine.' });
    await jonas.post(`${jonas.base}/posts`, { text: 'Short.' });
    await jonas.post(`${jonas.base}/posts/1/replies`, { text: 'I agree with it.' });
    await mei.post(`${mei.base}/posts/1/replies`, { text: 'And I do not.' });
    await teacher.post(`${teacher.base}/posts/1/replies`, { text: 'Go on, please.' });
  });
  after(() => practice?.close());

  const progress = async (query = '') => (await teacher.get(`${teacher.base}/progress${query}`)).html;
  const rowOf = (html: string, name: string) =>
    textOf(html.split('<tr').find((row) => row.includes(`<bdi>${name}</bdi>`)) ?? '');
  async function file(name: string): Promise<string[]> {
    const { html, headers, status } = await teacher.get(`${teacher.base}/progress/${name}.csv`);
    assert.equal(status, 200, name);
    assert.equal(headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="Progress - .+\.csv"/);
    return html.split('\r\n');
  }

  it('shows who has done what: each requirement with the post that met it, what fell short, what is missing', async () => {
    const html = await progress();
    assert.match(rowOf(html, 'Ana Ruiz'), /✓ 1 not yet not yet 6 4/);
    assert.match(rowOf(html, 'Jonas Lindqvist'), /2, too short ✓ 1\.1 not yet 2 5/);
    assert.match(rowOf(html, 'Wulandari'), /not yet not yet not yet 0 0/);
    assert.match(textOf(html), /0 of 24 have done everything that is asked\. 21 have written nothing yet\./);
    assert.match(textOf(html), /Who owes something \(24\)/);
  });

  it('leads to the student’s grading and to each post that counts', async () => {
    const html = await progress();
    for (const href of [
      `${teacher.base}/grading/${group.ids['ana-ruiz']}`,
      `${teacher.base}/posts/1?at&#x3D;1#reply-1`,
    ])
      assert.ok(html.includes(`href="${href}"`), href);
  });

  it('tells who answered whom, the teacher among them, and names who stands alone', async () => {
    const text = textOf(await progress());
    assert.match(text, /Jonas Lindqvist Ana Ruiz 1/);
    assert.match(text, /1 of 2 posts has no reply\./);
    assert.match(text, /Rosa Delgado Ana Ruiz 1/);
    assert.match(text, /21 students stand alone: [^.]+\. Adaeze Okafor D'Arcy/);
  });

  it('gives each table as a file, and the grades as one more', async () => {
    const rows = await file('participation');
    assert.ok(rows.some((row) => row.startsWith('Ana Ruiz,✓ 1,not yet,not yet,6,4')));
    assert.ok((await file('answers')).includes('Jonas Lindqvist,Ana Ruiz,1'));
    assert.ok((await file('threads')).includes('Post 1,Ana Ruiz,3'));
    assert.ok((await file('words')).includes('Jonas Lindqvist,5'));
    assert.equal((await file('days'))[1]?.replace(/^[^,]+,/, ''), '2,3,');
    assert.ok((await file('distribution')).includes('0 to 1,0'));
    const grades = await file('grades');
    assert.match(
      grades.find((row) => row.startsWith('Ana Ruiz,')) ?? '',
      /^Ana Ruiz,[\w-]+,,10,6,not graded,/,
    );
    assert.equal((await teacher.get(`${teacher.base}/progress/everything.csv`)).status, 404);
    assert.equal((await teacher.get(`${teacher.base}/progress/constructor.csv`)).status, 404);
  });

  it('marks its files as UTF-8, which Excel takes for Latin-1 otherwise', async () => {
    const answer = await fetch(`${practice.tool.baseUrl}${teacher.base}/progress/words.csv`, {
      headers: { cookie: teacher.cookie },
    });
    assert.deepEqual([...new Uint8Array(await answer.arrayBuffer()).slice(0, 3)], [0xef, 0xbb, 0xbf]);
  });

  it('keeps a spreadsheet from taking a name for a formula', async () => {
    const { members } = practice.tool.connection.collections;
    await members?.updateOne(
      { _id: group.ids.wulandari as never },
      { $set: { name: '=HYPERLINK("http://x")' } },
    );
    assert.ok((await file('words')).some((row) => row.startsWith(`"'=HYPERLINK(""http://x"")"`)));
  });

  it('shows a student nothing of it', async () => {
    const { 'ana-ruiz': ana } = group.students;
    for (const page of ['/progress', '/progress/grades.csv'])
      assert.equal((await ana.get(ana.base + page)).status, 403, page);
    assert.doesNotMatch((await ana.get(`${ana.base}/discussion`)).html, /\/progress/);
  });

  it('says what it waits for where nobody has come yet', async () => {
    const { teacher: another } = await setUpActivity(practice, 'canvas', { title: 'Empty' });
    const text = textOf((await another.get(`${another.base}/progress`)).html);
    assert.match(text, /Nobody has written anything yet\.|No students yet\./);
  });

  it('says in words that every post has a reply', async () => {
    await teacher.post(`${teacher.base}/posts/2/replies`, { text: 'And you?' });
    assert.match(textOf(await progress()), /Every post has a reply \(2 in all\)\./);
  });
});
