import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  awaited,
  type Delivery,
  decide,
  delivered,
  FIRST_RETRY_MS,
  isFirst,
  LONGEST_RETRY_MS,
  nextTimestamp,
  noDelivery,
  notTaken,
  parked,
  retryLater,
  STILL_COMING_MS,
  sending,
  wantDelivery,
  wantSignal,
} from '../../src/domain/delivery.ts';
import { hour } from './contributions.ts';

const wanted = { points: 8, maximum: 10, comment: '', releasedAt: hour(1) };
const waiting = wantDelivery(noDelivery(), wanted);
const done = delivered(waiting, wanted, hour(2));

describe('Delivering a grade', () => {
  it('waits from its release on', () => {
    assert.deepEqual([noDelivery().state, waiting.state, waiting.nextAt], ['none', 'waiting', hour(1)]);
  });

  it('is done when the LMS acknowledged it', () => {
    assert.equal(done.state, 'delivered');
    assert.deepEqual(done.acknowledged, {
      ...{ points: 8, maximum: 10, comment: '', at: hour(2) },
      column: null,
    });
    assert.equal(done.nextAt, null);
  });

  it('waits again when a change is released', () => {
    const changed = wantDelivery(done, { ...wanted, points: 9, releasedAt: hour(3) });
    assert.deepEqual(
      [changed.state, changed.wanted?.points, changed.acknowledged?.points],
      ['waiting', 9, 8],
    );
    assert.equal(wantDelivery(done, { ...wanted, comment: 'Thank you.' }).state, 'waiting');
  });

  it('has nothing to do when the same is released again', () => {
    assert.equal(wantDelivery(done, { ...wanted, releasedAt: hour(3) }).state, 'delivered');
  });

  it('sends again what was acknowledged once, if another score may have landed since', () => {
    const uncertain = retryLater(wantDelivery(done, { ...wanted, points: 9 }), 'timeout', hour(3), 0);
    assert.equal(wantDelivery(uncertain, wanted).state, 'waiting');
  });

  it('keeps waiting when something else came to be wanted while a score was under way', () => {
    const changed = wantDelivery(waiting, { ...wanted, points: 9, releasedAt: hour(2) });
    const after = delivered(changed, wanted, hour(3));
    assert.deepEqual([after.state, after.acknowledged?.points, after.nextAt], ['waiting', 8, hour(3)]);
  });

  it('is parked with its cause when it cannot heal, until somebody releases again', () => {
    const stuck = parked(waiting, 'not-gradable');
    assert.deepEqual([stuck.state, stuck.problem, stuck.nextAt], ['failed', 'not-gradable', null]);
    const again = wantDelivery(stuck, { ...wanted, releasedAt: hour(5) });
    assert.deepEqual([again.state, again.problem, again.attempts], ['waiting', null, 0]);
  });

  it('without a grade is nothing that a person has to see to: the LMS would not hear that there is work', () => {
    const { state, nextAt, problem } = parked(wantSignal(noDelivery(), hour(1)), 'not-gradable');
    assert.deepEqual([state, nextAt, problem], ['none', null, null]);
  });

  it('is in doubt from the sending on, until the LMS said what became of it', () => {
    const sent = sending(waiting, hour(2));
    assert.deepEqual([waiting.inDoubt, sent.inDoubt], [false, true]);
    assert.equal(retryLater(sent, 'timeout', hour(2), 0).inDoubt, true);
    assert.equal(delivered(sent, wanted, hour(3)).inDoubt, false);
    assert.equal(notTaken(sent).inDoubt, false);
  });

  it('in doubt is no first attempt again until it cannot come any more, since two are two attempts', () => {
    const lost = retryLater(sending(waiting, hour(2)), 'timeout', hour(2), 0);
    const gone = new Date(hour(2).getTime() + STILL_COMING_MS);
    assert.equal(decide(lost, null, new Date(gone.getTime() - 1)), 'wait');
    assert.deepEqual(awaited(lost).nextAt, gone);
    assert.equal(decide(lost, null, gone), 'send');
    assert.equal(isFirst(lost, null), true);
  });

  it('in doubt is sent again at once where that cannot be another attempt', () => {
    const again = wantDelivery(done, { ...wanted, points: 9 });
    const lost = retryLater(sending(again, hour(3)), 'timeout', hour(3), 0);
    const before = { ...wanted, at: null };
    assert.equal(decide(lost, before, hour(3)), 'send');
    assert.equal(decide({ ...sending(waiting, hour(3)) }, undefined, hour(3)), 'send');
    assert.equal(isFirst(sending(waiting, hour(3)), undefined), false);
  });

  it('forgets its failures when it arrives', () => {
    const after = delivered(retryLater(waiting, 'timeout', hour(1), 0.5), wanted, hour(2));
    assert.deepEqual([after.attempts, after.problem], [0, null]);
  });
});

describe('The timestamps of one student’s scores', () => {
  it('are the clock’s, where a second has passed', () => {
    assert.deepEqual(nextTimestamp(null, hour(1)), hour(1));
    assert.deepEqual(nextTimestamp(hour(1), hour(2)), hour(2));
  });

  it('grow by a second at least, even if the clock stands still or goes back', () => {
    const times = fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(times, (steps) => {
        let delivery: Delivery = waiting;
        let clock = hour(1).getTime();
        for (const step of steps) {
          clock += step;
          const last = delivery.lastTimestamp;
          delivery = sending(delivery, new Date(clock));
          const whole = Math.floor((delivery.lastTimestamp?.getTime() ?? 0) / 1000);
          if (last) assert.ok(whole >= Math.floor(last.getTime() / 1000) + 1);
        }
      }),
    );
  });
});

describe('Trying again', () => {
  const waits = (random: number, attempts: number) => {
    const next = retryLater({ ...waiting, attempts }, 'timeout', hour(1), random);
    return (next.nextAt?.getTime() ?? 0) - hour(1).getTime();
  };

  it('counts the tries and says why', () => {
    const next = retryLater(waiting, 'timeout', hour(1), 0);
    assert.deepEqual([next.state, next.attempts, next.problem], ['waiting', 1, 'timeout']);
  });

  it('waits twice as long each time', () => {
    assert.deepEqual(
      [waits(0, 0), waits(0, 1), waits(0, 2)],
      [FIRST_RETRY_MS / 2, FIRST_RETRY_MS, FIRST_RETRY_MS * 2],
    );
  });

  it('scatters a class over half of the wait, and never waits more than an hour', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat(2000),
        (random, attempts) => {
          const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempts);
          assert.ok(waits(random, attempts) >= longest / 2 && waits(random, attempts) <= longest);
        },
      ),
    );
  });
});
