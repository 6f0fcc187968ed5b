import assert from 'node:assert/strict';
import { answerLost, answers } from './line.ts';
import { QuietClassroom } from './quietClassroom.ts';

const FAR = '9999-12-31T23:59:59Z';
const HUGE = 9 * 1024 * 1024;

/** Whatever an LMS says, what was released comes to be in its gradebook once, and no worker falls over it. */
describe('A released grade whose LMS answers what no LMS should', () => {
  let room: QuietClassroom;
  before(async () => {
    room = await QuietClassroom.open('moodle');
  });
  after(() => room?.close());
  beforeEach(() => {
    room.ahead = 0;
  });
  afterEach(async () => assert.deepEqual(await room.violations(), []));

  const results = (more: object) => JSON.stringify([{ resultMaximum: 20, ...more }]);

  /** As many as an LMS is asked before it counts as one that will not tell. */
  const NONSENSE: [string, [string, string][]][] = [
    [
      'points that are none',
      [
        [results({ userId: '1', resultScore: 'twelve' }), 'unreadable'],
        ['[{"userId":"1","resultScore":1e999,"resultMaximum":20}]', 'unreadable'],
        ['[{"userId":"1","resultScore":NaN}]', 'unreadable'],
        [results({ resultScore: 12 }), 'unreadable'],
      ],
    ],
    [
      'no list, a page, nothing, lists without end or more than can be read',
      [
        ['{"results":[]}', 'unreadable'],
        ['<!DOCTYPE html><h1>Sign in</h1>', 'lms-down'],
        ['', 'unreadable'],
        ['['.repeat(100_000), 'unreadable'],
        [`["${'x'.repeat(HUGE)}"]`, 'lms-down'],
      ],
    ],
  ];
  for (const [what, bodies] of NONSENSE) {
    it(`${what}, where it is asked what it shows, is asked again, and arrives once`, async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', answerLost);
      await room.deliver();
      for (const [body, problem] of bodies) {
        room.later(3600);
        room.line.next('results', answers(200, body));
        await room.deliver();
        await room.assertWaits(student, problem);
      }
      await room.deliverAll(student);
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
      assert.deepEqual(await room.statuses(student), [200]);
    });
  }

  it('the grade of somebody else as this one’s, is looked up as none', async () => {
    const student = await room.student();
    await room.release(student, 12, 'Good.');
    room.line.next('scores', answerLost);
    await room.deliver();
    room.later(3600);
    room.line.next('results', answers(200, results({ userId: 'somebody else', resultScore: 12 })));
    await room.deliverAll(student);
    await room.assertArrived(student, { score: 12, comments: ['Good.'] });
  });

  it('points below zero, is asked about for as long as it shows them, and then arrives', async () => {
    const student = await room.student();
    await room.release(student, 12, 'Good.');
    await room.deliverAll(student);
    await room.release(student, 13, 'Good.');
    const { sub } = (await room.store.members.find(room.grader.courseId, student.memberId)) ?? {};
    room.line.next('results', answers(200, results({ userId: sub, resultScore: -5 })));
    await room.deliver();
    const { state, difference } = await room.delivery(student);
    assert.deepEqual([state, difference?.theirs.points], ['differs', -5]);
    await room.compare();
    await room.deliverAll(student);
    await room.assertArrived(student, { score: 13, comments: ['Good.'] });
  });

  const YEARS: [string, string, number][] = [
    ['that it has a score of the year 9999', `before last updated timestamp of ${FAR}`, 400],
    [
      'that it has a score of no year there is',
      'before last updated timestamp of +275760-09-13T00:00:00Z',
      400,
    ],
  ];
  for (const [what, body, status] of YEARS) {
    it(`${what}, is sent at the time that it is`, async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', answers(status, body));
      await room.deliver();
      await room.assertWaits(student, 'newer-there');
      await room.deliverAll(student);
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
      const [sent] = await room.scores(student);
      assert.ok(Date.parse(String(sent?.body?.timestamp)) <= Number(room.now));
    });
  }

  it('that the grade it shows is of the year 9999, is replaced at the time that it is', async () => {
    const student = await room.student();
    await room.release(student, 12, 'Good.');
    await room.deliverAll(student);
    await room.release(student, 13, 'Good.');
    const { sub } = (await room.store.members.find(room.grader.courseId, student.memberId)) ?? {};
    const shown = results({ userId: sub, resultScore: 12, timestamp: FAR });
    room.line.next('results', answers(200, shown));
    room.later(5);
    await room.deliver();
    await room.assertArrived(student, { score: 13, comments: ['Good.'] });
  });

  const TAKEN: [string, string][] = [
    ['more than can be read', 'x'.repeat(HUGE)],
    ['a page', '<html><body>Sign in</body></html>'],
  ];
  for (const [what, body] of TAKEN) {
    it(`${what}, once it was sent, is looked up, and arrives once`, async () => {
      const student = await room.student();
      await room.release(student, 12, 'Good.');
      room.line.next('scores', async (pass, response) => {
        await pass();
        response.end(body);
      });
      await room.deliver();
      await room.assertWaits(student, 'lms-down');
      await room.deliverAll(student);
      await room.assertArrived(student, { score: 12, comments: ['Good.'] });
      assert.deepEqual(await room.statuses(student), [200]);
    });
  }

  const LISTS: [string, string][] = [
    ['in circles', '?from=10'],
    ['at another host', 'https://elsewhere.example/items'],
    ['nowhere', 'http://[::::]/'],
  ];
  for (const [where, next] of LISTS) {
    it(`that its list of columns goes on ${where}, waits, and arrives when it ends`, async () => {
      const student = await room.student();
      const [link] = await room.store.resourceLinks.ofDiscussion(room.discussionId);
      await room.store.resourceLinks.forgetLineItem(link?.id ?? '');
      await room.release(student, 12, '');
      const page = answers(200, '[]', { link: `<${next}>; rel="next"` });
      room.line.next('line_items', page, page);
      await room.deliver();
      await room.assertWaits(student, 'lms-down');
      await room.deliverAll(student);
      await room.assertArrived(student, { score: 12, comments: [] });
    });
  }

  it('with columns at other hosts and at addresses that are none, finds its own', async () => {
    const student = await room.student();
    const [link] = await room.store.resourceLinks.ofDiscussion(room.discussionId);
    await room.store.resourceLinks.forgetLineItem(link?.id ?? '');
    await room.release(student, 12, '');
    const resourceLinkId = link?.resourceLinkId;
    const column = (id: string) => ({ id, label: 'Week 6', scoreMaximum: 20, resourceLinkId });
    const own = String(link?.lineItemUrl);
    const unusual = `${own}&next=https%3A%2F%2Felsewhere.example%2F%3Fa%3Db&x[]=1#scores`;
    const columns = [
      column('https://elsewhere.example/items/1'),
      column('javascript:alert(1)'),
      column('data:text/html,hello'),
      column(unusual),
    ];
    room.line.next('line_items', answers(200, JSON.stringify(columns)));
    await room.deliverAll(student);
    await room.assertArrived(student, { score: 12, comments: [] });
  });
});
