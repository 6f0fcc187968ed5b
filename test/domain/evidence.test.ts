import assert from 'node:assert/strict';
import { participation } from '../../src/domain/participation.ts';
import type { Contribution } from '../../src/domain/post.ts';
import { hour, post, reply, ruleset, type SetUp, STUDENT } from './contributions.ts';

const now = hour(1000);
const measure = (contributions: Contribution[], setUp: Partial<SetUp> = {}) =>
  participation(ruleset({ maximum: 10, ...setUp }), contributions, STUDENT, now);
const met = (contributions: Contribution[], setUp: Partial<SetUp> = {}) =>
  measure(contributions, setUp).entries.map(({ evidence }) => evidence?.postId ?? null);
const unused = (contributions: Contribution[], setUp: Partial<SetUp> = {}) =>
  measure(contributions, setUp).unused.map(({ postId, reason }) => `${postId} ${reason}`);

describe('A word minimum', () => {
  const setUp = { postMinimumWords: 50, replyMinimumWords: 20 };
  const short = (id: string, at: number, words: number) => post(id, at, { revisions: [[at, words]] });

  it('is met by the first post that is long enough, so that doing more never costs anything', () => {
    assert.deepEqual(met([short('p', 1, 49), post('q', 2), post('r', 3)], setUp), ['q', null, null]);
    assert.deepEqual(unused([short('p', 1, 49), post('q', 2), post('r', 3)], setUp), [
      'p too-short',
      'r extra',
    ]);
  });

  it('shows the first post as what falls short when none is long enough', () => {
    const posts = [short('p', 1, 49), short('q', 2, 48)];
    const [entry] = measure(posts, setUp).entries;
    assert.equal(entry?.met, false);
    assert.deepEqual(entry?.shortfall, {
      postId: 'p',
      label: 'p',
      postedAt: hour(1),
      words: 49,
      minimumWords: 50,
    });
    assert.deepEqual(unused(posts, setUp), ['q too-short']);
  });

  it('shows a short reply in the place that is still empty', () => {
    const replies = [reply('a', 1, 'ana'), reply('b', 2, 'ben', { revisions: [[2, 19]] })];
    const entries = measure(replies, setUp).entries;
    assert.equal(entries[1]?.evidence?.postId, 'a');
    assert.equal(entries[2]?.shortfall?.postId, 'b');
  });

  it('does not ask for a longer reply where the classmate is the trouble', () => {
    const replies = [reply('a', 1, 'ana'), reply('a2', 2, 'ana', { revisions: [[2, 19]] })];
    assert.equal(measure(replies, setUp).entries[2]?.shortfall, null);
    assert.deepEqual(unused(replies, setUp), ['a2 too-short']);
  });

  it('dates a post from when its text was long enough for good', () => {
    const grown = post('p', 1, {
      revisions: [
        [1, 60],
        [2, 10],
        [3, 55],
        [4, 70],
      ],
    });
    const evidence = measure([grown], setUp).entries[0]?.evidence;
    assert.deepEqual([evidence?.at, evidence?.revision, evidence?.words], [hour(3), 4, 70]);
  });
});

describe('A due date', () => {
  const setUp = { postDueAt: hour(10), repliesDueAt: hour(20), postMinimumWords: 50 };
  const evidence = (contribution: Contribution) => measure([contribution], setUp).entries[0]?.evidence;

  it('is met at its last moment', () => {
    assert.equal(evidence(post('p', 10))?.late, false);
    const cut = evidence(
      post('p', 1, {
        revisions: [
          [1, 10],
          [10, 60],
          [11, 3],
        ],
      }),
    );
    assert.deepEqual([cut?.revision, cut?.late], [2, false]);
  });

  it('flags late work and takes nothing off', () => {
    const { earned, entries } = measure([post('p', 12)], setUp);
    assert.equal(earned, 6);
    assert.deepEqual([entries[0]?.evidence?.late, entries[0]?.evidence?.lateByMs], [true, 2 * 3_600_000]);
  });

  it('keeps the text as it stood then, whatever is edited afterwards', () => {
    const cut = evidence(
      post('p', 1, {
        revisions: [
          [1, 60],
          [9, 70],
          [12, 3],
        ],
      }),
    );
    assert.deepEqual([cut?.revision, cut?.words, cut?.late, cut?.editedAfterDue], [2, 70, false, true]);
  });

  it('takes today’s text, as late, where the text fell short then', () => {
    const grown = evidence(
      post('p', 1, {
        revisions: [
          [1, 20],
          [13, 55],
          [14, 60],
        ],
      }),
    );
    assert.deepEqual(
      [grown?.revision, grown?.at, grown?.late, grown?.editedAfterDue],
      [3, hour(13), true, false],
    );
  });

  it('prefers a post that was on time to an older one that was finished late', () => {
    const posts = [
      post('p', 1, {
        revisions: [
          [1, 20],
          [13, 55],
        ],
      }),
      post('q', 9),
    ];
    assert.deepEqual(met(posts, setUp), ['q', null, null]);
  });

  it('decides which step is next, and says when it has passed', () => {
    const { nextStep } = participation(ruleset({ maximum: 10, ...setUp }), [post('p', 1)], STUDENT, hour(19));
    assert.deepEqual(nextStep, { requirementId: 'reply-1', kind: 'reply', dueAt: hour(20), overdue: false });
    assert.equal(measure([], setUp).nextStep?.requirementId, 'post');
    assert.equal(measure([], setUp).nextStep?.overdue, true);
  });

  it('puts a dated step before one without a date', () => {
    assert.equal(measure([], { repliesDueAt: hour(20) }).nextStep?.requirementId, 'reply-1');
  });
});
