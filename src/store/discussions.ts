import { type QueryFilter, Schema } from 'mongoose';
import { type Allowances, type Excuse, type Extension, NO_ALLOWANCES } from '../domain/allowance.ts';
import { type ByPostRule, NOT_BY_POST } from '../domain/byPost.ts';
import { CHANGE_MS, type Changes } from '../domain/changes.ts';
import type { WhenChanged } from '../domain/delivery.ts';
import type { Requirement, Scoring } from '../domain/discussion.ts';
import { EDITED_FREELY, type EditingRules } from '../domain/editing.ts';
import type { Release } from '../domain/grade.ts';
import { LATE_ACCEPTED, type LateRule } from '../domain/late.ts';
import {
  type Lock,
  MOST_PINNED,
  type Moderation,
  type Mute,
  UNMODERATED,
  type Window,
} from '../domain/moderation.ts';
import type { Grouping } from '../domain/opening.ts';
import type { Format } from '../domain/post.ts';
import type { Rubric } from '../domain/rubric.ts';
import { type Connection, newId } from './database.ts';
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
  ...(['id', 'courseId', 'createdAt', 'lmsDueAt', 'whenChanged', 'changes', 'previous'] as const),
  ...(['locked', 'muted', 'pinned', 'extensions', 'excused'] as const),
] satisfies (keyof Discussion)[];
export type Settings = Omit<Discussion, (typeof NOT_SET)[number] | 'aliasing'> &
  Partial<Pick<Discussion, 'aliasing'>>;
export const settingsOf = (discussion: Discussion): Settings => {
  const set = Object.entries(discussion).filter(([name]) => !(NOT_SET as string[]).includes(name));
  return Object.fromEntries(set) as unknown as Settings;
};
type Kept = Omit<Discussion, 'id' | 'changes'> & {
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
    createdAt: { type: Date, required: true },
    postSequence: { type: Number, default: 0 },
    change: { type: Number, default: 0 },
    underWay: [new Schema({ change: Number, since: Date }, { _id: false })],
    requestId: { type: String, required: true },
  },
  { versionKey: false },
)
  .index({ courseId: 1, createdAt: 1 })
  .index({ release: 1 }, { partialFilterExpression: { release: 'itself' } })
  .index({ courseId: 1, requestId: 1 }, { unique: true });

const toChanges = ({ change, underWay }: Partial<Pick<Kept, 'change' | 'underWay'>>): Changes => ({
  latest: change ?? 0,
  underWay: underWay ?? [],
});

function toDiscussion({ _id, postSequence: _, requestId: __, change, underWay, ...rest }: Kept): Discussion {
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
const CHANGED = { $inc: { change: 1 } };

export function discussionStore(connection: Connection) {
  const model = connection.model('Discussion', schema, 'discussions');
  /** Takes the next number and notes that it is under way, in one step; forgets what processes that are gone left so. */
  async function nextChange(id: string, now: Date): Promise<number> {
    const alive = { $gt: ['$$this.since', new Date(now.getTime() - CHANGE_MS)] };
    const others = { $filter: { input: { $ifNull: ['$underWay', []] }, cond: alive } };
    const kept = await model
      .findOneAndUpdate(
        { _id: id },
        [
          { $set: { change: { $add: [{ $ifNull: ['$change', 0] }, 1] } } },
          { $set: { underWay: { $concatArrays: [others, [{ change: '$change', since: now }]] } } },
        ],
        { updatePipeline: true, returnDocument: 'after', projection: { change: 1 } },
      )
      .lean();
    return kept?.change ?? 0;
  }
  return {
    /** The same `requestId` twice, as from a double click, gives the discussion the first one made. */
    async add(courseId: string, settings: Settings, requestId: string, now: Date): Promise<Discussion> {
      const fresh = {
        _id: newId(),
        ...settings,
        ...UNMODERATED,
        ...NO_ALLOWANCES,
        previous: null,
        lmsDueAt: null,
        whenChanged: 'ask' as const,
        createdAt: now,
        postSequence: 0,
        change: 0,
        underWay: [],
      };
      const kept = await model
        .findOneAndUpdate(
          { courseId, requestId: { $eq: requestId } },
          { $setOnInsert: fresh },
          { upsert: true, returnDocument: 'after' },
        )
        .lean();
      return toDiscussion(kept as Kept);
    },
    async byRequest(courseId: string, requestId: string): Promise<Discussion | null> {
      const kept = await model.findOne({ courseId, requestId: { $eq: requestId } }).lean();
      return kept && toDiscussion(kept);
    },
    /**
     * Other settings than those, which stay as what they were before.
     * @returns whether nobody else had changed them since they were read
     */
    async change(before: Discussion, settings: Settings, by: string, at: Date): Promise<boolean> {
      const asRead = { _id: before.id, 'previous.at': before.previous?.at ?? null };
      const previous = { settings: settingsOf(before), by, at };
      const { modifiedCount } = await model.updateOne(asRead, {
        $set: { ...settings, previous },
        ...CHANGED,
      });
      return modifiedCount === 1;
    },
    /** Gives a student, or a section or group, time until then, in place of what they had before; null: no more. */
    async extend(id: string, who: Pick<Extension, 'memberId' | 'groupId'>, extension: Extension | null) {
      const same = { memberId: who.memberId, groupId: who.groupId };
      await model.updateOne({ _id: id }, { $pull: { extensions: same }, ...CHANGED });
      if (extension) await model.updateOne({ _id: id }, { $push: { extensions: extension }, ...CHANGED });
    },
    /** @returns whether they were not excused before */
    async excuse(id: string, excuse: Excuse): Promise<boolean> {
      const before = { _id: id, 'excused.memberId': { $ne: excuse.memberId } };
      return (await model.updateOne(before, { $push: { excused: excuse }, ...CHANGED })).modifiedCount === 1;
    },
    async unexcuse(id: string, memberId: string): Promise<boolean> {
      const before = { _id: id, 'excused.memberId': memberId };
      return (
        (await model.updateOne(before, { $pull: { excused: { memberId } }, ...CHANGED })).modifiedCount === 1
      );
    },
    /** Ids of those whose grades are released by themselves, and for which the time has come. */
    async releasing(now: Date): Promise<string[]> {
      const itself: QueryFilter<Kept> = { release: 'itself' };
      const due: QueryFilter<Kept> = { $or: [{ releaseAt: null }, { releaseAt: { $lte: now } }] };
      const found = await model.find({ $and: [itself, due] }, { _id: 1 }).lean();
      return found.map(({ _id }) => _id);
    },
    /** Has grades released by themselves from then on; null: by hand. */
    async releaseAt(id: string, releaseAt: Date | null): Promise<void> {
      const release = releaseAt ? 'itself' : 'hand';
      await model.updateOne({ _id: id }, { $set: { release, releaseAt }, ...CHANGED });
    },
    async keepLmsDueDate(id: string, lmsDueAt: Date | null): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { lmsDueAt }, ...CHANGED });
    },
    async keepWhenChanged(id: string, whenChanged: WhenChanged): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { whenChanged } });
    },
    async find(courseId: string, id: string): Promise<Discussion | null> {
      const kept = await model.findOne({ _id: { $eq: id }, courseId }).lean();
      return kept && toDiscussion(kept);
    },
    /** Of any course: for those who have checked whose it is. */
    async byId(id: string): Promise<Discussion | null> {
      const kept = await model.findOne({ _id: { $eq: id } }).lean();
      return kept && toDiscussion(kept);
    },
    async inCourse(courseId: string): Promise<Discussion[]> {
      return (await model.find({ courseId }).sort({ createdAt: 1 }).lean()).map(toDiscussion);
    },
    /**
     * Writes what others are to hear of: posts that it adds or changes keep the number it is given. It is not for
     * transactions: the number is there for everybody at once, and one lost to a crash harms nothing.
     */
    async changing<Outcome>(
      id: string,
      now: Date,
      write: (change: number) => Promise<Outcome>,
    ): Promise<Outcome> {
      const change = await nextChange(id, now);
      try {
        return await write(change);
      } finally {
        // What cannot be crossed off now is forgotten in time.
        await model.updateOne({ _id: id }, { $pull: { underWay: { change } } }).catch(() => {});
      }
    },
    /** What to look at for whoever asks whether anything changed; null where the course has no such discussion. */
    async changesIn(courseId: string, id: string): Promise<Changes | null> {
      const kept = await model.findOne({ _id: { $eq: id }, courseId }, { change: 1, underWay: 1 }).lean();
      return kept && toChanges(kept);
    },
    /**
     * The number of the next top-level post. One lost to a crash leaves a gap and harms nothing.
     * @param evenLocked whether it is given out where the discussion is locked meanwhile; else there is none: null
     */
    async nextPostNumber(id: string, evenLocked = false): Promise<number | null> {
      const open = evenLocked ? {} : { locked: null };
      const kept = await model
        .findOneAndUpdate(
          { _id: id, ...open },
          { $inc: { postSequence: 1 } },
          { returnDocument: 'after', projection: { postSequence: 1 } },
        )
        .lean();
      return kept?.postSequence ?? null;
    },
    /** Locks it, or lifts the lock. @returns whether that changed anything */
    async lock(id: string, locked: Lock | null): Promise<boolean> {
      const before = locked ? { locked: null } : { locked: { $ne: null } };
      return (
        (await model.updateOne({ _id: id, ...before }, { $set: { locked }, ...CHANGED })).modifiedCount === 1
      );
    },
    /** @returns whether they were not muted before */
    async mute(id: string, mute: Mute): Promise<boolean> {
      const before = { _id: id, 'muted.memberId': { $ne: mute.memberId } };
      return (await model.updateOne(before, { $push: { muted: mute }, ...CHANGED })).modifiedCount === 1;
    },
    async unmute(id: string, memberId: string): Promise<boolean> {
      const before = { _id: id, 'muted.memberId': memberId };
      return (
        (await model.updateOne(before, { $pull: { muted: { memberId } }, ...CHANGED })).modifiedCount === 1
      );
    },
    /** Pins a post on top of the others, unless it is or as many are as may be. @returns whether it was not and now is */
    async pin(id: string, number: number): Promise<boolean> {
      const before = { _id: id, pinned: { $ne: number }, [`pinned.${MOST_PINNED - 1}`]: { $exists: false } };
      const added = { $push: { pinned: { $each: [number], $position: 0 } }, ...CHANGED };
      return (await model.updateOne(before, added)).modifiedCount === 1;
    },
    async unpin(id: string, number: number): Promise<boolean> {
      const before = { _id: id, pinned: number };
      return (await model.updateOne(before, { $pull: { pinned: number }, ...CHANGED })).modifiedCount === 1;
    },
  };
}
