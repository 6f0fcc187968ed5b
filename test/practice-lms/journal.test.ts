import assert from 'node:assert/strict';
import { type Client, EXTENSION, inSeconds, type Json, type Practice, startPractice } from './practice.ts';

describe('Practice LMS, the journal of what was written', () => {
  let practice: Practice;

  before(async () => {
    practice = await startPractice();
  });
  after(() => practice.close());

  for (const preset of ['canvas', 'moodle'] as const) {
    it(`tells each write of ${preset} once, with what it did, and nothing of what was refused`, async () => {
      const lms = practice.at(preset);
      const link = await lms.addActivity({ title: 'Week 1', maximum: 20 });
      const ana = await lms.sub('student-ana-ruiz');
      const timestamp = inSeconds(-10);
      await lms.score(link.lineItem, ana, { timestamp, comment: 'Well said.' });
      const again = { new_submission: false };
      await lms.score(link.lineItem, ana, { timestamp: inSeconds(-5), scoreGiven: 5, [EXTENSION]: again });
      await lms.score(link.lineItem, ana, { timestamp: inSeconds(-600) });
      await lms.score(link.lineItem, 'nobody');
      await lms.override(link.id, 'student-ana-ruiz', 3);
      const [first, ...later] = await lms.journal(link.lineItem);
      assert.deepEqual(
        { ...first, at: null },
        {
          at: null,
          course: 'hist210',
          lineItem: first.lineItem,
          person: 'student-ana-ruiz',
          sentFor: 'student-ana-ruiz',
          by: 'tool',
          timestamp,
          scoreGiven: 8,
          scoreMaximum: 10,
          points: 16,
          comment: 'Well said.',
          activityProgress: 'Completed',
          gradingProgress: 'FullyGraded',
          isNewAttempt: true,
          attempts: 1,
          faults: [],
        },
      );
      assert.ok(Date.parse(first.at) <= Date.now());
      assert.deepEqual(
        later.map((one: Json) => [one.by, one.points, one.isNewAttempt]),
        [
          ['tool', 10, false],
          ['hand', 3, false],
        ],
      );
    });
  }

  it('shows a resend that counts as a new attempt', async () => {
    const canvas: Client = practice.at('canvas');
    const link = await canvas.addActivity({ title: 'Week 2', maximum: 10 });
    const ana = await canvas.sub('student-ana-ruiz');
    await canvas.fault('error-after', { where: 'scores' });
    await canvas.score(link.lineItem, ana);
    await canvas.score(link.lineItem, ana);
    const entries = await canvas.journal(link.lineItem);
    assert.deepEqual(
      entries.map((one: Json) => [one.isNewAttempt, one.attempts, one.faults]),
      [
        [true, 1, ['error-after']],
        [true, 2, []],
      ],
    );
  });

  it('is asked by course, line item and person, and forgotten when told', async () => {
    const canvas: Client = practice.at('canvas');
    const link = await canvas.addActivity({ title: 'Week 3', maximum: 10 });
    for (const student of ['student-ana-ruiz', 'student-mei-chen']) {
      await canvas.score(link.lineItem, await canvas.sub(student));
    }
    const id = (await canvas.journal(link.lineItem))[0].lineItem;
    const asked = async (query: string) => (await canvas.json(`/journal?${query}`)).entries.length;
    assert.equal(await asked(`lineItem=${id}`), 2);
    assert.equal(await asked(`lineItem=${id}&person=student-mei-chen`), 1);
    assert.equal(await asked(`lineItem=${id}&course=biol101`), 0);
    assert.equal((await fetch(`${canvas.base}/journal`, { method: 'DELETE' })).status, 204);
    assert.equal(await asked(''), 0);
  });
});
