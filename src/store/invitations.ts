import { randomBytes } from 'node:crypto';
import { Schema } from 'mongoose';
import { type Connection, isDuplicate, newId } from './database.ts';
import { hashOf, type Seal } from './sealed.ts';

/** Lets one LMS register itself, once, until it expires. */
export interface Invitation {
  id: string;
  /** Whom it is for, in the operator's words. */
  note: string;
  /** Whether the LMS that uses it is let in at once; otherwise it waits for an operator. */
  approves: boolean;
  createdAt: Date;
  expiresAt: Date;
  /** When a registration took it. */
  usedAt: Date | null;
  /** When the LMS had said yes to that: from then on it can be withdrawn no more. */
  settledAt: Date | null;
  /** The platform that came of it. */
  platformId: string | null;
}
interface Kept extends Omit<Invitation, 'id'> {
  _id: string;
  /** Looked up by its hash; kept sealed as well, so that the operator can copy the address again. */
  tokenHash: string;
  sealedToken: string;
}

const schema = new Schema<Kept>(
  {
    _id: String,
    note: { type: String, default: '' },
    approves: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    usedAt: { type: Date, default: null },
    settledAt: { type: Date, default: null },
    platformId: { type: String, default: null },
    tokenHash: { type: String, required: true },
    sealedToken: { type: String, required: true },
  },
  { versionKey: false },
).index({ tokenHash: 1 }, { unique: true });

function toInvitation({ _id, tokenHash: _, sealedToken: __, ...rest }: Kept): Invitation {
  return { id: _id, ...rest, settledAt: rest.settledAt ?? null };
}

export function invitationStore(connection: Connection, seal: Seal) {
  const model = connection.model('Invitation', schema, 'invitations');
  return {
    /** @param id made with the form: sent twice, it is the invitation of the first time */
    async add(
      {
        id = newId(),
        note,
        approves,
        expiresAt,
      }: Pick<Invitation, 'note' | 'approves' | 'expiresAt'> & { id?: string },
      now: Date,
    ): Promise<Invitation> {
      const token = randomBytes(24).toString('base64url');
      const kept: Kept = {
        _id: id,
        ...{ note, approves, createdAt: now, expiresAt, usedAt: null, settledAt: null, platformId: null },
        ...{ tokenHash: hashOf(token), sealedToken: seal.close(token) },
      };
      try {
        await model.create(kept);
        return toInvitation(kept);
      } catch (error) {
        const first = isDuplicate(error) ? await model.findById({ $eq: id }).lean() : null;
        if (!first) throw error;
        return toInvitation(first);
      }
    },
    async list(): Promise<Invitation[]> {
      return (await model.find().sort({ createdAt: -1 }).limit(200).lean()).map(toInvitation);
    },
    async byId(id: string): Promise<Invitation | null> {
      const kept = await model.findById({ $eq: id }).lean();
      return kept && toInvitation(kept);
    },
    /** By which a platform came; null for one that was entered by hand. */
    async ofPlatform(platformId: string): Promise<Invitation | null> {
      const kept = await model
        .findOne({ platformId: { $eq: platformId } })
        .sort({ usedAt: -1 })
        .lean();
      return kept && toInvitation(kept);
    },
    /** What makes the address to paste. @throws WrongSecret */
    async tokenOf(id: string): Promise<string | null> {
      const kept = await model.findById({ $eq: id }).lean();
      return kept && seal.open(kept.sealedToken);
    },
    /** Used or not, expired or not: the page says which. */
    async byToken(token: string): Promise<Invitation | null> {
      const kept = await model.findOne({ tokenHash: hashOf(token) }).lean();
      return kept && toInvitation(kept);
    },
    /** Of any number of registrations that ask at the same moment, one gets it. */
    async take(token: string, now: Date): Promise<Invitation | null> {
      const free = { tokenHash: hashOf(token), usedAt: null, expiresAt: { $gt: now } };
      const kept = await model
        .findOneAndUpdate(free, { $set: { usedAt: now } }, { returnDocument: 'after' })
        .lean();
      return kept && toInvitation(kept);
    },
    /** The registration came to nothing: it may be tried again. */
    async giveBack(id: string): Promise<void> {
      await model.updateOne({ _id: id, platformId: null }, { $set: { usedAt: null } });
    },
    /** The LMS said yes. @returns false where it was withdrawn meanwhile */
    async settle(id: string, now: Date): Promise<boolean> {
      return (await model.updateOne({ _id: id }, { $set: { settledAt: now } })).matchedCount === 1;
    },
    async fulfilled(id: string, platformId: string): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { platformId } });
    },
    /** @returns false where an LMS has registered with it; one that is under way comes to nothing */
    async withdraw(id: string): Promise<boolean> {
      const { deletedCount } = await model.deleteOne({ _id: { $eq: id }, settledAt: null, platformId: null });
      return deletedCount === 1;
    },
  };
}
