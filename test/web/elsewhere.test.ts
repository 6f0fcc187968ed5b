import assert from 'node:assert/strict';
import { type ClassIn, type Classmate, classIn } from '../support/classIn.ts';
import { type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

describe('In a thread where another reply meets nothing that is asked', () => {
  let practice: Practice;
  let here: ClassIn;
  let mei: Visitor;
  before(async () => {
    practice = await startPractice();
    here = await classIn(practice, 'Whom to answer', { aliases: 'yes' });
    mei = here.students['mei-chen'];
    await write(here.students['ana-ruiz'], '/posts', 'Ana begins.');
    await write(here.students['jonas-lindqvist'], '/posts/1/replies', 'Jonas answers.');
    await write(here.teacher, '/posts', 'Rosa asks.');
    await write(mei, '/posts', 'Mei begins.');
    await write(mei, '/posts/1/replies', 'Mei answers.');
  });
  after(() => practice?.close());

  async function write(visitor: Visitor, path: string, text: string, parentId = ''): Promise<void> {
    const answer = await visitor.post(visitor.base + path, { text, ...(parentId ? { parentId } : {}) });
    assert.equal(answer.status, 303, textOf(answer.html));
  }
  const idOf = async (text: string) =>
    String((await practice.tool.connection.collection('posts').findOne({ text }))?._id);
  /** What stands beside the form, what is asked next, and where that leads. */
  async function seen(path: string, visitor = mei) {
    const { html } = await visitor.get(visitor.base + path);
    const form = /<form class="write"[\s\S]*?<label for="text">/.exec(html)?.[0] ?? '';
    const [, href, next] = /<a class="next" href="([^"]+)">([^<]+)/.exec(html) ?? [];
    const calm = /<p class="calm">(.*?)<\/p>/.exec(form)?.[1];
    return { html, calm: calm && textOf(calm), next, href };
  }

  it('it says so beside the form and in what is asked, by the alias, and leads to the list', async () => {
    const { html, calm, next, href } = await seen('/posts/1');
    const alias = /<h1 dir="auto">Post 1 by (.*?)<\/h1>/.exec(html)?.[1] ?? '';
    assert.equal(
      calm,
      `You have answered ${alias} already, and what is still asked is a reply to someone else. Another one here is welcome, and does not count as that.`,
    );
    assert.deepEqual([next, href], ['1 reply to someone else to go', `${mei.base}/discussion#list`]);
    assert.doesNotMatch(html, /Ruiz|Lindqvist/);
    const posted = await mei.post(`${mei.base}/posts/1/replies`, { text: 'Once more.' });
    const told = await mei.get(posted.location ?? '');
    assert.match(textOf(told.html), /Posted\. 1 reply to someone else to go\. So far 8 of 10/);
  });

  it('nothing of the kind is said where somebody else’s reply is answered there, or it was not they who answered', async () => {
    const { calm, next, href } = await seen(`/posts/1?to=${await idOf('Jonas answers.')}`);
    assert.deepEqual([calm, next, href], [undefined, '1 reply to go', '#write']);
    assert.equal((await seen('/posts/1', here.students.wulandari)).calm, undefined);
    assert.equal((await seen('/posts/1', here.teacher)).calm, undefined);
  });

  it('it is said of a teacher’s post and of one’s own as well', async () => {
    assert.match(
      (await seen('/posts/2')).calm ?? '',
      /replies to classmates\. One to Rosa Delgado is welcome/,
    );
    assert.match((await seen('/posts/3')).calm ?? '', /replies to classmates\. One to yourself is fine/);
    assert.equal((await seen('/posts/2')).next, '1 reply to a classmate to go');
  });

  it('nothing is said any more once all is done', async () => {
    await write(mei, '/posts/1/replies', 'To Jonas.', await idOf('Jonas answers.'));
    for (const path of ['/posts/1', '/posts/2', '/posts/3']) assert.equal((await seen(path)).calm, undefined);
  });
});

describe('The form for a post of one’s own', () => {
  let practice: Practice;
  let here: ClassIn;
  before(async () => {
    practice = await startPractice();
    here = await classIn(practice, 'Folded');
  });
  after(() => practice?.close());

  const formOf = async (who: Classmate | 'teacher') => {
    const visitor = who === 'teacher' ? here.teacher : here.students[who];
    const { html } = await visitor.get(`${visitor.base}/discussion`);
    assert.match(html, /<form class="write" id="write"/);
    return /<details class="another"( open)?><summary>Write another post<\/summary>/.exec(html)?.[0];
  };

  it('is folded once one has posted what is asked, and open again with a draft or what was refused', async () => {
    const ana = here.students['ana-ruiz'];
    assert.equal(await formOf('ana-ruiz'), undefined);
    await ana.post(`${ana.base}/posts`, { text: 'All that is asked.' });
    const folded = '<details class="another"><summary>Write another post</summary>';
    const open = folded.replace('>', ' open>');
    assert.equal(await formOf('ana-ruiz'), folded);
    const refused = await ana.post(`${ana.base}/posts`, { title: 'Only a title', text: ' ' });
    assert.equal(refused.status, 422);
    assert.ok(refused.html.includes(open));
    assert.equal(await formOf('ana-ruiz'), open, 'what was refused is a draft');
    await ana.post(`${ana.base}/drafts/post/discard`, {});
    assert.equal(await formOf('ana-ruiz'), open, 'which can be brought back');
    assert.equal(await formOf('teacher'), undefined);
  });
});
