import { type Unread, unreadAmong } from '../domain/readMarks.ts';
import type { Store } from '../store/index.ts';
import type { Scope } from '../store/posts.ts';

/** What somebody has not read yet of these discussions, by discussion. */
export async function findUnread(
  { posts, reads }: Store,
  memberId: string,
  scopes: readonly Scope[],
): Promise<(discussionId: string) => Unread> {
  const ids = scopes.map(({ discussionId }) => discussionId);
  const [places, read] = await Promise.all([posts.placesOfOthers(scopes, memberId), reads.of(memberId, ids)]);
  return (id) => unreadAmong(places.get(id) ?? [], read.get(id) ?? {});
}
