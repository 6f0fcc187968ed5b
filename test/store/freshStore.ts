import { type Connection, connect } from '../../src/store/database.ts';
import { createStore, type Store } from '../../src/store/index.ts';
import { openDatabase } from '../support/mongo.ts';
import { SECRET } from '../support/tool.ts';

export interface FreshStore {
  store: Store;
  /** The same database as another process sees it. */
  other: Store;
  connection: Connection;
  close(): Promise<void>;
}

/** A database of its own, with its indexes, and two processes on it. */
export async function freshStore(): Promise<FreshStore> {
  const database = await openDatabase();
  const { connection } = database;
  const second = await connect(database.uri);
  const store = createStore(connection, SECRET);
  await store.buildIndexes();
  return {
    store,
    other: createStore(second, SECRET),
    connection,
    async close() {
      await second.close();
      await database.close();
    },
  };
}

export const NOW = new Date('2026-03-02T10:00:00.000Z');
export const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
