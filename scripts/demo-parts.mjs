import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startMongod } from './mongod.mjs';
import { checkout } from './places.mjs';
import { PlainError } from './plain-error.mjs';
import { startProcess } from './processes.mjs';

const readyWithinMs = 90_000;

export function startDatabase({ dataDir }) {
  return startMongod({ dataDir: join(dataDir, 'mongo'), logFile: join(dataDir, 'logs/mongod.log') });
}

/** The two servers print into their logs; while somebody works on them, into the terminal. */
export function startServer(name, file, { watch, dataDir }, env) {
  const watching = watch ? ['--watch', '--watch-preserve-output'] : [];
  return startProcess({
    name,
    command: process.execPath,
    args: [...watching, '--import', 'tsx', join(checkout, file)],
    cwd: checkout,
    env: { ...process.env, ...env },
    logFile: watch ? undefined : join(dataDir, 'logs', `${name.toLowerCase().replaceAll(' ', '-')}.log`),
  });
}

export async function waitUntilItAnswers(server, url) {
  const deadline = Date.now() + readyWithinMs;
  while (Date.now() < deadline) {
    if (await answers(url)) return;
    await delay(100);
  }
  throw new PlainError(`The ${server.name} does not answer at ${url}.${itsLastLines(server)}`);
}

async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000), redirect: 'manual' });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** Shows the filler's lines as they come; the last one, when it is JSON, is for us: who can be clicked. */
export async function fillDemoData(env) {
  const filler = startProcess({
    name: 'demo data',
    command: process.execPath,
    args: ['--import', 'tsx', join(checkout, 'src/demo-data/fill.ts')],
    cwd: checkout,
    env: { ...process.env, ...env },
    output: 'pipe',
  });
  const errors = [];
  let answer = {};
  const lines = eachLine(filler.stdout, (line) => {
    if (line.startsWith('{')) answer = JSON.parse(line);
    else console.log(line);
  });
  await Promise.all([lines, eachLine(filler.stderr, (line) => errors.push(line))]);
  const end = await filler.exited;
  if (end.code === 0) return answer.people ?? [];
  throw new PlainError(
    `The demo data could not be filled in (${end.how}):\n${withoutStack(errors).slice(-15).join('\n')}`,
  );
}

async function eachLine(stream, take) {
  let rest = '';
  for await (const text of stream.setEncoding('utf8')) {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    lines.forEach(take);
  }
  if (rest) take(rest);
}

export function itsLastLines({ logFile }) {
  if (!logFile) return '';
  const place = relative(process.cwd(), logFile);
  const lines = withoutStack(readFileSync(logFile, 'utf8').trimEnd().split('\n')).slice(-15).join('\n');
  return lines ? ` The end of its log (${place}):\n${lines}` : ` Its log is empty (${place}).`;
}

// So that the lines that are shown hold the message; the log has all of it.
const withoutStack = (lines) => lines.filter((line) => !/^\s+at /.test(line));
