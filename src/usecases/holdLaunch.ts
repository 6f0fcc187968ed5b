import type { BegunLogin, Launch } from '../lti/guard.ts';
import type { Store } from '../store/index.ts';

/** Time to press one button. */
const LIFETIME_MS = 10 * 60 * 1000;

/** A launch that waits for its browser to show the proof that the LMS keeps for it. */
export interface HeldLaunch {
  /** To be handed in with the proof, once. */
  code: string;
  /** Where the LMS keeps the proof. */
  frame: string;
  origin: string;
  key: string;
}

/** What is held of a launch: all but the platform, which may be another when it is taken up again. */
export type Told = Omit<Launch, 'platform'>;

/** Keeps a launch that is verified but for its browser. */
export async function holdLaunch(
  store: Store,
  { platform, ...told }: Launch,
  { state, proof }: Pick<BegunLogin, 'state'> & { proof: NonNullable<BegunLogin['proof']> },
  now: Date,
): Promise<HeldLaunch> {
  const code = await store.heldLaunches.hold({
    platformId: platform.id,
    state,
    proofHash: proof.hash,
    told: JSON.stringify(told satisfies Told),
    expiresAt: new Date(now.getTime() + LIFETIME_MS),
  });
  return { code, frame: proof.frame, origin: new URL(platform.authUrl).origin, key: proof.key };
}
