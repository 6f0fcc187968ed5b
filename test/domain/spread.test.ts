import assert from 'node:assert/strict';
import fc from 'fast-check';
import { median, roundStep, spread } from '../../src/domain/spread.ts';

describe('A spread', () => {
  it('has every value in the one bin that it lies in, the highest in the last', () => {
    assert.deepEqual(
      spread([0, 0.9, 1, 6.5, 10], 1, 10).map(({ count }) => count),
      [2, 1, 0, 0, 0, 0, 1, 0, 0, 1],
    );
    assert.deepEqual(
      spread([0.7], 0.1, 1)[7],
      { from: 0.7, to: 0.8, count: 1 },
      '0.7 / 0.1 is less than 7 here',
    );
  });

  it('loses no value, and its bins follow each other from 0', () => {
    const most = fc.integer({ min: 1, max: 500 });
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(most, shares, (most, shares) => {
        const bins = spread(
          shares.map((share) => share * most),
          roundStep(most, 10),
          most,
        );
        assert.equal(
          bins.reduce((sum, { count }) => sum + count, 0),
          shares.length,
        );
        assert.equal(bins[0]?.from, 0);
        assert.ok((bins.at(-1)?.to ?? 0) >= most);
        for (let index = 1; index < bins.length; index++)
          assert.equal(bins[index]?.from, bins[index - 1]?.to);
      }),
    );
  });

  it('is counted by 1, 2 or 5 times a power of ten', () => {
    const steps = [1, 7, 10, 12, 20, 33, 100, 2500].map((range) => roundStep(range, 10));
    assert.deepEqual(
      steps,
      [0.1, 1, 1, 2, 2, 5, 10, 500].map((step) => step),
    );
    assert.equal(roundStep(0, 10), 1);
  });

  it('has a middle, between two where there are two, and none of nothing', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.equal(median([]), null);
  });
});
