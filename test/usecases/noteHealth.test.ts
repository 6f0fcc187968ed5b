import assert from 'node:assert/strict';
import { refreshRoster } from '../../src/usecases/refreshRoster.ts';
import { PRESETS } from '../support/practice.ts';
import { answers } from './line.ts';
import { QuietClassroom } from './quietClassroom.ts';

for (const preset of PRESETS) {
  describe(`What is noted of an LMS at work, under ${preset} rules`, () => {
    let room: QuietClassroom;
    before(async () => {
      room = await QuietClassroom.open(preset);
    });
    after(() => room?.close());

    async function health() {
      await room.tool.health.flush();
      const [platform] = await room.store.platforms.list();
      return room.store.health.of(platform?.id ?? '');
    }

    it('is its last launch, its clock, what it offers and where', async () => {
      await room.student();
      const { lastLaunch } = await health();
      assert.ok(Math.abs(lastLaunch?.clockAheadS ?? 99) < 5);
      assert.equal(lastLaunch?.family, preset);
      assert.ok(lastLaunch?.scopes?.some((scope) => scope.endsWith('/score')));
      assert.ok(lastLaunch?.lineItemsUrl && lastLaunch.rosterUrl);
    });

    it('is the last grade that arrived', async () => {
      const before = room.now;
      await room.release(await room.student(), 7, 'Good.');
      await room.deliver();
      const { lastDeliveredAt, lastUndelivered } = await health();
      assert.ok(lastDeliveredAt && lastDeliveredAt >= before);
      assert.equal(lastUndelivered, null);
    });

    it('is the last grade that did not, and why', async () => {
      await room.release(await room.student(), 7, 'Good.');
      room.line.next('scores', answers(403, 'no'));
      await room.deliver();
      assert.equal((await health()).lastUndelivered?.problem, 'delivery.problem.not-permitted');
      await room.release(await room.student(), 7, 'Good.');
      await room.line.down();
      await room.deliver();
      assert.equal((await health()).lastUndelivered?.problem, 'delivery.problem.lms-down');
      await room.line.up();
    });

    it('is the last roster that was read, or could not be', async () => {
      const course = await room.place.connection.collection<{ _id: string }>('courses').findOne();
      const read = () => refreshRoster(room.tool, course?._id ?? '', true, room.now);
      await read();
      assert.equal((await health()).roster?.problem, null);
      await room.line.down();
      await assert.rejects(read);
      assert.equal((await health()).roster?.problem, 'roster.problem.unavailable');
      await room.line.up();
    });
  });
}
