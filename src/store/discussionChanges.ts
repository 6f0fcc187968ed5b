import { setTimeout as delay } from 'node:timers/promises';
import { CHANGE_MS, type Changes, settled } from '../domain/changes.ts';
import type { Moderation } from '../domain/moderation.ts';
import type { Grouping } from '../domain/opening.ts';
import { type DiscussionModel, toChanges } from './discussionModel.ts';

/** What may close a discussion to somebody from one moment to the next. */
export type Closings = Pick<Moderation, 'locked' | 'muted'>;

/** Longer than any write of a process that is alive; those of others are waited for no longer. */
const PATIENCE_MS = 5_000;

/** Numbering what happens in a discussion, for those who follow it, and for those who close it. */
export function discussionChanges(model: DiscussionModel, nameFor: (text: string) => string) {
  /** Takes the next number and notes that it is under way, in one step; forgets what processes that are gone left so. */
  async function nextChange(id: string, now: Date): Promise<{ change: number; closings: Closings }> {
    const alive = { $gt: ['$$this.since', new Date(now.getTime() - CHANGE_MS)] };
    const others = { $filter: { input: { $ifNull: ['$underWay', []] }, cond: alive } };
    const kept = await model
      .findOneAndUpdate(
        { _id: id },
        [
          { $set: { change: { $add: [{ $ifNull: ['$change', 0] }, 1] } } },
          { $set: { underWay: { $concatArrays: [others, [{ change: '$change', since: now }]] } } },
        ],
        { updatePipeline: true, returnDocument: 'after', projection: { change: 1, locked: 1, muted: 1 } },
      )
      .lean();
    const { change = 0, locked, muted } = kept ?? {};
    return { change, closings: { locked: locked ?? null, muted: muted ?? [] } };
  }
  return {
    /**
     * Writes what others are to hear of: posts that it adds or changes keep the number it is given. It is not for
     * transactions: the number is there for everybody at once, and one lost to a crash harms nothing. `closings` are as they
     * are when the number is taken: whoever closes something afterwards waits (`untilWritten`).
     */
    async changing<Outcome>(
      id: string,
      now: Date,
      write: (change: number, closings: Closings) => Promise<Outcome>,
    ): Promise<Outcome> {
      const { change, closings } = await nextChange(id, now);
      try {
        return await write(change, closings);
      } finally {
        // What cannot be crossed off now is forgotten in time.
        await model.updateOne({ _id: id }, { $pull: { underWay: { change } } }).catch(() => {});
      }
    },
    /**
     * Waits until what has begun to be written is written: for those who have closed something, so that afterwards nothing
     * changes any more.
     */
    async untilWritten(id: string, now: Date): Promise<void> {
      const changes = async () =>
        toChanges((await model.findById(id, { change: 1, underWay: 1 }).lean()) ?? {});
      const { latest } = await changes();
      const end = performance.now() + PATIENCE_MS;
      while (settled(await changes(), now) < latest && performance.now() < end) await delay(10);
    },
    /** Names its state after that change, for those who were told of it: nobody can try which one it is in. */
    nameOf: (id: string, change: number): string => nameFor(`${id} ${change}`),
    /** What to look at for whoever asks whether anything changed; null where the course has no such discussion. */
    async changesIn(courseId: string, id: string): Promise<(Changes & { groups: Grouping }) | null> {
      const asked = { change: 1, underWay: 1, groups: 1 };
      const kept = await model.findOne({ _id: { $eq: id }, courseId }, asked).lean();
      return kept && { ...toChanges(kept), groups: kept.groups ?? 'none' };
    },
  };
}
