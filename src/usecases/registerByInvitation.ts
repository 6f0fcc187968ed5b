import { RegistrationRefused } from '../domain/errors.ts';
import { hostOf, type Platform } from '../domain/platform.ts';
import type { FoundLms, RegistrationRequest } from '../lti/openidConfiguration.ts';
import type { Lacking, RegisteredLms } from '../lti/registration.ts';
import type { ToolWords } from '../lti/toolConfiguration.ts';
import type { Store } from '../store/index.ts';
import type { Invitation } from '../store/invitations.ts';
import type { Tool } from './tool.ts';

export interface Registered {
  platform: Platform;
  lacking: Lacking[];
}

/**
 * An LMS registers itself with an invitation that is good once. Until the LMS has said yes, whatever goes wrong
 * gives the invitation back. Without a good invitation nobody is called.
 * @throws RegistrationRefused
 */
export async function registerByInvitation(
  { store, lti, logger }: Pick<Tool, 'store' | 'lti' | 'logger'>,
  { invitationToken, ...asked }: RegistrationRequest & { invitationToken: string },
  words: ToolWords,
  now: Date,
): Promise<Registered> {
  const invitation = await store.invitations.take(invitationToken, now);
  if (!invitation) throw await whyNot(store, invitationToken, now);
  const lms = await lti
    .register(words, asked, async (found) => {
      await refuseSecond(store, found);
      if (!(await store.invitations.byId(invitation.id))) throw new RegistrationRefused('unknown-invitation');
    })
    .catch(async (error: unknown) => {
      await store.invitations.giveBack(invitation.id);
      throw error;
    });
  const platform = await keep(store, invitation, lms, now);
  logger.info({ platformId: platform.id, status: platform.status, name: platform.name }, 'an LMS registered');
  return { platform, lacking: lms.lacking };
}

/** What has become of an invitation: still open, or the LMS that used it. */
export type Followed = { invitation: Invitation; platform: Platform | null };

/** @throws RegistrationRefused where it is unknown, lapsed, or was used and nothing came of it */
export async function followInvitation(store: Store, token: string, now: Date): Promise<Followed> {
  const invitation = await store.invitations.byToken(token);
  if (!invitation) throw new RegistrationRefused('unknown-invitation');
  const { usedAt, expiresAt, platformId } = invitation;
  const platform = platformId === null ? null : await store.platforms.byId(platformId);
  if (platform && platform.status !== 'removed') return { invitation, platform };
  if (usedAt) throw new RegistrationRefused('unfinished', invitation.id, { at: usedAt });
  if (expiresAt <= now) throw new RegistrationRefused('expired', invitation.id, { at: expiresAt });
  return { invitation, platform: null };
}

async function whyNot(store: Store, token: string, now: Date): Promise<RegistrationRefused> {
  const { invitation, platform } = await followInvitation(store, token, now);
  // Open after all: given back by somebody else a moment ago.
  const at = invitation.usedAt ?? now;
  if (!platform) return new RegistrationRefused('unfinished', invitation.id, { at });
  return new RegistrationRefused('used', invitation.id, { name: platform.name, at });
}

/** Before the LMS makes anything of it: a second registration would be a second tool in its courses. */
async function refuseSecond({ platforms }: Store, { issuer, configurationHost }: FoundLms): Promise<void> {
  const known = (await platforms.list()).find(
    (platform) => platform.issuer === issuer && hostOf(platform) === configurationHost,
  );
  if (!known) return;
  const { id, name, status, createdAt: at } = known;
  throw new RegistrationRefused(status === 'pending' ? 'waiting' : 'registered', id, { name, at });
}

/** @throws RegistrationRefused saying that the LMS knows the tool, and the tool may not know the LMS */
async function keep(store: Store, invitation: Invitation, lms: RegisteredLms, now: Date): Promise<Platform> {
  try {
    if (!(await store.invitations.settle(invitation.id, now)))
      throw new RegistrationRefused('withdrawn', `${lms.issuer} ${lms.clientId}`);
    const wanted = platformFrom(lms, invitation);
    const pending = { ...wanted, status: 'pending' } as const;
    // A removed one that comes back with other addresses is looked at, whatever its invitation says.
    const platform = (await store.platforms.add(wanted, now)) ?? (await store.platforms.add(pending, now));
    if (!platform) throw new RegistrationRefused('duplicate', `${lms.issuer} ${lms.clientId}`);
    const { id: platformId, name } = platform;
    const facts = { name, issuerHost: new URL(lms.issuer).host, configurationHost: lms.configurationHost };
    await store.invitations.fulfilled(invitation.id, platformId);
    await store.audit.add({ at: now, by: 'lms', action: 'platform.registered', platformId, facts });
    return platform;
  } catch (error) {
    throw error instanceof RegistrationRefused ? error : new RegistrationRefused('not-kept', String(error));
  }
}

/** Called as the operator calls it, until they say otherwise: LMSs tell little more than their host. */
function platformFrom(lms: RegisteredLms, { note, approves }: Invitation) {
  const { lacking: _, hostsAgree, deploymentId, ...told } = lms;
  return {
    ...told,
    name: note || told.name,
    enteredBy: 'lms' as const,
    status: approves && hostsAgree ? ('active' as const) : ('pending' as const),
    deployments: deploymentId === null ? [] : [deploymentId],
    learnsDeployments: deploymentId === null,
  };
}
