import type { Requirement } from './discussion.ts';
import type { LedgerEntry } from './ledger.ts';
import type { OwnWords } from './ownWords.ts';

/** Why a person should look before what is suggested is given. Nothing is taken off for it. */
export const DOUBTS = ['unjudged', 'justLate', 'limit', 'alike', 'edited'] as const;
export type Doubt = (typeof DOUBTS)[number];

/** Late by no more than this is late by minutes. */
export const JUST_LATE_MS = 60 * 60 * 1000;
/** As near to the least number of words as this, of that number, is at the limit, on either side of it. */
export const NEAR_LIMIT = 0.1;
/** So many words as a classmate wrote them before. */
export const ALIKE_WORDS = 20;

/**
 * What is doubtful about the posts that count, or nearly do.
 * @param own of each post, by its id
 * @param left how many posts graders have given no points beside, where that is how they judge
 */
export function doubtsIn(
  entries: readonly LedgerEntry[],
  requirements: readonly Requirement[],
  own: ReadonlyMap<string, OwnWords>,
  left = 0,
): Doubt[] {
  const found = new Set<Doubt>(
    entries.flatMap((entry) => {
      const least = requirements.find(({ id }) => id === entry.requirementId)?.minimumWords ?? 0;
      return doubtsAbout(entry, least, own);
    }),
  );
  if (left > 0) found.add('unjudged');
  return DOUBTS.filter((doubt) => found.has(doubt));
}

function doubtsAbout(
  { evidence, shortfall }: LedgerEntry,
  least: number,
  own: ReadonlyMap<string, OwnWords>,
): Doubt[] {
  const post = evidence ?? shortfall;
  if (!post) return [];
  const alike = own.get(post.postId)?.alike.reduce((sum, { words }) => sum + words, 0) ?? 0;
  const late = evidence?.lateByMs ?? 0;
  return [
    ...(late > 0 && late <= JUST_LATE_MS ? (['justLate'] as const) : []),
    ...(least > 0 && Math.abs(post.words - least) <= least * NEAR_LIMIT ? (['limit'] as const) : []),
    ...(alike >= ALIKE_WORDS ? (['alike'] as const) : []),
    ...(evidence?.editedAfterDue ? (['edited'] as const) : []),
  ];
}
