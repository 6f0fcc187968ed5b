import assert from 'node:assert/strict';
import { type ClassIn, type Classmate, classIn } from '../support/classIn.ts';
import { asking, launchAs, type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

/** In a classmate's and the teacher's posts, and in their names. */
const OTHERS = /Towpath|aqueduct|Lindqvist|Delgado/;
const CLOSED = /Others’ posts open after yours/;

describe('A discussion where one’s own post comes first', () => {
  let practice: Practice;
  let here: ClassIn;
  before(async () => {
    practice = await startPractice();
    here = await classIn(practice, 'First thoughts', { postFirst: 'yes' });
    const { teacher, students } = here;
    await write('jonas-lindqvist', { title: 'Towpath', text: 'The aqueduct is mine.' });
    await teacher.post(`${teacher.base}/posts/1/replies`, { text: 'Which aqueduct?' });
    await students['jonas-lindqvist'].post(`${students['jonas-lindqvist'].base}/posts/1/replies`, {
      text: 'The old aqueduct.',
    });
  });
  after(() => practice?.close());

  const visitorOf = (who: Classmate): Visitor => here.students[who];
  const write = (who: Classmate, fields: Record<string, string>) =>
    visitorOf(who).post(`${visitorOf(who).base}/posts`, fields);
  const page = (visitor: Visitor, path: string) => visitor.get(visitor.base + path);
  const posts = () => practice.tool.connection.collection('posts');

  it('shows the prompt, what is asked, the form and why there is nothing else yet', async () => {
    const { html } = await page(visitorOf('ana-ruiz'), '/discussion');
    const text = textOf(html);
    for (const shown of [CLOSED, /Discuss\./, /What is asked of you/, /Your post is still to come/])
      assert.match(text, shown);
    assert.match(html, /<textarea id="text"/);
    assert.doesNotMatch(html, /id="names"|action="[^"]*\/search"|\b\d+ posts?\b/);
  });

  it('neither lists nor finds, nor names anybody who has written', async () => {
    const paths = ['?by=Jonas', '?show=unanswered', '?show=answers', '?order=needs', '?show=mine', '?page=2'];
    for (const path of paths.map((query) => `/discussion${query}`)) {
      const { html } = await page(visitorOf('ana-ruiz'), path);
      assert.match(html, CLOSED, path);
      assert.doesNotMatch(html, OTHERS, path);
    }
  });

  it('leads whoever follows a link or searches back to the prompt, whether there is such a post or not', async () => {
    const ana = visitorOf('ana-ruiz');
    const id = String((await posts().findOne({ plain: /is mine/ }))?._id);
    const paths = ['/posts/1', '/posts/1?at=2', `/posts/1?to=${id}`, '/posts/99', '/posts/1/by'];
    for (const path of [...paths, '/search?q=aqueduct', '/search?q=nothing', '/search?q=1']) {
      const { status, location, html } = await page(ana, path);
      assert.deepEqual([status, location], [303, `${ana.base}/discussion?done=waits`], path);
      assert.doesNotMatch(html, OTHERS, path);
    }
    const shared = await ana.get(`/d/${here.discussionId}/1.2`);
    assert.equal(shared.location, `${ana.base}/posts/1?at=2#reply-2`);
    assert.match(
      textOf((await page(ana, '/discussion?done=waits')).html),
      /open here after you have written/,
    );
  });

  it('lets nobody answer or hold what they may not read, and hands back what they wrote', async () => {
    const ana = visitorOf('ana-ruiz');
    const parentId = String((await posts().findOne({ plain: /Which/ }))?._id);
    for (const fields of [{}, { parentId }] as Record<string, string>[]) {
      const answer = await ana.post(`${ana.base}/posts/1/replies`, { text: 'Too early.', ...fields });
      assert.equal(answer.status, 404);
      assert.match(textOf(answer.html), /Too early\./);
      assert.doesNotMatch(answer.html, OTHERS);
    }
    assert.equal((await ana.post(`${ana.base}/posts/1/hold`, {})).status, 404);
    assert.equal(await posts().countDocuments({ plain: 'Too early.' }), 0);
    assert.equal(await practice.tool.connection.collection('holds').countDocuments({}), 0);
  });

  it('is not opened by a post without a word', async () => {
    const refused = await write('ana-ruiz', { text: ' \u2800 \u200b ' });
    assert.equal(refused.status, 422);
    assert.match(refused.html, CLOSED);
    assert.doesNotMatch(refused.html, OTHERS);
  });

  it('asks for the post first, even where replies are due before it', async () => {
    const dates = asking({ due: '2031-02-02T12:00' }, { due: '2031-01-01T12:00' });
    const early = await classIn(practice, 'Replies soon', { postFirst: 'yes', ...dates });
    const { html } = await page(early.students['ana-ruiz'], '/discussion');
    assert.match(textOf(html), /Your post is still to come, by Sun, 2 Feb 2031/);
  });

  it('is open from the start to those who teach, and to nobody through a student’s eyes', async () => {
    assert.match((await page(here.teacher, '/posts/1')).html, OTHERS);
    const asAna = `/as/${here.ids['ana-ruiz']}`;
    const carmen = await launchAs(practice, 'canvas', 'observer-carmen', `launch/${here.activity}`);
    for (const visitor of [here.teacher, carmen]) {
      const { html } = await page(visitor, `${asAna}/discussion`);
      assert.match(textOf(html), /Ana Ruiz has not posted yet/);
      assert.doesNotMatch(html, /Towpath|aqueduct|Lindqvist/);
      const beyond = await page(visitor, `${asAna}/posts/1`);
      assert.equal(beyond.location, `${visitor.base}${asAna}/discussion?done=waits`);
    }
  });

  it('opens with the others’ posts to whoever has posted', async () => {
    const mei = visitorOf('mei-chen');
    const posted = await write('mei-chen', { text: 'My first thought.' });
    assert.equal(posted.location, `${mei.base}/discussion?done=opened#list`);
    const { html } = await page(mei, '/discussion?done=opened');
    assert.match(textOf(html), /The others’ posts are open to you now\. 2 posts/);
    assert.match(html, OTHERS);
    assert.match((await page(mei, '/posts/1')).html, /Which aqueduct/);
    const reply = await mei.post(`${mei.base}/posts/1/replies`, { text: 'I walked it.' });
    assert.match(reply.location ?? '', /\/posts\/1\?done=posted&at=3#reply-3$/);
  });

  it('stays open to those whose post was deleted or hidden', async () => {
    const wulandari = visitorOf('wulandari');
    await write('wulandari', { text: 'Taken back.' });
    const kept = await posts().findOne({ plain: 'Taken back.' });
    await wulandari.post(`${wulandari.base}/delete/${kept?._id}`, {});
    assert.match((await page(wulandari, '/discussion')).html, OTHERS);
    const adaeze = visitorOf('adaeze-okafor');
    await write('adaeze-okafor', { text: 'x' });
    await posts().updateOne({ plain: 'x' }, { $set: { hiddenAt: new Date() } });
    assert.match((await page(adaeze, '/posts/1')).html, OTHERS);
  });

  it('does not tell either how much the others write: what an open page is answered stays the same', async () => {
    const ana = visitorOf('ana-ruiz');
    const follows = async () =>
      /data-from="[^"]+" data-since="\d+"/.exec((await page(ana, '/discussion')).html)?.[0];
    const ask = async (tag: string) => {
      const headers = { 'if-none-match': tag, 'cache-control': 'no-cache' };
      const answer = await ana.send(`${ana.base}/live?since=0`, { headers });
      return [answer.status, answer.html, answer.headers.get('etag')];
    };
    const [begins, told] = [await follows(), await ask('"closed"')];
    assert.ok(begins);
    assert.deepEqual(told, [200, '{"since":0,"changes":[]}', '"closed"']);
    for (const text of ['Once more.', 'And again.', 'A third time.'])
      await write('jonas-lindqvist', { text });
    assert.deepEqual([await follows(), await ask('"closed"')], [begins, told]);
    // Nor can the number be guessed: there is no way to ask whether it is that one.
    const kept = await practice.tool.connection.collection('discussions').findOne({ postFirst: true });
    for (let change = 0; change <= kept?.change; change++) assert.deepEqual(await ask(`"${change}"`), told);
  });

  it('tells a page that was closed of everything once it is open', async () => {
    const ana = visitorOf('ana-ruiz');
    const address = `${ana.base}/live?since=0`;
    assert.deepEqual(JSON.parse((await ana.get(address)).html).changes, []);
    await practice.tool.connection.collection('discussions').updateMany({}, { $set: { postFirst: false } });
    const { changes } = JSON.parse((await ana.get(address)).html);
    await practice.tool.connection.collection('discussions').updateMany({}, { $set: { postFirst: true } });
    assert.ok(changes.length > 3);
  });
});
