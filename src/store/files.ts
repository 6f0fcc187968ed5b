import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import mongoose, { Schema } from 'mongoose';
import { LARGEST_FILE, type Sent } from '../domain/file.ts';
import type { Size } from '../domain/pictures/picture.ts';
import { type Connection, isDuplicate, newId } from './database.ts';

/** Something that somebody sent to show in a post, or to attach to one. Which posts do, they say themselves. */
export interface StoredFile {
  id: string;
  discussionId: string;
  ownerId: string;
  /** As it is shown and saved: safe anywhere. */
  name: string;
  /** What its content says it is; null: nothing known. */
  type: string | null;
  /** Of a picture that browsers may show: how large it is. */
  picture: Size | null;
  size: number;
  createdAt: Date;
  /** null once a post holds it. */
  expiresAt: Date | null;
}
type Kept = Omit<StoredFile, 'id'> & {
  _id: string;
  /** Made by the browser, so that sending it once more after a lost answer keeps it once. */
  requestId: string;
  /** Whether all of it is there; until then, and once it is being removed, nobody finds it. */
  state: 'arriving' | 'here' | 'leaving';
};

const schema = new Schema<Kept>(
  {
    _id: String,
    discussionId: { type: String, required: true },
    ownerId: { type: String, required: true },
    name: { type: String, required: true },
    type: { type: String, default: null },
    picture: { type: new Schema<Size>({ width: Number, height: Number }, { _id: false }), default: null },
    size: { type: Number, required: true },
    requestId: { type: String, required: true },
    state: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, default: null },
  },
  { versionKey: false },
)
  .index({ ownerId: 1, createdAt: 1 })
  .index({ ownerId: 1, requestId: 1 }, { unique: true })
  .index({ expiresAt: 1 }, { partialFilterExpression: { expiresAt: { $type: 'date' } } });

const toFile = ({ _id, requestId: _, state: __, ...rest }: Kept): StoredFile => ({ id: _id, ...rest });

/** Whose files, and where: nobody puts another's file into a post, or one of another discussion. */
export type Owned = Pick<StoredFile, 'discussionId' | 'ownerId'>;

const DAY_MS = 24 * 60 * 60_000;

/** What is known of files is in `files`, their bytes are in the GridFS bucket `blobs`: they come and go as a stream. */
export function fileStore(connection: Connection) {
  const model = connection.model('File', schema, 'files');
  const bucket = () => {
    if (!connection.db) throw new Error('the database is not open');
    return new mongoose.mongo.GridFSBucket(connection.db, { bucketName: 'blobs' });
  };
  // The driver takes any id for a blob; its types know the usual one alone.
  const blob = (id: string) => id as unknown as mongoose.mongo.ObjectId;
  const here = ({ discussionId, ownerId }: Owned, ids: readonly string[]) => ({
    ...{ discussionId, ownerId },
    _id: { $in: [...new Set(ids)] },
    state: 'here' as const,
  });
  return {
    /** Makes room for a file that is about to come; it counts as large as it can be. @returns its id */
    async begin({ discussionId, ownerId }: Owned, now: Date, expiresAt: Date): Promise<string> {
      const id = newId();
      const nothingYet = { name: 'file', type: null, picture: null, size: LARGEST_FILE };
      const state = 'arriving' as const;
      await model.create({
        _id: id,
        ...{ discussionId, ownerId },
        ...nothingYet,
        requestId: id,
        state,
        createdAt: now,
        expiresAt,
      });
      return id;
    },
    /** Keeps its bytes as they come. */
    async write(id: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
      await pipeline(bytes, bucket().openUploadStreamWithId(blob(id), id));
    },
    /** It came to nothing. What there is of it goes with what expired: a part may still be on its way to the database. */
    async giveUp(id: string, now: Date): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { state: 'leaving', size: 0, expiresAt: now } });
    },
    /** All of it is there. @returns it, or what the same request made before: then this one is of no use */
    async finish(
      id: string,
      requestId: string,
      known: Pick<StoredFile, 'name' | 'type' | 'picture' | 'size'>,
    ): Promise<StoredFile | null> {
      try {
        const kept = await model
          .findOneAndUpdate(
            { _id: id, state: 'arriving' },
            { $set: { ...known, requestId, state: 'here' } },
            { returnDocument: 'after' },
          )
          .lean();
        return kept && toFile(kept);
      } catch (error) {
        if (isDuplicate(error)) return null;
        throw error;
      }
    },
    async byRequest({ discussionId, ownerId }: Owned, requestId: string): Promise<StoredFile | null> {
      const kept = await model
        .findOne({ discussionId, ownerId, requestId: { $eq: requestId }, state: 'here' })
        .lean();
      return kept && toFile(kept);
    },
    /** What this person sent in the last minute and day, what is arriving with it. */
    async sentBy(ownerId: string, now: Date): Promise<Sent> {
      const before = (ms: number) => new Date(now.getTime() - ms);
      const [sent] = await model.aggregate<Sent>([
        { $match: { ownerId, createdAt: { $gt: before(DAY_MS) } } },
        {
          $group: {
            _id: null,
            lastMinute: { $sum: { $cond: [{ $gt: ['$createdAt', before(60_000)] }, 1, 0] } },
            lastDay: { $sum: 1 },
            bytesLastDay: { $sum: '$size' },
          },
        },
      ]);
      return sent ?? { lastMinute: 0, lastDay: 0, bytesLastDay: 0 };
    },
    async find(discussionId: string, id: string): Promise<StoredFile | null> {
      const kept = await model.findOne({ _id: { $eq: id }, discussionId, state: 'here' }).lean();
      return kept && toFile(kept);
    },
    async byIds(discussionId: string, ids: readonly string[]): Promise<Map<string, StoredFile>> {
      if (ids.length === 0) return new Map();
      const kept = await model.find({ _id: { $in: [...ids] }, discussionId, state: 'here' }).lean();
      return new Map(kept.map((one) => [one._id, toFile(one)]));
    },
    read: (id: string): Readable => bucket().openDownloadStream(blob(id)),
    /** Their owner has them before their eyes: none goes before that time, or a day earlier. @returns how many are there */
    async stay(owned: Owned, ids: readonly string[], until: Date): Promise<number> {
      // Put off once a day at most: most looks write nothing.
      const soon = { $ne: null, $lt: new Date(until.getTime() - DAY_MS) };
      await model.updateMany({ ...here(owned, ids), expiresAt: soon }, { $set: { expiresAt: until } });
      return model.countDocuments(here(owned, ids));
    },
    /** A post holds them, and its earlier versions will: they stay for as long as it does. */
    async keep(owned: Owned, ids: readonly string[]): Promise<void> {
      if (ids.length > 0) await model.updateMany(here(owned, ids), { $set: { expiresAt: null } });
    },
    /** What came to nothing, or was never posted; a part of it. */
    async expired(now: Date, limit: number): Promise<StoredFile[]> {
      return (
        await model
          .find({ expiresAt: { $lte: now } })
          .limit(limit)
          .lean()
      ).map(toFile);
    },
    /** Unless somebody has it before their eyes again. What dies on the way is found as expired once more. */
    async removeExpired(id: string, now: Date): Promise<void> {
      const leaving = { $set: { state: 'leaving' as const } };
      const taken = await model.updateOne({ _id: id, expiresAt: { $lte: now } }, leaving);
      if (taken.matchedCount === 0) return;
      // By hand: the bucket refuses to delete what it has in part.
      await connection.collection('blobs.chunks').deleteMany({ files_id: blob(id) });
      await connection.collection('blobs.files').deleteMany({ _id: blob(id) });
      await model.deleteOne({ _id: id });
    },
  };
}
