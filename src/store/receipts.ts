import { Schema } from 'mongoose';
import { type Mail, noMail } from '../domain/mail.ts';
import { type Connection, isDuplicate, newId } from './database.ts';

/** What became of a letter with one of those whom it was written to: the note on their pages, and their e-mail. */
export interface Receipt {
  letterId: string;
  courseId: string;
  discussionId: string;
  memberId: string;
  /** When it was written. */
  at: Date;
  /** When it stood on a page of theirs first. */
  seenAt: Date | null;
  /** They put it away. */
  awayAt: Date | null;
  mail: Mail;
}
/** One whose e-mail a worker has in hand; `lease` names this one time. */
export type LeasedReceipt = Receipt & { id: string; lease: string };
type Kept = Receipt & { _id: string; leasedUntil: Date; leasedBy: string | null };

/** Longer than a mail takes to be sent. */
const LEASE_MS = 120_000;
const NEVER = new Date(0);
/** More than anybody leaves standing. */
const MOST_SHOWN = 20;

const schema = new Schema<Kept>(
  {
    _id: String,
    letterId: { type: String, required: true },
    courseId: { type: String, required: true },
    discussionId: { type: String, required: true },
    memberId: { type: String, required: true },
    at: { type: Date, required: true },
    seenAt: { type: Date, default: null },
    awayAt: { type: Date, default: null },
    mail: { type: Object, default: noMail },
    leasedUntil: { type: Date, required: true },
    leasedBy: { type: String, default: null },
  },
  { versionKey: false, minimize: false },
)
  .index({ letterId: 1, memberId: 1 }, { unique: true })
  .index({ memberId: 1, awayAt: 1, at: -1 })
  .index({ memberId: 1, at: -1 })
  .index({ 'mail.nextAt': 1 }, { partialFilterExpression: { 'mail.state': 'waiting' } });

const toReceipt = ({ _id: _, leasedUntil: __, leasedBy: ___, ...rest }: Kept): Receipt => rest;

export function receiptStore(connection: Connection) {
  const model = connection.model('Receipt', schema, 'receipts');

  /** Changes whether the reader has put theirs away. @returns the receipt; null where they have none */
  async function put(letterId: string, memberId: string, awayAt: Date | null): Promise<Receipt | null> {
    const kept = await model
      .findOneAndUpdate({ letterId, memberId }, { $set: { awayAt } }, { returnDocument: 'after' })
      .lean<Kept>();
    return kept && toReceipt(kept);
  }

  return {
    /** Gives everybody theirs; whoever has it keeps it as it is. */
    async give(receipts: Omit<Receipt, 'seenAt' | 'awayAt'>[]): Promise<void> {
      const fresh = { seenAt: null, awayAt: null, leasedUntil: NEVER, leasedBy: null };
      const documents = receipts.map((receipt) => ({ _id: newId(), ...receipt, ...fresh }));
      await model.insertMany(documents, { ordered: false }).catch((error: unknown) => {
        if (!isDuplicate(error)) throw error;
      });
    },
    /** How many e-mails were to go to each of them since then, whatever became of these. */
    async mailsTo(memberIds: string[], since: Date): Promise<Map<string, number>> {
      const counted = await model.aggregate<{ _id: string; count: number }>([
        { $match: { memberId: { $in: memberIds }, at: { $gt: since }, 'mail.state': { $ne: 'none' } } },
        { $group: { _id: '$memberId', count: { $sum: 1 } } },
      ]);
      return new Map(counted.map(({ _id, count }) => [_id, count]));
    },
    async ofLetter(letterId: string): Promise<Receipt[]> {
      return (await model.find({ letterId }).lean<Kept[]>()).map(toReceipt);
    },
    /** How many have seen each of these letters, and how many were sent it as an e-mail, by letter. */
    async countsOf(letterIds: string[]): Promise<Map<string, { seen: number; mailed: number }>> {
      const one = (condition: object) => ({ $sum: { $cond: [condition, 1, 0] } });
      const counted = await model.aggregate<{ _id: string; seen: number; mailed: number }>([
        { $match: { letterId: { $in: letterIds } } },
        {
          $group: {
            _id: '$letterId',
            seen: one({ $ne: ['$seenAt', null] }),
            mailed: one({ $eq: ['$mail.state', 'sent'] }),
          },
        },
      ]);
      return new Map(counted.map(({ _id, seen, mailed }) => [_id, { seen, mailed }]));
    },
    /** What stands on somebody's pages, the newest first: of one discussion, or of all in their course. */
    async standingFor(memberId: string, discussionId: string | null): Promise<Receipt[]> {
      const where = { memberId, awayAt: null, ...(discussionId ? { discussionId } : {}) };
      const found = await model.find(where).sort({ at: -1 }).limit(MOST_SHOWN).lean<Kept[]>();
      return found.map(toReceipt);
    },
    /** They stand on a page of their reader's now. */
    async seen(memberId: string, letterIds: string[], now: Date): Promise<void> {
      const unseen = { memberId, letterId: { $in: letterIds }, seenAt: null };
      await model.updateMany(unseen, { $set: { seenAt: now } });
    },
    putAway: (letterId: string, memberId: string, now: Date) => put(letterId, memberId, now),
    bringBack: (letterId: string, memberId: string) => put(letterId, memberId, null),
    /** Hands one e-mail that is due to one worker; another may have it once the lease has lapsed. */
    async lease(worker: string, now: Date): Promise<LeasedReceipt | null> {
      const lease = `${worker} ${newId()}`;
      const due = {
        'mail.state': 'waiting' as const,
        'mail.nextAt': { $lte: now },
        leasedUntil: { $lte: now },
      };
      const leased = { leasedUntil: new Date(now.getTime() + LEASE_MS), leasedBy: lease };
      const kept = await model
        .findOneAndUpdate(due, { $set: leased }, { sort: { 'mail.nextAt': 1 }, returnDocument: 'after' })
        .lean<Kept>();
      return kept && { ...toReceipt(kept), id: kept._id, lease };
    },
    /** @returns whether whoever has it in hand still has; else nothing is changed */
    async changeMail({ id, lease }: LeasedReceipt, mail: Mail, { done = false } = {}): Promise<boolean> {
      const hold = done ? { leasedUntil: NEVER, leasedBy: null } : {};
      const result = await model.updateOne({ _id: id, leasedBy: lease }, { $set: { mail, ...hold } });
      return result.matchedCount === 1;
    },
  };
}
