import assert from 'node:assert/strict';
import { wantOther } from '../../src/domain/delivery.ts';
import { ASKED_BY_DEFAULT, type Asked, requirementsOf } from '../../src/domain/discussion.ts';
import { LmsUnavailable, NotAllowed } from '../../src/domain/errors.ts';
import type { Columns, Part } from '../../src/domain/shares.ts';
import { settingsOf } from '../../src/store/discussions.ts';
import type { GradeState } from '../../src/store/grades.ts';
import { arrangeColumns } from '../../src/usecases/arrangeColumns.ts';
import { gradeStudent, releaseGrade } from '../../src/usecases/gradeStudent.ts';
import { settleDifference } from '../../src/usecases/settleDifference.ts';
import { wantReleased } from '../../src/usecases/wantReleased.ts';
import { writePost } from '../../src/usecases/writePost.ts';
import { PRESETS } from '../support/practice.ts';
import type { Student } from './classroom.ts';
import { QuietClassroom } from './quietClassroom.ts';

const WORDS = { post: 'Post', reply: 'Replies', rubric: 'Rubric' };
const nameOf = ({ kind, number }: Part) => (number > 1 ? `${WORDS[kind]} ${number}` : WORDS[kind]);

for (const preset of PRESETS) {
  describe(`Columns, one for each part, under ${preset} rules`, () => {
    let room: QuietClassroom;
    before(async () => {
      room = await QuietClassroom.open(preset);
    });
    after(() => room?.close());
    beforeEach(() => {
      room.ahead = 0;
    });
    afterEach(async () => {
      await room.noFaults();
      await change(ASKED_BY_DEFAULT);
      await arrange('one');
    });

    const arrange = (columns: Columns, actor = room.grader) =>
      arrangeColumns(room.tool, actor, { discussionId: room.discussionId, columns, nameOf }, room.now);
    const state = () => room.lms.presets[preset]?.state ?? assert.fail('no such LMS');
    const columnsThere = () =>
      state()
        .lineItems.filter(({ label }) => label.startsWith('Week'))
        .map(({ label, scoreMaximum }) => [label, scoreMaximum]);
    /** What the gradebook shows of a student: points, attempts and comments, column by column. */
    const shown = (student: Student) =>
      Object.fromEntries(
        state()
          .lineItems.filter(({ label }) => label.startsWith('Week'))
          .map(({ id, label }) => {
            const cell = state().grades.find((one) => one.lineItemId === id && one.person === student.key);
            return [label, cell?.score ?? null];
          }),
      );
    const attempts = (student: Student) =>
      state()
        .grades.filter(({ person }) => person === student.key)
        .map((cell) => cell.attempts);
    /** A student who replied to another as well as writing a post. */
    async function replier(): Promise<Student> {
      const [other, student] = [await room.student(), await room.student()];
      const { store, grader, discussionId } = room;
      const [post] = await store.posts.records(discussionId, other.memberId);
      const actor = { ...grader, role: 'learner' as const, memberId: student.memberId };
      const writing = { discussionId, parentId: post?.id ?? '', title: '', text: 'A reply.' };
      await writePost(store, actor, { ...writing, requestId: 'reply' }, room.now);
      return student;
    }
    async function deliverEverything(): Promise<void> {
      for (let hour = 0; hour < 6; hour += 1) {
        while (await room.deliver());
        room.later(60);
      }
    }
    async function change(asked: readonly Asked[], title = 'Week 6'): Promise<void> {
      const discussion = (await room.store.discussions.byId(room.discussionId)) ?? assert.fail();
      const settings = { ...settingsOf(discussion), title, requirements: requirementsOf(asked) };
      await room.store.discussions.change(discussion, settings, room.grader.memberId, room.now);
    }
    const one = (kind: 'post' | 'reply', points: number): Asked => {
      return { count: 1, kind, points, minimumWords: 0, dueAt: null, differentClassmate: false };
    };

    it('are made beside the activity’s own, which has the first part, and add up to what the one was worth', async () => {
      const student = await replier();
      await room.release(student, 15, 'Good.');
      await room.deliverAll(student);
      await arrange('each');
      await deliverEverything();
      assert.deepEqual(columnsThere(), [
        ['Week 6', 12],
        ['Week 6 – Replies', 8],
      ]);
      assert.deepEqual(shown(student), { 'Week 6': 11.25, 'Week 6 – Replies': 3.75 });
      assert.deepEqual(attempts(student), [1, 1]);
      assert.deepEqual((await room.cell(student)).comments, ['Good.']);
    });

    it('arranged again are found again, renamed with the discussion, and follow what a part is worth', async () => {
      const student = await replier();
      await arrange('each');
      await room.release(student, 12, '');
      await deliverEverything();
      const [link] = await room.store.resourceLinks.ofDiscussion(room.discussionId);
      await room.store.resourceLinks.forgetLineItem(link?.id ?? '', 'reply-1');
      await arrange('each');
      assert.equal(columnsThere().length, 2);

      await change([one('post', 5), one('reply', 5)], 'Week 7');
      await room.compare();
      await deliverEverything();
      const own = columnsThere()[0]?.[0];
      assert.deepEqual(columnsThere(), [
        [own, 10],
        ['Week 7 – Replies', 10],
      ]);
      assert.deepEqual(Object.values(shown(student)), [6, 6]);
      assert.deepEqual(attempts(student), [1, 1]);
    });

    it('have the points that a person gave part by part', async () => {
      const student = await room.student();
      await arrange('each');
      const { store, grader, discussionId, now } = room;
      const shares = [
        { part: 'post', points: 4 },
        { part: 'reply-1', points: 7.5 },
      ];
      const grade = { discussionId, memberId: student.memberId, points: 11.5, shares, comment: '' };
      await gradeStudent(store, grader, { ...grade, seen: null }, now);
      await releaseGrade(store, grader, { discussionId, memberId: student.memberId }, now);
      await deliverEverything();
      assert.deepEqual(shown(student), { 'Week 6': 4, 'Week 6 – Replies': 7.5 });
    });

    it('go back to one, which is worth what it was and has the whole grade, and the others are gone', async () => {
      const student = await room.student();
      await arrange('each');
      await room.release(student, 17, '');
      await deliverEverything();
      await arrange('one');
      await deliverEverything();
      assert.deepEqual(columnsThere(), [['Week 6', 20]]);
      assert.deepEqual(shown(student), { 'Week 6': 17 });
      assert.deepEqual(attempts(student), [1]);
      const record = await room.store.grades.find(room.discussionId, student.memberId);
      assert.equal(record?.others['reply-1']?.wanted, null);
    });

    it('that somebody changed in the gradebook are told of one by one, and settled one by one', async () => {
      const student = await room.student();
      await arrange('each');
      await room.release(student, 17, '');
      await deliverEverything();
      const { id: activity } =
        state().lineItems.find(({ label }) => label === 'Week 6 – Replies') ?? assert.fail();
      await room.asTeacher('/gradebook', { activity, student: student.key, score: 1 });
      await room.compare();
      const record = await room.store.grades.find(room.discussionId, student.memberId);
      assert.deepEqual([record?.delivery.state, record?.others['reply-1']?.state], ['delivered', 'differs']);
      assert.equal(record?.others['reply-1']?.difference?.theirs.points, 1);
      const { store, grader, discussionId, now } = room;
      const settling = { discussionId, memberId: student.memberId, part: 'reply-1', choice: 'ours' } as const;
      // Moodle lets what was typed stand until it is taken away, and shows 0 then in a column that no activity has.
      if (preset === 'moodle') {
        await room.asTeacher('/gradebook', { activity, student: student.key, score: null });
        await room.compare();
      }
      await settleDifference(store, grader, settling, now);
      await deliverEverything();
      assert.deepEqual(shown(student), { 'Week 6': 12, 'Week 6 – Replies': 5 });
    });

    it('wait for a column that is not there, and are made to fit by a teacher', async () => {
      const student = await room.student();
      await arrange('each');
      await room.release(student, 20, '');
      await deliverEverything();
      await change([one('post', 6), one('reply', 2), one('post', 2)]);
      await room.compare();
      await deliverEverything();
      const record = await room.store.grades.find(room.discussionId, student.memberId);
      assert.equal(record?.others['post-2']?.problem, 'delivery.problem.no-column');
      await arrange('each');
      await deliverEverything();
      assert.deepEqual(shown(student), { 'Week 6': 12, 'Week 6 – Replies': 4, 'Week 6 – Post 2': 4 });
      await change([one('post', 6), one('post', 4)]);
      await arrange('each');
      await deliverEverything();
      assert.deepEqual(columnsThere(), [
        ['Week 6', 12],
        ['Week 6 – Post 2', 8],
      ]);
      assert.deepEqual(Object.values(shown(student)), [12, 8]);
    });

    it('cut short go on from there, and are neither one nor the other meanwhile', async () => {
      const student = await room.student();
      await room.release(student, 15, '');
      await room.deliverAll(student);
      await room.fault({ kind: 'error-before', where: 'lineItem', method: 'PUT' });
      await assert.rejects(arrange('each'), LmsUnavailable);
      await room.noFaults();
      const before = await room.store.discussions.byId(room.discussionId);
      assert.equal(before?.columns, 'one');
      room.later(300);
      await arrange('each');
      await deliverEverything();
      assert.deepEqual(shown(student), { 'Week 6': 12, 'Week 6 – Replies': 3 });
      assert.deepEqual(columnsThere().length, 2);
    });

    it('are worth what they were again where the answer to their first change was lost', async () => {
      await room.fault({ kind: 'error-after', where: 'lineItem', method: 'PUT' });
      await assert.rejects(arrange('each'), LmsUnavailable);
      await room.noFaults();
      room.later(300);
      await room.compare();
      await arrange('each');
      await arrange('one');
      assert.deepEqual(columnsThere(), [['Week 6', 20]]);
    });

    it('have again what they had where a column was deleted in the LMS and is made again', async () => {
      const student = await room.student();
      await arrange('each');
      await room.release(student, 17, '');
      await deliverEverything();
      const replies = state().lineItems.find(({ label }) => label === 'Week 6 – Replies') ?? assert.fail();
      await room.asTeacher(`/columns/${replies.id}`, { change: 'delete' });
      await arrange('each');
      await deliverEverything();
      assert.deepEqual(shown(student), { 'Week 6': 12, 'Week 6 – Replies': 5 });
    });

    it('keep what a teacher let stand there until they give it up', async () => {
      const student = await room.student();
      await room.release(student, 15, '');
      await deliverEverything();
      await room.override(student, 3);
      await room.compare();
      const { store, grader, discussionId } = room;
      const settling = { discussionId, memberId: student.memberId, part: null, choice: 'theirs' } as const;
      await settleDifference(store, grader, settling, room.now);
      await arrange('each');
      await deliverEverything();
      assert.equal((await room.delivery(student)).state, 'differs');
    });

    it('have the whole again where a grade was released by what was arranged before', async () => {
      const student = await room.student();
      await room.release(student, 17, '');
      await deliverEverything();
      const { store, discussionId } = room;
      const discussion = (await store.discussions.byId(discussionId)) ?? assert.fail();
      const late = (record: GradeState) =>
        wantReleased(record, { ...discussion, columns: 'each' }, (delivery, wanted) =>
          wantOther(delivery, wanted, room.now),
        );
      const record = (await store.grades.find(discussionId, student.memberId)) ?? assert.fail();
      await store.grades.change(record, 20, late);
      await deliverEverything();
      await room.compare();
      await deliverEverything();
      assert.deepEqual(shown(student), { 'Week 6': 17 });
      const { others } = (await store.grades.find(discussionId, student.memberId)) ?? assert.fail();
      assert.equal(others['reply-1']?.wanted, null);
    });

    it('have no second attempt where what is asked is changed and changed back', async () => {
      const student = await replier();
      await arrange('each');
      await room.release(student, 17, '');
      await deliverEverything();
      await change([one('post', 10)]);
      await room.compare();
      await deliverEverything();
      await change(ASKED_BY_DEFAULT);
      await room.compare();
      await deliverEverything();
      assert.deepEqual(attempts(student), [1, 1]);
    });

    it('are arranged by nobody who may not set up and grade', async () => {
      for (const role of ['learner', 'observer', 'designer', 'guest'] as const)
        await assert.rejects(arrange('each', { ...room.grader, role }), NotAllowed);
      assert.equal(columnsThere().length, 1);
    });
  });
}
