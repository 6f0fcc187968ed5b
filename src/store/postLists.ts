import type { QueryFilter } from 'mongoose';
import type { Order } from '../domain/listing.ts';
import { labelOfPost } from '../domain/thread.ts';
import {
  inside,
  type Kept,
  type Post,
  type PostModel,
  READ,
  READABLE,
  readable,
  type Scope,
  toPost,
} from './postModel.ts';

/** A post or reply as a list needs it. */
export type PostSummary = Pick<
  Post,
  | 'id'
  | 'discussionId'
  | 'threadNumber'
  | 'parentId'
  | 'parentAuthorId'
  | 'number'
  | 'title'
  | 'authorId'
  | 'authorRole'
  | 'groupId'
  | 'createdAt'
  | 'deletedAt'
  | 'hiddenAt'
  | 'locked'
  | 'replyCount'
  | 'lastReplyAt'
> & { beginning: string };

/** How a thread hangs together: all of it, without a word of text. */
export type Joint = Pick<Post, 'id' | 'parentId' | 'number' | 'authorId' | 'deletedAt' | 'hiddenAt'>;

const JOINT = { number: 1, parentId: 1, authorId: 1, deletedAt: 1, hiddenAt: 1 };

/** A post or reply that is called by its label. */
export type Labelled = Joint & { threadNumber: number };

/** A post that was added, or that something was done to. */
export type ChangedPost = Joint & Pick<Kept, 'threadNumber' | 'change' | 'added'>;

/** A post as its thread shows it: what was typed stays where it is. */
export type ShownPost = Omit<Post, 'text'>;

/** Which posts of a discussion are listed. */
export type Selection =
  /** Top-level posts but those numbers; those whose words are gone, as long as replies stand below them. */
  | { what: 'threads'; without?: number[] }
  /** Those of these numbers. */
  | { what: 'numbered'; numbers: number[]; authorIds?: string[] }
  /** Top-level posts without a reply. */
  | { what: 'unanswered'; authorIds?: string[]; notBy?: string }
  /** Top-level posts but those numbers that are answered or hidden, or this person's own. */
  | { what: 'answered'; orBy: string; without?: number[] }
  /** Posts and replies. */
  | { what: 'by'; authorIds: string[] }
  /** What others wrote to this person: replies to them, and what mentions them. */
  | { what: 'answers'; to: string; authorIds?: string[] };

/** Characters of a post's plain text that a list shows at most. */
const BEGINNING = 300;

/** Each is read from an index; `needs` begins with what has the fewest replies. */
const SORTS: Record<Order, Record<string, 1 | -1>> = {
  oldest: { number: 1 },
  newest: { number: -1 },
  replies: { replyCount: -1, number: -1 },
  activity: { activeAt: -1, number: -1 },
  needs: { replyCount: 1, number: 1 },
};
const FLAT_SORTS: Partial<Record<Order, Record<string, 1 | -1>>> = {
  oldest: { createdAt: 1, _id: 1 },
  newest: { createdAt: -1, _id: -1 },
};

export const selected = (scope: Scope, selection: Selection): QueryFilter<Kept> =>
  inside(scope, conditionOf(selection, readable(scope)));

function conditionOf(selection: Selection, words: QueryFilter<Kept>): QueryFilter<Kept> {
  const by =
    'authorIds' in selection && selection.authorIds ? { authorId: { $in: selection.authorIds } } : {};
  const stands = { $or: [words, { replyCount: { $gt: 0 } }] };
  const without =
    'without' in selection && selection.without?.length ? { number: { $nin: selection.without } } : {};
  switch (selection.what) {
    case 'threads':
      return { parentId: null, ...without, ...stands };
    case 'numbered':
      return { parentId: null, number: { $in: selection.numbers }, $and: [stands, by] };
    case 'answered':
      return {
        ...{ parentId: null, ...without },
        $and: [
          stands,
          { $or: [{ replyCount: { $gt: 0 } }, { authorId: selection.orBy }, { hiddenAt: { $ne: null } }] },
        ],
      };
    case 'unanswered': {
      const others = selection.notBy === undefined ? {} : { authorId: { $ne: selection.notBy } };
      return { parentId: null, replyCount: 0, ...READABLE, $and: [by, others] };
    }
    case 'by':
      return { ...words, ...by };
    case 'answers':
      return {
        ...words,
        $and: [
          { $or: [{ parentAuthorId: selection.to }, { mentions: selection.to }] },
          { authorId: { $ne: selection.to } },
          by,
        ],
      };
  }
}

/** What the pages of a discussion read. */
export function postLists(model: PostModel) {
  const summaries = (filter: QueryFilter<Kept>, sort: Record<string, 1 | -1>, skip: number, limit: number) =>
    model.aggregate<PostSummary>([
      { $match: filter },
      { $sort: sort },
      { $skip: skip },
      { $limit: limit },
      {
        $project: {
          ...{
            _id: 0,
            id: '$_id',
            discussionId: 1,
            threadNumber: 1,
            parentId: 1,
            parentAuthorId: 1,
            number: 1,
            title: 1,
          },
          ...{ authorId: 1, authorRole: 1, groupId: 1, createdAt: 1, deletedAt: 1, hiddenAt: 1, locked: 1 },
          ...{ replyCount: 1, lastReplyAt: 1, beginning: { $substrCP: ['$plain', 0, BEGINNING] } },
        },
      },
    ]);
  return {
    /** A part of what is selected, with no more of each text than the beginning. */
    async list(
      scope: Scope,
      selection: Selection,
      order: Order,
      { skip = 0, limit }: { skip?: number; limit: number },
    ): Promise<PostSummary[]> {
      const flat = selection.what === 'by' || selection.what === 'answers';
      const sort = (flat ? FLAT_SORTS[order] : undefined) ?? SORTS[order];
      return limit > 0 ? summaries(selected(scope, selection), sort, skip, limit) : [];
    },
    /** The newest of what is selected in several discussions. */
    async newestAcross(
      scopes: readonly Scope[],
      selection: Selection,
      limit: number,
    ): Promise<PostSummary[]> {
      if (scopes.length === 0) return [];
      const filter = { $or: scopes.map((scope) => selected(scope, selection)) };
      return summaries(filter, { createdAt: -1, _id: -1 }, 0, limit);
    },
    /** Top-level posts of these numbers, in that order. */
    async numbered(scope: Scope, numbers: number[]): Promise<PostSummary[]> {
      const filter = inside(scope, { parentId: null, number: { $in: numbers } });
      const found = numbers.length > 0 ? await summaries(filter, SORTS.oldest, 0, numbers.length) : [];
      const byNumber = new Map(found.map((post) => [post.number, post]));
      return numbers.flatMap((number) => byNumber.get(number) ?? []);
    },
    /** What was added or changed after a change that was settled, in the order of the changes, and no more than so many. */
    async changedSince(scope: Scope, change: number, limit: number): Promise<ChangedPost[]> {
      const fields = { ...JOINT, threadNumber: 1, change: 1, added: 1 };
      const found = await model
        .find(inside(scope, { change: { $gt: change } }), fields)
        .sort({ change: 1 })
        .limit(limit)
        .lean();
      return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
    },
    /** The latest change of what is there for somebody: 0 where nothing is. */
    async latestChange(scope: Scope, upTo = Number.MAX_SAFE_INTEGER): Promise<number> {
      const change = { $lte: upTo };
      const [last] = await model
        .find(inside(scope, { change }), { _id: 0, change: 1 })
        .sort({ change: -1 })
        .limit(1)
        .lean();
      return last?.change ?? 0;
    },
    async count(scope: Scope, selection: Selection): Promise<number> {
      return model.countDocuments(selected(scope, selection));
    },
    /** How many have their words still: top-level posts, or replies as well. */
    async countReadable(scope: Scope, which: 'posts' | 'all'): Promise<number> {
      const top = which === 'posts' ? { parentId: null } : {};
      return model.countDocuments(inside(scope, { ...top, ...readable(scope) }));
    },
    /** Every post without a reply by anybody but this person, as its number and author. */
    async unanswered(scope: Scope, notBy: string): Promise<Pick<Post, 'number' | 'authorId'>[]> {
      return model
        .find(selected(scope, { what: 'unanswered', notBy }), { _id: 0, number: 1, authorId: 1 })
        .lean();
    },
    async authorsIn(scope: Scope): Promise<string[]> {
      return model.distinct('authorId', inside(scope, {}));
    },
    /** Those of them whose words can be read. */
    async readableAuthorsIn(scope: Scope): Promise<string[]> {
      return model.distinct('authorId', inside(scope, readable(scope)));
    },
    /** The post that began the thread of that number, if there is one. */
    async rootOf(scope: Scope, threadNumber: number): Promise<Joint | null> {
      const [root] = await joints(model, inside(scope, { threadNumber, parentId: null }));
      return root ?? null;
    },
    /** How the thread of that number hangs together, in order of writing; empty where there is none. */
    async joints(scope: Scope, threadNumber: number): Promise<Joint[]> {
      return joints(model, inside(scope, { threadNumber }));
    },
    /** How everything hangs together, without a word of text. */
    async outline(scope: Scope): Promise<Labelled[]> {
      return named(model, inside(scope, {}));
    },
    /** These posts as they are shown, by id. */
    async shown(scope: Scope, ids: Iterable<string>): Promise<Map<string, ShownPost>> {
      const found = await model
        .find(inside(scope, { _id: { $in: [...new Set(ids)] } }), `${READ} -text`)
        .lean();
      return new Map(found.map((kept) => [kept._id, toPost(kept)]));
    },
    /** All of it, each as it is shown. */
    async everything(scope: Scope): Promise<ShownPost[]> {
      const found = await model.find(inside(scope, {}), '-text -revisions -requestId -replySequence').lean();
      return found.map((kept) => toPost(kept));
    },
    /** What is needed to name these posts, by id. */
    async named(scope: Scope, ids: Iterable<string>): Promise<Map<string, Labelled>> {
      const wanted = [...new Set(ids)];
      if (wanted.length === 0) return new Map();
      const posts = await named(model, inside(scope, { _id: { $in: wanted } }));
      return new Map(posts.map((post) => [post.id, post]));
    },
    /** The same for posts and replies that are called `12` and `12.4`, by that label. */
    async labelled(scope: Scope, labels: readonly string[]): Promise<Map<string, Labelled>> {
      if (labels.length === 0) return new Map();
      const called = labels.map((label) => {
        const [threadNumber = 0, number] = label.split('.').map(Number);
        return number === undefined
          ? { threadNumber, parentId: null }
          : { threadNumber, number, parentId: { $ne: null } };
      });
      const posts = await named(model, inside(scope, { $or: called }));
      return new Map(posts.map((post) => [labelOfPost(post), post]));
    },
  };
}

async function named(model: PostModel, filter: QueryFilter<Kept>): Promise<Labelled[]> {
  const found = await model.find(filter, { ...JOINT, threadNumber: 1 }).lean();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}

async function joints(model: PostModel, filter: QueryFilter<Kept>): Promise<Joint[]> {
  const found = await model.find(filter, JOINT).sort({ number: 1 }).lean();
  return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
}
