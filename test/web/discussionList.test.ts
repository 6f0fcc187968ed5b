import assert from 'node:assert/strict';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

describe('A discussion’s list', () => {
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  const read = async (visitor: Visitor, query = '') =>
    (await visitor.get(`${visitor.base}/discussion${query}`)).html;
  const labels = (html: string) =>
    [...html.matchAll(/<li class="post[^"]*"><a class="no"[^>]*>([\d.]+)</g)].map(([, label]) => label);
  const heading = (html: string) => textOf(/<h2 id="list"[^>]*>.*?<\/h2>/s.exec(html)?.[0] ?? '');

  describe('of seven posts', () => {
    let here: ClassIn;
    /** Replies to each post, the first post first. Every reply of an odd number answers the post, the others that. */
    const REPLIES = [2, 0, 5, 1, 0, 3, 0];

    before(async () => {
      here = await classIn(practice, 'Orders');
      const answers = (number: number) => (number % 2 ? 0 : number - 1);
      await here.fill(
        REPLIES.map((replies) => ({ replies, answers })),
        ['ana-ruiz', 'jonas-lindqvist', 'mei-chen'],
      );
      // The oldest post is answered last.
      await here.teacher.post(`${here.teacher.base}/posts/1/replies`, { text: 'A word from me.' });
    });

    for (const [order, expected] of [
      ['oldest', ['1', '2', '3', '4', '5', '6', '7']],
      ['newest', ['7', '6', '5', '4', '3', '2', '1']],
      ['replies', ['3', '6', '1', '4', '7', '5', '2']],
      ['activity', ['1', '7', '6', '5', '4', '3', '2']],
    ] as const) {
      it(`is ordered by ${order} if one likes`, async () => {
        assert.deepEqual(labels(await read(here.teacher, `?order=${order}`)), expected);
      });
    }

    it('shows whoever owes replies first what nobody has answered, then what was answered least', async () => {
      const html = await read(here.students.wulandari);
      const shown = labels(html);
      assert.deepEqual(shown.slice(0, 3).sort(), ['2', '5', '7']);
      assert.deepEqual(shown.slice(3), ['4', '1', '6', '3']);
      assert.match(html, /Nobody has answered these yet<\/h3>[\s\S]*Answered already/);
      assert.deepEqual(labels(await read(here.teacher)), ['1', '2', '3', '4', '5', '6', '7']);
    });

    it('never calls one’s own post one that waits for an answer', async () => {
      // Posts are by Jonas, Mei, Ana, Jonas, Mei, Ana, Jonas.
      const html = await read(here.students['mei-chen'], '?order=needs');
      const [waiting = '', rest = ''] = html.split('Answered already');
      assert.deepEqual(labels(waiting), ['7']);
      assert.deepEqual(labels(rest).slice(0, 2), ['2', '5']);
    });

    it('is of one’s own posts and replies, the newest first, and says among how many', async () => {
      const html = await read(here.students['mei-chen'], '?show=mine');
      const { posts } = practice.tool.connection.collections;
      const own = await posts?.countDocuments({
        discussionId: here.discussionId,
        authorId: here.ids['mei-chen'],
      });
      assert.equal(labels(html).length, own);
      assert.ok(labels(html).some((label) => label?.includes('.')));
      assert.equal(heading(html), `${own} of 19 posts and replies, yours`);
      assert.match(html, /<\/h2> <a href="[^"]+">Show all<\/a>/, 'beside the heading, not in it');
    });

    it('is of the answers to oneself, each saying what it answers and leading to its place', async () => {
      const html = await read(here.students['mei-chen'], '?show=answers');
      const { posts } = practice.tool.connection.collections;
      const mei = here.ids['mei-chen'];
      const filter = { discussionId: here.discussionId, parentAuthorId: mei, authorId: { $ne: mei } };
      assert.equal(labels(html).length, await posts?.countDocuments(filter));
      assert.match(html, /href="\/s\/[\w-]+\/posts\/(\d+)\?at(?:=|&#x3D;)(\d+)#reply-\2"/);
      assert.match(textOf(html), /answers \d+(\.\d+)?, 陈美/);
    });

    it('is by a person of whom one types the name or a part of it, without minding accents or case', async () => {
      for (const by of ['Ana Ruiz', 'ana', 'RUÍZ']) {
        const html = await read(here.teacher, `?by=${encodeURIComponent(by)}`);
        assert.match(heading(html), /^\d+ of 19 posts and replies, by Ana Ruiz$/, by);
        const names = [...html.matchAll(/<b><bdi>([^<]+)<\/bdi>/g)].map(([, name]) => name);
        assert.deepEqual([...new Set(names)], ['Ana Ruiz']);
      }
      const nobody = await read(here.teacher, '?by=Nobody+at+all');
      assert.deepEqual(labels(nobody), []);
      assert.match(textOf(nobody), /Nothing here is by Nobody at all\./);
    });

    it('is of what has no reply, by a person too', async () => {
      const html = await read(here.teacher, '?show=unanswered&order=oldest');
      assert.deepEqual(labels(html), ['2', '5', '7']);
      assert.equal(heading(html), '3 of 7 posts, without a reply');
      const byJonas = await read(here.teacher, '?show=unanswered&order=oldest&by=jonas');
      assert.deepEqual(labels(byJonas), ['7']);
      assert.equal(heading(byJonas), '1 of 7 posts, without a reply, by Jonas Lindqvist');
      // The same by the order that a teacher gets: nothing is lost by it.
      assert.deepEqual(labels(await read(here.teacher, '?show=unanswered')).sort(), ['2', '5', '7']);
    });

    it('stays the whole list where an address asks what makes no sense', async () => {
      for (const query of [
        '?order=upwards',
        '?page=-1',
        '?page=x',
        '?show=everything',
        '?by=',
        '?order=newest&order=oldest',
      ])
        assert.equal(labels(await read(here.teacher, query)).length, 7, query);
    });

    it('works with a student’s eyes as with theirs, and leads nowhere else', async () => {
      const base = `${here.teacher.base}/as/${here.ids['mei-chen']}`;
      const { html } = await here.teacher.get(`${base}/discussion?show=mine`);
      assert.deepEqual(labels(html), labels(await read(here.students['mei-chen'], '?show=mine')));
      assert.doesNotMatch(html, /method="post"(?! aria-labelledby="languages")/);
      const ways = [...html.matchAll(/(?:href|action)="(\/s\/[^"]+)"/g)].map(([, way]) => way ?? '');
      assert.deepEqual(
        ways.filter((way) => !way.startsWith(base)),
        ['discussion', 'language'].map((own) => `${here.teacher.base}/${own}`),
      );
    });
  });

  describe('of many posts', () => {
    let here: ClassIn;
    before(async () => {
      here = await classIn(practice, 'Pages');
      const threads = Array.from({ length: 130 }, (_, index) => ({ replies: index < 60 ? 0 : 1 }));
      await here.fill(threads, ['ana-ruiz', 'jonas-lindqvist']);
    });

    for (const query of ['order=oldest', 'order=needs', 'order=activity', 'show=unanswered'])
      it(`comes in pages of 50 that hold each post once (${query})`, async () => {
        const seen: (string | undefined)[] = [];
        let query_ = `?${query}`;
        for (let pages = 0; pages < 5; pages++) {
          const html = await read(here.students.wulandari, query_);
          assert.ok(labels(html).length <= 50);
          seen.push(...labels(html));
          const next = /rel="next" href="[^"]*(\?[^"]*)"/.exec(html)?.[1];
          if (!next) break;
          query_ = next.replace(/&amp;/g, '&').replace(/&#x3D;/g, '=');
        }
        const expected = query === 'show=unanswered' ? 60 : 130;
        assert.equal(seen.length, expected);
        assert.equal(new Set(seen).size, expected);
      });

    it('says which they are, and leads back from a page that there is none of', async () => {
      assert.match(
        textOf(await read(here.teacher, '?order=oldest&page=2')),
        /Earlier 51 to 100 of 130 Later/,
      );
      const beyond = await read(here.teacher, '?order=oldest&page=9');
      assert.match(textOf(beyond), /There are only 130\./);
      assert.match(beyond, /rel="prev" href="[^"]*page(?:=|&#x3D;)3"/);
    });
  });

  describe('with somebody who is answering', () => {
    let here: ClassIn;
    before(async () => {
      here = await classIn(practice, 'Holds');
      await here.fill([{ replies: 0 }, { replies: 0 }, { replies: 0 }], ['ana-ruiz']);
    });
    const hold = (visitor: Visitor, number: string) =>
      visitor.post(`${visitor.base}/posts/${number}/hold`, {});

    it('shows others something else first, for five minutes, and one post a person', async () => {
      const { 'mei-chen': mei, 'jonas-lindqvist': jonas } = here.students;
      const [first = '', second = ''] = labels(await read(jonas)) as string[];
      const answer = await hold(mei, first);
      assert.deepEqual([answer.status, answer.location], [303, `${mei.base}/posts/${first}#write`]);
      const html = await read(jonas);
      assert.equal(labels(html).at(-1), first);
      assert.equal(html.split('someone is answering').length, 2);
      assert.doesNotMatch(await read(mei), /someone is answering/);
      await hold(mei, second);
      assert.equal(labels(await read(jonas))[0], first);
      const holds = practice.tool.connection.collection('holds');
      await holds.updateMany({}, { $set: { until: new Date(Date.now() - 1) } });
      assert.deepEqual(labels(await read(jonas)).slice(0, 2), [first, second]);
    });

    it('keeps no place for what one cannot answer: one’s own post, or none', async () => {
      const { 'ana-ruiz': ana } = here.students;
      const holds = practice.tool.connection.collection('holds');
      await holds.deleteMany({});
      assert.equal((await hold(ana, '1')).status, 303);
      assert.equal((await hold(ana, '99')).status, 404);
      assert.equal(await holds.countDocuments(), 0);
    });
  });
});
