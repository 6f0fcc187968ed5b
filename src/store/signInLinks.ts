import { randomBytes } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Connection } from './database.ts';
import { hashOf } from './sealed.ts';

/** A one-time link that signs an operator in. Kept by the hash of its code: a copy of the database signs nobody in. */
interface Kept {
  _id: string;
  expiresAt: Date;
}

const SIGN_IN_LINK_MINUTES = 15;

const schema = new Schema<Kept>(
  { _id: String, expiresAt: { type: Date, required: true } },
  { versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export function signInLinkStore(connection: Connection) {
  const model = connection.model('SignInLink', schema, 'signinlinks');
  return {
    /** @returns the code, 256 random bits, which is kept nowhere */
    async add(now: Date): Promise<string> {
      const code = randomBytes(32).toString('base64url');
      const expiresAt = new Date(now.getTime() + SIGN_IN_LINK_MINUTES * 60_000);
      await model.create({ _id: hashOf(code), expiresAt });
      return code;
    },
    /** Whether it would sign somebody in; looking does not use it up. */
    async isGood(code: string, now: Date): Promise<boolean> {
      return (await model.exists({ _id: hashOf(code), expiresAt: { $gt: now } })) !== null;
    },
    /** Of any number who ask at the same moment, one gets it. */
    async take(code: string, now: Date): Promise<boolean> {
      return (await model.findOneAndDelete({ _id: hashOf(code), expiresAt: { $gt: now } }).lean()) !== null;
    },
  };
}
