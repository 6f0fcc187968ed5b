import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LATE, type LateRule, worthWhenLate } from '../../src/domain/late.ts';
import { participation } from '../../src/domain/participation.ts';
import { hour, post, ruleset, STUDENT } from './contributions.ts';

const HOUR_MS = 3_600_000;
const rule = (late: LateRule['late'], latePercent = 10): LateRule => ({ late, latePercent });

describe('Late work', () => {
  it('counts in full, loses a share once or for each day begun, or earns nothing', () => {
    const left = (late: LateRule, hours: number) => worthWhenLate(600, late, hours * HOUR_MS);
    assert.equal(left(rule('accepted'), 99), 600);
    assert.deepEqual(
      [0, 1, 99].map((hours) => left(rule('once'), hours)),
      [600, 540, 540],
    );
    assert.deepEqual(
      [1, 24, 25, 9999].map((hours) => left(rule('daily'), hours)),
      [540, 540, 480, 0],
    );
    assert.equal(left(rule('nothing'), 0.01), 0);
  });

  it('is never worth more the later it comes, nor more than on time, nor less than nothing', () => {
    const rules = fc.record({
      late: fc.constantFrom(...LATE),
      latePercent: fc.integer({ min: 0, max: 100 }),
    });
    const time = fc.integer({ min: 0, max: 1000 * HOUR_MS });
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 10_000 }), time, time, (late, worth, one, other) => {
        const [sooner, later] = [Math.min(one, other), Math.max(one, other)].map((ms) =>
          worthWhenLate(worth, late, ms),
        ) as [number, number];
        assert.ok(later <= sooner && sooner <= worth && later >= 0);
      }),
    );
  });

  it('keeps its place in the ledger, with what being late took away', () => {
    const rules = ruleset({ maximum: 10, postDueAt: hour(10), late: rule('daily', 25) });
    const { entries, earned } = participation(rules, [post('p', 40)], STUDENT, hour(99));
    assert.deepEqual(
      entries.map(({ points, possible, lost, met }) => [points, possible, lost, met]),
      [
        [3, 6, 3, true],
        [0, 2, 0, false],
        [0, 2, 0, false],
      ],
    );
    assert.equal(earned, 3);
  });

  it('is passed over for work on time that earns more, though it came first', () => {
    const rules = ruleset({
      maximum: 10,
      replies: 0,
      postDueAt: hour(10),
      late: rule('nothing'),
      postMinimumWords: 50,
    });
    const early = post('early', 1, {
      revisions: [
        [1, 10],
        [20, 80],
      ],
    });
    const { entries } = participation(rules, [early, post('on time', 5)], STUDENT, hour(99));
    assert.equal(entries[0]?.evidence?.postId, 'on time');
  });
});
