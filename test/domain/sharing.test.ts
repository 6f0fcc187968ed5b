import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Printed, sharingIn } from '../../src/domain/sharing.ts';

describe('Texts that share a passage', () => {
  const classes = fc
    .array(
      fc.record({
        authorId: fc.constantFrom('a', 'b', 'c', 'd'),
        prints: fc.uniqueArray(fc.nat({ max: 12 }), { maxLength: 4 }),
      }),
      { maxLength: 20 },
    )
    .map((texts): Printed[] => texts.map((one, at) => ({ ...one, id: `${at}` })));

  it('are those that one finds for each author by looking at every other text, the earliest and no more', () => {
    fc.assert(
      fc.property(classes, fc.integer({ min: 1, max: 5 }), (printed, most) => {
        const expected = [...new Set(printed.map(({ authorId }) => authorId))].flatMap((author) => {
          const own = printed.filter(({ authorId }) => authorId === author);
          const prints = new Set(own.flatMap((one) => one.prints));
          const others = printed
            .filter((one) => one.authorId !== author && one.prints.some((print) => prints.has(print)))
            .slice(0, most);
          const idsOf = (some: Printed[]) => some.map(({ id }) => id);
          return others.length > 0 ? [{ own: idsOf(own), others: idsOf(others) }] : [];
        });
        assert.deepEqual(sharingIn(printed, most), expected);
      }),
    );
  });
});
