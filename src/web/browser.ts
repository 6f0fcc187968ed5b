import { createHash, randomBytes } from 'node:crypto';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';

/**
 * The one cookie. It names the browser and says nothing about anybody; sessions are kept under its hash, so that a
 * copy of the database opens none. Partitioned: in a frame of an LMS it works where third-party cookies are blocked.
 */
const NAME = '__Host-rejoinder';
const LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;

/** The browser's name for the store, or null where it sent no cookie. */
export function browserOf(request: Request): string | null {
  const value = parseCookie(request.headers.cookie ?? '')[NAME];
  return value ? hash(value) : null;
}

/** The browser's name; one that has none is given one with this answer. */
export function nameBrowser(request: Request, response: Response): string {
  const known = parseCookie(request.headers.cookie ?? '')[NAME];
  const value = known && known.length >= 32 ? known : randomBytes(32).toString('base64url');
  response.cookie(NAME, value, {
    secure: true,
    httpOnly: true,
    sameSite: 'none',
    partitioned: true,
    path: '/',
    maxAge: LIFETIME_MS,
  });
  return hash(value);
}

const hash = (value: string) => createHash('sha256').update(value).digest('base64url');
