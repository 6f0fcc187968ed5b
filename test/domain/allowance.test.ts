import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  datesFor,
  type Extension,
  extendedUntil,
  isExcused,
  NO_ALLOWANCES,
} from '../../src/domain/allowance.ts';
import { participation, suggestionIn } from '../../src/domain/participation.ts';
import { hour, post, reply, ruleset, STUDENT } from './contributions.ts';

const extension = (who: Partial<Extension>, until: Date): Extension => ({
  ...{ memberId: null, groupId: null, at: hour(0), by: 'tess' },
  ...who,
  until,
});
const placed = (groups: string[]) => ({
  sections: { told: [], byHand: null },
  groups: { told: groups, byHand: null },
});
const sam = { id: STUDENT, placed: placed(['blue']) };

describe('More time', () => {
  const discussion = {
    ...ruleset({ maximum: 10, postDueAt: hour(10), repliesDueAt: hour(20) }),
    ...NO_ALLOWANCES,
    lmsDueAt: null,
    closesAt: hour(30),
  };

  it('is given to one student or to everybody in a group, and the latest of several counts', () => {
    const extensions = [
      extension({ memberId: STUDENT }, hour(12)),
      extension({ groupId: 'blue' }, hour(15)),
      extension({ groupId: 'red' }, hour(99)),
    ];
    assert.deepEqual(extendedUntil({ extensions }, sam), hour(15));
    assert.deepEqual(extendedUntil({ extensions }, { id: STUDENT, placed: null }), hour(12));
    assert.equal(extendedUntil({ extensions }, { id: 'ana', placed: placed([]) }), null);
  });

  it('puts off what would be due or closed before it, and gives no date to what has none', () => {
    const moved = datesFor({ ...discussion, extensions: [extension({ memberId: STUDENT }, hour(15))] }, sam);
    assert.deepEqual(
      moved.requirements.map(({ dueAt }) => dueAt),
      [hour(15), hour(20), hour(20)],
    );
    assert.deepEqual([moved.closesAt, moved.lmsDueAt], [hour(30), null]);
  });

  it('never costs anybody a point, whatever was written when', () => {
    const contributions = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 80 }), fc.constantFrom(null, 'ana', 'ben')), { maxLength: 6 })
      .map((all) => all.map(([at, to], index) => (to ? reply(`c${index}`, at, to) : post(`c${index}`, at))));
    fc.assert(
      fc.property(contributions, fc.integer({ min: 0, max: 100 }), (posts, until) => {
        const earned = (extensions: Extension[]) => {
          const { requirements } = datesFor({ ...discussion, extensions }, sam);
          const late = { late: 'daily' as const, latePercent: 30 };
          const rules = { ...ruleset({ maximum: 10 }), requirements, late };
          return participation(rules, posts, STUDENT, hour(99)).earned;
        };
        assert.ok(earned([extension({ memberId: STUDENT }, hour(until))]) >= earned([]));
      }),
    );
  });
});

describe('Whoever is excused', () => {
  it('is shown with what they did, and neither asked for more nor suggested any points', () => {
    assert.ok(isExcused({ excused: [{ memberId: STUDENT, at: hour(1), by: 'tess' }] }, STUDENT));
    const rules = { ...ruleset({ maximum: 10 }), excused: true };
    const measured = participation(rules, [post('p', 1)], STUDENT, hour(9));
    assert.equal(suggestionIn(measured), null);
    assert.equal(measured.nextStep, null);
    assert.equal(measured.entries[0]?.evidence?.postId, 'p');
    const asked = participation({ ...rules, excused: false }, [], STUDENT, hour(9));
    assert.equal(suggestionIn(asked), 0);
  });
});
