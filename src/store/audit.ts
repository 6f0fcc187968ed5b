import { Schema } from 'mongoose';
import { type Connection, newId } from './database.ts';

/** Something that was done about platforms: by whom, to which, with what. Nothing is ever changed or taken away. */
export interface AuditEntry {
  id: string;
  at: Date;
  /** `operator` in /admin, `cli` on the command line, `lms` by registering itself, `lms-admin` after a launch. */
  by: 'operator' | 'cli' | 'lms' | 'lms-admin';
  /** What was done, such as `platform.registered` or `platform.paused`: a catalogue key below `admin.audit`. */
  action: string;
  platformId: string | null;
  /** For the sentence: names and numbers, never a secret. */
  facts: Record<string, string>;
}
type Kept = Omit<AuditEntry, 'id'> & { _id: string };

const schema = new Schema<Kept>(
  {
    _id: String,
    at: { type: Date, required: true },
    by: { type: String, required: true },
    action: { type: String, required: true },
    platformId: { type: String, default: null },
    facts: { type: Object, default: {} },
  },
  { versionKey: false, minimize: false },
)
  .index({ at: -1 })
  .index({ platformId: 1, at: -1 });

const toEntry = ({ _id, ...rest }: Kept): AuditEntry => ({ id: _id, ...rest });

export function auditStore(connection: Connection) {
  const model = connection.model('Audit', schema, 'audit');
  return {
    async add(entry: Omit<AuditEntry, 'id'>): Promise<void> {
      await model.create({ _id: newId(), ...entry });
    },
    /** The latest first; of one platform, or of all. */
    async latest(count: number, platformId?: string): Promise<AuditEntry[]> {
      const filter = platformId === undefined ? {} : { platformId: { $eq: platformId } };
      return (await model.find(filter).sort({ at: -1, _id: 1 }).limit(count).lean()).map(toEntry);
    },
    /** Those that come after the given one in the order of `latest`; null where there is none of that id. */
    async after(id: string, count: number): Promise<AuditEntry[] | null> {
      const last = await model.findById({ $eq: id }).lean();
      if (!last) return null;
      const older = { $or: [{ at: { $lt: last.at } }, { at: last.at, _id: { $gt: id } }] };
      return (await model.find(older).sort({ at: -1, _id: 1 }).limit(count).lean()).map(toEntry);
    },
  };
}
