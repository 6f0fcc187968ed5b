import assert from 'node:assert/strict';
import { doubtsIn, JUST_LATE_MS } from '../../src/domain/doubt.ts';
import type { OwnWords } from '../../src/domain/ownWords.ts';
import { participation } from '../../src/domain/participation.ts';
import type { Contribution } from '../../src/domain/post.ts';
import { hour, post, ruleset, STUDENT } from './contributions.ts';

const DUE = hour(10);
const rules = ruleset({ maximum: 10 });
const requirements = rules.requirements
  .filter(({ kind }) => kind === 'post')
  .map((one) => ({ ...one, minimumWords: 100, dueAt: DUE }));
const doubts = (written: Contribution, own = new Map<string, OwnWords>()) =>
  doubtsIn(
    participation({ ...rules, requirements }, [written], STUDENT, hour(100)).entries,
    requirements,
    own,
  );
const of = (words: number, at = 9) => post('p', at, { revisions: [[at, words]] });

describe('What is doubtful', () => {
  it('is nothing about a post in time, well above the least number of words', () => {
    assert.deepEqual(doubts(of(150)), []);
  });

  it('is being late by an hour at most: later than that is plainly late', () => {
    assert.equal(JUST_LATE_MS, hour(11).getTime() - DUE.getTime());
    assert.deepEqual(doubts(of(150, 11)), ['justLate']);
    assert.deepEqual(doubts(of(150, 12)), []);
  });

  it('is a number of words within a tenth of the least, above it or below', () => {
    for (const [words, found] of [
      [89, []],
      [90, ['limit']],
      [100, ['limit']],
      [110, ['limit']],
      [111, []],
    ] as const)
      assert.deepEqual(doubts(of(words)), found, String(words));
  });

  it('is twenty words or more as classmates wrote them before', () => {
    const own = (words: number) =>
      new Map([['p', { own: 130, quoted: 0, prompt: 0, alike: [{ label: '3', words }] }]]);
    assert.deepEqual(doubts(of(150), own(19)), []);
    assert.deepEqual(doubts(of(150), own(20)), ['alike']);
  });

  it('is an edit after the date', () => {
    const revisions: [number, number][] = [
      [9, 150],
      [12, 160],
    ];
    assert.deepEqual(doubts(post('p', 9, { revisions })), ['edited']);
  });
});
