import assert from 'node:assert/strict';
import { OPEN_TO_ALL, waitsForOwnPost } from '../../src/domain/opening.ts';

describe('Others’ posts', () => {
  const postFirst = { ...OPEN_TO_ALL, postFirst: true };

  it('wait for a student’s own where the discussion says so, and nowhere else', () => {
    assert.equal(waitsForOwnPost(postFirst, 'learner', false), true);
    assert.equal(waitsForOwnPost(OPEN_TO_ALL, 'learner', false), false);
  });

  it('are open for good to whoever has written', () => {
    assert.equal(waitsForOwnPost(postFirst, 'learner', true), false);
  });

  it('are open to whoever is not graded', () => {
    for (const role of ['instructor', 'assistant', 'designer'] as const)
      assert.equal(waitsForOwnPost(postFirst, role, false), false, role);
  });
});
