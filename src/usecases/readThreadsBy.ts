import { type Actor, mayRead } from '../domain/actor.ts';
import type { ThreadOrder } from '../domain/branches.ts';
import { NotAllowed } from '../domain/errors.ts';
import type { Store } from '../store/index.ts';

/** Keeps how somebody reads threads, on whatever device they come back. @throws NotAllowed */
export async function readThreadsBy(store: Store, actor: Actor, order: ThreadOrder): Promise<void> {
  if (!mayRead(actor.role)) throw new NotAllowed('read posts');
  await store.members.readThreadsBy(actor.memberId, order);
}
