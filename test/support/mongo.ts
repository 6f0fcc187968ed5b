import { mkdtemp, readdir, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Mongod, startMongod } from '../../scripts/mongod.mjs';
import { type Connection, connect } from '../../src/store/database.ts';

// Mocha and the tests may each hold an instance of this module of their own, so what they share is in the environment.
const base = 'REJOINDER_TEST_MONGODB';

const prefix = 'rejoinder-test-';

/** Linux's folder that lies in memory, and what has to be free of it. */
const MEMORY = '/dev/shm';
const ROOM = 4 * 1024 ** 3;

let folder: string | undefined;
let mongod: Mongod | undefined;

export async function mochaGlobalSetup(): Promise<void> {
  for (const place of [tmpdir(), MEMORY]) await removeWhatKilledRunsLeft(place);
  folder = await mkdtemp(join(await fastest(), `${prefix}${process.pid}-`));
  const [dataDir, logFile] = [join(folder, 'mongo'), join(folder, 'mongod.log')];
  mongod = await startMongod({ dataDir, logFile, throwaway: true });
  process.env[base] = mongod.uri('DATABASE');
}

export async function mochaGlobalTeardown(): Promise<void> {
  // Its data is thrown away: no reason to wait until it has put everything in order.
  await mongod?.stop(0);
  if (folder) await rm(folder, { recursive: true, force: true });
}

/** Making a collection with its indexes waits for a disk some thirty times, for memory never; containers have little of it here. */
async function fastest(): Promise<string> {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > ROOM ? MEMORY : tmpdir();
}

async function removeWhatKilledRunsLeft(place: string): Promise<void> {
  const names = (await readdir(place).catch(() => [])).filter((name) => name.startsWith(prefix));
  const left = names.filter((name) => !isRunning(Number(name.slice(prefix.length).split('-')[0])));
  await Promise.all(left.map((name) => rm(join(place, name), { recursive: true, force: true })));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

let databases = 0;

/** Where a test keeps its data: a database that no other test uses, unless it names one. */
export function testMongoUri(databaseName?: string): string {
  const uri = process.env[base];
  if (!uri)
    throw new Error('Run this under mocha from the top of the checkout: .mocharc.json starts MongoDB.');
  databases += 1;
  return uri.replace(
    'DATABASE',
    databaseName ?? `test_${process.pid}_${Date.now().toString(36)}_${databases}`,
  );
}

export interface TestDatabase {
  uri: string;
  connection: Connection;
  close(): Promise<void>;
}

/** Databases that a test is done with. Their collections and indexes take longer to make than most tests take. */
const idle: string[] = [];

/** Opens a database that is empty, and nobody else's until it is closed. */
export async function openDatabase(): Promise<TestDatabase> {
  const uri = idle.shift() ?? testMongoUri();
  const connection = await connect(uri);
  await empty(connection);
  return {
    uri,
    connection,
    async close() {
      await connection.close();
      idle.push(uri);
    },
  };
}

async function empty({ db }: Connection): Promise<void> {
  const collections = (await db?.listCollections({}, { nameOnly: true }).toArray()) ?? [];
  await Promise.all(
    collections.map(async ({ name }) => {
      if (name !== 'system.profile') return db?.collection(name).deleteMany({});
      // What a test had MongoDB write down of its own work: that is not emptied, and goes on.
      await db?.command({ profile: 0 });
      return db?.collection(name).drop();
    }),
  );
}
