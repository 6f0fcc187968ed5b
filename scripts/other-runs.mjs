import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** What a process was started with; empty when there is no such process. A pid alone may belong to anyone by now. */
export function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    if (process.platform === 'linux') return '';
    return spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  }
}

export const identify = (pid) => ({ pid, command: commandLine(pid) });

export const isThere = ({ pid, command }) => Boolean(command) && commandLine(pid) === command;

/** Stops a process that an earlier run left behind. */
export async function stopLeftover(leftover, graceMs = 10_000) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    if (!isThere(leftover)) return;
    process.kill(leftover.pid, signal);
    const deadline = Date.now() + graceMs;
    while (isThere(leftover) && Date.now() < deadline) await delay(20);
  }
}

/** Takes the lock, or tells who has it. The lock of a process that is gone counts for nothing: it was killed. */
export function takeLock(file) {
  const mine = JSON.stringify(identify(process.pid));
  let formerWasKilled = false;
  for (;;) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      return { formerWasKilled, release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = readHolder(file);
    if (holder) return { holder };
    formerWasKilled = true;
    rmSync(file, { force: true });
  }
}

function readHolder(file) {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return isThere(holder) ? holder : undefined;
  } catch {
    return justMade(file) ? { pid: 0 } : undefined;
  }
}

// Its maker may be about to write into it.
function justMade(file) {
  try {
    return Date.now() - statSync(file).mtimeMs < 2000;
  } catch {
    return false;
  }
}

/** One at a time, across processes. */
export async function whileHolding(file, { onWait }, work) {
  let lock = takeLock(file);
  if (lock.holder) onWait();
  while (lock.holder) {
    await delay(200);
    lock = takeLock(file);
  }
  process.once('exit', lock.release);
  try {
    return await work();
  } finally {
    process.removeListener('exit', lock.release);
    lock.release();
  }
}
