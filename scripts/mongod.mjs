import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findMongod, needsAvx } from './mongod-binary.mjs';
import { identify, stopLeftover } from './other-runs.mjs';
import { PlainError } from './plain-error.mjs';
import { freePort, portIsFree, waitForListener } from './ports.mjs';
import { startProcess } from './processes.mjs';

const replicaSet = 'rejoinder';

/**
 * A one-member replica set on 127.0.0.1 whose data stays in `dataDir`.
 * The member's address is part of that data, so the port is kept with it. `throwaway` is for data that nobody wants
 * back after a crash: a write is then acknowledged before it is on the disk, which takes a tenth of the time.
 */
export async function startMongod({ dataDir, logFile, throwaway = false, say = console.log }) {
  const binary = await findMongod({ say });
  mkdirSync(dataDir, { recursive: true });
  const folder = realpathSync(dataDir);
  await stopFormer(folder);
  const before = readNote(folder);
  const port = before.port && (await portIsFree(before.port)) ? before.port : await freePort();
  const launch = { binary, folder, port, logFile, before };
  if (before.port && !(before.settled && before.port === port)) await rename(launch);
  const mongod = await launchMongod(launch, ['--replSet', replicaSet], (admin) =>
    askUntilPrimary(admin, port, !throwaway),
  );
  writeNote(folder, { port, settled: true, version: binary.version });
  const uri = (database) => `mongodb://127.0.0.1:${port}/${database}?replicaSet=${replicaSet}`;
  return { ...mongod, port, uri, binary };
}

/** Stops a mongod that was left on this folder: mongod keeps its pid in mongod.lock while it runs. */
export async function stopFormer(folder) {
  const lock = join(folder, 'mongod.lock');
  const pid = existsSync(lock) ? Number.parseInt(readFileSync(lock, 'utf8'), 10) : undefined;
  if (!pid) return;
  const former = identify(pid);
  if (former.command.includes(`--dbpath ${folder} `)) await stopLeftover(former);
}

// Asked to do so as a replica set, a mongod would first wait for whoever has its former port now.
async function rename(launch) {
  const mongod = await launchMongod(launch, [], async (_admin, client) => {
    const members = [{ _id: 0, host: `127.0.0.1:${launch.port}` }];
    await client
      .db('local')
      .collection('system.replset')
      .updateOne({ _id: replicaSet }, { $set: { members } });
  });
  await mongod.stop();
}

async function launchMongod({ binary, folder, port, logFile, before }, role, prepare) {
  writeNote(folder, { ...before, port, settled: false });
  const args = [
    ...['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', ...role],
    ...['--wiredTigerCacheSizeGB', '0.25', '--oplogSize', '128', '--nounixsocket', '--quiet'],
    ...['--setParameter', 'diagnosticDataCollectionEnabled=false'],
  ];
  const mongod = startProcess({ name: 'mongod', command: binary.path, args, logFile });
  try {
    await prepareUnlessItEnds(mongod, port, prepare);
    return mongod;
  } catch (error) {
    await mongod.stop();
    throw error instanceof EndedEarly ? whyItEnded(error, mongod, folder, before, binary) : error;
  }
}

async function prepareUnlessItEnds(mongod, port, prepare) {
  let ended = false;
  const early = mongod.exited.then((end) => {
    ended = true;
    throw new EndedEarly(end);
  });
  early.catch(() => {});
  await Promise.race([waitForListener(port, () => ended), early]);
  const { default: mongoose } = await import('mongoose');
  const client = new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  try {
    await Promise.race([prepare(client.db('admin'), client), early]);
  } finally {
    await client.close();
  }
}

async function askUntilPrimary(admin, port, writeConcernMajorityJournalDefault) {
  const members = [{ _id: 0, host: `127.0.0.1:${port}` }];
  try {
    const replSetInitiate = { _id: replicaSet, members, writeConcernMajorityJournalDefault };
    await admin.command({ replSetInitiate });
  } catch (error) {
    if (error.codeName !== 'AlreadyInitialized') throw error;
  }
  const deadline = Date.now() + 30_000;
  while (!(await admin.command({ hello: 1 })).isWritablePrimary) {
    if (Date.now() > deadline) throw new PlainError('mongod runs but became no primary within 30 s.');
    await delay(20);
  }
}

class EndedEarly extends Error {
  constructor(end) {
    super('mongod ended while it started');
    this.end = end;
  }
}

function whyItEnded({ end }, mongod, folder, before, binary) {
  if (end.signal === 'SIGILL') return new PlainError(needsAvx(binary.path));
  if (before.version && before.version !== binary.version) {
    return new PlainError(
      `The data in ${folder} was written by MongoDB ${before.version}, and ${binary.path} is ${binary.version}, which cannot open it: ` +
        'set MONGOMS_SYSTEM_BINARY to the former mongod, or start over with: npm run demo -- --fresh',
    );
  }
  return new PlainError(
    `mongod (${binary.path}) ended while it started (${end.how}). It said:\n${complaints(mongod.logFile)}`,
  );
}

// mongod logs one JSON object a line, and much of it; F and E are fatal and error.
function complaints(logFile) {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n');
  const serious = lines.filter((line) => !line.startsWith('{') || /"s":"[FE]"/.test(line));
  return (serious.length > 0 ? serious : lines).slice(-5).join('\n');
}

// Kept beside the database's own files, so that removing the folder removes this as well.
const noteFile = (folder) => join(folder, 'rejoinder.json');

function readNote(folder) {
  try {
    return JSON.parse(readFileSync(noteFile(folder), 'utf8'));
  } catch {
    return {};
  }
}

const writeNote = (folder, note) => writeFileSync(noteFile(folder), `${JSON.stringify(note)}\n`);
