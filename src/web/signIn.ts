import type { Request, RequestHandler, Response } from 'express';
import { signInOperator, signOutOperator } from '../usecases/signInOperator.ts';
import { type OperatorHandler, showSignedOut } from './operator.ts';
import {
  clearOperatorCookie,
  giveOperatorCookie,
  newOperatorCookie,
  operatorCookieOf,
} from './operatorCookie.ts';
import type { Pages } from './pages.ts';
import { languageOf } from './speaking.ts';
import { typedIn } from './typed.ts';
import { show } from './views.ts';

/** A page with one button: whatever looks at links before people do must not use this one up. */
export function signInPage({ store, now }: Pages): RequestHandler {
  return async (request: Request, response: Response) => {
    const { code } = typedIn(request.query, ['code']);
    if (!(await store.signInLinks.isGood(code, now()))) return showSignedOut(response, 'usedUp');
    // Signed in by nothing yet: it shows whether the browser keeps it.
    if (operatorCookieOf(request) === null) giveOperatorCookie(response, newOperatorCookie());
    const title = languageOf(response).t('admin.signIn.title');
    show(response, 'admin/sign-in', { layout: 'admin', title, code });
  };
}

export function signIn({ store, now }: Pages): RequestHandler {
  return async (request: Request, response: Response) => {
    const { code } = typedIn(request.body, ['code']);
    const before = operatorCookieOf(request);
    // Before the link is used up: it would be for nothing.
    if (before === null) return showSignedOut(response, 'noCookie');
    const cookie = newOperatorCookie();
    if (!(await signInOperator(store, code, { before, session: cookie.hash }, now())))
      return showSignedOut(response, 'usedUp');
    giveOperatorCookie(response, cookie);
    response.redirect(303, '/admin');
  };
}

export const signOut: OperatorHandler = async ({ store }, { session, now }, _request, response) => {
  await signOutOperator(store, session, now);
  clearOperatorCookie(response);
  response.redirect(303, '/admin');
};
