import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

describe('npm test', function () {
  // Each has compiler, linter and mocha start.
  this.timeout(180_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rejoinder-npm-test-'));
    for (const name of ['scripts', 'biome.json', 'tsconfig.json', '.gitignore', 'test/reporter.mjs']) {
      cpSync(name, join(folder, name), { recursive: true });
    }
    // Nothing to install, as far as this lock file knows: the packages are the ones we run with.
    plant('package-lock.json', '{ "packages": {} }\n');
    plant('package.json', '{\n  "name": "tested",\n  "type": "module"\n}\n');
    // The tests that are planted need no MongoDB.
    const { require: _, ...mocharc } = JSON.parse(readFileSync('.mocharc.json', 'utf8'));
    plant('.mocharc.jsonc', JSON.stringify(mocharc));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('counts the type check, the lint and each test, and ends with the totals', () => {
    plant('test/one.test.ts', suite("it('holds', () => {});", "it('holds too', () => {});"));
    assertEnds(run(), 0, '4 passed, 0 failed');
  });

  it('fails with a test that fails, and counts the ones left out', () => {
    plant('test/one.test.ts', suite("it('holds', () => {});", fails, "it('will come');"));
    assertEnds(run(), 1, '3 passed, 1 failed, 1 skipped');
  });

  it('fails with a type error', () => {
    plant('test/one.test.ts', suite("it('holds', () => {});"));
    plant('src/one.ts', "export const one: number = 'one';\n");
    assertEnds(run(), 1, '2 passed, 1 failed');
  });

  it('fails with an import that the folders forbid', () => {
    plant('test/one.test.ts', suite("it('holds', () => {});"));
    plant('src/domain/one.ts', "export { sep } from 'node:path';\n");
    assertEnds(run(), 1, '2 passed, 1 failed');
  });

  it('runs the tests alone that --grep matches', () => {
    plant('test/one.test.ts', suite("it('holds', () => {});", "it('matches', () => {});"));
    const output = assertEnds(run('--grep', 'matches'), 0, '1 passed, 0 failed');
    assert.doesNotMatch(output, /Type check|Lint/);
  });

  it('fails when nothing was tested', () => {
    plant('test/one.test.ts', suite("it('holds', () => {});"));
    assertEnds(run('--grep', 'no such test'), 1, '0 passed, 0 failed');
  });

  it('fails when mocha ends in the midst of it, even without complaint', () => {
    plant('test/one.test.ts', suite("it('holds', () => {});", "it('ends', () => process.exit(0));"));
    assertEnds(run('--grep', 'A suite'), 1, '0 passed, 1 failed');
  });

  it('fails when a hook fails', () => {
    const hook = "before(() => {\n    throw new Error('as planted');\n  });";
    plant('test/one.test.ts', suite(hook, "it('holds', () => {});"));
    assertEnds(run('--grep', 'A suite'), 1, '0 passed, 1 failed');
  });

  it('adds up what several processes passed and failed, and names the slowest of their files', () => {
    for (const name of ['one', 'two', 'three'])
      plant(`test/${name}.test.ts`, suite("it('holds', () => {});"));
    plant('test/four.test.ts', suite(slow, fails, "it('will come');"));
    const output = assertEnds(run(), 1, '6 passed, 1 failed, 1 skipped');
    assert.match(output, /\nThe slowest files:\n +\d\.\d s {2}test\/four\.test\.ts\n/);
    assert.match(output, /1\) A suite\n +fails:\n\s+Error: as planted/);
  });

  it('fails when one of several processes ends in the midst of it, and says so, with what the others did', () => {
    plant('test/one.test.ts', suite("it('holds', () => {});"));
    plant('test/two.test.ts', suite("it('ends', () => process.exit(0));"));
    const output = assertEnds(run(), 1, '3 passed, 1 failed');
    assert.match(output, /terminated/i);
  });

  it('is not silent while a file takes long', () => {
    plant('test/one.test.ts', suite(slow));
    plant('test/two.test.ts', suite("it('holds', () => {});"));
    assert.match(assertEnds(run(), 0, '4 passed, 0 failed'), /\n {2}… going on, \d\.\d s\n/);
  });

  it('runs the walks through the browser first', () => {
    for (const name of ['walks/a', 'zoo', 'web/b']) {
      plant(`test/${name}.test.ts`, `describe('${name}', () => {\n  it('runs', () => {});\n});\n`);
    }
    const output = assertEnds(run('--grep', 'runs'), 0, '3 passed, 0 failed');
    assert.deepEqual(output.match(/^ {2}[a-z/]+$/gm), ['  walks/a', '  web/b', '  zoo']);
  });

  const fails = "it('fails', () => {\n    throw new Error('as planted');\n  });";
  const slow = "it('takes a while', () => new Promise((end) => setTimeout(end, 500)));";
  const suite = (...items: string[]) => `describe('A suite', () => {\n  ${items.join('\n  ')}\n});\n`;

  function plant(place: string, content: string): void {
    mkdirSync(dirname(join(folder, place)), { recursive: true });
    writeFileSync(join(folder, place), content);
  }

  function run(...args: string[]) {
    const { NODE_OPTIONS: _, ...given } = process.env;
    const env = { ...given, TEST_SILENCE_MS: '100' };
    return spawnSync(process.execPath, ['scripts/test.mjs', ...args], { cwd: folder, env, encoding: 'utf8' });
  }

  function assertEnds(ended: ReturnType<typeof run>, status: number, totals: string): string {
    const output = ended.stdout + ended.stderr;
    assert.equal(ended.stdout.trimEnd().split('\n').at(-1), totals, output);
    assert.equal(ended.status, status, output);
    return ended.stdout;
  }
});
