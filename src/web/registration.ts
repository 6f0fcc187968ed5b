import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { RegistrationRefused } from '../domain/errors.ts';
import { framingOrigins } from '../domain/framing.ts';
import { CANVAS_DOMAINS, isHostedCanvas, type Platform } from '../domain/platform.ts';
import type { Invitation } from '../store/invitations.ts';
import { invitationUrl } from '../usecases/invite.ts';
import { followInvitation, registerByInvitation } from '../usecases/registerByInvitation.ts';
import { canvasKey, type ToolWords } from '../usecases/registerPlatform.ts';
import { type Language, languageFor } from './language.ts';
import type { Pages } from './pages.ts';
import { allowFraming } from './security.ts';
import { languageOf } from './speaking.ts';
import { show } from './views.ts';

const parameters = z.object({
  openid_configuration: z.string().min(1).max(4000),
  registration_token: z.string().max(4000).optional(),
});

/**
 * The address that is pasted into an LMS. The LMS opens it with parameters of its own, and the registration is
 * carried out; anybody else who opens it reads where it belongs, and nothing is used up.
 */
export function registration(tool: Pages): RequestHandler {
  return async (request: Request, response: Response) => {
    // Express answers a HEAD as it would a GET, and whoever sends one only looks.
    const registers = request.method === 'GET' && request.query.openid_configuration !== undefined;
    await (registers ? carryOut : showInvitation)(tool, request, response);
  };
}

/** The redirect takes the LMS's token out of the address, and loading the page again does nothing again. */
async function carryOut(tool: Pages, request: Request, response: Response): Promise<void> {
  const given = parameters.safeParse(request.query);
  if (!given.success) throw new RegistrationRefused('bad-request', z.prettifyError(given.error));
  const invitationToken = String(request.params.token);
  const { openid_configuration: configurationUrl, registration_token: token = null } = given.data;
  const asked = { invitationToken, configurationUrl, token };
  const { lacking } = await registerByInvitation(tool, asked, wordsOf(languageFor(null)), tool.now());
  const query = lacking.length > 0 ? `?lacking=${lacking.join()}` : '';
  response.redirect(303, `/register/${invitationToken}${query}`);
}

async function showInvitation(tool: Pages, request: Request, response: Response): Promise<void> {
  const token = String(request.params.token);
  const { invitation, platform } = await followInvitation(tool.store, token, tool.now());
  const language = languageOf(response);
  if (!platform) return showOpen(response, language, invitation, invitationUrl(tool.baseUrl, token));
  const lacking = String(request.query.lacking ?? '').split(',');
  allowFraming(response, framedBy(platform));
  showRegistered(response, language, platform, lacking);
}

function showOpen(response: Response, { t, utc }: Language, invitation: Invitation, url: string): void {
  const until = utc(invitation.expiresAt);
  show(response, 'invitation', {
    title: t('registration.open.title'),
    until: t('registration.open.until', { until }),
    after: t(`registration.open.${invitation.approves ? 'approves' : 'waits'}`),
    url,
    script: 'copy.js',
  });
}

function showRegistered(
  response: Response,
  { t }: Language,
  { name, status, family }: Platform,
  lacking: string[],
): void {
  const steps = t(`registration.done.${family ?? 'other'}`, { returnObjects: true });
  show(response, 'registered', {
    title: t('registration.done.title', { name }),
    state: t(`registration.done.${status === 'removed' ? 'paused' : status}`),
    waits: status === 'pending',
    lacking: ['grades', 'roster']
      .filter((service) => lacking.includes(service))
      .map((service) => t(`registration.done.lacking.${service}`)),
    steps,
    script: 'close.js',
  });
}

/** The pages of the LMS that may show what became of the registration. */
function framedBy({ issuer, configurationHost, authUrl }: Platform): string[] {
  const scheme = new URL(authUrl).protocol;
  const own = configurationHost ? [`${scheme}//${configurationHost}`] : [];
  // A school's pages are at another of its hosts than the one that it registers at.
  const schools = isHostedCanvas(issuer) ? CANVAS_DOMAINS.map((domain) => `https://*.${domain}`) : [];
  return [...framingOrigins([issuer, ...own]), ...schools];
}

/** What Canvas takes for a key that is made by hand. */
export function canvasJson({ baseUrl, mailer }: Pages): RequestHandler {
  return (_request, response) => {
    response.json(canvasKey(baseUrl, wordsOf(languageFor(null)), mailer !== null));
  };
}

/** What LMSs show of the tool. */
export const wordsOf = ({ t }: Language): ToolWords => ({
  name: t('tool.name'),
  description: t('tool.description'),
  navigation: t('tool.navigation'),
});
