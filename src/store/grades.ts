import { isDeepStrictEqual } from 'node:util';
import { type QueryFilter, Schema } from 'mongoose';
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
  /** To the activity's own column. */
  delivery: Delivery;
  /** To the columns of further parts, by part; those of parts that are none any more rest. */
  others: Record<string, Delivery>;
}
export type GradeKey = Pick<GradeRecord, 'courseId' | 'discussionId' | 'memberId'> & {
  /** Whose LMS is to be told: deliveries are taken in turn by it. */
  platformId?: string;
};
export type GradeState = Pick<GradeRecord, 'grade' | 'delivery' | 'others'>;
/**
 * A grade with a delivery that one worker has in hand: that of `part`, null is the activity's own column. `lease` names this
 * one time, `version` what it was read as.
 */
export type LeasedGrade = GradeRecord & {
  lease: string;
  version: number;
  platformId: string | null;
  part: string | null;
};
type Kept = Omit<GradeRecord, 'id'> & {
  _id: string;
  /** When the first of the others is to be tried; null: none waits. */
  othersNextAt: Date | null;
  platformId: string | null;
  exchanges?: Exchange[];
  version: number;
  leasedUntil: Date;
  leasedBy: string | null;
};

/** Whose delivery, to which column, and what its grade was read as. */
export interface DeliveryOf {
  memberId: string;
  version: number;
  /** null: the activity's own column. */
  part: string | null;
}

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
    others: { type: Object, default: {} },
    othersNextAt: { type: Date, default: null },
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
  .index({ 'delivery.nextAt': 1 }, { partialFilterExpression: { 'delivery.state': 'waiting' } })
  .index({ othersNextAt: 1 }, { partialFilterExpression: { othersNextAt: { $type: 'date' } } });

const toRecord = (kept: Kept): GradeRecord => {
  const { _id, courseId, discussionId, memberId, grade } = kept;
  // Grades from before there were rubrics, notes and a way back are without.
  const whole = { ...ungraded(grade.maximum), ...grade };
  const deliveries = { delivery: toDelivery(kept.delivery), others: toOthers(kept.others) };
  return { id: _id, courseId, discussionId, memberId, grade: whole, ...deliveries };
};
/** Those from before something was kept of it are without. */
const toDelivery = (delivery: Delivery): Delivery => ({ ...noDelivery(), ...delivery });
const toOthers = (others: Kept['others'] = {}): GradeRecord['others'] =>
  Object.fromEntries(Object.entries(others).map(([part, delivery]) => [part, toDelivery(delivery)]));
const toLeased = (kept: Kept, lease: string, part: string | null): LeasedGrade => {
  const record = toRecord(kept);
  const delivery = (part === null ? undefined : record.others[part]) ?? record.delivery;
  return { ...record, delivery, part, lease, version: kept.version, platformId: kept.platformId ?? null };
};

/** Of the other columns, the part that is to be told of first. */
function firstWaiting(others: GradeRecord['others']): [string, Date] | null {
  const waiting = Object.entries(others).flatMap(([part, { state, nextAt }]): [string, Date][] =>
    state === 'waiting' && nextAt ? [[part, nextAt]] : [],
  );
  return waiting.sort(([, one], [, other]) => one.getTime() - other.getTime())[0] ?? null;
}
const withOthers = (others: GradeRecord['others']) => ({
  others,
  othersNextAt: firstWaiting(others)?.[1] ?? null,
});
const fieldsOf = ({ grade, delivery, others }: GradeState) => ({ grade, delivery, ...withOthers(others) });

/** Nobody looks at these with the grades. */
const LEAN = { exchanges: 0 };

const leaseEnd = (now: Date) => new Date(now.getTime() + LEASE_MS);

export function gradeStore(connection: Connection) {
  const model = connection.model('Grade', schema, 'grades');
  /** For what is as it is to be kept, and to go quickly. */
  const plain = connection.collection<Kept>('grades');
  const write = writingTogether(plain);

  async function put(kept: Kept | null, key: GradeKey, state: GradeState): Promise<boolean> {
    if (kept) {
      const result = await model.updateOne(
        { _id: kept._id, version: kept.version },
        { $set: fieldsOf(state), $inc: { version: 1 } },
      );
      return result.modifiedCount === 1;
    }
    const { courseId, discussionId, memberId, platformId = null } = key;
    const fresh = { courseId, discussionId, memberId, platformId, ...fieldsOf(state) };
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
      const fresh = { grade: ungraded(maximum), delivery: noDelivery(), others: {} };
      const { grade, delivery, others } = kept ? toRecord(kept) : fresh;
      const after = rule({ grade, delivery, others });
      if (await put(kept, key, after)) return after;
    }
  }

  /** Of these, those that wait longest; where others were faster with all of them, the next ones. */
  async function leaseDue(
    due: QueryFilter<Kept>,
    next: 'delivery.nextAt' | 'othersNextAt',
    { worker, now, most }: { worker: string; now: Date; most: number },
  ): Promise<LeasedGrade[]> {
    const lease = `${worker} ${newId()}`;
    const hold = { leasedUntil: leaseEnd(now), leasedBy: lease };
    for (;;) {
      const found = await model
        .find(due, LEAN)
        .sort({ [next]: 1 })
        .limit(most)
        .lean<Kept[]>();
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
      const partOf = ({ others }: Kept) =>
        next === 'othersNextAt' ? (firstWaiting(toOthers(others))?.[0] ?? null) : null;
      if (held.length > 0) return held.map((kept) => toLeased(kept, lease, partOf(kept)));
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
    /** Whose grade somebody confirmed and nobody has released. */
    async unreleased(discussionId: string): Promise<string[]> {
      return model.distinct('memberId', { discussionId, 'grade.status': 'confirmed' });
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
        const { grade, delivery, others } = toRecord(kept);
        const filter = { _id: kept._id, version: kept.version };
        const set = fieldsOf(rule({ grade, delivery, others }));
        return { updateOne: { filter, update: { $set: set, $inc: { version: 1 } } } };
      });
      const written = found.length > 0 ? await plain.bulkWrite(writes, { ordered: false }) : null;
      if (written?.modifiedCount === found.length) return;
      for (const kept of found) await change(toRecord(kept), maximum, rule);
    },
    /** Changes the deliveries of a discussion by a pure rule, unless a worker has one in hand, who looks for itself. */
    async changeDeliveries(
      filter: { discussionId: string } | { courseId: string; memberId: { $in: string[] } },
      now: Date,
      rule: (delivery: Delivery, of: DeliveryOf) => Delivery,
    ): Promise<number> {
      let changed = 0;
      const found = model.find({ ...filter, leasedUntil: { $lte: now } }, LEAN).lean<Kept>();
      for await (const kept of found.cursor({ batchSize: 200 })) {
        const { memberId, version } = kept;
        const before = toRecord(kept);
        const others = Object.entries(before.others);
        const delivery = rule(before.delivery, { memberId, version, part: null });
        const after = others.map(([part, one]) => [part, rule(one, { memberId, version, part })] as const);
        if (delivery === before.delivery && after.every(([, one], at) => one === others[at]?.[1])) continue;
        const result = await model.updateOne(
          { _id: kept._id, version },
          { $set: { delivery, ...withOthers(Object.fromEntries(after)) }, $inc: { version: 1 } },
        );
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
      // Those to the activities' own columns, else those to others.
      for (const next of ['delivery.nextAt', 'othersNextAt'] as const) {
        const due = {
          ...(next === 'othersNextAt' ? {} : { 'delivery.state': 'waiting' as const }),
          [next]: { $lte: now, $type: 'date' },
          leasedUntil: { $lte: now },
          ...(except.length > 0 ? { platformId: { $nin: except } } : {}),
        };
        const held = await leaseDue(due, next, { worker, now, most });
        if (held.length > 0) return held;
      }
      return [];
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
      const { id, lease, part } = record;
      const hold = done ? { leasedUntil: NEVER, leasedBy: null } : { leasedUntil: leaseEnd(now) };
      const said = exchange && { $push: { exchanges: { $each: [exchange], $slice: -KEPT_EXCHANGES } } };
      for (;;) {
        const delivery = rule(record.delivery);
        const others = part === null ? record.others : { ...record.others, [part]: delivery };
        const set = part === null ? { delivery } : withOthers(others);
        const isWritten = await write(
          { _id: id, version: record.version, leasedBy: lease },
          { $set: { ...set, ...hold }, $inc: { version: 1 }, ...said },
        );
        if (isWritten) {
          Object.assign(record, { delivery, others, version: record.version + 1 });
          return delivery;
        }
        const kept = await model.findOne({ _id: id, leasedBy: lease }, LEAN).lean<Kept>();
        if (!kept) return null;
        if (part !== null && !kept.others?.[part]?.wanted) {
          // It is none of the grade's parts any more.
          await model.updateOne(
            { _id: id, leasedBy: lease },
            { $set: { leasedUntil: NEVER, leasedBy: null } },
          );
          return null;
        }
        Object.assign(record, toLeased(kept, lease, part));
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
