import type { Language } from './language.ts';

/** A moment as a person says it, with the exact one for whoever needs it. */
export interface When {
  ago: string;
  exact: string;
  datetime: string;
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 24 * 60 * 60],
  ['hour', 60 * 60],
  ['minute', 60],
];

/** "2 hours ago", "yesterday", "in 6 days"; exact in UTC, for nobody's zone is known here. */
export function whenOf(at: Date, now: Date, { t, utc, relative }: Language): When {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  const ago = unit === 'second' ? t('admin.when.now') : relative(Math.round(seconds / length), unit);
  return { ago, exact: t('admin.when.utc', { at: utc(at) }), datetime: at.toISOString() };
}
