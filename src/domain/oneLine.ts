/** What ends a line or turns the direction of what follows: it would do so to the page around. */
const NOT_IN_LINES = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;
/** More than any script puts on one letter. */
const PILED_UP = /(\p{M}{6})\p{M}+/gu;

/** A title or a name as it can stand in a line among other words. */
export const oneLine = (typed: string): string =>
  typed.replace(NOT_IN_LINES, ' ').replace(PILED_UP, '$1').trim();

const LONGEST_NAME = 200;

/** What an LMS calls a person, a course or a place in it. */
export const nameTold = (told: string): string => [...oneLine(told)].slice(0, LONGEST_NAME).join('');
