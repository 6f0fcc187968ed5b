import { DateTime } from 'luxon';

/** What a `datetime-local` field sends. */
export const isLocalTime = (typed: string): boolean =>
  /^20\d\d-\d\d-\d\dT\d\d:\d\d$/.test(typed) && DateTime.fromISO(typed).isValid;

/** A time until which something goes means its whole minute: what comes at 23:59:40 is not late for 23:59. */
export const untilIn = (typed: string, zone: string): Date | null =>
  typed ? DateTime.fromISO(typed, { zone }).endOf('minute').toJSDate() : null;

/** What opens at a time does so as its minute begins. */
export const fromIn = (typed: string, zone: string): Date | null =>
  typed ? DateTime.fromISO(typed, { zone }).toJSDate() : null;

/** The time in that zone, as such a field shows it; empty where there is none. */
export const localIn = (date: Date | null, zone: string): string =>
  date ? DateTime.fromJSDate(date, { zone }).toFormat("yyyy-MM-dd'T'HH:mm") : '';
