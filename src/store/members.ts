import type { ThreadOrder } from '../domain/branches.ts';
import type { GroupKind } from '../domain/opening.ts';
import {
  bringIn,
  type KeptMember,
  type Member,
  type MemberModel,
  newsOf,
  type ReserveNumbers,
  type Told,
  toBeKept,
  toMember,
} from './memberModel.ts';

export type { Member, Told } from './memberModel.ts';

export function memberStore(model: MemberModel, reserveNumbers: ReserveNumbers, keepsAddresses: boolean) {
  const kept = toBeKept(keepsAddresses);
  return {
    async launched(courseId: string, given: Told): Promise<Member> {
      const told = kept(given);
      const update = { $set: newsOf(told, 'launchRole') };
      const known = await model
        .findOneAndUpdate({ courseId, sub: { $eq: told.sub } }, update, { returnDocument: 'after' })
        .lean();
      if (known) return toMember(known);
      await bringIn(model, reserveNumbers, courseId, [told], ({ role }) => ({ launchRole: role }));
      const added = await model.findOne({ courseId, sub: { $eq: told.sub } }).lean();
      return toMember(added as KeptMember);
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
    /** Where no mail is sent any more, nobody's address is kept: anywhere, or in these courses. */
    async forgetAddresses(courseIds?: string[]): Promise<void> {
      const where = courseIds ? { courseId: { $in: courseIds } } : {};
      await model.updateMany({ ...where, email: { $type: 'string' } }, { $unset: { email: 1 } });
    },
    /** The members with these ids, by id. */
    async byIds(courseId: string, ids: Iterable<string>): Promise<Map<string, Member>> {
      const found = await model.find({ courseId, _id: { $in: [...new Set(ids)] } }).lean();
      return new Map(found.map((kept) => [kept._id, toMember(kept)]));
    },
  };
}
