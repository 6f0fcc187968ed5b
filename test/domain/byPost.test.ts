import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BY_POST, type ByPostRule, judgedBy, type MarkedPost, markPost } from '../../src/domain/byPost.ts';
import { toHundredths } from '../../src/domain/discussion.ts';
import { Conflict } from '../../src/domain/errors.ts';
import { confirm, release, suggestionMoved, ungraded } from '../../src/domain/grade.ts';
import { participation, suggestionIn } from '../../src/domain/participation.ts';
import type { Rubric } from '../../src/domain/rubric.ts';
import { hour, post, ruleset, STUDENT } from './contributions.ts';

const BEST_LEVEL = 4;
const levels = [BEST_LEVEL, 2, 0].map((points) => ({ title: `${points}`, points }));
const rubric: Rubric = { criteria: [{ id: 'criterion-1', title: 'Evidence', levels }], freePoints: true };
const mark = (points: number) => [{ criterionId: 'criterion-1', points }];
const posts = (given: number[]): MarkedPost[] =>
  given.map((points, index) => ({ label: `${index + 1}`, marks: mark(points) }));
const judge = (given: number[], rule: ByPostRule) => {
  const [judged] = judgedBy(rubric, rule, posts(given));
  assert.ok(judged);
  return judged;
};
const points = (given: number[], rule: ByPostRule) => judge(given, rule).points ?? 0;

const anyPoints = fc.integer({ min: 0, max: BEST_LEVEL * 100 }).map((hundredths) => hundredths / 100);
const anyGiven = fc.array(anyPoints, { maxLength: 12 });
const anyRule = fc.record({
  byPost: fc.constantFrom(...BY_POST.filter((way) => way !== 'off')),
  bestPosts: fc.integer({ min: 1, max: 5 }),
});

describe('Points beside posts', () => {
  it('are added up, averaged, or averaged over the best few, of which those missing count as nothing', () => {
    const given = [4, 2, 3];
    assert.equal(points(given, { byPost: 'average', bestPosts: 3 }), 3);
    assert.equal(points(given, { byPost: 'best', bestPosts: 2 }), 3.5);
    assert.equal(points([4], { byPost: 'best', bestPosts: 3 }), 1.33);
    assert.equal(points([0.1, 0.2], { byPost: 'sum', bestPosts: 3 }), 0.3);
    assert.equal(points(given, { byPost: 'sum', bestPosts: 3 }), BEST_LEVEL);
    assert.deepEqual(judgedBy(rubric, { byPost: 'off', bestPosts: 3 }, posts(given)), []);
    assert.equal(judge([], { byPost: 'average', bestPosts: 3 }).points, null);
  });

  it('come to something between nothing and the criterion’s best level, in hundredths, in any order of posts', () => {
    fc.assert(
      fc.property(anyGiven, anyRule, fc.integer(), (given, rule, seed) => {
        const come = points(given, rule);
        assert.ok(come >= 0 && come <= BEST_LEVEL);
        assert.equal(come, toHundredths(come) / 100);
        const turned = given.map((_, index) => given[(index + Math.abs(seed)) % given.length] ?? 0);
        assert.equal(points(turned, rule), come);
        assert.equal(points([...given].reverse(), rule), come);
      }),
    );
  });

  it('are what the posts named as counting come to', () => {
    fc.assert(
      fc.property(anyGiven, anyRule, (given, rule) => {
        const judged = judge(given, rule);
        const counting = judged.posts.filter(({ counts }) => counts).map((one) => one.points);
        assert.equal(points(counting, rule), judged.points ?? 0);
        assert.equal(
          counting.length,
          rule.byPost === 'best' ? Math.min(rule.bestPosts, given.length) : given.length,
        );
      }),
    );
  });

  it('never come to less by a post more or by more points, where they are added up or the best count', () => {
    fc.assert(
      fc.property(anyGiven, anyPoints, anyRule, fc.nat(), (given, more, rule, at) => {
        if (rule.byPost === 'average') return;
        assert.ok(points([...given, more], rule) >= points(given, rule));
        if (given.length === 0) return;
        const raised = given.with(at % given.length, Math.max(more, given[at % given.length] ?? 0));
        assert.ok(points(raised, rule) >= points(given, rule));
      }),
    );
  });

  it('average to something between the least and the most that was given', () => {
    fc.assert(
      fc.property(fc.array(anyPoints, { minLength: 1, maxLength: 12 }), (given) => {
        const average = points(given, { byPost: 'average', bestPosts: 1 });
        assert.ok(average >= Math.min(...given) && average <= Math.max(...given));
        assert.equal(points(given, { byPost: 'best', bestPosts: 1 }), Math.max(...given));
      }),
    );
  });

  it('are suggested on top of what is asked for, and never move a grade that was confirmed', () => {
    fc.assert(
      fc.property(anyGiven, anyGiven, anyRule, (before, after, rule) => {
        const measure = (given: number[]) => ({
          ...participation(ruleset({ maximum: 10, byRubric: BEST_LEVEL }), [post('p', 1)], STUDENT, hour(9)),
          byPost: { judged: judgedBy(rubric, rule, posts(given)), left: 0 },
        });
        const then = measure(before);
        const suggested = suggestionIn(then) ?? 0;
        assert.equal(toHundredths(suggested), toHundredths(then.earned) + toHundredths(points(before, rule)));
        assert.ok(suggested <= 10);
        const decision = { points: suggested, comment: '', by: 'tess', at: hour(10), ledger: then.entries };
        const grade = release(confirm(ungraded(10), { ...decision, judged: then.byPost.judged }), {
          by: 'tess',
          at: hour(11),
        });
        assert.equal(suggestionMoved(grade, then), false);
        const now = measure(after);
        assert.equal(suggestionMoved(grade, now), suggestionIn(now) !== suggested);
        assert.deepEqual([grade.points, grade.released?.judged], [suggested, then.byPost.judged]);
      }),
    );
  });
});

describe('A grader’s decision about a post', () => {
  const first = markPost(null, rubric, { marks: mark(4), was: [], by: 'rosa', at: hour(1) });

  it('keeps who, when, from what and to what', () => {
    const second = markPost(first, rubric, { marks: [], was: mark(4), by: 'yuki', at: hour(2) });
    assert.deepEqual([second?.marks, second?.by, second?.at], [[], 'yuki', hour(2)]);
    assert.deepEqual(second?.history, [
      { at: hour(1), by: 'rosa', from: [], to: mark(4) },
      { at: hour(2), by: 'yuki', from: mark(4), to: [] },
    ]);
  });

  it('replaces nothing that it has not seen, and leaves alone what it did not touch', () => {
    const decision = { by: 'yuki', at: hour(2) };
    assert.throws(() => markPost(first, rubric, { ...decision, marks: mark(2), was: [] }), Conflict);
    assert.equal(markPost(first, rubric, { ...decision, marks: [], was: [] }), first, 'not touched');
    assert.equal(markPost(first, rubric, { ...decision, marks: mark(4), was: [] }), first, 'the same');
  });

  it('does not stumble over a criterion that is gone', () => {
    const gone = { ...mark(4)[0], criterionId: 'criterion-9', points: 1 };
    const before = { marks: [gone, ...mark(4)], by: 'rosa', at: hour(1), history: [] };
    const after = markPost(before, rubric, { marks: mark(2), was: mark(4), by: 'yuki', at: hour(2) });
    assert.deepEqual(after?.marks, mark(2));
  });
});
