import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Role } from '../../src/domain/actor.ts';
import { differenceOf, isTold, type Listed, type RosterWord } from '../../src/domain/roster.ts';

const listed = (rosterRole: Role | null, changes: Partial<Listed> = {}): Listed => {
  return { rosterRole, enrolled: true, testUser: false, lastWord: null, ...changes };
};
const wordOf = (...args: Parameters<typeof differenceOf>) => differenceOf(...args).change?.what ?? null;

describe('What a roster says that the ones before did not', () => {
  it('is that somebody joined, left, is back or has another role', () => {
    assert.equal(wordOf(null, 'learner'), 'joined');
    assert.equal(wordOf(listed('learner'), 'learner'), null);
    assert.equal(wordOf(listed('learner'), null), 'left');
    assert.equal(wordOf(listed('learner', { enrolled: false }), null), null, 'once');
    assert.equal(wordOf(listed('learner', { enrolled: false }), 'learner'), 'back');
    const role = { what: 'role', from: 'learner', to: 'assistant' };
    assert.deepEqual(differenceOf(listed('learner'), 'assistant').change, role);
  });

  it('is that somebody joined, where launches alone told of them; and nothing of those whom it leaves out', () => {
    assert.equal(wordOf(listed(null), 'learner'), 'joined');
    assert.equal(wordOf(listed(null), null), null);
    assert.equal(wordOf(null, null), null);
  });

  it('is that somebody is back, who launched before the roster said so', () => {
    assert.equal(wordOf(listed('learner', { lastWord: 'left' }), 'learner'), 'back');
    assert.equal(wordOf(listed('learner', { lastWord: 'back' }), 'learner'), null);
  });

  it('ends what somebody began with more, and nothing of those who are more or the same', () => {
    const { lowered } = differenceOf(listed('assistant'), 'learner');
    assert.equal(lowered, true);
    assert.equal(differenceOf(listed('learner'), null).lowered, true);
    assert.equal(differenceOf(listed('learner'), 'assistant').lowered, false);
    assert.equal(differenceOf(listed('learner'), 'learner').lowered, false);
    assert.equal(differenceOf(listed(null), null).lowered, false);
  });

  it('is told of the class and its teachers, not of observers, guests and the LMS’s test student', () => {
    assert.equal(isTold({ from: null, to: 'learner' }, { testUser: false }), true);
    assert.equal(isTold({ from: 'learner', to: 'observer' }, { testUser: false }), true);
    assert.equal(isTold({ from: null, to: 'observer' }, { testUser: false }), false);
    assert.equal(isTold({ from: 'learner', to: null }, { testUser: true }), false);
  });

  it('read in any order of rosters, says each thing once: nobody leaves twice or comes twice', () => {
    const roles = fc.constantFrom<(Role | null)[]>(null, 'learner', 'assistant', 'instructor');
    fc.assert(
      fc.property(fc.array(roles), (rosters) => {
        let state = null as Listed | null;
        let here = null as Role | null;
        for (const now of rosters) {
          const what = wordOf(state, now);
          const came = state === null ? 'joined' : 'back';
          const moved = now === null ? 'left' : here === null ? came : 'role';
          assert.equal(what, now === here ? null : moved);
          const lastWord: RosterWord | null = what ?? state?.lastWord ?? null;
          const role: Role | null = now ?? state?.rosterRole ?? null;
          if (now !== null || state) state = listed(role, { enrolled: now !== null, lastWord });
          here = now;
        }
      }),
    );
  });
});
