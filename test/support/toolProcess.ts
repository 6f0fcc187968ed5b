import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { freePort } from '../../scripts/ports.mjs';
import { testMongoUri } from './mongo.ts';
import { SECRET } from './tool.ts';

export interface End {
  code?: number | null;
  signal?: string | null;
}

/** Ends what it starts even if the tests are killed. It comes without types, so it is told here what is used of it. */
const module = '../../scripts/processes.mjs';
const { startProcess }: { startProcess(options: object): Started } = await import(module);
interface Started {
  pid: number;
  stdout: NodeJS.ReadableStream;
  stderr: Readable;
  exited: Promise<End>;
  stop(graceMs: number): Promise<unknown>;
}

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
let bundle: string | undefined;

/** What `npm start` runs, as one file where it finds everything else: to translate each file anew takes most of a start. */
function bundled(): string {
  if (bundle) return bundle;
  const outfile = join(CHECKOUT, `node_modules/.cache/rejoinder-test-${process.pid}.mjs`);
  buildSync({
    entryPoints: [join(CHECKOUT, 'src/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    keepNames: true,
  });
  process.once('exit', () => rmSync(outfile, { force: true }));
  bundle = outfile;
  return outfile;
}

/** The tool as `npm start` starts it, with nothing in its environment but what is given. */
export class ToolProcess {
  readonly exited: Promise<End>;
  /** All that it says on standard error, once it has ended. */
  readonly errors: Promise<string>;
  /** Where it listens, which need not be where browsers find it. */
  readonly baseUrl: string;
  readonly env: Record<string, string | undefined>;
  private readonly started: Started;

  constructor(env: Record<string, string | undefined>) {
    this.env = env;
    this.baseUrl = `http://127.0.0.1:${env.PORT}`;
    this.started = startProcess({
      name: 'tool',
      command: process.execPath,
      args: [bundled()],
      env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...env },
      output: 'pipe',
    });
    const { stdout, stderr, exited } = this.started;
    stdout.resume();
    const said: Promise<string[]> = stderr.setEncoding('utf8').toArray();
    this.errors = said.then((parts) => parts.join(''));
    this.exited = exited.then(({ code, signal }) => ({ code, signal }));
  }

  /** Waits until it answers. @throws where it ends instead, with what it said */
  async up(): Promise<this> {
    let ended = false;
    const early = this.exited.then(async () => {
      ended = true;
      throw new Error(`the tool ended: ${await this.errors}`);
    });
    const answers = async () => {
      while (!ended && !(await this.isUp())) await delay(50);
    };
    await Promise.race([answers(), early]);
    return this;
  }

  async isUp(): Promise<boolean> {
    return fetch(`${this.baseUrl}/healthz`).then(
      () => true,
      () => false,
    );
  }

  get pid(): number {
    return this.started.pid;
  }

  async get(path: string): Promise<{ status: number; json: unknown }> {
    const answer = await fetch(this.baseUrl + path);
    return { status: answer.status, json: await answer.json() };
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<End> {
    process.kill(this.started.pid, signal);
    return this.exited;
  }

  /** Stands still, and costs nothing, until it is to go on. */
  pause(): void {
    process.kill(this.started.pid, 'SIGSTOP');
  }
  goOn(): void {
    process.kill(this.started.pid, 'SIGCONT');
  }

  /** Whatever state it is in. */
  stop(): Promise<unknown> {
    return this.started.stop(0);
  }
}

/** What it needs: a port and a database of its own. */
export async function environment(MONGODB_URI = testMongoUri()) {
  const port = await freePort();
  return { PORT: String(port), HOST: '127.0.0.1', BASE_URL: `http://127.0.0.1:${port}`, SECRET, MONGODB_URI };
}
