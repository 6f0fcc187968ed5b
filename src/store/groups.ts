import { Schema } from 'mongoose';
import type { GroupKind } from '../domain/opening.ts';
import { type Connection, newId } from './database.ts';

/** A section or group of a course: one that an LMS told of, or that was made here. */
export interface Group {
  id: string;
  courseId: string;
  kind: GroupKind;
  /** Empty where nobody gave it one. */
  name: string;
  /** Its place in the order of coming, from 1: "Group 3" for one without a name. */
  number: number;
}
interface Kept extends Omit<Group, 'id' | 'number'> {
  _id: string;
  /** The LMS's id of it; of one made here, its own. */
  told: string;
  createdAt: Date;
}

const schema = new Schema<Kept>(
  {
    _id: String,
    courseId: { type: String, required: true },
    kind: { type: String, required: true },
    told: { type: String, required: true },
    name: { type: String, default: '' },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
).index({ courseId: 1, kind: 1, told: 1 }, { unique: true });

export function groupStore(connection: Connection) {
  const model = connection.model('Group', schema, 'groups');
  return {
    /** Those of a launch, made where they are new. A name that somebody gave stays. @returns their ids, as told */
    async told(
      courseId: string,
      kind: GroupKind,
      groups: { told: string; name: string }[],
      now: Date,
    ): Promise<string[]> {
      const kept = await Promise.all(
        groups.map(({ told, name }) =>
          model
            .findOneAndUpdate(
              { courseId, kind, told: { $eq: told } },
              { $setOnInsert: { _id: newId(), name, createdAt: now } },
              { upsert: true, returnDocument: 'after' },
            )
            .lean(),
        ),
      );
      return kept.flatMap((group) => group?._id ?? []);
    },
    /** The name that the LMS tells, where nobody gave one. */
    async named(courseId: string, id: string, name: string): Promise<void> {
      await model.updateOne({ _id: id, courseId, name: '' }, { $set: { name } });
    },
    async add(courseId: string, kind: GroupKind, name: string, now: Date): Promise<void> {
      const id = newId();
      await model.create({ _id: id, told: id, courseId, kind, name, createdAt: now });
    },
    async rename(courseId: string, id: string, name: string): Promise<void> {
      await model.updateOne({ _id: { $eq: id }, courseId }, { $set: { name } });
    },
    async inCourse(courseId: string, kind: GroupKind): Promise<Group[]> {
      const kept = await model.find({ courseId, kind }).sort({ createdAt: 1, _id: 1 }).lean();
      return kept.map(({ _id, name }, index) => ({ id: _id, courseId, kind, name, number: index + 1 }));
    },
  };
}
