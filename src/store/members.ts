import { Schema } from 'mongoose';
import { isLess, moreOf, type Role } from '../domain/actor.ts';
import type { ThreadOrder } from '../domain/branches.ts';
import type { GroupKind, Placed } from '../domain/opening.ts';
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
interface Kept extends Omit<Member, 'id' | 'role'> {
  _id: string;
  /** Apart from the member, with whom it would get into whatever is made of one. */
  email: string | null;
  launchRole: Role | null;
  rosterRole: Role | null;
}
export interface Told {
  sub: string;
  name: string;
  /** Where they told one. */
  email?: string | null;
  role: Role;
  testUser: boolean;
}

const NOWHERE: Member['placed'] = {
  sections: { told: [], byHand: null },
  groups: { told: [], byHand: null },
};
const schema = new Schema<Kept>(
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
  },
  { versionKey: false },
).index({ courseId: 1, sub: 1 }, { unique: true });

function toMember({ _id, launchRole, rosterRole, email: _, ...rest }: Kept): Member {
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

export function memberStore(
  connection: Connection,
  reserveNumbers: (courseId: string, count: number) => Promise<number>,
  keepsAddresses: boolean,
) {
  const model = connection.model('Member', schema, 'members');

  /** Their address, where addresses are kept and one was told. */
  const addressIn = ({ email }: Told) => (keepsAddresses && email ? { email } : {});

  async function insert(courseId: string, people: Told[], source: 'launchRole' | 'rosterRole') {
    const first = await reserveNumbers(courseId, people.length);
    const documents = people.map((told, index) => ({
      _id: newId(),
      courseId,
      sub: told.sub,
      name: told.name,
      ...addressIn(told),
      number: first + index,
      [source]: told.role,
      testUser: told.testUser,
      enrolled: true,
    }));
    // Someone else may have brought the same person in meanwhile: theirs stays.
    await model.insertMany(documents, { ordered: false }).catch((error: unknown) => {
      if (!isDuplicate(error)) throw error;
    });
  }

  /** What was not told and is known already stays, as a name: privacy settings differ between launch and roster. */
  function changes(told: Told, source: 'launchRole' | 'rosterRole') {
    const { name, role, testUser } = told;
    return {
      ...{ [source]: role, enrolled: true, ...addressIn(told) },
      ...(testUser ? { testUser } : {}),
      ...(name ? { name } : {}),
    };
  }

  return {
    async launched(courseId: string, told: Told): Promise<Member> {
      const update = { $set: changes(told, 'launchRole') };
      const known = await model
        .findOneAndUpdate({ courseId, sub: { $eq: told.sub } }, update, { returnDocument: 'after' })
        .lean();
      if (known) return toMember(known);
      await insert(courseId, [told], 'launchRole');
      const added = await model.findOne({ courseId, sub: { $eq: told.sub } }).lean();
      return toMember(added as Kept);
    },
    /** Ids of those who are less in this roster than in the one before, or no longer in it. */
    async loweredBy(courseId: string, roster: Told[]): Promise<string[]> {
      const now = new Map<string, Role>();
      for (const { sub, role } of roster) now.set(sub, role);
      const before = await model
        .find({ courseId, rosterRole: { $ne: null }, enrolled: true }, { sub: 1, rosterRole: 1 })
        .lean();
      return before
        .filter(({ sub, rosterRole }) => isLess(now.get(sub) ?? null, rosterRole))
        .map(({ _id }) => _id);
    },
    /**
     * Makes the course's members those of the roster. People known from launches alone stay as they are.
     * @returns ids of those who had left and are back
     */
    async applyRoster(courseId: string, roster: Told[]): Promise<string[]> {
      const gone = await model.find({ courseId, enrolled: false }, { sub: 1 }).lean();
      const known = new Set(await model.distinct('sub', { courseId }));
      const [present, fresh] = [
        roster.filter(({ sub }) => known.has(sub)),
        roster.filter(({ sub }) => !known.has(sub)),
      ];
      if (present.length > 0) {
        await model.bulkWrite(
          present.map((told) => ({
            updateOne: { filter: { courseId, sub: told.sub }, update: { $set: changes(told, 'rosterRole') } },
          })),
        );
      }
      if (fresh.length > 0) await insert(courseId, fresh, 'rosterRole');
      const listed = roster.map(({ sub }) => sub);
      await model.updateMany(
        { courseId, sub: { $nin: listed }, rosterRole: { $ne: null } },
        { $set: { enrolled: false } },
      );
      const here = new Set(listed);
      return gone.filter(({ sub }) => here.has(sub)).map(({ _id }) => _id);
    },
    async inCourse(courseId: string): Promise<Member[]> {
      return (await model.find({ courseId }).sort({ name: 1, number: 1 }).lean()).map(toMember);
    },
    async find(courseId: string, id: string): Promise<Member | null> {
      const kept = await model.findOne({ _id: id, courseId }).lean();
      return kept && toMember(kept);
    },
    async speak(id: string, language: string): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { language } });
    },
    /** Keeps which sections or groups a launch told of. */
    async told(id: string, kind: GroupKind, groupIds: string[]): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { [`placed.${kind}.told`]: groupIds } });
    },
    /** Puts somebody into one; null: where the LMS says. */
    async place(courseId: string, id: string, kind: GroupKind, groupId: string | null): Promise<void> {
      await model.updateOne({ _id: { $eq: id }, courseId }, { $set: { [`placed.${kind}.byHand`]: groupId } });
    },
    async readThreadsBy(id: string, threadOrder: ThreadOrder): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { threadOrder } });
    },
    async useShortcuts(id: string, shortcuts: boolean): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { shortcuts } });
    },
    /** At most so many: where there are more, the oldest goes. */
    async keepSnippet(id: string, snippet: string, most: number): Promise<void> {
      await model.updateOne({ _id: id }, { $pull: { snippets: snippet } });
      await model.updateOne({ _id: id }, { $push: { snippets: { $each: [snippet], $slice: -most } } });
    },
    async dropSnippet(id: string, snippet: string): Promise<void> {
      await model.updateOne({ _id: id }, { $pull: { snippets: snippet } });
    },
    /** Those of the course with these LTI user ids. */
    async bySubs(courseId: string, subs: readonly string[]): Promise<Member[]> {
      return (await model.find({ courseId, sub: { $in: [...subs] } }).lean()).map(toMember);
    },
    /** Where mail reaches those of these members whose address was told, by id. */
    async addressesOf(courseId: string, ids: readonly string[]): Promise<Map<string, string>> {
      const known = { courseId, _id: { $in: [...ids] }, email: { $type: 'string' as const } };
      const found = await model.find(known, { email: 1 }).lean();
      return new Map(found.map(({ _id, email }) => [_id, email ?? '']));
    },
    /** Where no mail is sent any more, nobody's address is kept. */
    async forgetAddresses(): Promise<void> {
      await model.updateMany({ email: { $type: 'string' } }, { $unset: { email: 1 } });
    },
    /** The members with these ids, by id. */
    async byIds(courseId: string, ids: Iterable<string>): Promise<Map<string, Member>> {
      const found = await model.find({ courseId, _id: { $in: [...new Set(ids)] } }).lean();
      return new Map(found.map((kept) => [kept._id, toMember(kept)]));
    },
  };
}
