import type { Reader } from '../domain/actor.ts';
import { mayReadVersions } from '../domain/editing.ts';
import { NotFound } from '../domain/errors.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Post, Revision } from '../store/posts.ts';
import { scopeOf } from './scopeReading.ts';

/** A post with every version of it, oldest first, for those who may read them. @throws NotFound */
export async function readVersions(
  store: Store,
  reader: Reader,
  discussion: Discussion,
  postId: string,
): Promise<{ post: Post; versions: Revision[] }> {
  const found = await store.posts.withVersions(await scopeOf(store, reader, discussion), postId);
  if (!found || !mayReadVersions(found.post, reader, discussion.history)) throw new NotFound('versions');
  return found;
}
