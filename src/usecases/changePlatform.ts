import type { Platform } from '../domain/platform.ts';
import type { Store } from '../store/index.ts';

export interface PlatformChange {
  issuer: string;
  clientId: string;
  /** Deployments to let in besides those known. */
  deployments: string[];
  /** null: as it is. Pausing ends the sessions of this LMS with their next page. */
  status: Platform['status'] | null;
}

/** Changes what a registered LMS may do. @returns it as it is now, or null where it is not registered */
export async function changePlatform(store: Store, change: PlatformChange): Promise<Platform | null> {
  const platform = await store.platforms.find(change.issuer, change.clientId);
  if (!platform) return null;
  for (const deployment of change.deployments) await store.platforms.addDeployment(platform.id, deployment);
  if (change.status) await store.platforms.setStatus(platform.id, change.status);
  return store.platforms.byId(platform.id);
}
