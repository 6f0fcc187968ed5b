import type { Actor } from '../domain/actor.ts';
import { Conflict } from '../domain/errors.ts';
import { closingTo, type Lock } from '../domain/moderation.ts';
import type { Closings } from '../store/discussionChanges.ts';

/**
 * For whoever has begun to write: nothing is written where it was closed to them since they were let in.
 * @throws Conflict
 */
export function refuseClosed(actor: Actor, closings: Closings, lock: Lock | null, now: Date): void {
  const closing = closingTo(actor, { ...closings, opensAt: null, closesAt: null }, lock, now);
  if (closing) throw new Conflict(`post.error.${closing.kind}`);
}
