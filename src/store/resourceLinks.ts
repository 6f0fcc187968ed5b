import { Schema } from 'mongoose';
import { type Connection, newId } from './database.ts';

/** A place in a course that launches the tool, with where its grades go, as its last launch told. */
export interface ResourceLink {
  id: string;
  courseId: string;
  resourceLinkId: string;
  discussionId: string | null;
  title: string;
  lineItemUrl: string | null;
  lineItemsUrl: string | null;
  launchedAt: Date;
  /** When the LMS last let a student in here, which it does once a teacher has published the place. */
  studentLaunchedAt: Date | null;
  /** The due date as the LMS last told it to somebody who sets up. */
  lmsDueAt: Date | null;
  /** When the discussion was found for it. */
  connectedAt: Date | null;
  /** The maximum of its column, as the LMS last told it. */
  columnMaximum: number | null;
  /** The tool made the column, and so names it. */
  ownColumn: boolean;
  /** What the tool last made the maximum of a column that it had not made; null: nothing. */
  ourMaximum: number | null;
  /** What it was before that. */
  maximumBefore: number | null;
  /** The columns of further parts of its grades, which the tool made. */
  parts: PartColumn[];
  /** When its column is next compared with what was sent; null: nothing was, lately. */
  compareAt: Date | null;
  /** When a score last arrived there. */
  deliveredAt: Date | null;
  /** A student whose launch told of a group that the whole assignment is graded by (Canvas). */
  groupTold: string | null;
  /** The discussion that it was copied with from another place, before it has one of its own. */
  copiedFrom: string | null;
}
/** The column of one part of a discussion's grades, with what it is called beside the discussion's title. */
export interface PartColumn {
  part: string;
  name: string;
  /** null: it was there, and the LMS says that it is gone. */
  url: string | null;
  maximum: number | null;
}
/** What a launch tells of its place; what is left out stays as it was. */
export type Told = Pick<ResourceLink, 'title' | 'lineItemUrl' | 'lineItemsUrl' | 'launchedAt'> &
  Partial<Pick<ResourceLink, 'studentLaunchedAt' | 'lmsDueAt'>>;
type Kept = Omit<ResourceLink, 'id'> & { _id: string };

const schema = new Schema<Kept>(
  {
    _id: String,
    courseId: { type: String, required: true },
    resourceLinkId: { type: String, required: true },
    discussionId: { type: String, default: null },
    title: String,
    lineItemUrl: { type: String, default: null },
    lineItemsUrl: { type: String, default: null },
    launchedAt: { type: Date, required: true },
    studentLaunchedAt: { type: Date, default: null },
    lmsDueAt: { type: Date, default: null },
    connectedAt: { type: Date, default: null },
    columnMaximum: { type: Number, default: null },
    ownColumn: { type: Boolean, default: false },
    ourMaximum: { type: Number, default: null },
    maximumBefore: { type: Number, default: null },
    parts: [
      new Schema<PartColumn>({ part: String, name: String, url: String, maximum: Number }, { _id: false }),
    ],
    compareAt: { type: Date, default: null },
    deliveredAt: { type: Date, default: null },
    groupTold: { type: String, default: null },
    copiedFrom: { type: String, default: null },
  },
  { versionKey: false },
)
  .index({ courseId: 1, resourceLinkId: 1 }, { unique: true })
  .index({ discussionId: 1, connectedAt: 1 })
  .index({ resourceLinkId: 1 })
  .index({ compareAt: 1 }, { partialFilterExpression: { compareAt: { $type: 'date' } } })
  .index({ courseId: 1, lineItemUrl: 1 });

/** Places kept before these were asked. */
const BEFORE = {
  ...{ studentLaunchedAt: null, lmsDueAt: null, copiedFrom: null },
  ...{ columnMaximum: null, ownColumn: false, compareAt: null, deliveredAt: null, groupTold: null },
  ...{ ourMaximum: null, maximumBefore: null, parts: [] },
};

/** A worker that died holds a comparison for this long. */
const LEASE_MS = 2 * 60_000;
const toLink = ({ _id, ...rest }: Kept): ResourceLink => ({ ...BEFORE, id: _id, ...rest });

export function resourceLinkStore(connection: Connection) {
  const model = connection.model('ResourceLink', schema, 'resourcelinks');
  return {
    async seen(key: Pick<ResourceLink, 'courseId' | 'resourceLinkId'>, told: Told): Promise<ResourceLink> {
      // Moodle leaves `lineitem` out once a link has a second one: what an earlier launch told stays good.
      const { lineItemUrl, lineItemsUrl, ...always } = told;
      const set = {
        ...always,
        ...(lineItemUrl ? { lineItemUrl } : {}),
        ...(lineItemsUrl ? { lineItemsUrl } : {}),
      };
      const kept = await model
        .findOneAndUpdate(
          { courseId: key.courseId, resourceLinkId: { $eq: key.resourceLinkId } },
          { $set: set, $setOnInsert: { _id: newId(), discussionId: null, connectedAt: null } },
          { upsert: true, returnDocument: 'after', setDefaultsOnInsert: true },
        )
        .lean();
      return toLink(kept as Kept);
    },
    /** @returns false where the link has a discussion already, which it keeps */
    async connect(id: string, discussionId: string, now: Date): Promise<boolean> {
      const free = { _id: id, discussionId: null };
      const result = await model.updateOne(free, { $set: { discussionId, connectedAt: now } });
      return result.modifiedCount === 1;
    },
    async find(id: string): Promise<ResourceLink | null> {
      const kept = await model.findById(id).lean();
      return kept && toLink(kept);
    },
    /** The links of a discussion, the first one first: a copy of an activity takes no grades from the original. */
    async ofDiscussion(discussionId: string): Promise<ResourceLink[]> {
      return (await model.find({ discussionId }).sort({ connectedAt: 1 }).lean()).map(toLink);
    },
    async inCourse(courseId: string): Promise<ResourceLink[]> {
      return (await model.find({ courseId }).sort({ connectedAt: 1 }).lean()).map(toLink);
    },
    /** Places of any course, in any LMS, that have a discussion and one of these LTI ids. */
    async withDiscussion(resourceLinkIds: string[]): Promise<ResourceLink[]> {
      const filter = { resourceLinkId: { $in: resourceLinkIds }, discussionId: { $ne: null } };
      return (await model.find(filter).lean()).map(toLink);
    },
    async keepOriginal(id: string, copiedFrom: string): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { copiedFrom } });
    },
    /** How many places of the course were copied, opened, and not set up since. */
    async copiesWaiting(courseId: string): Promise<number> {
      return model.countDocuments({ courseId, discussionId: null, copiedFrom: { $ne: null } });
    },
    /** The link with a discussion whose grades go to that line item. */
    async ofLineItem(courseId: string, lineItemUrl: string): Promise<ResourceLink | null> {
      const kept = await model
        .findOne({ courseId, lineItemUrl: { $eq: lineItemUrl }, discussionId: { $ne: null } })
        .sort({ connectedAt: 1 })
        .lean();
      return kept && toLink(kept);
    },
    /** The LMS says that it is gone; the next launch may tell another. */
    async forgetLineItem(id: string, part: string | null = null): Promise<void> {
      if (part === null)
        await model.updateOne({ _id: id }, { $set: { lineItemUrl: null, columnMaximum: null } });
      else await model.updateOne({ _id: id, 'parts.part': part }, { $set: { 'parts.$.url': null } });
    },
    /** The column of a part, in place of the one that was known of it. */
    async keepPart(id: string, column: PartColumn): Promise<void> {
      const others = { $filter: { input: '$parts', cond: { $ne: ['$$this.part', column.part] } } };
      const parts = { $concatArrays: [{ $ifNull: [others, []] }, [{ $literal: column }]] };
      await model.updateOne({ _id: id }, [{ $set: { parts } }], { updatePipeline: true });
    },
    async dropPart(id: string, part: string): Promise<void> {
      await model.updateOne({ _id: id }, { $pull: { parts: { part } } });
    },
    async keepLineItem(
      id: string,
      column: Partial<
        Pick<ResourceLink, 'lineItemUrl' | 'columnMaximum' | 'ownColumn' | 'ourMaximum' | 'maximumBefore'>
      >,
    ): Promise<void> {
      await model.updateOne({ _id: id }, { $set: column });
    },
    /** A score arrived there: what the column shows is to be compared soon. */
    async delivered(id: string, at: Date, compareAt: Date): Promise<void> {
      const sooner = {
        $cond: [{ $gt: [{ $ifNull: ['$compareAt', compareAt] }, compareAt] }, compareAt, '$compareAt'],
      };
      const set = { deliveredAt: at, compareAt: { $ifNull: [sooner, compareAt] } };
      await model.updateOne({ _id: id }, [{ $set: set }], { updatePipeline: true });
    },
    async compareSoon(id: string, at: Date): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { compareAt: at } });
    },
    /** Hands a column that is to be compared to one worker; another may have it after two minutes. */
    async leaseComparison(now: Date): Promise<(ResourceLink & { compareAt: Date }) | null> {
      const due = { compareAt: { $lte: now, $type: 'date' as const } };
      const until = new Date(now.getTime() + LEASE_MS);
      const kept = await model
        .findOneAndUpdate(
          due,
          { $set: { compareAt: until } },
          { sort: { compareAt: 1 }, returnDocument: 'after' },
        )
        .lean();
      return kept && { ...toLink(kept), compareAt: until };
    },
    /** Unless something came to be compared meanwhile. */
    async compared(
      { id, compareAt }: Pick<ResourceLink, 'id' | 'compareAt'>,
      next: Date | null,
    ): Promise<void> {
      await model.updateOne({ _id: id, compareAt }, { $set: { compareAt: next } });
    },
    /** A student's launch tells whether the assignment is done in groups, where they are in one. */
    async keepGroup(id: string, memberId: string, inGroup: boolean): Promise<void> {
      if (inGroup) await model.updateOne({ _id: id, groupTold: null }, { $set: { groupTold: memberId } });
      else await model.updateOne({ _id: id, groupTold: memberId }, { $set: { groupTold: null } });
    },
  };
}
