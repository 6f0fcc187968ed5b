import { randomBytes } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';

export type { Connection } from 'mongoose';

/**
 * Opens the one connection pool of this process. Writes are acknowledged by a majority of the replica set, so
 * that a grade or a post which was confirmed to a person outlives the loss of any one server.
 */
export async function connect(uri: string): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    writeConcern: { w: 'majority' },
    serverSelectionTimeoutMS: 5_000,
    socketTimeoutMS: 30_000,
    autoIndex: false,
  });
  await connection.asPromise();
  return connection;
}

/** Builds every index; idempotent, so each process may do it at its start. */
export async function buildIndexes(connection: Connection): Promise<void> {
  await Promise.all(Object.values(connection.models).map((model) => model.createIndexes()));
}

export async function isReachable(connection: Connection): Promise<boolean> {
  try {
    await connection.db?.command({ ping: 1 }, { timeoutMS: 2_000 });
    return connection.readyState === 1;
  } catch {
    return false;
  }
}

/** A new document's id: 96 random bits, safe in a URL. */
export const newId = () => randomBytes(12).toString('base64url');

/** Whether an error is MongoDB's refusal of a second document with the same unique key. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 11000;
}
