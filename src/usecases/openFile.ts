import type { Reader } from '../domain/actor.ts';
import { NotFound } from '../domain/errors.ts';
import { mayOpen, UNPOSTED_MS } from '../domain/file.ts';
import type { Discussion } from '../store/discussions.ts';
import type { StoredFile } from '../store/files.ts';
import type { Store } from '../store/index.ts';
import { scopeOf } from './scopeReading.ts';

/**
 * A file that this reader may open. Whoever has it in something that they still write has it for longer by that.
 * @throws NotFound
 */
export async function openFile(
  store: Store,
  reader: Reader,
  discussion: Discussion,
  id: string,
  now: Date,
): Promise<StoredFile> {
  const file = await store.files.find(discussion.id, id);
  if (!file) throw new NotFound('file');
  const holders = await store.posts.holding(await scopeOf(store, reader, discussion), file.ownerId, id);
  if (!mayOpen(file, holders, reader, discussion.history)) throw new NotFound('file');
  if (file.expiresAt) await store.files.stay(file, [id], new Date(now.getTime() + UNPOSTED_MS));
  return file;
}
