import { Schema } from 'mongoose';
import { type Allowances, type Excuse, type Extension, NO_ALLOWANCES } from '../domain/allowance.ts';
import { type ByPostRule, NOT_BY_POST } from '../domain/byPost.ts';
import type { Changes } from '../domain/changes.ts';
import type { WhenChanged } from '../domain/delivery.ts';
import type { Requirement, Scoring } from '../domain/discussion.ts';
import { EDITED_FREELY, type EditingRules } from '../domain/editing.ts';
import type { Release } from '../domain/grade.ts';
import { LATE_ACCEPTED, type LateRule } from '../domain/late.ts';
import { type Moderation, type Mute, UNMODERATED, type Window } from '../domain/moderation.ts';
import type { Grouping } from '../domain/opening.ts';
import type { Format } from '../domain/post.ts';
import type { Rubric } from '../domain/rubric.ts';
import type { Columns } from '../domain/shares.ts';
import type { Connection } from './database.ts';
import { LOCK } from './postModel.ts';

/** A prompt with what it asks of each student. */
export interface Discussion extends EditingRules, Moderation, Allowances, LateRule, ByPostRule, Window {
  id: string;
  courseId: string;
  title: string;
  /** As typed by its author, and the safe HTML and plain text made of it. */
  promptText: string;
  promptFormat: Format;
  promptHtml: string;
  promptPlain: string;
  requirements: Requirement[];
  /** Points of the gradebook column, to which the requirements' points are scaled. */
  maximum: number;
  repliesToInstructorCount: boolean;
  scoring: Scoring;
  rubric: Rubric | null;
  release: Release;
  /** When that is, where grades are released by themselves; null: as soon as they are confirmed. */
  releaseAt: Date | null;
  /** Others' posts open to a student after their own. */
  postFirst: boolean;
  /** Students know each other by made-up names. */
  aliases: boolean;
  /** Students read and answer within their own section or group. */
  groups: Grouping;
  /** What these are made of; kept while they are off, so that they are the same afterwards. null: there never were any. */
  aliasing: Aliasing | null;
  /** IANA time zone in which its dates are meant and shown. */
  zone: string;
  /** What the LMS says is the due date, for requirements without one of their own. */
  lmsDueAt: Date | null;
  /** What becomes of a grade that somebody changed in the LMS's gradebook. */
  whenChanged: WhenChanged;
  /** How its grades lie in the gradebook. */
  columns: Columns;
  createdAt: Date;
  changes: Changes;
  /** The settings before they were last changed, by whom and when; null: they never were. */
  previous: Previous | null;
}
export interface Previous {
  settings: Settings;
  by: string;
  at: Date;
}
/** A secret of the discussion, and the language of its aliases. */
export interface Aliasing {
  key: string;
  language: string;
}
/** What of a discussion no set-up form says. */
const NOT_SET = [
  ...(['id', 'courseId', 'createdAt', 'lmsDueAt', 'whenChanged', 'columns', 'changes', 'previous'] as const),
  ...(['locked', 'muted', 'pinned', 'extensions', 'excused'] as const),
] satisfies (keyof Discussion)[];
export type Settings = Omit<Discussion, (typeof NOT_SET)[number] | 'aliasing'> &
  Partial<Pick<Discussion, 'aliasing'>>;
export const settingsOf = (discussion: Discussion): Settings => {
  const set = Object.entries(discussion).filter(([name]) => !(NOT_SET as string[]).includes(name));
  return Object.fromEntries(set) as unknown as Settings;
};
export type Kept = Omit<Discussion, 'id' | 'changes'> & {
  _id: string;
  postSequence: number;
  change: number;
  underWay: Changes['underWay'];
  requestId: string;
};

const schema = new Schema<Kept>(
  {
    _id: String,
    courseId: { type: String, required: true },
    title: { type: String, required: true },
    promptText: String,
    promptFormat: { type: String, default: 'plain' as const },
    promptHtml: String,
    promptPlain: String,
    requirements: [
      new Schema<Requirement>(
        {
          id: String,
          kind: String,
          points: Number,
          minimumWords: Number,
          dueAt: Date,
          differentClassmate: Boolean,
        },
        { _id: false },
      ),
    ],
    maximum: { type: Number, required: true },
    repliesToInstructorCount: { type: Boolean, default: false },
    scoring: String,
    late: String,
    latePercent: Number,
    rubric: { type: Schema.Types.Mixed, default: null },
    byPost: String,
    bestPosts: Number,
    release: String,
    releaseAt: { type: Date, default: null },
    opensAt: { type: Date, default: null },
    closesAt: { type: Date, default: null },
    extensions: [
      new Schema<Extension>(
        { memberId: String, groupId: String, until: Date, at: Date, by: String },
        { _id: false },
      ),
    ],
    excused: [new Schema<Excuse>({ memberId: String, at: Date, by: String }, { _id: false })],
    previous: { type: Schema.Types.Mixed, default: null },
    editing: String,
    editMinutes: Number,
    history: String,
    postFirst: { type: Boolean, default: false },
    aliases: { type: Boolean, default: false },
    groups: { type: String, default: 'none' },
    aliasing: {
      type: new Schema<Aliasing>({ key: String, language: String }, { _id: false }),
      default: null,
    },
    zone: { type: String, required: true },
    locked: { type: LOCK, default: null },
    muted: [new Schema<Mute>({ memberId: String, at: Date, reason: String }, { _id: false })],
    pinned: [Number],
    lmsDueAt: { type: Date, default: null },
    whenChanged: { type: String, default: 'ask' },
    columns: { type: String, default: 'one' },
    createdAt: { type: Date, required: true },
    postSequence: { type: Number, default: 0 },
    change: { type: Number, default: 0 },
    underWay: [new Schema({ change: Number, since: Date }, { _id: false })],
    requestId: { type: String, required: true },
  },
  { versionKey: false },
)
  .index({ courseId: 1, createdAt: 1 })
  .index({ courseId: 1, requestId: 1 }, { unique: true });

export const toChanges = ({ change, underWay }: Partial<Pick<Kept, 'change' | 'underWay'>>): Changes => ({
  latest: change ?? 0,
  underWay: underWay ?? [],
});

export function toDiscussion({
  _id,
  postSequence: _,
  requestId: __,
  change,
  underWay,
  ...rest
}: Kept): Discussion {
  const requirements = rest.requirements.map((requirement) => ({
    ...requirement,
    dueAt: requirement.dueAt ?? null,
  }));
  // Those from before there was a choice.
  const opening = {
    postFirst: rest.postFirst ?? false,
    aliases: rest.aliases ?? false,
    groups: rest.groups ?? 'none',
    aliasing: rest.aliasing ?? null,
  };
  // Those from before there was an editor are as they were typed.
  const prompt = {
    promptFormat: rest.promptFormat ?? 'plain',
    promptPlain: rest.promptPlain ?? rest.promptText,
  };
  return {
    ...EDITED_FREELY,
    ...UNMODERATED,
    ...NO_ALLOWANCES,
    ...PLAIN_RULES,
    id: _id,
    ...rest,
    previous: rest.previous ?? null,
    ...prompt,
    ...opening,
    requirements,
    whenChanged: rest.whenChanged ?? 'ask',
    columns: rest.columns ?? 'one',
    changes: toChanges({ change, underWay }),
  };
}

export type Rules = LateRule &
  ByPostRule &
  Window &
  Pick<Discussion, 'scoring' | 'rubric' | 'release' | 'releaseAt'>;
/** What a discussion is that nobody said anything about, and each that is older than what can be said. */
export const PLAIN_RULES: Rules = {
  ...{ ...LATE_ACCEPTED, scoring: 'each', rubric: null, release: 'hand', releaseAt: null },
  ...{ ...NOT_BY_POST, opensAt: null, closesAt: null },
};

/** Whatever of a discussion itself is changed counts as one change more. */
export const CHANGED = { $inc: { change: 1 } };

export const discussionModel = (connection: Connection) =>
  connection.model('Discussion', schema, 'discussions');
export type DiscussionModel = ReturnType<typeof discussionModel>;
