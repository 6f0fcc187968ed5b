import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Branch, branchesOf, byAnswer, windowAt } from '../../src/domain/branches.ts';
import { readThread, type ThreadPost } from '../../src/domain/thread.ts';

const root: ThreadPost = { id: 'p', parentId: null, number: 12, authorId: 'ada', deletedAt: null };
/** Replies by what each answers: 0 for the post. */
const thread = (answers: number[]) =>
  readThread([
    root,
    ...answers.map((to, index) => ({
      ...{ id: `r${index + 1}`, parentId: to === 0 ? 'p' : `r${to}`, number: index + 1 },
      ...{ authorId: `a${index}`, deletedAt: null },
    })),
  ]).replies;
const numbers = (items: { post: ThreadPost }[]) => items.map(({ post }) => post.number);
const flat = (branches: Branch<ThreadPost>[]): Branch<ThreadPost>[] =>
  branches.flatMap((branch) => [branch, ...flat(branch.replies)]);
/** Any thread: each reply answers the post or an earlier reply. */
const anyThread = fc
  .array(fc.nat(), { maxLength: 60 })
  .map((seeds) => thread(seeds.map((seed, index) => seed % (index + 1))));

describe('The branches of a thread', () => {
  it('put a reply below what it answers, earlier ones first', () => {
    assert.deepEqual(numbers(byAnswer(thread([0, 0, 1, 3, 1, 2]))), [1, 3, 4, 5, 2, 6]);
  });

  it('step in twice and no further, and tell what stands beyond that which reply it answers', () => {
    const all = flat(branchesOf(byAnswer(thread([0, 1, 2, 3, 2]))));
    assert.deepEqual(
      all.map(({ item, level, follows }) => [item.post.number, level, follows]),
      [
        [1, 0, true],
        [2, 1, true],
        [3, 2, true],
        [4, 2, false],
        [5, 2, false],
      ],
    );
  });

  it('know how many replies each has below it', () => {
    const [first] = branchesOf(byAnswer(thread([0, 1, 2, 3, 1])));
    assert.deepEqual([first?.below, first?.replies.map(({ below }) => below)], [4, [2, 0]]);
  });

  it('hold a conversation of thousands of turns', () => {
    const ordered = byAnswer(thread(Array.from({ length: 5000 }, (_, index) => index)));
    assert.equal(ordered.length, 5000);
    assert.equal(flat(branchesOf(ordered.slice(0, 100))).length, 100);
  });

  it('show every reply once, in their order, never deeper than two steps, and say what it answers unless it stands right below', () => {
    fc.assert(
      fc.property(anyThread, (replies) => {
        const ordered = byAnswer(replies);
        assert.deepEqual(
          numbers([...ordered]).sort((one, other) => one - other),
          numbers(replies),
        );
        const all = flat(branchesOf(ordered));
        assert.deepEqual(
          all.map(({ item }) => item),
          ordered,
        );
        all.forEach(({ item, level, follows }, index) => {
          assert.ok(level <= 2);
          const above = all[index - 1];
          if (item.answers && follows) assert.equal(item.answers.postId, above?.item.post.id);
          if (item.answers && follows) assert.equal(level, (above?.level ?? 0) + 1);
        });
      }),
    );
  });

  it('can be read from any place on: what answers something before it stands at the edge, and says so', () => {
    const [fourth] = branchesOf(byAnswer(thread([0, 1, 2, 3])).slice(3));
    assert.deepEqual([fourth?.item.post.number, fourth?.level, fourth?.follows], [4, 0, false]);
  });
});

describe('A part of a long thread', () => {
  const ordered = thread(Array.from({ length: 250 }, () => 0));

  it('is the one with the reply that is looked for, and tells where the others begin', () => {
    const part = windowAt(ordered, 150, 100);
    assert.deepEqual([numbers(part.items)[0], numbers(part.items).at(-1)], [101, 200]);
    assert.deepEqual([part.earlier?.post.number, part.later?.post.number, part.before], [1, 201, 100]);
  });

  it('is the first where none is looked for, and the nearest where that one is gone', () => {
    assert.equal(windowAt(ordered, null, 100).before, 0);
    assert.equal(windowAt(ordered, 9999, 100).before, 200);
    const gap = ordered.filter(({ post }) => post.number < 120 || post.number > 160);
    assert.ok(numbers(windowAt(gap, 140, 100).items).includes(119));
  });

  it('whatever the order, every reply is in exactly one, and later leads from each to the next', () => {
    fc.assert(
      fc.property(anyThread, fc.integer({ min: 1, max: 9 }), (replies, size) => {
        const ordered = byAnswer(replies);
        const seen: number[] = [];
        let part = windowAt(ordered, null, size);
        for (;;) {
          seen.push(...numbers(part.items));
          for (const { post } of part.items)
            assert.equal(windowAt(ordered, post.number, size).before, part.before);
          if (!part.later) break;
          part = windowAt(ordered, part.later.post.number, size);
        }
        assert.deepEqual(seen, numbers(ordered));
      }),
    );
  });
});
