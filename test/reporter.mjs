import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import Mocha from 'mocha';

const { EVENT_HOOK_END, EVENT_RUN_END, EVENT_TEST_END } = Mocha.Runner.constants;

const LONG_SILENCE_MS = Number(process.env.TEST_SILENCE_MS ?? 20_000);
const SLOWEST = 8;

/** Mocha's usual report; `npm test` asks besides for the counts, in the file that TEST_RESULTS names. */
export default class Reporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    if (runner.isParallelMode()) {
      breakSilence(runner);
      nameSlowest(runner);
    }
    const file = process.env.TEST_RESULTS;
    if (!file) return;
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
}

/** A file is told of when it has ended. Who waits, or ends what says nothing for long, is told that it goes on. */
function breakSilence(runner) {
  const start = Date.now();
  let heard = start;
  runner.on(EVENT_TEST_END, () => {
    heard = Date.now();
  });
  const timer = setInterval(() => {
    if (Date.now() - heard < LONG_SILENCE_MS) return;
    heard = Date.now();
    console.log(`  … going on, ${seconds(heard - start)}`);
  }, LONG_SILENCE_MS / 4);
  runner.once(EVENT_RUN_END, () => clearInterval(timer));
}

/** Where to look when all of it takes too long. */
function nameSlowest(runner) {
  const took = new Map();
  const count = ({ file, duration = 0 }) => {
    if (file) took.set(file, (took.get(file) ?? 0) + duration);
  };
  runner.on(EVENT_TEST_END, count);
  runner.on(EVENT_HOOK_END, count);
  runner.once(EVENT_RUN_END, () => {
    console.log('The slowest files:');
    const slowest = [...took].sort(([, one], [, other]) => other - one).slice(0, SLOWEST);
    for (const [file, duration] of slowest)
      console.log(`  ${seconds(duration).padStart(7)}  ${relative('', file)}`);
  });
}

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;
