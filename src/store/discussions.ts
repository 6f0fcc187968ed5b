import type { QueryFilter } from 'mongoose';
import { NO_ALLOWANCES } from '../domain/allowance.ts';
import type { WhenChanged } from '../domain/delivery.ts';
import { UNMODERATED } from '../domain/moderation.ts';
import type { Columns } from '../domain/shares.ts';
import { newId } from './database.ts';
import {
  CHANGED,
  type Discussion,
  type DiscussionModel,
  type Kept,
  type Settings,
  settingsOf,
  toDiscussion,
} from './discussionModel.ts';

export type { Aliasing, Discussion, Previous, Rules, Settings } from './discussionModel.ts';
export { PLAIN_RULES, settingsOf } from './discussionModel.ts';

/** Setting discussions up, and finding them. */
export function discussionStore(model: DiscussionModel) {
  return {
    /** The same `requestId` twice, as from a double click, gives the discussion the first one made. */
    async add(courseId: string, settings: Settings, requestId: string, now: Date): Promise<Discussion> {
      const fresh = {
        _id: newId(),
        ...settings,
        ...UNMODERATED,
        ...NO_ALLOWANCES,
        previous: null,
        lmsDueAt: null,
        whenChanged: 'ask' as const,
        columns: 'one' as const,
        createdAt: now,
        postSequence: 0,
        change: 0,
        underWay: [],
      };
      const kept = await model
        .findOneAndUpdate(
          { courseId, requestId: { $eq: requestId } },
          { $setOnInsert: fresh },
          { upsert: true, returnDocument: 'after' },
        )
        .lean();
      return toDiscussion(kept as Kept);
    },
    async byRequest(courseId: string, requestId: string): Promise<Discussion | null> {
      const kept = await model.findOne({ courseId, requestId: { $eq: requestId } }).lean();
      return kept && toDiscussion(kept);
    },
    /**
     * Other settings than those, which stay as what they were before.
     * @returns whether nobody else had changed them since they were read
     */
    async change(before: Discussion, settings: Settings, by: string, at: Date): Promise<boolean> {
      const asRead = { _id: before.id, 'previous.at': before.previous?.at ?? null };
      const previous = { settings: settingsOf(before), by, at };
      const { modifiedCount } = await model.updateOne(asRead, {
        $set: { ...settings, previous },
        ...CHANGED,
      });
      return modifiedCount === 1;
    },
    /** Of these, those whose grades are released by themselves, and for which the time has come. */
    async releasing(among: string[], now: Date): Promise<Discussion[]> {
      if (among.length === 0) return [];
      const itself: QueryFilter<Kept> = { _id: { $in: among }, release: 'itself' };
      const due: QueryFilter<Kept> = { $or: [{ releaseAt: null }, { releaseAt: { $lte: now } }] };
      return (await model.find({ $and: [itself, due] }).lean()).map(toDiscussion);
    },
    /** Has grades released by themselves from then on; null: by hand. */
    async releaseAt(id: string, releaseAt: Date | null): Promise<void> {
      const release = releaseAt ? 'itself' : 'hand';
      await model.updateOne({ _id: id }, { $set: { release, releaseAt }, ...CHANGED });
    },
    async keepLmsDueDate(id: string, lmsDueAt: Date | null): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { lmsDueAt }, ...CHANGED });
    },
    async keepWhenChanged(id: string, whenChanged: WhenChanged): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { whenChanged } });
    },
    async keepColumns(id: string, columns: Columns): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { columns }, ...CHANGED });
    },
    async find(courseId: string, id: string): Promise<Discussion | null> {
      const kept = await model.findOne({ _id: { $eq: id }, courseId }).lean();
      return kept && toDiscussion(kept);
    },
    /** Of any course: for those who have checked whose it is. */
    async byId(id: string): Promise<Discussion | null> {
      const kept = await model.findOne({ _id: { $eq: id } }).lean();
      return kept && toDiscussion(kept);
    },
    async inCourse(courseId: string): Promise<Discussion[]> {
      return (await model.find({ courseId }).sort({ createdAt: 1 }).lean()).map(toDiscussion);
    },
    /**
     * The number of the next top-level post. One lost to a crash leaves a gap and harms nothing.
     * @param evenLocked whether it is given out where the discussion is locked meanwhile; else there is none: null
     */
    async nextPostNumber(id: string, evenLocked = false): Promise<number | null> {
      const open = evenLocked ? {} : { locked: null };
      const kept = await model
        .findOneAndUpdate(
          { _id: id, ...open },
          { $inc: { postSequence: 1 } },
          { returnDocument: 'after', projection: { postSequence: 1 } },
        )
        .lean();
      return kept?.postSequence ?? null;
    },
  };
}
