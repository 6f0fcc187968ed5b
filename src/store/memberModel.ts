import { Schema } from 'mongoose';
import { moreOf, type Role } from '../domain/actor.ts';
import type { ThreadOrder } from '../domain/branches.ts';
import type { GroupKind, Placed } from '../domain/opening.ts';
import type { RosterChange } from '../domain/roster.ts';
import { type Connection, isDuplicate, newId } from './database.ts';

/** A person in a course, known from a launch, from the roster, or both. */
export interface Member {
  id: string;
  courseId: string;
  /** The LTI user id (`sub`), unique within the platform. */
  sub: string;
  /** Empty where the LMS keeps names to itself. */
  name: string;
  /** A number within the course that never changes: "Student 14" for one without a name. */
  number: number;
  /** As the roster or the last launch says, whichever is more. */
  role: Role;
  testUser: boolean;
  /** False once the roster no longer lists someone it used to. */
  enrolled: boolean;
  /** Their sections and groups, by id. */
  placed: Record<GroupKind, Placed>;
  /** How they last chose to read threads. */
  threadOrder: ThreadOrder;
  /** Which language they last chose; null: the LMS's. */
  language: string | null;
  /** Whether single keys do something for them. */
  shortcuts: boolean;
  /** Comments that they keep to use again. */
  snippets: string[];
}
export interface KeptMember extends Omit<Member, 'id' | 'role'> {
  _id: string;
  /** Apart from the member, with whom it would get into whatever is made of one. */
  email: string | null;
  launchRole: Role | null;
  rosterRole: Role | null;
  /** The last reading of the roster that listed them (`courses.beginReading`). */
  listedIn: number;
  /** How rosters differed about them, the latest last. */
  changes: RosterChange[];
}
export interface Told {
  sub: string;
  name: string;
  /** Where they told one. */
  email?: string | null;
  role: Role;
  testUser: boolean;
}
/** What is kept of what was told: addresses only where mail can be sent. */
export const toBeKept =
  (keepsAddresses: boolean) =>
  (told: Told): Told =>
    keepsAddresses ? told : { ...told, email: null };

const NOWHERE: Member['placed'] = {
  sections: { told: [], byHand: null },
  groups: { told: [], byHand: null },
};
const schema = new Schema<KeptMember>(
  {
    _id: String,
    courseId: { type: String, required: true },
    sub: { type: String, required: true },
    name: { type: String, default: '' },
    email: { type: String, default: null },
    number: { type: Number, required: true },
    launchRole: { type: String, default: null },
    rosterRole: { type: String, default: null },
    testUser: { type: Boolean, default: false },
    enrolled: { type: Boolean, default: true },
    threadOrder: { type: String, default: 'answer' },
    language: { type: String, default: null },
    placed: { type: Schema.Types.Mixed, default: () => NOWHERE },
    shortcuts: { type: Boolean, default: true },
    snippets: [String],
    listedIn: Number,
    changes: { type: Schema.Types.Mixed, default: undefined },
  },
  { versionKey: false },
).index({ courseId: 1, sub: 1 }, { unique: true });

export function toMember({
  _id,
  launchRole,
  rosterRole,
  email: _,
  listedIn: __,
  changes: ___,
  ...rest
}: KeptMember): Member {
  return {
    id: _id,
    ...rest,
    threadOrder: rest.threadOrder ?? 'answer',
    language: rest.language ?? null,
    placed: {
      sections: { ...NOWHERE.sections, ...rest.placed?.sections },
      groups: { ...NOWHERE.groups, ...rest.placed?.groups },
    },
    shortcuts: rest.shortcuts ?? true,
    snippets: rest.snippets ?? [],
    role: moreOf(rosterRole, launchRole),
  };
}

export const memberModel = (connection: Connection) => connection.model('Member', schema, 'members');
export type MemberModel = ReturnType<typeof memberModel>;
/** Reserves so many member numbers of a course and gives the first. */
export type ReserveNumbers = (courseId: string, count: number) => Promise<number>;

/**
 * Without a name or address in what was told, the one known already stays: privacy settings differ between launch and
 * roster.
 */
export function newsOf({ name, email, role, testUser }: Told, source: 'launchRole' | 'rosterRole') {
  const known = { ...(name ? { name } : {}), ...(email ? { email } : {}) };
  return { [source]: role, enrolled: true, ...(testUser ? { testUser } : {}), ...known };
}

/** Adds people to a course. @returns whether someone else had brought some of them in meanwhile, who stay as they are */
export async function bringIn(
  model: MemberModel,
  reserveNumbers: ReserveNumbers,
  courseId: string,
  people: Told[],
  told: (one: Told) => Partial<KeptMember>,
): Promise<boolean> {
  if (people.length === 0) return false;
  const first = await reserveNumbers(courseId, people.length);
  const documents = people.map((one, index) => ({
    ...{ _id: newId(), courseId, sub: one.sub, name: one.name, testUser: one.testUser },
    ...(one.email ? { email: one.email } : {}),
    ...{ number: first + index, enrolled: true, ...told(one) },
  }));
  try {
    await model.insertMany(documents, { ordered: false });
    return false;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return true;
  }
}
