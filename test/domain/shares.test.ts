import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ASKED_BY_DEFAULT, requirementsOf } from '../../src/domain/discussion.ts';
import type { LedgerEntry } from '../../src/domain/ledger.ts';
import type { Rubric } from '../../src/domain/rubric.ts';
import { apartIn, firstMaximum, type Part, partsOf, shareOut, sumOfShares } from '../../src/domain/shares.ts';

const requirements = requirementsOf(ASKED_BY_DEFAULT);
const plain = { requirements, maximum: 10, scoring: 'each' as const, rubric: null, columns: 'each' as const };
const rubric: Rubric = {
  freePoints: false,
  criteria: [{ id: 'c', title: 'Care', levels: [0, 3].map((points) => ({ title: '', points })) }],
};

const entry = (requirementId: string, points: number, possible: number): LedgerEntry => ({
  ...{ requirementId, kind: 'reply', possible, points, met: points > 0, evidence: null, shortfall: null },
});
/** A post and one of two replies. */
const LEDGER = [entry('post', 6, 6), entry('reply-1', 2, 2), entry('reply-2', 0, 2)];
const shared = (points: number, ledger = LEDGER, maximum = 10) =>
  shareOut({ points, maximum }, partsOf(plain), ledger).map((share) => share.points);

describe('Parts of a grade', () => {
  it('are the sentences of what is asked, with what they are worth together', () => {
    assert.deepEqual(
      partsOf(plain).map(({ id, kind, number, requirementIds, maximum }) => [
        ...[id, kind, number, requirementIds.length, maximum],
      ]),
      [
        ['post', 'post', 1, 1, 6],
        ['reply-1', 'reply', 1, 2, 4],
      ],
    );
    assert.equal(firstMaximum(plain), 6);
    assert.equal(firstMaximum({ ...plain, columns: 'one' }), 10);
  });

  it('have the rubric among them, and count those of a kind', () => {
    const asked = [...ASKED_BY_DEFAULT, { ...ASKED_BY_DEFAULT[1], count: 1, minimumWords: 50 }];
    const rules = { ...plain, rubric, requirements: requirementsOf(asked as typeof ASKED_BY_DEFAULT) };
    assert.deepEqual(
      partsOf(rules).map(({ kind, number, maximum }) => [kind, number, maximum]),
      [
        ['post', 1, 3.5],
        ['reply', 1, 2.33],
        ['reply', 2, 1.17],
        ['rubric', 1, 3],
      ],
    );
  });

  it('are none where nothing is scored, where one column has all, and where there would be but one', () => {
    assert.deepEqual(partsOf({ ...plain, scoring: 'none' as const }), []);
    assert.deepEqual(apartIn({ ...plain, columns: 'one' }), []);
    assert.deepEqual(apartIn({ ...plain, requirements: requirements.slice(0, 1) }), []);
    const weighted = requirements.map((one) => (one.kind === 'post' ? { ...one, points: 0 } : one));
    assert.deepEqual(
      partsOf({ ...plain, requirements: weighted }).map(({ id }) => id),
      ['reply-1'],
    );
  });
});

describe('A grade shared out among its parts', () => {
  it('is what was suggested for each, where that was given', () => {
    assert.deepEqual(shared(8), [6, 2]);
  });

  it('takes what was taken away off all parts alike, and fills up what is missing with what was added', () => {
    assert.deepEqual(shared(4), [3, 1]);
    assert.deepEqual(shared(9), [6, 3]);
    assert.deepEqual(shared(10), [6, 4]);
    assert.deepEqual(shared(0), [0, 0]);
    assert.deepEqual(shared(5, []), [3, 2]);
  });

  it('is as it was given part by part, as long as these are the parts', () => {
    const whole = {
      points: 5,
      maximum: 10,
      shares: [
        { part: 'post', points: 1 },
        { part: 'reply-1', points: 4 },
      ],
    };
    assert.deepEqual(
      shareOut(whole, partsOf(plain), LEDGER).map(({ points }) => points),
      [1, 4],
    );
    const others = { ...whole, shares: [{ part: 'post', points: 5 }] };
    assert.deepEqual(
      shareOut(others, partsOf(plain), LEDGER).map(({ points }) => points),
      [3.75, 1.25],
    );
  });

  it('of another maximum is brought to what the parts are worth by now', () => {
    assert.deepEqual(shared(16, LEDGER, 20), [6, 2]);
  });

  it('has the rubric’s points in the rubric’s part', () => {
    const parts = partsOf({ ...plain, rubric });
    const marks = [{ criterionId: 'c', points: 3 }];
    const ledger = [entry('post', 4.2, 4.2), entry('reply-1', 1.4, 1.4), entry('reply-2', 1.4, 1.4)];
    assert.deepEqual(
      shareOut({ points: 10, maximum: 10, marks }, parts, ledger).map(({ points }) => points),
      [4.2, 2.8, 3],
    );
  });

  it('is the grade again when it is added up, and no part is below nothing or above its worth', () => {
    const anyParts = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(
        anyParts,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (worths, did, given) => {
          const total = worths.reduce((all, one) => all + one, 0);
          const parts = worths.map((worth, at): Part => {
            const id = `p${at}`;
            return { id, kind: 'reply', number: at + 1, requirementIds: [id], maximum: worth / 100 };
          });
          const ledger = parts.map(({ id, maximum }, at) =>
            entry(id, Math.round((did[at] ?? 0) * maximum * 100) / 100, maximum),
          );
          const points = Math.round(given * total) / 100;
          const shares = shareOut({ points, maximum: total / 100 }, parts, ledger);
          assert.equal(sumOfShares(shares), points);
          for (const [at, share] of shares.entries()) {
            assert.ok(share.points >= 0 && share.points <= (parts[at]?.maximum ?? 0));
            assert.equal(Math.round(share.points * 100) / 100, share.points);
          }
          // Whoever is given no more than was suggested gets no more for any part, and the other way round.
          const suggested = ledger.reduce((all, one) => all + Math.round(one.points * 100), 0) / 100;
          for (const [at, share] of shares.entries()) {
            const earned = ledger[at]?.points ?? 0;
            if (points <= suggested) assert.ok(share.points <= earned + 0.005 + 1e-9);
            else assert.ok(share.points >= earned - 0.01 - 1e-9);
          }
        },
      ),
    );
  });
});
