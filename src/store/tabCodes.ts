import { randomBytes } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Connection } from './database.ts';
import { hashOf } from './sealed.ts';

/** Leave to go on with a session in another tab, on that page. Good once. */
export interface TabCode {
  sessionId: string;
  /** The page, below the session's address. */
  path: string;
  expiresAt: Date;
}
type Kept = TabCode & { _id: string };

const schema = new Schema<Kept>(
  {
    _id: String,
    sessionId: { type: String, required: true },
    path: String,
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export function tabCodeStore(connection: Connection) {
  const model = connection.model('TabCode', schema, 'tabcodes');
  return {
    /** Kept by the hash of the code: a copy of the database opens nothing. */
    async add(leave: TabCode): Promise<string> {
      const code = randomBytes(24).toString('base64url');
      await model.create({ _id: hashOf(code), ...leave });
      return code;
    },
    /** Of any number who ask at the same moment, one gets it. */
    async take(code: string, now: Date): Promise<TabCode | null> {
      const kept = await model.findOneAndDelete({ _id: hashOf(code) }).lean();
      if (!kept || kept.expiresAt <= now) return null;
      const { _id, ...leave } = kept;
      return leave;
    },
  };
}
