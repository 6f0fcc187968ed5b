import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ALIASES, aliasOfNumber } from '../../src/domain/alias.ts';

describe('An alias', () => {
  const mixes = fc.func<[number, number], number>(fc.nat());

  it('is one person’s alone, whatever the secret', () => {
    fc.assert(
      fc.property(mixes, fc.nat(5000), (mix, first) => {
        const numbers = Array.from({ length: ALIASES }, (_, index) => first + index);
        const all = numbers.map((number) => JSON.stringify(aliasOfNumber(number, mix)));
        assert.equal(new Set(all).size, ALIASES);
      }),
      { numRuns: 20 },
    );
  });

  it('is made of words that there are, and of a number for those whose words another has', () => {
    fc.assert(
      fc.property(mixes, fc.nat(100_000), (mix, number) => {
        const { place, animal, again } = aliasOfNumber(number, mix);
        for (const word of [place, animal]) assert.ok(word >= 0 && word < 32);
        assert.equal(again, number < ALIASES ? null : Math.floor(number / ALIASES) + 1);
      }),
    );
  });
});
