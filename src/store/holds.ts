import { Schema } from 'mongoose';
import { HOLD_MS, type Hold } from '../domain/toAnswer.ts';
import type { Connection } from './database.ts';

interface Kept extends Hold {
  discussionId: string;
}

/** One a person and discussion: whoever begins to answer another post lets go of the one before. */
const schema = new Schema<Kept>(
  {
    discussionId: { type: String, required: true },
    memberId: { type: String, required: true },
    number: { type: Number, required: true },
    until: { type: Date, required: true },
  },
  { versionKey: false },
)
  .index({ discussionId: 1, memberId: 1 }, { unique: true })
  .index({ until: 1 }, { expireAfterSeconds: 0 });

export function holdStore(connection: Connection) {
  const model = connection.model('Hold', schema, 'holds');
  return {
    /** Says that this person is answering the post of that number; for the next minutes. */
    async hold(discussionId: string, { number, memberId }: Omit<Hold, 'until'>, now: Date): Promise<void> {
      const until = new Date(now.getTime() + HOLD_MS);
      await model.updateOne({ discussionId, memberId }, { $set: { number, until } }, { upsert: true });
    },
    /** What is being answered now. */
    async standing(discussionId: string, now: Date): Promise<Hold[]> {
      const fields = { _id: 0, number: 1, memberId: 1, until: 1 };
      return model.find({ discussionId, until: { $gt: now } }, fields).lean();
    },
  };
}
