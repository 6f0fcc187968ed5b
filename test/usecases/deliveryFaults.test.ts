import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { settleDifference } from '../../src/usecases/settleDifference.ts';
import { PRESETS } from '../support/practice.ts';
import type { Student } from './classroom.ts';
import { QuietClassroom } from './quietClassroom.ts';

/** Longer in coming than the tool waits in these tests. */
const BYTE_BY_BYTE = { delayMs: 400 };
const LMS_TIMEOUT_MS = 1000;

/** What goes wrong, how it is switched on, and whether a teacher has to send the grade again. */
type Fault = [what: string, faults: Record<string, unknown>[], resentFor?: Partial<Record<string, string>>];
const scores = (kind: string, more = {}) => ({ kind, where: 'scores', ...more });
const results = (kind: string, more = {}) => ({ kind, where: 'results', ...more });
/** A token is only asked for where the one in hand is no good. */
const token = (kind: string, more = {}) => [scores('expired-token'), { kind, where: 'token', ...more }];
const lostFirst = scores('cut-after');

const FAULTS: Fault[] = [
  ['answers byte by byte', [scores('slow-headers', BYTE_BY_BYTE)]],
  ['never comes to the end of its answer', [scores('slow-body', BYTE_BY_BYTE)]],
  ['no longer takes the token', [scores('expired-token')]],
  ['grants a token for less', token('scope-subset'), { canvas: 'not-permitted', moodle: 'not-permitted' }],
  ['throttles with a 403', [scores('throttle-403')]],
  ['throttles with a 429', [scores('throttle-429', { retryAfter: 30 })]],
  ['throttles at the tokens', token('throttle-429')],
  ['fails before it writes', [scores('error-before')]],
  ['is down', [scores('error-before', { status: 503, times: 3 })]],
  ['fails after it wrote', [scores('error-after')]],
  ['hangs up before it writes', [scores('cut-before')]],
  ['hangs up after it wrote', [lostFirst]],
  ['hangs up after it wrote, and again when it is asked what it shows', [lostFirst, results('cut-before')]],
  ['says that the column is gone, which is not so', [scores('item-gone')]],
  ['says that the column is not the tool’s', [scores('item-refused')], { moodle: 'not-permitted' }],
  [
    'says that this student cannot be graded',
    [scores('cannot-be-graded')],
    { canvas: 'not-gradable', moodle: 'not-gradable' },
  ],
  ['says that the course is over', [scores('course-concluded')], { canvas: 'course-over' }],
  ['has something of the same second', [scores('same-second')]],
  ['sends everything elsewhere', [scores('redirect')]],
  ['sends whoever wants a token elsewhere', token('redirect')],
  ['answers nonsense, and wrote', [scores('malformed')]],
  ['answers nonsense when it is asked what it shows', [lostFirst, results('malformed', { times: 2 })]],
  ['shows a sign-in page, and wrote nothing', [scores('sign-in-page')]],
  ['shows a sign-in page when it is asked what it shows', [lostFirst, results('sign-in-page')]],
  ['gives no tokens for a while', token('error-before', { status: 503, times: 3 })],
  ['shows a sign-in page in place of a token', token('sign-in-page')],
];

for (const preset of PRESETS) {
  const canvas = preset === 'canvas';

  describe(`A released grade, whose LMS under ${preset} rules`, () => {
    let room: QuietClassroom;
    let student: Student;
    before(async () => {
      room = await QuietClassroom.open(preset, { lmsTimeoutMs: LMS_TIMEOUT_MS });
    });
    after(() => room?.close());
    beforeEach(async () => {
      room.ahead = 0;
      student = await room.student();
    });
    afterEach(async () => {
      await room.noFaults();
      assert.deepEqual(await room.violations(), []);
    });
    const shown = async () => (await room.cell(student)).score;
    async function sendOurs(): Promise<void> {
      const { discussionId, grader } = room;
      const decision = { discussionId, memberId: student.memberId, part: null, choice: 'ours' as const };
      await settleDifference(room.store, grader, decision, room.now);
      await room.deliverAll(student);
    }
    /** As the roster tells of them. */
    async function listedAs(key: string): Promise<Student> {
      const { people, courses, preset: rules } = room.lms.presets[preset] ?? assert.fail();
      const person = people.find((one) => one.key === key) ?? assert.fail(key);
      const course = courses.find((one) => one.key === 'hist210') ?? assert.fail();
      const members = await room.store.members.inCourse(room.grader.courseId);
      const member =
        members.find(({ sub }) => sub === rules.sub(person, course)) ?? assert.fail('not listed');
      return { key, memberId: member.id };
    }

    it('answers too late, arrives once', async () => {
      await room.fault(scores('latency', { delayMs: 1.2 * LMS_TIMEOUT_MS }));
      await room.release(student, 12, 'Good.');
      await room.deliver();
      await room.assertWaits(student, 'lms-down');
      while ((await room.scores(student)).length === 0) await delay(50);
      await room.deliverAll(student);
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
    });

    it('has another maximum by now, is worth the same there', async () => {
      await room.release(student, 12, 'Good.');
      await room.deliverAll(student);
      await room.compare();
      await room.changeColumn({ maximum: 100 });
      await room.compare();
      await room.deliverAll(student);
      await room.assertArrived(student, { score: 60, comments: ['Good.'] });
      await room.compare();
      assert.equal((await room.delivery(student)).state, 'delivered');
      await room.changeColumn({ maximum: 20 });
      await room.compare();
      await room.deliverAll(student);
    });

    it('has its column deleted and made anew, is in the new one, however many columns the course has', async () => {
      await room.release(student, 12, 'Good.');
      await room.deliverAll(student);
      for (let week = 1; week <= 12; week += 1) await room.anotherActivity(`Week ${week}`);
      await room.changeColumn({ change: 'recreate' });
      await room.release(student, 13, 'Good.');
      await room.deliverAll(student);
      await room.assertArrived(student, { score: 13, comments: ['Good.'] });
    });

    it('drops the student and takes them back, is there again', async () => {
      await room.release(student, 12, 'Good.');
      await room.deliverAll(student);
      const enrol = async (role: string) => {
        await room.asTeacher('/people', { person: student.key, role });
        await room.readRoster();
      };
      await enrol('none');
      await room.compare();
      assert.equal((await room.delivery(student)).state, 'delivered', 'whoever is gone is missed by nobody');
      await enrol('student');
      await room.deliverAll(student);
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
    });

    it('merges the student with another account, is still theirs', async () => {
      await room.release(student, 12, 'Good.');
      await room.deliverAll(student);
      const other = await room.student();
      const into = canvas ? other.key : student.key;
      await room.asTeacher('/people/merge', { from: canvas ? student.key : other.key, into });
      await room.release(student, 15, 'Good.');
      await room.deliverAll(student);
      await room.compare();
      assert.equal((await room.delivery(student)).state, 'delivered');
      const shown = { score: 15, attempts: 1, comments: ['Good.'] };
      assert.deepEqual(await room.cell({ ...student, key: into }), shown);
    });

    it('has a teacher who types another grade, is not replaced by a release until somebody says so', async () => {
      await room.release(student, 12, '');
      await room.deliverAll(student);
      await room.override(student, 17);
      await room.release(student, 14, '');
      await room.deliverAll(student);
      const { state, difference } = await room.delivery(student);
      assert.deepEqual([state, difference?.theirs.points, await shown()], ['differs', 17, 17]);
      // What was typed stays in Moodle whatever is sent, until it is taken away there.
      if (!canvas) await room.override(student, null);
      await sendOurs();
      await room.assertArrived(student, { score: 14, comments: [] });
    });

    it('has a teacher who takes the grade away, tells so, and shows it again once somebody says so', async () => {
      await room.release(student, 12, '');
      await room.deliverAll(student);
      await room.override(student, null);
      await room.compare();
      const { state, difference } = await room.delivery(student);
      assert.deepEqual([state, difference?.theirs.points], ['differs', null]);
      await sendOurs();
      await room.assertArrived(student, { score: 12, comments: [] });
    });

    it('is told by a tool whose clock stepped back, shows what was released last', async () => {
      await room.release(student, 12, '');
      await room.deliverAll(student);
      room.later(-3600);
      await room.release(student, 13, '');
      await room.deliver();
      await room.assertArrived(student, { score: 13, comments: [] });
      const [one, other] = (await room.scores(student)).map(({ body }) =>
        Date.parse(String(body?.timestamp)),
      );
      assert.ok(one && other && other >= one + 1000);
    });

    it('lists a class on several pages, has the grade of one whom the last page tells of', async () => {
      await room.readRoster();
      const listed = await room.store.members.inCourse(room.grader.courseId);
      assert.ok(listed.length > 50, 'Canvas has fifty on a page');
      const last = await listedAs('student-080');
      await room.release(last, 12, '');
      await room.deliverAll(last);
      const [{ state }, { score }] = [await room.delivery(last), await room.cell(last)];
      assert.deepEqual([state, score], ['delivered', 12]);
    });

    it('is told a zero, shows a zero', async () => {
      await room.fault(scores('cut-before'));
      await room.release(student, 0, 'Nothing came.');
      await room.deliverAll(student);
      await room.assertArrived(student, { score: 0, comments: ['Nothing came.'] });
      await room.compare();
      assert.equal((await room.delivery(student)).state, 'delivered');
    });

    for (const [what, faults, resentFor = {}] of FAULTS) {
      it(`${what}, arrives once`, async () => {
        for (const fault of faults) await room.fault(fault);
        await room.release(student, 12, 'Good.');
        await room.deliverAll(student);
        const problem = resentFor[preset];
        if (problem) {
          const { state, problem: told } = await room.delivery(student);
          assert.deepEqual([state, told], ['failed', `delivery.problem.${problem}`]);
          await room.resend(student);
          await room.deliverAll(student);
        }
        await room.assertArrived(student, { score: 12, comments: ['Good.'] });
      });
    }
  });
}
