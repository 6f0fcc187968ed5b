import './node-version.mjs';
import { runTests } from './checks.mjs';
import { findMongod } from './mongod-binary.mjs';
import { explain } from './plain-error.mjs';
import { stopEverything } from './processes.mjs';

// `npm run torture -- delivery`: 500 students, 3 worker processes killed every 10 s, faults at 20 %, for 3 minutes.
// `npm run torture -- columns`: the same with a column for each part of the grades.

const SOAK = {
  SOAK_STUDENTS: '500',
  SOAK_SECONDS: '180',
  SOAK_KILL_MS: '10000',
  SOAK_WORKERS: '3',
  SOAK_SPARES: '4',
  SOAK_TABLE: 'yes',
};
const TORTURES = {
  delivery: { file: 'test/usecases/deliverySoak.test.ts', env: SOAK },
  columns: { file: 'test/usecases/deliverySoak.test.ts', env: { ...SOAK, SOAK_COLUMNS: 'each' } },
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.once(signal, () => stopEverything().finally(() => process.exit(1)));
const torture = TORTURES[process.argv[2] ?? ''];
if (!torture) {
  console.error(`Which one: ${Object.keys(TORTURES).join(', ')}?`);
  process.exit(1);
}
try {
  process.env.MONGOMS_SYSTEM_BINARY = (await findMongod()).path;
  const given = Object.fromEntries(
    Object.keys(torture.env).flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  );
  Object.assign(process.env, torture.env, given);
  const { failed } = await runTests([torture.file]);
  process.exitCode = failed ? 1 : 0;
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
