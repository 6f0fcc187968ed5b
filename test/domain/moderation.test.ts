import assert from 'node:assert/strict';
import type { Role } from '../../src/domain/actor.ts';
import {
  canBeMuted,
  canBeRead,
  closingTo,
  isOpen,
  type Lock,
  UNMODERATED,
} from '../../src/domain/moderation.ts';

const at = new Date('2026-03-01T12:00:00Z');
const ROLES: Role[] = ['instructor', 'assistant', 'designer', 'learner', 'observer', 'guest'];
const lock = { at, reason: 'Tests are over.' };
const mute = { memberId: 'ana', at, reason: 'Three times the same.' };
const ana = { memberId: 'ana', role: 'learner' } as const;
const ben = { memberId: 'ben', role: 'learner' } as const;

const ALWAYS = { ...UNMODERATED, opensAt: null, closesAt: null };
const closing = (
  reader: Parameters<typeof closingTo>[0],
  more: Partial<typeof ALWAYS>,
  thread: Lock | null,
) => closingTo(reader, { ...ALWAYS, ...more } as Parameters<typeof closingTo>[1], thread, at);

describe('A place to write in', () => {
  it('is open to everybody as long as nothing was decided', () => {
    for (const role of ROLES) assert.equal(closing({ memberId: 'x', role }, {}, null), null);
  });

  it('is closed to students by a lock, of the thread or of all, and never to those who can lift it', () => {
    for (const [locked, thread, kind] of [
      [null, lock, 'thread-locked'],
      [lock, null, 'locked'],
      [lock, lock, 'locked'],
    ] as const) {
      assert.deepEqual(closing(ana, { locked } as object, thread), { kind, reason: lock.reason });
      for (const role of ['instructor', 'assistant'] as const)
        assert.equal(closing({ memberId: 'tess', role }, { locked } as object, thread), null);
    }
  });

  it('is closed to the one who is muted alone, who hears why', () => {
    const moderation = { muted: [mute], locked: lock } as object;
    assert.deepEqual(closing(ana, moderation, lock), { kind: 'muted', reason: mute.reason });
    assert.equal(closing(ben, { muted: [mute] } as object, null), null);
  });

  it('is closed to students before it opens and after it closes, and open in the whole last minute', () => {
    const [sooner, later] = [new Date(at.getTime() - 1), new Date(at.getTime() + 1)];
    const kindFor = (window: object) => closing(ana, window, null)?.kind ?? null;
    assert.equal(kindFor({ opensAt: later }), 'early');
    assert.equal(kindFor({ opensAt: at, closesAt: at }), null);
    assert.equal(kindFor({ closesAt: sooner }), 'over');
    assert.equal(
      closing({ memberId: 'tess', role: 'instructor' }, { closesAt: sooner } as object, null),
      null,
    );
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
