import assert from 'node:assert/strict';
import { settingsOf } from '../../src/store/discussions.ts';
import { makeColumn } from '../../src/usecases/makeColumn.ts';
import { PRESETS } from '../support/practice.ts';
import { QuietClassroom } from './quietClassroom.ts';

for (const preset of PRESETS) {
  describe(`A gradebook column of our own, under ${preset} rules`, () => {
    let room: QuietClassroom;
    before(async () => {
      room = await QuietClassroom.open(preset);
    });
    after(() => room?.close());

    it('is made where a teacher asks for it, takes what waited and what one that is gone had taken, is renamed with the discussion, and found again', async () => {
      const [early, student] = [await room.student(), await room.student()];
      await room.release(early, 9, '');
      await room.deliverAll(early);
      await room.changeColumn({ change: 'delete' });
      await room.release(student, 12, '');
      await room.deliverAll(student);
      assert.equal((await room.delivery(student)).problem, 'delivery.problem.no-column');
      await makeColumn(room.tool, room.grader, room.discussionId, room.now);
      await room.deliverAll(student);
      const { lineItems, grades } = room.lms.presets[preset]?.state ?? { lineItems: [], grades: [] };
      const ours = () => lineItems.filter(({ resourceId }) => resourceId === room.discussionId);
      const [made] = ours();
      assert.deepEqual([made?.label, made?.scoreMaximum, made?.tag], ['Week 6', 20, 'rejoinder']);
      const cell = ({ key } = student) =>
        grades.find((one) => one.lineItemId === made?.id && one.person === key);
      assert.equal(cell()?.score, 12);
      await room.deliverAll(early);
      assert.equal(cell(early)?.score, 9);

      const discussion = await room.store.discussions.byId(room.discussionId);
      assert.ok(discussion);
      await room.store.discussions.change(
        discussion,
        { ...settingsOf(discussion), title: 'Week 7' },
        room.grader.memberId,
        room.now,
      );
      await room.compare();
      assert.equal(ours()[0]?.label, 'Week 7');

      const [link] = await room.store.resourceLinks.ofDiscussion(room.discussionId);
      await room.store.resourceLinks.forgetLineItem(link?.id ?? '');
      await room.release(student, 15, '');
      await room.deliverAll(student);
      assert.equal(cell()?.score, 15);
      assert.equal(ours().length, 1);
      assert.deepEqual(await room.violations(), []);
    });
  });
}
