import { Conflict } from '../domain/errors.ts';
import type { AuditEntry } from '../store/audit.ts';
import type { Store } from '../store/index.ts';
import type { Invitation } from '../store/invitations.ts';

export interface Invite {
  /** Made with the form, so that sending it twice invites once. */
  id?: string;
  /** Whom it is for, in the operator's words. */
  note: string;
  /** Whether the LMS that uses it is let in at once. */
  approves: boolean;
  days: number;
}

/** For how many days an invitation is good, unless said otherwise, and at most. */
export const INVITATION_DAYS = { preset: 7, most: 90 };

const DAY_MS = 24 * 60 * 60 * 1000;

/** Makes an address with which one LMS may register itself, once. */
export async function invite(
  { store, baseUrl }: { store: Pick<Store, 'invitations' | 'audit'>; baseUrl: string },
  { id, note, approves, days }: Invite,
  by: AuditEntry['by'],
  now: Date,
): Promise<{ invitation: Invitation; url: string }> {
  const expiresAt = new Date(now.getTime() + days * DAY_MS);
  const known = id === undefined ? null : await store.invitations.byId(id);
  const invitation = known ?? (await store.invitations.add({ id, note, approves, expiresAt }, now));
  const url = invitationUrl(baseUrl, String(await store.invitations.tokenOf(invitation.id)));
  if (known) return { invitation, url };
  const facts = { note, approves: String(approves), expiresAt: expiresAt.toISOString() };
  await store.audit.add({ at: now, by, action: 'invitation.made', platformId: null, facts });
  return { invitation, url };
}

/** What is pasted into an LMS. */
export const invitationUrl = (baseUrl: string, token: string): string => `${baseUrl}/register/${token}`;

/** Nobody can register with it any more, nor finish doing so. @throws Conflict where somebody has */
export async function withdrawInvitation(
  store: Pick<Store, 'invitations' | 'audit'>,
  { id, note }: Invitation,
  by: AuditEntry['by'],
  now: Date,
): Promise<void> {
  if (!(await store.invitations.withdraw(id))) throw new Conflict('the invitation is used');
  const entry = { action: 'invitation.withdrawn', platformId: null, facts: { note } };
  await store.audit.add({ at: now, by, ...entry });
}
