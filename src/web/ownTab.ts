import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Session } from '../store/sessions.ts';
import { moveToTab, tabCodeFor } from '../usecases/moveToTab.ts';
import { nameInTab } from './browser.ts';
import type { Pages } from './pages.ts';
import { pathBelow } from './pathBelow.ts';
import { show } from './views.ts';
import type { VisitHandler } from './visit.ts';

/** The button that pages have in a frame, where the browser says that it is one. */
export function ownTabOf(session: Session, { headers, path }: Request): object | null {
  if (headers['sec-fetch-dest'] !== 'iframe' || session.deepLinking) return null;
  const base = `/s/${session.id}`;
  return { action: `${base}/tab`, csrf: session.csrfToken, at: path.slice(base.length) };
}

/** Gives a code for a tab of its own: to the page's script, or with a button to press once more. */
export const offerTab: VisitHandler = async ({ store }, { session, language, now }, request, response) => {
  const code = await tabCodeFor(store, session, pathBelow(request.body), now);
  if (request.accepts(['html', 'json']) === 'json') return void response.json({ code });
  response.locals.ownTab = null;
  show(response, 'own-tab', { title: language.t('ownTab.open'), code });
};

const brought = z.object({ code: z.string().max(100).catch('') }).catch({ code: '' });

/** A code, brought in a tab of its own: on to the page that it was asked for on. */
export function openTab(tool: Pages): RequestHandler {
  return async (request: Request, response: Response) => {
    const { code } = brought.parse(request.body);
    const browser = nameInTab(request, response, '/lti/tab');
    if (!browser) return;
    const { session, path } = await moveToTab(tool.store, code, browser, tool.now());
    response.redirect(303, `/s/${session.id}${path}`);
  };
}
