import assert from 'node:assert/strict';
import { EDITED_FREELY } from '../../src/domain/editing.ts';
import { OPEN_TO_ALL } from '../../src/domain/opening.ts';
import { PLAIN_RULES } from '../../src/store/discussions.ts';
import type { NewPost, Post } from '../../src/store/posts.ts';
import { type FreshStore, freshStore, later, NOW } from './freshStore.ts';

const written = (text: string) => ({
  ...{ title: '', format: 'plain' as const, text, files: [] as string[], pictures: [] as string[] },
  ...{ html: `<p>${text}</p>`, plain: text, words: 1 },
});

describe('Posts', () => {
  let fresh: FreshStore;
  let discussionId: string;
  let discussions = 0;

  before(async () => {
    fresh = await freshStore();
  });
  after(() => fresh?.close());
  beforeEach(() => {
    discussions += 1;
    discussionId = `d${discussions}`;
  });

  const store = (index: number) => (index % 2 ? fresh.store : fresh.other);
  const fresh10 = Array.from({ length: 10 }, (_, index) => index);
  const newPost = (changes: Partial<NewPost> = {}): NewPost => ({
    ...written('text'),
    ...{
      discussionId,
      threadId: null,
      threadNumber: 1,
      parentId: null,
      parentAuthorId: null,
      parentAuthorRole: null,
    },
    ...{ authorId: 'a', authorRole: 'learner', number: 1, createdAt: NOW, requestId: 'r1', change: 1 },
    ...changes,
  });
  async function added(changes: Partial<NewPost> = {}): Promise<Post> {
    const post = await fresh.store.posts.add(newPost(changes));
    assert.ok(post);
    return post;
  }
  const replyTo = ({ id, threadNumber }: Post, number: number): Partial<NewPost> => {
    return { threadId: id, threadNumber, parentId: id, number, requestId: `reply ${number}`, authorId: 'b' };
  };

  it('of one request are one, however often and wherever the form was sent', async () => {
    const sent = await Promise.all(fresh10.map((index) => store(index).posts.add(newPost())));
    const [post, ...more] = sent.filter((one) => one !== null);
    assert.ok(post);
    assert.deepEqual(more, []);
    assert.equal((await fresh.store.posts.byRequest(discussionId, 'a', 'r1'))?.post.id, post.id);
    assert.equal(await fresh.store.posts.count({ discussionId }, { what: 'threads' }), 1);
  });

  it('of another author or in another discussion may carry the same request id', async () => {
    await added();
    await added({ authorId: 'b' });
    await added({ discussionId: `${discussionId} too` });
    assert.equal(await fresh.store.posts.count({ discussionId }, { what: 'threads' }), 2);
  });

  it('and discussions of one request are one', async () => {
    const settings = {
      ...{ title: 'Week 1', promptText: '', promptFormat: 'plain' as const, promptHtml: '', promptPlain: '' },
      ...{ requirements: [], maximum: 10 },
      ...{ repliesToInstructorCount: false, zone: 'UTC' },
      ...EDITED_FREELY,
      ...OPEN_TO_ALL,
      ...PLAIN_RULES,
    };
    const made = await Promise.all(
      fresh10.map((index) => store(index).discussions.add('course', settings, 'r', NOW)),
    );
    assert.equal(new Set(made.map(({ id }) => id)).size, 1);
    const numbers = fresh10.map((index) => store(index).discussions.nextPostNumber(made[0]?.id ?? ''));
    assert.deepEqual(
      (await Promise.all(numbers)).map(Number).sort((one, two) => one - two),
      fresh10.map((index) => index + 1),
    );
  });

  it('count their replies by looking, and hand out reply numbers once', async () => {
    const post = await added();
    const numbers = await Promise.all(fresh10.map((index) => store(index).posts.nextReplyNumber(post.id)));
    assert.deepEqual(
      numbers.map(Number).sort((one, two) => one - two),
      fresh10.map((index) => index + 1),
    );
    const [first, second] = [
      await added(replyTo(post, 1)),
      await added({ ...replyTo(post, 2), createdAt: later(5) }),
    ];
    await fresh.store.posts.recountReplies(post.id);
    assert.deepEqual(await counts(post), [2, later(5)]);
    await fresh.store.posts.markDeleted(second.id, later(6), 2);
    await fresh.store.posts.recountReplies(post.id);
    assert.deepEqual(await counts(post), [1, NOW]);
    assert.equal(await fresh.store.posts.nextReplyNumber(first.id), null, 'a reply has no thread of its own');
  });
  const counts = async ({ id }: Post) => {
    const post = await fresh.store.posts.find({ discussionId }, id);
    return [post?.replyCount, post?.lastReplyAt];
  };

  it('of one number are told with their replies in order of writing, deleted ones in their place', async () => {
    const post = await added({ number: 2, threadNumber: 2 });
    for (const number of [2, 1, 3]) await added(replyTo(post, number));
    await fresh.store.posts.markDeleted(post.id, later(1), 2);
    const joints = await fresh.store.posts.joints({ discussionId }, 2);
    const replies = joints.filter(({ parentId }) => parentId !== null);
    assert.deepEqual(
      replies.map(({ number }) => number),
      [1, 2, 3],
    );
    const root = await fresh.store.posts.rootOf({ discussionId }, 2);
    assert.deepEqual([root?.id, root?.deletedAt], [post.id, later(1)]);
  });

  it('edited by two tabs at once keep one edit, and tell the other', async () => {
    const post = await added();
    const edits = fresh10.map((index) =>
      store(index).posts.revise(post, { ...written(`edit ${index}`), at: later(index + 1), change: 2 }),
    );
    const kept = (await Promise.all(edits)).flatMap((done, index) => (done ? [index] : []));
    assert.equal(kept.length, 1);
    const now = await fresh.store.posts.find({ discussionId }, post.id);
    assert.equal(now?.text, `edit ${kept[0]}`);
    const [record] = await fresh.store.posts.records(discussionId);
    assert.deepEqual(
      record?.revisions.map(({ number }) => number),
      [1, 2],
    );
    assert.equal(
      await fresh.store.posts.revise(post, { ...written('late'), at: later(60), change: 2 }),
      false,
    );
  });

  it('keep what was typed as it was typed, dollars and all', async () => {
    const post = await added();
    const text = '$set: {"$plain": "$$ROOT"} 100 $ .';
    assert.equal(
      await fresh.store.posts.revise(post, { ...written(text), title: '$title', at: later(1), change: 2 }),
      true,
    );
    const now = await fresh.store.posts.find({ discussionId }, post.id);
    assert.deepEqual([now?.text, now?.title, now?.editedAt], [text, '$title', later(1)]);
  });

  it('once deleted cannot be edited, and stay deleted since the first time', async () => {
    const post = await added();
    await fresh.store.posts.markDeleted(post.id, later(1), 2);
    await fresh.store.posts.markDeleted(post.id, later(2), 2);
    assert.deepEqual((await fresh.store.posts.find({ discussionId }, post.id))?.deletedAt, later(1));
    assert.equal(
      await fresh.store.posts.revise(post, { ...written('late'), at: later(3), change: 2 }),
      false,
    );
  });

  it('are found in their own discussion only', async () => {
    const { id } = await added();
    assert.equal(await fresh.store.posts.find({ discussionId: 'another' }, id), null);
    assert.deepEqual(await fresh.store.posts.byIds('another', [id]), new Map());
    assert.deepEqual(await fresh.store.posts.records('another'), []);
  });
});
