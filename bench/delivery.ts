import { setTimeout as delay } from 'node:timers/promises';
import { PARALLEL } from '../src/lti/pace.ts';
import { gradeStudent } from '../src/usecases/gradeStudent.ts';
import { mochaGlobalSetup, mochaGlobalTeardown } from '../test/support/mongo.ts';
import { Crowd } from '../test/usecases/crowd.ts';
import { processorSeconds } from './processor.ts';

/**
 * `npm run bench -- delivery`: how long a released class takes to arrive in an LMS whose answers take 50 ms, from the
 * teacher's click to the last grade acknowledged, against what the LMS alone takes with as many calls at a time as it
 * is given. One process of the tool, the practice LMS and MongoDB on this machine.
 */
const GRADES = Number(process.env.BENCH_GRADES ?? 1000);
const LATENCY_MS = 50;

await mochaGlobalSetup();
const crowd = await Crowd.gather('canvas', GRADES, 1);
try {
  for (const { memberId } of crowd.everyone) {
    const decision = { discussionId: crowd.discussionId, memberId, points: 12, comment: '', seen: null };
    await gradeStudent(crowd.store, crowd.grader, decision, new Date());
  }
  await crowd.fault({ kind: 'latency', where: 'scores', times: 'always', delayMs: LATENCY_MS });
  const teacher = await crowd.launch('teacher-rosa');
  const before = await processorSeconds(crowd.workers[0]?.pid);
  const start = performance.now();
  await teacher.post(`${teacher.base}/grading/release`, {});
  const grades = crowd.place.connection.collection('grades');
  while ((await grades.countDocuments({ 'delivery.state': 'delivered' })) < crowd.everyone.length)
    await delay(50);
  const seconds = (performance.now() - start) / 1000;
  const limit = (crowd.everyone.length * LATENCY_MS) / PARALLEL / 1000;
  console.table({
    'grades to arrive': crowd.everyone.length,
    'calls at a time': PARALLEL,
    'their latencies alone, s': limit.toFixed(1),
    'taken, s': seconds.toFixed(1),
    'times the limit': (seconds / limit).toFixed(2),
    'processor time of the tool, s': ((await processorSeconds(crowd.workers[0]?.pid)) - before).toFixed(1),
  });
} finally {
  await crowd.close();
  await mochaGlobalTeardown();
}
