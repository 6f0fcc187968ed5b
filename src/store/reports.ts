import { Schema } from 'mongoose';
import { type Connection, isDuplicate, newId } from './database.ts';

/** What became of a report. */
export type Outcome = 'hidden' | 'kept';

/** That a student has told the teacher of a post. */
export interface Report {
  id: string;
  discussionId: string;
  postId: string;
  /** Graders alone get to know this. */
  reporterId: string;
  reason: string;
  at: Date;
  /** Waits for somebody to look at it. */
  open: boolean;
  outcome: Outcome | null;
}
type Kept = Omit<Report, 'id'> & { _id: string };

const schema = new Schema<Kept>(
  {
    _id: String,
    discussionId: { type: String, required: true },
    postId: { type: String, required: true },
    reporterId: { type: String, required: true },
    reason: { type: String, required: true },
    at: { type: Date, required: true },
    open: { type: Boolean, required: true },
    outcome: { type: String, default: null },
  },
  { versionKey: false },
)
  .index({ postId: 1, reporterId: 1 }, { unique: true, partialFilterExpression: { open: true } })
  .index({ discussionId: 1, open: 1, at: 1 })
  .index({ reporterId: 1, discussionId: 1, at: 1 });

const toReport = ({ _id, ...rest }: Kept): Report => ({ id: _id, ...rest });

export function reportStore(connection: Connection) {
  const model = connection.model('Report', schema, 'reports');
  return {
    /** Keeps it, unless this person's last one about the post is open still. */
    async add(
      report: Pick<Report, 'discussionId' | 'postId' | 'reporterId' | 'reason' | 'at'>,
    ): Promise<void> {
      try {
        await model.create({ _id: newId(), ...report, open: true });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
    },
    /** How many this person has made here since then. */
    async since(discussionId: string, reporterId: string, since: Date): Promise<number> {
      return model.countDocuments({ discussionId, reporterId, at: { $gt: since } });
    },
    /** What this person has reported here, and what became of it, by post: of several the last. */
    async by(discussionId: string, reporterId: string): Promise<Map<string, Report>> {
      const found = await model.find({ discussionId, reporterId }).sort({ at: 1 }).lean();
      return new Map(found.map((kept) => [kept.postId, toReport(kept)]));
    },
    /** Those that wait, the oldest first. */
    async waiting(discussionId: string, count: number): Promise<Report[]> {
      const found = await model.find({ discussionId, open: true }).sort({ at: 1 }).limit(count).lean();
      return found.map(toReport);
    },
    async countWaiting(discussionId: string): Promise<number> {
      return model.countDocuments({ discussionId, open: true });
    },
    /** Settles what waits about a post. @returns how many there were */
    async settle(postId: string, outcome: Outcome): Promise<number> {
      const settled = { $set: { open: false, outcome } };
      return (await model.updateMany({ postId, open: true }, settled)).modifiedCount;
    },
  };
}
