import { InvalidInput } from '../domain/errors.ts';
import { MOST_FILES, UNPOSTED_MS } from '../domain/file.ts';
import type { Owned } from '../store/files.ts';
import type { Store } from '../store/index.ts';
import type { Written } from '../store/posts.ts';

export type Used = Pick<Written, 'files' | 'pictures'>;

/**
 * Makes sure that what a post is about to show is there, its author's own, and stays until the post says that it does.
 * @throws InvalidInput about `files`, or about `text` for pictures in it
 */
export async function useFiles(
  store: Store,
  owned: Owned,
  { files, pictures }: Used,
  now: Date,
): Promise<void> {
  const ids = [...files, ...pictures];
  if (ids.length === 0) return;
  if (ids.length > MOST_FILES) throw new InvalidInput({ files: 'file.error.tooMany' });
  const there = await store.files.byIds(owned.discussionId, ids);
  const isOwn = (id: string) => there.get(id)?.ownerId === owned.ownerId;
  if (!pictures.every((id) => isOwn(id) && there.get(id)?.picture))
    throw new InvalidInput({ text: 'file.error.pictureGone' });
  const stay = await store.files.stay(owned, ids, new Date(now.getTime() + UNPOSTED_MS));
  if (!files.every(isOwn) || stay < new Set(ids).size) throw new InvalidInput({ files: 'file.error.gone' });
}

export const sameFiles = (one: Used, other: Used): boolean =>
  one.files.join() === other.files.join() && one.pictures.join() === other.pictures.join();
