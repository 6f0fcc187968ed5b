import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  launchAs,
  type Practice,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

describe('Writing', () => {
  let practice: Practice;
  let ana: Visitor;
  let jonas: Visitor;
  let activity: string;

  before(async () => {
    practice = await startPractice();
    ({ activity } = await setUpActivity(practice, 'canvas'));
    ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    jonas = await launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${activity}`);
  });
  after(() => practice?.close());

  const write = async (visitor: Visitor, text: string, title = '') => {
    const answer = await visitor.post(`${visitor.base}/posts`, { title, text });
    assert.equal(answer.status, 303, textOf(answer.html));
    return (answer.location ?? '').split('?')[0] ?? '';
  };
  const parentIn = (html: string) => /name="parentId" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const linkIn = (html: string, kind: string) =>
    new RegExp(`href="(/s/[^"]+/${kind}/[^"]+)"`).exec(html)?.[1] ?? '';

  it('a post has a page of its own, with its paragraphs, quotations and lists', async () => {
    const address = await write(ana, 'One.\n\n> Two.\n\n- Three.', 'A title');
    const { html } = await ana.get(address);
    assert.match(html, /<h1 dir="auto">A title<\/h1>/);
    assert.match(
      html,
      /<p dir="auto">One.<\/p><blockquote dir="auto"><p>Two.<\/p><\/blockquote><ul dir="auto"><li>Three.<\/li><\/ul>/,
    );
  });

  it('a reply is numbered in its thread, says what it answers and has a link of its own', async () => {
    const address = await write(ana, 'Who paid?');
    const thread = address.split('/').at(-1);
    const jonasAddress = `${jonas.base}/posts/${thread}`;
    await jonas.post(`${jonasAddress}/replies`, {
      text: 'The boatmen.',
      parentId: parentIn((await jonas.get(jonasAddress)).html),
    });
    const answering = /\?to(?:=|&#x3D;)([^#"]+)#write/.exec((await ana.get(address)).html)?.[1] ?? '';
    const posted = await ana.post(`${address}/replies`, { text: 'And the clerk?', parentId: answering });
    assert.match(posted.location ?? '', /\/posts\/\d+\?done=posted&at=2#reply-2$/);
    const page = await ana.get(address);
    assert.match(page.html, /<li class="reply" id="reply-2">/);
    assert.match(textOf(page.html), /2 replies/);
    assert.match(page.html, /<h3[^>]*><span>Reply 2\.2, Ana Ruiz, in reply to 2\.1, Jonas Lindqvist</);
    const byTime = textOf((await ana.get(`${address}?by=time`)).html);
    assert.match(byTime, /answers 2\.1, Jonas Lindqvist what it says 2\.1, Jonas Lindqvist The boatmen\./);
    assert.match(page.html, /href="\/d\/[\w-]+\/2\.2"/);
    assert.match(textOf(page.html), /Ana Ruiz wrote the post/);
  });

  it('what was just done is told where the page opens, scripts or not', async () => {
    const posted = await ana.post(`${ana.base}/posts`, { title: '', text: 'Told at the post.' });
    const post = await ana.get(posted.location ?? '');
    assert.match(post.html, /<article id="post"[^>]*>\s*<p class="notice" role="status"><span>Posted\./);
    const thread = posted.location?.split('?')[0] ?? '';
    const parentId = parentIn(post.html);
    for (const text of ['One.', 'Two.']) await ana.post(`${thread}/replies`, { text, parentId });
    const replied = await ana.post(`${thread}/replies`, { text: 'Three.', parentId });
    const { html } = await ana.get(replied.location ?? '');
    assert.match(
      html,
      /id="reply-3">[^\n]*\n<article[^>]*>\s*(?:<h3.*?<\/h3>\s*)?<p class="notice" role="status"><span>Posted\./,
    );
    assert.equal(html.match(/class="notice"/g)?.length, 1);
  });

  it('what is asked next leads to where it can be done, from the list, a classmate’s post and one’s own', async () => {
    const omar = await launchAs(practice, 'canvas', 'student-omar-haddad', `launch/${activity}`);
    const leads = async (address: string) =>
      /<a class="next" href="([^"]+)">([^<]+)/.exec((await omar.get(address)).html)?.slice(1);
    const list = `${omar.base}/discussion`;
    const anas = `${omar.base}/posts/${(await write(ana, 'Ana’s.')).split('/').at(-1)}`;
    const post = 'Your post is still to come';
    assert.deepEqual(await leads(list), ['#write', post]);
    assert.deepEqual(await leads(anas), [`${list}#write`, post]);
    const own = await write(omar, 'Mine.');
    assert.deepEqual(await leads(list), ['#list', '2 replies to go']);
    assert.deepEqual(await leads(anas), ['#write', '2 replies to go']);
    assert.deepEqual(await leads(own), [`${list}#list`, '2 replies to classmates to go']);
    for (const to of ['student-ana-ruiz', 'student-jonas-lindqvist']) {
      const classmate = await launchAs(practice, 'canvas', to, `launch/${activity}`);
      const number = (await write(classmate, `To be answered: ${to}.`)).split('/').at(-1);
      await omar.post(`${omar.base}/posts/${number}/replies`, { text: 'An answer.' });
    }
    const { html } = await omar.get(list);
    assert.match(html, /<span class="next">All done<\/span>/);
  });

  it('a blank post is refused and nothing typed is lost', async () => {
    const answer = await ana.post(`${ana.base}/posts`, { title: 'Kept <title>', text: ' \u200b\n ' });
    assert.equal(answer.status, 422);
    assert.match(textOf(answer.html), /There is nothing to post yet/);
    assert.match(answer.html, /value="Kept &lt;title&gt;"/);
  });

  it('a post that is too long comes back whole, with the reason', async () => {
    const text = 'long '.repeat(10_001);
    const answer = await ana.post(`${ana.base}/posts`, { text });
    assert.equal(answer.status, 422);
    assert.match(textOf(answer.html), /50,000 characters at most/);
    assert.ok(answer.html.includes(text.trim()));
  });

  it('the same form sent twice, or five times at once, posts once', async () => {
    const requestId = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        ana.post(`${ana.base}/posts`, { text: 'Once only, please.', requestId }),
      ),
    );
    assert.equal(new Set(answers.map(({ location }) => location)).size, 1);
    const { html } = await ana.get(`${ana.base}/discussion`);
    assert.equal(html.split('Once only, please.').length, 2);
  });

  it('a form from the browser’s history, with new words in it, is another post', async () => {
    const requestId = randomUUID();
    const first = await ana.post(`${ana.base}/posts`, { text: 'Said once.', requestId });
    const second = await ana.post(`${ana.base}/posts`, { text: 'Said after Back.', requestId });
    assert.notEqual(first.location, second.location);
    assert.match(textOf((await ana.get(`${ana.base}/discussion`)).html), /Said once\. .*Said after Back\./);
  });

  it('twenty replies at once are counted as twenty', async () => {
    const address = await write(ana, 'Everybody, please.');
    const parentId = parentIn((await ana.get(address)).html);
    const csrf = await ana.csrfToken();
    const reply = (_: unknown, index: number) =>
      ana.post(`${address}/replies`, { text: `Reply ${index}.`, parentId }, csrf);
    await Promise.all(Array.from({ length: 20 }, reply));
    assert.match(textOf((await ana.get(`${ana.base}/discussion`)).html), /Everybody, please\. 20 replies/);
  });

  it('an edit keeps every earlier version', async () => {
    const address = await write(ana, 'First words.');
    const edit = linkIn((await ana.get(address)).html, 'edit');
    const answer = await ana.post(edit, { text: 'Better words.', seen: '' });
    assert.match(answer.location ?? '', /done=edited/);
    assert.match(textOf((await ana.get(address)).html), /Better words\. .* edited /);
    const kept = await practice.tool.connection.collection('posts').findOne({ text: 'Better words.' });
    assert.deepEqual(
      kept?.revisions.map(({ text }: { text: string }) => text),
      ['First words.', 'Better words.'],
    );
  });

  it('an edit from a page that is out of date is refused, with the text still there', async () => {
    const address = await write(ana, 'Version one.');
    const edit = linkIn((await ana.get(address)).html, 'edit');
    await ana.post(edit, { text: 'Version two.', seen: '' });
    const answer = await ana.post(edit, { text: 'Version two and a half.', seen: '' });
    assert.equal(answer.status, 422);
    assert.match(textOf(answer.html), /edited in another tab/);
    assert.match(answer.html, /Version two and a half\./);
  });

  it('a deleted post leaves its replies standing, and an answer to it keeps the text that was typed', async () => {
    const address = await write(ana, 'Soon gone.', 'A title that goes too');
    const thread = address.split('/').at(-1);
    const jonasAddress = `${jonas.base}/posts/${thread}`;
    const parentId = parentIn((await jonas.get(jonasAddress)).html);
    await jonas.post(`${jonasAddress}/replies`, { text: 'This stays.', parentId });
    const remove = linkIn((await ana.get(address)).html, 'delete');
    assert.match(textOf((await ana.get(remove)).html), /The replies to it stay/);
    assert.equal((await ana.post(remove, {})).status, 303);
    const page = textOf((await jonas.get(jonasAddress)).html);
    assert.match(page, /This was deleted by its author\./);
    assert.match(page, /This stays\./);
    assert.doesNotMatch(page, /A title that goes too/);
    const late = await jonas.post(`${jonasAddress}/replies`, { text: 'Too late, but not lost.', parentId });
    assert.equal(late.status, 422);
    assert.match(textOf(late.html), /was deleted meanwhile/);
    assert.match(textOf(late.html), /Too late, but not lost\./);
  });

  it('a script that writes without end is asked to wait, and its words stay in the form', async () => {
    const mei = await launchAs(practice, 'canvas', 'student-mei-chen', `launch/${activity}`);
    const csrf = await mei.csrfToken();
    const post = (index: number) => mei.post(`${mei.base}/posts`, { text: `Number ${index}.` }, csrf);
    for (let index = 0; index < 60; index++) assert.equal((await post(index)).status, 303);
    const answer = await post(60);
    assert.equal(answer.status, 422);
    assert.match(textOf(answer.html), /wait a minute.* Number 60\./);
  });

  for (const path of [
    '/discussion?done=toString',
    '/discussion?done=__proto__',
    '/posts/1?done=hasOwnProperty',
    '/posts/9e99',
    '/posts/-1',
    '/posts/abc',
  ]) {
    it(`${path} is no reason to fail`, async () => assert.ok((await ana.get(ana.base + path)).status < 500));
  }

  it('a reply to what is no thread is not found', async () => {
    assert.equal((await ana.post(`${ana.base}/posts/abc/replies`, { text: 'Hello?' })).status, 404);
  });

  it('a deleted post without replies is gone', async () => {
    const address = await write(ana, 'A slip of the thumb.');
    await ana.post(linkIn((await ana.get(address)).html, 'delete'), {});
    assert.equal((await ana.get(address)).status, 404);
    assert.doesNotMatch((await ana.get(`${ana.base}/discussion`)).html, /slip of the thumb/);
  });

  it('text typed in a session that has ended is handed back', async () => {
    await practice.tool.connection
      .collection('sessions')
      .updateOne({ _id: jonas.base.slice(3) as never }, { $set: { expiresAt: new Date(0) } });
    const answer = await jonas.post(`${jonas.base}/posts`, { text: 'An hour of thought.' }, 'whatever');
    assert.equal(answer.status, 401);
    assert.match(textOf(answer.html), /Open this from your course/);
    assert.match(answer.html, /<textarea[^>]*>\s*An hour of thought\./);
    assert.match(textOf(answer.html), /Copy what you wrote, then open the discussion from your course again/);
    assert.doesNotMatch(textOf(answer.html), /you will be where you were/);
  });

  it('and so is text that came with files, as forms of pages are sent', async () => {
    const body = new FormData();
    body.set('text', 'Two hours of thought.');
    body.set('files', new Blob(['x'.repeat(100_000)], { type: 'text/plain' }), 'notes.txt');
    const answer = await jonas.send(`${jonas.base}/posts`, { method: 'POST', body });
    assert.equal(answer.status, 401);
    assert.match(answer.html, /<textarea[^>]*>\s*Two hours of thought\./);
  });

  it('text that another site makes a browser send is not shown back', async () => {
    const answer = await ana.send(`${ana.base}/posts`, {
      method: 'POST',
      body: new URLSearchParams({ text: 'Words of another site.' }),
      headers: { origin: 'https://other.example' },
    });
    assert.equal(answer.status, 403);
    assert.doesNotMatch(answer.html, /Words of another site/);
  });
});
