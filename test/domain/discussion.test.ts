import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MOST_REPLIES, ruleset, scaledPoints, toHundredths } from '../../src/domain/discussion.ts';

const weights = (...points: number[]) => points.map((weight) => ({ points: weight }));
const sum = (points: number[]) => points.map(toHundredths).reduce((total, one) => total + one, 0);

describe('The requirements of a discussion', () => {
  it('are one post for 6 and two replies to different classmates for 2 each, unless set otherwise', () => {
    const { requirements } = ruleset({ maximum: 10 });
    assert.deepEqual(
      requirements.map(({ id, kind, points, differentClassmate }) => [id, kind, points, differentClassmate]),
      [
        ['post', 'post', 6, false],
        ['reply-1', 'reply', 2, true],
        ['reply-2', 'reply', 2, true],
      ],
    );
    assert.ok(requirements.every(({ minimumWords, dueAt }) => minimumWords === 0 && dueAt === null));
  });

  it('follow the set-up form', () => {
    const postDueAt = new Date('2026-03-02T23:59:00Z');
    const repliesDueAt = new Date('2026-03-08T23:59:00Z');
    const rules = ruleset({
      maximum: 20,
      replies: 1,
      postMinimumWords: 150,
      replyMinimumWords: 40,
      postDueAt,
      repliesDueAt,
      differentClassmates: false,
      repliesToInstructorCount: true,
    });
    assert.equal(rules.maximum, 20);
    assert.equal(rules.repliesToInstructorCount, true);
    assert.deepEqual(rules.requirements, [
      { id: 'post', kind: 'post', points: 6, minimumWords: 150, dueAt: postDueAt, differentClassmate: false },
      {
        id: 'reply-1',
        kind: 'reply',
        points: 2,
        minimumWords: 40,
        dueAt: repliesDueAt,
        differentClassmate: false,
      },
    ]);
  });

  it('may be a post alone, and never more replies than anybody reads', () => {
    assert.deepEqual(
      ruleset({ maximum: 5, replies: 0 }).requirements.map(({ id }) => id),
      ['post'],
    );
    assert.equal(ruleset({ maximum: 5, replies: 99 }).requirements.length, 1 + MOST_REPLIES);
  });
});

describe('What a requirement is worth', () => {
  it('is its points when they sum to the maximum', () => {
    assert.deepEqual(scaledPoints(weights(6, 2, 2), 10), [6, 2, 2]);
  });

  it('is scaled to the line item’s maximum', () => {
    assert.deepEqual(scaledPoints(weights(6, 2, 2), 25), [15, 5, 5]);
    assert.deepEqual(scaledPoints(weights(1, 1, 1), 10), [3.33, 3.34, 3.33]);
  });

  it('is the same for all when nothing is weighted', () => {
    assert.deepEqual(scaledPoints(weights(0, 0), 5), [2.5, 2.5]);
    assert.deepEqual(scaledPoints([], 5), []);
  });

  it('sums exactly to the maximum, whatever the weights', () => {
    const weight = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.double({ min: 0, max: 100, noNaN: true }));
    fc.assert(
      fc.property(
        fc.array(weight, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 100_000 }),
        (points, hundredths) => {
          const scaled = scaledPoints(weights(...points), hundredths / 100);
          assert.equal(sum(scaled), hundredths);
          assert.ok(scaled.every((worth) => worth >= 0 && Number.isInteger(Math.round(worth * 1e6) / 1e4)));
        },
      ),
    );
  });

  it('differs between equal weights by a hundredth at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 100_000 }),
        (count, hundredths) => {
          const scaled = scaledPoints(weights(...Array(count).fill(2)), hundredths / 100).map(toHundredths);
          assert.ok(Math.max(...scaled) - Math.min(...scaled) <= 1);
        },
      ),
    );
  });
});
