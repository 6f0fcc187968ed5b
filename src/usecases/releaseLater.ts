import { type Actor, mayGrade } from '../domain/actor.ts';
import { InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import type { Store } from '../store/index.ts';

/** Has what is confirmed released by itself from a time on; null: by hand again. @throws NotAllowed, NotFound, InvalidInput */
export async function releaseLater(
  store: Store,
  actor: Actor,
  { discussionId, at }: { discussionId: string; at: Date | null },
  now: Date,
): Promise<void> {
  if (!mayGrade(actor.role)) throw new NotAllowed('grade');
  if (at && at <= now) throw new InvalidInput({ releaseAt: 'grading.many.error.past' });
  const discussion = await store.discussions.find(actor.courseId, discussionId);
  if (!discussion) throw new NotFound('discussion');
  await store.discussions.releaseAt(discussion.id, at);
}
