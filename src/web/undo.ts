import { maySetUp } from '../domain/actor.ts';
import { mayUndelete } from '../domain/editing.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Scope } from '../store/posts.ts';
import type { Pages } from './pages.ts';
import type { Visit } from './visit.ts';

export interface Undo {
  action: string;
  /** Which change of settings, by its time. */
  was?: number;
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

/** The button that takes back the change of settings that was just made, as long as it is the last. */
export function undoOfSettings({ base, actor }: Visit, { previous }: Discussion, was: unknown): Undo | null {
  if (!maySetUp(actor.role) || !previous || previous.at.getTime() !== Number(was)) return null;
  return { action: `${base}/settings/undo`, was: previous.at.getTime() };
}
