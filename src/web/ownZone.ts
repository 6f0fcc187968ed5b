import { parseCookie } from 'cookie';
import type { Request } from 'express';

/** Kept by the page's script (`src/browser/zone.ts`): only the browser knows where it is. */
const NAME = 'rejoinder-zone';
const ZONE = /^[A-Za-z][\w+-]{1,30}(\/[A-Za-z][\w+-]{1,30}){0,2}$/;

/** The time zone that the reader's browser has told, by the one name that it has here; null where none is known. */
export function ownZoneOf({ headers }: Request): string | null {
  const told = parseCookie(headers.cookie ?? '')[NAME];
  if (!told || !ZONE.test(told)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: told }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
