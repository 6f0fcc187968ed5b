import { timingSafeEqual } from 'node:crypto';
import { LaunchRefused } from '../domain/errors.ts';
import { hashOf } from '../store/sealed.ts';
import { type Entered, letIn } from './enterByLaunch.ts';
import type { Told } from './holdLaunch.ts';
import type { Tool } from './tool.ts';

/**
 * Lets a person in by a launch that was held in a frame without cookies. The code says which launch; the proof, that
 * this is the browser which began its login: somebody else's launch, put into this browser, comes without it.
 * @param browser the name that the session is kept under; `browsers` are all that the browser has
 * @throws LaunchRefused; the code is used up by that
 */
export async function continueLaunch(
  tool: Tool,
  { code, proof }: { code: string; proof: string },
  { browser, browsers }: { browser: string; browsers: string[] },
  now: Date,
): Promise<Entered> {
  const held = await tool.store.heldLaunches.take(code, now);
  if (!held) throw new LaunchRefused('held', 'no launch waits for this code: used, lapsed or invented');
  const platform = await tool.store.platforms.byId(held.platformId);
  if (!timingSafeEqual(Buffer.from(hashOf(proof)), Buffer.from(held.proofHash))) {
    throw refused('held', 'the proof is not the one that was given at login', held.platformId);
  }
  if (platform?.status !== 'active') throw refused('platform-paused', 'since the launch', held.platformId);
  const told: Told = JSON.parse(held.told);
  if (!platform.deployments.includes(told.deploymentId))
    throw refused('deployment', told.deploymentId, held.platformId);
  return letIn(tool.store, { ...told, platform }, { state: held.state, browser, browsers }, now);
}

function refused(reason: string, detail: string, platformId: string): LaunchRefused {
  return Object.assign(new LaunchRefused(reason, detail), { platformId });
}
