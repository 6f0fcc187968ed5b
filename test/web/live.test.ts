import assert from 'node:assert/strict';
import { freePort } from '../../scripts/ports.mjs';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { type Practice, startPractice, Visitor } from '../support/practice.ts';
import { SECRET } from '../support/tool.ts';
import { ToolProcess } from '../support/toolProcess.ts';

interface Told {
  since: number;
  changes: { thread: number; reply: number | null; what: string }[];
}

describe('What an open page is told', () => {
  let practice: Practice;
  let room: ClassIn;
  let ana: Visitor;
  let mei: Visitor;

  before(async () => {
    practice = await startPractice();
    room = await classIn(practice, 'Live');
    ({ 'ana-ruiz': ana, 'mei-chen': mei } = room.students);
  });
  after(() => practice?.close());

  /** Where the page at that path begins to ask, as its script reads it. */
  async function opened(reader: Visitor, path = '/discussion') {
    const { html } = await reader.get(reader.base + path);
    const [, from, since] = /data-from="([^"]+)" data-since="(\d+)"/.exec(html) ?? [];
    assert.ok(from && since, 'the page follows what happens');
    return { from: from.replaceAll('&#x3D;', '='), since: Number(since), tag: null as string | null };
  }
  type Page = Awaited<ReturnType<typeof opened>>;

  async function ask(reader: Visitor, page: Page): Promise<{ status: number; told: Told['changes'] }> {
    const address = `${page.from}${page.from.includes('?') ? '&' : '?'}since=${page.since}`;
    const headers = { ...(page.tag ? { 'if-none-match': page.tag } : {}), 'cache-control': 'no-cache' };
    const { status, html, headers: answered } = await reader.send(address, { headers });
    if (status !== 200) return { status, told: [] };
    const { since, changes }: Told = JSON.parse(html);
    Object.assign(page, { since, tag: answered.get('etag') });
    return { status, told: changes };
  }

  async function write(author: Visitor, path: string, text: string): Promise<string> {
    const answer = await author.post(author.base + path, { text, requestId: crypto.randomUUID() });
    assert.equal(answer.status, 303);
    return answer.location ?? '';
  }
  const threadOf = (location: string) => Number(/posts\/(\d+)/.exec(location)?.[1]);
  const idOf = async (text: string) =>
    String((await practice.tool.connection.collection('posts').findOne({ text }))?._id);

  it('is what others wrote since it was made, once, and nothing of one’s own', async () => {
    const page = await opened(ana);
    assert.deepEqual((await ask(ana, page)).told, []);
    const thread = threadOf(await write(mei, '/posts', 'Mei begins.'));
    await write(ana, `/posts/${thread}/replies`, 'Ana answers.');
    await write(mei, `/posts/${thread}/replies`, 'Mei goes on.');
    assert.deepEqual((await ask(ana, page)).told, [
      { thread, reply: null, what: 'new' },
      { thread, reply: 2, what: 'new' },
    ]);
    assert.equal((await ask(ana, page)).status, 304);
    const later = await opened(ana);
    assert.deepEqual((await ask(ana, later)).told, [], 'the next page has it all');
  });

  it('is of the thread that is open, where one is', async () => {
    const [here, elsewhere] = [await write(mei, '/posts', 'Here.'), await write(mei, '/posts', 'Elsewhere.')];
    const thread = threadOf(here);
    const page = await opened(ana, `/posts/${thread}`);
    await write(mei, `/posts/${threadOf(elsewhere)}/replies`, 'To the other one.');
    await write(mei, `/posts/${thread}/replies`, 'To this one.');
    assert.deepEqual((await ask(ana, page)).told, [{ thread, reply: 1, what: 'new' }]);
  });

  it('is an edit or a deletion of what was there; what came and went meanwhile was never new', async () => {
    const thread = threadOf(await write(mei, '/posts', 'To be changed.'));
    await write(mei, `/posts/${thread}/replies`, 'To be deleted.');
    const page = await opened(ana, `/posts/${thread}`);
    await mei.post(`${mei.base}/edit/${await idOf('To be changed.')}`, { text: 'Changed.' });
    await mei.post(`${mei.base}/delete/${await idOf('To be deleted.')}`, {});
    await write(mei, `/posts/${thread}/replies`, 'Regretted at once.');
    await mei.post(`${mei.base}/delete/${await idOf('Regretted at once.')}`, {});
    assert.deepEqual((await ask(ana, page)).told, [
      { thread, reply: null, what: 'changed' },
      { thread, reply: 1, what: 'gone' },
      { thread, reply: 2, what: 'gone' },
    ]);
  });

  it('costs one read by id beyond the session’s where nothing changed', async () => {
    const page = await opened(ana);
    await ask(ana, page);
    const { connection, stop } = practice.tool;
    // What goes on in the background is no part of it.
    await stop();
    const seen: string[] = [];
    connection.set('debug', (collection: string, method: string) => seen.push(`${collection}.${method}`));
    const { status } = await ask(ana, page);
    connection.set('debug', false);
    assert.equal(status, 304);
    assert.deepEqual(seen, ['sessions.findOne', 'discussions.findOne']);
  });

  it('keeps no session alive, whether there is news or not; opening a page does', async () => {
    const { sessions } = practice.tool.connection.collections;
    const _id = ana.base.slice(3) as never;
    const page = await opened(ana);
    const expiresAt = new Date(Date.now() + 60_000);
    await sessions?.updateOne({ _id }, { $set: { expiresAt } });
    const ends = async (): Promise<number> => (await sessions?.findOne({ _id }))?.expiresAt.getTime();
    assert.equal((await ask(ana, page)).status, 200);
    assert.equal((await ask(ana, page)).status, 304);
    assert.equal(await ends(), expiresAt.getTime());
    await opened(ana);
    assert.ok((await ends()) > expiresAt.getTime());
  });

  it('is nothing for another browser, nor once the visit is over', async () => {
    const page = await opened(ana);
    await ask(ana, page);
    const stranger = new Visitor(practice.tool.baseUrl);
    assert.equal((await ask(stranger, { ...page })).status, 401);
    const { sessions } = practice.tool.connection.collections;
    const _id = ana.base.slice(3) as never;
    const kept = await sessions?.findOne({ _id });
    await sessions?.updateOne({ _id }, { $set: { expiresAt: new Date(Date.now() - 1000) } });
    assert.equal((await ask(ana, page)).status, 401);
    await sessions?.updateOne({ _id }, { $set: { expiresAt: kept?.expiresAt } });
  });

  it('is not asked for with another’s eyes', async () => {
    const { teacher, ids } = room;
    const { html } = await teacher.get(`${teacher.base}/as/${ids['ana-ruiz']}/discussion`);
    assert.match(html, /class="looking"/);
    assert.doesNotMatch(html, /data-from/);
  });

  it('comes in parts where more than a thousand things happened', async () => {
    const busy = await classIn(practice, 'Busy');
    const reader = busy.students['ana-ruiz'];
    const page = await opened(reader);
    await busy.fill([{ replies: 1100 }], ['mei-chen']);
    const { discussionId } = busy;
    const { posts, discussions } = practice.tool.connection.collections;
    const numbers = { $set: { change: '$number', added: '$number' } };
    await posts?.updateMany({ discussionId, parentId: { $ne: null } }, [numbers]);
    await discussions?.updateOne({ _id: discussionId as never }, { $set: { change: 1100 } });
    const [first, second] = [await ask(reader, { ...page }), await ask(reader, page)];
    assert.equal(first.told.length, 1000);
    assert.equal(second.told.length, 1000, 'the same until it is asked for from there on');
    assert.deepEqual([page.since, page.tag], [1000, null]);
    assert.equal((await ask(reader, page)).told.length, 100);
    assert.equal((await ask(reader, page)).status, 304);
  });

  describe('by another process', () => {
    let other: ToolProcess;
    before(async function () {
      this.timeout(60_000);
      const { tool } = practice;
      other = new ToolProcess({
        ...{ PORT: String(await freePort()), HOST: '127.0.0.1', BASE_URL: tool.baseUrl, SECRET },
        MONGODB_URI: tool.mongodbUri,
      });
      await other.up();
    });
    after(() => other?.stop());

    it('is all that a class writes at once in this one', async () => {
      const reader = Object.assign(new Visitor(other.baseUrl), { cookie: ana.cookie, base: ana.base });
      const thread = threadOf(await write(mei, '/posts', 'All at once now.'));
      const page = await opened(reader, `/posts/${thread}`);
      const told = new Set<number | null>();
      let writing = true;
      const listening = (async () => {
        while (writing) for (const { reply } of (await ask(reader, page)).told) told.add(reply);
      })();
      const writers = Object.values(room.students).filter((one) => one !== ana);
      await Promise.all(
        writers.map(async (author, index) => {
          const csrf = await author.csrfToken();
          const texts = Array.from({ length: 5 }, (_, turn) => `Reply ${index}.${turn}.`);
          const sent = texts.map((text) =>
            author.post(`${author.base}/posts/${thread}/replies`, { text, requestId: text }, csrf),
          );
          for (const { status } of await Promise.all(sent)) assert.equal(status, 303);
        }),
      );
      writing = false;
      await listening;
      for (const { reply } of (await ask(reader, page)).told) told.add(reply);
      const all = Array.from({ length: writers.length * 5 }, (_, index) => index + 1);
      assert.deepEqual(
        [...told].sort((one, next) => Number(one) - Number(next)),
        all,
      );
    });
  });
});
