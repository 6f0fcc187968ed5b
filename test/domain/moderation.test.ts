import assert from 'node:assert/strict';
import type { Role } from '../../src/domain/actor.ts';
import { canBeMuted, canBeRead, closingTo, isOpen, UNMODERATED } from '../../src/domain/moderation.ts';

const at = new Date('2026-03-01T12:00:00Z');
const ROLES: Role[] = ['instructor', 'assistant', 'designer', 'learner', 'observer', 'guest'];
const lock = { at, reason: 'Tests are over.' };
const mute = { memberId: 'ana', at, reason: 'Three times the same.' };
const ana = { memberId: 'ana', role: 'learner' } as const;
const ben = { memberId: 'ben', role: 'learner' } as const;

describe('A place to write in', () => {
  it('is open to everybody as long as nothing was decided', () => {
    for (const role of ROLES) assert.equal(closingTo({ memberId: 'x', role }, UNMODERATED, null), null);
  });

  it('is closed to students by a lock, of the thread or of all, and never to those who can lift it', () => {
    for (const [moderation, thread, kind] of [
      [UNMODERATED, lock, 'thread-locked'],
      [{ ...UNMODERATED, locked: lock }, null, 'locked'],
      [{ ...UNMODERATED, locked: lock }, lock, 'locked'],
    ] as const) {
      assert.deepEqual(closingTo(ana, moderation, thread), { kind, reason: lock.reason });
      for (const role of ['instructor', 'assistant'] as const)
        assert.equal(closingTo({ memberId: 'tess', role }, moderation, thread), null);
    }
  });

  it('is closed to the one who is muted alone, who hears why', () => {
    const moderation = { ...UNMODERATED, muted: [mute], locked: lock };
    assert.deepEqual(closingTo(ana, moderation, lock), { kind: 'muted', reason: mute.reason });
    assert.equal(closingTo(ben, { ...UNMODERATED, muted: [mute] }, null), null);
  });

  it('can be closed by muting to students alone', () => {
    assert.deepEqual(ROLES.filter(canBeMuted), ['learner']);
  });
});

describe('What is hidden', () => {
  const post = { authorId: 'ana', deletedAt: null, hiddenAt: null };
  const hidden = { ...post, hiddenAt: at };
  const deleted = { ...post, deletedAt: at };

  it('is read by its author and by those who may hide, and by nobody else', () => {
    assert.equal(canBeRead(hidden, ana), true);
    assert.equal(canBeRead(hidden, ben), false);
    const readers = ROLES.filter((role) => canBeRead(hidden, { memberId: 'x', role }));
    assert.deepEqual(readers, ['instructor', 'assistant']);
  });

  it('is no longer read by anybody once it is deleted', () => {
    for (const role of ROLES) assert.equal(canBeRead(deleted, { memberId: 'x', role }), false);
    assert.equal(canBeRead({ ...hidden, deletedAt: at }, ana), false);
  });

  it('is answered by nobody', () => {
    assert.deepEqual([post, hidden, deleted].map(isOpen), [true, false, false]);
  });
});
