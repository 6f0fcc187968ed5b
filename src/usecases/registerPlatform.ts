import { z } from 'zod';
import { InvalidInput } from '../domain/errors.ts';
import { isLmsAddress, type Platform } from '../domain/platform.ts';
import { type CanvasKey, canvasKey, type ToolWords, toolAddresses } from '../lti/toolConfiguration.ts';
import type { Store } from '../store/index.ts';
import { ensureKey } from './rotateKeys.ts';

export { type CanvasKey, canvasKey, type ToolWords, toolAddresses };

// An operator who names this machine means it.
const address = z
  .string('must be an https:// address')
  .trim()
  .refine((url) => isLmsAddress(url, { loopback: true }), 'must be an https:// address');
const name = z.string().trim().min(1, 'must not be empty').max(255, 'must not be longer than 255 characters');

/** What an LMS's administrator tells of it. The messages are the command line's; pages have sentences of their own. */
const platformDetails = z
  .object({
    issuer: address,
    clientId: name,
    authUrl: address,
    tokenUrl: address,
    jwksUrl: address,
    name: name.optional(),
    deployments: z.array(name).default([]),
    learnsDeployments: z.boolean().default(false),
  })
  // Otherwise nobody could launch.
  .refine(({ deployments, learnsDeployments }) => deployments.length > 0 || learnsDeployments, {
    path: ['deployments'],
    error: 'must name what may launch, or --learn-deployments accept any of this LMS',
  });
export type PlatformDetails = z.input<typeof platformDetails>;

/**
 * Registers an LMS in an operator's name: from then on its launches are let in.
 * @returns null where this issuer and client id are registered already
 * @throws InvalidInput naming each wrong field
 */
export async function registerPlatform(
  store: Store,
  details: PlatformDetails,
  by: 'operator' | 'cli',
  now: Date,
): Promise<Platform | null> {
  const parsed = platformDetails.safeParse(details);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => [String(path[0]), message]);
    throw new InvalidInput(Object.fromEntries(errors), { ...details });
  }
  const { name: given, ...rest } = parsed.data;
  const entered = { status: 'active', enteredBy: 'operator', configurationHost: null, family: null } as const;
  await ensureKey(store, now);
  const named = { ...rest, ...entered, name: given ?? new URL(rest.issuer).host };
  const platform = await store.platforms.add(named, now);
  if (platform) {
    const entry = { action: 'platform.registered', facts: { name: platform.name } };
    await store.audit.add({ at: now, by, platformId: platform.id, ...entry });
  }
  return platform;
}
