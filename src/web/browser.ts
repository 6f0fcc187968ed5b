import { randomBytes } from 'node:crypto';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { LaunchRefused } from '../domain/errors.ts';
import { hashOf } from '../store/sealed.ts';

/**
 * The cookies that name a browser. They say nothing about anybody; sessions are kept under their hashes, so that a
 * copy of the database opens none. Partitioned: in a frame of an LMS they work where third-party cookies are blocked.
 * Each one given has a name of its own: of two frames that come at the same moment, both without one, neither
 * overwrites the other's. A browser that has one is given no more.
 */
const NAME = '__Host-rejoinder';
const OURS = /^__Host-rejoinder(-[0-9a-f]{12})?$/;
const LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;
/** More than a page has frames, and few enough for a question to the database. */
const MOST = 50;

/** The browser's names for the store, none where it sent no cookie. */
export function browsersOf(request: Request): string[] {
  return cookiesOf(request).map(({ value }) => hashOf(value));
}

/** One of the browser's names, kept for another month; the one that was given last, if it came back. */
export function keepName(request: Request, response: Response, given?: string): string | null {
  const cookies = cookiesOf(request);
  const kept = cookies.find(({ name }) => name === `${NAME}-${given}`) ?? cookies[0];
  if (!kept) return null;
  setCookie(response, kept.name, kept.value);
  return hashOf(kept.value);
}

/** Gives the browser a cookie with this answer. @returns which, to ask for it when the browser comes again */
export function giveName(response: Response): string {
  const given = randomBytes(6).toString('hex');
  setCookie(response, `${NAME}-${given}`, randomBytes(32).toString('base64url'));
  return given;
}

/**
 * The names of a browser that posts a form into a tab of its own, where it keeps a cookie. Without one it is given one and
 * sent to `path` to show that it does. @returns null where it was sent there
 * @throws LaunchRefused where it keeps none
 */
export function nameInTab(
  request: Request,
  response: Response,
  path: string,
): { browser: string; browsers: string[] } | null {
  const given = cookieGiven(request);
  const browser = keepName(request, response, given);
  if (browser !== null) return { browser, browsers: [browser, ...browsersOf(request)] };
  if (given) throw new LaunchRefused('no-cookie', 'no cookie came back in the new tab');
  // 307: the browser posts the same form again.
  response.redirect(307, `${path}?cookie=${giveName(response)}`);
  return null;
}

/** Which cookie this browser was given just before, where it was sent here to show it. */
export function cookieGiven({ query }: Request): string | undefined {
  return typeof query.cookie === 'string' ? query.cookie : undefined;
}

function cookiesOf(request: Request): { name: string; value: string }[] {
  return Object.entries(parseCookie(request.headers.cookie ?? ''))
    .flatMap(([name, value]) => (OURS.test(name) && value && value.length >= 32 ? [{ name, value }] : []))
    .slice(0, MOST);
}

function setCookie(response: Response, name: string, value: string): void {
  response.cookie(name, value, {
    secure: true,
    httpOnly: true,
    sameSite: 'none',
    partitioned: true,
    path: '/',
    maxAge: LIFETIME_MS,
  });
}
