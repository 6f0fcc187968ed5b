import type { RequestHandler } from 'express';
import { z } from 'zod';
import { type Lms, lmsUrl, toolByClientId } from '../lms.ts';
import {
  configurationUrl,
  type OpenRegistration,
  openRegistration,
  registrationOf,
} from '../registration/open.ts';
import { sendPage, wantsJson } from '../web.ts';
import { PageError } from './place.ts';

/** `GET /:preset/admin/registrations`: where the admin pastes a tool's registration address. */
export const registrationForm =
  (lms: Lms): RequestHandler =>
  (_req, res) => {
    const registrations = [...lms.memory.registrations.values()].map((one) => registrationJson(lms, one));
    const page = { title: 'Register a tool by URL', action: lmsUrl(lms, '/admin/registrations') };
    sendPage(lms, res, 'register', { registrations }, page);
  };

const wish = z.object({ url: z.url({ protocol: /^https?$/, error: 'This is not a web address.' }) });

/** `POST /:preset/admin/registrations {url}`: starts a registration, 201 with the address to open. */
export const postRegistration =
  (lms: Lms): RequestHandler =>
  async (req, res) => {
    const parsed = wish.safeParse(req.body);
    if (!parsed.success) throw new PageError(400, z.prettifyError(parsed.error));
    const open = await openRegistration(lms, parsed.data.url);
    if (wantsJson(req) || req.is('json')) res.status(201).json(registrationJson(lms, open));
    else res.redirect(303, pageUrl(lms, open));
  };

/** `GET /:preset/admin/registrations/:id`: the tool's own page in an iframe, until it closes itself. */
export const registrationPage =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const open = lms.memory.registrations.get(String(req.params.id));
    if (!open) throw new PageError(404, 'There is no such registration, or it is from another run.');
    const json = registrationJson(lms, open);
    const page = { ...json, title: 'Register a tool by URL', listUrl: lmsUrl(lms, '/admin/tools') };
    sendPage(lms, res, 'registration', json, { ...page, isOpen: json.status === 'open' });
  };

const pageUrl = (lms: Lms, { id }: OpenRegistration): string =>
  lmsUrl(lms, '/admin/registrations/:id', { id });

function registrationJson(lms: Lms, open: OpenRegistration) {
  const found = registrationOf(lms, open.token);
  return {
    id: open.id,
    url: open.url,
    pageUrl: pageUrl(lms, open),
    openidConfiguration: configurationUrl(lms, open.token),
    registrationToken: open.token,
    expiresAt: new Date(open.expiresAt).toISOString(),
    status: typeof found === 'string' ? found : 'open',
    clientId: toolByClientId(lms, open.clientId)?.clientId ?? null,
  };
}
