import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Student } from './classroom.ts';
import { Crowd } from './crowd.ts';
import { hold } from './line.ts';

/**
 * In `npm test` a short one, of 20 seconds: what is left then tells how much it did. `npm run torture -- delivery` has it go
 * on for minutes.
 */
const STUDENTS = Number(process.env.SOAK_STUDENTS ?? 24);
const SECONDS = Number(process.env.SOAK_SECONDS ?? 20);
const KILL_EVERY_MS = Number(process.env.SOAK_KILL_MS ?? 0);
const WORKERS = Number(process.env.SOAK_WORKERS ?? 3);
const SPARES = Number(process.env.SOAK_SPARES ?? 1);
/** Whether the replies have a column of their own. */
const EACH = process.env.SOAK_COLUMNS === 'each';
const TYPED = 5;
/** Together one call in five. */
const FAULTS = [
  ...['error-before', 'error-after', 'cut-before', 'cut-after', 'expired-token', 'same-second'],
  ...['sign-in-page', 'latency', 'throttle-429', 'redirect'],
];

describe('Grades on their way, with faults at 20 %, workers killed and a teacher who grades anew', function () {
  this.timeout((SECONDS + 240) * 1000);
  let crowd: Crowd;
  before(async () => {
    crowd = await Crowd.gather('canvas', STUDENTS, WORKERS, SPARES);
    crowd.renews = KILL_EVERY_MS > 0;
    if (EACH) await crowd.arrange();
  });
  after(() => crowd?.close());

  it('of a worker killed while a score is under way are one attempt, though nothing is there when it is looked up', async () => {
    const student = crowd.everyone[0] as Student;
    const score = hold();
    crowd.line.next('scores', score.trouble);
    await crowd.release(student, 12, '');
    await score.onTheLine;
    await crowd.killHolder(student);
    await crowd.timePasses();
    while (!(await crowd.saidOf(student)).includes('result')) await delay(50);
    while (((await crowd.delivery(student)).nextAt?.getTime() ?? 0) <= Date.now()) await delay(50);
    assert.equal((await crowd.cells()).get(student.key)?.attempts, 0);
    score.letGo();
    await score.there;
    while ((await crowd.delivery(student)).state !== 'delivered') {
      await crowd.timePasses();
      await delay(200);
    }
    const cell = (await crowd.cells()).get(student.key);
    assert.deepEqual([cell?.score, cell?.attempts], [12, 1]);
    assert.deepEqual(
      (await crowd.saidOf(student)).filter((what) => what === 'score'),
      [],
    );
  });

  it('all arrive as they were released last, none as a second attempt, and what was typed in the gradebook is told exactly', async () => {
    const released = new Map<string, number>();
    const typed = new Map<string, number>();
    let [releases, kills] = [0, 0];
    const release = async (student: Student) => {
      const points = Math.floor(Math.random() * 38) / 2;
      released.set(student.key, points);
      releases += 1;
      await crowd.release(student, points, '');
    };
    for (const [seed, kind] of FAULTS.entries())
      await crowd.fault({
        kind,
        probability: 0.2 / FAULTS.length,
        seed,
        ...(kind === 'latency' ? { delayMs: 300 } : {}),
      });
    for (const student of crowd.everyone) await release(student);

    const start = Date.now();
    const end = start + SECONDS * 1000;
    const goesOn = () => Date.now() < end;
    let beingGraded = '';
    const grading = async () => {
      while (goesOn()) {
        const student = crowd.everyone[Math.floor(Math.random() * crowd.everyone.length)];
        if (student && !typed.has(student.key)) {
          beingGraded = student.key;
          await release(student);
          beingGraded = '';
        }
        await delay(100);
      }
    };
    let fewest = WORKERS;
    const kill = async () => {
      while (crowd.line.underWay() === 0) await delay(5);
      await crowd.killOne(kills % crowd.workers.length);
      kills += 1;
      fewest = Math.min(fewest, crowd.workers.length);
    };
    const killing = async () => {
      if (KILL_EVERY_MS === 0) return kill();
      for (let next = start + KILL_EVERY_MS; next < end; next += KILL_EVERY_MS) {
        await delay(next - Date.now());
        // Somebody has to be left; who was killed is on their way back.
        if (crowd.workers.length > 1) await kill();
      }
    };
    const typing = async () => {
      while (typed.size < TYPED && goesOn()) {
        await delay(100);
        for (const student of crowd.everyone) {
          if (typed.size === TYPED || typed.has(student.key) || student.key === beingGraded) continue;
          typed.set(student.key, 19.5);
          if ((await crowd.delivery(student)).state !== 'delivered') typed.delete(student.key);
          else await crowd.override(student, 19.5);
        }
      }
    };
    await Promise.all([grading(), killing(), typing()]);
    await crowd.noFaults();
    // A token that is refused twice in a row is taken for a refusal: the teacher sends those again, and no others.
    const refused = new Set<string>();
    for (;;) {
      const states = await crowd.states();
      if (!states.has('waiting') && !states.has('failed')) break;
      for (const student of crowd.everyone) {
        const record = await crowd.store.grades.find(crowd.discussionId, student.memberId);
        const deliveries = record ? [record.delivery, ...Object.values(record.others)] : [];
        const failed = deliveries.filter(({ state }) => state === 'failed');
        if (failed.length === 0) continue;
        for (const { problem } of failed) assert.equal(problem, 'delivery.problem.not-permitted');
        refused.add(student.key);
        await crowd.resend(student);
      }
      await crowd.timePasses();
      await delay(500);
    }
    const [link] = await crowd.store.resourceLinks.ofDiscussion(crowd.discussionId);
    while (((await crowd.states()).get('differs') ?? 0) < typed.size) {
      await crowd.store.resourceLinks.compareSoon(link?.id ?? '', new Date());
      await delay(1000);
    }

    const cells = await crowd.cells();
    const replies = crowd.cellsOfReplies();
    // All of them wrote a post, which is worth 12, and no reply: what is more than that is given for replies.
    const first = (points: number) => (EACH ? Math.min(points, 12) : points);
    const wrong = [...released].filter(
      ([key, points]) =>
        (cells.get(key)?.score ?? null) !== (typed.get(key) ?? first(points)) ||
        (EACH && replies.get(key)?.score !== points - first(points)),
    );
    const again = [...cells, ...replies].filter(([key, { attempts }]) => released.has(key) && attempts > 1);
    const told: string[] = [];
    for (const student of crowd.everyone)
      if ((await crowd.delivery(student)).state === 'differs') told.push(student.key);
    const table = {
      ...{
        students: crowd.everyone.length,
        releases,
        kills,
        'fewest workers': fewest,
        states: Object.fromEntries(await crowd.states()),
      },
      ...{ wrong: wrong.length, 'new attempts': again.length, typed: typed.size, told: told.length },
      ...{ 'sent again by hand': refused.size },
    };
    if (process.env.SOAK_TABLE) console.table(table);
    assert.deepEqual({ wrong, again }, { wrong: [], again: [] }, JSON.stringify(table));
    assert.deepEqual(told.sort(), [...typed.keys()].sort());
  });
});
