import i18next from 'i18next';
import { begun, CATALOGUES, type Catalogues } from './catalogues.ts';
import { type Times, timesFor } from './times.ts';

/** What a page needs to speak to a person. */
export interface Language extends Times {
  code: string;
  /** How it writes numbers and dates, for Intl. */
  written: string;
  direction: 'ltr' | 'rtl';
  /** The sentence of that name in the catalogue, or of the first that is there, with its gaps filled; `count` chooses the plural. */
  t(key: string | string[], values?: object): string;
  /** A sentence with a `count` in each of its plural forms, by Intl's names for them: for what the browser counts. */
  forms(key: string): Record<string, string>;
  number(value: number): string;
  /** What is to be said of something, one after the other: `130 words, on time`. */
  facts(facts: string[]): string;
  /** `1.2 MB`: as people and their computers count, by thousands. */
  size(bytes: number): string;
}

export interface Languages {
  /** Codes of those that are offered, and what each calls itself. */
  offered: { code: string; name: string }[];
  /**
   * For a locale as LMSs and browsers write it (`en_GB`, `de-CH`, `zh-Hant-TW`); English where it is none of ours.
   * @param ownZone the time zone of whoever reads, where it is known
   */
  languageFor(locale: string | null, ownZone?: string | null): Language;
}

/** How dates and numbers are written. In Arabic with the digits that posts' numbers, points and gradebooks have. */
const WRITTEN: Record<string, string> = { en: 'en-GB', ar: 'ar-u-nu-latn' };
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
    languageFor(locale, ownZone = null) {
      const language = known.get(primaryOf(locale ?? '')) ?? english;
      return ownZone ? { ...language, ...timesFor(language, ownZone) } : language;
    },
  };
}

/** `de` of `de_CH.UTF-8`, `de-CH` and `DE`. */
const primaryOf = (locale: string): string => /^[a-z]+/.exec(locale.trim().toLowerCase())?.[0] ?? '';

/** As it stands by itself: Spanish and French begin it small within a sentence. */
function nameOf(code: string): string {
  const name = new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

function makeLanguage(code: string, catalogue: typeof i18next): Language {
  const written = WRITTEN[code] ?? code;
  const numbers = new Intl.NumberFormat(written, { maximumFractionDigits: 2 });
  const direction = RIGHT_TO_LEFT.has(code) ? 'rtl' : 'ltr';
  const t: Language['t'] = (key, values = {}) =>
    catalogue.t(key, { lng: code, ...isolated(values, direction) });
  return {
    ...{ code, written, direction, t, ...timesFor({ t, written }, null) },
    forms: (key) => formsOf(key, code, catalogue),
    number: (value) => numbers.format(value),
    facts: (facts) => facts.join(direction === 'rtl' ? '، ' : ', '),
    size: (bytes) => sizeIn(written, bytes),
  };
}

function formsOf(key: string, code: string, catalogue: typeof i18next): Record<string, string> {
  const { pluralCategories } = new Intl.PluralRules(code).resolvedOptions();
  const form = (category: string) => catalogue.getResource(code, 'translation', `${key}_${category}`);
  return Object.fromEntries(pluralCategories.map((category) => [category, form(category)]));
}

const RIGHT_TO_LEFT_ISOLATE = '\u2067';
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_DIRECTIONAL_ISOLATE = '\u2069';
/** What would turn the sentence around it: words of the other direction, and beside Arabic also what has no direction. */
const FOREIGN = {
  ltr: /[\u202a-\u202e\u2066-\u2069\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u,
  rtl: /[^\p{Script=Arabic}\s]/u,
};

/** Names and labels in a sentence keep to themselves, wherever it is put: in an attribute there is no `<bdi>`. */
function isolated(values: object, direction: 'ltr' | 'rtl'): object {
  const pairs = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' && FOREIGN[direction].test(value)
      ? isolateFor(value) + closed(value) + POP_DIRECTIONAL_ISOLATE
      : value,
  ]);
  return Object.fromEntries(pairs);
}

/** A date with its place has all its letters in isolates of its own, where those around it do not count (UAX 9, P2): it is told. */
function isolateFor(value: string): string {
  const nested = value.includes(POP_DIRECTIONAL_ISOLATE);
  const [first = ''] = /\p{L}/u.exec(value) ?? [];
  return nested && FOREIGN.ltr.test(first) ? RIGHT_TO_LEFT_ISOLATE : FIRST_STRONG_ISOLATE;
}

/** What is begun in it ends in it, and it ends nothing that was begun before. */
function closed(value: string): string {
  let open = 0;
  const kept = value.replace(/[\u2066-\u2069]/g, (sign) => {
    if (sign !== POP_DIRECTIONAL_ISOLATE) open += 1;
    else if (open === 0) return '';
    else open -= 1;
    return sign;
  });
  return kept + POP_DIRECTIONAL_ISOLATE.repeat(open);
}

function sizeIn(locale: string, bytes: number): string {
  const [unit, value] = bytes < 1e6 ? ['kilobyte', bytes / 1e3] : ['megabyte', bytes / 1e6];
  const maximumFractionDigits = unit === 'kilobyte' ? 0 : 1;
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits });
  return format.format(unit === 'kilobyte' ? Math.max(1, value) : value);
}

export const { offered: OFFERED, languageFor } = await makeLanguages(CATALOGUES);
