import { Schema } from 'mongoose';
import type { Family } from '../domain/platform.ts';
import { type Connection, newId } from './database.ts';

/** An LMS context (LTI Core 1.3, section 5.4.1); its id is unique within a deployment only. */
export interface Course {
  id: string;
  platformId: string;
  deploymentId: string;
  contextId: string;
  title: string;
  family: Family;
  /** Address of the Names and Role service's memberships, as of the last launch that told it. */
  rosterUrl: string | null;
  rosterReadAt: Date | null;
  /** Why the last reading failed, and when; null when it went well or has not been tried. */
  rosterProblem: string | null;
  rosterFailedAt: Date | null;
  /** Where the LMS tells only what changed since the last reading, if it does (NRPS 2.0, `rel="differences"`). */
  rosterDifferences: string | null;
  /** When the whole of it was last read. */
  rosterWholeAt: Date | null;
  /** The LMS's own ids of all its groups, as the last launch told them, and when they were read. */
  groupIds: string[];
  groupsReadAt: Date | null;
}
type Kept = Omit<Course, 'id'> & { _id: string; memberSequence: number; rosterReadings: number };
export type CourseKey = Pick<Course, 'platformId' | 'deploymentId' | 'contextId'>;

const schema = new Schema<Kept>(
  {
    _id: String,
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    title: String,
    family: String,
    rosterUrl: { type: String, default: null },
    rosterReadAt: { type: Date, default: null },
    rosterProblem: { type: String, default: null },
    rosterFailedAt: { type: Date, default: null },
    rosterDifferences: { type: String, default: null },
    rosterWholeAt: { type: Date, default: null },
    groupIds: [String],
    groupsReadAt: { type: Date, default: null },
    memberSequence: { type: Number, default: 0 },
    rosterReadings: { type: Number, default: 0 },
  },
  { versionKey: false },
).index({ platformId: 1, deploymentId: 1, contextId: 1 }, { unique: true });

/** Courses kept before it was asked. */
const BEFORE = {
  ...{ rosterFailedAt: null, rosterDifferences: null, rosterWholeAt: null },
  ...{ groupIds: [], groupsReadAt: null },
};
const toCourse = ({ _id, memberSequence: _, rosterReadings: __, ...rest }: Kept): Course => ({
  ...{ ...BEFORE, id: _id },
  ...rest,
});

export function courseStore(connection: Connection) {
  const model = connection.model('Course', schema, 'courses');
  return {
    /** The course of a launch, kept anew or brought up to date with what the launch told. */
    async seen(
      key: CourseKey,
      told: { title: string; family: Family; rosterUrl: string | null; groupIds?: string[] },
    ): Promise<Course> {
      const { rosterUrl, ...always } = told;
      const kept = await model
        .findOneAndUpdate(
          key,
          {
            $set: rosterUrl ? told : always,
            $setOnInsert: {
              _id: newId(),
              rosterReadAt: null,
              rosterProblem: null,
              rosterFailedAt: null,
              rosterDifferences: null,
              rosterWholeAt: null,
              memberSequence: 0,
              rosterReadings: 0,
              ...(rosterUrl ? {} : { rosterUrl }),
            },
          },
          { upsert: true, returnDocument: 'after' },
        )
        .lean();
      return toCourse(kept as Kept);
    },
    async byId(id: string): Promise<Course | null> {
      const kept = await model.findById(id).lean();
      return kept && toCourse(kept);
    },
    async byIds(ids: string[]): Promise<Map<string, Course>> {
      const found = await model.find({ _id: { $in: ids } }).lean();
      return new Map(found.map((kept) => [kept._id, toCourse(kept)]));
    },
    async idsIn(platformId: string): Promise<string[]> {
      return model.distinct('_id', { platformId });
    },
    async countIn(platformId: string): Promise<number> {
      return model.countDocuments({ platformId });
    },
    async rosterRead(id: string, outcome: { at: Date; problem: string | null }): Promise<void> {
      const { at, problem } = outcome;
      const when = problem === null ? { rosterReadAt: at, rosterFailedAt: null } : { rosterFailedAt: at };
      await model.updateOne({ _id: id }, { $set: { rosterProblem: problem, ...when } });
    },
    async groupsRead(id: string, at: Date): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { groupsReadAt: at } });
    },
    /** Numbers a reading of the roster: those of several processes have an order, whatever their clocks say. */
    async beginReading(id: string): Promise<number> {
      const kept = await model
        .findOneAndUpdate({ _id: id }, { $inc: { rosterReadings: 1 } }, { returnDocument: 'after' })
        .lean();
      return kept?.rosterReadings ?? 0;
    },
    async keepDifferences(id: string, url: string | null, wholeAt: Date | null): Promise<void> {
      const whole = wholeAt ? { rosterWholeAt: wholeAt } : {};
      await model.updateOne({ _id: id }, { $set: { rosterDifferences: url, ...whole } });
    },
    /** Reserves `count` member numbers and gives the first. */
    async reserveMemberNumbers(id: string, count: number): Promise<number> {
      const kept = await model
        .findOneAndUpdate({ _id: id }, { $inc: { memberSequence: count } }, { returnDocument: 'before' })
        .lean();
      return (kept?.memberSequence ?? 0) + 1;
    },
  };
}
