import { Schema } from 'mongoose';
import type { Platform } from '../domain/platform.ts';
import { type Connection, isDuplicate, newId } from './database.ts';

type Kept = Omit<Platform, 'id'> & {
  _id: string;
  /** Of a removed one: nobody had approved what it was when it was removed. */
  turnedDown?: boolean;
};
export type NewPlatform = Omit<Platform, 'id' | 'createdAt'>;

const schema = new Schema<Kept>(
  {
    _id: String,
    issuer: { type: String, required: true },
    clientId: { type: String, required: true },
    name: String,
    authUrl: { type: String, required: true },
    tokenUrl: { type: String, required: true },
    jwksUrl: { type: String, required: true },
    deployments: [String],
    learnsDeployments: { type: Boolean, required: true },
    status: { type: String, enum: ['pending', 'active', 'paused', 'removed'], required: true },
    enteredBy: { type: String, enum: ['operator', 'lms'], default: 'operator' },
    configurationHost: { type: String, default: null },
    family: { type: String, default: null },
    turnedDown: Boolean,
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
).index({ issuer: 1, clientId: 1 }, { unique: true });

/** Each launch reads them all. */
const MOST_LEARNED = 1000;

/** Platforms kept before these were asked were entered by an operator. */
const BEFORE = { enteredBy: 'operator', configurationHost: null, family: null } as const;
const toPlatform = ({ _id, turnedDown: _, ...rest }: Kept): Platform => ({ ...BEFORE, id: _id, ...rest });

/** The LMSs that may launch. */
export function platformStore(connection: Connection) {
  const model = connection.model('Platform', schema, 'platforms');
  return {
    /**
     * One that was removed comes back under its old id, and with it its courses. One that registered itself is active
     * at once only with the very addresses that it had when somebody last let it in.
     * @returns the platform as kept, or null where this issuer and client id are registered already, or may come back
     * as pending alone
     */
    async add(platform: NewPlatform, now: Date): Promise<Platform | null> {
      const { issuer, clientId, status, enteredBy } = platform;
      const removed = { issuer: { $eq: issuer }, clientId: { $eq: clientId }, status: 'removed' as const };
      const looksAlike = enteredBy === 'lms' && status === 'active' ? sameAddresses(platform) : {};
      const changes = {
        $set: { ...platform, createdAt: now },
        $unset: { turnedDown: '' },
        $setOnInsert: { _id: newId() },
      };
      try {
        const added = await model
          .findOneAndUpdate({ ...removed, ...looksAlike }, changes, { upsert: true, returnDocument: 'after' })
          .lean();
        return toPlatform(added as Kept);
      } catch (error) {
        if (isDuplicate(error)) return null;
        throw error;
      }
    },
    async list(): Promise<Platform[]> {
      return (
        await model
          .find({ status: { $ne: 'removed' } })
          .sort({ createdAt: 1 })
          .lean()
      ).map(toPlatform);
    },
    async byId(id: string): Promise<Platform | null> {
      const kept = await model.findById(id).lean();
      return kept && toPlatform(kept);
    },
    /** Without a client id: the issuer's platform where exactly one is active, or else where it has exactly one. */
    async find(issuer: string, clientId?: string): Promise<Platform | null> {
      const filter = {
        issuer: { $eq: issuer },
        ...(clientId === undefined ? {} : { clientId: { $eq: clientId } }),
      };
      for (const status of [{ $eq: 'active' as const }, { $ne: 'removed' as const }]) {
        const found = await model
          .find({ ...filter, status })
          .limit(2)
          .lean();
        if (found[0]) return found.length === 1 ? toPlatform(found[0]) : null;
      }
      return null;
    },
    async addDeployment(id: string, deploymentId: string): Promise<void> {
      await model.updateOne({ _id: id }, { $addToSet: { deployments: deploymentId } });
    },
    /** Adds one that an LMS told of. @returns false where it has told of as many as are kept */
    async learnDeployment(id: string, deploymentId: string): Promise<boolean> {
      const free = { _id: id, [`deployments.${MOST_LEARNED - 1}`]: { $exists: false } };
      const change = { $addToSet: { deployments: deploymentId } };
      return (await model.updateOne(free, change)).matchedCount === 1;
    },
    async removeDeployment(id: string, deploymentId: string): Promise<void> {
      await model.updateOne({ _id: id }, { $pull: { deployments: deploymentId } });
    },
    async learnDeployments(id: string, learnsDeployments: boolean): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { learnsDeployments } });
    },
    async keepFamily(id: string, family: Platform['family']): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { family } });
    },
    /** @param from unless it is one of these. @returns whether it was */
    async setStatus(
      id: string,
      status: Platform['status'],
      from?: readonly Platform['status'][],
    ): Promise<boolean> {
      const filter = { _id: { $eq: id }, ...(from ? { status: { $in: [...from] } } : {}) };
      const turnedDown = status === 'removed' ? { turnedDown: { $eq: ['$status', 'pending'] } } : {};
      const change = [{ $set: { status, ...turnedDown } }];
      return (await model.updateOne(filter, change, { updatePipeline: true })).matchedCount === 1;
    },
  };
}

/** Whoever speaks for an LMS at other addresses is somebody else until a person has looked. */
function sameAddresses({ authUrl, tokenUrl, jwksUrl }: NewPlatform) {
  const addresses = { authUrl: { $eq: authUrl }, tokenUrl: { $eq: tokenUrl }, jwksUrl: { $eq: jwksUrl } };
  return { ...addresses, turnedDown: { $ne: true } };
}
export type PlatformStore = ReturnType<typeof platformStore>;
