import type { Request, RequestHandler, Response } from 'express';
import { signInOperator, signOutOperator } from '../usecases/signInOperator.ts';
import { browsersOf, giveName, keepName } from './browser.ts';
import { languageFor } from './language.ts';
import { type OperatorHandler, showSignedOut } from './operator.ts';
import type { Pages } from './pages.ts';
import { typedIn } from './typed.ts';
import { show } from './views.ts';

/** A page with one button: whatever looks at links before people do must not use this one up. */
export function signInPage({ store, now }: Pages): RequestHandler {
  return async (request: Request, response: Response) => {
    const { code } = typedIn(request.query, ['code']);
    if (!(await store.signInLinks.isGood(code, now()))) return showSignedOut(response, 'usedUp');
    if (keepName(request, response) === null) giveName(response);
    const title = languageFor(null).t('admin.signIn.title');
    show(response, 'admin/sign-in', { layout: 'admin', title, code });
  };
}

export function signIn({ store, now }: Pages): RequestHandler {
  return async (request: Request, response: Response) => {
    const { code } = typedIn(request.body, ['code']);
    const [browser] = browsersOf(request);
    // Before the link is used up: it would be for nothing.
    if (!browser) return showSignedOut(response, 'noCookie');
    if (!(await signInOperator(store, code, browser, now()))) return showSignedOut(response, 'usedUp');
    response.redirect(303, '/admin');
  };
}

export const signOut: OperatorHandler = async ({ store }, { browser, now }, _request, response) => {
  await signOutOperator(store, browser, now);
  response.redirect(303, '/admin');
};
