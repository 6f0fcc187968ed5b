import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Student } from './classroom.ts';
import { Crowd } from './crowd.ts';

/** `npm run torture -- delivery` runs it; no part of `npm test` yet, where it failed once on a busy machine. */
const STUDENTS = Number(process.env.SOAK_STUDENTS ?? 40);
const SECONDS = Number(process.env.SOAK_SECONDS ?? 12);
const KILL_EVERY_MS = Number(process.env.SOAK_KILL_MS ?? 4000);
const WORKERS = 3;
const TYPED = 5;
/** Together one call in five. */
const FAULTS = [
  ...['error-before', 'error-after', 'cut-before', 'cut-after', 'expired-token', 'same-second'],
  ...['sign-in-page', 'latency', 'throttle-429', 'redirect'],
];

describe(`Grades on their way, for ${SECONDS} seconds of faults at 20 %, workers killed and a teacher who grades anew`, function () {
  this.timeout((SECONDS + 240) * 1000);
  let crowd: Crowd;
  before(async () => {
    crowd = await Crowd.gather('canvas', STUDENTS, WORKERS);
  });
  after(() => crowd?.close());

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

    const end = Date.now() + SECONDS * 1000;
    const grading = async () => {
      while (Date.now() < end) {
        const student = crowd.everyone[Math.floor(Math.random() * crowd.everyone.length)];
        if (student && !typed.has(student.key)) await release(student);
        await delay(100);
      }
    };
    const killing = async () => {
      while (Date.now() + KILL_EVERY_MS < end) {
        await delay(KILL_EVERY_MS);
        await crowd.killOne(kills % WORKERS);
        kills += 1;
      }
    };
    const typing = async () => {
      for (const student of crowd.everyone) {
        if (typed.size === TYPED || Date.now() > end) return;
        typed.set(student.key, 19.5);
        while ((await crowd.delivery(student)).state !== 'delivered' && Date.now() < end) await delay(100);
        if ((await crowd.delivery(student)).state === 'delivered') await crowd.override(student, 19.5);
        else typed.delete(student.key);
      }
    };
    await Promise.all([grading(), killing(), typing()]);
    await crowd.noFaults();
    while ([...(await crowd.states()).keys()].some((state) => state === 'waiting')) {
      await crowd.timePasses();
      await delay(500);
    }
    const [link] = await crowd.store.resourceLinks.ofDiscussion(crowd.discussionId);
    await crowd.store.resourceLinks.compareSoon(link?.id ?? '', new Date());
    while (((await crowd.states()).get('differs') ?? 0) < typed.size) await delay(200);

    const cells = await crowd.cells();
    const wrong = [...released].filter(
      ([key, points]) => (cells.get(key)?.score ?? null) !== (typed.get(key) ?? points),
    );
    const again = [...cells].filter(([key, { attempts }]) => released.has(key) && attempts > 1);
    const told: string[] = [];
    for (const student of crowd.everyone)
      if ((await crowd.delivery(student)).state === 'differs') told.push(student.key);
    const table = {
      ...{
        students: crowd.everyone.length,
        releases,
        kills,
        states: Object.fromEntries(await crowd.states()),
      },
      ...{ wrong: wrong.length, 'new attempts': again.length, typed: typed.size, told: told.length },
    };
    if (process.env.SOAK_TABLE) console.table(table);
    assert.deepEqual({ wrong, again }, { wrong: [], again: [] }, JSON.stringify(table));
    assert.deepEqual(told.sort(), [...typed.keys()].sort());
  });
});
