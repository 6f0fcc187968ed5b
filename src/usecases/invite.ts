import type { AuditEntry } from '../store/audit.ts';
import type { Store } from '../store/index.ts';
import type { Invitation } from '../store/invitations.ts';

export interface Invite {
  /** Whom it is for, in the operator's words. */
  note: string;
  /** Whether the LMS that uses it is let in at once. */
  approves: boolean;
  days: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Makes an address with which one LMS may register itself, once. */
export async function invite(
  { store, baseUrl }: { store: Pick<Store, 'invitations' | 'audit'>; baseUrl: string },
  { note, approves, days }: Invite,
  by: AuditEntry['by'],
  now: Date,
): Promise<{ invitation: Invitation; url: string }> {
  const expiresAt = new Date(now.getTime() + days * DAY_MS);
  const invitation = await store.invitations.add({ note, approves, expiresAt }, now);
  const token = await store.invitations.tokenOf(invitation.id);
  const facts = { note, approves: String(approves), expiresAt: expiresAt.toISOString() };
  await store.audit.add({ at: now, by, action: 'invitation.made', platformId: null, facts });
  return { invitation, url: invitationUrl(baseUrl, String(token)) };
}

/** What is pasted into an LMS. */
export const invitationUrl = (baseUrl: string, token: string): string => `${baseUrl}/register/${token}`;
