import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../scripts/ports.mjs';
import { type Connection, connect } from '../src/store/database.ts';
import { createStore } from '../src/store/index.ts';
import { textOf } from './support/practice.ts';
import { environment, ToolProcess } from './support/toolProcess.ts';
import { Classroom, type Student } from './usecases/classroom.ts';
import type { Trouble } from './usecases/line.ts';

describe('The process of the tool', function () {
  this.timeout(60_000);
  const running: ToolProcess[] = [];
  const run = (env: Record<string, string | undefined>) => {
    const one = new ToolProcess(env);
    running.push(one);
    return one;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
  });

  const OTHER_SECRET = 'another secret, which is long enough, too';

  it('tells everything that its configuration lacks at once, and ends', async () => {
    const one = run({ PORT: 'x', LOG_LEVEL: 'loud' });
    assert.deepEqual(await one.exited, { code: 1, signal: null });
    const [title, ...lines] = (await one.errors).trim().split('\n');
    assert.equal(title, 'The configuration is not usable:');
    const named = lines.map((line) => line.trim().split(' ')[0]);
    assert.deepEqual(named.sort(), ['BASE_URL', 'LOG_LEVEL', 'MONGODB_URI', 'PORT', 'SECRET']);
  });

  it('says in a line that MongoDB cannot be reached, without the password', async () => {
    const one = run(await environment(`mongodb://operator:pass-word@127.0.0.1:${await freePort()}/x`));
    assert.equal((await one.exited).code, 1);
    assert.match(await one.errors, /^MongoDB cannot be reached .*\n$/);
    assert.doesNotMatch(await one.errors, /pass-word/);
  });

  describe('that is up', () => {
    let env: Awaited<ReturnType<typeof environment>>;
    let one: ToolProcess;
    before(async () => {
      env = await environment();
      one = await new ToolProcess(env).up();
    });
    after(() => one?.stop());

    it('answers whether it lives and whether it is ready', async () => {
      assert.deepEqual(await one.get('/healthz'), { status: 200, json: { status: 'up' } });
      const ready = { status: 'ready', database: true, signingKey: true };
      assert.deepEqual(await one.get('/readyz'), { status: 200, json: ready });
    });

    it('has its port to itself: a second one says in a line that it is taken', async () => {
      const second = run(env);
      assert.equal((await second.exited).code, 1);
      assert.match(await second.errors, /^Port \d+ is taken.*\n$/);
    });

    it('is not ready once its keys are sealed with another secret', async () => {
      const connection = await connect(env.MONGODB_URI);
      await connection.collection('keys').deleteMany({});
      await createStore(connection, OTHER_SECRET).keys.add(new Date());
      await connection.close();
      const json = { status: 'not ready', database: true, signingKey: false };
      assert.deepEqual(await one.get('/readyz'), { status: 503, json });
    });

    it('ends with 0 when asked to, without a word', async () => {
      assert.deepEqual(await one.end('SIGTERM'), { code: 0, signal: null });
      assert.equal(await one.errors, '');
    });

    it('says in a line, started again, that the secret is another than the one its keys were sealed with', async () => {
      const again = run(env);
      assert.equal((await again.exited).code, 1);
      assert.match(await again.errors, /^SECRET is not the one .*\n$/);
    });
  });

  describe('with a grade on its way', () => {
    let env: Awaited<ReturnType<typeof environment>>;
    let connection: Connection;
    let room: Classroom;
    /** The one that runs: what a test starts is there for the next. */
    let one: ToolProcess;

    before(async () => {
      env = await environment();
      connection = await connect(env.MONGODB_URI);
      room = new Classroom(...(await Classroom.begin('canvas', { baseUrl: env.BASE_URL, connection })));
      await room.register();
      one = await new ToolProcess(env).up();
      await room.setUp();
    });
    after(async () => {
      await one?.stop();
      await room?.close();
      await connection?.close();
    });

    /** When it is killed, and what then holds up the score. */
    const MOMENTS: [string, Trouble | null][] = [
      ['while the LMS is down', null],
      ['before the score arrived', () => {}],
      ['after the score arrived, before the answer did', (pass) => pass().then(() => new Promise(() => {}))],
    ];
    for (const [when, trouble] of MOMENTS) {
      it(`killed (kill -9) between release and delivery, ${when}, and started again, delivers it once`, async () => {
        const student = await room.student();
        const met = await releaseInto(trouble, student);
        await met();
        assert.deepEqual(await one.end('SIGKILL'), { code: null, signal: 'SIGKILL' });
        assert.equal((await room.delivery(student)).state, 'waiting');
        if (!trouble) await room.line.up();
        // A dead process keeps a delivery to itself for a minute, and what it sent may come as long. The minute is over.
        const grades = connection.collection('grades');
        await grades.updateMany({}, { $set: { leasedUntil: new Date(0) } });
        await grades.updateMany(
          { 'delivery.sentAt': { $ne: null } },
          { $set: { 'delivery.sentAt': new Date(0) } },
        );
        one = await new ToolProcess(env).up();
        await assertArrivesOnce(student);
      });
    }

    it('asked to end, first finishes the delivery under way, and ends with 0', async () => {
      const student = await room.student();
      let letGo = () => {};
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const met = await releaseInto((pass) => held.then(pass), student);
      await met();
      const ended = one.end('SIGTERM');
      while (await one.isUp()) await delay(20);
      letGo();
      assert.deepEqual(await ended, { code: 0, signal: null });
      await assertArrivesOnce(student);
    });

    /** Releases through the page, as the teacher does. @returns what waits until the tool met the trouble */
    async function releaseInto(trouble: Trouble | null, { memberId }: Student): Promise<() => Promise<void>> {
      const teacher = await room.launch('teacher-rosa');
      const csrf = await teacher.csrfToken();
      let isMet = false;
      if (!trouble) await room.line.down();
      else
        room.line.next('scores', (pass, response) => {
          isMet = true;
          return trouble(pass, response);
        });
      const form = { points: '12', comment: 'Good.', seen: '', after: 'release' };
      const answer = await teacher.post(`${teacher.base}/grading/${memberId}`, form, csrf);
      assert.equal(answer.status, 303, textOf(answer.html));
      return async () => {
        while (!isMet && (await room.delivery({ memberId, key: '' })).attempts === 0) await delay(20);
      };
    }

    async function assertArrivesOnce(student: Student): Promise<void> {
      while ((await room.delivery(student)).state !== 'delivered') await delay(50);
      assert.deepEqual(await room.cell(student), { score: 12, attempts: 1, comments: ['Good.'] });
      assert.equal((await room.scores(student)).length, 1);
    }
  });
});
