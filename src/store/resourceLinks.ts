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
}
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
  },
  { versionKey: false },
)
  .index({ courseId: 1, resourceLinkId: 1 }, { unique: true })
  .index({ discussionId: 1, launchedAt: -1 });

const toLink = ({ _id, ...rest }: Kept): ResourceLink => ({ id: _id, ...rest });

export function resourceLinkStore(connection: Connection) {
  const model = connection.model('ResourceLink', schema, 'resourcelinks');
  return {
    async seen(
      key: Pick<ResourceLink, 'courseId' | 'resourceLinkId'>,
      told: Pick<ResourceLink, 'title' | 'lineItemUrl' | 'lineItemsUrl' | 'launchedAt'>,
    ): Promise<ResourceLink> {
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
          { $set: set, $setOnInsert: { _id: newId(), discussionId: null } },
          { upsert: true, returnDocument: 'after', setDefaultsOnInsert: true },
        )
        .lean();
      return toLink(kept as Kept);
    },
    async connect(id: string, discussionId: string): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { discussionId } });
    },
    /** The links of a discussion, the one launched last first. */
    async ofDiscussion(discussionId: string): Promise<ResourceLink[]> {
      return (await model.find({ discussionId }).sort({ launchedAt: -1 }).lean()).map(toLink);
    },
    async keepLineItem(id: string, lineItemUrl: string): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { lineItemUrl } });
    },
  };
}
export type ResourceLinkStore = ReturnType<typeof resourceLinkStore>;
