import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  awaited,
  compared,
  type Delivery,
  decide,
  delivered,
  differs,
  isFirst,
  keepTheirs,
  looksFirst,
  noDelivery,
  overrule,
  retryLater,
  type Shown,
  STILL_COMING_MS,
  sending,
  wantDelivery,
} from '../../src/domain/delivery.ts';
import { confirm, release, ungraded } from '../../src/domain/grade.ts';
import { hour } from './contributions.ts';

type Fault =
  | 'none'
  | 'never-arrives'
  | 'answer-lost'
  | 'comes-late'
  | 'dies-before'
  | 'dies-after'
  | 'will-not-tell';
type Step =
  | { do: 'grade'; points: number }
  | { do: 'release' }
  | { do: 'deliver'; fault: Fault }
  | { do: 'type'; points: number | null }
  | { do: 'compare' | 'keep' | 'ours' | 'land' }
  | { do: 'wait'; seconds: number };

const points = fc.integer({ min: 0, max: 5 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant('grade' as const), points }), weight: 2 },
  { arbitrary: fc.record({ do: fc.constant('release' as const) }), weight: 2 },
  {
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      fault: fc.constantFrom<Fault[]>(
        'none',
        'never-arrives',
        'answer-lost',
        'comes-late',
        'dies-before',
        'dies-after',
        'will-not-tell',
      ),
    }),
    weight: 3,
  },
  fc.record({ do: fc.constant('type' as const), points: fc.option(points) }),
  fc.record({ do: fc.constantFrom('compare' as const, 'keep' as const, 'ours' as const, 'land' as const) }),
  // Clocks step back, too.
  fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: -5, max: 30 }) }),
);

/** A score as it was sent; `blind`: whoever sent it could not see what it replaces. */
interface Sent {
  score: Delivery & { lastTimestamp: Date };
  first: boolean;
  blind: boolean;
}

/** One student's cell in a gradebook that counts attempts, as Canvas does, and what the tool knows of it. */
class World {
  grade = ungraded(5);
  delivery: Delivery = noDelivery();
  /** What the LMS tells: nothing before the first score. `by` is the model's own knowledge. */
  cell: (Shown & { by: 'tool' | 'hand' }) | null = null;
  attempts = 0;
  now = hour(1).getTime();
  private readonly released = new Set<number>();
  private newest = 0;
  /** Blind where the LMS will not tell: then it may replace what it cannot see. */
  private blind = false;
  /** Under way, and given up by who sent them: they come in any order, within a minute. */
  private late: Sent[] = [];

  do(one: Step): void {
    const at = new Date(this.now);
    if (one.do === 'grade') {
      const decided = { points: one.points, maximum: 5, comment: '', by: 'rosa', at, ledger: [] };
      this.grade = confirm(this.grade, { ...decided, marks: [], how: null, why: '' });
    }
    if (one.do === 'release' && this.grade.points !== null) this.release(this.grade.points, at);
    // What comes late is older than what was typed, and refused.
    if (one.do === 'type' && this.cell) this.late = [];
    if (one.do === 'type' && this.cell)
      this.cell = { ...this.cell, points: one.points, by: this.looksOurs(one.points) ? 'tool' : 'hand' };
    if (one.do === 'deliver') this.deliver(one.fault, at);
    if (one.do === 'compare') this.delivery = compared(this.delivery, this.cell, at);
    if (one.do === 'keep') this.delivery = keepTheirs(this.delivery);
    if (one.do === 'ours') this.delivery = overrule(this.delivery, at);
    if (one.do === 'land') this.landLate(this.late[0]);
    if (one.do === 'wait') this.now += one.seconds * 1000;
    for (const sent of [...this.late])
      if ((sent.score.sentAt?.getTime() ?? 0) + STILL_COMING_MS <= this.now) this.landLate(sent);
  }

  private release(points: number, at: Date): void {
    this.grade = release(this.grade, { by: 'rosa', at });
    this.delivery = wantDelivery(this.delivery, { points, maximum: 5, comment: '', releasedAt: at });
    this.released.add(points);
    // Released to be what was typed: they agree.
    if (this.cell?.points === points) this.cell.by = 'tool';
  }

  /** A value that was released once tells from no other of its kind; nor does none, before one is known to be there. */
  private looksOurs(points: number | null): boolean {
    return points === null ? this.delivery.acknowledged === null : this.released.has(points);
  }

  private deliver(fault: Fault, at: Date): void {
    const before = this.delivery;
    if (before.state !== 'waiting') return;
    this.blind = fault === 'will-not-tell';
    const told = this.blind ? undefined : this.cell;
    const shown = looksFirst(before) ? told : null;
    const what = decide(before, shown, at);
    if (what === 'arrived' && before.wanted) this.delivery = delivered(before, before.wanted, at);
    if (what === 'wait') this.delivery = awaited(before);
    if (what === 'differs') this.delivery = differs(before, shown ?? null, at);
    if (what === 'send') this.send(fault, shown, at);
  }

  private send(fault: Fault, shown: Shown | null | undefined, at: Date): void {
    const first = isFirst(this.delivery, shown);
    const next = sending(this.delivery, at, shown?.at);
    this.delivery = next;
    if (fault === 'dies-before') return;
    if (fault === 'comes-late') this.late.push({ score: next, first, blind: this.blind });
    if (fault === 'never-arrives' || fault === 'comes-late') {
      this.delivery = retryLater(next, 'lms-down', at, 0);
      return;
    }
    this.land({ score: next, first, blind: this.blind });
    if (fault === 'dies-after') return;
    const { wanted } = next;
    this.delivery =
      fault === 'answer-lost' || !wanted ? retryLater(next, 'lms-down', at, 0) : delivered(next, wanted, at);
  }

  private landLate(sent: Sent | undefined): void {
    if (!sent) return;
    this.late = this.late.filter((one) => one !== sent);
    // Older than what is there: refused.
    if (sent.score.lastTimestamp.getTime() > this.newest) this.land(sent);
  }

  private land({ score: { wanted, lastTimestamp, overruled }, first, blind }: Sent): void {
    assert.ok(lastTimestamp.getTime() >= this.newest + 1000, 'each score is later than the one before');
    this.newest = lastTimestamp.getTime();
    const replaces = this.cell?.by === 'hand' && this.cell.points !== wanted?.points && !blind;
    const asked = overruled && [overruled.points, null].includes(this.cell?.points ?? null);
    if (replaces) assert.ok(asked, 'what was typed is not replaced by itself, nor is none');
    if (first) this.attempts += 1;
    this.cell = { points: wanted?.points ?? null, maximum: 5, comment: '', at: null, by: 'tool' };
  }
}

describe('A grade, whatever is graded, released, typed there, lost or crashes, in whatever order', () => {
  it('is in the gradebook once, or known to differ from it, and what somebody typed there is theirs', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        const world = new World();
        for (const one of steps) world.do(one);
        for (let tries = 0; tries < 4; tries += 1) {
          world.do({ do: 'wait', seconds: 60 });
          world.do({ do: 'deliver', fault: 'none' });
          world.do({ do: 'compare' });
        }
        const { state, wanted } = world.delivery;
        assert.equal(
          wanted?.points,
          world.grade.released?.points,
          'what is graded and not released stays here',
        );
        const same = world.cell?.points === wanted?.points;
        if (!wanted) return assert.equal(world.cell, null);
        assert.ok(world.attempts <= 1, `${world.attempts} attempts`);
        assert.equal(state === 'delivered', same, `${state}: ${world.cell?.points} for ${wanted.points}`);
        if (!same) assert.ok(state === 'differs' || state === 'kept', state);
      }),
      { numRuns: 3000 },
    );
  });
});
