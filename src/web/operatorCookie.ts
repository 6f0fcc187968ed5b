import { randomBytes } from 'node:crypto';
import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';
import { hashOf } from '../store/sealed.ts';

/**
 * What an operator is signed in by, apart from the names that launches give a browser: it goes along with nothing
 * that another site brings about, and signing in makes a new one, so that one planted before opens nothing.
 */
const NAME = '__Host-rejoinder-operator';
const OPTIONS = { secure: true, httpOnly: true, sameSite: 'strict', path: '/' } as const;

export interface OperatorCookie {
  value: string;
  /** What the store knows it by. */
  hash: string;
}

export function newOperatorCookie(): OperatorCookie {
  const value = randomBytes(32).toString('base64url');
  return { value, hash: hashOf(value) };
}

/** The hash of the cookie that came, signed in or not; null where none did. */
export function operatorCookieOf(request: Request): string | null {
  const value = parseCookie(request.headers.cookie ?? '')[NAME];
  return value ? hashOf(value) : null;
}

export function giveOperatorCookie(response: Response, { value }: OperatorCookie): void {
  response.cookie(NAME, value, OPTIONS);
}

export function clearOperatorCookie(response: Response): void {
  response.clearCookie(NAME, OPTIONS);
}
