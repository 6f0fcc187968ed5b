import type { Actor } from '../domain/actor.ts';
import type { Store } from '../store/index.ts';

/** Keeps whether single keys do something for somebody, on whatever device they come back. */
export async function useShortcuts(store: Store, { memberId }: Actor, on: boolean): Promise<void> {
  await store.members.useShortcuts(memberId, on);
}
