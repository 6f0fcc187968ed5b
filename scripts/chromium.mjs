import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, onPath } from './places.mjs';
import { PlainError } from './plain-error.mjs';
import { run } from './processes.mjs';

/** Where a Chromium that runs is, or nothing. */
export async function findChromium(env = process.env) {
  if (env.CHROMIUM_PATH) {
    if (runs(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new PlainError(`CHROMIUM_PATH names ${env.CHROMIUM_PATH}, which does not run.`);
  }
  const named = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'chrome'];
  const apps = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ];
  const found = [...named.map((name) => onPath(name, env)), ...apps].find((file) => file && runs(file));
  return found ?? (await fromPlaywright());
}

export async function findOrInstallChromium({ env = process.env, say = console.log } = {}) {
  const found = await findChromium(env);
  if (found) return found;
  if (mayInstall(env)) {
    say('Installing Chromium for the browser tests (apt-get)…');
    await aptGet(env, ['update', '-q']);
    await aptGet(env, ['install', '-q', '-y', 'chromium']);
  }
  const installed = await findChromium(env);
  if (installed) return installed;
  say('Fetching a Chromium for the browser tests (Playwright’s, once, about 170 MB)…');
  await run(
    process.execPath,
    [join(checkout, 'node_modules/playwright-core/cli.js'), 'install', 'chromium'],
    { env },
  );
  const fetched = await findChromium(env);
  if (fetched) return fetched;
  throw new PlainError('No Chromium for the browser tests: install one, or set CHROMIUM_PATH to it.');
}

/**
 * Chromium without its own windows around the pages, which halves the time that the tests' pages take; or nothing, where
 * it is not to be had. Debian has it as a package of its own, of the same version as Chromium.
 */
export async function findOrInstallShell({ env = process.env, say = console.log } = {}) {
  const named = env.CHROMIUM_SHELL_PATH;
  if (named && !runs(named)) throw new PlainError(`CHROMIUM_SHELL_PATH names ${named}, which does not run.`);
  const find = () => named ?? onPath(SHELL, env);
  // Whoever chose their Chromium is not given another beside it.
  if (find() || env.CHROMIUM_PATH || !mayInstall(env) || !(await isPackaged(env))) return find();
  say('Installing Chromium’s headless shell for the browser tests (apt-get)…');
  await aptGet(env, ['install', '-q', '-y', 'chromium', SHELL]);
  return find();
}

const SHELL = 'chromium-headless-shell';

async function isPackaged(env) {
  const known = () => spawnSync('apt-cache', ['show', SHELL], { env, stdio: 'ignore' }).status === 0;
  if (known()) return true;
  await aptGet(env, ['update', '-q']);
  return known();
}

const mayInstall = (env) => process.getuid?.() === 0 && onPath('apt-get', env) !== undefined;

const aptGet = (env, args) => run('apt-get', args, { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } });

async function fromPlaywright() {
  const { chromium } = await import('playwright-core');
  const file = chromium.executablePath();
  return existsSync(file) && runs(file) ? file : undefined;
}

// Ubuntu's `chromium-browser` may be a stub that only says where to get the real one.
const runs = (file) => spawnSync(file, ['--version'], { stdio: 'ignore' }).status === 0;
