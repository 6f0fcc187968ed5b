import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../scripts/ports.mjs';
import { startProcess } from '../scripts/processes.mjs';
import type { Actor } from '../src/domain/actor.ts';
import { type RunningPracticeLms, start as startLms } from '../src/practice-lms/server.ts';
import { type Connection, connect } from '../src/store/database.ts';
import { createStore, type Store } from '../src/store/index.ts';
import { registerPlatform } from '../src/usecases/registerPlatform.ts';
import { createDiscussion } from '../src/usecases/setUpDiscussion.ts';
import { writePost } from '../src/usecases/writePost.ts';
import { testMongoUri } from './support/mongo.ts';
import { addActivity, launchAs, lmsJson, type Practice, textOf, type Visitor } from './support/practice.ts';
import { SECRET } from './support/tool.ts';
import { type Line, startLine, type Trouble } from './usecases/line.ts';

/** The tool as `npm start` starts it. */
class Process {
  readonly baseUrl: string;
  readonly errors: Promise<string>;
  private readonly started: ReturnType<typeof startProcess>;

  constructor(env: Record<string, string | undefined>) {
    this.baseUrl = env.BASE_URL ?? '';
    this.started = startProcess({
      name: 'tool',
      command: process.execPath,
      args: ['--import', 'tsx', 'src/main.ts'],
      env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...env },
      output: 'pipe',
    });
    this.started.stdout.resume();
    this.errors = this.started.stderr.setEncoding('utf8').toArray().then((parts: string[]) => parts.join(''));
  }

  get exited(): Promise<{ code: number | null; signal: string | null }> {
    return this.started.exited;
  }
  async get(path: string): Promise<{ status: number; json: Record<string, unknown> }> {
    const answer = await fetch(this.baseUrl + path);
    return { status: answer.status, json: await answer.json() };
  }
  /** Until it answers. */
  async up(): Promise<this> {
    const ended = this.exited.then(async () => Promise.reject(new Error(`it ended: ${await this.errors}`)));
    const answers = async () => {
      while (!(await fetch(`${this.baseUrl}/healthz`).catch(() => null))) await delay(50);
    };
    await Promise.race([answers(), ended]);
    return this;
  }
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<{ code: number | null; signal: string | null }> {
    process.kill(this.started.pid, signal);
    return this.exited;
  }
  stop(): Promise<unknown> {
    return this.started.stop(0);
  }
}

describe('The process of the tool', function () {
  this.timeout(60_000);
  const running: Process[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
  });

  function run(env: Record<string, string | undefined>): Process {
    const one = new Process(env);
    running.push(one);
    return one;
  }
  async function environment(MONGODB_URI = testMongoUri()) {
    const port = await freePort();
    return { PORT: String(port), HOST: '127.0.0.1', BASE_URL: `http://127.0.0.1:${port}`, SECRET, MONGODB_URI };
  }

  it('tells everything that its configuration lacks at once, and ends', async () => {
    const one = run({ PORT: 'x', LOG_LEVEL: 'loud' });
    assert.equal((await one.exited).code, 1);
    const lines = (await one.errors).trim().split('\n');
    assert.equal(lines[0], 'The configuration is not usable:');
    const named = lines.slice(1).map((line) => line.trim().split(' ')[0]);
    assert.deepEqual(named.sort(), ['BASE_URL', 'LOG_LEVEL', 'MONGODB_URI', 'PORT', 'SECRET']);
  });

  it('says in a line that MongoDB cannot be reached, and does not say the password', async () => {
    const port = await freePort();
    const one = run(await environment(`mongodb://operator:pass-word@127.0.0.1:${port}/x?serverSelectionTimeoutMS=200`));
    assert.equal((await one.exited).code, 1);
    assert.match(await one.errors, /^MongoDB cannot be reached .*\n$/);
    assert.doesNotMatch(await one.errors, /pass-word/);
  });

  it('says in a line that its port is taken', async () => {
    const env = await environment();
    await run(env).up();
    const second = run(env);
    assert.equal((await second.exited).code, 1);
    assert.match(await second.errors, /^Port \d+ is taken.*\n$/);
  });

  it('says in a line that the secret is another than the one its keys were sealed with', async () => {
    const env = await environment();
    await (await run(env).up()).end('SIGTERM');
    const other = run({ ...env, SECRET: 'another secret, which is long enough, too' });
    assert.equal((await other.exited).code, 1);
    assert.match(await other.errors, /^SECRET is not the one .*\n$/);
  });

  it('answers whether it lives and whether it is ready, and ends with 0 when asked to', async () => {
    const one = await run(await environment()).up();
    assert.deepEqual(await one.get('/healthz'), { status: 200, json: { status: 'up' } });
    const ready = { status: 'ready', database: true, signingKey: true };
    assert.deepEqual(await one.get('/readyz'), { status: 200, json: ready });
    assert.deepEqual(await one.end('SIGTERM').then(({ code, signal }) => ({ code, signal })), { code: 0, signal: null });
    assert.equal(await one.errors, '');
  });

  it('is not ready once its keys are sealed with another secret', async () => {
    const env = await environment();
    const one = await run(env).up();
    const connection = await connect(env.MONGODB_URI);
    await createStore(connection, 'another secret, which is long enough, too').keys.add(new Date());
    const { status, json } = await one.get('/readyz');
    assert.deepEqual([status, json], [503, { status: 'not ready', database: true, signingKey: false }]);
    await connection.close();
  });

  describe('with grades on their way', () => {
    let env: Awaited<ReturnType<typeof environment>>;
    let connection: Connection;
    let store: Store;
    let lms: RunningPracticeLms;
    let line: Line;
    let practice: Practice;
    let activity: string;
    let discussionId: string;

    before(async () => {
      env = await environment();
      connection = await connect(env.MONGODB_URI);
      store = createStore(connection, SECRET);
      lms = await startLms({ port: 0, toolUrl: env.BASE_URL });
      line = await startLine(Number(new URL(lms.origin).port));
      lms.site.origin = line.origin;
      // Of the tool, launches need to know only where it is.
      practice = { lms: { ...lms, origin: line.origin }, tool: { baseUrl: env.BASE_URL } } as Practice;
      await register();
      activity = await addActivity(practice, 'canvas', { title: 'Week 6', maximum: 20 });
    });
    after(async () => {
      await line?.close();
      await lms?.close();
      await connection?.close();
    });

    /** The process is ended at that moment of a delivery, with that signal. */
    const MOMENTS: [string, Trouble | 'down'][] = [
      ['before the LMS can be reached', 'down'],
      ['while the score is on its way, which then never arrives', () => {}],
      ['after the score arrived, but not yet the answer', (pass) => pass().then(() => new Promise(() => {}))],
    ];
    for (const [index, [when, trouble]] of MOMENTS.entries()) {
      it(`delivers a released grade once, though it is killed (kill -9) ${when}`, async () => {
        const one = await run(env).up();
        const teacher = await launch('teacher-rosa');
        const student = await studentWithPost(['ana-ruiz', 'omar-haddad', 'mei-chen'][index] ?? '');
        if (trouble === 'down') await line.down();
        let met = false;
        if (trouble !== 'down') line.next('scores', (pass, response) => {
          met = true;
          return trouble(pass, response);
        });
        await release(teacher, student.memberId, 12);
        const tried = async () => met || (await deliveryOf(student.memberId)).attempts > 0;
        while (!(await tried())) await delay(20);
        assert.equal((await one.end('SIGKILL')).signal, 'SIGKILL');
        assert.equal((await deliveryOf(student.memberId)).state, 'waiting');

        if (trouble === 'down') await line.up();
        // A dead process keeps a delivery to itself for a minute: the minute is over.
        await connection.collection('grades').updateMany({}, { $set: { leasedUntil: new Date(0) } });
        await run(env).up();
        while ((await deliveryOf(student.memberId)).state !== 'delivered') await delay(50);
        const { score, attempts, comments } = await cellOf(student.key);
        assert.deepEqual({ score, attempts, comments }, { score: 12, attempts: 1, comments: ['Good.'] });
        assert.equal((await scoresOf(student.key)).length, 1);
      });
    }

    it('finishes the delivery under way when asked to end, and ends with 0', async () => {
      const one = await run(env).up();
      const teacher = await launch('teacher-rosa');
      const student = await studentWithPost('priya-nair');
      let letGo = () => {};
      const reached = new Promise<void>((resolve) => {
        line.next('scores', async (pass) => {
          resolve();
          await new Promise<void>((go) => {
            letGo = go;
          });
          await pass();
        });
      });
      await release(teacher, student.memberId, 12);
      await reached;
      const ended = one.end('SIGTERM');
      while (await fetch(`${env.BASE_URL}/healthz`).catch(() => null)) await delay(20);
      letGo();
      assert.equal((await ended).code, 0);
      assert.equal((await deliveryOf(student.memberId)).state, 'delivered');
      assert.equal((await cellOf(student.key)).attempts, 1);
    });

    const launch = (person: string) => launchAs(practice, 'canvas', person, `launch/${activity}`);

    async function register(): Promise<void> {
      const told = await lmsJson(`${line.origin}/canvas`);
      const { clientId, deploymentIds } = told.tools[0];
      const { issuer, authUrl, tokenUrl, jwksUrl } = told;
      const details = { issuer, clientId, authUrl, tokenUrl, jwksUrl, deployments: deploymentIds };
      await registerPlatform(store, details, new Date());
    }

    async function studentWithPost(name: string): Promise<{ key: string; memberId: string }> {
      discussionId ??= await setUp();
      const { resourceLinkId: _, ...actor } = await actorOf(await launch(`student-${name}`));
      const writing = { discussionId, parentId: null, title: '', text: 'A post.', requestId: 'r' };
      await writePost(store, actor, writing, new Date());
      return { key: `student-${name}`, memberId: actor.memberId };
    }

    async function setUp(): Promise<string> {
      const { resourceLinkId, ...teacher } = await actorOf(await launch('teacher-rosa'));
      const choices = {
        ...{ title: 'Week 6', promptText: 'Discuss.', maximum: 20, replies: 2, zone: 'Europe/Berlin' },
        ...{ postMinimumWords: 0, replyMinimumWords: 0, postDueAt: null, repliesDueAt: null },
      };
      const { id } = await createDiscussion(store, teacher, choices, 'r', new Date());
      await store.resourceLinks.connect(resourceLinkId, id);
      return id;
    }

    async function actorOf({ base }: Visitor): Promise<Actor & { resourceLinkId: string }> {
      const sessions = connection.collection<{ _id: string } & Actor & { resourceLinkId: string }>('sessions');
      const session = await sessions.findOne({ _id: base.replace('/s/', '') });
      if (!session) throw new Error('the launch left no session');
      const { memberId, courseId, role, resourceLinkId } = session;
      return { memberId, courseId, role, resourceLinkId };
    }

    /** Through the page, as the teacher does. Her visit began before the discussion did: the launch again finds it. */
    async function release(_before: Visitor, memberId: string, points: number): Promise<void> {
      const teacher = await launch('teacher-rosa');
      const form = { points: String(points), comment: 'Good.', seen: '', after: 'release' };
      const answer = await teacher.post(`${teacher.base}/grading/${memberId}`, form);
      assert.equal(answer.status, 303, textOf(answer.html));
    }

    async function deliveryOf(memberId: string) {
      const record = await store.grades.find(discussionId, memberId);
      assert.ok(record);
      return record.delivery;
    }

    async function cellOf(key: string) {
      const { rows } = await lmsJson(`${line.origin}/canvas/as/teacher-rosa/courses/hist210/gradebook`);
      return rows.find(({ person }: { person: string }) => person === key).cells[activity];
    }

    async function scoresOf(key: string) {
      const { people } = await lmsJson(`${line.origin}/canvas`);
      const { sub } = people.find((person: { key: string }) => person.key === key);
      const { messages } = await lmsJson(`${line.origin}/canvas/sent`);
      return messages.filter(
        ({ kind, body }: { kind: string; body?: { userId: string } }) => kind === 'score' && body?.userId === sub,
      );
    }
  });
});
