import assert from 'node:assert/strict';
import { PRESETS } from '../support/practice.ts';
import { answers, type Trouble } from './line.ts';
import { QuietClassroom } from './quietClassroom.ts';

const HOUR = 3600;

for (const preset of PRESETS) {
  describe(`A released grade that the LMS does not take yet, under ${preset} rules`, () => {
    let room: QuietClassroom;
    before(async () => {
      room = await QuietClassroom.open(preset);
    });
    after(() => room?.close());
    beforeEach(() => {
      room.ahead = 0;
    });
    afterEach('leaves nothing due', async () => {
      assert.equal(await room.deliver(), false);
      assert.deepEqual(await room.violations(), []);
    });

    it('waits for an LMS that is down, and is tried again later and later', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      await room.line.down();
      for (const attempts of [1, 2, 3]) {
        assert.equal(await room.deliver(), true);
        await room.assertWaits(student, 'lms-down');
        assert.equal((await room.delivery(student)).attempts, attempts);
        room.later(HOUR);
      }
      await room.line.up();
      await room.deliver();
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
    });

    const LATER: [string, Trouble, string, number][] = [
      ['throttles', answers(429, '', { 'retry-after': '1800' }), 'throttled', 1800],
      ['throttles in the way of Canvas', answers(403, '403 Forbidden (Rate Limit Exceeded)'), 'throttled', 1],
      ['is under maintenance', answers(503, '', { 'retry-after': '1800' }), 'lms-down', 1800],
      ['has its clock behind ours', answers(400, 'submitted_at timestamp of … in the future'), 'clocks', 1],
      ['sends everything elsewhere', answers(303, '', { location: '/maintenance' }), 'lms-down', 1],
    ];
    for (const [what, trouble, problem, seconds] of LATER) {
      it(`waits for an LMS that ${what}, for as long as it asks`, async () => {
        const student = await room.student();
        await room.release(student, 7, 'Good.');
        room.line.next('scores', trouble);
        const start = room.now;
        await room.deliver();
        await room.assertWaits(student, problem);
        const { nextAt } = await room.delivery(student);
        assert.ok(Number(nextAt) - Number(start) >= seconds * 1000);
        room.later(HOUR);
        await room.deliver();
        await room.assertArrived(student, { score: 7, comments: ['Good.'] });
      });
    }

    for (const status of [404, 412]) {
      it(`looks for its column anew where the LMS says that it is gone (${status})`, async () => {
        const student = await room.student();
        await room.release(student, 7, 'Good.');
        room.line.next('scores', answers(status, 'gone'));
        await room.deliver();
        await room.assertWaits(student, 'column-gone');
        const gone = await room.place.connection.collection('resourcelinks').findOne();
        assert.equal(gone?.lineItemUrl, null);
        room.later(HOUR);
        await room.deliver();
        await room.assertArrived(student, { score: 7, comments: ['Good.'] });
      });
    }

    it('is sent as a change of the grade where the LMS says that no attempt is left', async () => {
      const student = await room.student();
      await room.release(student, 7, 'Good.');
      room.line.next('scores', answers(422, 'The maximum number of allowed attempts has been reached'));
      await room.deliver();
      await room.assertWaits(student, 'attempts-used');
      room.later(HOUR);
      await room.deliver();
      const [message] = await room.scores(student);
      const extension = message?.body?.['https://canvas.instructure.com/lti/submission'];
      if (preset === 'canvas') assert.equal((extension as { new_submission: boolean }).new_submission, false);
      assert.equal((await room.cell(student)).score, 7);
      assert.equal((await room.delivery(student)).state, 'delivered');
    });

    it('waits while the LMS is paused in the tool', async () => {
      const student = await room.student();
      const [platform] = await room.store.platforms.list();
      await room.release(student, 7, 'Good.');
      await room.store.platforms.setStatus(platform?.id ?? '', 'paused');
      await room.deliver();
      await room.assertWaits(student, 'paused');
      await room.store.platforms.setStatus(platform?.id ?? '', 'active');
      room.later(HOUR);
      await room.deliver();
      await room.assertArrived(student, { score: 7, comments: ['Good.'] });
    });

    it('whose column is not known yet waits for an LMS that is down, then finds it', async () => {
      const student = await room.student();
      await room.place.connection.collection('resourcelinks').updateMany({}, { $set: { lineItemUrl: null } });
      await room.release(student, 12, 'Good.');
      await room.line.down();
      await room.deliver();
      await room.assertWaits(student, 'lms-down');
      await room.line.up();
      room.later(HOUR);
      await room.deliver();
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
    });
  });
}
