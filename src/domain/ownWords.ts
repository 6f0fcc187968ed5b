import { wordsIn } from './post.ts';

/** So many words in a row that they are not the same by chance. */
export const RUN = 6;
/** Of so many runs that follow each other one at least is printed. */
const WINDOW = 4;
/** A text of 50,000 characters has fewer. */
const MOST_PRINTS = 5000;

/** A text by each of its runs, made once for however many texts are compared with it. */
export type Runs = ReadonlySet<string>;
/** Text that was there before, by whoever wrote it. */
export type Earlier = { label: string; runs: Runs };

/** What of a text is its author's own, in words. What is not is marked, and nothing is taken off for it. */
export type OwnWords = {
  own: number;
  /** What stands in quotations. */
  quoted: number;
  /** What the prompt says as well. */
  prompt: number;
  /** What classmates wrote before in the same words, or nearly; most first. */
  alike: { label: string; words: number }[];
};

/**
 * @param text without its quotations
 * @param quotations these
 */
export function ownWords(
  { text, quotations }: { text: string; quotations: string },
  prompt: Runs,
  earlier: readonly Earlier[],
): OwnWords {
  const words = wordsIn(text);
  const runs = runsOf(words);
  const taken = new Set<number>();
  const take = (shared: ReadonlySet<number>): number => {
    const before = taken.size;
    for (const at of shared) taken.add(at);
    return taken.size - before;
  };
  const ofPrompt = take(sharedWith(runs, prompt));
  const alike = earlier
    .map((one) => ({ label: one.label, shared: sharedWith(runs, one.runs) }))
    .sort((one, other) => other.shared.size - one.shared.size || (one.label < other.label ? -1 : 1))
    .map(({ label, shared }) => ({ label, words: take(shared) }))
    .filter((one) => one.words > 0);
  return { own: words.length - taken.size, quoted: wordsIn(quotations).length, prompt: ofPrompt, alike };
}

export const runsIn = (text: string): Runs => new Set(runsOf(wordsIn(text)));

/** Where words stand that are part of a run which the other text has as well. */
function sharedWith(runs: readonly string[], other: Runs): Set<number> {
  const shared = new Set<number>();
  runs.forEach((run, at) => {
    if (other.has(run)) for (let word = at; word < at + RUN; word += 1) shared.add(word);
  });
  return shared;
}

const runsOf = (words: readonly string[]): string[] =>
  words.slice(0, Math.max(0, words.length - RUN + 1)).map((_, at) => words.slice(at, at + RUN).join(' '));

/**
 * Numbers by which texts that share a passage find each other: of each few runs in a row the one with the least number
 * (winnowing), so that nine words in a row are never missed and a text is known by a quarter of its runs.
 */
export function printsOf(text: string): number[] {
  const numbers = runsOf(wordsIn(text)).map(numberOf);
  const last = Math.max(1, numbers.length - WINDOW + 1);
  const prints = new Set<number>();
  if (numbers.length > 0)
    for (let at = 0; at < last; at += 1) prints.add(Math.min(...numbers.slice(at, at + WINDOW)));
  return [...prints].slice(0, MOST_PRINTS);
}

/** FNV-1a, 32 bits. */
function numberOf(run: string): number {
  let number = 0x811c9dc5;
  for (let at = 0; at < run.length; at += 1)
    number = Math.imul(number ^ run.charCodeAt(at), 0x01000193) >>> 0;
  return number;
}
