import './node-version.mjs';
import { join } from 'node:path';
import { fillDemoData, itsLastLines, startDatabase, startServer, waitUntilItAnswers } from './demo-parts.mjs';
import * as demo from './demo-settings.mjs';
import { stopFormer } from './mongod.mjs';
import { takeLock } from './other-runs.mjs';
import { explain, PlainError } from './plain-error.mjs';
import { stopEverything } from './processes.mjs';
import { setUp } from './setup.mjs';

let lock;
let leaving = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => leave(0));
// The terminal may be gone, or whoever read what we print.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => leave(0));

try {
  await start(demo.readSettings(process.argv.slice(2), process.env));
} catch (error) {
  await leave(1, explain(error));
}

async function start(settings) {
  demo.makeDataDir(settings);
  lock = takeLock(join(settings.dataDir, demo.lockName));
  if (lock.holder) {
    throw new PlainError(
      `A demo runs on ${settings.shownDataDir} already (process ${lock.holder.pid}): stop it, or set DATA_DIR to another folder.`,
    );
  }
  await demo.assertPortsFree(settings, lock.formerWasKilled ? 12_000 : 0);
  if (settings.fresh) {
    await stopFormer(join(settings.dataDir, 'mongo'));
    demo.emptyDataDir(settings);
  }
  await setUp();
  console.log('Starting…');
  const env = await startParts(settings);
  const people = await fillDemoData(env);
  greet(settings, people);
}

async function startParts(settings) {
  const { dataDir, port, lmsPort, toolUrl, lmsUrl } = settings;
  const common = { NODE_ENV: 'development', DATA_DIR: dataDir, LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn' };
  const lmsEnv = { ...common, PRACTICE_LMS_PORT: String(lmsPort), TOOL_URL: toolUrl };
  const known = { BASE_URL: toolUrl, SECRET: demo.readSecret(settings), PRACTICE_LMS_URL: lmsUrl };
  // Before anything else is in the folder: by this file it is known for a demo's.
  demo.writeEnv(settings, known);
  const lms = watchOver(startServer('practice LMS', 'src/practice-lms/main.ts', settings, lmsEnv));
  const database = watchOver(await startDatabase(settings));
  const kept = { ...known, MONGODB_URI: database.uri('rejoinder') };
  demo.writeEnv(settings, kept);
  const toolEnv = { ...common, ...kept, PORT: String(port), HOST: '127.0.0.1' };
  const tool = watchOver(startServer('tool', 'src/main.ts', settings, toolEnv));
  await Promise.all([waitUntilItAnswers(lms, `${lmsUrl}/`), waitUntilItAnswers(tool, `${toolUrl}/readyz`)]);
  return { ...lmsEnv, ...toolEnv };
}

function watchOver(part) {
  part.exited.then((end) =>
    leave(1, `The ${part.name} ended (${end.how}), so the demo stops.${itsLastLines(part)}`),
  );
  return part;
}

function greet({ lmsUrl, shownDataDir }, people) {
  const width = Math.max(0, ...people.map(({ who }) => who.length));
  const lines = people.map(({ who, url }) => `  ${who.padEnd(width)}  ${url}`);
  const folder = shownDataDir === '.data' ? '' : `DATA_DIR=${shownDataDir} `;
  console.log(
    [
      '',
      `Open the practice LMS: ${lmsUrl}`,
      ...lines,
      `Administer the tool: open what ${folder}npm run -s cli -- admin-link prints`,
      `All of it is kept in ${shownDataDir}. Ctrl-C to stop.`,
    ].join('\n'),
  );
}

/** Once, whatever asks for it: under npm a Ctrl-C arrives twice. */
async function leave(code, message) {
  if (leaving) return;
  leaving = true;
  if (message) console.error(message);
  else console.log('Stopping…');
  await stopEverything();
  lock?.release?.();
  process.exit(code);
}
