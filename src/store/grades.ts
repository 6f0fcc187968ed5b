import { isDeepStrictEqual } from 'node:util';
import { Schema } from 'mongoose';
import { type Delivery, noDelivery } from '../domain/delivery.ts';
import { type Exchange, KEPT_EXCHANGES } from '../domain/exchange.ts';
import { type Grade, ungraded } from '../domain/grade.ts';
import { type Connection, isDuplicate, newId } from './database.ts';
import { stateIn } from './stateIn.ts';
import { writingTogether } from './writingTogether.ts';

/** One student's grade in one discussion, with what the LMS should be told of it: one document, so that a release cannot be half kept. */
export interface GradeRecord {
  id: string;
  courseId: string;
  discussionId: string;
  memberId: string;
  grade: Grade;
  delivery: Delivery;
}
export type GradeKey = Pick<GradeRecord, 'courseId' | 'discussionId' | 'memberId'> & {
  /** Whose LMS is to be told: deliveries are taken in turn by it. */
  platformId?: string;
};
export type GradeState = Pick<GradeRecord, 'grade' | 'delivery'>;
/** A grade whose delivery one worker has in hand; `lease` names this one time, `version` what it was read as. */
export type LeasedGrade = GradeRecord & { lease: string; version: number; platformId: string | null };
type Kept = Omit<GradeRecord, 'id'> & {
  _id: string;
  platformId: string | null;
  exchanges?: Exchange[];
  version: number;
  leasedUntil: Date;
  leasedBy: string | null;
};

/** A worker that died holds a delivery for this long; longer than it takes an LMS to be told one score. */
const LEASE_MS = 60_000;
const NEVER = new Date(0);

const schema = new Schema<Kept>(
  {
    _id: String,
    courseId: { type: String, required: true },
    discussionId: { type: String, required: true },
    memberId: { type: String, required: true },
    grade: { type: Object, required: true },
    delivery: { type: Object, required: true },
    platformId: { type: String, default: null },
    exchanges: { type: [Object], default: [] },
    version: { type: Number, required: true },
    leasedUntil: { type: Date, required: true },
    leasedBy: { type: String, default: null },
  },
  { versionKey: false, minimize: false },
)
  .index({ discussionId: 1, memberId: 1 }, { unique: true })
  .index({ discussionId: 1 }, { name: 'confirmed', partialFilterExpression: { 'grade.status': 'confirmed' } })
  .index({ 'delivery.nextAt': 1 }, { partialFilterExpression: { 'delivery.state': 'waiting' } });

const toRecord = ({ _id, courseId, discussionId, memberId, grade, delivery }: Kept): GradeRecord => {
  // Grades from before there were rubrics, notes and a way back are without.
  const whole = { ...ungraded(grade.maximum), ...grade };
  return { id: _id, courseId, discussionId, memberId, grade: whole, delivery: toDelivery(delivery) };
};
/** Those from before something was kept of it are without. */
const toDelivery = (delivery: Delivery): Delivery => ({ ...noDelivery(), ...delivery });
const toLeased = (kept: Kept, lease: string): LeasedGrade => {
  return { ...toRecord(kept), lease, version: kept.version, platformId: kept.platformId ?? null };
};
/** Nobody looks at these with the grades. */
const LEAN = { exchanges: 0 };

const leaseEnd = (now: Date) => new Date(now.getTime() + LEASE_MS);

export function gradeStore(connection: Connection) {
  const model = connection.model('Grade', schema, 'grades');
  const write = writingTogether(connection.collection<Kept>('grades'));

  async function put(kept: Kept | null, key: GradeKey, state: GradeState): Promise<boolean> {
    if (kept) {
      const result = await model.updateOne(
        { _id: kept._id, version: kept.version },
        { $set: state, $inc: { version: 1 } },
      );
      return result.modifiedCount === 1;
    }
    const { courseId, discussionId, memberId, platformId = null } = key;
    const fresh = { courseId, discussionId, memberId, platformId, ...state };
    try {
      await model.create({ _id: newId(), ...fresh, version: 1, leasedUntil: NEVER, leasedBy: null });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  /**
   * Changes a grade by a pure rule, applied again where someone else was faster: two graders, or a grader and
   * a delivery, never overwrite each other. What the rule throws, nothing is kept of.
   */
  async function change(
    key: GradeKey,
    maximum: number,
    rule: (state: GradeState) => GradeState,
  ): Promise<GradeState> {
    for (;;) {
      const { discussionId, memberId } = key;
      const kept = await model.findOne({ discussionId, memberId }, LEAN).lean<Kept>();
      const before = kept ? toRecord(kept) : { grade: ungraded(maximum), delivery: noDelivery() };
      const after = rule({ grade: before.grade, delivery: before.delivery });
      if (await put(kept, key, { grade: after.grade, delivery: after.delivery })) return after;
    }
  }

  return {
    async find(discussionId: string, memberId: string): Promise<GradeRecord | null> {
      const kept = await model.findOne({ discussionId, memberId }, LEAN).lean<Kept>();
      return kept && toRecord(kept);
    },
    async ofDiscussion(discussionId: string): Promise<Map<string, GradeRecord>> {
      const kept = await model.find({ discussionId }, LEAN).lean<Kept[]>();
      return new Map(kept.map((one) => [one.memberId, toRecord(one)]));
    },
    /** One member's grades in these discussions, by discussion. */
    async ofMember(memberId: string, discussionIds: string[]): Promise<Map<string, GradeRecord>> {
      const kept = await model.find({ memberId, discussionId: { $in: discussionIds } }, LEAN).lean<Kept[]>();
      return new Map(kept.map((one) => [one.discussionId, toRecord(one)]));
    },
    /** The discussions in which something is confirmed and not released. */
    async withUnreleased(): Promise<string[]> {
      // Any id: so that the index of what is confirmed is read, and nothing else.
      return model.distinct('discussionId', { discussionId: { $gt: '' }, 'grade.status': 'confirmed' });
    },
    /** Those in these discussions that somebody confirmed and nobody has released. */
    async unreleasedIn(discussionIds: string[]): Promise<GradeRecord[]> {
      const filter = { discussionId: { $in: discussionIds }, 'grade.status': 'confirmed' as const };
      return (await model.find(filter).lean<Kept[]>()).map(toRecord);
    },
    /** Who has a confirmed grade in these discussions. */
    async confirmedIn(discussionIds: string[]): Promise<Pick<GradeRecord, 'discussionId' | 'memberId'>[]> {
      const filter = { discussionId: { $in: discussionIds }, 'grade.confirmedAt': { $ne: null } };
      return model.find(filter, { _id: 0, discussionId: 1, memberId: 1 }).lean();
    },
    /** Names the state they are all in, to tell later whether anything changed: each change adds to a version. */
    async stateOf(discussionId: string): Promise<string> {
      return stateIn(model, discussionId);
    },
    /** Which state each member's grade is in, to tell later whether it still is. */
    async versions(discussionId: string): Promise<Map<string, number>> {
      const kept = await model.find({ discussionId }, { memberId: 1, version: 1 }).lean();
      return new Map(kept.map(({ memberId, version }) => [memberId, version]));
    },
    /** What was said to the LMS about one student and what it answered, the latest last. */
    async exchanges(discussionId: string, memberId: string): Promise<Exchange[]> {
      const kept = await model.findOne({ discussionId, memberId }, { exchanges: 1 }).lean<Kept>();
      return kept?.exchanges ?? [];
    },
    change,
    /** The same for many at once, in one writing; those that somebody was faster with are changed one by one. */
    async changeAll(
      discussionId: string,
      memberIds: string[],
      maximum: number,
      rule: (state: GradeState) => GradeState,
    ): Promise<void> {
      const found = await model.find({ discussionId, memberId: { $in: memberIds } }, LEAN).lean<Kept[]>();
      const writes = found.map((kept) => {
        const { grade, delivery } = toRecord(kept);
        const filter = { _id: kept._id, version: kept.version };
        return { updateOne: { filter, update: { $set: rule({ grade, delivery }), $inc: { version: 1 } } } };
      });
      const written = found.length > 0 ? await model.bulkWrite(writes, { ordered: false }) : null;
      if (written?.modifiedCount === found.length) return;
      for (const kept of found) await change(toRecord(kept), maximum, rule);
    },
    /** Changes the deliveries of a discussion by a pure rule, unless a worker has one in hand, who looks for itself. */
    async changeDeliveries(
      filter: { discussionId: string } | { courseId: string; memberId: { $in: string[] } },
      now: Date,
      rule: (delivery: Delivery, memberId: string, version: number) => Delivery,
    ): Promise<number> {
      let changed = 0;
      const found = model.find({ ...filter, leasedUntil: { $lte: now } }, LEAN).lean<Kept>();
      for await (const kept of found.cursor({ batchSize: 200 })) {
        const before = toDelivery(kept.delivery);
        const delivery = rule(before, kept.memberId, kept.version);
        if (delivery === before) continue;
        const same = { _id: kept._id, version: kept.version };
        const result = await model.updateOne(same, { $set: { delivery }, $inc: { version: 1 } });
        changed += result.modifiedCount;
      }
      return changed;
    },
    /**
     * Hands due deliveries to one worker, those that wait longest; another may have them once the lease has lapsed.
     * @param except LMSs that are not to be told anything now
     */
    async lease(
      worker: string,
      now: Date,
      { most = 1, except = [] }: { most?: number; except?: string[] } = {},
    ): Promise<LeasedGrade[]> {
      const due = {
        'delivery.state': 'waiting' as const,
        'delivery.nextAt': { $lte: now },
        leasedUntil: { $lte: now },
        ...(except.length > 0 ? { platformId: { $nin: except } } : {}),
      };
      const lease = `${worker} ${newId()}`;
      const hold = { leasedUntil: leaseEnd(now), leasedBy: lease };
      for (;;) {
        const found = await model.find(due, LEAN).sort({ 'delivery.nextAt': 1 }).limit(most).lean<Kept[]>();
        if (found.length === 0) return [];
        const asFound = { $or: found.map(({ _id, version }) => ({ _id, version })) };
        const { modifiedCount } = await model.updateMany({ ...due, ...asFound }, { $set: hold });
        // Where others were faster with some of them, those that are left are this worker's.
        const held =
          modifiedCount === found.length
            ? found
            : await model
                .find({ _id: { $in: found.map(({ _id }) => _id) }, leasedBy: lease }, LEAN)
                .lean<Kept[]>();
        if (held.length > 0) return held.map((kept) => toLeased(kept, lease));
      }
    },
    /**
     * Changes a delivery for the one who has it in hand, by what it is at this moment, and prolongs the lease or gives
     * it back. The record goes along with it.
     * @returns null, with nothing changed, where the lease has passed to another
     */
    async changeLeased(
      record: LeasedGrade,
      now: Date,
      rule: (delivery: Delivery) => Delivery,
      { exchange, done = false }: { exchange?: Exchange; done?: boolean } = {},
    ): Promise<Delivery | null> {
      const { id, lease } = record;
      const hold = done ? { leasedUntil: NEVER, leasedBy: null } : { leasedUntil: leaseEnd(now) };
      const said = exchange && { $push: { exchanges: { $each: [exchange], $slice: -KEPT_EXCHANGES } } };
      for (;;) {
        const delivery = rule(record.delivery);
        const isWritten = await write(
          { _id: id, version: record.version, leasedBy: lease },
          { $set: { delivery, ...hold }, $inc: { version: 1 }, ...said },
        );
        if (isWritten) {
          Object.assign(record, { delivery, version: record.version + 1 });
          return delivery;
        }
        const kept = await model.findOne({ _id: id, leasedBy: lease }, LEAN).lean<Kept>();
        if (!kept) return null;
        Object.assign(record, toLeased(kept, lease));
        // It may have been written after all, together with others of which one was not.
        if (isDeepStrictEqual([record.delivery, kept.leasedUntil], [delivery, hold.leasedUntil]))
          return delivery;
      }
    },
    /** Keeps what was said to the LMS, where nothing else is to be kept with it. */
    async note({ id }: LeasedGrade, exchange: Exchange): Promise<void> {
      await model.updateOne(
        { _id: id },
        { $push: { exchanges: { $each: [exchange], $slice: -KEPT_EXCHANGES } } },
      );
    },
  };
}
