import { Schema } from 'mongoose';
import { type Connection, newId } from './database.ts';

/** What those who moderate can do, and those who set up. */
export type ModerationAct =
  | 'hide'
  | 'unhide'
  | 'pin'
  | 'unpin'
  | 'lock-thread'
  | 'unlock-thread'
  | 'lock'
  | 'unlock'
  | 'mute'
  | 'unmute'
  | 'settle'
  | 'settings'
  | 'settings-undo'
  | 'extend'
  | 'extend-group'
  | 'unextend'
  | 'unextend-group'
  | 'excuse'
  | 'unexcuse';

/** Something that was decided in a discussion: by whom, about what, why. Nothing is ever changed or taken away. */
export interface ModerationEntry {
  id: string;
  discussionId: string;
  at: Date;
  byId: string;
  act: ModerationAct;
  /** `12.4`, where it was about a post. */
  label: string | null;
  /** Who wrote that, or was muted. */
  memberId: string | null;
  reason: string;
}
type Kept = Omit<ModerationEntry, 'id'> & { _id: string };

const schema = new Schema<Kept>(
  {
    _id: String,
    discussionId: { type: String, required: true },
    at: { type: Date, required: true },
    byId: { type: String, required: true },
    act: { type: String, required: true },
    label: { type: String, default: null },
    memberId: { type: String, default: null },
    reason: { type: String, default: '' },
  },
  { versionKey: false },
).index({ discussionId: 1, at: -1, _id: 1 });

const toEntry = ({ _id, ...rest }: Kept): ModerationEntry => ({ id: _id, ...rest });

export function moderationLog(connection: Connection) {
  const model = connection.model('ModerationEntry', schema, 'moderation');
  return {
    async add(entry: Omit<ModerationEntry, 'id'>): Promise<void> {
      await model.create({ _id: newId(), ...entry });
    },
    /** The latest first; those after the given one where there is such an entry. */
    async latest(discussionId: string, count: number, afterId?: string): Promise<ModerationEntry[]> {
      const last = afterId && (await model.findOne({ _id: { $eq: afterId }, discussionId }).lean());
      const older = last ? { $or: [{ at: { $lt: last.at } }, { at: last.at, _id: { $gt: last._id } }] } : {};
      const found = await model
        .find({ discussionId, ...older })
        .sort({ at: -1, _id: 1 })
        .limit(count)
        .lean();
      return found.map(toEntry);
    },
  };
}
