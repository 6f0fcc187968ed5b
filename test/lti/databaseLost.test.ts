import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Mongod, startMongod } from '../../scripts/mongod.mjs';
import { connect } from '../../src/store/database.ts';
import { createStore } from '../../src/store/index.ts';
import { assertLaunches, assertPlain, post, prepare, startFakePlatform } from '../support/signedLaunch.ts';
import { SECRET } from '../support/tool.ts';
import { environment, ToolProcess } from '../support/toolProcess.ts';

describe('A launch while the database is away', function () {
  this.timeout(90_000);
  let folder: string;
  let mongod: Mongod;
  const ends: (() => Promise<unknown>)[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rejoinder-lost-'));
    mongod = await startDatabase();
  });
  after(async () => {
    for (const end of ends.reverse()) await end();
    await mongod?.stop(0);
    await rm(folder, { recursive: true, force: true });
  });
  const startDatabase = () =>
    startMongod({ dataDir: join(folder, 'mongo'), logFile: join(folder, 'mongod.log') });

  it('gets a page that says so, ends no process, and works once the database is back', async () => {
    const env = await environment(mongod.uri('lost'));
    const one = new ToolProcess(env);
    ends.push(() => one.stop());
    await one.up();
    const connection = await connect(env.MONGODB_URI);
    ends.push(() => connection.close());
    const close = async () => {};
    const tool = { baseUrl: env.BASE_URL, tool: { store: createStore(connection, SECRET) }, close };
    const platform = await startFakePlatform(tool);
    ends.push(() => tool.close());
    const sent = await prepare(tool, platform);

    await mongod.stop(0);
    const answer = await post(tool, sent);
    assert.equal(answer.status, 500);
    assertPlain(await answer.text());
    assert.ok(await one.isUp());

    mongod = await startDatabase();
    while ((await one.get('/readyz')).status !== 200) await delay(100);
    await assertLaunches(tool, platform);
    assert.deepEqual(await one.end('SIGTERM'), { code: 0, signal: null });
    assert.equal(await one.errors, '');
  });
});
