import { Schema } from 'mongoose';
import type { Connection } from './database.ts';

interface Kept {
  _id: string;
  seenAt: Date;
}

/** Who has not been heard of for so long is gone. */
const GONE_MS = 30_000;

const schema = new Schema<Kept>(
  { _id: String, seenAt: { type: Date, required: true } },
  { versionKey: false },
).index({ seenAt: 1 }, { expireAfterSeconds: 3600 });

/** The processes that deliver grades: they share what each LMS bears. */
export function workerStore(connection: Connection) {
  const model = connection.model('Worker', schema, 'workers');
  return {
    /** Says that this one is alive. @returns how many are */
    async seen(worker: string, now: Date): Promise<number> {
      await model.updateOne({ _id: worker }, { $set: { seenAt: now } }, { upsert: true });
      return model.countDocuments({ seenAt: { $gt: new Date(now.getTime() - GONE_MS) } });
    },
    async gone(worker: string): Promise<void> {
      await model.deleteOne({ _id: worker });
    },
  };
}
