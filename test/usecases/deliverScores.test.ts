import assert from 'node:assert/strict';
import { wantSignal } from '../../src/domain/delivery.ts';
import { PRESETS } from '../support/practice.ts';
import { answers } from './line.ts';
import { QuietClassroom } from './quietClassroom.ts';

const HOUR = 3600;

for (const preset of PRESETS) {
  const canvas = preset === 'canvas';

  describe(`A released grade, under ${preset} rules`, () => {
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

    it('arrives once, with its comment', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      assert.equal(await room.deliver(), true);
      assert.equal(await room.deliver(), false);
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
      assert.deepEqual(await room.statuses(student), [200]);
    });

    it('released again after a change, replaces what was there, without another attempt', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      await room.deliver();
      await room.release(student, 14.5, 'Better.');
      assert.equal(await room.deliver(), true);
      await room.assertArrived(student, {
        score: 14.5,
        comments: canvas ? ['Good.', 'Better.'] : ['Better.'],
      });
      const [first, second] = (await room.scores(student)).map(({ body }) =>
        Date.parse(String(body?.timestamp)),
      );
      assert.ok(Number(second) - Number(first) >= 1000, 'a whole second lies between');
      assert.deepEqual(await room.statuses(student), [200, 200]);
    });

    it('keeps a comment that stays the same: not told twice, and not wiped', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      await room.deliver();
      await room.release(student, 13, 'Good.');
      await room.deliver();
      await room.assertArrived(student, { score: 13, comments: ['Good.'] });
    });

    it('released again without a change, is not sent again', async () => {
      const student = await room.student();
      await room.release(student, 12, '');
      await room.deliver();
      await room.release(student, 12, '');
      assert.equal(await room.deliver(), false);
      assert.deepEqual(await room.statuses(student), [200]);
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
      await room.assertArrived(student, { score: 16, comments: ['Good.'] });
    });

    it('arrives where the LMS would not hear that there is work, while it was released', async () => {
      const student = await room.student();
      const { courseId } = room.grader;
      const key = { courseId, discussionId: room.discussionId, memberId: student.memberId };
      await room.store.grades.change(key, 20, (state) => {
        return { ...state, delivery: wantSignal(state.delivery, room.now) };
      });
      room.line.next('scores', async (_pass, response) => {
        await room.release(student, 12, 'Good.');
        response.writeHead(422).end('not a student');
      });
      assert.equal(await room.deliver(), true);
      assert.equal(await room.deliver(), true);
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
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
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
    });

    it('gets one fresh token where the LMS no longer takes the old one', async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', answers(401));
      await room.deliver();
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
    });

    for (const [what, without] of [
      ['its column', 'nothing'],
      ['the list of columns', 'lineItemUrl'],
    ] as const) {
      it(`whose LMS names a private address for ${what} is parked with a plain cause, and arrives when resent`, async () => {
        const student = await room.student();
        const { resourceLinks } = room.store;
        const [link] = await resourceLinks.ofDiscussion(room.discussionId);
        const { courseId = '', resourceLinkId = '' } = link ?? {};
        const told = { title: '', launchedAt: room.now };
        const inside = 'https://10.0.0.9/items';
        const lineItemUrl = without === 'nothing' ? inside : null;
        await resourceLinks.forgetLineItem(link?.id ?? '');
        await resourceLinks.seen(
          { courseId, resourceLinkId },
          { ...told, lineItemUrl, lineItemsUrl: inside },
        );
        await room.release(student, 9, '');
        await room.deliver();
        const { state, problem } = await room.delivery(student);
        assert.deepEqual([state, problem], ['failed', 'delivery.problem.address-refused']);
        const { lineItemUrl: column = null, lineItemsUrl: columns = null } = link ?? {};
        await resourceLinks.seen(
          { courseId, resourceLinkId },
          { ...told, lineItemUrl: column, lineItemsUrl: columns },
        );
        await room.resend(student);
        await room.deliver();
        await room.assertArrived(student, { score: 9, comments: [] });
      });
    }

    const REFUSED: [string, number, string][] = [
      ['not permitted', 401, 'not-permitted'],
      ['forbidden', 403, 'not-permitted'],
      ['not acceptable', 400, 'not-gradable'],
      ['not processable', 422, 'not-gradable'],
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
        await room.assertArrived(student, { score: 7.25, comments: [] });
      });
    }
  });
}
