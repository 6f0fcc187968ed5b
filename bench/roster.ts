import { mochaGlobalSetup, mochaGlobalTeardown } from '../test/support/mongo.ts';
import { PRESETS, setUpActivity, startPractice } from '../test/support/practice.ts';

/**
 * `npm run bench -- roster`: how long the roster of a course of 2,000 takes to be read and kept, the first time and
 * once more, and how many people of it the tool holds at a time. One process of the tool, the practice LMS and MongoDB
 * on this machine.
 */
const STUDENTS = Number(process.env.BENCH_STUDENTS ?? 2000);

await mochaGlobalSetup();
const practice = await startPractice({}, { extraStudents: STUDENTS });
try {
  const rows: Record<string, Record<string, number | string>> = {};
  for (const preset of PRESETS) {
    const { roster } = practice.tool.tool.store;
    const { take } = roster;
    const parts: number[] = [];
    roster.take = (course, reading, entries) => {
      parts.push(entries.length);
      return take(course, reading, entries);
    };
    const start = performance.now();
    const { teacher } = await setUpActivity(practice, preset);
    const seconds = async (from = performance.now()) => {
      await teacher.post(`${teacher.base}/grading/roster`, {});
      return ((performance.now() - from) / 1000).toFixed(1);
    };
    // The launch had it begun.
    const first = await seconds(start);
    rows[preset] = {
      people: parts.reduce((sum, one) => sum + one, 0),
      'held at a time, at most': Math.max(...parts),
      'from the launch to the whole class, s': first,
      'once more, s': await seconds(),
    };
    roster.take = take;
  }
  console.table(rows);
} finally {
  await practice.close();
  await mochaGlobalTeardown();
}
