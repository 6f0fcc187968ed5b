/** Words written without spaces, and those that carry an article or a preposition in front: found inside of others. */
const ANYWHERE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Arabic}\p{Script=Hebrew}]/u;
/** Not in a mention's id. */
const WORD_START = '(?<![\\p{L}\\p{N}\\p{M}]|@\\[)';
const MOST_TERMS = 8;
const LONGEST_TERM = 60;

/** What to look for: words, or several in quotation marks as they stand. All of them are meant. */
export function searchTerms(query: string): string[] {
  const typed = query.replace(/\p{Cc}/gu, ' ').normalize('NFC');
  const found = typed.matchAll(/["“”„«»]([^"“”„«»]+)["“”„«»]|([^\s"“”„«»]+)/gu);
  // No words that run into a mention, where an id stands.
  const terms = [...found].map(([, phrase, word]) =>
    (phrase ?? word ?? '').replace(/\\/g, '').replace(/@\[+/g, '@').trim(),
  );
  return terms
    .filter((term) => /[\p{L}\p{N}]/u.test(term))
    .map((term) => [...term].slice(0, LONGEST_TERM).join(''))
    .slice(0, MOST_TERMS);
}

/** A regular expression, for MongoDB and for JavaScript (with `u`), that finds words beginning so, accents and case aside. */
export function patternOf(term: string): string {
  const letters = [...term.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()];
  const body = letters
    .map((letter) => letterPattern(letter))
    .join('')
    .replace(/(?:\s)+/gu, '[\\s\u00a0]+');
  return ANYWHERE.test(term) || !/^[\p{L}\p{N}]/u.test(term) ? body : WORD_START + body;
}

function letterPattern(letter: string): string {
  if (/['’]/u.test(letter)) return "['’]";
  if (!/\p{L}/u.test(letter)) return letter.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&');
  const alike = new Set([...(VARIANTS.get(letter) ?? []), letter, ...single(letter.toUpperCase())]);
  return `[${[...alike].join('')}]\\p{M}*`;
}

/** Letters that are another one with a mark, in both cases, by that one: Latin, Greek, Cyrillic. */
const VARIANTS = variants();
function variants(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [from, to] of [
    [0xc0, 0x24f],
    [0x370, 0x4ff],
    [0x1e00, 0x1fff],
  ] as const) {
    for (let code = from; code <= to; code++) {
      const letter = String.fromCodePoint(code);
      const base = letter.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
      if (base === letter || !/^\p{L}$/u.test(base)) continue;
      found.set(base, [...(found.get(base) ?? []), letter]);
    }
  }
  return found;
}
const single = (letters: string): string[] => ([...letters].length === 1 ? [letters] : []);

/** For comparing names: case and accents make no difference. */
export const folded = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/gu, ' ').trim();

/** A piece of a text, and whether it is what was looked for. */
export type Piece = { text: string; hit: boolean };

/** A text cut into what was looked for and what is between. */
export function marked(text: string, terms: readonly string[]): Piece[] {
  if (terms.length === 0) return [{ text, hit: false }];
  const any = new RegExp(`(${terms.map(patternOf).join('|')})`, 'gu');
  return text
    .split(any)
    .map((piece, index) => ({ text: piece, hit: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

/** The lines around the first hit, about that long; from the beginning where there is none. */
export function excerptAround(plain: string, terms: readonly string[], length: number): Piece[] {
  const line = plain.replace(/\s+/gu, ' ').trim();
  const first = terms.length > 0 ? line.search(new RegExp(terms.map(patternOf).join('|'), 'u')) : -1;
  const wanted = Math.max(0, first - Math.floor(length / 3));
  const space = wanted > 0 ? line.lastIndexOf(' ', wanted) : 0;
  // Where there are no spaces, at least no character is cut in two.
  const start = wanted === 0 ? 0 : wanted - space < 30 ? space + 1 : wanted;
  const end = cutAt(line, start + length);
  const clean = line
    .slice(start, end)
    .replace(/^[\uDC00-\uDFFF]/, '')
    .replace(/[\uD800-\uDBFF]$/, '');
  return marked(`${start > 0 ? '…' : ''}${clean}${end < line.length ? '…' : ''}`, terms);
}

function cutAt(line: string, end: number): number {
  if (end >= line.length) return line.length;
  const space = line.lastIndexOf(' ', end);
  return end - space < 30 ? space : end;
}
