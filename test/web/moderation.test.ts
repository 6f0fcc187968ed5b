import assert from 'node:assert/strict';
import {
  launchAs,
  type Practice,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

describe('Moderation', () => {
  let practice: Practice;
  let activity: string;
  let teacher: Visitor;
  let assistant: Visitor;
  let ana: Visitor;
  let jonas: Visitor;
  let anaId: string;
  let discussionId: string;

  before(async () => {
    practice = await startPractice();
  });
  beforeEach(async () => {
    ({ activity, teacher } = await setUpActivity(practice, 'canvas'));
    assistant = await enter('ta-yuki');
    ana = await enter('student-ana-ruiz');
    jonas = await enter('student-jonas-lindqvist');
    const session = await collection('sessions').findOne({ _id: ana.base.slice(3) as never });
    [anaId, discussionId] = [String(session?.memberId), String(session?.discussionId)];
  });
  after(() => practice?.close());

  const enter = (person: string) => launchAs(practice, 'canvas', person, `launch/${activity}`);
  const collection = (name: string) => practice.tool.connection.collection(name);
  async function write(visitor: Visitor, text: string, to = ''): Promise<string> {
    const { status, html } = await act(visitor, to || '/posts', { text });
    assert.equal(status, 303, textOf(html));
    return String((await collection('posts').findOne({ discussionId, text }))?._id);
  }
  const reply = (visitor: Visitor, text: string) => write(visitor, text, '/posts/1/replies');
  const page = async (visitor: Visitor, path: string) => (await visitor.get(visitor.base + path)).html;
  const act = (visitor: Visitor, path: string, fields: Record<string, string> = {}) =>
    visitor.post(visitor.base + path, fields);
  const asAna = (path: string) => page(teacher, `/as/${anaId}${path}`);
  const log = async () =>
    textOf(await page(teacher, '/moderation'))
      .split('What was decided')
      .at(-1) ?? '';

  describe('hiding a post', () => {
    let id: string;
    beforeEach(async () => {
      id = await write(ana, 'Her number is 555 0100.');
      await reply(jonas, 'That should not be here.');
    });
    const hide = (visitor = teacher) => act(visitor, `/hide/${id}`, { reason: 'No phone numbers, please.' });

    it('takes its words from students everywhere, and says so in their place', async () => {
      const done = await hide();
      assert.match(done.location ?? '', /\/posts\/1\?done=hidden#post$/);
      const thread = textOf(await page(jonas, '/posts/1'));
      assert.match(thread, /A teacher has hidden this\./);
      assert.match(thread, /That should not be here\./);
      for (const path of [
        '/discussion',
        '/posts/1',
        '/search?q=number',
        '/discussion?by=Ana',
        `/changes/${id}`,
      ]) {
        const html = await page(jonas, path);
        assert.doesNotMatch(html, /555 0100|phone numbers/, path);
      }
      assert.match(textOf(await page(jonas, '/discussion')), /A teacher has hidden this\. 1 reply/);
    });

    it('leaves it to its author and to graders, with the reason', async () => {
      await hide(assistant);
      const hers = textOf(await page(ana, '/posts/1'));
      assert.match(hers, /You and your teachers see it still.* No phone numbers, please\. Her number is 555/);
      assert.match(textOf(await page(ana, '/discussion')), /A teacher has hidden something you wrote.*: 1 /);
      for (const grader of [teacher, assistant]) {
        assert.match(
          textOf(await page(grader, '/posts/1')),
          /Hidden\. .* No phone numbers, please\. Her number/,
        );
        assert.match(textOf(await page(grader, '/discussion')), /hidden .* Her number is 555 0100\./);
        assert.match(textOf(await page(grader, '/search?q=number')), /hidden .*Her number is 555 0100\./);
      }
      assert.match(textOf(await asAna('/posts/1')), /You and your teachers see it still/);
      const asJonas = await collection('members').findOne({ name: 'Jonas Lindqvist' });
      assert.doesNotMatch(await page(teacher, `/as/${asJonas?._id}/posts/1`), /555 0100|phone numbers/);
    });

    it('takes it out of what counts, and showing it again puts it back as it was', async () => {
      assert.match(textOf(await page(ana, '/discussion')), /So far 6 of 10/);
      await hide();
      assert.match(textOf(await page(ana, '/discussion')), /So far 0 of 10/);
      assert.match(textOf(await page(teacher, `/grading/${anaId}`)), /Suggested 0 of 10/);
      const shown = await act(teacher, `/hide/${id}/undo`);
      assert.match(shown.location ?? '', /done=unhidden/);
      assert.match(textOf(await page(ana, '/discussion')), /So far 6 of 10/);
      assert.match(textOf(await page(jonas, '/posts/1')), /Her number is 555 0100\./);
      assert.doesNotMatch(await page(ana, '/posts/1'), /phone numbers/);
    });

    it('never moves a grade that was confirmed', async () => {
      await act(teacher, `/grading/${anaId}`, { points: '6', comment: '', after: 'stay', seen: '' });
      await hide();
      const grading = textOf(await page(teacher, `/grading/${anaId}`));
      assert.match(grading, /Grade 6 of 10/);
      assert.match(grading, /Suggested: 0 of 10/);
    });

    it('asks for a reason, keeps what was typed, and is noted once however often it is sent', async () => {
      assert.match(
        textOf(await page(teacher, `/hide/${id}`)),
        /Hide 1\? .* Her number is 555.* Its author reads this/,
      );
      const blank = await act(teacher, `/hide/${id}`, { reason: ' ' });
      assert.equal(blank.status, 422);
      assert.match(textOf(blank.html), /Say why in a few words/);
      const long = await act(teacher, `/hide/${id}`, { reason: 'why '.repeat(200) });
      assert.equal(long.status, 422);
      assert.match(long.html, /why why why/);
      await Promise.all([hide(), hide(), hide(assistant)]);
      assert.equal((await log()).match(/ hid what /g)?.length, 1);
    });

    it('lets nobody answer or change it meanwhile, and nothing typed is lost', async () => {
      const typing = await page(jonas, '/posts/1');
      const parentId = /name="parentId" value="([^"]+)"/.exec(typing)?.[1] ?? '';
      await hide();
      const late = await act(jonas, '/posts/1/replies', { text: 'Half an hour of thought.', parentId });
      assert.equal(late.status, 422);
      assert.match(textOf(late.html), /was hidden by a teacher meanwhile.* Half an hour of thought\./);
      const edited = await act(ana, `/edit/${id}`, { text: 'Her number is gone.', seen: '' });
      assert.equal(edited.status, 422);
      assert.match(textOf(edited.html), /A teacher has hidden this, so it stays.* Her number is gone\./);
      assert.equal((await ana.get(`${ana.base}/delete/${id}`)).status, 409);
      await act(ana, `/delete/${id}`);
      assert.equal((await collection('posts').findOne({ _id: id as never }))?.deletedAt, null);
    });

    it('finds nothing to hide in what was deleted, and says so', async () => {
      await act(ana, `/delete/${id}`);
      const answer = await hide();
      assert.equal(answer.status, 422);
      assert.match(
        textOf(answer.html),
        /No phone numbers, please\. It was deleted meanwhile: there is nothing left to hide\./,
      );
    });

    it('lets either hiding or deleting happen where both do at once, never both', async () => {
      await Promise.all([hide(), act(ana, `/delete/${id}`)]);
      const kept = await collection('posts').findOne({ _id: id as never });
      assert.equal([kept?.deletedAt, kept?.hiddenAt].filter(Boolean).length, 1);
    });
  });

  describe('locking', () => {
    let id: string;
    let mine: string;
    beforeEach(async () => {
      id = await write(ana, 'A heated thread.');
      mine = await reply(jonas, 'Heat.');
      await write(jonas, 'A calm thread.');
    });
    const lock = (reason = '') => act(teacher, `/lock/${id}`, { reason });

    it('lets students add and change nothing in a thread, which says why in the form’s place', async () => {
      await lock('Let it rest until Monday.');
      const html = await page(jonas, '/posts/1');
      assert.match(textOf(html), /This thread is locked Let it rest until Monday\. Everything can be read\./);
      assert.doesNotMatch(html, /<textarea|\?to|\/edit\/|\/delete\//);
      assert.match(await page(jonas, '/posts/2'), /<textarea/);
      for (const path of [`/edit/${mine}`, `/delete/${mine}`])
        assert.match(textOf(await page(jonas, path)), /This thread was locked meanwhile/, path);
    });

    it('gives back what was being written when it came', async () => {
      await lock();
      const late = await act(jonas, '/posts/1/replies', { text: 'Half an hour of thought.' });
      assert.equal(late.status, 422);
      assert.match(textOf(late.html), /This thread was locked meanwhile\..* Half an hour of thought\./);
      const edited = await act(jonas, `/edit/${mine}`, { text: 'More heat.', seen: '' });
      assert.match(textOf(edited.html), /This thread was locked meanwhile\..* More heat\./);
      assert.equal((await collection('posts').findOne({ _id: mine as never }))?.text, 'Heat.');
    });

    it('does not keep those out who can lift it, and lifting it opens the thread', async () => {
      await lock();
      assert.match(
        textOf(await page(assistant, '/posts/1')),
        /students can add and change nothing\. You still can\./,
      );
      await reply(assistant, 'The last word, for now.');
      await act(assistant, `/lock/${id}/undo`);
      await reply(jonas, 'Calmer.');
      assert.match(await log(), /unlocked the thread of Ana Ruiz.* locked the thread of Ana Ruiz/);
    });

    it('never takes a reply once it holds, whatever comes at once', async () => {
      const replies = Array.from({ length: 8 }, (_, index) =>
        act(jonas, '/posts/1/replies', { text: `Quick ${index}.` }),
      );
      await Promise.all([lock(), ...replies]);
      const before = await collection('posts').countDocuments({ discussionId });
      assert.equal((await act(jonas, '/posts/1/replies', { text: 'After it.' })).status, 422);
      assert.equal(await collection('posts').countDocuments({ discussionId }), before);
    });

    it('closes the whole discussion as well, and opens it again', async () => {
      assert.match(textOf(await page(teacher, '/moderation')), /Students can write in this discussion\./);
      const done = await act(teacher, '/lock', { reason: 'The term is over.' });
      assert.match(done.location ?? '', /\/moderation\?done=lockedAll$/);
      for (const path of ['/discussion', '/posts/2']) {
        const html = await page(ana, path);
        assert.match(textOf(html), /This discussion is locked The term is over\./, path);
        assert.doesNotMatch(html, /<textarea/, path);
      }
      const late = await act(ana, '/posts', { title: 'Kept', text: 'Half an hour of thought.' });
      assert.equal(late.status, 422);
      assert.match(textOf(late.html), /The discussion was locked meanwhile\..* Half an hour of thought\./);
      assert.equal((await act(ana, '/posts/2/replies', { text: 'Late.' })).status, 422);
      await act(assistant, '/unlock');
      await write(ana, 'A new term.');
    });
  });

  describe('pinning a post', () => {
    it('puts it on top of every order for everybody, and marks it', async () => {
      for (const index of [1, 2, 3]) await write(ana, `Post ${index}.`);
      const third = String((await collection('posts').findOne({ discussionId, number: 3 }))?._id);
      assert.match((await act(teacher, `/pin/${third}`)).location ?? '', /\/posts\/3\?done=pinned#post$/);
      const numbers = async (query: string) =>
        [...(await page(jonas, `/discussion${query}`)).matchAll(/<a class="no"[^>]*>(\d+)</g)].map(
          ([, number]) => Number(number),
        );
      assert.deepEqual(await numbers('?order=oldest'), [3, 1, 2]);
      assert.deepEqual(await numbers('?order=newest'), [3, 2, 1]);
      assert.deepEqual((await numbers('?order=needs'))[0], 3);
      assert.deepEqual(new Set(await numbers('?order=needs')), new Set([1, 2, 3]));
      assert.deepEqual(await numbers('?by=Ana&order=oldest'), [1, 2, 3], 'found like any');
      assert.match(textOf(await page(jonas, '/discussion')), /3 posts .*Pinned .*Ana Ruiz pinned/);
      await act(teacher, `/pin/${third}/undo`);
      assert.deepEqual(await numbers('?order=oldest'), [1, 2, 3]);
      assert.match(await log(), /unpinned a post of Ana Ruiz.* pinned a post of Ana Ruiz/);
    });

    it('is for five posts, each once, and for no reply', async () => {
      const ids: string[] = [];
      for (const index of [1, 2, 3, 4, 5, 6]) ids.push(await write(ana, `Post ${index}.`));
      const answer = await reply(jonas, 'A reply.');
      assert.equal((await act(teacher, `/pin/${answer}`)).status, 404);
      for (const id of [ids[0], ...ids.slice(0, 5)])
        assert.equal((await act(teacher, `/pin/${id}`)).status, 303);
      const sixth = await act(teacher, `/pin/${ids[5]}`);
      assert.equal(sixth.status, 409);
      assert.match(textOf(sixth.html), /Five posts are pinned already\. Unpin one first\./);
      assert.equal((await log()).match(/ pinned a post/g)?.length, 5);
    });
  });

  describe('muting a student', () => {
    const mute = () => act(teacher, `/mute/${anaId}?from=1`, { reason: 'Please cool down.' });

    it('lets them read but not write, tells them why, and loses nothing of what they typed', async () => {
      const id = await write(ana, 'What I think of you.');
      assert.match((await mute()).location ?? '', /\/posts\/1\?done=muted#post$/);
      for (const path of ['/discussion', '/posts/1']) {
        const html = await page(ana, path);
        assert.match(textOf(html), /You can read here, but not write at the moment Please cool down\./, path);
        assert.doesNotMatch(html, /<textarea|\/edit\//, path);
      }
      for (const path of ['/posts', '/posts/1/replies', `/edit/${id}`]) {
        const late = await act(ana, path, { text: 'Half an hour of thought.', seen: '' });
        assert.equal(late.status, 422, path);
        assert.match(textOf(late.html), /You can write nothing here.* Half an hour of thought\./, path);
      }
      assert.equal((await act(ana, `/delete/${id}`)).status, 303, 'what one regrets can go');
      assert.equal((await act(ana, `/delete/${id}/undo`)).status, 409, 'and does not come back meanwhile');
      assert.match(await page(jonas, '/discussion'), /<textarea/);
      assert.doesNotMatch(await page(jonas, '/discussion'), /cool down/);
    });

    it('ends when it is taken back, twice as well as once', async () => {
      await mute();
      assert.match(
        textOf(await page(teacher, '/moderation')),
        /Muted students Ana Ruiz .* Please cool down\./,
      );
      for (const _time of [1, 2]) assert.equal((await act(assistant, `/mute/${anaId}/undo`)).status, 303);
      await write(ana, 'I am calm.');
      assert.match(await log(), /let Ana Ruiz write again\..* muted Ana Ruiz\. Please cool down\./);
      assert.equal((await log()).match(/write again/g)?.length, 1);
    });

    it('is for students of the course alone, in this discussion alone', async () => {
      const rosa = await collection('members').findOne({ name: 'Rosa Delgado' });
      for (const id of [String(rosa?._id), 'nobody'])
        assert.equal((await act(teacher, `/mute/${id}`, { reason: 'x' })).status, 404, id);
      await mute();
      ({ activity } = await setUpActivity(practice, 'canvas', { title: 'Another' }));
      const elsewhere = await enter('student-ana-ruiz');
      assert.equal((await act(elsewhere, '/posts', { text: 'Here I may.' })).status, 303);
    });
  });

  describe('finding a post helpful', () => {
    let id: string;
    beforeEach(async () => {
      id = await write(ana, 'A hint.');
      await reply(jonas, 'A thought.');
    });
    const mark = (visitor: Visitor, helpful = 'yes') => act(visitor, `/helpful/${id}`, { helpful });
    const pressed = async (visitor: Visitor) =>
      /value="(?:yes|no)" aria-pressed="(true|false)" aria-label="Helpful: 1, Ana Ruiz"/.exec(
        await page(visitor, '/posts/1'),
      )?.[1];

    it('marks it once, and takes the mark back', async () => {
      assert.equal(await pressed(jonas), 'false');
      const answers = await Promise.all([mark(jonas), mark(jonas), mark(jonas)]);
      for (const { status, location } of answers)
        assert.deepEqual([status, location], [303, `${jonas.base}/posts/1`]);
      assert.equal(await pressed(jonas), 'true');
      assert.equal(await collection('helpful').countDocuments({ postId: id }), 1);
      await mark(jonas, 'no');
      assert.equal(await pressed(jonas), 'false');
    });

    it('tells its author and those who grade how many, and nobody else, who sees their own mark alone', async () => {
      const mei = await enter('student-mei-chen');
      for (const visitor of [jonas, mei, teacher]) await mark(visitor);
      const told = /3 people found this helpful/;
      for (const visitor of [ana, teacher, assistant])
        assert.match(textOf(await page(visitor, '/posts/1')), told);
      assert.match(textOf(await asAna('/posts/1')), told);
      for (const visitor of [jonas, mei])
        assert.doesNotMatch(await page(visitor, '/posts/1'), /found this helpful/);
      assert.equal(await pressed(ana), undefined, 'one’s own has no button');
      assert.doesNotMatch(await page(jonas, '/discussion'), /helpful/i);
    });

    it('counts no test student', async () => {
      const test = await enter('test-student');
      await mark(test);
      assert.equal(await pressed(test), 'true');
      assert.doesNotMatch(await page(ana, '/posts/1'), /found this helpful/);
    });

    it('is for others’ posts that can be read', async () => {
      assert.equal((await mark(ana)).status, 404);
      await act(teacher, `/hide/${id}`, { reason: 'Not so helpful.' });
      for (const visitor of [jonas, teacher]) assert.equal((await mark(visitor)).status, 404);
      await act(teacher, `/hide/${id}/undo`);
      await act(ana, `/delete/${id}`);
      assert.equal((await mark(jonas)).status, 404);
    });

    it('tells a script how it went, and no page', async () => {
      const answer = await jonas.send(`${jonas.base}/helpful/${id}`, {
        method: 'POST',
        headers: { accept: 'application/json' },
        body: new URLSearchParams({ csrf: await jonas.csrfToken(), helpful: 'yes' }),
      });
      assert.deepEqual([answer.status, JSON.parse(answer.html)], [200, { to: `${jonas.base}/posts/1` }]);
    });
  });

  describe('reporting a post', () => {
    let id: string;
    beforeEach(async () => {
      id = await write(ana, 'You are all fools.');
    });
    const tell = (visitor = jonas, reason = 'It insults us.') => act(visitor, `/report/${id}`, { reason });

    it('tells those who grade, with the reason and by whom, and its author nothing', async () => {
      assert.match(
        textOf(await page(jonas, `/report/${id}`)),
        /Report 1 to your teacher\? .* You are all fools\./,
      );
      assert.match((await tell()).location ?? '', /\/posts\/1\?done=reported#post$/);
      for (const grader of [teacher, assistant]) {
        assert.match(textOf(await page(grader, '/discussion')), /Moderation \(1 reported\)/);
        const reports = textOf(await page(grader, '/moderation'));
        assert.match(
          reports,
          /Reported, and not looked at yet .* 1, Ana Ruiz Jonas Lindqvist, .* It insults us\. .* You are all fools\./,
        );
      }
      for (const path of ['/posts/1', '/discussion', '/moderation'])
        assert.doesNotMatch(await page(ana, path), /insults|report/i, path);
      assert.doesNotMatch(await asAna('/posts/1'), /insults|reported/);
    });

    it('tells whoever reported that it waits, and that it was looked at', async () => {
      await tell();
      assert.match(textOf(await page(jonas, '/posts/1')), /You reported this; a teacher will look at it\./);
      assert.doesNotMatch(await page(jonas, '/posts/1'), new RegExp(`/report/${id}`));
      const done = await act(teacher, `/reports/${id}`, { reason: 'Rude, but argued.' });
      assert.match(done.location ?? '', /\/moderation\?done=settled#reports$/);
      assert.match(
        textOf(await page(jonas, '/posts/1')),
        /a teacher has looked at it and left it as it is\./,
      );
      assert.doesNotMatch(await page(jonas, '/posts/1'), /Rude, but argued/);
      assert.match(
        await log(),
        /looked at a report and left as it is what Ana Ruiz wrote: 1 Rude, but argued\./,
      );
      assert.doesNotMatch(textOf(await page(teacher, '/discussion')), /reported\)/);
      assert.match((await tell()).location ?? '', /done=reported/, 'it can be reported anew');
    });

    it('is settled by hiding the post, from where it is looked at', async () => {
      await tell();
      const way = /href="([^"]+\/hide\/[^"]+)">Hide it/.exec(await page(teacher, '/moderation'))?.[1] ?? '';
      const done = await teacher.post(way.replace('&#x3D;', '='), { reason: 'No insults here.' });
      assert.match(done.location ?? '', /\/moderation\?done=hidden#reports$/);
      assert.equal(await collection('reports').countDocuments({ discussionId, open: true }), 0);
      assert.match(textOf(await page(jonas, '/posts/1')), /A teacher has hidden this\./);
    });

    it('needs a reason, waits once a person, and ends at ten a day, with what was typed still there', async () => {
      const blank = await tell(jonas, ' ');
      assert.equal(blank.status, 422);
      assert.match(textOf(blank.html), /what is wrong with it, so that your teacher understands/);
      await Promise.all([tell(), tell(), tell()]);
      assert.equal(await collection('reports').countDocuments({ postId: id }), 1);
      const { reports } = practice.tool.tool.store;
      const session = await collection('sessions').findOne({ _id: jonas.base.slice(3) as never });
      const more = { discussionId, reporterId: String(session?.memberId), reason: 'x', at: new Date() };
      for (let index = 0; index < 9; index++) await reports.add({ ...more, postId: `other ${index}` });
      const eleventh = await tell(jonas, 'One more thing.');
      assert.equal(eleventh.status, 422);
      assert.match(textOf(eleventh.html), /One more thing\. You have reported ten things today\./);
    });

    it('is for students, about others’ posts that can be read', async () => {
      assert.equal((await tell(ana)).status, 404);
      assert.equal((await tell(teacher)).status, 404);
      await act(teacher, `/hide/${id}`, { reason: 'No insults here.' });
      assert.equal((await tell()).status, 404);
    });
  });

  it('is offered to graders alone, in the menu of a post that says which one', async () => {
    await write(ana, 'One.');
    await reply(jonas, 'Two.');
    const menu = (html: string) =>
      [...html.matchAll(/<li><(?:a|button)[^>]*aria-label="([^"]+)"/g)]
        .map(([, name]) => name)
        .filter((name) => !/^(Mark unread|Quote) /.test(name ?? ''));
    const root = [
      'Hide… 1, Ana Ruiz',
      'Pin 1, Ana Ruiz',
      'Lock thread… 1, Ana Ruiz',
      'Mute author… Ana Ruiz, who wrote 1',
    ];
    const answer = ['Hide… 1.1, Jonas Lindqvist', 'Mute author… Jonas Lindqvist, who wrote 1.1'];
    for (const grader of [teacher, assistant])
      assert.deepEqual(menu(await page(grader, '/posts/1')), [...root, ...answer]);
    for (const visitor of [ana, jonas])
      assert.doesNotMatch(await page(visitor, '/posts/1'), /\/hide\/|\/pin\/|\/lock\/|\/mute\//);
    assert.doesNotMatch(await asAna('/posts/1'), /\/hide\/|\/pin\/|\/lock\/|\/mute\/|\/edit\/|<button form/);
    assert.doesNotMatch(await page(ana, '/discussion'), /\/moderation/);
  });

  it('keeps its log by pages', async () => {
    const { moderation } = practice.tool.tool.store;
    const entry = { discussionId, byId: anaId, act: 'pin', label: '1', memberId: anaId, reason: '' } as const;
    const start = Date.now();
    for (let index = 0; index < 60; index++)
      await moderation.add({
        ...entry,
        at: new Date(start - Math.floor(index / 3) * 1000),
        label: `${index + 1}`,
      });
    const first = await page(teacher, '/moderation');
    const labels = (html: string) =>
      [...html.matchAll(/aria-label="Go to (\d+)"/g)].map(([, label]) => Number(label));
    const older = /href="([^"]+)#log">Older/.exec(first)?.[1] ?? '';
    const second = (await teacher.get(older.replace('&#x3D;', '='))).html;
    assert.equal(labels(first).length, 50);
    assert.deepEqual(
      [...labels(first), ...labels(second)].sort((one, other) => one - other),
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
    assert.equal((await teacher.get(`${teacher.base}/moderation?after=nothing`)).status, 200);
  });
});
