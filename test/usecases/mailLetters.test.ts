import assert from 'node:assert/strict';
import { ASKED_BY_DEFAULT } from '../../src/domain/discussion.ts';
import { OPEN_TO_ALL } from '../../src/domain/opening.ts';
import { createLogger } from '../../src/logger.ts';
import { createMailer } from '../../src/mail/index.ts';
import { createStore, type Store } from '../../src/store/index.ts';
import { changePlatform } from '../../src/usecases/changePlatform.ts';
import { type Mailing, mailNextLetter, spreadWhatLies } from '../../src/usecases/mailLetters.ts';
import { startMail } from '../../src/usecases/runMail.ts';
import { createDiscussion } from '../../src/usecases/setUpDiscussion.ts';
import { writeLetter } from '../../src/usecases/writeLetter.ts';
import { openDatabase, type TestDatabase } from '../support/mongo.ts';
import { type MailServer, startMailServer } from '../support/smtp.ts';
import { SECRET } from '../support/tool.ts';

const FROM = { name: '', address: 'no-reply@tool.example' };
const LEASE_MS = 121_000;
const DAY_MS = 24 * 3_600_000;
const RETRY_MS = 3_600_001;

describe('E-mails in the background', () => {
  let database: TestDatabase;
  let store: Store;
  let server: MailServer;
  let log: string[];
  let now: Date;
  let teacher: { courseId: string; memberId: string; role: 'instructor' };
  let discussionId: string;
  let students = 0;

  before(async () => {
    database = await openDatabase();
    store = createStore(database.connection, SECRET, true);
    await store.buildIndexes();
    const key = { platformId: 'p', deploymentId: 'd', contextId: 'c' };
    const course = await store.courses.seen(key, { title: 'History', family: 'other', rosterUrl: null });
    await platforms().insertOne({ _id: 'p' as never, status: 'active', deployments: [] });
    const rosa = { sub: 'rosa', name: 'Rosa', email: 'rosa@example.org', testUser: false };
    const member = await store.members.launched(course.id, { ...rosa, role: 'instructor' });
    teacher = { courseId: course.id, memberId: member.id, role: 'instructor' };
    const choices = { title: 'Week 6', promptText: 'Discuss.', maximum: 10, zone: 'UTC', language: 'en' };
    const asked = { ...choices, asked: ASKED_BY_DEFAULT, ...OPEN_TO_ALL };
    discussionId = (await createDiscussion(store, teacher, asked, 'r', new Date())).id;
  });
  after(() => database?.close());
  beforeEach(async () => {
    server = await startMailServer();
    log = [];
    now = new Date();
  });
  afterEach(() => server.close());

  const platforms = () => database.connection.collection('platforms');
  const tool = (): Mailing =>
    ({
      ...{ store, baseUrl: 'https://tool.example', now: () => now },
      mailer: createMailer({ url: server.url, from: FROM }),
      logger: createLogger('info', { write: (line: string) => void log.push(line) }),
      wordsOf: ({ letter, reader }) => ({
        sender: 'Rosa',
        reader: reader.name,
        subject: 'S',
        text: letter.text,
      }),
    }) as Mailing;
  const student = async (email: string | null = `s${students}@example.org`) => {
    students += 1;
    const told = {
      sub: `s${students}`,
      name: `Student ${students}`,
      email,
      role: 'learner',
      testUser: false,
    } as const;
    return (await store.members.launched(teacher.courseId, told)).id;
  };
  const write = (to: string[], requestId = `${Math.random()}`) => {
    const letter = { about: 'chosen', text: 'Hello.', to, answers: false, language: 'en' } as const;
    return writeLetter(store, teacher, { discussionId, requestId, ...letter }, now);
  };
  const mailOf = async (letterId: string) =>
    (await store.receipts.ofLetter(letterId)).map(({ mail }) => mail);
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms);
  };
  const only = async () => {
    const { id } = await write([await student()]);
    return id;
  };

  it('go out once each, to one person a mail, however many workers there are', async () => {
    const to = await Promise.all(Array.from({ length: 12 }, () => student()));
    const { id } = await write(to);
    const work = async (worker: string) => {
      while (await mailNextLetter(tool(), worker));
    };
    await Promise.all(['one', 'two', 'three'].map(work));
    const addressed = server.taken.map(({ to }) => to.join());
    assert.equal(new Set(addressed).size, 12);
    assert.equal(addressed.length, 12);
    assert.deepEqual(new Set((await mailOf(id)).map(({ state }) => state)), new Set(['sent']));
  });

  it('go out by themselves as soon as somebody is told that there are any', async () => {
    const run = startMail(tool(), 'one');
    const id = await only();
    run.wake();
    while ((await mailOf(id))[0]?.state !== 'sent') run.wake();
    await run.stop();
    assert.equal(server.taken.length, 1);
  });

  it('wait and are tried again where the server puts them off or cannot be reached', async () => {
    const id = await only();
    server.manners = [{ says: 451, to: 'reader' }, { cuts: 'call' }, 'takes'];
    for (const problem of ['later', 'unreachable']) {
      assert.ok(await mailNextLetter(tool(), 'one'));
      assert.deepEqual(
        (await mailOf(id)).map((mail) => [mail.state, mail.problem]),
        [['waiting', problem]],
      );
      assert.equal(await mailNextLetter(tool(), 'one'), false, 'not at once');
      later(RETRY_MS);
    }
    assert.ok(await mailNextLetter(tool(), 'one'));
    assert.deepEqual(
      (await mailOf(id)).map(({ state }) => state),
      ['sent'],
    );
    assert.equal(server.taken.length, 1);
  });

  it('are not tried again where the server refuses them, and the log says why without an address', async () => {
    const id = await only();
    server.manners = [{ says: 550, to: 'reader' }];
    assert.ok(await mailNextLetter(tool(), 'one'));
    later(RETRY_MS);
    assert.equal(await mailNextLetter(tool(), 'one'), false);
    assert.deepEqual(
      (await mailOf(id)).map((mail) => [mail.state, mail.problem]),
      [['failed', 'refused']],
    );
    assert.match(log.join(), /EENVELOPE RCPT TO 550/);
    assert.doesNotMatch(log.join(), /example\.org|smtp:/);
  });

  it('are never sent a second time where the answer to one was lost', async () => {
    const id = await only();
    server.manners = [{ cuts: 'words' }, 'takes'];
    assert.ok(await mailNextLetter(tool(), 'one'));
    later(RETRY_MS);
    assert.equal(await mailNextLetter(tool(), 'one'), false);
    assert.deepEqual(
      (await mailOf(id)).map(({ state }) => state),
      ['doubtful'],
    );
    assert.equal(server.calls, 1);
  });

  it('are left alone once their words left with a worker that is lost, and sent where it was lost before', async () => {
    const before = await only();
    assert.ok(await store.receipts.lease('lost', now));
    assert.equal(await mailNextLetter(tool(), 'other'), false, 'it is in hand');
    later(LEASE_MS);
    assert.ok(await mailNextLetter(tool(), 'other'));
    assert.deepEqual(
      (await mailOf(before)).map(({ state }) => state),
      ['sent'],
    );

    const after = await only();
    server.manners = ['hangs', 'takes'];
    const hung = mailNextLetter(tool(), 'lost');
    await server.hanging;
    later(LEASE_MS);
    assert.ok(await mailNextLetter(tool(), 'other'));
    assert.deepEqual(
      (await mailOf(after)).map(({ state }) => state),
      ['doubtful'],
    );
    assert.equal(server.taken.length, 1, 'the first one alone');
    await server.close();
    await hung;
    assert.deepEqual(
      (await mailOf(after)).map(({ state }) => state),
      ['doubtful'],
      'what it finds out late',
    );
  });

  it('are not sent once they are a day late, however that came', async () => {
    const id = await only();
    later(DAY_MS + 1);
    assert.ok(await mailNextLetter(tool(), 'one'));
    assert.deepEqual(
      (await mailOf(id)).map((mail) => [mail.state, mail.problem]),
      [['failed', 'tooLate']],
    );
    assert.deepEqual(server.taken, []);
  });

  it('wait while their LMS is paused', async () => {
    const id = await only();
    await platforms().updateOne({ _id: 'p' as never }, { $set: { status: 'paused' } });
    assert.ok(await mailNextLetter(tool(), 'one'));
    await platforms().updateOne({ _id: 'p' as never }, { $set: { status: 'active' } });
    assert.deepEqual(server.taken, []);
    later(RETRY_MS);
    assert.ok(await mailNextLetter(tool(), 'one'));
    assert.deepEqual(
      (await mailOf(id)).map(({ state }) => state),
      ['sent'],
    );
  });

  it('are ten a day to one person from one course; what is written beyond that is a note alone', async () => {
    const [often, once] = [await student(), await student()];
    for (let turn = 0; turn < 10; turn++) await write([often]);
    const { id } = await write([often, once]);
    const states = (await store.receipts.ofLetter(id)).map(({ memberId, mail }) => [memberId, mail.state]);
    assert.deepEqual(
      new Map(states as [string, string][]),
      new Map([
        [often, 'failed'],
        [once, 'waiting'],
      ]),
    );
    while (await mailNextLetter(tool(), 'one'));
    assert.equal(server.taken.length, 11);
    later(DAY_MS);
    assert.deepEqual(
      (await mailOf((await write([often])).id)).map(({ state }) => state),
      ['waiting'],
    );
    while (await mailNextLetter(tool(), 'one'));
  });

  it('and notes are written by one person two hundred times a day in a course, and the last form may come twice', async () => {
    const to = [await student(null)];
    const { letters } = database.connection.collections;
    const before = await letters?.countDocuments({
      by: teacher.memberId,
      at: { $gt: new Date(now.getTime() - DAY_MS) },
    });
    const one = await write(to, 'the first');
    const kept = await letters?.findOne({ _id: one.id as never });
    await letters?.insertMany(
      Array.from({ length: 198 - (before ?? 0) }, (_, index) => ({
        ...kept,
        _id: `many ${index}` as never,
        requestId: `many ${index}`,
      })),
    );
    const last = await write(to, 'the last');
    assert.equal((await write(to, 'the last')).id, last.id);
    await assert.rejects(write(to, 'one more'), { errors: { text: 'letters.error.tooMany' } });
    later(DAY_MS + 1);
    await write(to, 'tomorrow');
    await letters?.deleteMany({ requestId: /^many/ });
  });

  it('are not for those whose address nobody told, or who left the course meanwhile', async () => {
    const [unknown, gone] = [await student(null), await student()];
    const { id } = await write([unknown, gone]);
    await database.connection
      .collection('members')
      .updateOne({ _id: gone as never }, { $set: { enrolled: false } });
    while (await mailNextLetter(tool(), 'one'));
    assert.deepEqual((await mailOf(id)).map(({ state }) => state).sort(), ['failed', 'none']);
    assert.deepEqual(server.taken, []);
  });

  it('reach nobody who left: their address is forgotten, and everybody’s when their LMS is removed', async () => {
    const { courseId } = teacher;
    const [left, here] = [await student('left@example.org'), await student('here@example.org')];
    const known = async () => [...(await store.members.addressesOf(courseId, [left, here])).keys()];
    assert.equal((await known()).length, 2);
    const { members } = database.connection.collections;
    await members?.updateOne({ _id: left as never }, { $set: { rosterRole: 'learner', listedIn: 1 } });
    await store.roster.drop(await store.roster.lacking(courseId, 2, 10), { at: now, tells: true });
    assert.deepEqual(await known(), [here]);
    await changePlatform(store, 'p', { kind: 'remove' }, 'operator', now);
    assert.deepEqual(await known(), []);
    assert.equal(await members?.countDocuments({ email: { $type: 'string' } }), 0);
    await platforms().updateOne({ _id: 'p' as never }, { $set: { status: 'active' } });
  });

  it('and notes are given by another process where one died in the middle of giving them, to each once', async () => {
    const [one, two] = [await student(), await student()];
    const { id } = await write([one, two]);
    const { connection } = database;
    await connection.collection('receipts').deleteOne({ letterId: id, memberId: two });
    await connection.collection('letters').updateOne({ _id: id as never }, { $set: { spread: false } });
    await spreadWhatLies(tool());
    assert.equal((await mailOf(id)).length, 1, 'it may be at it still');
    later(31_000);
    await Promise.all([spreadWhatLies(tool()), spreadWhatLies(tool())]);
    const receipts = await store.receipts.ofLetter(id);
    assert.deepEqual(receipts.map(({ memberId }) => memberId).sort(), [one, two].sort());
  });
});
