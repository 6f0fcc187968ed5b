import { Schema } from 'mongoose';
import type { About } from '../domain/letter.ts';
import { type Connection, isDuplicate, newId } from './database.ts';

/** What somebody who teaches wrote to one or many students of a discussion, each by themselves. */
export interface Letter {
  id: string;
  courseId: string;
  discussionId: string;
  by: string;
  at: Date;
  about: About;
  text: string;
  /** Member ids. */
  to: string[];
  /** Answers by e-mail go to whoever wrote it. */
  answers: boolean;
  /** That it was written in. */
  language: string;
}
/** `spread`: each of them has theirs. */
type Kept = Omit<Letter, 'id'> & { _id: string; requestId: string; spread: boolean };

/** More than anybody looks through. */
const MOST_LISTED = 50;
/** Whoever wrote it has given it to everybody by then, or is no more. */
const LEFT_LYING_MS = 30_000;

const schema = new Schema<Kept>(
  {
    _id: String,
    courseId: { type: String, required: true },
    discussionId: { type: String, required: true },
    by: { type: String, required: true },
    requestId: { type: String, required: true },
    at: { type: Date, required: true },
    about: { type: String, required: true },
    text: { type: String, required: true },
    to: { type: [String], required: true },
    answers: { type: Boolean, required: true },
    language: { type: String, required: true },
    spread: { type: Boolean, required: true },
  },
  { versionKey: false },
)
  .index({ discussionId: 1, by: 1, requestId: 1 }, { unique: true })
  .index({ discussionId: 1, at: -1 })
  .index({ courseId: 1, by: 1, at: 1 })
  .index({ at: 1 }, { name: 'lying', partialFilterExpression: { spread: false } });

const toLetter = ({ _id, requestId: _, spread: __, ...rest }: Kept): Letter => ({ id: _id, ...rest });

export function letterStore(connection: Connection) {
  const model = connection.model('Letter', schema, 'letters');
  return {
    /** Keeps a letter once. @returns it, or the one that the same form was before */
    async add(letter: Omit<Letter, 'id'>, requestId: string): Promise<Letter> {
      const kept: Kept = { _id: newId(), ...letter, requestId, spread: false };
      try {
        await model.create(kept);
        return toLetter(kept);
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        const { discussionId, by } = letter;
        return toLetter((await model.findOne({ discussionId, by, requestId }).lean<Kept>()) as Kept);
      }
    },
    /** How many somebody wrote in a course since then, by other forms than this one. */
    async countOthers(
      { courseId, by }: Pick<Letter, 'courseId' | 'by'>,
      requestId: string,
      since: Date,
    ): Promise<number> {
      return model.countDocuments({ courseId, by, requestId: { $ne: requestId }, at: { $gt: since } });
    },
    async spread(id: string): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { spread: true } });
    },
    /** One that a process began to give to everybody and did not end. */
    async lying(now: Date): Promise<Letter | null> {
      const before = new Date(now.getTime() - LEFT_LYING_MS);
      const kept = await model.findOne({ spread: false, at: { $lte: before } }).lean<Kept>();
      return kept && toLetter(kept);
    },
    async byId(id: string): Promise<Letter | null> {
      const kept = await model.findById(id).lean<Kept>();
      return kept && toLetter(kept);
    },
    async byIds(ids: string[]): Promise<Map<string, Letter>> {
      const found = await model.find({ _id: { $in: ids } }).lean<Kept[]>();
      return new Map(found.map((kept) => [kept._id, toLetter(kept)]));
    },
    /** The latest of a discussion, the newest first. */
    async ofDiscussion(discussionId: string): Promise<Letter[]> {
      const found = model.find({ discussionId }).sort({ at: -1 }).limit(MOST_LISTED);
      return (await found.lean<Kept[]>()).map(toLetter);
    },
  };
}
