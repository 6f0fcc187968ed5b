import {
  type Kept,
  type Post,
  type PostModel,
  type PostRecord,
  READ,
  READABLE,
  toPost,
} from './postModel.ts';

export type { PostRecord } from './postModel.ts';

/** What goes on in a discussion: its posts and replies, when the newest came, and who wrote any. */
export interface Activity {
  discussionId: string;
  count: number;
  newestAt: Date;
  authorIds: string[];
}

const RECORD =
  '-title -format -text -html -plain -words -files -pictures -requestId -replySequence ' +
  '-revisions.title -revisions.format -revisions.text -revisions.files -revisions.pictures';

const toRecord = (kept: Kept): PostRecord => ({ ...toPost(kept), revisions: kept.revisions });

/** What measuring and grading read. */
export function postRecords(model: PostModel) {
  return {
    async byAuthor(discussionId: string, authorId: string): Promise<Post[]> {
      const kept = await model.find({ discussionId, authorId }, READ).sort({ createdAt: 1 }).lean();
      return kept.map((post) => toPost(post));
    },
    async byIds(discussionId: string, ids: string[]): Promise<Map<string, Post>> {
      const kept = await model.find({ discussionId, _id: { $in: ids } }, READ).lean();
      return new Map(kept.map((post) => [post._id, toPost(post)]));
    },
    /** Every post and reply of a discussion, or of one author in it, as participation is measured by. */
    async records(discussionId: string, authorId?: string): Promise<PostRecord[]> {
      const filter = authorId === undefined ? { discussionId } : { discussionId, authorId };
      const kept = await model.find(filter, RECORD).sort({ createdAt: 1 }).lean();
      return kept.map((post) => toRecord(post));
    },
    /** One author's posts and replies in these discussions. */
    async recordsOf(authorId: string, discussionIds: string[]): Promise<PostRecord[]> {
      const kept = await model
        .find({ discussionId: { $in: discussionIds }, authorId }, RECORD)
        .sort({ createdAt: 1 })
        .lean();
      return kept.map((post) => toRecord(post));
    },
    /** How busy these discussions are; one that nobody wrote in is left out. */
    async activityIn(discussionIds: string[]): Promise<Activity[]> {
      return model.aggregate<Activity>([
        { $match: { discussionId: { $in: discussionIds }, ...READABLE } },
        {
          $group: {
            _id: '$discussionId',
            count: { $sum: 1 },
            newestAt: { $max: '$createdAt' },
            authorIds: { $addToSet: '$authorId' },
          },
        },
        { $project: { _id: 0, discussionId: '$_id', count: 1, newestAt: 1, authorIds: 1 } },
      ]);
    },
  };
}
