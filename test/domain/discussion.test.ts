import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ASKED_BY_DEFAULT,
  type Asked,
  askedIn,
  requirementsOf,
  scaledPoints,
  toHundredths,
} from '../../src/domain/discussion.ts';

const weights = (...points: number[]) => points.map((weight) => ({ points: weight }));
const sum = (points: number[]) => points.map(toHundredths).reduce((total, one) => total + one, 0);

describe('The requirements of a discussion', () => {
  it('are one post for 6 and two replies to different classmates for 2 each, unless set otherwise', () => {
    const requirements = requirementsOf(ASKED_BY_DEFAULT);
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

  const asked: fc.Arbitrary<Asked> = fc.record({
    kind: fc.constantFrom('post' as const, 'reply' as const),
    count: fc.integer({ min: 1, max: 4 }),
    points: fc.integer({ min: 0, max: 3 }),
    minimumWords: fc.constantFrom(0, 150),
    dueAt: fc.constantFrom(null, new Date('2026-03-02T23:59:00Z'), new Date('2026-03-08T23:59:00Z')),
    differentClassmate: fc.boolean(),
  });

  it('are as many as the sentences ask for, each with an id of its own, and make the same sentences again', () => {
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 5 }), (sentences) => {
        const requirements = requirementsOf(sentences);
        assert.equal(
          requirements.length,
          sentences.reduce((total, { count }) => total + count, 0),
        );
        assert.equal(new Set(requirements.map(({ id }) => id)).size, requirements.length);
        assert.deepEqual(requirementsOf(askedIn(requirements)), requirements);
      }),
    );
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
