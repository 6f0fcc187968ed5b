import i18next from 'i18next';
import en from './locales/en.json' with { type: 'json' };

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
  number(value: number): string;
  /** `1.2 MB`: as people and their computers count, by thousands. */
  size(bytes: number): string;
}

const catalogue = i18next.createInstance();
await catalogue.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en } },
  // Handlebars escapes what it prints.
  interpolation: { escapeValue: false },
});

/** The language for a launch's locale (`en_GB`, `de-CH`, …). English is the only catalogue so far. */
export function languageFor(_locale: string | null): Language {
  const code = 'en';
  return {
    code,
    direction: 'ltr',
    t: (key, values) => catalogue.t(key, { lng: code, ...values }),
    forms: (key) => formsOf(key, code),
    date: (at, zone) => dateFormat(code, zone, at).format(at),
    number: (value) => new Intl.NumberFormat(code, { maximumFractionDigits: 2 }).format(value),
    size: (bytes) => sizeIn(code, bytes),
  };
}

function formsOf(key: string, code: string): Record<string, string> {
  const { pluralCategories } = new Intl.PluralRules(code).resolvedOptions();
  const form = (category: string) => catalogue.getResource(code, 'translation', `${key}_${category}`);
  return Object.fromEntries(pluralCategories.map((category) => [category, form(category)]));
}

function sizeIn(code: string, bytes: number): string {
  const [unit, value] = bytes < 1e6 ? ['kilobyte', bytes / 1e3] : ['megabyte', bytes / 1e6];
  const maximumFractionDigits = unit === 'kilobyte' ? 0 : 1;
  const format = new Intl.NumberFormat(code, { style: 'unit', unit, maximumFractionDigits });
  return format.format(unit === 'kilobyte' ? Math.max(1, value) : value);
}

/** Making one takes longer than using it a hundred times. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(code: string, zone: string, at: Date): Intl.DateTimeFormat {
  const thisYear = at.getUTCFullYear() === new Date().getUTCFullYear();
  const key = `${code} ${zone} ${thisYear}`;
  const format = dateFormats.get(key) ?? makeFormat(code, zone, thisYear);
  dateFormats.set(key, format);
  return format;
}

function makeFormat(code: string, zone: string, thisYear: boolean): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(`${code}-GB`, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(thisYear ? {} : { year: 'numeric' }),
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  });
}
