import assert from 'node:assert/strict';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { asking, type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

const MINUTE_MS = 60_000;
const PROMPT = 'Say who paid for the canals and with whose money, and name one source from the packet.';
const ANAS = 'Boats came long before the shares did, and nobody on the river had asked for either of them.';
const OWN = 'Every toll book that I opened told the same slow story about winter.';

describe('The ledger', () => {
  let practice: Practice;
  let here: ClassIn;
  let ahead = 0;
  let mei: Visitor;

  before(async () => {
    practice = await startPractice({ now: () => new Date(Date.now() + ahead) });
    here = await classIn(practice, 'Canals', {
      ...asking({ due: new Date(Date.now() + 10 * MINUTE_MS).toISOString().slice(0, 16), words: '5' }),
      ...{ promptText: PROMPT, late: 'once', latePercent: '50', zone: 'UTC' },
    });
    mei = here.students['mei-chen'];
    const { 'ana-ruiz': ana } = here.students;
    await ana.post(`${ana.base}/posts`, { text: ANAS });
  });
  after(() => practice?.close());

  const ledgerOf = (html: string) => {
    const part =
      /<ol class="asked">[\s\S]*?<\/ol>|<table class="ledger">[\s\S]*?<\/table>/.exec(html)?.[0] ?? '';
    return textOf(part);
  };
  const note = /Post 2, .*?(?= ○| Reply 1| \d \/ )/;
  const forStudent = async () =>
    note.exec(ledgerOf((await mei.get(`${mei.base}/discussion`)).html))?.[0].trim();
  const graded = async () => {
    const { teacher, ids } = here;
    return (await teacher.get(`${teacher.base}/grading/${ids['mei-chen']}`)).html;
  };
  const forGrader = async () => note.exec(ledgerOf(await graded()))?.[0].trim();

  it('says post, time, words, version and lateness, and what is not the author’s own, in the same words to both', async () => {
    const text = `> One quoted shilling.\n\n${OWN} ${PROMPT} ${ANAS.replace('asked', 'wished')}`;
    await mei.post(`${mei.base}/posts`, { text });
    const said = await forStudent();
    assert.match(
      said ?? '',
      /^Post 2, \w+ \d+ \w+, \d\d:\d\d, 51 words, version 1, on time 18 words of its own, 3 quoted, 17 as in the prompt, 13 as in 1/,
    );
    assert.equal(await forGrader(), said);
  });

  it('takes nothing off for words that are not one’s own', async () => {
    assert.match(ledgerOf((await mei.get(`${mei.base}/discussion`)).html), /6 \/ 6/);
  });

  it('marks nothing in what was there first', async () => {
    const { 'ana-ruiz': ana } = here.students;
    assert.doesNotMatch(ledgerOf((await ana.get(`${ana.base}/discussion`)).html), /of its own|as in/);
  });

  it('keeps what stood at the due date, and leads to what was changed later', async () => {
    ahead = 130 * MINUTE_MS;
    const kept = await practice.tool.connection.collection('posts').findOne({ number: 2, parentId: null });
    const edit = `${mei.base}/edit/${kept?._id}`;
    assert.equal((await mei.post(edit, { text: 'Short now.', seen: '' })).status, 303);
    const said = await forStudent();
    assert.match(said ?? '', /51 words, version 1, on time, as it stood when due What was changed later/);
    assert.equal(await forGrader(), said);
    const href =
      /href="([^"]+\/changes\/[^"]+)"/.exec((await mei.get(`${mei.base}/discussion`)).html)?.[1] ?? '';
    const page = await mei.get(href.replaceAll('&amp;', '&'));
    assert.match(page.html, /<del>[\s\S]*toll book/);
  });

  it('says what being late took away', async () => {
    const { 'jonas-lindqvist': jonas } = here.students;
    await jonas.post(`${jonas.base}/posts`, { text: 'Five words are enough here.' });
    const { html } = await jonas.get(`${jonas.base}/discussion`);
    assert.match(ledgerOf(html), /2 hours late, 3 points less for that/);
    assert.match(ledgerOf(html), /3 \/ 6/);
  });
});
