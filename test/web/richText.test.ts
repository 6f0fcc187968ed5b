import assert from 'node:assert/strict';
import { handleOf } from '../../src/usecases/mentions.ts';
import {
  launchAs,
  type Practice,
  sessionOf,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

describe('What was written in an editor', () => {
  const PROMPT = '<h3>Read</h3><p>Who <em>paid</em>?</p><table><tr><td>1822</td></tr></table>';
  let practice: Practice;
  let teacher: Visitor;
  let ana: Visitor;
  let jonas: Visitor;

  before(async () => {
    practice = await startPractice();
    let activity: string;
    ({ activity, teacher } = await setUpActivity(practice, 'canvas', {
      ...{ promptText: 'Read\n\nWho paid?', promptHtml: PROMPT, promptFormat: 'rich' },
    }));
    ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    jonas = await launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${activity}`);
  });
  after(() => practice?.close());

  const rich = (html: string) => ({ html, text: textOf(html), format: 'rich' });
  const write = async (visitor: Visitor, html: string, path = '/posts') => {
    const answer = await visitor.post(visitor.base + path, { title: '', ...rich(html) });
    assert.equal(answer.status, 303, textOf(answer.html));
    return (answer.location ?? '').slice(visitor.base.length).split('?')[0] ?? '';
  };
  const page = async (visitor: Visitor, path: string) => (await visitor.get(visitor.base + path)).html;
  const editLink = (html: string) => /href="\/s\/[^/"]+(\/edit\/[^"]+)"/.exec(html)?.[1] ?? '';
  const fieldIn = (html: string, name: string) =>
    (new RegExp(`name="${name}"[^>]*? value="([^"]*)"`).exec(html)?.[1] ?? '')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;|&#x22;/g, '"')
      .replace(/&#x3D;/g, '=')
      .replace(/&amp;/g, '&');

  it('is shown as it was set, its headings below those of the page, each block in its own direction', async () => {
    const path = await write(ana, '<h3>Tolls</h3><p>A <strong>lot</strong>.</p><ul><li>one</li></ul>');
    await write(jonas, '<h3>Who?</h3><p>I <code>doubt</code> it.</p>', `${path}/replies`);
    const html = await page(ana, path);
    assert.match(
      html,
      /<h2 dir="auto">Tolls<\/h2><p dir="auto">A <strong>lot<\/strong>\.<\/p><ul dir="auto"><li>one<\/li><\/ul>/,
    );
    assert.match(html, /<h4 dir="auto">Who\?<\/h4><p dir="auto">I <code>doubt<\/code> it\.<\/p>/);
  });

  it('is listed and found by its words', async () => {
    await write(ana, '<p>The <strong>towpath</strong> was muddy: <span data-latex="x^2"></span>.</p>');
    assert.match(textOf(await page(jonas, '/discussion')), /The towpath was muddy: x\^2\./);
    const found = await page(jonas, '/search?q=towpath');
    assert.match(found, /The <mark>towpath<\/mark> was muddy/);
  });

  it('is edited as it was written, which without a script cannot be done and is said', async () => {
    const path = await write(ana, '<p>One <strong>word</strong>.</p>');
    const edit = editLink(await page(ana, path));
    const form = await page(ana, edit);
    assert.match(textOf(form), /has formatting, which can be edited only with JavaScript/);
    assert.match(form, /<textarea id="text"[^>]* hidden>\n<\/textarea>/);
    assert.deepEqual(
      [fieldIn(form, 'html'), fieldIn(form, 'format')],
      ['<p>One <strong>word</strong>.</p>', 'rich'],
    );
    const fields = { seen: '', title: 'Now with a title', text: '' };
    const kept = { html: fieldIn(form, 'html'), format: fieldIn(form, 'format') };
    assert.equal((await ana.post(ana.base + edit, { ...fields, ...kept })).status, 303);
    assert.match(
      await page(ana, path),
      /Now with a title<\/h1>[\s\S]*<p dir="auto">One <strong>word<\/strong>\.<\/p>/,
    );
  });

  it('is kept with every version in the way it was written', async () => {
    const path = await write(ana, '<p>First, <em>set</em>.</p>');
    const edit = editLink(await page(ana, path));
    await ana.post(ana.base + edit, { seen: '', text: 'Then plain.' });
    const posts = practice.tool.connection.collection('posts');
    const kept = await posts.findOne({ plain: 'Then plain.' });
    assert.equal(kept?.format, 'plain');
    assert.deepEqual(
      kept?.revisions.map(({ format, text }: { format: string; text: string }) => [format, text]),
      [
        ['rich', '<p>First, <em>set</em>.</p>'],
        ['plain', 'Then plain.'],
      ],
    );
    const changes = textOf(await page(ana, edit.replace('edit', 'changes')));
    assert.match(changes, /What changed.*First, set.*Then plain/);
    assert.doesNotMatch(changes, /<em>|<p>/);
  });

  it('is not lost where it is refused', async () => {
    const cells = `<table><tr>${'<td>cell</td>'.repeat(21)}</tr></table>`;
    const answer = await ana.post(`${ana.base}/posts`, { title: 'Wide', ...rich(cells) });
    assert.equal(answer.status, 422);
    assert.match(textOf(answer.html), /200 rows and 20 columns at most/);
    assert.equal(fieldIn(answer.html, 'html'), cells);
    const blank = await ana.post(`${ana.base}/posts`, { title: 'Blank', ...rich('<p>&nbsp;</p><p></p>') });
    assert.match(textOf(blank.html), /nothing to post yet/);
  });

  it('sent twice is one post', async () => {
    const fields = {
      title: '',
      ...rich('<p>Only <em>once</em>.</p>'),
      requestId: '7d9e2a4c-1111-4222-8333-444455556666',
    };
    const first = await ana.post(`${ana.base}/posts`, fields);
    const second = await ana.post(`${ana.base}/posts`, fields);
    assert.equal(first.location, second.location);
  });

  it('a prompt is set the same way, and its beginning is listed without its markup', async () => {
    assert.match(
      await page(ana, '/discussion'),
      /<div class="text prompt" dir="auto"><h2 dir="auto">Read<\/h2><p dir="auto">Who <em>paid<\/em>\?<\/p><div class="wide"><table dir="auto">/,
    );
    const settings = await page(teacher, '/settings');
    assert.equal(fieldIn(settings, 'promptFormat'), 'rich');
    assert.match(fieldIn(settings, 'promptHtml'), /^<h3>Read<\/h3><p>Who <em>paid<\/em>\?<\/p><table>/);
  });

  it('a quotation says whose words they are, and leads there', async () => {
    const path = await write(ana, '<p>The boatmen paid.</p>');
    const number = path.split('/').at(-1);
    await write(
      jonas,
      `<blockquote data-post="${number}"><p>The boatmen paid.</p></blockquote><p>Why?</p>`,
      `${path}/replies`,
    );
    await ana.post(`${ana.base}${path}/replies`, { text: `> Why?\n> — ${number}.1\n\nThey had to.` });
    const html = await page(ana, path);
    const source = (label: string, name: string, address: string) =>
      new RegExp(
        `<blockquote data-post="${label}" dir="auto"><p class="source" dir="auto"><a href="${ana.base}${address}">${label}, ${name}</a></p>`,
      );
    const link = (address: string) => address.replace(/=/g, '&#x3D;').replace(/\?/g, '\\?');
    assert.match(html, source(`${number}`, 'Ana Ruiz', link(path)));
    assert.match(html, source(`${number}.1`, 'Jonas Lindqvist', link(`${path}?at=1#reply-1`)));
    assert.doesNotMatch(textOf(html), /— \d/);
  });

  it('a quotation of what is not there has no link', async () => {
    const path = await write(ana, '<blockquote data-post="999.9"><p>Said nobody.</p></blockquote>');
    assert.match(await page(jonas, path), /<p class="source">999\.9<\/p><p>Said nobody\.<\/p>/);
  });

  it('a mention is a name to everybody, and “mentions you” to whom it means', async () => {
    const { memberId, discussionId } = await sessionOf(practice, jonas);
    const jonasHere = handleOf(String(discussionId), memberId);
    const path = await write(ana, `<p>I agree with <span data-member="${jonasHere}">@anybody</span>.</p>`);
    assert.match(textOf(await page(ana, path)), /I agree with @Jonas Lindqvist \./);
    assert.match(textOf(await page(jonas, path)), /I agree with @Jonas Lindqvist \(mentions you\)/);
    assert.match(textOf(await page(jonas, '/discussion')), /I agree with @Jonas Lindqvist\./);
    assert.match(textOf(await page(ana, '/search?q=agree')), /I agree with @Jonas Lindqvist\./);
    assert.match(
      fieldIn(await page(ana, editLink(await page(ana, path))), 'html'),
      new RegExp(`<span data-member="${jonasHere}">@Jonas Lindqvist</span>`),
    );
    const unknown = await write(ana, '<p>And <span data-member="nobody">@Jonas</span>?</p>');
    assert.match(textOf(await page(ana, unknown)), /And @Someone \?/);
  });

  it('a post from before there was an editor is plain', async () => {
    const answer = await ana.post(`${ana.base}/posts`, { text: 'From before.' });
    const path = (answer.location ?? '').slice(ana.base.length).split('?')[0] ?? '';
    const before = { plain: 'From before.' };
    await practice.tool.connection.collection('posts').updateOne(before, { $unset: { format: '' } });
    assert.match(
      await page(ana, editLink(await page(ana, path))),
      /<textarea id="text"[^>]*>\nFrom before\.<\/textarea>/,
    );
  });
});
