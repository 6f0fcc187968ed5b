import assert from 'node:assert/strict';
import { PRESETS } from '../support/practice.ts';
import { Classroom, type Student } from './classroom.ts';
import { answerLost, answers, lost, type Trouble } from './line.ts';

const HOUR = 3600;

for (const preset of PRESETS) {
  const canvas = preset === 'canvas';

  describe(`A released grade, under ${preset} rules`, () => {
    let room: Classroom;
    before(async () => {
      room = await Classroom.open(preset);
    });
    after(() => room?.close());
    beforeEach(() => {
      room.clock.ahead = 0;
    });
    afterEach('leaves nothing due', async () => {
      assert.equal(await room.deliver(), false);
      assert.deepEqual(await room.violations(), []);
    });

    /** What the LMS shows, and that it counts as told. */
    async function assertArrived(
      student: Student,
      expected: { score: number; comments: string[]; attempts?: number },
    ) {
      assert.deepEqual(await room.cell(student), { attempts: 1, ...expected });
      const { state, inDoubt, problem } = await room.delivery(student);
      assert.deepEqual({ state, inDoubt, problem }, { state: 'delivered', inDoubt: false, problem: null });
    }
    async function assertWaits(student: Student, problem: string) {
      const delivery = await room.delivery(student);
      assert.equal(delivery.state, 'waiting');
      assert.equal(delivery.problem, `delivery.problem.${problem}`);
      assert.ok(delivery.nextAt && delivery.nextAt > room.now);
      assert.equal(await room.deliver(), false, 'and is not tried before its time');
    }
    const statuses = async (student: Student) => (await room.scores(student)).map(({ status }) => status);

    it('arrives once, with its comment', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      assert.equal(await room.deliver(), true);
      assert.equal(await room.deliver(), false);
      await assertArrived(student, { score: 12, comments: ['Good.'] });
      assert.deepEqual(await statuses(student), [200]);
    });

    it('released again after a change, replaces what was there, without another attempt', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      await room.deliver();
      await room.release(student, 14.5, 'Better.');
      assert.equal(await room.deliver(), true);
      await assertArrived(student, { score: 14.5, comments: canvas ? ['Good.', 'Better.'] : ['Better.'] });
      const [first, second] = (await room.scores(student)).map(({ body }) =>
        Date.parse(String(body.timestamp)),
      );
      assert.ok(Number(second) - Number(first) >= 1000, 'a whole second lies between');
      assert.deepEqual(await statuses(student), [200, 200]);
    });

    it('keeps a comment that stays the same: not told twice, and not wiped', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      await room.deliver();
      await room.release(student, 13, 'Good.');
      await room.deliver();
      await assertArrived(student, { score: 13, comments: ['Good.'] });
    });

    it('released again without a change, is not sent again', async () => {
      const student = await room.student();
      await room.release(student, 12, '');
      await room.deliver();
      await room.release(student, 12, '');
      assert.equal(await room.deliver(), false);
      assert.deepEqual(await statuses(student), [200]);
    });

    it('waits for an LMS that is down, and is tried again later and later', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      await room.line.down();
      for (const attempts of [1, 2, 3]) {
        assert.equal(await room.deliver(), true);
        await assertWaits(student, 'lms-down');
        assert.equal((await room.delivery(student)).attempts, attempts);
        room.later(HOUR);
      }
      await room.line.up();
      await room.deliver();
      await assertArrived(student, { score: 12, comments: ['Good.'] });
    });

    it('whose answer was lost is looked up, and not sent again', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', answerLost);
      await room.deliver();
      await assertWaits(student, 'lms-down');
      room.later(HOUR);
      await room.deliver();
      await assertArrived(student, { score: 12, comments: ['Good.'] });
      assert.deepEqual(
        (await room.messages(student)).map(({ kind }) => kind),
        ['score', 'results'],
      );
    });

    it('that the LMS wrote down and then stumbled over is looked up too', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      const stumbles: Trouble = async (pass, response) => {
        await pass();
        response.writeHead(502).end('Bad gateway');
      };
      room.line.next('scores', stumbles);
      await room.deliver();
      await assertWaits(student, 'lms-down');
      room.later(HOUR);
      await room.deliver();
      await assertArrived(student, { score: 12, comments: ['Good.'] });
      assert.deepEqual(await statuses(student), [200]);
    });

    it('whose answer was lost stays in doubt for as long as the LMS is down', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', answerLost);
      await room.deliver();
      await room.line.down();
      for (let hour = 0; hour < 2; hour += 1) {
        room.later(HOUR);
        await room.deliver();
        await assertWaits(student, 'lms-down');
      }
      await room.line.up();
      room.later(HOUR);
      await room.deliver();
      await assertArrived(student, { score: 12, comments: ['Good.'] });
      assert.deepEqual(await statuses(student), [200]);
    });

    it('that never reached the LMS is sent again, as the first attempt that it is', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', lost);
      await room.deliver();
      room.later(HOUR);
      await room.deliver();
      await assertArrived(student, { score: 12, comments: ['Good.'] });
    });

    it('of which only the comment was new, and got lost, is sent again', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      await room.deliver();
      await room.release(student, 12, 'Good, on second reading.');
      room.line.next('scores', lost);
      await room.deliver();
      room.later(HOUR);
      await room.deliver();
      const comments = canvas ? ['Good.', 'Good, on second reading.'] : ['Good, on second reading.'];
      await assertArrived(student, { score: 12, comments });
    });

    it('changed while its answer was lost, ends as it was released last', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', answerLost);
      await room.deliver();
      await room.release(student, 15, 'Good.');
      await room.deliver();
      await assertArrived(student, { score: 15, comments: ['Good.'] });
    });

    it('changed while it is on its way, ends as it was released last', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', async (pass) => {
        await room.release(student, 16, 'Good.');
        await pass();
      });
      assert.equal(await room.deliver(), true);
      assert.equal((await room.delivery(student)).state, 'waiting');
      assert.equal(await room.deliver(), true);
      await assertArrived(student, { score: 16, comments: ['Good.'] });
    });

    it('where the LMS will not tell what arrived, is sent again as no new attempt', async () => {
      const student = await room.student();
      await room.release(student, 12, '');
      room.line.next('scores', answerLost);
      await room.deliver();
      room.later(HOUR);
      room.line.next('results', answers(401), answers(401));
      await room.deliver();
      await assertArrived(student, { score: 12, comments: [] });
      assert.deepEqual(await statuses(student), [200, 200]);
    });

    it('of somebody no longer enrolled is parked with a plain cause, and arrives when resent', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.enrol(student, false);
      await room.deliver();
      const { state, problem, nextAt } = await room.delivery(student);
      assert.deepEqual([state, problem, nextAt], ['failed', 'delivery.problem.not-gradable', null]);
      room.later(24 * HOUR);
      assert.equal(await room.deliver(), false, 'it is not tried again by itself');
      room.enrol(student, true);
      await room.resend(student);
      await room.deliver();
      await assertArrived(student, { score: 12, comments: ['Good.'] });
    });

    it('gets one fresh token where the LMS no longer takes the old one', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', answers(401));
      await room.deliver();
      await assertArrived(student, { score: 12, comments: ['Good.'] });
    });

    const REFUSED: [string, number, string][] = [
      ['not permitted', 401, 'not-permitted'],
      ['forbidden', 403, 'not-permitted'],
      ['without a column', 404, 'column-gone'],
      ['without its assignment', 412, 'column-gone'],
    ];
    for (const [what, status, problem] of REFUSED) {
      it(`that is ${what} is parked, and arrives when resent`, async () => {
        const student = await room.student();
        await room.release(student, 7.25, '');
        room.line.next('scores', ...Array(status === 401 ? 2 : 1).fill(answers(status, 'refused')));
        await room.deliver();
        const delivery = await room.delivery(student);
        assert.deepEqual([delivery.state, delivery.problem], ['failed', `delivery.problem.${problem}`]);
        await room.resend(student);
        await room.deliver();
        await assertArrived(student, { score: 7.25, comments: [] });
      });
    }

    const LATER: [string, Trouble, string, number][] = [
      ['throttles', answers(429, '', { 'retry-after': '1800' }), 'throttled', 1800],
      ['throttles in the way of Canvas', answers(403, '403 Forbidden (Rate Limit Exceeded)'), 'throttled', 1],
      ['is under maintenance', answers(503, '', { 'retry-after': '1800' }), 'lms-down', 1800],
      ['sends everything elsewhere', answers(303, '', { location: '/maintenance' }), 'lms-down', 1],
    ];
    for (const [what, trouble, problem, seconds] of LATER) {
      it(`waits for an LMS that ${what}, for as long as it asks`, async () => {
        const student = await room.student();
        await room.release(student, 7, 'Good.');
        room.line.next('scores', trouble);
        const start = room.now;
        await room.deliver();
        await assertWaits(student, problem);
        const { nextAt } = await room.delivery(student);
        assert.ok(Number(nextAt) - Number(start) >= seconds * 1000);
        room.later(HOUR);
        await room.deliver();
        await assertArrived(student, { score: 7, comments: ['Good.'] });
      });
    }

    it('whose column is not known yet waits for an LMS that is down, then finds it', async () => {
      const student = await room.student();
      await room.tool.connection.collection('resourcelinks').updateMany({}, { $set: { lineItemUrl: null } });
      await room.release(student, 12, 'Good.');
      await room.line.down();
      await room.deliver();
      await assertWaits(student, 'lms-down');
      await room.line.up();
      room.later(HOUR);
      await room.deliver();
      await assertArrived(student, { score: 12, comments: ['Good.'] });
    });
  });
}
