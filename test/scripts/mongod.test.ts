import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mongoose from 'mongoose';
import { type Mongod, startMongod } from '../../scripts/mongod.mjs';
import { freePort } from '../../scripts/ports.mjs';

describe('The MongoDB of the demo and the tests', () => {
  let folder: string;
  let running: Mongod[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rejoinder-mongod-'));
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.stop(0)));
    running = [];
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts a second time with its data, at the first time’s address', async () => {
    const first = await start();
    await write(first, 'kept');
    await first.stop();
    const second = await start();
    assert.equal(second.port, first.port);
    assert.deepEqual(await read(second), ['kept']);
  });

  it('has what it acknowledged on the disk, unless nobody wants it back', async () => {
    const waits = async (throwaway: boolean) => {
      const one = await start(throwaway);
      const { config } = await within(one, (_notes, admin) => admin.command({ replSetGetConfig: 1 }));
      await one.stop(0);
      rmSync(places().dataDir, { recursive: true });
      return config.writeConcernMajorityJournalDefault;
    };
    assert.deepEqual([await waits(false), await waits(true)], [true, false]);
  });

  it('moves to another port with its data where somebody else has taken the first', async () => {
    const first = await start();
    await write(first, 'kept');
    await first.stop();
    const other = createServer().listen(first.port, '127.0.0.1');
    await once(other, 'listening');
    try {
      const second = await start();
      assert.notEqual(second.port, first.port);
      assert.deepEqual(await read(second), ['kept']);
    } finally {
      other.close();
    }
  });

  it('listens on 127.0.0.1 alone', async () => {
    const { port } = await start();
    const socket = connect({ port, host: '127.0.0.2', timeout: 1000 });
    const outcome = new Promise((settle) => {
      for (const event of ['connect', 'timeout', 'error']) socket.once(event, () => settle(event));
    });
    assert.notEqual(await outcome, 'connect');
    socket.destroy();
  });

  it('ends the one that an earlier run left on the folder', async () => {
    const left = await start();
    await write(left, 'kept');
    const next = await start();
    assert.equal(isRunning(left.pid), false);
    assert.deepEqual(await read(next), ['kept']);
  });

  it('ends with the script that started it, even if that is killed', async () => {
    const script = `
      import { startMongod } from ${JSON.stringify(resolve('scripts/mongod.mjs'))};
      const { pid } = await startMongod(${JSON.stringify(places())});
      console.log(pid);
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    const [line] = await once(starter.stdout, 'data');
    const pid = Number(line);
    assert.equal(isRunning(pid), true);
    starter.kill('SIGKILL');
    for (let tries = 0; isRunning(pid) && tries < 100; tries += 1) await delay(100);
    assert.equal(isRunning(pid), false);
  });

  it('says what mongod complained of when it cannot open the data', async () => {
    plant('storage.bson', 'garbage');
    await assert.rejects(start(), /mongod \(.+\) ended while it started \(.+\)\. It said:\n.+/);
  });

  it('says so when another version of MongoDB wrote the data', async () => {
    plant('storage.bson', 'garbage');
    plant('rejoinder.json', JSON.stringify({ port: await freePort(), settled: true, version: '99.0.1' }));
    await assert.rejects(start(), /was written by MongoDB 99\.0\.1, and .* cannot open it.*--fresh$/);
  });

  function plant(name: string, content: string): void {
    mkdirSync(join(folder, 'mongo'), { recursive: true });
    writeFileSync(join(folder, 'mongo', name), content);
  }

  const places = () => ({ dataDir: join(folder, 'mongo'), logFile: join(folder, 'mongod.log') });

  async function start(throwaway = false): Promise<Mongod> {
    const mongod = await startMongod({ ...places(), throwaway });
    running.push(mongod);
    return mongod;
  }
});

async function write(mongod: Mongod, text: string): Promise<void> {
  await within(mongod, (notes) => notes.insertOne({ text }));
}

async function read(mongod: Mongod): Promise<string[]> {
  const found = await within(mongod, (notes) => notes.find().toArray());
  return found.map(({ text }) => text as string);
}

async function within<T>(
  mongod: Mongod,
  work: (notes: mongoose.mongo.Collection, admin: mongoose.mongo.Db) => Promise<T>,
): Promise<T> {
  const client = await mongoose.mongo.MongoClient.connect(mongod.uri('notes'));
  try {
    return await work(client.db().collection('notes'), client.db('admin'));
  } finally {
    await client.close();
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
