import { type Post, type PostModel, READ, toPost } from './postModel.ts';

/** A post as a list of posts needs it. */
export type PostSummary = Pick<
  Post,
  | 'id'
  | 'number'
  | 'title'
  | 'authorId'
  | 'authorRole'
  | 'createdAt'
  | 'deletedAt'
  | 'hiddenAt'
  | 'replyCount'
  | 'lastReplyAt'
> & { beginning: string };

/** Characters of a post's plain text that a list shows at most. */
const BEGINNING = 300;

/** What the pages of a discussion read. */
export function postLists(model: PostModel) {
  return {
    /** The thread with that number, its post first, then the replies as numbered; empty where there is none. */
    async thread(discussionId: string, threadNumber: number): Promise<Post[]> {
      const kept = await model.find({ discussionId, threadNumber }, READ).sort({ number: 1 }).lean();
      const posts = kept.map((post) => toPost(post));
      return [
        ...posts.filter((post) => post.parentId === null),
        ...posts.filter((post) => post.parentId !== null),
      ];
    },
    /** Every top-level post in order of writing, with no more of its text than the beginning. */
    async topLevel(discussionId: string): Promise<PostSummary[]> {
      return model.aggregate<PostSummary>([
        { $match: { discussionId, parentId: null } },
        { $sort: { number: 1 } },
        {
          $project: {
            ...{ _id: 0, id: '$_id', number: 1, title: 1, authorId: 1, authorRole: 1, createdAt: 1 },
            ...{ deletedAt: 1, hiddenAt: 1, replyCount: 1, lastReplyAt: 1 },
            beginning: { $substrCP: ['$plain', 0, BEGINNING] },
          },
        },
      ]);
    },
  };
}
