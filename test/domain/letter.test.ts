import assert from 'node:assert/strict';
import { InvalidInput } from '../../src/domain/errors.ts';
import { ABOUT, letterText, owes, type Work } from '../../src/domain/letter.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
const student = { id: 'ana', placed: null };
const requirement = { points: 1, minimumWords: 0, differentClassmate: false };
const discussion = {
  requirements: [
    { id: 'post', kind: 'post' as const, dueAt: days(-1), ...requirement },
    { id: 'reply', kind: 'reply' as const, dueAt: null, ...requirement },
  ],
  ...{ lmsDueAt: days(1), closesAt: null, extensions: [], excused: [] },
};
const work = (met: { post: boolean; reply: boolean }, excused = false): Work => ({
  excused,
  entries: (['post', 'reply'] as const).map((kind) => ({
    ...{ requirementId: kind, kind, possible: 1, points: 0, met: met[kind] },
    ...{ evidence: null, shortfall: null },
  })),
});
const owed = (one: Work, given: typeof discussion = discussion) =>
  ABOUT.filter((about) => owes(about, one, given, student, NOW));

describe('What a letter can be about', () => {
  it('is what is still missing, and what of that is overdue', () => {
    assert.deepEqual(owed(work({ post: false, reply: false })), ['post', 'replies', 'late']);
    assert.deepEqual(owed(work({ post: true, reply: false })), ['replies']);
    assert.deepEqual(owed(work({ post: false, reply: true })), ['post', 'late']);
    assert.deepEqual(owed(work({ post: true, reply: true })), []);
  });

  it('is nothing of whoever is excused, and is late for nobody who has more time', () => {
    assert.deepEqual(owed(work({ post: false, reply: false }, true)), []);
    const extension = { memberId: 'ana', groupId: null, until: days(2), at: NOW, by: 'rosa' };
    const extended = { ...discussion, extensions: [extension as never] };
    assert.deepEqual(owed(work({ post: false, reply: false }), extended), ['post', 'replies']);
  });

  it('follows the LMS’s date where a requirement has none', () => {
    const passed = { ...discussion, lmsDueAt: days(-2) };
    assert.deepEqual(owed(work({ post: true, reply: false }), passed), ['replies', 'late']);
  });

  it('is said in words, without what no text has, and not in more than fit', () => {
    assert.equal(letterText(' One\r\nline\u0000\u0007.\t \n'), 'One\nline.');
    for (const [typed, error] of [
      ['\n \r\n', 'letters.error.empty'],
      ['x'.repeat(4001), 'letters.error.tooLong'],
    ] as const)
      assert.throws(
        () => letterText(typed),
        (thrown) => thrown instanceof InvalidInput && thrown.errors.text === error,
      );
  });
});
