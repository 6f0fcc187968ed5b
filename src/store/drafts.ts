import { Schema } from 'mongoose';
import { type Draft, isUnsent, type Mark, type Version } from '../domain/draft.ts';
import { type Connection, isDuplicate } from './database.ts';

/** Whose, and where: nobody else's is ever asked for. */
export interface Where {
  memberId: string;
  discussionId: string;
  place: string;
}
interface Kept extends Where, Draft {
  unsent: boolean;
  expiresAt: Date;
}
/** A draft of somebody's, as lists need it. */
export type UnsentDraft = Pick<Where, 'discussionId' | 'place'> & { writtenAt: Date };

/** What a page with a form shows. */
export interface DraftsAt {
  /** By place, whole. */
  drafts: Map<string, Draft>;
  /** Last written first. */
  unsent: UnsentDraft[];
}

/** After its last change, sent or not. */
const LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

/** Whole, on one page. */
const MOST_SHOWN = 50;

const version = new Schema<Version>(
  {
    version: { type: Number, required: true },
    fields: { type: [[String]], required: true },
    writtenAt: { type: Date, required: true },
    mark: { type: new Schema<Mark>({ writer: String, turn: Number }, { _id: false }), default: null },
  },
  { _id: false },
);
const schema = new Schema<Kept>(
  {
    memberId: { type: String, required: true },
    discussionId: { type: String, required: true },
    place: { type: String, required: true },
    changes: { type: Number, required: true },
    current: { type: version, required: true },
    ended: { type: String, default: null },
    others: [version],
    unsent: { type: Boolean, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
)
  .index({ memberId: 1, discussionId: 1, place: 1 }, { unique: true })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export function draftStore(connection: Connection) {
  const model = connection.model('Draft', schema, 'drafts');
  return {
    async find({ memberId, discussionId, place }: Where): Promise<Draft | null> {
      const kept = await model.findOne({ memberId, discussionId, place: { $eq: place } }).lean();
      return kept && toDraft(kept);
    },
    /** @returns whether it was kept: not where it was changed since it had that many changes (0: was not there). */
    async put({ memberId, discussionId, place }: Where, draft: Draft, before: number, now: Date) {
      const expiresAt = new Date(now.getTime() + LIFETIME_MS);
      const kept = { ...draft, others: [...draft.others], unsent: isUnsent(draft), expiresAt };
      const where = { memberId, discussionId, place: { $eq: place } };
      if (before > 0) {
        const { matchedCount } = await model.updateOne({ ...where, changes: before }, { $set: kept });
        return matchedCount === 1;
      }
      try {
        await model.create({ memberId, discussionId, place, ...kept });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },
    /** The drafts at these places, and what else of this discussion this person has not sent yet. */
    async at(memberId: string, discussionId: string, places: readonly string[]): Promise<DraftsAt> {
      const here = { $in: ['$place', [...places]] };
      const found = await model.aggregate<Kept>([
        { $match: { memberId, discussionId, $or: [{ unsent: true }, { place: { $in: [...places] } }] } },
        { $sort: { 'current.writtenAt': -1 } },
        {
          $project: {
            ...{ _id: 0, discussionId: 1, place: 1, changes: 1, ended: 1, unsent: 1 },
            current: { $cond: [here, '$current', { writtenAt: '$current.writtenAt' }] },
            others: { $cond: [here, '$others', []] },
          },
        },
      ]);
      return {
        drafts: new Map(
          found.filter(({ place }) => places.includes(place)).map((kept) => [kept.place, toDraft(kept)]),
        ),
        unsent: found.filter(({ unsent }) => unsent).map(toUnsent),
      };
    },
    /** What this person has not sent yet, what was written last first. */
    async unsent(memberId: string, discussionIds: readonly string[]): Promise<UnsentDraft[]> {
      const found = await model
        .find(
          { memberId, discussionId: { $in: [...discussionIds] }, unsent: true },
          { _id: 0, discussionId: 1, place: 1, 'current.writtenAt': 1 },
        )
        .sort({ 'current.writtenAt': -1 })
        .lean<Pick<Kept, 'discussionId' | 'place' | 'current'>[]>();
      return found.map(toUnsent);
    },
    /** The same in one discussion, whole, and what was discarded since then. */
    async unsentWhole(memberId: string, discussionId: string, since: Date) {
      const discarded = { ended: 'discarded' as const, 'current.writtenAt': { $gt: since } };
      const found = await model
        .find({ memberId, discussionId, $or: [{ unsent: true }, discarded] })
        .sort({ 'current.writtenAt': -1 })
        .limit(MOST_SHOWN)
        .lean();
      return found.map((kept) => ({ place: kept.place, draft: toDraft(kept) }));
    },
    async count(memberId: string, discussionId: string): Promise<number> {
      return model.countDocuments({ memberId, discussionId });
    },
  };
}

const toUnsent = ({ discussionId, place, current }: Pick<Kept, 'discussionId' | 'place' | 'current'>) => ({
  discussionId,
  place,
  writtenAt: current.writtenAt,
});
const toDraft = ({ changes, current, ended, others }: Kept): Draft => ({ changes, current, ended, others });
