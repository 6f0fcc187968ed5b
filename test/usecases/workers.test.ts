import assert from 'node:assert/strict';
import { startDeliveries } from '../../src/usecases/runDeliveries.ts';
import { PRESETS } from '../support/practice.ts';
import type { Student } from './classroom.ts';
import { hold } from './line.ts';
import { QuietClassroom } from './quietClassroom.ts';

/** Longer than a worker that died keeps a delivery to itself. */
const LEASE = 61;

for (const preset of PRESETS) {
  describe(`Several workers on one database, under ${preset} rules`, () => {
    let room: QuietClassroom;
    before(async () => {
      room = await QuietClassroom.open(preset);
    });
    after(() => room?.close());
    beforeEach(() => {
      room.ahead = 0;
    });

    async function assertArrivedOnce(student: Student, score: number) {
      assert.deepEqual(await room.cell(student), { score, attempts: 1, comments: ['Good.'] });
      const taken = (await room.scores(student)).filter(({ status }) => status === 200);
      assert.equal(taken.length, 1);
      assert.equal((await room.delivery(student)).state, 'delivered');
      assert.equal(await room.deliver(), false);
    }

    const endLeases = () =>
      room.place.connection.collection('grades').updateMany({}, { $set: { leasedUntil: new Date(0) } });

    it('send each grade once, within the quota of an LMS that has one: nothing is throttled', async () => {
      const students = await Promise.all(Array.from({ length: 8 }, () => room.student()));
      if (preset === 'canvas') await room.fault({ kind: 'quota', times: 'always' });
      for (const student of students) await room.release(student, 12, 'Good.');
      const work = async (worker: string) => {
        while (await room.deliver(worker));
      };
      await Promise.all(['one', 'two', 'three', 'four'].map(work));
      await room.noFaults();
      for (const student of students) {
        assert.equal((await room.scores(student)).length, 1);
        await assertArrivedOnce(student, 12);
      }
    });

    it('send each grade once, too, when they look for work by themselves', async () => {
      const students = await Promise.all(Array.from({ length: 8 }, () => room.student()));
      const workers = ['one', 'two'].map((worker) => startDeliveries(room.tool, worker));
      for (const student of students) {
        await room.release(student, 12, 'Good.');
        for (const { wake } of workers) wake();
      }
      const all = async () =>
        (await Promise.all(students.map((one) => room.delivery(one)))).map(({ state }) => state);
      while ((await all()).some((state) => state !== 'delivered')) workers[0]?.wake();
      await Promise.all(workers.map(({ stop }) => stop()));
      for (const student of students) await assertArrivedOnce(student, 12);
    });

    it('leave a grade alone that one of them has in hand, and take it over once that one is dead', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      assert.equal((await room.store.grades.lease('dead', room.now)).length, 1);
      assert.equal(await room.deliver('alive'), false);
      room.later(LEASE);
      assert.equal(await room.deliver('alive'), true);
      await assertArrivedOnce(student, 12);
    });

    it('never count on one that was away for too long: what it finds out late changes nothing', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      const score = hold();
      room.line.next('scores', score.trouble);
      const slow = room.deliver('slow');
      await score.onTheLine;
      room.later(LEASE);
      assert.equal(await room.deliver('quick'), true);
      const settled = await room.delivery(student);
      assert.equal(settled.state, 'delivered');
      score.letGo();
      assert.equal(await slow, true);
      assert.deepEqual(await room.delivery(student), settled);
      await assertArrivedOnce(student, 12);
    });

    it('do not send after having lost the grade to another while they asked the LMS', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', (_pass, response) => response.destroy());
      await room.deliver();
      room.later(3600);
      const results = hold();
      room.line.next('results', results.trouble);
      const slow = room.deliver('slow');
      await results.onTheLine;
      room.later(LEASE);
      assert.equal(await room.deliver('quick'), true);
      results.letGo();
      await slow;
      assert.equal((await room.scores(student)).length, 1);
      await assertArrivedOnce(student, 12);
    });

    it('wait for what one of them left under way when it died, as long as it may come: it is one attempt', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      const score = hold();
      room.line.next('scores', score.trouble);
      const dying = room.deliver('dying');
      await score.onTheLine;
      // Its clock went faster than that of the others, or the database let go of its lease.
      await endLeases();
      assert.equal(await room.deliver('heir'), true);
      assert.deepEqual(await room.statuses(student), [], 'looked up, and not sent');
      score.letGo();
      await dying;
      room.later(LEASE);
      assert.equal(await room.deliver('heir'), true);
      await assertArrivedOnce(student, 12);
    });

    it('may lose a grade that is released anew meanwhile, and it ends as released last', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      const score = hold();
      room.line.next('scores', score.trouble);
      const slow = room.deliver('slow');
      await score.onTheLine;
      room.later(LEASE);
      await room.release(student, 15, 'Good.');
      assert.equal(await room.deliver('quick'), true);
      score.letGo();
      await slow;
      await assertArrivedOnce(student, 15);
    });
  });
}
