import type { Collection, mongo } from 'mongoose';

interface Change<Kept extends mongo.BSON.Document> {
  filter: mongo.Filter<Kept>;
  update: mongo.UpdateFilter<Kept>;
}
type Asked<Kept extends mongo.BSON.Document> = Change<Kept> & {
  resolve(isWritten: boolean): void;
  reject(error: unknown): void;
};

/**
 * Changes of single documents, each by a filter that only the state it was made from passes. Those that come in one turn,
 * or while others are being written, are one writing: to go by itself is most of what each of them costs.
 * @returns what writes one: whether it was; false also where nobody knows, as of several of which one was not
 */
export function writingTogether<Kept extends mongo.BSON.Document>(collection: Collection<Kept>) {
  let waiting: Asked<Kept>[] = [];
  let busy = false;

  async function writeAll(): Promise<void> {
    busy = true;
    await new Promise((turn) => setImmediate(turn));
    while (waiting.length > 0) {
      const these = waiting;
      waiting = [];
      if (these.length > 1) await together(these);
      else await Promise.all(these.map(alone));
    }
    busy = false;
  }

  async function together(these: Asked<Kept>[]): Promise<void> {
    const writes = these.map(({ filter, update }) => ({ updateOne: { filter, update } }));
    try {
      const { modifiedCount } = await collection.bulkWrite(writes, { ordered: false });
      for (const { resolve } of these) resolve(modifiedCount === these.length);
    } catch {
      // What cannot be written is no other's fault, and what was written does not pass its filter again.
      await Promise.all(these.map(alone));
    }
  }

  const alone = ({ filter, update, resolve, reject }: Asked<Kept>): Promise<void> =>
    collection.updateOne(filter, update).then(({ modifiedCount }) => resolve(modifiedCount === 1), reject);

  return (filter: Change<Kept>['filter'], update: Change<Kept>['update']): Promise<boolean> =>
    new Promise((resolve, reject) => {
      waiting.push({ filter, update, resolve, reject });
      if (!busy) void writeAll();
    });
}
