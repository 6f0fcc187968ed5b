import { Schema } from 'mongoose';
import type { Connection } from './database.ts';

/** A proof that the LMS keeps for the browser (LTI Platform Storage): where, under which key, and its hash. */
export interface KeptProof {
  /** The frame of the LMS's page that keeps it, or `_parent`. */
  frame: string;
  key: string;
  hash: string;
}

/** One login initiation that waits for its launch: `state` is good for one launch, in the browser that began it. */
export interface Login {
  state: string;
  nonce: string;
  platformId: string;
  /** Hash of the browser's cookie; null where it keeps none, and shows a proof instead. */
  browser: string | null;
  proof: KeptProof | null;
  expiresAt: Date;
}
type Kept = Omit<Login, 'state'> & { _id: string };

const schema = new Schema<Kept>(
  {
    _id: String,
    nonce: { type: String, required: true },
    platformId: { type: String, required: true },
    browser: { type: String, default: null },
    proof: { type: Object, default: null },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export function loginStore(connection: Connection) {
  const model = connection.model('Login', schema, 'logins');
  return {
    async begin({ state, ...rest }: Login): Promise<void> {
      await model.create({ _id: state, ...rest });
    },
    /**
     * Hands the login out once: of any number of processes that ask at the same moment, one gets it. Another
     * browser gets nothing, and does not use it up. One that waits for a proof is good for nothing without it.
     */
    async take(state: string, browsers: string[], now: Date): Promise<Login | null> {
      const theirs = [{ browser: { $in: browsers } }, { proof: { $ne: null } }];
      const kept = await model.findOneAndDelete({ _id: { $eq: state }, $or: theirs }).lean();
      if (!kept || kept.expiresAt <= now) return null;
      const { _id, ...rest } = kept;
      return { state: _id, ...rest, proof: rest.proof ?? null };
    },
    async endOfPlatform(platformId: string): Promise<void> {
      await model.deleteMany({ platformId: { $eq: platformId } });
    },
  };
}
