/** How many aliases there are before a number makes more of them: each of 32 places with each of 32 animals. */
export const ALIASES = 1024;
const BITS = 5;
const HALF = 2 ** BITS;
const ROUNDS = 4;

export type Alias = {
  /** Two words of lists that have 32. */
  place: number;
  animal: number;
  /** null for the first 1,024 people of a course; the others share their words and are told apart by it, from 2. */
  again: number | null;
};

/**
 * The alias of the person with that number in the course: no two have the same one, and who does not know the key
 * learns nothing from numbers or from other aliases. (A Feistel network: whatever `mix` does, each alias comes once.)
 * @param mix by chance as it seems and always the same, of a secret of the discussion: any number for a round and a half
 */
export function aliasOfNumber(number: number, mix: (round: number, half: number) => number): Alias {
  const within = number % ALIASES;
  let [place, animal] = [Math.floor(within / HALF), within % HALF];
  for (let round = 0; round < ROUNDS; round++)
    [place, animal] = [animal, (place ^ mix(round, animal)) & (HALF - 1)];
  const before = Math.floor(number / ALIASES);
  return { place, animal, again: before > 0 ? before + 1 : null };
}
