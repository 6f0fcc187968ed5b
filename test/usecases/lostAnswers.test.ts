import assert from 'node:assert/strict';
import { PRESETS } from '../support/practice.ts';
import { answerLost, answers, hold, lost, type Trouble } from './line.ts';
import { QuietClassroom } from './quietClassroom.ts';

const HOUR = 3600;

for (const preset of PRESETS) {
  const canvas = preset === 'canvas';

  describe(`A released grade whose delivery is in doubt, under ${preset} rules`, () => {
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

    it('is looked up after its answer was lost, and not sent again', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', answerLost);
      await room.deliver();
      await room.assertWaits(student, 'lms-down');
      room.later(HOUR);
      await room.deliver();
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
      assert.deepEqual(
        (await room.messages(student)).map(({ kind }) => kind),
        ['score', 'results'],
      );
    });

    it('is looked up after the LMS wrote it down and stumbled', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      const stumbles: Trouble = async (pass, response) => {
        await pass();
        response.writeHead(502).end('Bad gateway');
      };
      room.line.next('scores', stumbles);
      await room.deliver();
      await room.assertWaits(student, 'lms-down');
      room.later(HOUR);
      await room.deliver();
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
      assert.deepEqual(await room.statuses(student), [200]);
    });

    it('stays in doubt for as long as the LMS is down', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', answerLost);
      await room.deliver();
      await room.line.down();
      for (let hour = 0; hour < 2; hour += 1) {
        room.later(HOUR);
        await room.deliver();
        await room.assertWaits(student, 'lms-down');
      }
      await room.line.up();
      room.later(HOUR);
      await room.deliver();
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
      assert.deepEqual(await room.statuses(student), [200]);
    });

    it('is sent again if it never reached the LMS, as the first attempt that it is', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', lost);
      await room.deliver();
      room.later(HOUR);
      await room.deliver();
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
    });

    it('is not sent again while it may still come, and is one attempt whenever it does', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      const score = hold('given up');
      room.line.next('scores', score.trouble);
      await room.deliver();
      for (let tries = 0; tries < 2; tries += 1) {
        room.later(10);
        await room.resend(student);
        await room.deliver();
        const { state, inDoubt } = await room.delivery(student);
        assert.deepEqual([state, inDoubt, await room.statuses(student)], ['waiting', true, []]);
        assert.equal(await room.deliver(), false, 'it is looked up again when it cannot come any more');
      }
      score.letGo();
      await score.there;
      room.later(60);
      await room.deliver();
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
      assert.deepEqual(await room.statuses(student), [200]);
    });

    it('is sent again if only its comment was new, and got lost', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      await room.deliver();
      await room.release(student, 12, 'Good, on second reading.');
      room.line.next('scores', lost);
      await room.deliver();
      room.later(HOUR);
      await room.deliver();
      const comments = canvas ? ['Good.', 'Good, on second reading.'] : ['Good, on second reading.'];
      await room.assertArrived(student, { score: 12, comments });
    });

    it('ends as it was released last, if that was meanwhile', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', answerLost);
      await room.deliver();
      await room.release(student, 15, 'Good.');
      await room.deliver();
      await room.assertArrived(student, { score: 15, comments: ['Good.'] });
    });

    it('ends as it was released last, if the LMS would not take that at first: the one that came unheard of is ours', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', answerLost);
      await room.deliver();
      await room.release(student, 15, 'Good.');
      room.line.next('scores', answers(303, '', { location: '/maintenance' }));
      await room.deliver();
      await room.assertWaits(student, 'lms-down');
      room.later(HOUR);
      await room.deliver();
      await room.assertArrived(student, { score: 15, comments: ['Good.'] });
    });

    it('is sent again as no new attempt where the LMS will not tell what arrived', async () => {
      const student = await room.student();
      await room.release(student, 12, '');
      room.line.next('scores', answerLost);
      await room.deliver();
      room.later(HOUR);
      room.line.next('results', answers(401), answers(401));
      await room.deliver();
      await room.assertArrived(student, { score: 12, comments: [] });
      assert.deepEqual(await room.statuses(student), [200, 200]);
    });

    it('stays in doubt where the LMS will not tell what arrived and does not take another', async () => {
      const student = await room.student();
      await room.release(student, 12, '');
      room.line.next('scores', answerLost, answers(503), answers(400));
      await room.deliver();
      for (const state of ['waiting', 'failed']) {
        room.later(HOUR);
        room.line.next('results', answers(403));
        await room.deliver();
        const delivery = await room.delivery(student);
        assert.deepEqual([delivery.state, delivery.inDoubt], [state, true]);
      }
      await room.resend(student);
      await room.deliver();
      await room.assertArrived(student, { score: 12, comments: [] });
      assert.deepEqual(await room.statuses(student), [200]);
    });
  });
}
