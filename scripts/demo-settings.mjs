import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { checkout } from './places.mjs';
import { PlainError } from './plain-error.mjs';
import { portIsFree } from './ports.mjs';

export const lockName = 'demo.lock';
const envName = 'demo.env';

export function readSettings(args, env) {
  const { fresh, watch } = readOptions(args);
  const dataDir = resolve(env.DATA_DIR || join(checkout, '.data'));
  const port = readPort('PORT', env.PORT || '3000');
  const lmsPort = readPort('PRACTICE_LMS_PORT', env.PRACTICE_LMS_PORT || '4000');
  if (port === lmsPort)
    throw new PlainError(`PORT and PRACTICE_LMS_PORT are both ${port}: set one to another.`);
  const shown = relative(process.cwd(), dataDir);
  return {
    fresh,
    watch,
    dataDir,
    shownDataDir: shown.startsWith('..') ? dataDir : shown,
    port,
    lmsPort,
    toolUrl: `http://127.0.0.1:${port}`,
    // Another name than the tool's, so that the browser takes them for two sites, as in life.
    lmsUrl: `http://localhost:${lmsPort}`,
  };
}

function readOptions(args) {
  try {
    const options = { fresh: { type: 'boolean' }, watch: { type: 'boolean' } };
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new PlainError(`${error.message.split('.')[0]}. The options are --fresh (start over) and --watch.`);
  }
}

function readPort(name, text) {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new PlainError(`${name} is ${JSON.stringify(text)}; it has to be a number from 1 to 65535.`);
}

/** `patienceMs`: how long to wait for what a killed demo left behind and is just ending. */
export async function assertPortsFree({ port, lmsPort }, patienceMs) {
  const deadline = Date.now() + patienceMs;
  for (const [name, number] of Object.entries({ PORT: port, PRACTICE_LMS_PORT: lmsPort })) {
    while (!(await portIsFree(number))) {
      if (Date.now() > deadline) throw new PlainError(taken(name, number));
      await delay(100);
    }
  }
}

const taken = (name, port) =>
  `Port ${port} is in use: set ${name} to a free one, as in ${name}=${port + 100} npm run demo`;

export function makeDataDir(settings) {
  try {
    mkdirSync(join(settings.dataDir, 'logs'), { recursive: true });
    settings.dataDir = realpathSync(settings.dataDir);
  } catch (error) {
    throw new PlainError(
      `The data folder ${settings.dataDir} cannot be made (${error.code}): set DATA_DIR to another.`,
    );
  }
}

/** Starts over. A folder that holds something else, by a slip in DATA_DIR, is left alone. */
export function emptyDataDir({ dataDir }) {
  const names = readdirSync(dataDir).filter((name) => name !== lockName && name !== 'logs');
  if (names.length > 0 && !names.includes(envName)) {
    throw new PlainError(
      `${dataDir} holds other things than a demo's data (no ${envName}): nothing was deleted.`,
    );
  }
  for (const name of names) rmSync(join(dataDir, name), { recursive: true, force: true });
}

/** Kept, so that what was sealed with the secret can be read in the next run. */
export function readSecret({ dataDir }) {
  const kept = readEnv(join(dataDir, envName)).SECRET;
  return kept ?? randomBytes(32).toString('base64url');
}

function readEnv(file) {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return Object.fromEntries(
      lines.filter((line) => line.includes('=')).map((line) => line.split(/=(.*)/s, 2)),
    );
  } catch {
    return {};
  }
}

/** What the command line tool needs to know of the demo that runs. */
export function writeEnv({ dataDir }, values) {
  const file = join(dataDir, envName);
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600 });
  chmodSync(file, 0o600);
}
