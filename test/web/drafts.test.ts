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

describe('Drafts', () => {
  let practice: Practice;
  let activity: string;
  let ana: Visitor;
  let jonas: Visitor;
  /** What a page's script would know. */
  let csrf: string;

  before(async () => {
    practice = await startPractice();
    ({ activity } = await setUpActivity(practice, 'canvas'));
    ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    jonas = await launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${activity}`);
    csrf = await ana.csrfToken();
  });
  beforeEach(() => practice.tool.connection.collection('drafts').deleteMany({}));
  after(() => practice?.close());

  /** As the script of an open page does. */
  const asScript = async (visitor: Visitor, path: string, fields?: Record<string, string>) => {
    const body = fields && new URLSearchParams({ csrf, ...fields });
    const headers = { accept: 'application/json' };
    const init = body ? { method: 'POST', body, headers } : { headers };
    const answer = await visitor.send(visitor.base + path, init);
    return { status: answer.status, json: JSON.parse(answer.html) };
  };
  const save = async (fields: Record<string, string>, place = 'post') =>
    (await asScript(ana, `/drafts/${place}`, fields)).json;
  const page = async (path = '/discussion') => (await ana.get(ana.base + path)).html;
  const typedIn = (html: string) => /<textarea id="text"[^>]*>\s*([^<]*)<\/textarea>/.exec(html)?.[1];
  const fieldIn = (html: string, name: string) =>
    new RegExp(`name="${name}"[^>]* value="([^"]*)"`).exec(html)?.[1];
  const anaPosts = async (text: string) => {
    const answer = await ana.post(`${ana.base}/posts`, { text, place: 'post' }, csrf);
    assert.equal(answer.status, 303, textOf(answer.html));
    const post = await practice.tool.connection.collection('posts').findOne({ text });
    return { id: String(post?._id), path: (answer.location ?? '').replace(ana.base, '').split('?')[0] ?? '' };
  };

  it('what was written is in the form on every device, and nobody else’s', async () => {
    await save({ title: 'A title', text: 'One.\nTwo.' });
    const phone = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    const { html } = await phone.get(`${phone.base}/discussion`);
    assert.equal(typedIn(html), 'One.\nTwo.');
    assert.equal(fieldIn(html, 'title'), 'A title');
    assert.match(textOf(html), /You have an unsent draft Your post/);
    assert.match(textOf(html), /Draft saved /);
    const others = await jonas.get(`${jonas.base}/discussion`);
    assert.equal(typedIn(others.html), '');
    assert.doesNotMatch(others.html, /unsent draft|A title/);
  });

  it('the script is told the version that its words are, and what was written elsewhere meanwhile', async () => {
    const first = await save({ text: 'At the desk.', mark: 'desk.1', based: '0' });
    assert.equal(first.version, 1);
    assert.equal(first.newest, null);
    const second = await save({ text: 'On the bus.', mark: 'bus.1', based: '0' });
    assert.equal(second.newest, null);
    assert.match(textOf(second.others), /You also wrote another version, .* At the desk\./);
    const old = await save({ text: 'Long ago.', mark: 'attic.1', based: '0', age: '600000' });
    assert.equal(old.newest.version, second.version);
    assert.deepEqual(old.newest.fields, [['text', 'On the bus.']]);
    assert.equal(typedIn(await page()), 'On the bus.');
    assert.match(textOf(await page()), /another version.*At the desk\..*another version.*Long ago\./);
  });

  it('two pages that save at the same moment lose neither', async () => {
    const writers = Array.from({ length: 6 }, (_, index) => `w${index}`);
    await Promise.all(writers.map((writer) => save({ text: `By ${writer}.`, mark: `${writer}.1` })));
    const html = textOf(await page());
    for (const writer of writers) assert.match(html, new RegExp(`By ${writer}\\.`));
  });

  it('the other version can be used instead, and what was in the form is then the other', async () => {
    await save({ text: 'At the desk.', mark: 'desk.1' });
    await save({ text: 'On the bus.', mark: 'bus.1' });
    const html = await page();
    const other = /formaction="[^"]*\/drafts\/post\/use" name="other" value="(\d+)"/.exec(html)?.[1] ?? '';
    const form = { text: 'On the bus, and on.', based: fieldIn(html, 'based') ?? '', other };
    const answer = await ana.post(`${ana.base}/drafts/post/use`, form, csrf);
    assert.equal(answer.location, `${ana.base}/discussion#write`);
    const after = await page();
    assert.equal(typedIn(after), 'At the desk.');
    assert.match(textOf(after), /another version, .* On the bus, and on\./);
    const rest = /\/discard" name="other" value="(\d+)"/.exec(after)?.[1] ?? '';
    await ana.post(`${ana.base}/drafts/post/discard`, { text: 'At the desk.', other: rest }, csrf);
    assert.doesNotMatch(textOf(await page()), /another version/);
    assert.equal(typedIn(await page()), 'At the desk.');
  });

  it('a draft that is discarded is out of the form, and can be brought back', async () => {
    await save({ text: 'Not this.' });
    const form = { text: 'Not this either.', based: fieldIn(await page(), 'based') ?? '' };
    await ana.post(`${ana.base}/drafts/post/discard`, form, csrf);
    const html = await page();
    assert.equal(typedIn(html), '');
    assert.match(textOf(html), /Draft discarded\. Bring it back/);
    assert.doesNotMatch(html, /unsent draft/);
    const other = /\/use" name="other" value="(\d+)"/.exec(html)?.[1] ?? '';
    await ana.post(`${ana.base}/drafts/post/use`, { text: '', other, based: other }, csrf);
    assert.equal(typedIn(await page()), 'Not this either.');
  });

  it('what is posted is no draft any more, on any page, even where it is saved once more', async () => {
    await save({ text: 'To be posted.', mark: 'desk.1' });
    await ana.post(
      `${ana.base}/posts`,
      { text: 'To be posted.', place: 'post', based: '1', mark: 'desk.3' },
      csrf,
    );
    assert.equal(typedIn(await page()), '');
    const late = await save({ text: 'To be pos', mark: 'desk.2', based: '1' });
    assert.equal(late.ended, 'posted');
    const elsewhere = await save({ text: 'To be posted.', mark: 'bus.1', based: '1' });
    assert.equal(elsewhere.ended, 'posted');
    assert.equal(typedIn(await page()), '');
    assert.doesNotMatch(textOf(await page()), /unsent draft/);
  });

  it('what another device wrote stays, where an older version of it is posted', async () => {
    await save({ text: 'Shorter.', mark: 'desk.1' });
    await save({ text: 'Longer, from the bus.', mark: 'bus.1', based: '1' });
    await ana.post(
      `${ana.base}/posts`,
      { text: 'Shorter.', place: 'post', based: '1', mark: 'desk.2' },
      csrf,
    );
    assert.match(textOf(await page()), /another version, .* Longer, from the bus\./);
  });

  it('a form that comes without a script is posted, and its draft with it', async () => {
    await save({ text: 'Half of it.' });
    const html = await page();
    const form = { text: 'All of it.', place: 'post', based: fieldIn(html, 'based') ?? '' };
    await ana.post(`${ana.base}/posts`, form, csrf);
    assert.equal(typedIn(await page()), '');
  });

  it('without a script a button keeps the draft', async () => {
    const answer = await ana.post(`${ana.base}/drafts/post`, { text: 'By hand.' }, csrf);
    assert.equal(answer.location, `${ana.base}/discussion#write`);
    assert.equal(typedIn(await page()), 'By hand.');
    assert.match(await page(), /<noscript><button [^>]*formaction="[^"]*\/drafts\/post">Keep as a draft</);
  });

  it('two replies to two posts are two drafts', async () => {
    const one = await anaPosts('One post.');
    const other = await anaPosts('Another post.');
    await save({ text: 'To one.' }, `reply-${one.id}`);
    await save({ text: 'To the other.' }, `reply-${other.id}`);
    assert.equal(typedIn(await page(one.path)), 'To one.');
    assert.equal(typedIn(await page(other.path)), 'To the other.');
    assert.match(textOf(await page()), /You have 2 unsent drafts/);
    assert.match(await page(one.path), new RegExp(`href="${ana.base}${other.path}#write">Your reply to \\d`));
  });

  it('an edit is a draft of its own, and knows which version of the post it was begun on', async () => {
    const { id, path } = await anaPosts('As it stood.');
    await save({ text: 'As it will be.', title: '', seen: '' }, `edit-${id}`);
    await ana.post(`${ana.base}/edit/${id}`, { text: 'Changed elsewhere.', seen: '', place: 'post' }, csrf);
    const html = await page(`/edit/${id}`);
    assert.equal(typedIn(html), 'As it will be.');
    const form = { text: 'As it will be.', seen: fieldIn(html, 'seen') ?? '', place: `edit-${id}` };
    const refused = await ana.post(`${ana.base}/edit/${id}`, form, csrf);
    assert.equal(refused.status, 422);
    assert.match(textOf(refused.html), /edited in another tab or on another device/);
    const again = { ...form, seen: fieldIn(refused.html, 'seen') ?? '' };
    assert.equal((await ana.post(`${ana.base}/edit/${id}`, again, csrf)).status, 303);
    assert.match(textOf(await page(path)), /As it will be\./);
    assert.equal(typedIn(await page(`/edit/${id}`)), 'As it will be.');
    assert.doesNotMatch(await page(), /unsent draft/);
  });

  it('a reply to what was deleted meanwhile is kept, said so, and can still go to the post', async () => {
    const { id, path } = await anaPosts('The post stays.');
    const token = await jonas.csrfToken();
    await jonas.post(`${jonas.base}${path}/replies`, { text: 'This reply goes.', parentId: id }, token);
    const reply = await practice.tool.connection.collection('posts').findOne({ text: 'This reply goes.' });
    const place = `reply-${reply?._id}`;
    await anaReplies(path, id, 'A reply that stays.');
    await jonas.post(`${jonas.base}/delete/${reply?._id}`, {}, token);
    const form = { text: 'An answer to it.', parentId: String(reply?._id), place };
    const refused = await ana.post(`${ana.base}${path}/replies`, form, csrf);
    assert.equal(refused.status, 422);
    assert.equal(typedIn(refused.html), 'An answer to it.');
    assert.equal(fieldIn(refused.html, 'place'), place);
    const later = await page(`${path}?to=${reply?._id}`);
    assert.equal(typedIn(later), 'An answer to it.');
    assert.match(textOf(later), /was deleted meanwhile\. Your text is still here/);
    await anaReplies(path, id, 'An answer to it.', place);
    assert.doesNotMatch(await page(), /unsent draft/);
  });
  const anaReplies = async (path: string, parentId: string, text: string, place = `reply-${parentId}`) => {
    const answer = await ana.post(`${ana.base}${path}/replies`, { text, parentId, place }, csrf);
    assert.equal(answer.status, 303, textOf(answer.html));
  };

  it('a reply whose whole thread is gone can still be read, copied and discarded', async () => {
    const { id, path } = await anaPosts('Soon gone, thread and all.');
    await save({ text: 'Words for nobody.' }, `reply-${id}`);
    await ana.post(`${ana.base}/delete/${id}`, {}, csrf);
    assert.equal((await ana.get(ana.base + path)).status, 404);
    assert.match(await page(), new RegExp(`href="${ana.base}/drafts">Your reply to \\d`));
    const drafts = await page('/drafts');
    assert.match(drafts, /readonly[^>]*>\s*Words for nobody\.</);
    assert.doesNotMatch(textOf(drafts), /Go on writing/);
    const gone = await ana.post(`${ana.base}/drafts/reply-${id}/discard`, {}, csrf);
    assert.equal(gone.location, `${ana.base}/drafts`);
    assert.match(textOf(await page('/drafts')), /Draft discarded\. Bring it back/);
  });

  it('whatever is refused leaves the words as a draft, with a script and without', async () => {
    const long = 'long '.repeat(10_001).trim();
    assert.equal((await ana.post(`${ana.base}/posts`, { text: long, place: 'post' }, csrf)).status, 422);
    assert.equal(typedIn(await page()), long);
    const told = await asScript(ana, '/posts', { text: long, place: 'post' });
    assert.equal(told.status, 422);
  });

  it('a script that posts is told where the post is, and what is wrong where it is not allowed to', async () => {
    const requestId = randomUUID();
    const form = { text: 'Sent by a script.', place: 'post', requestId };
    const { json } = await asScript(ana, '/posts', form);
    assert.match(json.to, /\/posts\/\d+\?done=posted#post$/);
    assert.deepEqual((await asScript(ana, '/posts', form)).json, json);
    const wrong = await asScript(ana, '/posts', { ...form, csrf: 'wrong' });
    assert.equal(wrong.status, 403);
    assert.match(wrong.json.title, /not possible from here/);
  });

  it('the course’s list says where something is unsent', async () => {
    await save({ text: 'Begun.' });
    assert.match(textOf(await page('/discussions')), /Week 6 .*You have an unsent draft/);
    const theirs = await jonas.get(`${jonas.base}/discussions`);
    assert.doesNotMatch(textOf(theirs.html), /unsent draft/);
  });

  it('fields that an editor adds come back with the form, and nothing that the form carries for itself', async () => {
    await save({
      text: 'Plain.',
      html: '<p>Pl<b>a</b>in.</p>',
      format: 'rich',
      requestId: 'r',
      parentId: 'p',
    });
    const kept = await practice.tool.connection.collection('drafts').findOne({});
    assert.deepEqual(kept?.current.fields, [
      ['text', 'Plain.'],
      ['html', '<p>Pl<b>a</b>in.</p>'],
      ['format', 'rich'],
    ]);
    const html = await page();
    assert.equal(fieldIn(html, 'html'), '&lt;p&gt;Pl&lt;b&gt;a&lt;/b&gt;in.&lt;/p&gt;');
    assert.equal(fieldIn(html, 'format'), 'rich');
  });

  it('changes to a post that can be changed no longer are kept, to be read and copied', async () => {
    const { id } = await anaPosts('Hidden soon.');
    await save({ text: 'Better words.', seen: '' }, `edit-${id}`);
    const posts = practice.tool.connection.collection('posts');
    await posts.updateOne({ _id: id as never }, { $set: { hiddenAt: new Date() } });
    const { status, html } = await ana.get(`${ana.base}/edit/${id}`);
    assert.equal(status, 409);
    assert.match(html, new RegExp(`href="${ana.base}/drafts">What you wrote is kept`));
    assert.match(textOf(await page('/drafts')), /Your changes to \d+ .*Better words\./);
  });

  for (const place of ['nowhere', 'reply-unknown', 'edit-unknown', 'post-1', '$ne'])
    it(`there is no draft at ${place}`, async () => {
      assert.equal((await asScript(ana, `/drafts/${place}`, { text: 'Lost?' })).status, 404);
    });

  it('nor of an edit of somebody else’s post', async () => {
    const { id } = await anaPosts('Ana’s own.');
    const token = await jonas.csrfToken();
    assert.equal(
      (await jonas.post(`${jonas.base}/drafts/edit-${id}`, { text: 'Mine now.' }, token)).status,
      404,
    );
  });

  it('a draft expires 30 days after its last change', async () => {
    await save({ text: 'Begun.' });
    const drafts = practice.tool.connection.collection('drafts');
    const kept = await drafts.findOne({});
    const days = (kept?.expiresAt.getTime() - kept?.current.writtenAt.getTime()) / 86_400_000;
    assert.ok(days > 29.9 && days < 30.1);
    const indexes = await drafts.indexes();
    assert.ok(indexes.some(({ key, expireAfterSeconds }) => key.expiresAt && expireAfterSeconds === 0));
  });
});
