import type { Request, RequestHandler, Response } from 'express';
import type { Language } from './language.ts';
import { operatorCookieOf } from './operatorCookie.ts';
import type { Pages } from './pages.ts';
import { isSameOrigin, requireToken } from './security.ts';
import { languageOf } from './speaking.ts';
import { show } from './views.ts';

/** One request of the operator who is signed in. */
export interface Operator {
  /** Id of the session. */
  session: string;
  csrf: string;
  language: Language;
  now: Date;
}

export type OperatorHandler = (
  tool: Pages,
  operator: Operator,
  request: Request,
  response: Response,
) => Promise<void>;

/** Every page below /admin, errors among them, stands alone: no LMS shows it in a frame. */
export const administration: RequestHandler = (_request, response, next) => {
  const { locals } = response;
  locals.language = languageOf(response);
  locals.home = '/admin';
  locals.errorBack = 'admin.error.back';
  locals.errorNext = 'admin.error.next';
  next();
};

/** Lets only a signed-in operator in; a post also needs the token of one of our own forms. */
export function operating(tool: Pages, handler: OperatorHandler): RequestHandler {
  return async (request: Request, response: Response) => {
    const { store, now } = tool;
    const cookie = operatorCookieOf(request);
    const session = cookie && (await store.operatorSessions.find(cookie, now()));
    if (!session) {
      const typed = isSameOrigin(request.headers, tool.baseUrl) ? typedIn(request.body) : null;
      return showSignedOut(response, 'signedOut', typed);
    }
    await store.operatorSessions.touch(session, now());
    requireToken(request, session.csrfToken);
    response.locals.operator = { csrf: session.csrfToken };
    const operator = {
      session: session.id,
      csrf: session.csrfToken,
      language: languageOf(response),
      now: now(),
    };
    await handler(tool, operator, request, response);
  };
}

/** How to get a link. @param typed what was in the form, which must not be lost with the session */
export function showSignedOut(
  response: Response,
  why: 'signedOut' | 'usedUp' | 'noCookie',
  typed: string | null = null,
): void {
  const { t } = languageOf(response);
  response.status(401);
  const what = t(`admin.signIn.${why}`);
  show(response, 'admin/signed-out', {
    layout: 'admin',
    title: t('admin.signIn.needed'),
    what,
    command: COMMAND,
    typed,
  });
}

const COMMAND = 'npm run -s cli -- admin-link';

function typedIn(body: unknown): string | null {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  const typed = fields.filter(
    ([name, value]) => name !== 'csrf' && typeof value === 'string' && value !== '',
  );
  return typed.map(([name, value]) => `${name}: ${value}`).join('\n') || null;
}
