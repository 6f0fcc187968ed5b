import { Schema } from 'mongoose';
import { masksOf, type Place, type ReadMarks } from '../domain/readMarks.ts';
import type { Connection } from './database.ts';

/** Who reads which discussion. */
export type Reading = { memberId: string; discussionId: string };
/** What somebody has read in a discussion, by thread. */
export type ReadThreads = Record<string, ReadMarks>;
interface Kept extends Reading {
  threads?: ReadThreads;
}

const schema = new Schema<Kept>(
  {
    memberId: { type: String, required: true },
    discussionId: { type: String, required: true },
    threads: Schema.Types.Mixed,
  },
  { versionKey: false },
)
  .index({ memberId: 1, discussionId: 1 }, { unique: true })
  .index({ discussionId: 1 });

export function readStore(connection: Connection) {
  const model = connection.model('Read', schema, 'reads');

  /** By single bits, so that two tabs that mark at once take nothing from each other. */
  async function change(
    { memberId, discussionId }: Reading,
    places: readonly Place[],
    operation: (mask: number) => { or: number } | { and: number },
  ): Promise<void> {
    const bits = [...masksOf(places)].map(([word, mask]) => [`threads.${word}`, operation(mask)]);
    const update = { $bit: Object.fromEntries(bits) };
    if (bits.length > 0) await model.updateOne({ memberId, discussionId }, update, { upsert: true });
  }

  return {
    /** Somebody opened the discussion, whether or not they read anything there. */
    async opened({ memberId, discussionId }: Reading): Promise<void> {
      await model.updateOne({ memberId, discussionId }, { $setOnInsert: { memberId } }, { upsert: true });
    },
    /** Whoever ever opened it, as far as that is known. */
    async openers(discussionId: string): Promise<string[]> {
      return model.distinct('memberId', { discussionId });
    },
    async markRead(reading: Reading, places: readonly Place[]): Promise<void> {
      await change(reading, places, (mask) => ({ or: mask }));
    },
    async markUnread(reading: Reading, places: readonly Place[]): Promise<void> {
      await change(reading, places, (mask) => ({ and: ~mask }));
    },
    /** What somebody has read in these discussions, by discussion. */
    async of(memberId: string, discussionIds: string[]): Promise<Map<string, ReadThreads>> {
      const kept = await model.find({ memberId, discussionId: { $in: discussionIds } }).lean<Kept[]>();
      return new Map(kept.map(({ discussionId, threads }) => [discussionId, threads ?? {}]));
    },
    /** The same of one thread. */
    async inThread({ memberId, discussionId }: Reading, thread: number): Promise<ReadThreads> {
      const fields = { _id: 0, [`threads.${thread}`]: 1 };
      const kept = await model.findOne({ memberId, discussionId }, fields).lean<Kept>();
      return kept?.threads ?? {};
    },
  };
}
