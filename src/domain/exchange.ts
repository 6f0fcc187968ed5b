/** One thing that was said to an LMS about a student's grade, and what it answered. Tokens are no part of it. */
export type Exchange = {
  at: Date;
  /** How long the LMS took. */
  ms: number;
  what: 'score' | 'signal' | 'result';
  /** To the column of that part of the grade; null, or not there: to the activity's own. */
  part?: string | null;
  /** Null where there was no answer. */
  status: number | null;
  /** `arrived`, `read`, or a code for what stands in the way. */
  outcome: string;
  /** The LMS's own words, as far as it said any. */
  said: string;
};

/** Of one student; enough for an LMS's support to find them in its own log. */
export const KEPT_EXCHANGES = 20;
const LONGEST = 300;

/** What an LMS said, without anything in it that could be a token or a password. */
export function withoutSecrets(said: string): string {
  return said
    .replace(/eyJ[\w-]+(\.[\w-]*){0,4}/g, '…')
    .replace(/(bearer|token|secret|password|assertion)(["'\s:=]+)[^\s"',;&<>]+/gi, '$1$2…')
    .replace(/[\w-]{40,}/g, '…')
    .slice(0, LONGEST);
}
