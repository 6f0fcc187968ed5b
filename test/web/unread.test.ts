import assert from 'node:assert/strict';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { launchAs, type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

describe('What is unread', () => {
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  const html = async (visitor: Visitor, path = '/discussion') =>
    (await visitor.get(visitor.base + path)).html;
  /** Labels of what a list shows as new. */
  const newIn = (list: string) =>
    [...list.matchAll(/<article aria-labelledby="post-([\d.]+)" class="new">/g)].map(([, label]) => label);
  /** Numbers of what a thread shows as new; 0 is the post. */
  const newHere = (thread: string) =>
    [...thread.matchAll(/data-number="(\d+)"[^>]* data-unread/g)].map(([, number]) => Number(number));
  const mark = (visitor: Visitor, thread: number, ...numbers: number[]) =>
    visitor.post(`${visitor.base}/posts/${thread}/read`, { read: numbers.join(' ') });
  const unmark = (visitor: Visitor, thread: number, from: number, by = '') =>
    visitor.post(`${visitor.base}/posts/${thread}/unread?from=${from}${by && `&by=${by}`}`, {});
  const next = async (visitor: Visitor, query = '') =>
    (await visitor.get(`${visitor.base}/unread${query}`)).location?.replace(visitor.base, '');
  const asData = { headers: { accept: 'application/json' } };

  describe('in a discussion of three threads', () => {
    let here: ClassIn;
    let mei: Visitor;
    beforeEach(async () => {
      here = await classIn(practice, 'Unread');
      mei = here.students['mei-chen'];
      // Posts are by Ana, Jonas and Mei; replies by whoever comes after: 1.1 Jonas, 1.2 Mei, 1.3 Ana; 3.1 Ana.
      const answers = (number: number) => (number === 3 ? 1 : 0);
      await here.fill(
        [{ replies: 3, answers }, { replies: 0 }, { replies: 1 }],
        ['mei-chen', 'ana-ruiz', 'jonas-lindqvist'],
      );
    });

    it('is at first everything but one’s own, in list, thread and count', async () => {
      const list = await html(mei);
      assert.match(textOf(list), /3 posts 5 unread Next unread Only unread \(5\) Mark all as read/);
      assert.deepEqual(newIn(list).sort(), ['1', '2']);
      assert.match(textOf(list), /3 replies 2 unread last/);
      assert.match(list, /<span class="unseen">Post 2, unread: <\/span>/);
      assert.match(list, /<span class="unseen">Post 3: <\/span>/);
      const thread = await html(mei, '/posts/1');
      assert.deepEqual(newHere(thread).sort(), [0, 1, 3]);
      assert.match(
        thread,
        />Reply 1\.3, unread, Ana Ruiz, in reply to 1\.1, Jonas Lindqvist<\/span><span class="if-read">Reply 1\.3, Ana/,
      );
      assert.match(thread, /<h3[^>]*><span>Reply 1\.2, 陈美<\/span>/);
    });

    it('is what was not marked, on whatever page, and stays read', async () => {
      const answer = await mark(mei, 1, 0, 3);
      assert.deepEqual([answer.status, answer.location], [303, `${mei.base}/posts/1?done=read#replies`]);
      assert.deepEqual(newHere(await html(mei, '/posts/1')), [1]);
      const list = await html(mei);
      assert.match(textOf(list), /3 posts 3 unread/);
      assert.match(textOf(list), /3 replies 1 unread last/);
      await mark(mei, 1, 0, 3);
      assert.match(textOf(await html(mei)), /3 posts 3 unread/);
      const own = await launchAs(practice, 'canvas', 'student-mei-chen', `launch/${here.activity}`);
      assert.match(textOf(await html(own)), /3 posts 3 unread/, 'in another visit, too');
      assert.match(textOf(await html(here.students.wulandari)), /3 posts 7 unread/, 'hers alone');
    });

    it('is marked by a button for all that a page shows, where there is no script', async () => {
      const thread = await html(mei, '/posts/1');
      const read =
        /name="read" value="([^"]+)"><button class="link">Mark these as read/.exec(thread)?.[1] ?? '';
      await mei.post(`${mei.base}/posts/1/read`, { read });
      assert.deepEqual(newHere(await html(mei, '/posts/1')), []);
      assert.doesNotMatch(await html(mei, '/posts/1'), /Mark these as read/);
      assert.match(textOf(await html(mei, '/posts/1?done=read')), /Marked as read\./);
    });

    it('is told to a script as a sentence about what is left', async () => {
      const body = new URLSearchParams({ csrf: await mei.csrfToken(), read: '0 1' });
      const answer = await mei.send(`${mei.base}/posts/1/read`, { method: 'POST', body, ...asData });
      assert.deepEqual([answer.status, JSON.parse(answer.html)], [200, { left: '1 unread' }]);
      const again = await mei.send(`${mei.base}/posts/1/unread?from=1`, { method: 'POST', body, ...asData });
      const said = 'Unread again from 1.1 on.';
      assert.deepEqual(JSON.parse(again.html), { left: '2 unread', unread: [1, 3], said });
    });

    it('is never what was deleted or hidden, and an edit makes nothing unread', async () => {
      const { jonas, ana } = { jonas: here.students['jonas-lindqvist'], ana: here.students['ana-ruiz'] };
      const posts = practice.tool.connection.collection('posts');
      const idOf = async (thread: number, which: object) =>
        String(
          (await posts.findOne({ discussionId: here.discussionId, threadNumber: thread, ...which }))?._id,
        );
      await mark(mei, 2, 0);
      await jonas.post(`${jonas.base}/edit/${await idOf(2, { parentId: null })}`, {
        text: 'Other words.',
        seen: '',
      });
      assert.match(await html(mei, '/posts/2'), /Other words/);
      assert.deepEqual(newHere(await html(mei, '/posts/2')), []);
      await ana.post(`${ana.base}/delete/${await idOf(1, { number: 3 })}`, {});
      assert.match(textOf(await html(mei)), /3 posts 3 unread/);
      await posts.updateOne(
        { _id: (await idOf(1, { number: 1, parentId: { $ne: null } })) as never },
        { $set: { hiddenAt: new Date() } },
      );
      assert.match(textOf(await html(mei)), /3 posts 2 unread/);
      assert.deepEqual(newHere(await html(mei, '/posts/1')), [0]);
    });

    it('is what others add, and not what one adds oneself', async () => {
      for (const [thread, numbers] of [
        [1, [0, 1, 3]],
        [2, [0]],
        [3, [1]],
      ] as const)
        await mark(mei, thread, ...numbers);
      assert.doesNotMatch(await html(mei), /\d unread/);
      const wulandari = here.students.wulandari;
      await mei.post(`${mei.base}/posts/2/replies`, { text: 'Mine.' });
      await wulandari.post(`${wulandari.base}/posts/2/replies`, { text: 'Theirs.' });
      assert.deepEqual(newHere(await html(mei, '/posts/2')), [2]);
      assert.match(textOf(await html(mei)), /3 posts 1 unread/);
    });

    it('is made so again from a reply on, in the order the thread is read', async () => {
      await mark(mei, 1, 0, 1, 3);
      const byAnswer = await unmark(mei, 1, 3);
      assert.deepEqual(
        [byAnswer.status, byAnswer.location],
        [303, `${mei.base}/posts/1?at=3&done=unread#reply-3`],
      );
      assert.match(textOf(await html(mei, '/posts/1?at=3&done=unread')), /Unread again from here on\./);
      assert.deepEqual(newHere(await html(mei, '/posts/1')), [3]);
      await mark(mei, 1, 3);
      // By answer 1.3 stands directly below 1.1, before 1.2; by time it comes after.
      await unmark(mei, 1, 2);
      assert.deepEqual(newHere(await html(mei, '/posts/1')), []);
      await unmark(mei, 1, 2, 'time');
      assert.deepEqual(newHere(await html(mei, '/posts/1')), [3]);
      await unmark(mei, 1, 0);
      assert.deepEqual(newHere(await html(mei, '/posts/1')).sort(), [0, 1, 3]);
      assert.equal((await unmark(mei, 1, 9)).status, 404);
    });

    it('is the list’s if one likes: threads with something unread', async () => {
      await mark(mei, 1, 0, 1, 3);
      const only = /<a href="([^"]+)">Only unread \(2\)<\/a>/.exec(await html(mei))?.[1];
      assert.equal(
        only?.replaceAll('&#x3D;', '='),
        `${mei.base}/discussion?show=unread#list`,
        'one step away',
      );
      const list = await html(mei, '/discussion?show=unread');
      assert.doesNotMatch(list, /Only unread/);
      assert.match(textOf(list), /2 of 3 posts, with something unread Show all 2 unread Next unread/);
      assert.deepEqual(
        [...list.matchAll(/id="post-(\d+)"/g)].map(([, number]) => number),
        ['2', '3'],
      );
      assert.match(
        textOf(await html(mei, '/discussion?show=unread&by=jonas')),
        /1 of 3 posts, by Jonas Lindqvist and with something unread/,
      );
      for (const order of ['needs', 'newest'])
        assert.match(
          await html(mei, `/discussion?show=unread&order=${order}`),
          /id="post-2"[\s\S]*id="post-3"|id="post-3"[\s\S]*id="post-2"/,
        );
      await mei.post(`${mei.base}/read`, {});
      assert.match(textOf(await html(mei, '/discussion?show=unread')), /You have read everything here\./);
      assert.match(
        textOf(await html(mei, '/discussion?show=unread&by=ana')),
        /nothing unread at the posts of ana/,
      );
    });

    it('is gone through thread by thread, from the last one to the first, without the place where one is', async () => {
      assert.equal(await next(mei), '/posts/1#post');
      assert.equal(await next(mei, '?after=1'), '/posts/1?at=1#reply-1');
      assert.equal(await next(mei, '?after=1.1'), '/posts/1?at=3#reply-3', 'by answer');
      assert.equal(await next(mei, '?after=1.2&by=time'), '/posts/1?at=3#reply-3');
      assert.equal(await next(mei, '?after=1.2'), '/posts/2#post');
      assert.equal(await next(mei, '?after=2'), '/posts/3?at=1#reply-1');
      assert.equal(await next(mei, '?after=3.1'), '/posts/1#post');
      assert.equal(await next(mei, '?in=3'), '/posts/3?at=1#reply-1');
      await mei.post(`${mei.base}/read`, {});
      await unmark(mei, 1, 0);
      assert.equal(await next(mei, '?after=1.3'), '/posts/1#post', 'what was passed by is not forgotten');
      await mark(mei, 1, 0, 1);
      assert.equal(
        await next(mei, '?after=1.3'),
        '/posts/1?at=3&done=noneUnread#reply-3',
        'nothing but itself',
      );
    });

    it('is nothing at last, which is said in place and to a script', async () => {
      const answer = await mei.post(`${mei.base}/read`, {});
      assert.deepEqual([answer.status, answer.location], [303, `${mei.base}/discussion?done=allRead`]);
      assert.match(
        textOf(await html(mei, '/discussion?done=allRead')),
        /Everything here is marked as read\./,
      );
      assert.equal(await next(mei), '/discussion?done=noneUnread');
      assert.match(textOf(await html(mei, '/posts/2?done=noneUnread')), /Nothing else here is unread\./);
      const told = await mei.send(`${mei.base}/unread?after=2`, asData);
      assert.deepEqual(JSON.parse(told.html), { said: 'Nothing else here is unread.' });
    });

    it('stays within its thread and discussion, whatever numbers are sent', async () => {
      const reads = practice.tool.connection.collection('reads');
      await mark(mei, 1, 2, 77, 1e9);
      await mei.post(`${mei.base}/posts/1/read`, { read: '-1 x 1.5  3e99 __proto__' });
      await mark(mei, 99, 0, 1);
      const marked = { discussionId: here.discussionId, threads: { $exists: true } };
      assert.equal(await reads.countDocuments(marked), 0, 'not even one’s own');
      assert.match(textOf(await html(mei)), /3 posts 5 unread/);
    });

    it('is for each their own: a teacher has marks too, and a student’s are nobody else’s to see', async () => {
      const { teacher, ids } = here;
      assert.match(textOf(await html(teacher)), /3 posts 7 unread/);
      await mark(teacher, 1, 0, 1, 2, 3);
      assert.match(textOf(await html(teacher)), /3 posts 3 unread/);
      assert.match(textOf(await html(mei)), /3 posts 5 unread/);
      const eyes = `/as/${ids['mei-chen']}`;
      for (const path of ['/discussion', '/discussion?show=unread', '/posts/1']) {
        const seen = await html(teacher, eyes + path);
        assert.doesNotMatch(seen, /unread|data-unread|class="[^"]*\bnew\b/, path);
        assert.match(seen, /id="post/, path);
      }
      for (const path of ['/posts/1/read', '/posts/1/unread', '/read'])
        assert.equal((await teacher.post(`${teacher.base}${eyes}${path}`, { read: '0' })).status, 404, path);
      assert.match(textOf(await html(mei)), /3 posts 5 unread/);
    });

    it('is counted on the course’s list, for whoever may read', async () => {
      const menu = (person: string) => launchAs(practice, 'canvas', person, 'courses/hist210/navigation');
      const row = async (person: string) => {
        const visitor = await menu(person);
        const rows = (await html(visitor, '/discussions')).split('<li class="to-open">');
        return textOf(rows.find((one) => one.includes(here.discussionId)) ?? '');
      };
      assert.match(await row('student-mei-chen'), / 5 unread So far 8 of 10/);
      await mark(mei, 1, 0, 1, 3);
      assert.match(await row('student-mei-chen'), / 2 unread So far/);
      await mei.post(`${mei.base}/read`, {});
      assert.doesNotMatch(await row('student-mei-chen'), /unread/);
      assert.match(await row('teacher-rosa'), / 7 unread 7 posts and replies/);
      assert.doesNotMatch(await row('admin-ingrid'), /unread/);
    });
  });
});
