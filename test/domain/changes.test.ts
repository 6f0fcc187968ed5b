import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CHANGE_MS, type Changes, settled } from '../../src/domain/changes.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const ago = (milliseconds: number) => new Date(NOW.getTime() - milliseconds);

describe('Changes', () => {
  it('are settled up to the latest where none is under way', () => {
    assert.equal(settled({ latest: 8, underWay: [] }, NOW), 8);
    assert.equal(settled({ latest: 0, underWay: [] }, NOW), 0);
  });

  it('are settled up to the one before the first that is still being written', () => {
    const underWay = [8, 7].map((change) => ({ change, since: ago(1000) }));
    assert.equal(settled({ latest: 9, underWay }, NOW), 6);
  });

  it('do not wait for a process that is gone', () => {
    const underWay = [
      { change: 7, since: ago(CHANGE_MS) },
      { change: 8, since: ago(CHANGE_MS - 1) },
    ];
    assert.equal(settled({ latest: 9, underWay }, NOW), 7);
  });

  it('are never missed, in whatever order writers take numbers, write and finish, and whenever one looks', () => {
    const step = fc.record({ writer: fc.nat(4), look: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let changes: Changes = { latest: 0, underWay: [] };
        const written = new Set<number>();
        const writers = new Map<number, { change: number; wrote: boolean }>();
        let since = 0;
        const seen = new Set<number>();
        const look = () => {
          // First up to where, then what: what is written in between is told again.
          const upTo = settled(changes, NOW);
          for (const change of written) if (change > since) seen.add(change);
          since = upTo;
        };
        const proceed = (writer: number) => {
          const at = writers.get(writer);
          if (!at) {
            const change = changes.latest + 1;
            changes = { latest: change, underWay: [...changes.underWay, { change, since: NOW }] };
            writers.set(writer, { change, wrote: false });
          } else if (!at.wrote) {
            written.add(at.change);
            at.wrote = true;
          } else {
            const underWay = changes.underWay.filter(({ change }) => change !== at.change);
            changes = { ...changes, underWay };
            writers.delete(writer);
          }
        };
        for (const { writer, look: looks } of steps) {
          proceed(writer);
          if (looks) look();
        }
        look();
        assert.deepEqual([...seen].sort(), [...written].sort());
      }),
    );
  });
});
