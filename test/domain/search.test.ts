import assert from 'node:assert/strict';
import fc from 'fast-check';
import { excerptAround, folded, marked, patternOf, searchTerms } from '../../src/domain/search.ts';

const finds = (term: string, text: string) => new RegExp(patternOf(term), 'u').test(text);
const hits = (text: string, ...terms: string[]) =>
  marked(text, terms)
    .filter(({ hit }) => hit)
    .map((piece) => piece.text);

describe('What is searched for', () => {
  it('is every word, or several in quotation marks as they stand', () => {
    assert.deepEqual(searchTerms('toll  "lame horse" “lock keeper” canal'), [
      ...['toll', 'lame horse', 'lock keeper', 'canal'],
    ]);
    assert.deepEqual(searchTerms(' - "" \\ … '), []);
    assert.deepEqual(searchTerms('lock\0keeper'), ['lock', 'keeper']);
    assert.equal(searchTerms('a '.repeat(100)).length, 8);
  });

  it('finds words that begin so, whatever their case and accents', () => {
    for (const [term, text] of [
      ['cafe', 'un CAFÉ près'],
      ['CAFÉ', 'a cafe'],
      ['numero', 'El número dos'],
      ['numero', 'El nu\u0301mero dos'],
      ['tolst', 'Толстой, Tolstoy'],
      ['λογος', 'ο λόγος'],
      ['йод', 'ЙОД'],
      ['ngo', 'Ngô Đình'],
      ["don't", 'I don’t'],
      ['lame horse', 'a lame\u00a0\n horse'],
    ] as const)
      assert.ok(finds(term, text), `${term} in ${text}`);
  });

  it('does not find a word in the middle of another, except where words are not set apart', () => {
    assert.equal(finds('art', 'the party'), false);
    assert.equal(finds('fé', 'café'), false);
    assert.ok(finds('运河', '这是运河的故事'));
    assert.ok(finds('كتاب', 'هذا الكتاب'));
  });

  it('is taken literally, whatever is typed', () => {
    assert.ok(finds('a.b*(c', 'see a.b*(c here'));
    assert.equal(finds('a.b', 'axb'), false);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (query) => {
        for (const term of searchTerms(query)) assert.doesNotThrow(() => finds(term, query));
      }),
    );
  });

  it('is found in what it was taken from', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-zéüñ0-9]{1,8}$/), { minLength: 1, maxLength: 8 }),
        (words) => {
          for (const term of searchTerms(words.join(' '))) assert.ok(finds(term, words.join(' ')), term);
        },
      ),
    );
  });

  it('names are compared without case and accents', () => {
    assert.equal(folded('  Ádám   NÉMETH '), 'adam nemeth');
  });
});

describe('An excerpt', () => {
  it('marks what was looked for and loses nothing of the rest', () => {
    assert.deepEqual(hits('Un café près du canal', 'cafe', 'CAN'), ['café', 'can']);
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }), (text, typed) => {
        const pieces = marked(text, typed.flatMap(searchTerms));
        assert.equal(pieces.map((piece) => piece.text).join(''), text);
      }),
    );
  });

  it('is cut around the first hit, at words', () => {
    const plain = `${'before '.repeat(100)}the lame horse ${'after '.repeat(100)}`;
    const text = excerptAround(plain, ['horse'], 120)
      .map((piece) => piece.text)
      .join('');
    assert.match(text, /^…before .* lame horse after .*…$/);
    assert.ok(text.length < 160, text);
  });

  it('cuts no character in two where there are no spaces', () => {
    const text = excerptAround('🧂'.repeat(500), [], 101)[0]?.text ?? '';
    assert.doesNotMatch(text, /\p{Cs}/u);
  });
});
