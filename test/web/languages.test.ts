import assert from 'node:assert/strict';
import { begun, CATALOGUES, type Catalogue } from '../../src/web/catalogues.ts';
import { makeLanguages } from '../../src/web/language.ts';
import { launchAs, type Practice, setUpActivity, startPractice, textOf } from '../support/practice.ts';

const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Sentences by key, plural endings and all. */
function sentences(tree: Catalogue, path = ''): Map<string, string> {
  const pairs = Object.entries(tree).flatMap(([name, value]): [string, string][] => {
    if (typeof value === 'string') return [[path + name, value]];
    if (Array.isArray(value)) return [[path + name, value.join(' ')]];
    return [...sentences(value, `${path}${name}.`)];
  });
  return new Map(pairs);
}
const gapsOf = (sentence: string) => [...new Set(sentence.match(/\{\{\w+\}\}/g) ?? [])].sort();

/** What a catalogue lacks, has too much of, or says with other gaps than the English one. */
function faultsOf(code: string, catalogue: Catalogue, english: Catalogue): string[] {
  const [own, model] = [sentences(catalogue), sentences(english)];
  const forms = new Intl.PluralRules(code).resolvedOptions().pluralCategories;
  const faults: string[] = [];
  const wanted = new Set<string>();
  for (const [key, sentence] of model) {
    const stem = key.replace(PLURAL, '');
    const isPlural = key !== stem && model.has(`${stem}_other`);
    const keys = isPlural && !key.endsWith('_zero') ? forms.map((form) => `${stem}_${form}`) : [key];
    for (const one of keys) {
      wanted.add(one);
      const said = own.get(one);
      if (said === undefined) faults.push(`${code} lacks ${one}`);
      else {
        const gaps = gapsOf(model.get(`${stem}_other`) ?? sentence);
        const single = gapsOf(model.get(`${stem}_one`) ?? sentence);
        const extra = gapsOf(said).filter((gap) => !gaps.includes(gap));
        // "one reply" may do without its number, and "post 1" without the last and how many.
        const needed = gaps.filter((gap) => gap !== '{{count}}' && (!isPlural || single.includes(gap)));
        const missing = needed.filter((gap) => !gapsOf(said).includes(gap));
        if (extra.length + missing.length > 0) faults.push(`${code} has other gaps in ${one}`);
      }
    }
  }
  for (const key of own.keys()) if (!wanted.has(key)) faults.push(`${code} has ${key}, and English does not`);
  return [...new Set(faults)];
}

describe('Languages', () => {
  const english = CATALOGUES.en ?? {};

  it('are whole: what one says the others say, with the same gaps, in every plural form that they have', () => {
    for (const code of begun(CATALOGUES))
      assert.deepEqual(faultsOf(code, CATALOGUES[code] ?? {}, english), [], code);
    assert.ok(begun(CATALOGUES).includes('en'));
  });

  it('are found wanting where a key is missing or too many, a gap differs, or a plural form is not there', () => {
    const model = { a: { b: 'By {{name}}' }, n_one: '{{count}} post', n_other: '{{count}} posts' };
    const six = Object.fromEntries(
      ['zero', 'one', 'two', 'few', 'many', 'other'].map((form) => [`n_${form}`, 'x {{count}}']),
    );
    assert.deepEqual(faultsOf('ar', { a: { b: 'x {{name}}' }, ...six }, model), []);
    const { n_few: _, ...five } = six as Record<string, string>;
    assert.deepEqual(faultsOf('ar', { a: { b: 'x {{name}}' }, ...five }, model), ['ar lacks n_few']);
    assert.deepEqual(
      faultsOf('de', { a: { b: 'von' }, c: 'zu viel', n_one: 'ein', n_other: '{{count}}' }, model),
      ['de has other gaps in a.b', 'de has c, and English does not'],
    );
  });

  it('say in the name of a button or link, first of all, the words that are seen on it', () => {
    const words = (said = '') => ` ${(said.match(/[\p{L}\p{M}\p{N}{}]+/gu) ?? []).join(' ').toLowerCase()} `;
    const named = [...sentences(english).keys()].flatMap((key) => {
      const seen = /^(.+?)(ToThis|This|For|One)$/.exec(key)?.[1];
      return seen && sentences(english).has(seen) ? [[seen, key] as const] : [];
    });
    assert.ok(named.length > 20);
    for (const code of begun(CATALOGUES)) {
      const own = sentences(CATALOGUES[code] ?? {});
      for (const [seen, key] of [...named, ['setUp.settings.submit', 'groups.saveFor'] as const])
        assert.ok(words(own.get(key)).includes(words(own.get(seen))), `${code}: ${key}`);
    }
  });

  describe('of which some are there', () => {
    const few = makeLanguages({
      en: { by: 'by {{name}}', n_one: '{{count}} reply', n_other: '{{count}} replies' },
      de: { by: 'von {{name}}', n_one: '{{count}} Antwort', n_other: '{{count}} Antworten' },
      ar: {
        by: 'بقلم {{name}}',
        ...Object.fromEntries(
          ['zero', 'one', 'two', 'few', 'many', 'other'].map((form) => [`n_${form}`, `${form} {{count}}`]),
        ),
      },
      fr: {},
    });

    it('are taken from the locale, however it is written, and English is for everybody else', async () => {
      const { languageFor, offered } = await few;
      const codes = ['de_CH', 'de-DE', 'DE', 'de', 'ar-EG', 'en_GB', 'zh-Hant-TW', 'fr', 'xx', '', '§'];
      assert.deepEqual(
        codes.map((locale) => languageFor(locale).code),
        ['de', 'de', 'de', 'de', 'ar', 'en', 'en', 'en', 'en', 'en', 'en'],
      );
      assert.equal(languageFor(null).code, 'en');
      assert.deepEqual(
        offered.map(({ name }) => name),
        ['English', 'Deutsch', 'العربية'],
      );
    });

    it('have their own plural forms, all six of Arabic’s, for scripts as well', async () => {
      const { languageFor } = await few;
      const { t, forms, direction } = languageFor('ar');
      assert.equal(direction, 'rtl');
      const said = [0, 1, 2, 3, 11, 100].map((count) => t('n', { count }));
      assert.deepEqual(said, ['zero 0', 'one 1', 'two 2', 'few 3', 'many 11', 'other 100']);
      assert.deepEqual(Object.keys(forms('n')).sort(), ['few', 'many', 'one', 'other', 'two', 'zero']);
      assert.deepEqual(languageFor('de').forms('n'), {
        one: '{{count}} Antwort',
        other: '{{count}} Antworten',
      });
    });

    it('write numbers and dates in their own way, Arabic with the digits that gradebooks have', async () => {
      const { languageFor } = await few;
      const at = new Date(Date.UTC(2020, 9, 13, 16, 2));
      assert.equal(languageFor('de').number(1234.5), '1.234,5');
      assert.match(languageFor('de').date(at, 'Europe/Berlin'), /^Di.*13.*Okt.*2020.*18:02$/);
      assert.match(languageFor('ar').date(at, 'Europe/Berlin'), /13.*2020/u);
      assert.match(languageFor('ar').number(1234.5), /^1.?234.5$/u);
    });

    it('keep names of the other direction to themselves, in attributes too', async () => {
      const { languageFor } = await few;
      assert.equal(languageFor('en').t('by', { name: 'Ana' }), 'by Ana');
      assert.equal(languageFor('en').t('by', { name: 'ليلى' }), 'by \u2068ليلى\u2069');
      assert.equal(languageFor('ar').t('by', { name: 'Ana 12.4' }), 'بقلم \u2068Ana 12.4\u2069');
      assert.equal(languageFor('ar').t('by', { name: 'ليلى' }), 'بقلم ليلى');
    });
  });

  describe('of somebody', () => {
    let practice: Practice;
    let activity: string;
    before(async () => {
      practice = await startPractice();
      ({ activity } = await setUpActivity(practice, 'canvas'));
    });
    after(() => practice?.close());
    const localeOf = async (base: string) =>
      (await practice.tool.connection.collection('sessions').findOne({ _id: base.slice(3) as never }))
        ?.locale;

    it('come with the launch', async () => {
      const mei = await launchAs(practice, 'canvas', 'student-mei-chen', `launch/${activity}?locale=de-CH`);
      assert.equal(await localeOf(mei.base), 'de-CH');
      const { html } = await mei.get(`${mei.base}/discussion`);
      assert.match(html, /<html lang="de" dir="ltr"/);
      assert.match(textOf(html), /Was von Ihnen gefragt ist/);
      const ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
      assert.equal(await localeOf(ana.base), 'en');
    });

    it('can be chosen, stay chosen in the next visit, and what is no language of ours is not taken', async () => {
      const ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
      const member = async () => practice.tool.connection.collection('members').findOne({ name: 'Ana Ruiz' });
      const answer = await ana.post(`${ana.base}/language`, { language: 'ar', at: '/discussion' });
      assert.deepEqual([answer.status, answer.location], [303, `${ana.base}/discussion`]);
      assert.equal((await member())?.language, 'ar');
      const later = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}?locale=en`);
      assert.match((await later.get(`${later.base}/discussion`)).html, /<html lang="ar" dir="rtl"/);
      const wrong = await ana.post(`${ana.base}/language`, { language: 'tlh', at: '//elsewhere.example' });
      assert.deepEqual([wrong.status, wrong.location], [303, ana.base]);
      assert.equal((await member())?.language, 'ar');
    });
  });
});
