import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const started = [];
let closing = false;

/**
 * Starts a program in a process group of its own: a Ctrl-C in the terminal then reaches only the script that started
 * it, which stops everything in the right order. Its output goes to the file `logFile`, or where `output` says.
 */
export function startProcess({ name, command, args, cwd, env, logFile, output = 'inherit' }) {
  if (closing) throw new Error(`${name} is not started: everything is being stopped.`);
  const log = logFile ? openSync(logFile, 'w') : output;
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', log, log], detached: true });
  if (logFile) closeSync(log);
  const warden = child.pid && startWarden(child.pid);
  let gone = false;
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve({ how: error.code ?? error.message }));
    child.once('exit', (code, signal) => resolve({ code, signal, how: signal ?? `exit code ${code}` }));
  }).then(async (end) => {
    await stopGroup(child.pid);
    gone = true;
    warden?.kill('SIGKILL');
    return end;
  });
  // The number of one that is gone may be somebody else's by now.
  const stop = async (graceMs) => {
    if (!gone) await stopGroup(child.pid, graceMs);
    return exited;
  };
  const { pid, stdout, stderr } = child;
  const one = { name, pid, stdout, stderr, logFile, exited, stop };
  started.push(one);
  return one;
}

/** Runs a program to its end; whether it went well. */
export async function run(command, args, { cwd, env, output } = {}) {
  const end = await startProcess({ name: command, command, args, cwd, env, output }).exited;
  return { ok: end.code === 0, how: end.how };
}

/** Ends all that was started, the last one first, and lets nothing more start. */
export async function stopEverything() {
  closing = true;
  for (const one of started.reverse()) await one.stop();
}

// Ends the group when the script that started it is gone, even by kill -9: the pipe that it reads from then closes.
const wardensWork =
  'read -r nothing; kill -TERM "-$1"; for second in 1 2 3 4 5 6 7 8 9 10; do kill -0 "-$1" || exit; sleep 1; done; kill -KILL "-$1"';

function startWarden(pid) {
  const options = { stdio: ['pipe', 'ignore', 'ignore'], detached: true };
  const warden = spawn('sh', ['-c', wardensWork, 'rejoinder-warden', String(pid)], options);
  warden.on('error', () => {});
  warden.unref();
  warden.stdin.unref();
  return warden;
}

async function stopGroup(pid, graceMs = 10_000) {
  if (!pid) return;
  signalGroup(pid, 'SIGTERM');
  const deadline = Date.now() + graceMs;
  while (groupLives(pid) && Date.now() < deadline) await delay(20);
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid, signal) {
  try {
    return process.kill(-pid, signal);
  } catch (error) {
    // EPERM is what macOS answers for a group whose only members are already dead.
    if (error.code === 'ESRCH' || error.code === 'EPERM') return false;
    throw error;
  }
}

const groupLives = (pid) => signalGroup(pid, 0) && !onlyZombies(pid);

// A dead member counts as one until its parent has collected it, and some containers' first process takes its time.
function onlyZombies(group) {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.every((pid) => isZombieOrElsewhere(pid, group));
  } catch {
    return false;
  }
}

function isZombieOrElsewhere(pid, group) {
  try {
    // proc(5): after the name in parentheses come the state, the parent and the process group.
    const [state, , itsGroup] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return state === 'Z' || Number(itsGroup) !== group;
  } catch {
    return true;
  }
}
