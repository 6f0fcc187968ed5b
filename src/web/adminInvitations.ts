import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { NotFound } from '../domain/errors.ts';
import type { Invitation } from '../store/invitations.ts';
import { INVITATION_DAYS, invitationUrl, invite, withdrawInvitation } from '../usecases/invite.ts';
import type { Operator, OperatorHandler } from './operator.ts';
import type { Pages } from './pages.ts';
import { typedIn } from './typed.ts';
import { show } from './views.ts';
import { whenOf } from './when.ts';

interface Typed {
  id: string;
  note: string;
  days: string;
  approves: boolean;
}

export const invitePage: OperatorHandler = async (_tool, operator, _request, response) => {
  const days = String(INVITATION_DAYS.preset);
  showForm(operator, response, { id: randomUUID(), note: '', days, approves: false }, {});
};

export const makeInvitation: OperatorHandler = async (tool, operator, request, response) => {
  const typed = typedForm(request.body);
  const parsed = input.safeParse(typed);
  if (!parsed.success) {
    const errors = parsed.error.issues.map(({ path, message }) => [String(path[0]), message]);
    response.status(422);
    return showForm(operator, response, typed, Object.fromEntries(errors));
  }
  const { invitation } = await invite(tool, { ...typed, ...parsed.data }, 'operator', operator.now);
  response.redirect(303, `/admin/invitations/${invitation.id}`);
};

const NOTE = 'admin.invite.error.note';
const DAYS = 'admin.invite.error.days';
const input = z.object({
  note: z.string().trim().min(1, NOTE).max(200, NOTE),
  days: z.coerce.number(DAYS).int(DAYS).min(1, DAYS).max(INVITATION_DAYS.most, DAYS),
});

function showForm(
  { csrf, language }: Operator,
  response: Response,
  typed: Typed,
  errors: Record<string, string>,
): void {
  const title = language.t('admin.invite.title');
  show(response, 'admin/invite', { layout: 'admin', title, csrf, typed, errors });
}

function typedForm(body: Record<string, unknown>): Typed {
  const { id, ...typed } = typedIn(body, ['id', 'note', 'days']);
  const known = /^[\w-]{8,64}$/.test(id);
  return { id: known ? id : randomUUID(), ...typed, approves: body.approves !== undefined };
}

/** The address to paste, and where. */
export const invitationPage: OperatorHandler = async (tool, operator, request, response) => {
  const { csrf, language, now } = operator;
  const invitation = await invitationOf(tool, request);
  const { id, note, approves, expiresAt, usedAt, settledAt, platformId } = invitation;
  const platform = platformId ? await tool.store.platforms.byId(platformId) : null;
  const state = usedAt ? 'used' : expiresAt > now ? 'open' : 'expired';
  show(response, 'admin/invitation', {
    layout: 'admin',
    title: language.t('admin.invitation.title', { note }),
    csrf,
    approves,
    url: state === 'open' ? await urlOf(tool, invitation) : null,
    state: language.t(`admin.invitation.${state}`),
    when: whenOf(usedAt ?? expiresAt, now, language),
    platform: platform && { name: platform.name, href: `/admin/platforms/${platform.id}` },
    // One under way as well: an LMS may take its time.
    withdraw: settledAt || platformId ? null : `/admin/invitations/${id}/withdraw`,
  });
};

export const withdraw: OperatorHandler = async (tool, { now }, request, response) => {
  await withdrawInvitation(tool.store, await invitationOf(tool, request), 'operator', now);
  response.redirect(303, '/admin?done=withdrawn');
};

/** Null where it was withdrawn a moment ago. */
export async function urlOf({ store, baseUrl }: Pages, { id }: Invitation): Promise<string | null> {
  const token = await store.invitations.tokenOf(id);
  return token && invitationUrl(baseUrl, token);
}

async function invitationOf({ store }: Pages, request: Request) {
  const invitation = await store.invitations.byId(String(request.params.invitation));
  if (!invitation) throw new NotFound('invitation');
  return invitation;
}
