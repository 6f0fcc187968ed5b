import { Conflict, NotFound } from '../domain/errors.ts';
import type { Platform, PlatformStatus } from '../domain/platform.ts';
import type { Store } from '../store/index.ts';

export type StatusChange = 'approve' | 'pause' | 'resume' | 'remove';

export type PlatformChange =
  | { kind: StatusChange }
  | { kind: 'add-deployment' | 'remove-deployment'; deploymentId: string }
  | { kind: 'learn-deployments'; learns: boolean };

/** What each change makes of an LMS, from what it may be made, and how the audit list calls it. */
const STATUS_CHANGES: Record<
  StatusChange,
  { to: PlatformStatus; from: readonly PlatformStatus[]; action: string }
> = {
  approve: { to: 'active', from: ['pending'], action: 'platform.approved' },
  pause: { to: 'paused', from: ['active'], action: 'platform.paused' },
  resume: { to: 'active', from: ['paused'], action: 'platform.resumed' },
  remove: { to: 'removed', from: ['pending', 'active', 'paused'], action: 'platform.removed' },
};

/** What may be done with an LMS as it stands. */
export function statusChangesOf({ status }: Platform): StatusChange[] {
  const all = Object.keys(STATUS_CHANGES) as StatusChange[];
  return all.filter((change) => STATUS_CHANGES[change].from.includes(status));
}

/**
 * Changes what a registered LMS may do, and writes it into the audit list. Done twice it is done once. Pausing and
 * removing end for good whatever its launches began, and its grades wait.
 * @returns the LMS as it is now
 * @throws NotFound, Conflict where it is not in a state that allows this
 */
export async function changePlatform(
  store: Store,
  platformId: string,
  change: PlatformChange,
  by: 'operator' | 'cli',
  now: Date,
): Promise<Platform> {
  const platform = await store.platforms.byId(platformId);
  if (!platform || platform.status === 'removed') throw new NotFound('platform');
  const done = await carryOut(store, platform, change);
  if (done) {
    const facts = { name: platform.name, ...done.facts };
    await store.audit.add({ at: now, by, action: done.action, platformId, facts });
  }
  return (await store.platforms.byId(platformId)) ?? platform;
}

interface Done {
  action: string;
  facts: Record<string, string>;
}

/** @returns what was done, or null where it is as wanted already */
async function carryOut(store: Store, platform: Platform, change: PlatformChange): Promise<Done | null> {
  const { platforms } = store;
  const { id, deployments, learnsDeployments, status } = platform;
  if (change.kind === 'learn-deployments') {
    if (change.learns === learnsDeployments) return null;
    await platforms.learnDeployments(id, change.learns);
    const action = change.learns ? 'platform.learns-deployments' : 'platform.lists-deployments';
    return { action, facts: {} };
  }
  if (change.kind === 'add-deployment' || change.kind === 'remove-deployment') {
    const adds = change.kind === 'add-deployment';
    const { deploymentId } = change;
    if (deployments.includes(deploymentId) === adds) return null;
    await (adds ? platforms.addDeployment : platforms.removeDeployment)(id, deploymentId);
    if (!adds) await store.sessions.endOfPlatform(id, deploymentId);
    const action = adds ? 'platform.deployment-added' : 'platform.deployment-removed';
    return { action, facts: { deployment: deploymentId } };
  }
  const { to, from, action } = STATUS_CHANGES[change.kind];
  if (status === to) return null;
  // A launch that was under way when it was paused may have left something behind.
  if (to === 'active') await endAll(store, id);
  if (!(await platforms.setStatus(id, to, from))) throw new Conflict(`the platform is ${status}`);
  if (to !== 'active') await endAll(store, id);
  // It may come back at other addresses: what it gave must not go there.
  if (to === 'removed') {
    await store.accessTokens.dropAll(platform);
    await store.members.forgetAddresses(await store.courses.idsIn(id));
  }
  return { action, facts: {} };
}

async function endAll({ sessions, heldLaunches, logins }: Store, platformId: string): Promise<void> {
  await Promise.all([sessions, heldLaunches, logins].map((kept) => kept.endOfPlatform(platformId)));
}
