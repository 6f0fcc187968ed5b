import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { whileHolding } from './other-runs.mjs';
import { cacheFolder, checkout } from './places.mjs';
import { PlainError } from './plain-error.mjs';
import { run } from './processes.mjs';

/** Makes node_modules what package-lock.json asks for; at once when it is that already. */
export async function setUp({ say = console.log } = {}) {
  if (isInstalled()) return;
  const key = createHash('sha256').update(checkout).digest('hex').slice(0, 16);
  const onWait = () => say('Waiting for another set-up of this checkout…');
  await whileHolding(join(cacheFolder(), `install-${key}.lock`), { onWait }, async () => {
    if (isInstalled()) return;
    say('Installing the packages…');
    await npmCi();
  });
}

/** npm itself writes down what it has installed, as the last step of each install. */
function isInstalled() {
  const installed = readPackages('node_modules/.package-lock.json');
  if (!installed) return false;
  const wanted = Object.entries(readPackages('package-lock.json') ?? {});
  return wanted.every(([place, { version, optional }]) => {
    if (place === '') return true;
    // Optional ones are mostly built for other systems than this one.
    return installed[place] ? installed[place].version === version : optional;
  });
}

function readPackages(name) {
  try {
    return JSON.parse(readFileSync(join(checkout, name), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

async function npmCi() {
  // Under `npm run` this is the very npm that runs us, whatever PATH says.
  const own = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const options = ['ci', '--include=dev', '--no-audit', '--no-fund'];
  const [command, args] = own ? [process.execPath, [own, ...options]] : ['npm', options];
  const { ok, how } = await run(command, args, { cwd: checkout });
  if (ok) return;
  throw new PlainError(`The packages could not be installed (npm ci: ${how}); npm’s own words are above.`);
}
