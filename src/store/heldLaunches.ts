import { randomBytes } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Connection } from './database.ts';
import { hashOf } from './sealed.ts';

/** A launch that was verified but for its browser: it waits until that shows the proof it was given at login. */
export interface HeldLaunch {
  platformId: string;
  /** Of its login. */
  state: string;
  proofHash: string;
  /** What the LMS said, as JSON: names in it may be of any kind. */
  told: string;
  expiresAt: Date;
}
type Kept = HeldLaunch & { _id: string };

const schema = new Schema<Kept>(
  {
    _id: String,
    platformId: { type: String, required: true },
    state: { type: String, required: true },
    proofHash: { type: String, required: true },
    told: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
).index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export function heldLaunchStore(connection: Connection) {
  const model = connection.model('HeldLaunch', schema, 'heldlaunches');
  return {
    /** @returns the code that it is handed out for, once */
    async hold(launch: HeldLaunch): Promise<string> {
      const code = randomBytes(24).toString('base64url');
      await model.create({ _id: hashOf(code), ...launch });
      return code;
    },
    async take(code: string, now: Date): Promise<HeldLaunch | null> {
      const kept = await model.findOneAndDelete({ _id: hashOf(code) }).lean();
      if (!kept || kept.expiresAt <= now) return null;
      const { _id, ...launch } = kept;
      return launch;
    },
    async endOfPlatform(platformId: string): Promise<void> {
      await model.deleteMany({ platformId: { $eq: platformId } });
    },
  };
}
