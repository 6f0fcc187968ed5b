import { diffArrays } from 'diff';
import { type Piece, readable } from '../domain/comparison.ts';
import { UNSPACED } from '../domain/post.ts';

/** Beyond this two texts have little in common, and looking for it takes ever longer. */
const MOST_CHANGES = 1_500;
const LONGEST_MS = 150;

/** Words, spaces, line ends, and what stands between. */
const PIECES = /[^\S\n]+|\n+|[\p{L}\p{N}\p{M}]+(?:['’-][\p{L}\p{N}\p{M}]+)*|[^\p{L}\p{N}\p{M}\s]+/gu;
// A fixed locale: the comparison must not depend on where the process runs.
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** Where words stand without spaces between them a dictionary finds them; for all others it would take a second. */
const wordsOf = (text: string): string[] =>
  (text.match(PIECES) ?? []).flatMap((piece) =>
    UNSPACED.test(piece) ? Array.from(segmenter.segment(piece), ({ segment }) => segment) : piece,
  );

/** What became of one text in another, word by word; what is too different is replaced as a whole. */
export function compareTexts(before: string, after: string): Piece[] {
  const bounds = { maxEditLength: MOST_CHANGES, timeout: LONGEST_MS };
  const changes = diffArrays(wordsOf(before), wordsOf(after), bounds);
  if (!changes)
    return readable([
      { text: before, change: 'removed' },
      { text: after, change: 'added' },
    ]);
  return readable(
    changes.map(({ value, added, removed }) => ({
      text: value.join(''),
      change: added ? 'added' : removed ? 'removed' : 'same',
    })),
  );
}
