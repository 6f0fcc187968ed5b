import assert from 'node:assert/strict';
import { participation } from '../../src/domain/participation.ts';
import { asKnown, rubricMost } from '../../src/domain/rubric.ts';
import { hour, post, ruleset, STUDENT } from './contributions.ts';

describe('A rubric', () => {
  const level = (points: number) => ({ title: `${points}`, points });

  it('gives at most the best level of each criterion', () => {
    const criteria = [
      { id: 'a', title: 'Sources', levels: [level(0), level(0.1), level(2.5)] },
      { id: 'b', title: 'Argument', levels: [level(1.5), level(0)] },
    ];
    assert.equal(rubricMost({ criteria, freePoints: false }), 4);
    assert.equal(rubricMost(null), 0);
  });

  it('keeps what was given for a criterion with that criterion, whatever is removed, moved, renamed or added', () => {
    const rubric = (...titles: string[]) => ({
      criteria: titles.map((title, index) => ({ id: `criterion-${index + 1}`, title, levels: [level(1)] })),
      freePoints: false,
    });
    const ids = (...titles: string[]) =>
      asKnown(rubric(...titles), rubric('Sources', 'Argument', 'Style'))?.criteria.map(({ id }) => id);
    assert.deepEqual(ids('Argument', 'Style'), ['criterion-2', 'criterion-3']);
    assert.deepEqual(ids('Style', 'Sources', 'Argument'), ['criterion-3', 'criterion-1', 'criterion-2']);
    assert.deepEqual(ids('Sources', 'Reasons', 'Style'), ['criterion-1', 'criterion-2', 'criterion-3']);
    assert.deepEqual(
      ids('Sources', 'Argument', 'Style', 'New'),
      [1, 2, 3, 4].map((n) => `criterion-${n}`),
    );
    assert.deepEqual(asKnown(rubric('Sources'), null), rubric('Sources'));
  });

  it('takes its points off what the requirements share', () => {
    const { entries, maximum } = participation(
      ruleset({ maximum: 20, byRubric: 10 }),
      [post('p', 1)],
      STUDENT,
      hour(9),
    );
    assert.deepEqual(
      entries.map(({ possible }) => possible),
      [6, 2, 2],
    );
    assert.equal(maximum, 10);
  });
});

describe('All or nothing', () => {
  it('earns nothing before everything is done, and shows what is', () => {
    const rules = ruleset({ maximum: 10, replies: 1, scoring: 'whole' });
    const { entries, earned, complete } = participation(rules, [post('p', 1)], STUDENT, hour(9));
    assert.deepEqual([earned, complete, entries[0]?.met, entries[0]?.points], [0, false, true, 0]);
  });
});
