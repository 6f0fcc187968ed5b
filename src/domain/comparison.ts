/** A piece of a text that was taken away, added, or stayed. */
export type Piece = { text: string; change: 'same' | 'added' | 'removed' };

/**
 * A comparison as people read it: between two changed words a space is no reason to begin anew, and of each change what
 * was removed comes first. What stayed and was removed is the text before; what stayed and was added, the one after.
 */
export function readable(pieces: readonly Piece[]): Piece[] {
  const read: Piece[] = [];
  let removed = '';
  let added = '';
  const flush = () => {
    if (removed) read.push({ text: removed, change: 'removed' });
    if (added) read.push({ text: added, change: 'added' });
    removed = '';
    added = '';
  };
  pieces.forEach(({ text, change }, index) => {
    const next = pieces[index + 1];
    const between = removed + added !== '' && next !== undefined && next.change !== 'same';
    if (change === 'removed') removed += text;
    else if (change === 'added') added += text;
    else if (between && /^[^\S\n]+$/.test(text)) {
      removed += text;
      added += text;
    } else {
      flush();
      read.push({ text, change });
    }
  });
  flush();
  return read;
}
