import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type DiscussionRules, type Requirement, toHundredths } from '../../src/domain/discussion.ts';
import { evidenceFor } from '../../src/domain/evidence.ts';
import { LATE, LATE_ACCEPTED, worthWhenLate } from '../../src/domain/late.ts';
import { participation } from '../../src/domain/participation.ts';
import type { Contribution } from '../../src/domain/post.ts';
import { hour, post, STUDENT } from './contributions.ts';

const now = hour(1000);
const PEOPLE = ['ana', 'ben', 'cai', 'tess', STUDENT];

const requirement: fc.Arbitrary<Omit<Requirement, 'id'>> = fc.record({
  kind: fc.constantFrom('reply' as const, 'reply' as const, 'post' as const),
  points: fc.integer({ min: 0, max: 6 }),
  minimumWords: fc.constantFrom(0, 20, 50),
  dueAt: fc.constantFrom(null, hour(10), hour(20)),
  differentClassmate: fc.boolean(),
});

const rules: fc.Arbitrary<DiscussionRules> = fc.record({
  requirements: fc
    .array(requirement, { maxLength: 5 })
    .map((all) => all.map((one, index) => ({ ...one, id: `requirement-${index}` }))),
  maximum: fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
  repliesToInstructorCount: fc.boolean(),
  scoring: fc.constantFrom('each' as const, 'each' as const, 'whole' as const, 'none' as const),
  late: fc.record({ late: fc.constantFrom(...LATE), latePercent: fc.integer({ min: 0, max: 100 }) }),
  byRubric: fc.constantFrom(0, 0, 2.5, 100),
});

const revisions = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom(0, 10, 20, 49, 50, 80)), {
    minLength: 1,
    maxLength: 3,
  })
  .map((all) => all.sort(([one], [other]) => one - other));

const contribution = fc
  .record({
    to: fc.option(fc.constantFrom(...PEOPLE)),
    revisions,
    deleted: fc.integer({ max: 9, min: 0 }).map((one) => one === 0),
    hidden: fc.integer({ max: 9, min: 0 }).map((one) => one === 0),
  })
  .map(({ to, revisions, deleted, hidden }) => ({
    parentId: to && `post-of-${to}`,
    parentAuthorId: to,
    parentAuthorRole: to === null ? null : to === 'tess' ? ('instructor' as const) : ('learner' as const),
    deletedAt: deleted ? hour(30) : null,
    hiddenAt: hidden ? hour(30) : null,
    revisions,
  }));

const contributions = (most: number) =>
  fc
    .array(contribution, { maxLength: most })
    .map((all) => all.map((one, index) => post(`c${index}`, one.revisions[0]?.[0] ?? 0, one)));

/** What the requirements can add up to. */
const most = ({ maximum, byRubric = 0, scoring, requirements }: DiscussionRules) =>
  scoring === 'none' || requirements.length === 0 ? 0 : Math.max(0, toHundredths(maximum - byRubric)) / 100;
const measure = (asked: DiscussionRules, posts: Contribution[]) => participation(asked, posts, STUDENT, now);

describe('Participation, whatever is asked and written,', () => {
  it('lies between nothing and the maximum', () => {
    fc.assert(
      fc.property(rules, contributions(9), (asked, posts) => {
        const { earned } = measure(asked, posts);
        assert.ok(earned >= 0 && earned <= most(asked));
      }),
    );
  });

  it('equals the sum of its ledger, and is all that can be earned when complete and on time', () => {
    fc.assert(
      fc.property(rules, contributions(9), (asked, posts) => {
        const { earned, entries, complete } = measure(asked, posts);
        const sum = entries.reduce((total, { points }) => total + toHundredths(points), 0);
        assert.equal(toHundredths(earned), sum);
        const onTime = entries.every(({ evidence }) => !evidence?.late);
        if (complete && entries.length > 0 && onTime) assert.equal(earned, most(asked));
        assert.ok(entries.every(({ points, possible }) => points >= 0 && points <= possible));
        assert.ok(entries.every(({ points, met }) => met || points === 0));
        if (asked.scoring === 'whole' && !complete) assert.equal(earned, 0);
      }),
    );
  });

  it('never falls by writing more', () => {
    fc.assert(
      fc.property(rules, contributions(9), (asked, posts) => {
        let before = 0;
        for (let written = 1; written <= posts.length; written += 1) {
          const { earned } = measure(asked, posts.slice(0, written));
          assert.ok(earned >= before, `${earned} after ${before}`);
          before = earned;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order of the posts, nor on those of others', () => {
    const shuffled = contributions(8).chain((posts) =>
      fc.tuple(fc.constant(posts), fc.shuffledSubarray(posts, { minLength: posts.length })),
    );
    fc.assert(
      fc.property(rules, shuffled, (asked, [posts, mixed]) => {
        const others = posts.map((one) => ({ ...one, id: `other ${one.id}`, authorId: 'ana' }));
        assert.deepEqual(measure(asked, [...others, ...mixed]), measure(asked, posts));
      }),
    );
  });

  it('accounts for each of the student’s posts exactly once', () => {
    fc.assert(
      fc.property(rules, contributions(9), (asked, posts) => {
        const { entries, unused } = measure(asked, posts);
        const named = [...entries.map(({ evidence, shortfall }) => evidence ?? shortfall), ...unused];
        const ids = named.filter((one) => one !== null).map(({ postId }) => postId);
        assert.deepEqual(ids.sort(), posts.map(({ id }) => id).sort());
      }),
    );
  });

  it('never meets two requirements with one classmate where one of them asks for another', () => {
    fc.assert(
      fc.property(rules, contributions(9), (asked, posts) => {
        const { entries } = measure(asked, posts);
        const replies = entries.filter(({ kind, met }) => kind === 'reply' && met);
        for (const { requirementId, evidence } of replies) {
          const { differentClassmate } = asked.requirements.find(
            ({ id }) => id === requirementId,
          ) as Requirement;
          const same = replies.filter(
            (other) => other.evidence?.answersAuthorId === evidence?.answersAuthorId,
          );
          assert.ok(!differentClassmate || same.length === 1);
        }
      }),
    );
  });

  it('earns as much as trying every combination would', () => {
    fc.assert(
      fc.property(rules, contributions(6), (asked, posts) => {
        assert.equal(toHundredths(measure(asked, posts).earned), everyWay(asked, posts));
      }),
      { numRuns: 300 },
    );
  });
});

/** The most hundredths that any assignment earns which meets like requirements from the first on. */
function everyWay(asked: DiscussionRules, posts: Contribution[]): number {
  const worths = measure(asked, []).entries.map(({ possible }) => toHundredths(possible));
  const worth = (index: number, one: Contribution): number => {
    const requirement = asked.requirements[index] as Requirement;
    const { lateByMs = 0 } = evidenceFor(requirement, one) ?? {};
    return worthWhenLate(worths[index] ?? 0, asked.late ?? LATE_ACCEPTED, lateByMs);
  };
  const counts = posts.filter((one) => {
    if (one.deletedAt || one.hiddenAt || one.parentAuthorId === STUDENT) return false;
    return one.parentAuthorRole !== 'instructor' || asked.repliesToInstructorCount;
  });
  const like = (one: Requirement) => JSON.stringify({ ...one, id: null, differentClassmate: isApart(one) });
  const isApart = (one: Requirement) => one.kind === 'reply' && one.differentClassmate;
  const walk = (index: number, taken: (Contribution | null)[]): number => {
    const requirement = asked.requirements[index];
    if (!requirement) return asked.scoring === 'whole' && taken.includes(null) ? -Infinity : 0;
    let most = walk(index + 1, [...taken, null]);
    const skipped = asked.requirements.some(
      (one, at) => at < index && like(one) === like(requirement) && !taken[at],
    );
    if (skipped) return most;
    for (const one of counts) {
      if ((one.parentId === null) !== (requirement.kind === 'post') || !evidenceFor(requirement, one))
        continue;
      const clash = taken.some((other, at) => {
        const apart = isApart(requirement) || isApart(asked.requirements[at] as Requirement);
        const sameAuthor = other?.parentId != null && other.parentAuthorId === one.parentAuthorId;
        return other === one || (apart && sameAuthor && one.parentId !== null);
      });
      if (!clash) most = Math.max(most, worth(index, one) + walk(index + 1, [...taken, one]));
    }
    return most;
  };
  return Math.max(0, walk(0, []));
}
