import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HOLD_MS, type Hold, orderToAnswer } from '../../src/domain/toAnswer.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const posts = (count: number, authorId = 'ada') =>
  Array.from({ length: count }, (_, index) => ({ number: index + 1, authorId }));
const hold = (number: number, memberId: string, ms = HOLD_MS): Hold => ({
  ...{ number, memberId, until: new Date(NOW.getTime() + ms) },
});
const numbers = (...asked: Parameters<typeof orderToAnswer>) =>
  orderToAnswer(...asked).map(({ number }) => number);

describe('What nobody has answered yet', () => {
  it('is shown to different readers in different orders, and to each in the same one', () => {
    const firsts = Array.from({ length: 20 }, (_, index) => numbers(posts(20), `m${index}`, [], NOW)[0]);
    assert.ok(new Set(firsts).size >= 10, firsts.join());
    assert.deepEqual(numbers(posts(20), 'm1', [], NOW), numbers(posts(20), 'm1', [], NOW));
  });

  it('keeps its order for a reader when another post is answered or added', () => {
    const before = numbers(posts(20), 'm1', [], NOW);
    const without = posts(20).filter(({ number }) => number !== 7);
    assert.deepEqual(
      numbers(without, 'm1', [], NOW),
      before.filter((number) => number !== 7),
    );
  });

  it('goes further down while somebody else answers it, and comes back when the hold has run out', () => {
    const first = numbers(posts(5), 'm1', [], NOW)[0] ?? 0;
    const held = orderToAnswer(posts(5), 'm1', [hold(first, 'm2')], NOW);
    assert.deepEqual(held.at(-1), { number: first, held: true });
    const later = new Date(NOW.getTime() + HOLD_MS);
    assert.equal(numbers(posts(5), 'm1', [hold(first, 'm2')], later)[0], first);
  });

  it('stays where it was for the one who answers it', () => {
    const first = numbers(posts(5), 'm1', [], NOW)[0] ?? 0;
    assert.deepEqual(orderToAnswer(posts(5), 'm1', [hold(first, 'm1')], NOW)[0], {
      number: first,
      held: false,
    });
  });

  it('is all there, once, without one’s own, whatever is held', () => {
    const member = fc.constantFrom('ada', 'ben', 'cleo');
    const unanswered = fc.uniqueArray(
      fc.record({ number: fc.integer({ min: 1, max: 99 }), authorId: member }),
      {
        selector: ({ number }) => number,
      },
    );
    const holds = fc.array(
      fc.record({
        number: fc.integer({ min: 1, max: 99 }),
        memberId: member,
        ms: fc.integer({ min: -1e6, max: 1e6 }),
      }),
    );
    fc.assert(
      fc.property(unanswered, member, holds, (unanswered, reader, kept) => {
        const standing = kept.map(({ number, memberId, ms }) => hold(number, memberId, ms));
        const order = orderToAnswer(unanswered, reader, standing, NOW);
        assert.deepEqual(
          order.map(({ number }) => number).sort((one, other) => one - other),
          unanswered
            .filter(({ authorId }) => authorId !== reader)
            .map(({ number }) => number)
            .sort((one, other) => one - other),
        );
        const firstHeld = order.findIndex(({ held }) => held);
        assert.ok(firstHeld < 0 || order.slice(firstHeld).every(({ held }) => held));
        for (const { number, held } of order) {
          const holders = standing.filter((one) => one.number === number && one.until > NOW);
          assert.equal(
            held,
            holders.some(({ memberId }) => memberId !== reader),
          );
        }
      }),
    );
  });
});
