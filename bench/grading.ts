import { type BigThread, fillBig } from '../test/support/bigDiscussion.ts';
import { mochaGlobalSetup, mochaGlobalTeardown } from '../test/support/mongo.ts';
import type { Visitor } from '../test/support/practice.ts';
import { Crowd } from '../test/usecases/crowd.ts';
import { processorSeconds } from './processor.ts';

/**
 * `npm run bench -- grading`: what a grader's pages take with 500 students and 5,000 posts, beside the same with 50 and
 * 500: ten times as much of everything, so that what is beyond ten grows faster than the class. Time is as a teacher
 * waits for it, processor time the tool's own; one process of it and MongoDB on this machine.
 */
const [SMALL, LARGE] = [50, Number(process.env.BENCH_STUDENTS ?? 500)];
/** A post and nine replies by each student, a hundred and twenty words each; one in three hundred has half of another's. */
const REPLIES = 9;
const WORDS = 120;
const TIMES = 3;

interface Class {
  crowd: Crowd;
  teacher: Visitor;
  /** A student's page. */
  student: string;
  /** As the page names what it shows, to ask whether that is still so. */
  state: string;
}
interface Cost {
  seconds: number;
  processor: number;
}

const PAGES: Record<string, (room: Class) => Promise<unknown>> = {
  'the discussion, for comparison': ({ teacher }) => page(teacher, '/discussion'),
  'the list of all students': ({ teacher }) => page(teacher, '/grading'),
  'the same asked for again, with nothing new': ({ teacher, state }) => unchanged(teacher, '/grading', state),
  'those who are late': ({ teacher }) => page(teacher, '/grading?show=late'),
  'one student': ({ teacher, student }) => page(teacher, student),
  'one of those who are late': ({ teacher, student }) => page(teacher, `${student}?show=late`),
  'many at once': ({ teacher }) => page(teacher, '/grading/many'),
  progress: ({ teacher }) => page(teacher, '/progress'),
};
/** What can be done once. */
const ACTS: Record<string, (room: Class) => Promise<unknown>> = {
  'one confirmed, and the next': ({ teacher, student, crowd }) =>
    act(teacher, student, {
      ...{ points: '15', comment: '', seen: '', after: 'next' },
      next: String(crowd.everyone[1]?.memberId),
    }),
  'all accepted': async ({ teacher }) => {
    const { html } = await teacher.get(`${teacher.base}/grading/many`);
    const offered = /name="offered" value="([^"]*)"/.exec(html)?.[1] ?? '';
    await act(teacher, '/grading/many', { what: 'accept', offered });
  },
  'all released': ({ teacher }) => act(teacher, '/grading/release', {}),
};

await mochaGlobalSetup();
const rooms: Class[] = [];
try {
  for (const students of [SMALL, LARGE]) rooms.push(await fill(students));
  const rows: Record<string, Record<string, string>> = {};
  for (const [what, open] of Object.entries(PAGES)) rows[what] = row(await costs(open, TIMES));
  for (const [what, open] of Object.entries(ACTS)) rows[what] = row(await costs(open, 1));
  console.table(rows);
} finally {
  for (const { crowd } of rooms) await crowd.close();
  await mochaGlobalTeardown();
}

async function fill(students: number): Promise<Class> {
  const crowd = await Crowd.gather('canvas', students, 1);
  const { place, discussionId, everyone } = crowd;
  await place.connection.collection('posts').deleteMany({ discussionId });
  const authors = everyone.map(({ memberId }) => memberId);
  await fillBig(place.connection, {
    ...{ discussionId, authors, now: new Date() },
    threads: authors.map((_, index) => threadOf(index)),
  });
  const teacher = await crowd.launch('teacher-rosa');
  const { html } = await teacher.get(`${teacher.base}/grading`);
  const state = /data-follow="([^"]*)"/.exec(html)?.[1] ?? '';
  return { crowd, teacher, student: `/grading/${authors[0]}`, state };
}

function threadOf(thread: number): BigThread {
  const text = (number: number) => {
    const own = wordsOf(thread * 100 + number + 1, WORDS);
    if (thread === 0 || (thread * 10 + number) % 300 > 0) return own;
    return `${wordsOf((thread - 1) * 100 + number + 1, WORDS / 2)} ${own}`;
  };
  return { replies: REPLIES, text, printed: true };
}

/** Always the same for a seed, and hardly ever six in a row that another has. */
function wordsOf(seed: number, count: number): string {
  let number = seed;
  const next = () => {
    number = (Math.imul(number, 1103515245) + 12345) >>> 0;
    return `word${(number >>> 8) % 2000}`;
  };
  return Array.from({ length: count }, next).join(' ');
}

/** In turn, so that whatever else the machine does meets both. */
async function costs(act: (room: Class) => Promise<unknown>, times: number): Promise<Cost[]> {
  const all = rooms.map(() => [] as Cost[]);
  for (let time = 0; time < times; time += 1)
    for (const [index, room] of rooms.entries()) all[index]?.push(await cost(room, act));
  return all.map((each) => ({
    seconds: Math.min(...each.map(({ seconds }) => seconds)),
    processor: Math.min(...each.map(({ processor }) => processor)),
  }));
}

async function cost(room: Class, act: (room: Class) => Promise<unknown>): Promise<Cost> {
  const pid = room.crowd.workers[0]?.pid;
  const before = await processorSeconds(pid);
  const start = performance.now();
  await act(room);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, processor: (await processorSeconds(pid)) - before };
}

function row([small, large]: Cost[]): Record<string, string> {
  const said = (value = 0) => value.toFixed(2);
  return {
    [`${SMALL} students, s`]: said(small?.seconds),
    [`${LARGE} students, s`]: said(large?.seconds),
    'times as long': ((large?.seconds ?? 0) / (small?.seconds ?? 1)).toFixed(1),
    'processor, s': said(large?.processor),
  };
}

async function page(teacher: Visitor, path: string): Promise<void> {
  const { status } = await teacher.get(teacher.base + path);
  if (status !== 200) throw new Error(`${status} for ${path}`);
}

async function unchanged(teacher: Visitor, path: string, state: string): Promise<void> {
  const { status } = await teacher.send(teacher.base + path, { headers: { 'if-none-match': `"${state}"` } });
  if (status !== 304) throw new Error(`${status} for ${path}`);
}

async function act(teacher: Visitor, path: string, fields: Record<string, string>): Promise<void> {
  const { status, location } = await teacher.post(teacher.base + path, fields);
  if (status !== 303 || !location) throw new Error(`${status} for ${path}`);
  await teacher.get(location.replace(/#.*/, ''));
}
