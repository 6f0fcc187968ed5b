import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium, findOrInstallChromium, findOrInstallShell } from '../../scripts/chromium.mjs';

describe('Finding a Chromium for the browser tests', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rejoinder-chromium-'));
    mkdirSync(join(folder, 'bin'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const env = (more: NodeJS.ProcessEnv = {}) => ({ PATH: join(folder, 'bin'), ...more });

  it('takes the one that CHROMIUM_PATH names', async () => {
    program('chromium', 'exit 0');
    const named = program('mine', 'exit 0');
    assert.equal(await findChromium(env({ CHROMIUM_PATH: named })), named);
  });

  it('says so when that one does not run', async () => {
    await assert.rejects(findChromium(env({ CHROMIUM_PATH: '/nowhere/chromium' })), {
      message: 'CHROMIUM_PATH names /nowhere/chromium, which does not run.',
    });
  });

  it('takes one on PATH, and passes by a stub that only says where to get it', async () => {
    program('chromium', 'echo "install the snap"; exit 1');
    const chrome = program('google-chrome', 'exit 0');
    assert.equal(await findChromium(env()), chrome);
  });

  it('installs Debian’s where there is none and it may', async function () {
    if (process.getuid?.() !== 0 || (await findChromium(env()))) this.skip();
    const wanted = join(folder, 'bin/chromium');
    const install = `if [ "$1" = install ]; then printf '#!/bin/sh\\nexit 0\\n' > ${wanted}; /bin/chmod +x ${wanted}; fi`;
    program('apt-get', install);
    const said: string[] = [];
    assert.equal(await findOrInstallChromium({ env: env(), say: (line) => said.push(line) }), wanted);
    assert.deepEqual(said, ['Installing Chromium for the browser tests (apt-get)…']);
  });

  it('takes a headless shell as well where there is one, and goes without where none is to be had', async () => {
    assert.equal(await findOrInstallShell({ env: env() }), undefined);
    const shell = program('chromium-headless-shell', 'exit 0');
    assert.equal(await findOrInstallShell({ env: env() }), shell);
    await assert.rejects(findOrInstallShell({ env: env({ CHROMIUM_SHELL_PATH: '/nowhere/shell' }) }), {
      message: 'CHROMIUM_SHELL_PATH names /nowhere/shell, which does not run.',
    });
  });

  it('installs Debian’s headless shell beside a Chromium that nobody chose', async function () {
    if (process.getuid?.() !== 0) this.skip();
    const wanted = join(folder, 'bin/chromium-headless-shell');
    program('apt-cache', 'exit 0');
    program(
      'apt-get',
      `printf '#!/bin/sh\nexit 0\n' > ${wanted}; /bin/chmod +x ${wanted}; echo "$@" > ${folder}/asked`,
    );
    const said: string[] = [];
    const say = (line: string) => said.push(line);
    const chosen = program('mine', 'exit 0');
    assert.equal(await findOrInstallShell({ env: env({ CHROMIUM_PATH: chosen }), say }), undefined);
    assert.equal(await findOrInstallShell({ env: env(), say }), wanted);
    // Both, so that they stay of one version.
    const asked = readFileSync(join(folder, 'asked'), 'utf8');
    assert.equal(asked, 'install -q -y chromium chromium-headless-shell\n');
    assert.deepEqual(said, ['Installing Chromium’s headless shell for the browser tests (apt-get)…']);
  });

  function program(name: string, body: string): string {
    const file = join(folder, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return file;
  }
});
