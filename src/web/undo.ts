import { mayUndelete } from '../domain/editing.ts';
import type { Scope } from '../store/posts.ts';
import type { Pages } from './pages.ts';
import type { Visit } from './visit.ts';

export interface Undo {
  action: string;
}

/** The button that brings back what was just deleted, for as long as that is possible. */
export async function undoOf(
  { store }: Pages,
  visit: Visit,
  scope: Scope,
  id: unknown,
): Promise<Undo | null> {
  if (typeof id !== 'string' || visit.lookingAs) return null;
  const post = await store.posts.find(scope, id);
  if (!post || !mayUndelete(post, visit.actor.memberId, visit.now)) return null;
  return { action: `${visit.base}/delete/${post.id}/undo` };
}
