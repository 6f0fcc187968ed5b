import { z } from 'zod';
import { Conflict, InvalidInput } from '../domain/errors.ts';
import type { Store } from '../store/index.ts';
import type { Invitation } from '../store/invitations.ts';

export const LONGEST_INVITATION_DAYS = 90;

/** What an operator says of an invitation; errors are catalogue keys. */
const invitationDetails = z.object({
  id: z.string().regex(/^[\w-]{8,64}$/),
  note: z.string().trim().min(1, 'admin.invite.error.note').max(200, 'admin.invite.error.note'),
  days: z.coerce
    .number('admin.invite.error.days')
    .int('admin.invite.error.days')
    .min(1, 'admin.invite.error.days')
    .max(LONGEST_INVITATION_DAYS, 'admin.invite.error.days'),
  approves: z.boolean(),
});
export type InvitationDetails = z.input<typeof invitationDetails>;

/**
 * Invites one LMS to register itself.
 * @param details `id` is made with the form, so that sending it twice invites once
 * @throws InvalidInput naming each wrong field
 */
export async function invite(store: Store, details: InvitationDetails, now: Date): Promise<Invitation> {
  const parsed = invitationDetails.safeParse(details);
  if (!parsed.success) {
    const errors = parsed.error.issues.toReversed().map(({ path, message }) => [String(path[0]), message]);
    throw new InvalidInput(Object.fromEntries(errors), { ...details });
  }
  const { id, note, days, approves } = parsed.data;
  const expiresAt = new Date(now.getTime() + days * 24 * 60 * 60 * 1000);
  const known = await store.invitations.byId(id);
  if (known) return known;
  const invitation = await store.invitations.add({ id, note, approves, expiresAt }, now);
  const action = approves ? 'invitation.made-approving' : 'invitation.made';
  await store.audit.add({ at: now, by: 'operator', action, platformId: null, facts: { note } });
  return invitation;
}

/** Nobody can register with it any more. @throws Conflict where somebody has */
export async function withdrawInvitation(store: Store, { id, note }: Invitation, now: Date): Promise<void> {
  if (!(await store.invitations.withdraw(id))) throw new Conflict('the invitation is used');
  const entry = { action: 'invitation.withdrawn', platformId: null, facts: { note } };
  await store.audit.add({ at: now, by: 'operator', ...entry });
}

/** The address that an LMS's administrator pastes. @throws WrongSecret */
export async function invitationUrl(
  { store, baseUrl }: { store: Store; baseUrl: string },
  { id }: Invitation,
): Promise<string | null> {
  const token = await store.invitations.tokenOf(id);
  return token && `${baseUrl}/register/${token}`;
}
