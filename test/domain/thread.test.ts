import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NotFound } from '../../src/domain/errors.ts';
import { labelOf, readThread, type ThreadPost } from '../../src/domain/thread.ts';

const root: ThreadPost = { id: 'p', parentId: null, number: 12, authorId: 'ada', deletedAt: null };
const reply = (number: number, parentId: string, more: Partial<ThreadPost> = {}): ThreadPost => ({
  id: `r${number}`,
  parentId,
  number,
  authorId: `author-${number}`,
  deletedAt: null,
  ...more,
});
const gone = { deletedAt: new Date('2026-03-01T12:00:00Z') };
const labels = (posts: ThreadPost[]) => readThread(posts).replies.map(({ label }) => label);

describe('A thread', () => {
  it('is read oldest first, whatever a reply answers', () => {
    assert.deepEqual(labels([reply(3, 'r1'), root, reply(2, 'p'), reply(1, 'p')]), ['12.1', '12.2', '12.3']);
  });

  it('says which reply a reply answers, and nothing where it answers the post', () => {
    const [first, second] = readThread([root, reply(1, 'p'), reply(2, 'r1')]).replies;
    assert.equal(first?.answers, null);
    assert.deepEqual(second?.answers, { postId: 'r1', number: 1, authorId: 'author-1' });
  });

  it('labels the post by its number in the discussion', () => {
    assert.equal(readThread([root]).root.label, '12');
    assert.equal(labelOf(12), '12');
    assert.equal(labelOf(12, 4), '12.4');
  });

  it('leaves a deleted reply out, and the others keep their numbers', () => {
    assert.deepEqual(labels([root, reply(1, 'p', gone), reply(2, 'p')]), ['12.2']);
  });

  it('keeps a tombstone of a deleted reply that somebody answers', () => {
    const { replies } = readThread([root, reply(1, 'p', gone), reply(2, 'r1', gone), reply(3, 'r2')]);
    assert.deepEqual(
      replies.map(({ label, tombstone }) => [label, tombstone]),
      [
        ['12.1', true],
        ['12.2', true],
        ['12.3', false],
      ],
    );
  });

  it('drops a deleted reply whose answers are all deleted too', () => {
    assert.deepEqual(labels([root, reply(1, 'p', gone), reply(2, 'r1', gone)]), []);
  });

  it('keeps a deleted post as a tombstone, even alone', () => {
    assert.equal(readThread([{ ...root, ...gone }]).root.tombstone, true);
    assert.equal(readThread([root]).root.tombstone, false);
  });

  it('treats what the reader may not see like what is deleted', () => {
    const posts = [root, reply(1, 'p'), reply(2, 'r1'), reply(3, 'p')];
    const { replies } = readThread(posts, ({ id }) => id !== 'r1' && id !== 'r3');
    assert.deepEqual(
      replies.map(({ label, tombstone }) => [label, tombstone]),
      [
        ['12.1', true],
        ['12.2', false],
      ],
    );
  });

  it('cannot be read without the post that began it', () => {
    assert.throws(() => readThread([reply(1, 'p')]), NotFound);
  });

  it('shows every living reply once, and whatever a shown reply answers', () => {
    const shape = fc.array(fc.record({ parent: fc.nat(), deleted: fc.boolean() }), { maxLength: 30 });
    fc.assert(
      fc.property(shape, (replies) => {
        const posts = [root];
        replies.forEach(({ parent, deleted }, index) => {
          const answered = posts[parent % posts.length] as ThreadPost;
          posts.push(reply(index + 1, answered.id, deleted ? gone : {}));
        });
        const shown = readThread(posts).replies;
        const ids = new Set(shown.map(({ post }) => post.id));
        assert.equal(ids.size, shown.length);
        assert.ok(posts.every((post) => post === root || post.deletedAt !== null || ids.has(post.id)));
        assert.ok(shown.every(({ answers }) => !answers || ids.has(answers.postId)));
      }),
    );
  });
});
