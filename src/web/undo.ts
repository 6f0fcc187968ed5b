import { mayUndelete } from '../domain/editing.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Pages } from './pages.ts';
import { scopeIn, type Visit } from './visit.ts';

export interface Undo {
  action: string;
}

/** The button that brings back what was just deleted, for as long as that is possible. */
export async function undoOf(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  id: unknown,
): Promise<Undo | null> {
  if (typeof id !== 'string' || visit.lookingAs) return null;
  const post = await tool.store.posts.find(await scopeIn(tool, visit, discussion), id);
  if (!post || !mayUndelete(post, visit.actor.memberId, visit.now)) return null;
  return { action: `${visit.base}/delete/${post.id}/undo` };
}
