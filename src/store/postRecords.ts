import type { Printed } from '../domain/sharing.ts';
import {
  inside,
  type Kept,
  type Post,
  type PostModel,
  type PostRecord,
  READ,
  READABLE,
  type Scope,
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

export interface Text {
  id: string;
  html: string;
  createdAt: Date;
  prints: number[];
}
export type SharingText = Pick<Post, 'html' | 'createdAt' | 'parentId' | 'threadNumber' | 'number'>;
/** A sentence that a whole class quotes is no passage to be looked up in all of them. */
export const MOST_SHARING = 50;

const RECORD =
  '-title -format -text -html -plain -words -files -pictures -requestId -replySequence -added -mentions -prints ' +
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
    /** Every post and reply of a discussion, or of these authors in it, as participation is measured by. */
    async records(discussionId: string, by?: string | string[]): Promise<PostRecord[]> {
      const filter = by === undefined ? { discussionId } : { discussionId, authorId: { $in: [by].flat() } };
      const kept = await model.find(filter, RECORD).sort({ createdAt: 1 }).lean();
      return kept.map((post) => toRecord(post));
    },
    /** When each of these authors last wrote something that stands. */
    async lastBy(discussionId: string, authorIds: string[]): Promise<Map<string, Date>> {
      const newest = await model.aggregate<{ _id: string; at: Date }>([
        { $match: { discussionId, authorId: { $in: authorIds }, deletedAt: null } },
        { $group: { _id: '$authorId', at: { $max: '$createdAt' } } },
      ]);
      return new Map(newest.map(({ _id, at }) => [_id, at]));
    },
    /** What of an author's is measured word by word: whatever of it stands, as safe HTML. */
    async textsOf(discussionId: string, authorId: string): Promise<Text[]> {
      const filter = { discussionId, authorId, ...READABLE };
      const kept = await model
        .find(filter, { html: 1, createdAt: 1, prints: 1 })
        .sort({ createdAt: 1 })
        .lean();
      return kept.map(({ _id, html, createdAt, prints = [] }) => ({ id: _id, html, createdAt, prints }));
    },
    /** What others wrote there that shares a passage with these, the earliest first. */
    async sharing(scope: Scope, authorId: string, prints: number[]): Promise<SharingText[]> {
      if (prints.length === 0) return [];
      const asked = { authorId: { $ne: authorId }, prints: { $in: prints }, ...READABLE };
      return model
        .find(inside(scope, asked), { html: 1, createdAt: 1, parentId: 1, threadNumber: 1, number: 1 })
        .sort({ createdAt: 1 })
        .limit(MOST_SHARING)
        .lean();
    },
    /** By what texts find each other, of all that stands there, the earliest first. */
    async printed(scope: Scope): Promise<Printed[]> {
      const kept = await model
        .find(inside(scope, { 'prints.0': { $exists: true }, ...READABLE }), { authorId: 1, prints: 1 })
        .sort({ createdAt: 1 })
        .lean();
      return kept.map(({ _id, authorId, prints }) => ({ id: _id, authorId, prints }));
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
