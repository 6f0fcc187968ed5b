import { Schema } from 'mongoose';
import { CHECK_DIES_MS, type CheckStep } from '../domain/check.ts';
import type { Family } from '../domain/platform.ts';
import { type Connection, isDuplicate } from './database.ts';

/** A good launch, as far as it tells how its LMS is doing. What it did not tell is null. */
export interface LaunchNews {
  at: Date;
  /** Seconds by which the LMS's clock is ahead of ours, as the token's `iat` has it. */
  clockAheadS: number;
  /** Scopes of the gradebook services that the launch offered (AGS 2.0, section 3.1). */
  scopes: string[] | null;
  lineItemsUrl: string | null;
  rosterUrl: string | null;
  family: Family;
}
export interface RefusalNews {
  at: Date;
  /** The reason of `LaunchRefused`. Anybody may have provoked it, unless there is a deployment. */
  reason: string;
  /** The deployment that is not let in yet; the launch was verified to come from the LMS. */
  deploymentId: string | null;
}
/** `problem` is a catalogue key. */
export interface ProblemNews {
  at: Date;
  problem: string;
}

/** How one LMS is doing, at a glance. */
export interface Health {
  platformId: string;
  lastLaunch: LaunchNews | null;
  lastRefused: RefusalNews | null;
  /** Launches refused since the last good one. */
  refusals: number;
  lastDeliveredAt: Date | null;
  lastUndelivered: ProblemNews | null;
  roster: { at: Date; problem: string | null } | null;
  check: { at: Date; steps: CheckStep[] } | null;
  /** Set while a check is under way. */
  checkBegunAt: Date | null;
}
/** What has not happened yet is absent. */
type Kept = Partial<Omit<Health, 'platformId'>> & { _id: string };

/** What happened since the last writing; `refusals` counts those after `launch`. */
export interface HealthNews {
  launch?: LaunchNews;
  refused?: RefusalNews;
  refusals: number;
  deliveredAt?: Date;
  undelivered?: ProblemNews;
  roster?: NonNullable<Health['roster']>;
}

const schema = new Schema<Kept>(
  {
    _id: String,
    lastLaunch: Object,
    lastRefused: Object,
    refusals: Number,
    lastDeliveredAt: Date,
    lastUndelivered: Object,
    roster: Object,
    check: Object,
    checkBegunAt: Date,
  },
  { versionKey: false, minimize: false },
);

const NOTHING: Omit<Health, 'platformId'> = {
  lastLaunch: null,
  lastRefused: null,
  refusals: 0,
  lastDeliveredAt: null,
  lastUndelivered: null,
  roster: null,
  check: null,
  checkBegunAt: null,
};
const TOLD_NOTHING = { scopes: null, lineItemsUrl: null, rosterUrl: null };

function toHealth({ _id, lastLaunch, ...rest }: Kept): Health {
  const launch = lastLaunch ? { ...TOLD_NOTHING, ...lastLaunch } : null;
  return { ...NOTHING, platformId: _id, ...rest, lastLaunch: launch };
}

export function healthStore(connection: Connection) {
  const model = connection.model('Health', schema, 'health');
  return {
    async of(platformId: string): Promise<Health> {
      const kept = await model.findById({ $eq: platformId }).lean();
      return kept ? toHealth(kept) : { platformId, ...NOTHING };
    },
    async ofAll(): Promise<Map<string, Health>> {
      return new Map((await model.find().lean()).map((kept) => [kept._id, toHealth(kept)]));
    },
    async note(platformId: string, news: HealthNews): Promise<void> {
      const { launch, refused, refusals, deliveredAt, undelivered, roster } = news;
      const set = {
        ...(launch ? launchFields(launch) : {}),
        ...(launch ? { refusals } : {}),
        ...(refused ? { lastRefused: refused } : {}),
        ...(deliveredAt ? { lastDeliveredAt: deliveredAt } : {}),
        ...(undelivered ? { lastUndelivered: undelivered } : {}),
        ...(roster ? { roster } : {}),
      };
      const more = launch || refusals === 0 ? {} : { $inc: { refusals } };
      await model.updateOne({ _id: platformId }, { $set: set, ...more }, { upsert: true });
    },
    /** @returns false where one is under way, or began less than `restMs` ago */
    async beginCheck(platformId: string, now: Date, restMs = 0): Promise<boolean> {
      const [dead, rested] = [CHECK_DIES_MS, restMs].map((ms) => new Date(now.getTime() - ms));
      const free = {
        _id: platformId,
        $and: [
          { $or: [{ checkBegunAt: null }, { checkBegunAt: { $lt: dead } }] },
          { $or: [{ 'check.at': null }, { 'check.at': { $lte: rested } }] },
        ],
      };
      try {
        await model.updateOne(free, { $set: { checkBegunAt: now } }, { upsert: true });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
    async endCheck(platformId: string, check: Health['check']): Promise<void> {
      await model.updateOne(
        { _id: platformId },
        { $set: { checkBegunAt: null, ...(check ? { check } : {}) } },
      );
    },
  };
}

/** A deep linking launch tells of no gradebook: what an earlier one told stays good. */
function launchFields(launch: LaunchNews): Record<string, unknown> {
  const told = Object.entries(launch).filter(([, value]) => value !== null);
  return Object.fromEntries(told.map(([name, value]) => [`lastLaunch.${name}`, value]));
}
