import { type BigThread, fillBig } from './bigDiscussion.ts';
import { launchAs, type Practice, setUpActivity, type Visitor } from './practice.ts';

const CLASS = ['ana-ruiz', 'jonas-lindqvist', 'mei-chen', 'adaeze-okafor', 'wulandari'] as const;
export type Classmate = (typeof CLASS)[number];

export interface ClassIn {
  activity: string;
  discussionId: string;
  teacher: Visitor;
  students: Record<Classmate, Visitor>;
  /** Their ids as members of the course. */
  ids: Record<Classmate, string>;
  /** Fills the discussion; posts are by these in turn, replies by those who follow. */
  fill(threads: BigThread[], by?: readonly Classmate[], now?: Date): Promise<void>;
}

/** An activity under Canvas's rules whose class has come in. */
export async function classIn(
  practice: Practice,
  title: string,
  settings: Record<string, string> = {},
): Promise<ClassIn> {
  const { activity, teacher } = await setUpActivity(practice, 'canvas', { title, ...settings });
  const { connection } = practice.tool;
  const students = {} as ClassIn['students'];
  const ids = {} as ClassIn['ids'];
  let discussionId = '';
  for (const key of CLASS) {
    const visitor = await launchAs(practice, 'canvas', `student-${key}`, `launch/${activity}`);
    const kept = { _id: visitor.base.slice(3) as never };
    const session = await connection.collection('sessions').findOne(kept);
    students[key] = visitor;
    ids[key] = String(session?.memberId);
    discussionId = String(session?.discussionId);
  }
  return {
    ...{ activity, discussionId, teacher, students, ids },
    async fill(threads, by = CLASS, now = new Date()) {
      await fillBig(connection, { discussionId, authors: by.map((key) => ids[key]), threads, now });
    },
  };
}
