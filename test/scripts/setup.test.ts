import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

describe('Setting up a checkout', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rejoinder-setup-'));
    cpSync('scripts', join(folder, 'scripts'), { recursive: true });
    ask('1.0.0');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('installs the packages where there are none', async () => {
    const { code, output } = await setUp();
    assert.equal(code, 0, output);
    assert.match(output, /Installing the packages/);
    assert(existsSync(join(folder, 'node_modules/one')));
  });

  it('does nothing where they are installed', async () => {
    await setUp();
    assert.equal((await setUp()).output, '');
  });

  it('installs again once package-lock.json asks for something else', async () => {
    await setUp();
    ask('2.0.0');
    assert.match((await setUp()).output, /Installing the packages/);
    assert.equal((await setUp()).output, '');
  });

  it('does it once when two set-ups start together', async () => {
    const both = await Promise.all([setUp(), setUp()]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    const outputs = both.map(({ output }) => output).join('');
    assert.equal(outputs.match(/Installing the packages/g)?.length, 1, outputs);
    assert.match(outputs, /Waiting for another set-up/);
  });

  it('is not held up by a set-up that was killed', async () => {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/npm'), '#!/bin/sh\nsleep 60\n', { mode: 0o755 });
    const PATH = `${join(folder, 'bin')}:${process.env.PATH}`;
    const killed = start(setUpNow, { PATH, npm_execpath: '' });
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    // Not its `close`: what it started holds its output yet.
    await once(killed, 'exit');
    const { code, output } = await setUp();
    assert.equal(code, 0, output);
    assert.match(output, /^Installing the packages/);
  });

  it('says in one line that the packages cannot be installed', async () => {
    writeFileSync(join(folder, 'package.json'), '{ "dependencies": { "other": "file:other" } }');
    const { code, output } = await setUp();
    assert.notEqual(code, 0);
    assert.match(output, /The packages could not be installed \(npm ci: exit code 1\)/);
  });

  for (const command of ['demo', 'test']) {
    it(`says in one line which Node.js \`npm run ${command}\` needs`, async () => {
      const older = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"18.20.4"})';
      const { code, output } = await node(['--import', older, `scripts/${command}.mjs`]);
      assert.equal(code, 1);
      assert.match(output, /^Rejoinder needs Node\.js 20\.19 or newer; this is 18\.20\.4 \(.+\)\.\n$/);
    });
  }

  it('needs nothing but Node.js’s own modules before it has run', () => {
    for (const name of readdirSync('scripts').filter((one) => one.endsWith('.mjs'))) {
      const source = readFileSync(join('scripts', name), 'utf8');
      const imported = [...source.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'|^import '([^']+)'/gm)];
      for (const [, from, alone] of imported) assert.match(from ?? alone ?? '', /^(node:|\.\/)/, name);
    }
  });

  const setUpNow = ['--input-type=module', '-e', "await (await import('./scripts/setup.mjs')).setUp();"];
  const setUp = () => node(setUpNow);

  async function node(args: string[]): Promise<{ code: number | null; output: string }> {
    const child = start(args);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const [code] = await once(child, 'close');
    return { code, output };
  }

  function start(args: string[], more: NodeJS.ProcessEnv = {}) {
    const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), ...more };
    return spawn(process.execPath, args, { cwd: folder, env });
  }

  /** A package without any download: it is a folder of the checkout. */
  function ask(version: string): void {
    const dependencies = { one: 'file:one' };
    mkdirSync(join(folder, 'one'), { recursive: true });
    write('one/package.json', { name: 'one', version });
    write('package.json', { name: 'set-up', version: '1.0.0', dependencies });
    const packages = {
      '': { name: 'set-up', version: '1.0.0', dependencies },
      'node_modules/one': { resolved: 'one', link: true },
      one: { version },
    };
    write('package-lock.json', {
      name: 'set-up',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages,
    });
  }

  function write(place: string, content: object): void {
    writeFileSync(join(folder, place), JSON.stringify(content));
  }
});
