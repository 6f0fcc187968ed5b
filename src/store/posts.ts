import { Schema } from 'mongoose';
import type { Role } from '../domain/actor.ts';
import { type Connection, isDuplicate, newId } from './database.ts';

/** What was written, in the three forms it is needed in: as typed, as safe HTML, as words to count and search. */
export interface Written {
  /** Of a top-level post, if its author gave it one. */
  title: string;
  text: string;
  html: string;
  plain: string;
  words: number;
}
/** An earlier version: what was typed, from which the rest can be made again. */
export interface Revision extends Pick<Written, 'title' | 'text' | 'words'> {
  number: number;
  at: Date;
}

/** A post (no parent) or a reply (a parent in the same thread). */
export interface Post extends Written {
  id: string;
  discussionId: string;
  /** The top-level post of its thread; its own id where it is one. */
  threadId: string;
  /** That post's number in the discussion. */
  threadNumber: number;
  parentId: string | null;
  parentAuthorId: string | null;
  parentAuthorRole: Role | null;
  authorId: string;
  authorRole: Role;
  /** Of a top-level post: the thread's number. Of a reply: its number in the thread, from 1. */
  number: number;
  createdAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  hiddenAt: Date | null;
  replyCount: number;
  lastReplyAt: Date | null;
}
/** A post as grading needs it: no text, but the word count of every revision. None is blank: those are refused. */
export type PostRecord = Omit<Post, keyof Written> & {
  revisions: Pick<Revision, 'number' | 'at' | 'words'>[];
};

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

/** What goes on in a discussion: its posts and replies, when the newest came, and who wrote any. */
export interface Activity {
  discussionId: string;
  count: number;
  newestAt: Date;
  authorIds: string[];
}

export type NewPost = Omit<
  Post,
  'id' | 'editedAt' | 'deletedAt' | 'hiddenAt' | 'replyCount' | 'lastReplyAt' | 'threadId'
> & {
  threadId: string | null;
  requestId: string;
};
type Kept = Omit<Post, 'id'> & {
  _id: string;
  requestId: string;
  revisions: Revision[];
  replySequence: number;
};

const written = {
  title: { type: String, default: '' },
  text: String,
  html: String,
  plain: String,
  words: Number,
};
const schema = new Schema<Kept>(
  {
    _id: String,
    discussionId: { type: String, required: true },
    threadId: { type: String, required: true },
    threadNumber: { type: Number, required: true },
    parentId: { type: String, default: null },
    parentAuthorId: { type: String, default: null },
    parentAuthorRole: { type: String, default: null },
    authorId: { type: String, required: true },
    authorRole: { type: String, required: true },
    number: { type: Number, required: true },
    ...written,
    revisions: [
      new Schema<Revision>(
        { number: Number, at: Date, title: { type: String, default: '' }, text: String, words: Number },
        { _id: false },
      ),
    ],
    requestId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    editedAt: { type: Date, default: null },
    deletedAt: { type: Date, default: null },
    hiddenAt: { type: Date, default: null },
    replyCount: { type: Number, default: 0 },
    replySequence: { type: Number, default: 0 },
    lastReplyAt: { type: Date, default: null },
  },
  { versionKey: false },
)
  .index({ discussionId: 1, parentId: 1, number: 1 })
  .index({ discussionId: 1, threadNumber: 1, number: 1 })
  .index({ threadId: 1, number: 1 })
  .index({ discussionId: 1, authorId: 1, createdAt: 1 })
  .index({ discussionId: 1, authorId: 1, requestId: 1 }, { unique: true });

/** All revisions of a post are one document, which MongoDB bounds at 16 MB. */
export const MOST_REVISIONS = 60;
/** Characters of a post's plain text that a list shows at most. */
const BEGINNING = 300;

const READ = '-revisions -requestId -replySequence';
const RECORD = '-title -text -html -plain -words -requestId -replySequence -revisions.title -revisions.text';

const toPost = ({ _id, revisions: _, requestId: __, replySequence: ___, ...rest }: Kept): Post => ({
  id: _id,
  ...rest,
});
const toRecord = (kept: Kept): PostRecord => ({ ...toPost(kept), revisions: kept.revisions });

export function postStore(connection: Connection) {
  const model = connection.model('Post', schema, 'posts');
  const readable = { deletedAt: null, hiddenAt: null };
  return {
    /** @returns the new post, or null where this author's request was carried out already (a double submit). */
    async add(post: NewPost): Promise<Post | null> {
      const { requestId, title, text, words } = post;
      const id = newId();
      const first = { number: 1, at: post.createdAt, title, text, words };
      const kept = { ...post, _id: id, threadId: post.threadId ?? id, requestId, revisions: [first] };
      try {
        const made = await model.create(kept);
        return toPost(made.toObject());
      } catch (error) {
        if (isDuplicate(error)) return null;
        throw error;
      }
    },
    /** What this author's request made, as it was first written. */
    async byRequest(discussionId: string, authorId: string, requestId: string) {
      const kept = await model
        .findOne({ discussionId, authorId, requestId: { $eq: requestId } }, { revisions: { $slice: 1 } })
        .lean();
      return kept && { post: toPost(kept), firstText: kept.revisions[0]?.text ?? '' };
    },
    async writtenSince(discussionId: string, authorId: string, since: Date): Promise<number> {
      return model.countDocuments({ discussionId, authorId, createdAt: { $gt: since } });
    },
    async alreadySaid(
      {
        discussionId,
        parentId,
        authorId,
        text,
      }: Pick<Post, 'discussionId' | 'parentId' | 'authorId' | 'text'>,
      since: Date,
    ): Promise<Post | null> {
      const same = { discussionId, authorId, parentId, text: { $eq: text }, deletedAt: null };
      const kept = await model.findOne({ ...same, createdAt: { $gte: since } }, READ).lean();
      return kept && toPost(kept);
    },
    /** The next reply's number in a thread, or null where there is no such thread. */
    async nextReplyNumber(threadId: string): Promise<number | null> {
      const kept = await model
        .findOneAndUpdate(
          { _id: threadId, parentId: null },
          { $inc: { replySequence: 1 } },
          { returnDocument: 'after' },
        )
        .lean();
      return kept?.replySequence ?? null;
    },
    async countReply({ threadId, createdAt }: Post): Promise<void> {
      await model.updateOne({ _id: threadId }, { $inc: { replyCount: 1 }, $max: { lastReplyAt: createdAt } });
    },
    /** Counts a thread's replies anew: after one went, and so that a count that a crash left behind heals. */
    async recountReplies(threadId: string): Promise<number> {
      const standing = { threadId, parentId: { $ne: null }, ...readable };
      const [replyCount, last] = await Promise.all([
        model.countDocuments(standing),
        model.findOne(standing, { createdAt: 1 }).sort({ number: -1 }).lean(),
      ]);
      await model.updateOne(
        { _id: threadId },
        { $set: { replyCount, lastReplyAt: last?.createdAt ?? null } },
      );
      return replyCount;
    },
    async find(discussionId: string, id: string): Promise<Post | null> {
      const kept = await model.findOne({ _id: { $eq: id }, discussionId }, READ).lean();
      return kept && toPost(kept);
    },
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
    async authorsIn(discussionId: string): Promise<string[]> {
      return model.distinct('authorId', { discussionId });
    },
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
        { $match: { discussionId: { $in: discussionIds }, ...readable } },
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
    /** Adds a revision, unless the post was edited since `editedAt` was read, or as often as it can be. */
    async revise(post: Post, revision: Written & { at: Date }): Promise<boolean> {
      const { at, title, text, html, plain, words } = revision;
      const next = { $add: [{ $size: '$revisions' }, 1] };
      // Literally: what a person types may begin with a dollar sign, which a pipeline takes for an expression.
      const literal = Object.fromEntries(
        Object.entries({ title, text, html, plain, words }).map(([name, value]) => [
          name,
          { $literal: value },
        ]),
      );
      const { html: _, plain: __, ...typed } = literal;
      const added = { number: next, at, ...typed };
      const result = await model.updateOne(
        {
          ...{ _id: post.id, editedAt: post.editedAt, deletedAt: null },
          [`revisions.${MOST_REVISIONS - 1}`]: { $exists: false },
        },
        [{ $set: { ...literal, editedAt: at, revisions: { $concatArrays: ['$revisions', [added]] } } }],
        { updatePipeline: true },
      );
      return result.modifiedCount === 1;
    },
    async revisionsOf(id: string): Promise<number> {
      const kept = await model.findById(id, { 'revisions.number': 1 }).lean();
      return kept?.revisions.length ?? 0;
    },
    async markDeleted(id: string, at: Date): Promise<void> {
      await model.updateOne({ _id: id, deletedAt: null }, { $set: { deletedAt: at } });
    },
  };
}
