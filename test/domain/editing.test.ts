import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  hindranceToChange,
  isOwn,
  lastDueAt,
  mayReadVersions,
  mayUndelete,
  openUntil,
  SLIP_MS,
  UNDO_MS,
} from '../../src/domain/editing.ts';
import { ruleset } from './contributions.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 1, 12) + minutes * 60_000);
const POST = { authorId: 'adaeze', createdAt: at(0), deletedAt: null, hiddenAt: null };

describe('What one wrote', () => {
  it('is one’s own alone, and as long as it is not deleted', () => {
    assert.equal(isOwn(POST, 'adaeze'), true);
    assert.equal(isOwn(POST, 'teacher'), false);
    assert.equal(isOwn({ ...POST, deletedAt: at(1) }, 'adaeze'), false);
  });

  const until = (editing: 'always' | 'minutes' | 'due', editMinutes: number, due: Date | null) =>
    openUntil({ editing, editMinutes }, POST.createdAt, due);

  it('may change for ever, if nothing else is set', () => assert.equal(until('always', 30, at(-5)), null));

  it('may change for the minutes that are set, none of them for 0', () => {
    assert.deepEqual(until('minutes', 30, null), at(30));
    const never = until('minutes', 0, null);
    assert.equal(hindranceToChange(POST, { until: never, closing: null }, at(0)), 'window');
  });

  it('may change until it is due, for ever where nothing is, and what is late for the time a slip takes', () => {
    assert.deepEqual(until('due', 0, at(500)), at(500));
    assert.equal(until('due', 0, null), null);
    for (const due of [at(-500), at(3)])
      assert.deepEqual(until('due', 0, due), new Date(at(0).getTime() + SLIP_MS));
  });

  it('never closes earlier for being due later', () =>
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (one, more) => {
        const [first, second] = [until('due', 0, at(one)), until('due', 0, at(one + more))];
        assert.ok((first?.getTime() ?? 0) <= (second?.getTime() ?? 0));
      }),
    ));

  it('closes at its moment, and is closed while it is hidden', () => {
    const until = { until: at(30), closing: null };
    assert.equal(hindranceToChange(POST, until, at(29.9)), null);
    assert.equal(hindranceToChange(POST, until, at(30)), 'window');
    assert.equal(hindranceToChange({ hiddenAt: at(1) }, { until: null, closing: null }, at(2)), 'hidden');
  });

  it('stands still in what is locked; whoever is muted hears of it unless the time is over anyway', () => {
    const closed = (kind: 'muted' | 'locked' | 'thread-locked') => ({
      until: at(30),
      closing: { kind, reason: '' },
    });
    for (const kind of ['locked', 'thread-locked', 'muted'] as const)
      assert.equal(hindranceToChange(POST, closed(kind), at(1)), kind);
    assert.equal(hindranceToChange(POST, closed('muted'), at(31)), 'window');
  });

  it('is due with the last of its kind: replies with replies, or with the activity where none is asked', () => {
    const { requirements } = ruleset({ maximum: 10, postDueAt: at(10), repliesDueAt: at(20) });
    assert.deepEqual(lastDueAt(requirements, at(99), 'post'), at(10));
    assert.deepEqual(lastDueAt(requirements, at(99), 'reply'), at(20));
    const undated = ruleset({ maximum: 10 }).requirements;
    assert.deepEqual(lastDueAt(undated, at(99), 'reply'), at(99));
    assert.equal(lastDueAt(undated, null, 'reply'), null);
    assert.deepEqual(lastDueAt(ruleset({ maximum: 10, replies: 0 }).requirements, at(99), 'reply'), at(99));
  });

  it('comes back within the hour, to nobody but its author', () => {
    const deleted = { ...POST, deletedAt: at(0) };
    const end = new Date(at(0).getTime() + UNDO_MS);
    assert.equal(mayUndelete(deleted, 'adaeze', at(59)), true);
    assert.equal(mayUndelete(deleted, 'adaeze', end), false);
    assert.equal(mayUndelete(deleted, 'teacher', at(1)), false);
    assert.equal(mayUndelete(POST, 'adaeze', at(1)), false);
  });
});

describe('Earlier versions', () => {
  const author = { memberId: 'adaeze', role: 'learner' } as const;
  const classmate = { memberId: 'ben', role: 'learner' } as const;
  const designer = { memberId: 'dee', role: 'designer' } as const;
  const teacher = { memberId: 'teacher', role: 'instructor' } as const;
  const hidden = { ...POST, hiddenAt: at(1) };
  const deleted = { ...POST, deletedAt: at(1) };

  it('are read by graders whatever became of the post', () => {
    for (const post of [POST, hidden, deleted])
      assert.equal(mayReadVersions(post, teacher, 'teachers'), true);
  });
  it('are read by their author until they delete it', () => {
    assert.equal(mayReadVersions(hidden, author, 'teachers'), true);
    assert.equal(mayReadVersions(deleted, author, 'everyone'), false);
  });
  it('are read by others only if so set, and never of what is hidden or deleted', () => {
    for (const reader of [classmate, designer]) {
      assert.equal(mayReadVersions(POST, reader, 'teachers'), false);
      assert.equal(mayReadVersions(POST, reader, 'everyone'), true);
      assert.equal(mayReadVersions(hidden, reader, 'everyone'), false);
      assert.equal(mayReadVersions(deleted, reader, 'everyone'), false);
    }
  });
});
