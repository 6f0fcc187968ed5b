const SHORTEST_MS = 5_000;
const LONGEST_MS = 30_000;
const LONGEST_WITHOUT_ANSWER_MS = 120_000;
/** A minute in which nothing happens is nothing yet. */
const STILL_LIVELY = 12;

/** How often in a row nothing had changed, and how often there was no answer. */
export interface Pace {
  quiet: number;
  failures: number;
}

/**
 * How long to wait before asking again: seconds while something happens, longer while nothing does, ever longer while
 * nobody answers. `chance` (0 to 1) keeps a class that opened the page together from asking together.
 */
export function waitOf({ quiet, failures }: Pace, chance: number): number {
  if (failures > 0) {
    const longest = Math.min(LONGEST_WITHOUT_ANSWER_MS, SHORTEST_MS * 2 ** failures);
    return longest * (0.5 + chance / 2);
  }
  const slower = 1.25 ** Math.max(0, quiet - STILL_LIVELY);
  return Math.min(LONGEST_MS, SHORTEST_MS * slower) * (0.9 + chance / 5);
}
