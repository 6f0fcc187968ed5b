import { Schema } from 'mongoose';
import type { Connection } from './database.ts';

/** That one person found a post helpful. */
interface Kept {
  discussionId: string;
  postId: string;
  memberId: string;
  /** Test students see their own mark, and count for nobody. */
  counts: boolean;
  at: Date;
}

/** What is known of the marks on some posts: which are one's own, and how many there are where that is asked. */
export interface Marks {
  own: Set<string>;
  counts: Map<string, number>;
}

// The last field lets marks be counted from the index alone.
const schema = new Schema<Kept>(
  {
    discussionId: { type: String, required: true },
    postId: { type: String, required: true },
    memberId: { type: String, required: true },
    counts: { type: Boolean, required: true },
    at: { type: Date, required: true },
  },
  { versionKey: false },
)
  .index({ postId: 1, memberId: 1 }, { unique: true })
  .index({ postId: 1, memberId: 1, counts: 1 });

export function helpfulStore(connection: Connection) {
  const model = connection.model('Helpful', schema, 'helpful');
  return {
    /** One a person and post, however often it is said. */
    async mark({ postId, memberId, ...rest }: Kept): Promise<void> {
      await model.updateOne({ postId, memberId }, { $setOnInsert: rest }, { upsert: true });
    },
    async unmark({ postId, memberId }: Pick<Kept, 'postId' | 'memberId'>): Promise<void> {
      await model.deleteOne({ postId, memberId });
    },
    /** @param counted on which of the posts everybody's marks are counted */
    async on(postIds: readonly string[], memberId: string, counted: readonly string[]): Promise<Marks> {
      const found = await model.aggregate<{ _id: string; count: number; own: boolean }>([
        { $match: { $or: [{ postId: { $in: [...postIds] }, memberId }, { postId: { $in: [...counted] } }] } },
        { $project: { _id: 0, postId: 1, memberId: 1, counts: 1 } },
        {
          $group: {
            _id: '$postId',
            count: { $sum: { $cond: ['$counts', 1, 0] } },
            own: { $max: { $eq: ['$memberId', memberId] } },
          },
        },
      ]);
      const asked = new Set(counted);
      return {
        own: new Set(found.filter(({ own }) => own).map(({ _id }) => _id)),
        counts: new Map(found.filter(({ _id }) => asked.has(_id)).map(({ _id, count }) => [_id, count])),
      };
    },
  };
}
