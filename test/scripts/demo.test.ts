import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mongoose from 'mongoose';
import { freePort } from '../../scripts/ports.mjs';

describe('npm run demo', function () {
  this.timeout(180_000);
  let folder: string;
  let port: number;
  let lmsPort: number;
  const demos: Demo[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rejoinder-demo-'));
    port = await freePort();
    lmsPort = await freePort();
  });
  after(async () => {
    for (const { child } of demos) child.kill('SIGTERM');
    await Promise.all(demos.map(({ ended }) => ended));
    rmSync(folder, { recursive: true, force: true });
  });

  describe('before it starts anything', () => {
    for (const variable of ['PORT', 'PRACTICE_LMS_PORT']) {
      it(`says in one line that ${variable} has to be set to a port that is free`, async () => {
        const other = createServer().listen(0, '127.0.0.1');
        await once(other, 'listening');
        const { port: taken } = other.address() as { port: number };
        const demo = start([], { [variable]: String(taken) });
        assert.equal(await demo.ended, 1);
        other.close();
        const advice = `set ${variable} to a free one, as in ${variable}=${taken + 100} npm run demo`;
        assert.equal(demo.output(), `Port ${taken} is in use: ${advice}\n`);
        assert(!existsSync(join(folder, 'mongo')));
      });
    }

    it('notices a port that is taken on IPv6 alone', async function () {
      const other = createServer().listen({ port: 0, host: '::1', ipv6Only: true });
      const outcome = await Promise.race([once(other, 'listening'), once(other, 'error')]);
      if (outcome[0] instanceof Error) return this.skip();
      const { port: taken } = other.address() as { port: number };
      const demo = start([], { PRACTICE_LMS_PORT: String(taken) });
      assert.equal(await demo.ended, 1);
      other.close();
      assert.match(demo.output(), /^Port \d+ is in use: set PRACTICE_LMS_PORT .*\n$/);
    });

    it('says in one line what is wrong with its settings', async () => {
      const wrong: [string[], NodeJS.ProcessEnv, RegExp][] = [
        [[], { PORT: 'http' }, /^PORT is "http"; it has to be a number from 1 to 65535\.\n$/],
        [[], { PORT: '4000', PRACTICE_LMS_PORT: '4000' }, /^PORT and PRACTICE_LMS_PORT are both 4000.*\n$/],
        [['--refresh'], {}, /^Unknown option '--refresh'\. The options are .*\n$/],
        [[], { DATA_DIR: '/dev/null/data' }, /^The data folder \/dev\/null\/data cannot be made.*\n$/],
      ];
      for (const [args, env, expected] of wrong) {
        const demo = start(args, env);
        assert.equal(await demo.ended, 1);
        assert.match(demo.output(), expected);
      }
    });

    it('deletes nothing of a folder that holds something else', async () => {
      const mine = mkdtempSync(join(tmpdir(), 'rejoinder-mine-'));
      writeFileSync(join(mine, 'thesis.txt'), 'years of work');
      const demo = start(['--fresh'], { DATA_DIR: mine });
      assert.equal(await demo.ended, 1);
      assert.match(demo.output(), /holds other things than a demo's data .*: nothing was deleted\.\n$/);
      assert(existsSync(join(mine, 'thesis.txt')));
      rmSync(mine, { recursive: true });
    });
  });

  describe('the first time', () => {
    let demo: Demo;

    before(async () => {
      demo = await started();
    });

    it('says which address to open and who can be clicked', () => {
      assert.match(demo.output(), new RegExp(`\nOpen the practice LMS: http://localhost:${lmsPort}\n`));
      assert.match(demo.output(), new RegExp(`\n  \\S.*http://localhost:${lmsPort}/\\S+\n`));
      assert.match(demo.output(), /\nAdminister the tool: .*npm run -s cli -- admin-link/);
      assert.match(demo.output(), /Ctrl-C to stop\.\n$/);
    });

    it('serves the tool and the practice LMS', async () => {
      assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200);
      assert.equal((await fetch(`http://localhost:${lmsPort}/`)).status, 200);
    });

    it('keeps what the command line needs where only its owner can read it', () => {
      assert.equal(statSync(join(folder, 'demo.env')).mode & 0o777, 0o600);
      const names = ['BASE_URL', 'SECRET', 'PRACTICE_LMS_URL', 'MONGODB_URI'];
      assert.deepEqual(Object.keys(kept()), names);
    });

    it('writes a log for each part', () => {
      const logs = readdirSync(join(folder, 'logs')).sort();
      assert.deepEqual(logs, ['mongod.log', 'practice-lms.log', 'tool.log']);
    });

    it('lets no second demo run on the same folder, and says so in one line', async () => {
      const other = start([], {
        PORT: String(await freePort()),
        PRACTICE_LMS_PORT: String(await freePort()),
      });
      assert.equal(await other.ended, 1);
      assert.match(
        other.output(),
        /^A demo runs on .* already \(process \d+\): stop it, or set DATA_DIR .*\n$/,
      );
    });

    it('lets another run beside it on another folder and other ports', async () => {
      const elsewhere = mkdtempSync(join(tmpdir(), 'rejoinder-demo-'));
      const ports = { PORT: String(await freePort()), PRACTICE_LMS_PORT: String(await freePort()) };
      const other = start([], { DATA_DIR: elsewhere, ...ports });
      await answers(ports.PORT);
      assert.equal(await stopped(other, 'SIGTERM'), 0);
      assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200);
      rmSync(elsewhere, { recursive: true });
    });

    it('leaves no process behind after Ctrl-C, however often it is pressed', async () => {
      await leaveMark();
      demo.child.kill('SIGINT');
      assert.equal(await stopped(demo, 'SIGINT'), 0);
    });
  });

  describe('the next time', () => {
    it('has the data and the secret of the last, and leaves no process behind when it is killed', async () => {
      const { SECRET } = kept();
      const demo = await started();
      assert.equal(kept().SECRET, SECRET);
      assert.equal(await marks(), 1);
      assert.equal(await stopped(demo, 'SIGKILL'), null);
    });

    it('starts again at once where the last was killed', async () => {
      const demo = await started();
      assert.equal(await marks(), 1);
      demo.child.kill('SIGKILL');
      await demo.ended;
    });

    it('starts over with --fresh, even where the last was just killed', async () => {
      const { SECRET } = kept();
      await started(['--fresh']);
      assert.notEqual(kept().SECRET, SECRET);
      assert.equal(await marks(), 0);
    });

    it('ends when a part of it dies', async () => {
      const demo = demos.at(-1) as Demo;
      const processes = demo.processes();
      const tool = processes.find(({ args }) => args.includes('/src/main.ts'));
      process.kill(tool?.pid as number, 'SIGKILL');
      assert.equal(await demo.ended, 1);
      assert.match(demo.output(), /\nThe tool ended \(SIGKILL\), so the demo stops\./);
      await assertGone(processes);
    });

    it('leaves no process behind when it is stopped while it starts', async () => {
      const moments: [number, NodeJS.Signals][] = [
        [0, 'SIGINT'],
        [500, 'SIGTERM'],
        [1500, 'SIGHUP'],
      ];
      for (const [afterMs, signal] of moments) {
        const demo = start();
        assert(await demo.says('Starting'), demo.output());
        await delay(afterMs);
        assert.equal(await stopped(demo, signal), 0);
      }
    });
  });

  function start(args: string[] = [], more: NodeJS.ProcessEnv = {}): Demo {
    const settings = { DATA_DIR: folder, PORT: String(port), PRACTICE_LMS_PORT: String(lmsPort) };
    const env = { ...process.env, ...settings, ...more };
    const demo = observe(spawn(process.execPath, ['scripts/demo.mjs', ...args], { env }));
    demos.push(demo);
    return demo;
  }

  async function started(...options: Parameters<typeof start>): Promise<Demo> {
    const demo = start(...options);
    assert(await demo.says('Ctrl-C to stop'), demo.output());
    assert(demo.processes().length >= 3, 'mongod, the tool and the practice LMS run');
    return demo;
  }

  async function answers(port: string): Promise<void> {
    const url = `http://127.0.0.1:${port}/readyz`;
    while (
      !(await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ))
    )
      await delay(100);
  }

  const kept = (): Record<string, string> => {
    const lines = readFileSync(join(folder, 'demo.env'), 'utf8').trimEnd().split('\n');
    return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
  };

  const leaveMark = () => inDatabase((marked) => marked.insertOne({ at: new Date() }));
  const marks = () => inDatabase((marked) => marked.countDocuments());

  async function inDatabase<T>(work: (marked: mongoose.mongo.Collection) => Promise<T>): Promise<T> {
    const client = await mongoose.mongo.MongoClient.connect(kept().MONGODB_URI as string);
    try {
      return await work(client.db('elsewhere').collection('marks'));
    } finally {
      await client.close();
    }
  }
});

interface Running {
  pid: number;
  parent: number;
  args: string;
}

interface Demo {
  child: ChildProcess;
  ended: Promise<number | null>;
  output(): string;
  /** Whether it ever prints this: waits until then, or until it ends. */
  says(words: string): Promise<boolean>;
  processes(): Running[];
}

function observe(child: ReturnType<typeof spawn>): Demo {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const says = async (words: string) => {
    while (!output.includes(words) && child.exitCode === null && child.signalCode === null) await delay(50);
    return output.includes(words);
  };
  return { child, ended, output: () => output, says, processes: () => descendants(child.pid as number) };
}

async function stopped(demo: Demo, signal: NodeJS.Signals): Promise<number | null> {
  const before = demo.processes();
  demo.child.kill(signal);
  const code = await demo.ended;
  await assertGone(before, signal === 'SIGKILL' ? 15_000 : 0);
  return code;
}

async function assertGone(processes: Running[], patienceMs = 0): Promise<void> {
  const left = () => processes.filter(({ pid }) => all().some((one) => one.pid === pid));
  const deadline = Date.now() + patienceMs;
  while (left().length > 0 && Date.now() < deadline) await delay(100);
  assert.deepEqual(left(), []);
}

function descendants(pid: number): Running[] {
  const processes = all();
  const of = (parent: number): Running[] =>
    processes.filter((one) => one.parent === parent).flatMap((one) => [one, ...of(one.pid)]);
  return of(pid);
}

/** All that runs on this machine; a zombie does not. */
function all(): Running[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, stat, args] = line.match(/^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/) ?? [];
    return pid && !stat?.startsWith('Z')
      ? [{ pid: Number(pid), parent: Number(parent), args: args ?? '' }]
      : [];
  });
}
