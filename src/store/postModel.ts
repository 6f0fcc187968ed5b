import { type QueryFilter, Schema } from 'mongoose';
import type { Role } from '../domain/actor.ts';
import type { Lock } from '../domain/moderation.ts';
import type { Format } from '../domain/post.ts';
import type { Connection } from './database.ts';

/** What was written, in the three forms it is needed in: as typed, as safe HTML, as words to count and search. */
export interface Written {
  /** Of a top-level post, if its author gave it one. */
  title: string;
  /** How `text` was typed: as it stands, or as the source of an editor. */
  format: Format;
  text: string;
  html: string;
  plain: string;
  words: number;
  /** Ids of what is attached to it, in that order, and of the pictures in its text. */
  files: string[];
  pictures: string[];
}
/** An earlier version: what was typed, from which the rest can be made again. */
export interface Revision
  extends Pick<Written, 'title' | 'format' | 'text' | 'words' | 'files' | 'pictures'> {
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
  /** Whose section or group it is for, as its thread is; null: everybody's. */
  groupId: string | null;
  /** Of a top-level post: the thread's number. Of a reply: its number in the thread, from 1. */
  number: number;
  createdAt: Date;
  editedAt: Date | null;
  deletedAt: Date | null;
  hiddenAt: Date | null;
  /** What its author is told about why; empty where it is not hidden. */
  hiddenReason: string;
  /** Of a top-level post whose thread takes no more, and what students are told about why. */
  locked: Lock | null;
  replyCount: number;
  lastReplyAt: Date | null;
  /** When it or the newest reply below it was written. */
  activeAt: Date;
  /** The number of its latest change among the discussion's; 0 before they were counted. */
  change: number;
}
/** A post as grading needs it: no text, but the word count of every revision. None is blank: those are refused. */
export type PostRecord = Omit<Post, keyof Written> & {
  revisions: Pick<Revision, 'number' | 'at' | 'words'>[];
};

export type NewPost = Omit<
  Post,
  | 'id'
  | 'editedAt'
  | 'deletedAt'
  | 'hiddenAt'
  | 'hiddenReason'
  | 'locked'
  | 'replyCount'
  | 'lastReplyAt'
  | 'activeAt'
  | 'threadId'
  | 'groupId'
> & {
  groupId?: string | null;
  threadId: string | null;
  requestId: string;
};
export type Kept = Omit<Post, 'id'> & {
  _id: string;
  requestId: string;
  revisions: Revision[];
  replySequence: number;
  /** Whom it mentions: members' ids. */
  mentions: string[];
  /** Its first change: what is newer to somebody than that is new to them, and not only changed. */
  added: number;
  /** By which texts that share a passage find each other; older posts have none. */
  prints: number[];
};

const typed = {
  title: { type: String, default: '' },
  format: { type: String, default: 'plain' as const },
  text: String,
  words: Number,
  files: [String],
  pictures: [String],
};
export const LOCK = new Schema<Lock>({ at: Date, reason: String }, { _id: false });
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
    groupId: { type: String, default: null },
    number: { type: Number, required: true },
    ...typed,
    html: String,
    plain: String,
    mentions: [String],
    revisions: [new Schema<Revision>({ number: Number, at: Date, ...typed }, { _id: false })],
    requestId: { type: String, required: true },
    createdAt: { type: Date, required: true },
    editedAt: { type: Date, default: null },
    deletedAt: { type: Date, default: null },
    hiddenAt: { type: Date, default: null },
    hiddenReason: { type: String, default: '' },
    locked: { type: LOCK, default: null },
    replyCount: { type: Number, default: 0 },
    replySequence: { type: Number, default: 0 },
    lastReplyAt: { type: Date, default: null },
    activeAt: { type: Date, required: true },
    change: { type: Number, default: 0 },
    added: { type: Number, default: 0 },
    prints: [Number],
  },
  { versionKey: false },
)
  .index({ discussionId: 1, parentId: 1, number: 1 })
  .index({ discussionId: 1, parentId: 1, activeAt: 1, number: 1 })
  // The last fields of these let counts, and how a thread hangs together, be read from the index alone.
  .index({ discussionId: 1, parentId: 1, replyCount: 1, number: 1, deletedAt: 1, hiddenAt: 1 })
  .index({ discussionId: 1, authorId: 1, deletedAt: 1, hiddenAt: 1, createdAt: 1 })
  .index({
    ...{ discussionId: 1, threadNumber: 1, number: 1 },
    ...{ parentId: 1, authorId: 1, deletedAt: 1, hiddenAt: 1, _id: 1 },
  })
  .index({ discussionId: 1, prints: 1 })
  .index({ discussionId: 1, change: 1 })
  .index({ discussionId: 1, parentAuthorId: 1, createdAt: 1 })
  .index({ discussionId: 1, mentions: 1, createdAt: 1 })
  .index({ threadId: 1, number: 1 })
  // No language: posts of a class are in any, and its stop words would be missing. No field of ours chooses one either.
  .index(
    { discussionId: 1, title: 'text', plain: 'text' },
    {
      default_language: 'none',
      language_override: 'noLanguage',
      weights: { title: 3, plain: 1 },
      name: 'words',
    },
  )
  .index({ discussionId: 1, authorId: 1, requestId: 1 }, { unique: true });

/** All that pages show. */
export const READ = '-revisions -requestId -replySequence -added -mentions -prints';
export function toPost(kept: Kept): Post {
  const {
    _id,
    revisions: _,
    requestId: __,
    replySequence: ___,
    added: ____,
    mentions: _____,
    prints: ______,
    ...rest
  } = kept;
  // Older posts were made before there was an editor, before changes were counted, before anything could be hidden or locked,
  // and before there were files and groups.
  const { format = 'plain', change = 0, hiddenReason = '', locked = null, groupId = null } = rest;
  const { files = [], pictures = [] } = rest;
  return { id: _id, ...rest, format, change, hiddenReason, locked, groupId, files, pictures };
}

export const postModel = (connection: Connection) => connection.model('Post', schema, 'posts');
export type PostModel = ReturnType<typeof postModel>;

/** Which posts a reader's lists are made of. */
export interface Scope {
  discussionId: string;
  /** No post is there yet: others' wait for the reader's own, or the reader for a group. */
  closed?: 'own-first' | 'no-group';
  /** Only what is for one of these, or for everybody, or by the reader; absent: whatever it is for. */
  within?: { groupIds: readonly string[]; readerId: string };
  /** What is hidden can be read as well, by those who may hide it. */
  hidden?: boolean;
}
/** The one place where a scope becomes a condition. */
const condition = ({ discussionId, closed, within }: Scope): QueryFilter<Kept> => ({
  discussionId,
  ...(closed ? { _id: { $in: [] } } : {}),
  ...(within
    ? { $or: [{ groupId: { $in: [null, ...within.groupIds] } }, { authorId: within.readerId }] }
    : {}),
});
/** Whatever lists or searches posts asks within a scope, and adds to it: nothing that is asked takes its place. */
export const inside = (scope: Scope, asked: QueryFilter<Kept>): QueryFilter<Kept> => ({
  $and: [condition(scope), asked],
});
/** What has its words still for everybody: neither deleted by its author nor hidden. */
export const READABLE = { deletedAt: null, hiddenAt: null };
/** What has its words still for whoever reads. */
export const readable = ({ hidden = false }: Scope): QueryFilter<Kept> =>
  hidden ? { deletedAt: null } : READABLE;
