import type { Lock } from '../domain/moderation.ts';
import { printsOf } from '../domain/ownWords.ts';
import { mentionedIn } from '../domain/post.ts';
import { isDuplicate, newId } from './database.ts';
import {
  inside,
  type NewPost,
  type Post,
  type PostModel,
  READ,
  READABLE,
  type Revision,
  type Scope,
  toPost,
  type Written,
} from './postModel.ts';

export type { NewPost, Post, Revision, Scope, Written } from './postModel.ts';

/** All revisions of a post are one document, which MongoDB bounds at 16 MB. */
export const MOST_REVISIONS = 60;
/** Writing posts, and finding the one that is written about. */
export function postStore(model: PostModel) {
  return {
    /** @returns the new post, or null where this author's request was carried out already (a double submit). */
    async add(post: NewPost): Promise<Post | null> {
      const { requestId, title, format, text, words, files, pictures } = post;
      const id = newId();
      const first = { number: 1, at: post.createdAt, title, format, text, words, files, pictures };
      const kept = {
        ...post,
        ...{
          _id: id,
          threadId: post.threadId ?? id,
          requestId,
          revisions: [first],
          mentions: mentionedIn(post.plain),
          added: post.change,
          activeAt: post.createdAt,
          prints: printsOf(post.plain),
        },
      };
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
      const { text = '', files = [], pictures = [] } = kept?.revisions[0] ?? {};
      return kept && { post: toPost(kept), first: { text, files, pictures } };
    },
    async isEmpty(discussionId: string): Promise<boolean> {
      return (await model.exists({ discussionId })) === null;
    },
    /** Whether this person ever wrote here; what they took away again counts as well. */
    async hasWritten(discussionId: string, authorId: string): Promise<boolean> {
      return (await model.exists({ discussionId, authorId })) !== null;
    },
    /** In which of these discussions that author has written anything. */
    async writtenIn(discussionIds: string[], authorId: string): Promise<Set<string>> {
      if (discussionIds.length === 0) return new Set();
      return new Set(
        await model.distinct('discussionId', { discussionId: { $in: discussionIds }, authorId }),
      );
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
    /**
     * The next reply's number in a thread, or null where there is no such thread.
     * @param evenLocked whether it is given out where the thread is locked meanwhile; else there is none: null
     */
    async nextReplyNumber(threadId: string, evenLocked = false): Promise<number | null> {
      const open = evenLocked ? {} : { locked: null };
      const kept = await model
        .findOneAndUpdate(
          { _id: threadId, parentId: null, ...open },
          { $inc: { replySequence: 1 } },
          { returnDocument: 'after', projection: { replySequence: 1 } },
        )
        .lean();
      return kept?.replySequence ?? null;
    },
    async countReply({ threadId, createdAt }: Post): Promise<void> {
      const newest = { lastReplyAt: createdAt, activeAt: createdAt };
      await model.updateOne({ _id: threadId }, { $inc: { replyCount: 1 }, $max: newest });
    },
    /** Counts a thread's replies anew: after one went, and so that a count that a crash left behind heals. */
    async recountReplies(threadId: string): Promise<number> {
      const standing = { threadId, parentId: { $ne: null }, ...READABLE };
      const [replyCount, last] = await Promise.all([
        model.countDocuments(standing),
        model.findOne(standing, { createdAt: 1 }).sort({ number: -1 }).lean(),
      ]);
      const lastReplyAt = last?.createdAt ?? null;
      await model.updateOne(
        { _id: threadId },
        [{ $set: { replyCount, lastReplyAt, activeAt: lastReplyAt ?? '$createdAt' } }],
        { updatePipeline: true },
      );
      return replyCount;
    },
    async find(scope: Scope, id: string): Promise<Post | null> {
      const kept = await model.findOne(inside(scope, { _id: { $eq: id } }), READ).lean();
      return kept && toPost(kept);
    },
    /** Adds a revision, unless the post was edited since `editedAt` was read, or as often as it can be. */
    async revise(post: Post, revision: Written & { at: Date; change: number }): Promise<boolean> {
      const { at, change, title, format, text, html, plain, words, files, pictures } = revision;
      const prints = printsOf(plain);
      const next = { $add: [{ $size: '$revisions' }, 1] };
      // Literally: what a person types may begin with a dollar sign, which a pipeline takes for an expression.
      const literal = Object.fromEntries(
        Object.entries({ title, format, text, html, plain, words, files, pictures, prints }).map(
          ([name, value]) => [name, { $literal: value }],
        ),
      );
      const { html: _, plain: __, prints: ___, ...typed } = literal;
      const added = { number: next, at, ...typed };
      const result = await model.updateOne(
        {
          ...{ _id: post.id, editedAt: post.editedAt, ...READABLE },
          [`revisions.${MOST_REVISIONS - 1}`]: { $exists: false },
        },
        [
          {
            $set: {
              ...literal,
              mentions: { $literal: mentionedIn(plain) },
              ...{ editedAt: at, change, revisions: { $concatArrays: ['$revisions', [added]] } },
            },
          },
        ],
        { updatePipeline: true },
      );
      return result.modifiedCount === 1;
    },
    /** With every version of it, oldest first. */
    async withVersions(scope: Scope, id: string): Promise<{ post: Post; versions: Revision[] } | null> {
      const kept = await model.findOne(inside(scope, { _id: { $eq: id } })).lean();
      return kept && { post: toPost(kept), versions: kept.revisions };
    },
    async revisionsOf(id: string): Promise<number> {
      const kept = await model.findById(id, { 'revisions.number': 1 }).lean();
      return kept?.revisions.length ?? 0;
    },
    /** @returns whether it was still there to be deleted */
    async markDeleted(id: string, at: Date, change: number): Promise<boolean> {
      const gone = { $set: { deletedAt: at, change } };
      return (await model.updateOne({ _id: id, ...READABLE }, gone)).modifiedCount === 1;
    },
    /** Hides it. @returns whether it was there to be hidden */
    async hide(id: string, hidden: Pick<Post, 'hiddenAt' | 'hiddenReason' | 'change'>): Promise<boolean> {
      return (await model.updateOne({ _id: id, ...READABLE }, { $set: hidden })).modifiedCount === 1;
    },
    /** @returns whether it was hidden */
    async unhide(id: string, change: number): Promise<boolean> {
      const shown = { $set: { hiddenAt: null, hiddenReason: '', change } };
      return (await model.updateOne({ _id: id, hiddenAt: { $ne: null } }, shown)).modifiedCount === 1;
    },
    /** Locks a thread, or lifts the lock. @returns whether that changed anything */
    async lock(threadId: string, locked: Lock | null, change: number): Promise<boolean> {
      const before = { _id: threadId, parentId: null, locked: locked ? null : { $ne: null } };
      return (await model.updateOne(before, { $set: { locked, change } })).modifiedCount === 1;
    },
    /** Whether a thread is locked, and why. */
    async lockOf(threadId: string): Promise<Lock | null> {
      return (await model.findById(threadId, { locked: 1 }).lean())?.locked ?? null;
    },
    /** Brings back what was deleted then. */
    async undelete({ id, deletedAt }: Pick<Post, 'id' | 'deletedAt'>, change: number): Promise<void> {
      await model.updateOne({ _id: id, deletedAt }, { $set: { deletedAt: null, change } });
    },
  };
}
