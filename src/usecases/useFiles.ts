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
  if (files.length + pictures.length > MOST_FILES) throw new InvalidInput({ files: 'file.error.tooMany' });
  const until = new Date(now.getTime() + UNPOSTED_MS);
  const are = async (ids: string[]) =>
    ids.length === 0 || (await store.files.stay(owned, ids, until)) === new Set(ids).size;
  if (!(await are(files))) throw new InvalidInput({ files: 'file.error.gone' });
  if (!(await are(pictures))) throw new InvalidInput({ text: 'file.error.pictureGone' });
}

export const sameFiles = (one: Used, other: Used): boolean =>
  one.files.join() === other.files.join() && one.pictures.join() === other.pictures.join();
