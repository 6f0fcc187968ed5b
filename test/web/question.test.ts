import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { launchAs, type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

describe('A question about a grade', () => {
  let practice: Practice;
  let here: ClassIn;
  let ana: Visitor;
  let mei: Visitor;
  let teacher: Visitor;
  let work: string;
  before(async () => {
    practice = await startPractice();
    here = await classIn(practice, 'Graded');
    teacher = here.teacher;
    ({ 'ana-ruiz': ana, 'mei-chen': mei } = here.students);
    for (const one of [ana, mei]) await one.post(`${one.base}/posts`, { text: 'A post of four words.' });
    work = `${teacher.base}/grading/${here.ids['ana-ruiz']}`;
  });
  after(() => practice?.close());

  const page = async (visitor: Visitor, path: string) => textOf((await visitor.get(path)).html);
  const ask = (visitor: Visitor, text: string, requestId: string = randomUUID()) =>
    visitor.post(`${visitor.base}/grade/question`, { text, requestId });
  const answer = (visitor: Visitor, text: string, requestId: string = randomUUID()) =>
    visitor.post(`${visitor.base}/grading/${here.ids['ana-ruiz']}/question`, { text, requestId });
  const ledgerOf = (html: string) => textOf(/<table class="ledger">[\s\S]*?<\/table>/.exec(html)?.[0] ?? '');

  it('can be asked by nobody who was given none, and the page says so', async () => {
    assert.match(await page(ana, `${ana.base}/grade`), /No grade has been released yet/);
    assert.equal((await ask(ana, 'Why?')).status, 404);
    assert.equal(await practice.tool.connection.collection('questions').countDocuments(), 0);
  });

  it('stands where the grade is, with its comment, the rubric, and the ledger in the words that the grader has', async () => {
    await teacher.post(work, { points: '7', comment: 'Well put.', seen: '', after: 'release' });
    const rubric = {
      criteria: [{ id: 'c', title: 'Evidence', levels: [{ title: 'Full', points: 4 }] }],
      freePoints: false,
    };
    const discussions = practice.tool.connection.collection('discussions');
    await discussions.updateOne({ title: 'Graded' }, { $set: { rubric } });
    const { html } = await ana.get(`${ana.base}/grade`);
    assert.match(textOf(html), /7 of 10 Well put\. Released .* Evidence Full 4 points .*Your question/);
    const ledger = ledgerOf(html);
    assert.match(ledger, /Initial post Post 1, .* 5 words, version 1/);
    assert.equal(ledgerOf((await teacher.get(work)).html), ledger);
    await discussions.updateOne({ title: 'Graded' }, { $set: { rubric: null } });
    assert.match((await ana.get(`${ana.base}/discussion`)).html, /href="[^"]+\/grade">Your grade in full/);
    assert.match(await page(ana, `${ana.base}/discussions`), /Your grade: 7 of 10 .*Well put\./);
  });

  it('is heard once however often it is sent, and counted for every grader until it is answered', async () => {
    const requestId = randomUUID();
    for (const _time of [1, 2]) assert.equal((await ask(ana, 'Why not 8?', requestId)).status, 303);
    assert.equal((await page(ana, `${ana.base}/grade`)).match(/Why not 8\?/g)?.length, 1);
    const yuki = await launchAs(practice, 'canvas', 'ta-yuki', `launch/${here.activity}`);
    for (const one of [teacher, yuki])
      assert.match(
        await page(one, `${one.base}/grading`),
        /1 question about a grade waits for an answer Ana Ruiz/,
      );
    assert.match(await page(teacher, work), /The student asks about this grade .*Ana Ruiz.*Why not 8\?/);
    assert.equal((await answer(yuki, 'A second reply is missing.')).status, 303);
    assert.doesNotMatch(await page(teacher, `${teacher.base}/grading`), /waits for an answer/);
    assert.match(
      await page(ana, `${ana.base}/grade`),
      /The question is answered\. .*You.*Why not 8\? Yuki.*A second reply is missing\./,
    );
    assert.match(await page(ana, `${ana.base}/discussions`), /The question is answered\./);
  });

  it('waits again where the student asks on, and takes no more once a grader has closed it; what was typed stays', async () => {
    await ask(ana, 'Which one?');
    assert.match(await page(teacher, `${teacher.base}/grading`), /1 question about a grade waits/);
    assert.equal((await teacher.post(`${work}/question/close`, {})).status, 303);
    assert.doesNotMatch(await page(teacher, `${teacher.base}/grading`), /waits for an answer/);
    const late = await ask(ana, 'Typed while it was being closed.');
    assert.equal(late.status, 422);
    assert.match(late.html, /Typed while it was being closed\./);
    assert.match(textOf(late.html), /This question was closed meanwhile/);
    assert.doesNotMatch(await page(ana, `${ana.base}/grade`), /Send to your instructor|Typed while/);
    await answer(teacher, 'The one to Mei.');
    assert.match(await page(ana, `${ana.base}/grade`), /The one to Mei\. .*Send to your instructor/);
  });

  it('shows again what is empty or too long, to the student and to the grader', async () => {
    const long = 'x'.repeat(4001);
    for (const send of [() => ask(ana, long), () => answer(teacher, long)]) {
      const refused = await send();
      assert.equal(refused.status, 422);
      assert.ok(refused.html.includes(long));
      assert.match(textOf(refused.html), /too long: 4,000 characters/);
    }
    assert.match(textOf((await ask(ana, ' \n ')).html), /Write what you want to say first/);
  });

  it('is private: no classmate reads it or writes into it, and no student answers or closes one', async () => {
    assert.doesNotMatch(await page(mei, `${mei.base}/grade`), /Why not 8/);
    assert.equal((await ask(mei, 'Me too.')).status, 404);
    const path = `${mei.base}/grading/${here.ids['ana-ruiz']}/question`;
    assert.equal((await mei.get(path)).status, 403);
    for (const form of [path, `${path}/close`])
      assert.equal((await mei.post(form, { text: 'Intruding.' })).status, 403);
    assert.doesNotMatch((await teacher.get(work)).html, /Intruding|Me too/);
  });

  it('is begun by no grader, who has the comment for that', async () => {
    const path = `${teacher.base}/grading/${here.ids['mei-chen']}/question`;
    assert.equal((await teacher.post(path, { text: 'Unasked.' })).status, 404);
    assert.equal((await teacher.post(`${path}/close`, {})).status, 404);
  });
});
