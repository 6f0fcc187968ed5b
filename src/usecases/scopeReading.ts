import type { Reader } from '../domain/actor.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Scope } from '../store/posts.ts';

/**
 * Which posts of a discussion are there for somebody: to read, to find, to count, and so also to answer. Whatever a page
 * lists and whatever a form names is looked up within it.
 */
export async function scopeOf(_store: Store, _reader: Reader, { id }: Discussion): Promise<Scope> {
  return { discussionId: id };
}
