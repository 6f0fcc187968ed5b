import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '../../src/practice-lms/server.ts';
import type { Json } from './practice.ts';

describe('Practice LMS, starting and stopping', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'practice-lms-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const toolUrl = 'http://127.0.0.1:9';
  const run = (env: Record<string, string>): ChildProcess =>
    spawn(process.execPath, ['--import', 'tsx', 'src/practice-lms/main.ts'], {
      env: { PATH: process.env.PATH, PRACTICE_LMS_PORT: '0', ...env },
    });
  const ended = async (child: ChildProcess) => {
    let said = '';
    child.stderr?.on('data', (data) => {
      said += data;
    });
    const [code] = await once(child, 'close');
    return { code, said: said.trim() };
  };
  const get = async (url: string): Promise<Json> =>
    (await fetch(url, { headers: { accept: 'application/json' } })).json();

  it('refuses to start in production, in one line and with code 1', async () => {
    const { code, said } = await ended(run({ NODE_ENV: 'production' }));
    assert.equal(code, 1);
    assert.match(said, /^The practice LMS .* NODE_ENV=production\.$/);
  });

  it('says in one line that its port is taken', async () => {
    const taken = createServer();
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const { code, said } = await ended(run({ PRACTICE_LMS_PORT: String(port) }));
    taken.close();
    assert.equal(code, 1);
    assert.equal(said, `Port ${port} is taken. Set PRACTICE_LMS_PORT to another one.`);
  });

  it('writes its state when it is told to stop, and comes back with keys, grades and activities', async () => {
    const child = run({ DATA_DIR: folder, TOOL_URL: toolUrl });
    const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    const origin = /http:\/\/localhost:\d+/.exec(String(line))?.[0] ?? '';
    const url = `${origin}/canvas/as/teacher-rosa/courses/hist210/activities`;
    const body = JSON.stringify({ title: 'Kept', maximum: 10 });
    const made = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { id }: Json = await made.json();
    const { keys } = await get(`${origin}/canvas/api/lti/security/jwks`);
    child.kill('SIGTERM');
    const { code } = await ended(child);
    assert.equal(code, 0);
    assert.deepEqual(await readdir(folder), ['practice-lms.json'], 'no temporary file is left');

    const again = await start({ port: 0, toolUrl: 'http://127.0.0.1:10', dataDir: folder });
    const course = await get(`${again.origin}/canvas/as/teacher-rosa/courses/hist210`);
    assert.deepEqual(
      course.activities.map((one: Json) => [one.id, one.title]),
      [[id, 'Kept']],
    );
    assert.deepEqual((await get(`${again.origin}/canvas/api/lti/security/jwks`)).keys, keys);
    const { tools } = await get(`${again.origin}/canvas`);
    assert.equal(tools[0].jwksUrl, 'http://127.0.0.1:10/lti/keys', 'the tool has moved');
    await again.close();
  });

  it('keeps nothing on disk without a folder', async () => {
    const lms = await start({ port: 0, toolUrl });
    await lms.close();
    assert.deepEqual(await readdir(folder), []);
  });

  it('says which file it cannot read', async () => {
    await writeFile(join(folder, 'practice-lms.json'), '{');
    await assert.rejects(start({ port: 0, toolUrl, dataDir: folder }), /cannot read .*practice-lms\.json/);
    assert.equal(await readFile(join(folder, 'practice-lms.json'), 'utf8'), '{', 'and leaves it alone');
  });

  it('answers at both loopback addresses where there are two', async () => {
    const lms = await start({ port: 0, toolUrl });
    const { port } = new URL(lms.origin);
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 200);
    assert.equal((await fetch(`${lms.origin}/`)).status, 200);
    await lms.close();
  });
});
