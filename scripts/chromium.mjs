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
  if (process.getuid?.() === 0 && onPath('apt-get', env)) {
    say('Installing Chromium for the browser tests (apt-get)…');
    const quietly = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
    await run('apt-get', ['update', '-q'], quietly);
    await run('apt-get', ['install', '-q', '-y', 'chromium'], quietly);
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

async function fromPlaywright() {
  const { chromium } = await import('playwright-core');
  const file = chromium.executablePath();
  return existsSync(file) && runs(file) ? file : undefined;
}

// Ubuntu's `chromium-browser` may be a stub that only says where to get the real one.
const runs = (file) => spawnSync(file, ['--version'], { stdio: 'ignore' }).status === 0;
