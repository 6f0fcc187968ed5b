import i18next from 'i18next';
import { begun, CATALOGUES, type Catalogues } from './catalogues.ts';

/** What a page needs to speak to a person. */
export interface Language {
  code: string;
  direction: 'ltr' | 'rtl';
  /** The sentence of that name in the catalogue, or of the first that is there, with its gaps filled; `count` chooses the plural. */
  t(key: string | string[], values?: object): string;
  /** A sentence with a `count` in each of its plural forms, by Intl's names for them: for what the browser counts. */
  forms(key: string): Record<string, string>;
  /** `Tue 13 Oct, 18:02` in the discussion's time zone. */
  date(at: Date, zone: string): string;
  /** `13 Oct` and `October 2026`, where the hour is of no matter. */
  day(at: Date, zone: string): string;
  month(at: Date, zone: string): string;
  number(value: number): string;
  /** `1.2 MB`: as people and their computers count, by thousands. */
  size(bytes: number): string;
}

export interface Languages {
  /** Codes of those that are offered, and what each calls itself. */
  offered: { code: string; name: string }[];
  /** For a locale as LMSs and browsers write it (`en_GB`, `de-CH`, `zh-Hant-TW`); English where it is none of ours. */
  languageFor(locale: string | null): Language;
}

/** How dates and numbers are written. In Arabic with the digits that posts' numbers, points and gradebooks have. */
const FORMATS: Record<string, string> = { en: 'en-GB', ar: 'ar-u-nu-latn' };
const RIGHT_TO_LEFT = new Set(['ar']);

export async function makeLanguages(catalogues: Catalogues): Promise<Languages> {
  const codes = begun(catalogues);
  const catalogue = i18next.createInstance();
  await catalogue.init({
    lng: 'en',
    fallbackLng: 'en',
    resources: Object.fromEntries(codes.map((code) => [code, { translation: catalogues[code] ?? {} }])),
    // Handlebars escapes what it prints.
    interpolation: { escapeValue: false },
  });
  const known = new Map(codes.map((code) => [code, makeLanguage(code, catalogue)]));
  const english = known.get('en') ?? makeLanguage('en', catalogue);
  return {
    offered: codes.map((code) => ({ code, name: nameOf(code) })),
    languageFor: (locale) => known.get(primaryOf(locale ?? '')) ?? english,
  };
}

/** `de` of `de_CH.UTF-8`, `de-CH` and `DE`. */
const primaryOf = (locale: string): string => /^[a-z]+/.exec(locale.trim().toLowerCase())?.[0] ?? '';

const nameOf = (code: string): string => new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;

function makeLanguage(code: string, catalogue: typeof i18next): Language {
  const format = FORMATS[code] ?? code;
  const numbers = new Intl.NumberFormat(format, { maximumFractionDigits: 2 });
  const direction = RIGHT_TO_LEFT.has(code) ? 'rtl' : 'ltr';
  return {
    code,
    direction,
    t: (key, values = {}) => catalogue.t(key, { lng: code, ...isolated(values, direction) }),
    forms: (key) => formsOf(key, code, catalogue),
    date: (at, zone) => dateFormat(format, zone, at).format(at),
    day: (at, timeZone) => at.toLocaleDateString(format, { day: 'numeric', month: 'short', timeZone }),
    month: (at, timeZone) => at.toLocaleDateString(format, { month: 'long', year: 'numeric', timeZone }),
    number: (value) => numbers.format(value),
    size: (bytes) => sizeIn(format, bytes),
  };
}

function formsOf(key: string, code: string, catalogue: typeof i18next): Record<string, string> {
  const { pluralCategories } = new Intl.PluralRules(code).resolvedOptions();
  const form = (category: string) => catalogue.getResource(code, 'translation', `${key}_${category}`);
  return Object.fromEntries(pluralCategories.map((category) => [category, form(category)]));
}

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_DIRECTIONAL_ISOLATE = '\u2069';
/** What would turn the sentence around it: words of the other direction, and beside Arabic also what has no direction. */
const FOREIGN = {
  ltr: /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u,
  rtl: /[^\p{Script=Arabic}\s]/u,
};

/** Names and labels in a sentence keep to themselves, wherever it is put: in an attribute there is no `<bdi>`. */
function isolated(values: object, direction: 'ltr' | 'rtl'): object {
  const pairs = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' && FOREIGN[direction].test(value)
      ? FIRST_STRONG_ISOLATE + value + POP_DIRECTIONAL_ISOLATE
      : value,
  ]);
  return Object.fromEntries(pairs);
}

function sizeIn(locale: string, bytes: number): string {
  const [unit, value] = bytes < 1e6 ? ['kilobyte', bytes / 1e3] : ['megabyte', bytes / 1e6];
  const maximumFractionDigits = unit === 'kilobyte' ? 0 : 1;
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits });
  return format.format(unit === 'kilobyte' ? Math.max(1, value) : value);
}

/** Making one takes longer than using it a hundred times. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: string, zone: string, at: Date): Intl.DateTimeFormat {
  const thisYear = at.getUTCFullYear() === new Date().getUTCFullYear();
  const key = `${locale} ${zone} ${thisYear}`;
  const format = dateFormats.get(key) ?? makeFormat(locale, zone, thisYear);
  dateFormats.set(key, format);
  return format;
}

function makeFormat(locale: string, zone: string, thisYear: boolean): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(thisYear ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  });
}

export const { offered: OFFERED, languageFor } = await makeLanguages(CATALOGUES);
