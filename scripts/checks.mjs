import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { checkout } from './places.mjs';
import { run, startProcess } from './processes.mjs';

const hangingAfterMs = 15_000;

export async function runCheck(tool, args) {
  const { ok } = await run(join(checkout, 'node_modules/.bin', tool), args, { cwd: checkout });
  return ok ? { passed: 1 } : { failed: 1 };
}

/** The counts are mocha's own; a mocha that ends without them, or badly for all its passing tests, is a failure. */
export async function runTests(chosen) {
  const folder = mkdtempSync(join(tmpdir(), 'rejoinder-results-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const results = join(folder, 'results.json');
  const files = chosen.some((argument) => argument.endsWith('.ts')) ? [] : testFiles();
  // All of them take minutes: then several files run at a time, each in a process that ends whatever it left open.
  // One more than there are cores, since each waits now and then: for a pause in typing, for a process to start.
  const jobs = Math.min(availableParallelism() + 1, 4);
  const atOnce = chosen.length > 0 ? [] : ['--parallel', '--jobs', String(jobs)];
  const mocha = startProcess({
    name: 'mocha',
    command: process.execPath,
    args: [join(checkout, 'node_modules/mocha/bin/mocha.js'), ...atOnce, ...chosen, ...files],
    cwd: checkout,
    env: { ...process.env, NODE_ENV: 'test', TEST_RESULTS: results },
  });
  const hung = await waitForEnd(mocha, results);
  return judge(read(results), await mocha.exited, hung);
}

function judge(counts, end, hung) {
  if (!counts) {
    console.error(`mocha ended before it had run the tests (${end.how}).`);
    return { failed: 1 };
  }
  if (hung) {
    console.error(
      'The tests left something open (a server, a connection, a timer): mocha did not end by itself.',
    );
    return { ...counts, failed: counts.failed + 1 };
  }
  return { ...counts, failed: end.code !== 0 && counts.failed === 0 ? 1 : counts.failed };
}

async function waitForEnd(mocha, results) {
  let ended = false;
  mocha.exited.then(() => {
    ended = true;
  });
  while (!ended && !read(results)) await delay(250);
  const deadline = Date.now() + hangingAfterMs;
  while (!ended && Date.now() < deadline) await delay(50);
  if (ended) return false;
  await mocha.stop(0);
  return true;
}

/** The walks through the browser first: they take longest, and what is quick fills the processes evenly in the end. */
function testFiles() {
  const folder = join(checkout, 'test');
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'));
  const names = files
    .map((entry) => relative(checkout, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
  const isWalk = (name) => name.startsWith(join('test', 'walks'));
  return [...names.filter(isWalk), ...names.filter((name) => !isWalk(name))];
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
