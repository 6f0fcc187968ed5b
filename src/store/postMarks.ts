import { Schema } from 'mongoose';
import type { PostMarks } from '../domain/byPost.ts';
import { type Connection, isDuplicate } from './database.ts';
import { stateIn } from './stateIn.ts';

/** Which post it is, where, and whose. */
export type MarkedKey = { postId: string; discussionId: string; authorId: string };
type Kept = Omit<MarkedKey, 'postId'> & PostMarks & { _id: string; version: number };

const schema = new Schema<Kept>(
  {
    _id: String,
    discussionId: { type: String, required: true },
    authorId: { type: String, required: true },
    marks: { type: [Object], required: true },
    by: { type: String, required: true },
    at: { type: Date, required: true },
    history: { type: [Object], required: true },
    version: { type: Number, required: true },
  },
  { versionKey: false, minimize: false },
).index({ discussionId: 1, authorId: 1 });

const toMarks = ({ marks, by, at, history }: Kept): PostMarks => ({ marks, by, at, history });

/** The points that graders give beside posts. */
export function postMarkStore(connection: Connection) {
  const model = connection.model('PostMarks', schema, 'postmarks');

  async function put(kept: Kept | null, key: MarkedKey, marks: PostMarks): Promise<boolean> {
    if (kept) {
      const same = { _id: kept._id, version: kept.version };
      return (await model.updateOne(same, { $set: marks, $inc: { version: 1 } })).modifiedCount === 1;
    }
    const { postId, ...rest } = key;
    try {
      await model.create({ _id: postId, ...rest, ...marks, version: 1 });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  return {
    /** By post: all of a discussion's, or what stands beside these people's posts. */
    async ofDiscussion(discussionId: string, authorIds?: string[]): Promise<Map<string, PostMarks>> {
      const by = authorIds ? { authorId: { $in: authorIds } } : {};
      const kept = await model.find({ discussionId, ...by }).lean<Kept[]>();
      return new Map(kept.map((one) => [one._id, toMarks(one)]));
    },
    /** Names the state they are all in, to tell later whether anything changed. */
    async stateOf(discussionId: string): Promise<string> {
      return stateIn(model, discussionId);
    },
    /** Changes what stands beside one post by a pure rule, applied again where somebody else was faster. What the rule throws, nothing is kept of. */
    async change(key: MarkedKey, rule: (marks: PostMarks | null) => PostMarks | null): Promise<boolean> {
      for (;;) {
        const kept = await model.findOne({ _id: key.postId }).lean<Kept>();
        const before = kept && toMarks(kept);
        const after = rule(before);
        if (after === before || after === null) return false;
        if (await put(kept, key, after)) return true;
      }
    },
  };
}
