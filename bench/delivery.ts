import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { availableParallelism, cpus } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { PARALLEL } from '../src/lti/pace.ts';
import { gradeStudent } from '../src/usecases/gradeStudent.ts';
import { mochaGlobalSetup, mochaGlobalTeardown } from '../test/support/mongo.ts';
import { Crowd } from '../test/usecases/crowd.ts';
import { straight } from '../test/usecases/line.ts';
import { processorSeconds } from './processor.ts';

/**
 * `npm run bench -- delivery`: how long a released class takes to arrive in an LMS whose answers take 50 ms, from the
 * teacher's click to the last grade acknowledged, against what the LMS alone takes with as many calls at a time as it
 * is given. One process of the tool, the practice LMS and MongoDB on this machine: what each of them uses of its
 * processors is told, and what others use, for a busy machine measures those. On one the LMS answers late as well: its
 * latencies as it had them are told beside the 50 ms, by which the goal goes.
 */
const GRADES = Number(process.env.BENCH_GRADES ?? 1000);
const LATENCY_MS = 50;

await mochaGlobalSetup();
const crowd = await Crowd.gather('canvas', GRADES, 1, 0, straight);
try {
  for (const { memberId } of crowd.everyone) {
    const decision = { discussionId: crowd.discussionId, memberId, points: 12, comment: '', seen: null };
    await gradeStudent(crowd.store, crowd.grader, decision, new Date());
  }
  // As of an LMS that answers within that time: its own work is part of it.
  await crowd.fault({ kind: 'slow-answer', where: 'scores', times: 'always', delayMs: LATENCY_MS });
  const teacher = await crowd.launch('teacher-rosa');
  // The page that has the button is open before it is clicked.
  await teacher.csrfToken();
  const latencies = measureScores();
  const before = await used();
  const start = performance.now();
  await teacher.post(`${teacher.base}/grading/release`, {});
  const grades = crowd.place.connection.collection('grades');
  const answered = performance.now();
  const arrived = () => grades.countDocuments({ 'delivery.state': 'delivered' });
  while (latencies.length < crowd.everyone.length || (await arrived()) < crowd.everyone.length)
    await delay(20);
  const seconds = (performance.now() - start) / 1000;
  const after = await used();
  const limit = (crowd.everyone.length * LATENCY_MS) / PARALLEL / 1000;
  const measured = latencies.reduce((one, other) => one + other, 0) / PARALLEL / 1000;
  const each = (name: keyof typeof after) =>
    (((after[name] - before[name]) / crowd.everyone.length) * 1000).toFixed(1);
  const ours = after.tool + after.lms + after.mongod - before.tool - before.lms - before.mongod;
  const others = (after.all - before.all - ours) / (seconds * availableParallelism());
  console.table({
    'grades to arrive': crowd.everyone.length,
    'calls at a time': PARALLEL,
    'their latencies alone, s': limit.toFixed(1),
    'taken, s': seconds.toFixed(1),
    'of these to release them, s': ((answered - start) / 1000).toFixed(1),
    'times the limit': (seconds / limit).toFixed(2),
    'latencies as the LMS had them, s': measured.toFixed(1),
    'times these': (seconds / measured).toFixed(2),
    'processor time a grade, ms: the tool': each('tool'),
    MongoDB: each('mongod'),
    'the practice LMS': each('lms'),
    'of the processors, used by others, %': Math.max(0, others * 100).toFixed(0),
  });
} finally {
  await crowd.close();
  await mochaGlobalTeardown();
}

/** From when a score arrived at the LMS until its answer was on its way, in milliseconds. */
function measureScores(): number[] {
  const latencies: number[] = [];
  const began = new WeakMap<IncomingMessage, number>();
  type Call = { request: IncomingMessage };
  subscribe('http.server.request.start', (call) => began.set((call as Call).request, performance.now()));
  subscribe('http.server.response.finish', (call) => {
    const { request } = call as Call;
    if (request.url?.endsWith('/scores')) latencies.push(performance.now() - (began.get(request) ?? 0));
  });
  return latencies;
}

/** Seconds of processor time so far. */
async function used() {
  const { user, system } = process.cpuUsage();
  const status = await crowd.place.connection.db?.admin().serverStatus();
  const busy = cpus().map(({ times: { user, nice, sys, irq } }) => user + nice + sys + irq);
  return {
    tool: await processorSeconds(crowd.workers[0]?.pid),
    lms: (user + system) / 1e6,
    mongod: (Number(status?.extra_info.user_time_us) + Number(status?.extra_info.system_time_us)) / 1e6,
    all: busy.reduce((one, other) => one + other, 0) / 1000,
  };
}
