import assert from 'node:assert/strict';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { asking, type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

const LATER = { due: '2031-05-01T23:59' };

describe('A student’s own page of the course', () => {
  let practice: Practice;
  let later: ClassIn;
  let sooner: ClassIn;
  let ana: Visitor;
  before(async () => {
    practice = await startPractice();
    later = await classIn(practice, 'Comes later', asking(LATER, LATER));
    sooner = await classIn(practice, 'Comes first', {
      ...asking({ due: '2031-03-01T23:59' }),
      aliases: 'yes',
    });
    ana = sooner.students['ana-ruiz'];
  });
  after(() => practice?.close());

  const collection = (name: string) => practice.tool.connection.collection(name);
  const list = async (visitor: Visitor) => (await visitor.get(`${visitor.base}/discussions`)).html;
  const postsBy = (here: ClassIn, who: keyof ClassIn['students'], text: string, path = '/posts') =>
    here.students[who].post(here.students[who].base + path, { text });

  it('has what is due next first, and what is done last, whichever was made first', async () => {
    const order = async () =>
      [...(await list(ana)).matchAll(/<h2 dir="auto">([^<]+)/g)].map(([, title]) => title);
    assert.deepEqual(await order(), ['Comes first', 'Comes later']);
    await postsBy(sooner, 'ana-ruiz', 'The first of mine.');
    assert.deepEqual(await order(), ['Comes later', 'Comes first'], 'replies without a date come after');
    await collection('discussions').updateOne(
      { title: 'Comes later' },
      { $push: { excused: { memberId: later.ids['ana-ruiz'], at: new Date(), by: 'rosa' } } as never },
    );
    assert.deepEqual(await order(), ['Comes first', 'Comes later'], 'what they are excused from comes last');
    assert.match(textOf(await list(ana)), /You are excused/);
  });

  it('says of each requirement in words whether it is done, and what did it', async () => {
    assert.match(
      textOf(await list(ana)),
      /✓ Done: Initial post 6 \/ 6 Post 1, .*?4 words, version 1, on time ○ To do: Reply 1 0 \/ 2/,
    );
  });

  it('has their own posts and the answers to them, the new ones marked, each by the name that they may know', async () => {
    await postsBy(sooner, 'mei-chen', 'An answer by Mei.', '/posts/1/replies');
    const rosa = sooner.teacher;
    await rosa.post(`${rosa.base}/posts/1/replies`, { text: 'An answer by the teacher.' });
    const page = await list(ana);
    assert.match(textOf(page), /1 post or reply of yours, 2 answers to you, 2 new/);
    assert.match(textOf(page), /new 1\.1 from (?!Mei).*?An answer by Mei\./);
    assert.match(textOf(page), /1\.2 from Rosa/);
    assert.match(page, /An answer by Mei/);
    assert.doesNotMatch(page, /Mei Chen/, 'classmates go by their aliases');
    await ana.get(`${ana.base}/posts/1`);
    await ana.post(`${ana.base}/read`, {});
    assert.match(textOf(await list(ana)), /1 post or reply of yours, 2 answers to you [^,]/);
  });

  it('leads to each post and answer in pages of its discussion, without a script', async () => {
    const button = /<button class="link" form="(open-\d+)" name="at" value="(1\.1)"/.exec(await list(ana));
    const action = new RegExp(`action="([^"]+)" id="${button?.[1]}"`).exec(await list(ana))?.[1] ?? '';
    const answer = await ana.post(action, { at: button?.[2] ?? '' });
    assert.match(answer.location ?? '', /^\/s\/[\w-]+\/posts\/1\?at=1#reply-1$/);
    assert.match((await ana.get(answer.location ?? '')).html, /An answer by Mei/);
    const elsewhere = await ana.post(action, { at: '//evil.example/1' });
    assert.match(elsewhere.location ?? '', /^\/s\/[\w-]+\/discussion$/);
  });

  it('shows no answer that was hidden, taken back, or written to somebody else', async () => {
    await postsBy(sooner, 'mei-chen', 'Hidden words.', '/posts/1/replies');
    await postsBy(sooner, 'mei-chen', 'Deleted words.', '/posts/1/replies');
    await postsBy(sooner, 'mei-chen', 'A post of their own.');
    await postsBy(sooner, 'wulandari', 'To Mei alone.', '/posts/2/replies');
    for (const words of [/Hidden words/, /Deleted words/]) assert.match(await list(ana), words);
    const posts = collection('posts');
    await posts.updateOne({ text: 'Hidden words.' }, { $set: { hiddenAt: new Date() } });
    await posts.updateOne({ text: 'Deleted words.' }, { $set: { deletedAt: new Date() } });
    assert.doesNotMatch(await list(ana), /Hidden words|Deleted words|To Mei alone|A post of their own/);
  });

  it('shows nothing that was written for another section', async () => {
    const { discussionId } = sooner;
    const member = { _id: sooner.ids['ana-ruiz'] as never };
    const [before, discussion] = await Promise.all([
      collection('members').findOne(member),
      collection('discussions').findOne({ _id: discussionId as never }),
    ]);
    await collection('discussions').updateOne(
      { _id: discussionId as never },
      { $set: { groups: 'sections' } },
    );
    await collection('members').updateOne(member, { $set: { 'placed.sections.byHand': 'red' } });
    await collection('posts').updateOne({ text: 'An answer by Mei.' }, { $set: { groupId: 'blue' } });
    assert.doesNotMatch(await list(ana), /An answer by Mei/);
    assert.match(await list(ana), /An answer by the teacher/);
    await collection('posts').updateOne({ text: 'An answer by Mei.' }, { $set: { groupId: 'red' } });
    assert.match(await list(ana), /An answer by Mei/);
    await collection('members').replaceOne(member, before ?? {});
    await collection('discussions').replaceOne({ _id: discussionId as never }, discussion ?? {});
  });

  it('is a student’s alone: a teacher’s list is that of the course', async () => {
    assert.doesNotMatch(await list(sooner.teacher), /of yours|To do:/);
    assert.doesNotMatch(await list(sooner.students['mei-chen']), /The first of mine/);
  });

  it('reads the database no more often for twenty discussions than for two', async () => {
    // Nothing is read in the background meanwhile.
    await practice.tool.stop();
    await collection('discussions').updateMany({}, { $set: { postFirst: true } });
    const few = await readsOf(() => list(ana));
    await multiply(18);
    const many = await readsOf(() => list(ana));
    assert.equal((await list(ana)).match(/<h2 dir="auto">/g)?.length, 20);
    assert.ok(Object.keys(few).length === 5);
    assert.deepEqual(many, few);
  });

  const PAGES = 'posts|members|reads|drafts|questions';
  /** How often each collection is read for that, but for those that deliveries look at meanwhile. */
  async function readsOf(read: () => Promise<unknown>): Promise<Record<string, number>> {
    const { db } = practice.tool.connection;
    await db?.command({ profile: 2 });
    const since = new Date();
    await read();
    await db?.command({ profile: 0 });
    const ns = new RegExp(`\\.(${PAGES})$`);
    const asked = { ns, op: { $in: ['query', 'command'] }, ts: { $gte: since } };
    const entries = await collection('system.profile').find(asked).toArray();
    const counts: Record<string, number> = {};
    for (const { ns } of entries) counts[ns] = (counts[ns] ?? 0) + 1;
    return counts;
  }

  /** As many more of both, each with a place that a student was let into, and what was written there. */
  async function multiply(count: number): Promise<void> {
    const [discussion, link, posts] = await Promise.all([
      collection('discussions').findOne({ title: 'Comes first' }),
      collection('resourcelinks').findOne({ discussionId: sooner.discussionId }),
      collection('posts').find({ discussionId: sooner.discussionId }).toArray(),
    ]);
    for (let n = 0; n < count; n++) {
      const id = `more-${n}`;
      await collection('discussions').insertOne({
        ...discussion,
        _id: id as never,
        requestId: id,
      });
      await collection('resourcelinks').insertOne({
        ...link,
        ...{ _id: id as never, resourceLinkId: id, linkId: id, discussionId: id },
      });
      await collection('posts').insertMany(
        posts.map((post) => ({ ...post, _id: `${id} ${post._id}` as never, discussionId: id })),
      );
    }
  }
});
