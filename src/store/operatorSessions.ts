import { randomBytes } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Connection } from './database.ts';

/** An operator at work in /admin. Launches in the same browser have sessions of their own. */
export interface OperatorSession {
  /** Hash of its cookie. */
  id: string;
  csrfToken: string;
  expiresAt: Date;
  /** However busy it is. */
  endsAt: Date;
}
type Kept = Omit<OperatorSession, 'id'> & { _id: string };

const IDLE_MS = 2 * 60 * 60 * 1000;
const LONGEST_MS = 12 * 60 * 60 * 1000;
/** Reading a page moves the end only this often. */
const TOUCH_EVERY_MS = 5 * 60 * 1000;

const schema = new Schema<Kept>(
  {
    _id: String,
    csrfToken: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
  },
  { versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

const toSession = ({ _id, ...rest }: Kept): OperatorSession => ({ id: _id, ...rest });
const idleEnd = (now: Date) => new Date(now.getTime() + IDLE_MS);

export function operatorSessionStore(connection: Connection) {
  const model = connection.model('OperatorSession', schema, 'operatorsessions');
  return {
    async begin(id: string, now: Date): Promise<void> {
      await model.create({
        _id: id,
        csrfToken: randomBytes(18).toString('base64url'),
        expiresAt: idleEnd(now),
        endsAt: new Date(now.getTime() + LONGEST_MS),
      });
    },
    async find(id: string, now: Date): Promise<OperatorSession | null> {
      const kept = await model.findOne({ _id: { $eq: id }, expiresAt: { $gt: now } }).lean();
      return kept && toSession(kept);
    },
    async touch({ id, expiresAt, endsAt }: OperatorSession, now: Date): Promise<void> {
      const end = new Date(Math.min(idleEnd(now).getTime(), endsAt.getTime()));
      if (end.getTime() - expiresAt.getTime() < TOUCH_EVERY_MS) return;
      await model.updateOne({ _id: id }, { $set: { expiresAt: end } });
    },
    async end(id: string): Promise<void> {
      await model.deleteOne({ _id: { $eq: id } });
    },
  };
}
