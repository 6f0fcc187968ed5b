import assert from 'node:assert/strict';
import { type Delivery, delivered, retryLater, wantDelivery } from '../../src/domain/delivery.ts';
import { confirm, release } from '../../src/domain/grade.ts';
import type { GradeKey, GradeState, LeasedGrade } from '../../src/store/grades.ts';
import { type FreshStore, freshStore, later, NOW } from './freshStore.ts';

describe('Grades', () => {
  let fresh: FreshStore;
  let students = 0;
  const key = (): GradeKey => {
    students += 1;
    return { courseId: 'c', discussionId: 'd', memberId: `m${students}` };
  };

  before(async () => {
    fresh = await freshStore();
  });
  after(() => fresh?.close());
  beforeEach(() => fresh.connection.collection('grades').deleteMany({}));

  const confirmed = (points: number) => {
    return ({ grade, ...deliveries }: GradeState): GradeState => {
      return { grade: confirm(grade, { points, comment: '', by: 't', at: NOW, ledger: [] }), ...deliveries };
    };
  };
  const released = (at: Date) => {
    return ({ grade, delivery, others }: GradeState): GradeState => {
      const next = release(grade, { by: 't', at });
      const { points = 0, maximum = 10 } = next.released ?? {};
      return {
        grade: next,
        others,
        delivery: wantDelivery(delivery, { points, maximum, comment: '', releasedAt: at }),
      };
    };
  };

  it('changed by many at once, at two processes, lose no change', async () => {
    const student = key();
    const change = (points: number) => {
      const { grades } = points % 2 ? fresh.store : fresh.other;
      return grades.change(student, 100, confirmed(points));
    };
    await Promise.all(Array.from({ length: 30 }, (_, index) => change(index + 1)));
    const record = await fresh.store.grades.find('d', student.memberId);
    const steps = record?.grade.history.map(({ from, to }) => [from, to]) ?? [];
    assert.equal(steps.length, 30);
    assert.deepEqual(
      steps.slice(1).map(([from]) => from),
      steps.slice(0, -1).map(([, to]) => to),
    );
    assert.equal(record?.grade.points, steps.at(-1)?.[1]);
  });

  it('are left as they were where a rule refuses', async () => {
    const student = key();
    await fresh.store.grades.change(student, 10, confirmed(7));
    await assert.rejects(fresh.store.grades.change(student, 10, confirmed(11)));
    assert.equal((await fresh.store.grades.find('d', student.memberId))?.grade.points, 7);
    const unknown = key();
    await assert.rejects(fresh.store.grades.change(unknown, 10, released(NOW)));
    assert.equal(await fresh.store.grades.find('d', unknown.memberId), null);
  });

  async function releasedOne(at = NOW): Promise<GradeKey> {
    const student = key();
    await fresh.store.grades.change(student, 10, confirmed(7));
    await fresh.store.grades.change(student, 10, released(at));
    return student;
  }

  describe('on their way to the LMS', () => {
    it('are handed to one worker each, however many ask at once', async () => {
      const mine = await Promise.all(Array.from({ length: 5 }, () => releasedOne()));
      const asked = Array.from({ length: 20 }, (_, index) => {
        return (index % 2 ? fresh.store : fresh.other).grades.lease(`worker ${index}`, NOW);
      });
      const leased = (await Promise.all(asked)).flat();
      assert.deepEqual(
        leased.map(({ memberId }) => memberId).sort(),
        mine.map(({ memberId }) => memberId).sort(),
      );
    });

    it('are handed out several at a time, and each of them to one worker all the same', async () => {
      const mine = await Promise.all(Array.from({ length: 10 }, () => releasedOne()));
      const handed: string[] = [];
      const works = async (worker: string, { grades }: typeof fresh.store) => {
        for (let records: LeasedGrade[] = []; ; handed.push(...records.map(({ memberId }) => memberId))) {
          records = await grades.lease(worker, NOW, { most: 3 });
          assert.ok(records.length <= 3);
          if (records.length === 0) return;
        }
      };
      const { store, other } = fresh;
      await Promise.all([store, other, store, other].map((one, index) => works(`worker ${index}`, one)));
      assert.deepEqual(handed.sort(), mine.map(({ memberId }) => memberId).sort());
    });

    it('are handed out not before their time, and those that wait longest first', async () => {
      const [last, first] = [await releasedOne(later(20)), await releasedOne(later(10))];
      assert.deepEqual(await fresh.store.grades.lease('w', later(9)), []);
      assert.equal((await fresh.store.grades.lease('w', later(30)))[0]?.memberId, first.memberId);
      assert.equal((await fresh.store.grades.lease('w', later(30)))[0]?.memberId, last.memberId);
      assert.deepEqual(await fresh.store.grades.lease('w', later(30)), []);
    });

    it('go to another worker when the first one has been silent for a minute, and the first one learns that', async () => {
      await releasedOne();
      const { grades } = fresh.store;
      const [first] = await grades.lease('w', NOW);
      assert.deepEqual(await grades.lease('w', later(59)), []);
      const [second] = await grades.lease('w', later(61));
      assert.ok(first && second && first.id === second.id);
      const wait = (delivery: Delivery) => retryLater(delivery, 'x', later(62), 0);
      assert.equal(await grades.changeLeased(first, later(62), wait), null);
      assert.equal(await grades.changeLeased(first, later(62), wait, { done: true }), null);
      assert.deepEqual(
        await grades.lease('w', later(63)),
        [],
        'what the first one had is not its to give back',
      );
      assert.equal((await grades.changeLeased(second, later(63), wait))?.problem, 'x');
    });

    it('stay with a worker that keeps working on them', async () => {
      await releasedOne();
      const { grades } = fresh.store;
      const [mine] = await grades.lease('w', NOW);
      assert.ok(mine);
      for (const at of [50, 100, 150]) {
        assert.ok(await grades.changeLeased(mine, later(at), (delivery) => delivery));
        assert.deepEqual(await grades.lease('w', later(at + 59)), []);
      }
      await grades.changeLeased(mine, later(150), (delivery) => delivery, { done: true });
      assert.equal((await grades.lease('w', later(151))).length, 1);
    });

    it('are changed once each by who has them in hand, also where a grader is faster with one of several', async () => {
      await Promise.all(Array.from({ length: 6 }, () => releasedOne()));
      const { store, other } = fresh;
      const mine = await store.grades.lease('w', NOW, { most: 6 });
      const { id, courseId, discussionId, memberId } = mine[3] as LeasedGrade;
      const faster = { courseId, discussionId, memberId };
      const wait = (delivery: Delivery) => retryLater(delivery, 'x', later(2), 0);
      await other.grades.change(faster, 10, confirmed(9));
      const changed = await Promise.all(mine.map((one) => store.grades.changeLeased(one, later(2), wait)));
      assert.deepEqual(
        changed.map((delivery) => delivery?.attempts),
        [1, 1, 1, 1, 1, 1],
      );
      await other.grades.change(faster, 10, confirmed(8));
      await Promise.all(mine.map((one) => store.grades.changeLeased(one, later(2), wait, { done: true })));
      const kept = [...(await other.grades.ofDiscussion('d')).values()];
      assert.deepEqual(
        kept.map(({ delivery }) => delivery.attempts),
        [2, 2, 2, 2, 2, 2],
      );
      assert.deepEqual(
        kept.filter(({ grade }) => grade.points === 8).map(({ id }) => id),
        [id],
      );
      assert.equal((await other.grades.lease('w', later(3600), { most: 9 })).length, 6, 'all are given back');
    });

    it('can be changed by a grader meanwhile: neither overwrites the other', async () => {
      const student = await releasedOne();
      const { grades } = fresh.store;
      const [mine] = await grades.lease('w', NOW);
      assert.ok(mine?.delivery.wanted);
      const sent = mine.delivery.wanted;
      await Promise.all([
        grades.change(student, 10, confirmed(9)).then(() => grades.change(student, 10, released(later(1)))),
        ...[1, 2, 3, 4, 5].map((at) =>
          grades.changeLeased(mine, later(at), (current) => delivered(current, sent, later(at))),
        ),
      ]);
      const record = await grades.find('d', student.memberId);
      assert.equal(record?.grade.points, 9);
      assert.equal(record?.delivery.wanted?.points, 9);
      assert.equal(record?.delivery.acknowledged?.points, 7);
      assert.equal(record?.delivery.state, 'waiting');
    });
  });

  it('that wait to be released name their discussion, and no other grade is read for that', async () => {
    const { store, connection } = fresh;
    for (let student = 0; student < 20; student += 1)
      await store.grades.change({ ...key(), discussionId: 'over' }, 10, (state) =>
        released(NOW)(confirmed(7)(state)),
      );
    await store.grades.change({ ...key(), discussionId: 'waits' }, 10, confirmed(7));
    assert.deepEqual(await store.grades.withUnreleased(), ['waits']);
    const query = { discussionId: { $gt: '' }, 'grade.status': 'confirmed' };
    const asked = { distinct: 'grades', key: 'discussionId', query };
    const { executionStats } = await (connection.db ?? assert.fail()).command({
      explain: asked,
      verbosity: 'executionStats',
    });
    assert.ok(executionStats.totalKeysExamined <= 2, `${executionStats.totalKeysExamined} keys`);
    assert.ok(executionStats.totalDocsExamined <= 2, `${executionStats.totalDocsExamined} documents`);
  });
});
