import assert from 'node:assert/strict';
import {
  asking,
  launchAs,
  type Practice,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

const MINUTE_MS = 60_000;

describe('Editing and deleting', () => {
  let practice: Practice;
  let ahead = 0;
  let teacher: Visitor;
  let ana: Visitor;
  let jonas: Visitor;

  before(async () => {
    practice = await startPractice({ now: () => new Date(Date.now() + ahead) });
  });
  afterEach(() => {
    ahead = 0;
  });
  after(() => practice?.close());

  /** A discussion set so, with the class that takes part in it. */
  async function discussion(settings: Record<string, string> = {}): Promise<void> {
    let activity: string;
    ({ activity, teacher } = await setUpActivity(practice, 'canvas', settings));
    ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    jonas = await launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${activity}`);
  }
  async function write(visitor: Visitor, text: string): Promise<string> {
    const { location } = await visitor.post(`${visitor.base}/posts`, { text });
    return String(await idOf(/posts\/(\d+)/.exec(location ?? '')?.[1] ?? ''));
  }
  async function idOf(number: string) {
    const { discussionId } = (await practice.tool.connection
      .collection('sessions')
      .findOne({ _id: ana.base.slice(3) as never })) ?? { discussionId: '' };
    const posts = practice.tool.connection.collection('posts');
    return (await posts.findOne({ discussionId, parentId: null, number: Number(number) }))?._id;
  }
  const edit = (visitor: Visitor, id: string, fields: Record<string, string>) =>
    visitor.post(`${visitor.base}/edit/${id}`, { seen: '', ...fields });
  const page = async (visitor: Visitor, path: string) => (await visitor.get(visitor.base + path)).html;

  it('is offered for the minutes that are set; then it is refused in plain words, with what was typed still there', async () => {
    await discussion({ editing: 'minutes', editMinutes: '15' });
    const id = await write(ana, 'Within the time.');
    assert.match(await page(ana, '/posts/1'), new RegExp(`/edit/${id}`));
    assert.equal((await edit(ana, id, { text: 'Edited within it.' })).status, 303);
    ahead = 16 * MINUTE_MS;
    assert.doesNotMatch(await page(ana, '/posts/1'), /\/edit\/|\/delete\//);
    for (const path of [`/edit/${id}`, `/delete/${id}`]) {
      const answer = await ana.get(ana.base + path);
      assert.equal(answer.status, 409, path);
      assert.match(textOf(answer.html), /1 stays as it is The time in which this could be edited .* is over/);
    }
    const late = await edit(ana, id, { text: 'Half an hour of thought.' });
    assert.equal(late.status, 422);
    assert.match(textOf(late.html), /The time in which .* is over.* Half an hour of thought\./);
    assert.equal((await ana.post(`${ana.base}/delete/${id}`, {})).location, `${ana.base}/delete/${id}`);
    assert.match(textOf(await page(jonas, '/posts/1')), /Edited within it\./);
  });

  it('is not possible at all for 0 minutes, but for teachers', async () => {
    await discussion({ editing: 'minutes', editMinutes: '0' });
    const id = await write(ana, 'As it is.');
    assert.equal((await edit(ana, id, { text: 'Otherwise.' })).status, 422);
    const own = await write(teacher, 'A slpi.');
    assert.equal((await edit(teacher, own, { text: 'A slip.' })).status, 303);
  });

  it('ends when it is due, and what comes late stays open for ten minutes', async () => {
    const local = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 16);
    const dates = { ...asking({ due: local(30 * MINUTE_MS) }, { due: local(90 * MINUTE_MS) }), zone: 'UTC' };
    await discussion({ editing: 'due', ...dates });
    const id = await write(ana, 'In time.');
    await jonas.post(`${jonas.base}/posts/1/replies`, { text: 'A reply.' });
    ahead = 32 * MINUTE_MS;
    assert.equal((await edit(ana, id, { text: 'Too late.' })).status, 422);
    assert.match(await page(jonas, '/posts/1'), /\/edit\//, 'replies are due later');
    const late = await write(ana, 'Late.');
    assert.equal((await edit(ana, late, { text: 'Late, mended.' })).status, 303);
    ahead = 43 * MINUTE_MS;
    assert.equal((await edit(ana, late, { text: 'Late, again.' })).status, 422);
  });

  it('is set in the settings, where it says what is wrong with it', async () => {
    await discussion({ editing: 'minutes', editMinutes: '20', history: 'everyone' });
    const settings = await page(teacher, '/settings');
    assert.match(settings, /<option value="minutes" selected>[\s\S]*name="editMinutes"[^>]* value="20"/);
    assert.match(settings, /<option value="everyone" selected>/);
    const { html, status } = await teacher.post(`${teacher.base}/settings`, {
      ...{ title: 'Week 6', promptText: 'Discuss.', maximum: '10', zone: 'UTC' },
      ...{ editing: 'minutes', editMinutes: 'soon' },
    });
    assert.equal(status, 422);
    assert.match(html, /value="soon"/);
    assert.match(textOf(html), /Enter whole minutes, from 0 to 10,080/);
  });

  it('shows its author and teachers what an edit changed, and others that there was one', async () => {
    await discussion();
    const id = await write(ana, 'The clerk was merciful.');
    await edit(ana, id, { text: 'The clerk was thrifty.' });
    const way = `/changes/${id}`;
    for (const visitor of [ana, teacher]) {
      assert.match(await page(visitor, '/posts/1'), /aria-label="What changed in 1"/);
      const changes = await page(visitor, way);
      assert.match(textOf(changes), /What changed: 1, Ana Ruiz .* From version 1 to 2/);
      assert.match(textOf(changes), /The clerk was \[removed: merciful \] \[added: thrifty \] \./);
      assert.match(changes, /<del>.*merciful.*<\/del><ins>.*thrifty.*<\/ins>/);
    }
    assert.match(textOf(await page(jonas, '/posts/1')), /edited \w{3} \d/);
    assert.doesNotMatch(await page(jonas, '/posts/1'), /\/changes\/|merciful/);
    assert.equal((await jonas.get(jonas.base + way)).status, 404);
    assert.match(await page(ana, `/edit/${id}`), /your teacher can read them/);
  });

  it('shows everyone what changed where it is set so, but nothing of what is hidden or deleted', async () => {
    await discussion({ history: 'everyone' });
    const id = await write(ana, 'First words.');
    await jonas.post(`${jonas.base}/posts/1/replies`, { text: 'It stands.' });
    await edit(ana, id, { text: 'Second words.' });
    const way = `/changes/${id}`;
    assert.match(textOf(await page(jonas, way)), /\[removed: First \] \[added: Second \] words\./);
    assert.match(await page(ana, `/edit/${id}`), /everyone in this discussion can read them/);
    const posts = practice.tool.connection.collection('posts');
    await posts.updateOne({ _id: id as never }, { $set: { hiddenAt: new Date() } });
    assert.equal((await jonas.get(jonas.base + way)).status, 404);
    assert.equal((await ana.get(ana.base + way)).status, 200, 'their own');
    await posts.updateOne({ _id: id as never }, { $set: { hiddenAt: null } });
    await ana.post(`${ana.base}/delete/${id}`, {});
    for (const visitor of [jonas, ana]) assert.equal((await visitor.get(visitor.base + way)).status, 404);
    assert.match(textOf(await page(teacher, way)), /First/);
  });

  it('tells in words where only the formatting changed, and compares any two versions', async () => {
    await discussion();
    const id = await write(ana, 'One.\n\nTwo.');
    const seenIn = (html: string) => /name="seen" value="([^"]*)"/.exec(html)?.[1] ?? '';
    for (const text of ['> One.\n\nTwo.', '> One.\n\nThree.'])
      await edit(ana, id, { text, seen: seenIn(await page(ana, `/edit/${id}`)) });
    const compare = async (from: number, to: number) =>
      textOf(await page(teacher, `/changes/${id}?from=${from}&to=${to}`));
    assert.match(await compare(1, 2), /The words are the same; only how they are set has changed\./);
    assert.match(await compare(1, 3), /From version 1 to 3 .*\[removed: Two \] \[added: Three \]/);
    for (const odd of ['?from=9&to=x', '?to=99', '?from=3&to=3', '?to=1'])
      assert.equal((await teacher.get(`${teacher.base}/changes/${id}${odd}`)).status, 200, odd);
  });

  it('brings back what was deleted, at once or from where it stood, twice as well as once', async () => {
    await discussion();
    const id = await write(ana, 'Gone, and back.');
    const deleted = await ana.post(`${ana.base}/delete/${id}`, {});
    assert.match(deleted.location ?? '', new RegExp(`/discussion\\?done=deleted&undo=${id}$`));
    const undo = `${ana.base}/delete/${id}/undo`;
    assert.ok((await ana.get(deleted.location ?? '')).html.includes(`action="${undo}"`));
    const other = (deleted.location ?? '').replace(ana.base, jonas.base);
    assert.doesNotMatch((await jonas.get(other)).html, /\/undo"/, 'not offered to another');
    assert.equal((await jonas.post(`${jonas.base}/delete/${id}/undo`, {})).status, 404);
    for (const _time of [1, 2]) {
      const back = await ana.post(undo, {});
      assert.match(back.location ?? '', /\/posts\/1\?done=undeleted#post$/);
    }
    assert.match(textOf(await page(ana, '/discussion')), /✓ Done: Initial post 6 \/ 6/);
    assert.match(textOf(await page(jonas, '/posts/1')), /Gone, and back\./);
    await jonas.post(`${jonas.base}/posts/1/replies`, { text: 'It stands.' });
    await ana.post(`${ana.base}/delete/${id}`, {});
    const tombstone = await page(ana, '/posts/1');
    assert.match(textOf(tombstone), /You deleted this\. Undo/);
    assert.match(tombstone, /aria-label="Undo deleting 1"/);
    assert.match(textOf(await page(jonas, '/posts/1')), /This was deleted by its author\. \d/);
  });

  it('says after an hour that a deletion stays, and whom to ask', async () => {
    await discussion();
    const id = await write(ana, 'Gone for good.');
    const { location } = await ana.post(`${ana.base}/delete/${id}`, {});
    ahead = 61 * MINUTE_MS;
    assert.doesNotMatch((await ana.get(location ?? '')).html, /\/undo"/);
    const answer = await ana.post(`${ana.base}/delete/${id}/undo`, {});
    assert.equal(answer.status, 409);
    assert.match(textOf(answer.html), /can be brought back for an hour, and that is over.* ask your teacher/);
  });

  it('lets graders read what was deleted, as its author is told, and nobody else', async () => {
    await discussion();
    const id = await write(ana, 'Words for the grader alone.');
    assert.match(textOf(await page(ana, `/delete/${id}`)), /Your teacher can still read what it said\./);
    await ana.post(`${ana.base}/delete/${id}`, {});
    const member = await practice.tool.connection.collection('members').findOne({ name: 'Ana Ruiz' });
    const grading = textOf(await page(teacher, `/grading/${member?._id}`));
    assert.match(grading, /Deleted by its author, .* It counts for nothing\./);
    assert.match(grading, /What it said, kept for those who grade Words for the grader alone\./);
    for (const path of ['/discussion', '/search?q=grader', '/discussion?show=mine'])
      assert.doesNotMatch(await page(ana, path), /for the grader alone/, path);
    for (const path of ['/discussion', '/search?q=grader'])
      assert.doesNotMatch(await page(jonas, path), /for the grader alone/, path);
    assert.doesNotMatch(await page(teacher, `/as/${member?._id}/discussion`), /for the grader alone/);
  });
});
