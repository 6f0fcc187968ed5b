import { isTold, type Listed, type RosterChange } from '../domain/roster.ts';
import {
  bringIn,
  type KeptMember,
  type MemberModel,
  newsOf,
  type ReserveNumbers,
  type Told,
  toBeKept,
} from './memberModel.ts';

/** So many changes are kept of one person. */
const KEPT_CHANGES = 20;

/** Somebody whom rosters listed, or whom a launch told of. */
export interface ListedMember extends Listed {
  id: string;
  sub: string;
  listedIn: number | null;
}
/** Somebody in a roster, and what it says of them. */
export interface Entry {
  told: Told;
  known: ListedMember | null;
  change: Omit<RosterChange, 'at'> | null;
  lowered: boolean;
}
/** A change, with whom it is about. */
export interface MemberChange extends RosterChange {
  memberId: string;
}

const FACTS = {
  sub: 1,
  rosterRole: 1,
  enrolled: 1,
  testUser: 1,
  listedIn: 1,
  changes: { $slice: -1 },
} as const;

function toListed({ _id, sub, rosterRole, enrolled, testUser, listedIn, changes }: KeptMember): ListedMember {
  const lastWord = changes?.at(-1)?.what ?? null;
  return { id: _id, sub, rosterRole, enrolled, testUser, listedIn: listedIn ?? null, lastWord };
}

/** The members of a course as its LMS lists them. A roster comes in parts: no more than one of them is held at a time. */
export function rosterStore(model: MemberModel, reserveNumbers: ReserveNumbers, keepsAddresses: boolean) {
  const kept = toBeKept(keepsAddresses);
  const pushed = (change: RosterChange) => ({
    $push: { changes: { $each: [change], $slice: -KEPT_CHANGES } },
  });
  /** A change is kept by whoever came first of several that read at once: by then they were listed in another reading. */
  const since = ({ id, listedIn }: ListedMember) => ({ _id: id, listedIn });
  /** Those whom a reading has not listed. Those whom rosters never listed, such as visiting administrators, stay. */
  const notIn = (courseId: string, reading: number) => ({
    courseId,
    enrolled: true,
    rosterRole: { $ne: null },
    listedIn: { $not: { $gte: reading } },
  });

  return {
    /** Those of the course with these LTI user ids, by them. */
    async known(courseId: string, subs: string[]): Promise<Map<string, ListedMember>> {
      const found = await model.find({ courseId, sub: { $in: subs } }, FACTS).lean<KeptMember[]>();
      return new Map(found.map((kept) => [kept.sub, toListed(kept)]));
    },
    /** Keeps one part of a roster. */
    async take(
      courseId: string,
      { reading, at, tells }: { reading: number; at: Date; tells: boolean },
      entries: Entry[],
    ): Promise<void> {
      const changeOf = ({ told, known, change }: Entry): RosterChange | null =>
        tells && change && isTold(change, known ?? told) ? { ...change, at } : null;
      const fresh = new Map(entries.filter(({ known }) => !known).map((entry) => [entry.told.sub, entry]));
      const first = ({ sub, role }: Told): Partial<KeptMember> => {
        const entry = fresh.get(sub);
        const change = entry ? changeOf(entry) : null;
        return { rosterRole: role, listedIn: reading, ...(change ? { changes: [change] } : {}) };
      };
      const people = [...fresh.values()].map(({ told }) => kept(told));
      const met = await bringIn(model, reserveNumbers, courseId, people, first);
      const updates = entries.flatMap((entry) => {
        const { told, known, lowered } = entry;
        if (!known && !met) return [];
        const change = known && changeOf(entry);
        const $set = {
          ...newsOf(kept(told), 'rosterRole'),
          // What a launch said before that is as old as what the roster said.
          ...(lowered ? { launchRole: null } : {}),
        };
        const listed = { $set, $max: { listedIn: reading } };
        return [
          ...(known && change ? [{ updateOne: { filter: since(known), update: pushed(change) } }] : []),
          { updateOne: { filter: { courseId, sub: told.sub }, update: listed } },
        ];
      });
      if (updates.length > 0) await model.bulkWrite(updates);
    },
    async lacksAny(courseId: string, reading: number): Promise<boolean> {
      return (await model.exists(notIn(courseId, reading))) !== null;
    },
    /** Some of those whom a reading has not listed. */
    async lacking(courseId: string, reading: number, most: number): Promise<ListedMember[]> {
      const found = await model.find(notIn(courseId, reading), FACTS).limit(most).lean<KeptMember[]>();
      return found.map(toListed);
    },
    /** These have left, unless a later reading has listed them meanwhile. */
    async drop(gone: ListedMember[], { at, tells }: { at: Date; tells: boolean }): Promise<void> {
      if (gone.length === 0) return;
      await model.bulkWrite(
        gone.map((one) => {
          const change = { what: 'left' as const, from: one.rosterRole, to: null, at };
          const told = tells && isTold(change, one) ? pushed(change) : {};
          const filter = { ...since(one), enrolled: true };
          // Nobody writes to them any more.
          const forgotten = { $unset: { email: 1 } };
          return { updateOne: { filter, update: { $set: { enrolled: false }, ...forgotten, ...told } } };
        }),
      );
    },
    /** These of the course, and nobody else, are in a group that the LMS told of. */
    async group(courseId: string, groupId: string, subs: string[]): Promise<void> {
      const place = { 'placed.groups.told': groupId };
      await model.updateMany({ courseId, sub: { $in: subs } }, { $addToSet: place });
      await model.updateMany({ courseId, sub: { $nin: subs }, ...place }, { $pull: place });
    },
    /** Nobody is in a group that the LMS no longer tells of. */
    async keepGroups(courseId: string, groupIds: string[]): Promise<void> {
      await model.updateMany({ courseId }, { $pull: { 'placed.groups.told': { $nin: groupIds } } });
    },
    /** What rosters changed in a course since then, the latest first. */
    async changes(courseId: string, from: Date, most: number): Promise<MemberChange[]> {
      return model.aggregate<MemberChange>([
        { $match: { courseId, 'changes.at': { $gte: from } } },
        { $project: { changes: 1 } },
        { $unwind: '$changes' },
        { $match: { 'changes.at': { $gte: from } } },
        { $sort: { 'changes.at': -1, _id: 1 } },
        { $limit: most },
        { $replaceWith: { $mergeObjects: ['$changes', { memberId: '$_id' }] } },
      ]);
    },
  };
}
