import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Piece } from '../../src/domain/comparison.ts';
import { compareTexts } from '../../src/usecases/compareTexts.ts';

const short = (pieces: Piece[]) =>
  pieces.map(({ text, change }) => (change === 'same' ? text : `${change === 'added' ? '+' : '-'}[${text}]`));
const without = (pieces: Piece[], which: Piece['change']) =>
  pieces.flatMap(({ text, change }) => (change === which ? [] : text)).join('');

describe('Two versions of a text', () => {
  const text = fc
    .array(fc.constantFrom('boat', 'lock', 'don’t', ' ', ' ', '\n\n', '.', '船', 'é', '👍🏽', '<b>'), {
      maxLength: 40,
    })
    .map((words) => words.join(''));

  it('are both there in what is compared: what stayed with what went, what stayed with what came', () =>
    fc.assert(
      fc.property(text, text, (before, after) => {
        const pieces = compareTexts(before, after);
        assert.equal(without(pieces, 'added'), before);
        assert.equal(without(pieces, 'removed'), after);
      }),
    ));

  it('that are the same have no change', () =>
    fc.assert(
      fc.property(text, (same) =>
        assert.ok(compareTexts(same, same).every(({ change }) => change === 'same')),
      ),
    ));

  it('are compared word by word, neighbouring words as one change, what was removed first', () => {
    assert.deepEqual(short(compareTexts('The clerk paid well.', 'The boatman paid badly, it seems.')), [
      'The ',
      '-[clerk]',
      '+[boatman]',
      ' paid ',
      '-[well]',
      '+[badly, it seems]',
      '.',
    ]);
    assert.deepEqual(short(compareTexts('one two three', 'four five three')), [
      '-[one two]',
      '+[four five]',
      ' three',
    ]);
    assert.deepEqual(short(compareTexts('One. Two.', 'One.\n\nTwo.')), ['One.', '-[ ]', '+[\n\n]', 'Two.']);
  });

  it('in a script without spaces are compared by words as well', () => {
    assert.deepEqual(short(compareTexts('运河的故事', '运河的历史')), ['运河的', '-[故事]', '+[历史]']);
  });

  it('that have nothing in common are replaced as a whole, soon', () => {
    const words = (word: string) => Array.from({ length: 8000 }, (_, index) => `${word}${index}`).join(' ');
    const pieces = compareTexts(words('a'), words('b'));
    assert.deepEqual(
      pieces.map(({ change }) => change),
      ['removed', 'added'],
    );
  });
});
