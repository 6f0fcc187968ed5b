import './node-version.mjs';
import { runCheck, runTests } from './checks.mjs';
import { findOrInstallChromium, findOrInstallShell } from './chromium.mjs';
import { findMongod } from './mongod-binary.mjs';
import { explain } from './plain-error.mjs';
import { stopEverything } from './processes.mjs';
import { setUp } from './setup.mjs';

/** `npm test`: everything that has to hold; with arguments for mocha, only the tests that they choose. */
const chosen = process.argv.slice(2);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => stopEverything().finally(() => process.exit(1)));
}
const totals = { passed: 0, failed: 0, skipped: 0 };

await section('Set-up', prepare);
if (totals.failed === 0) {
  if (chosen.length === 0) {
    await section('Type check', () => runCheck('tsc', ['--noEmit']));
    await section('Lint', () => runCheck('biome', ['check', '--error-on-warnings']));
  }
  await section('Tests', () => runTests(chosen));
}
const skipped = totals.skipped ? `, ${totals.skipped} skipped` : '';
console.log(`\n${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;

async function prepare() {
  await setUp();
  process.env.MONGOMS_SYSTEM_BINARY = (await findMongod()).path;
  const shell = await findOrInstallShell();
  process.env.CHROMIUM_PATH = await findOrInstallChromium();
  if (shell) process.env.CHROMIUM_SHELL_PATH = shell;
  return {};
}

async function section(title, work) {
  console.log(`\n── ${title}`);
  const start = performance.now();
  let counts;
  try {
    counts = await work();
  } catch (error) {
    console.error(explain(error));
    counts = { failed: 1 };
  }
  for (const [kind, count] of Object.entries(counts)) totals[kind] += count;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`── ${title}: ${counts.failed ? 'FAILED' : 'ok'}, ${seconds} s`);
}
