import type { Language } from './language.ts';

/** How moments are written: in the discussion's time zone, and beside it in the reader's where the clock says something else there. */
export interface Times {
  /** `Tue 13 Oct, 18:02`, or `Tue 13 Oct, 18:02 (12:02 where you are)`. */
  date(at: Date, zone: string): string;
  /** What one has to be in time for, with the zone's name: `Tue 13 Oct, 18:02 (Madrid) · 12:02 where you are`. */
  deadline(at: Date, zone: string): string;
  /** `13 Oct` and `October 2026`, where the hour is of no matter. */
  day(at: Date, zone: string): string;
  month(at: Date, zone: string): string;
  /** `2 hours ago`, `in 6 days`, `yesterday`. */
  relative(amount: number, unit: Intl.RelativeTimeFormatUnit): string;
  /** For those who run the tool, whose sentences say that it is UTC. */
  utc(at: Date): string;
}

/** @param own the reader's time zone; null where it is not known */
export function timesFor({ t, written }: Pick<Language, 't' | 'written'>, own: string | null): Times {
  return {
    date(at, zone) {
      const [there, here] = [dateIn(written, zone, at), hereOf(written, at, zone, own)];
      return here ? t('time.beside', { at: there, here }) : there;
    },
    deadline(at, zone) {
      const there = t('time.named', { at: dateIn(written, zone, at), place: placeOf(zone) });
      const here = hereOf(written, at, zone, own);
      return here ? t('time.namedBeside', { at: there, here }) : there;
    },
    day: (at, zone) => formatOf(written, zone, 'day').format(at),
    month: (at, zone) => formatOf(written, zone, 'month').format(at),
    relative: (amount, unit) =>
      new Intl.RelativeTimeFormat(written, { numeric: 'auto' }).format(amount, unit),
    utc: (at) => dateIn(written, 'UTC', at),
  };
}

/** `Europe/Madrid (Central European Time)`: as it is chosen, and as people call it. */
export function zoneName(zone: string, { t, written }: Pick<Language, 't' | 'written'>): string {
  const called = (timeZoneName: 'longGeneric' | 'long') =>
    new Intl.DateTimeFormat(written, { timeZone: zone, timeZoneName })
      .formatToParts()
      .find(({ type }) => type === 'timeZoneName')?.value ?? zone;
  const generic = called('longGeneric');
  // Of some zones only the difference from Greenwich is called the same all year.
  return t('time.zone', { zone, name: /\d/.test(generic) ? called('long') : generic });
}

/** `Buenos Aires` of `America/Argentina/Buenos_Aires`. */
const placeOf = (zone: string): string => zone.replace(/^.*\//, '').replaceAll('_', ' ');

/** The clock where the reader is, and the day where that is another one; null where it is the same as there. */
function hereOf(written: string, at: Date, zone: string, own: string | null): string | null {
  if (own === null) return null;
  const here = dateIn(written, own, at);
  if (here === dateIn(written, zone, at)) return null;
  const [today, thatDay] = [own, zone].map((one) => formatOf(written, one, 'date').format(at));
  return today === thatDay ? formatOf(written, own, 'clock').format(at) : here;
}

function dateIn(written: string, zone: string, at: Date): string {
  const thisYear = at.getUTCFullYear() === new Date().getUTCFullYear();
  return formatOf(written, zone, thisYear ? 'short' : 'full').format(at);
}

const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;
const SHORT = { weekday: 'short', day: 'numeric', month: 'short', ...CLOCK } as const;
const FORMATS = {
  clock: CLOCK,
  short: SHORT,
  full: { ...SHORT, year: 'numeric' },
  date: { dateStyle: 'short' },
  day: { day: 'numeric', month: 'short' },
  month: { month: 'long', year: 'numeric' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Making one takes longer than using it a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(written: string, timeZone: string, kind: keyof typeof FORMATS): Intl.DateTimeFormat {
  const key = `${written} ${timeZone} ${kind}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(written, { ...FORMATS[kind], timeZone });
  formats.set(key, format);
  return format;
}
