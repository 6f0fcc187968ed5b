import { Schema } from 'mongoose';
import { type Delivery, noDelivery } from '../domain/delivery.ts';
import { type Grade, ungraded } from '../domain/grade.ts';
import { type Connection, isDuplicate, newId } from './database.ts';

/** One student's grade in one discussion, with what the LMS should be told of it: one document, so that a release cannot be half kept. */
export interface GradeRecord {
  id: string;
  courseId: string;
  discussionId: string;
  memberId: string;
  grade: Grade;
  delivery: Delivery;
}
export type GradeKey = Pick<GradeRecord, 'courseId' | 'discussionId' | 'memberId'>;
export type GradeState = Pick<GradeRecord, 'grade' | 'delivery'>;
/** A grade whose delivery one worker has in hand; `lease` names this one time. */
export type LeasedGrade = GradeRecord & { lease: string };
type Kept = Omit<GradeRecord, 'id'> & {
  _id: string;
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
  return { id: _id, courseId, discussionId, memberId, grade, delivery };
};

const leaseEnd = (now: Date) => new Date(now.getTime() + LEASE_MS);

export function gradeStore(connection: Connection) {
  const model = connection.model('Grade', schema, 'grades');

  async function put(kept: Kept | null, key: GradeKey, state: GradeState): Promise<boolean> {
    if (kept) {
      const result = await model.updateOne(
        { _id: kept._id, version: kept.version },
        { $set: state, $inc: { version: 1 } },
      );
      return result.modifiedCount === 1;
    }
    try {
      await model.create({ _id: newId(), ...key, ...state, version: 1, leasedUntil: NEVER, leasedBy: null });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  return {
    async find(discussionId: string, memberId: string): Promise<GradeRecord | null> {
      const kept = await model.findOne({ discussionId, memberId }).lean<Kept>();
      return kept && toRecord(kept);
    },
    async ofDiscussion(discussionId: string): Promise<Map<string, GradeRecord>> {
      const kept = await model.find({ discussionId }).lean<Kept[]>();
      return new Map(kept.map((one) => [one.memberId, toRecord(one)]));
    },
    /** One member's grades in these discussions, by discussion. */
    async ofMember(memberId: string, discussionIds: string[]): Promise<Map<string, GradeRecord>> {
      const kept = await model.find({ memberId, discussionId: { $in: discussionIds } }).lean<Kept[]>();
      return new Map(kept.map((one) => [one.discussionId, toRecord(one)]));
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
    /**
     * Changes a grade by a pure rule, applied again where someone else was faster: two graders, or a grader and
     * a delivery, never overwrite each other. What the rule throws, nothing is kept of.
     */
    async change(
      key: GradeKey,
      maximum: number,
      rule: (state: GradeState) => GradeState,
    ): Promise<GradeState> {
      for (;;) {
        const kept = await model
          .findOne({ discussionId: key.discussionId, memberId: key.memberId })
          .lean<Kept>();
        const before = kept ?? { grade: ungraded(maximum), delivery: noDelivery() };
        const after = rule({ grade: before.grade, delivery: before.delivery });
        if (await put(kept, key, { grade: after.grade, delivery: after.delivery })) return after;
      }
    },
    /** Hands one due delivery to one worker; another may have it once the lease has lapsed. */
    async lease(worker: string, now: Date): Promise<LeasedGrade | null> {
      const lease = `${worker} ${newId()}`;
      const kept = await model
        .findOneAndUpdate(
          { 'delivery.state': 'waiting', 'delivery.nextAt': { $lte: now }, leasedUntil: { $lte: now } },
          { $set: { leasedUntil: leaseEnd(now), leasedBy: lease } },
          { sort: { 'delivery.nextAt': 1 }, returnDocument: 'after' },
        )
        .lean<Kept>();
      return kept && { ...toRecord(kept), lease };
    },
    /**
     * Changes a delivery for the one who has it in hand, and prolongs the lease.
     * @returns null, with nothing changed, where the lease has passed to another
     */
    async changeLeased(
      { id, lease }: LeasedGrade,
      now: Date,
      rule: (delivery: Delivery) => Delivery,
    ): Promise<Delivery | null> {
      for (;;) {
        const kept = await model.findOne({ _id: id, leasedBy: lease }).lean<Kept>();
        if (!kept) return null;
        const delivery = rule(kept.delivery);
        const result = await model.updateOne(
          { _id: id, version: kept.version, leasedBy: lease },
          { $set: { delivery, leasedUntil: leaseEnd(now) }, $inc: { version: 1 } },
        );
        if (result.modifiedCount === 1) return delivery;
      }
    },
    async giveBack({ id, lease }: LeasedGrade): Promise<void> {
      await model.updateOne({ _id: id, leasedBy: lease }, { $set: { leasedUntil: NEVER, leasedBy: null } });
    },
  };
}
