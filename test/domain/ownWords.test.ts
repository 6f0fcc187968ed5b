import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ownWords, printsOf, runsIn } from '../../src/domain/ownWords.ts';
import { countWords } from '../../src/domain/post.ts';

const OWN = 'Every toll book that I opened told the same slow story about winter.';
const COPY = 'Boats came long before the shares did, and nobody on the river had asked for either.';
const measure = (text: string, { quotations = '', prompt = '', earlier = [] as string[] } = {}) =>
  ownWords(
    { text, quotations },
    runsIn(prompt),
    earlier.map((text, index) => ({ label: `${index + 1}`, runs: runsIn(text) })),
  );

describe('Own words', () => {
  it('are all of a text that nobody wrote before', () => {
    assert.deepEqual(measure(OWN, { earlier: [COPY] }), { own: 13, quoted: 0, prompt: 0, alike: [] });
  });

  it('are not what is quoted, nor what the prompt says, each counted for itself', () => {
    const { own, quoted, prompt } = measure(`${COPY} ${OWN}`, {
      quotations: 'Three more words.',
      prompt: COPY,
    });
    assert.deepEqual([own, quoted, prompt], [13, 3, 16]);
  });

  it('are not what a classmate wrote before, though letters, signs and a word here and there differ', () => {
    const near = COPY.replace('nobody', 'NOBODY').replace(',', ' –').replace('either', 'them');
    const { own, alike } = measure(`${OWN} ${near}`, { earlier: [OWN.slice(0, 20), COPY] });
    assert.deepEqual(alike, [{ label: '2', words: 15 }]);
    assert.equal(own, 14);
  });

  it('are a text’s own where fewer than six words in a row are the same', () => {
    assert.equal(measure('Boats came long before the winter.', { earlier: [COPY] }).own, 6);
  });

  it('and the others are as many as there are, whatever is compared with what', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 })
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(text, text, fc.array(text, { maxLength: 4 }), (one, prompt, earlier) => {
        const { own, prompt: ofPrompt, alike } = measure(one, { prompt, earlier });
        const all = alike.reduce((sum, { words }) => sum + words, own + ofPrompt);
        assert.equal(all, countWords(one));
        assert.ok(own >= 0);
      }),
    );
  });
});

describe('The prints of a text', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{2,5}$/), { minLength: 9, maxLength: 9 });
  const around = fc.array(fc.stringMatching(/^[A-Z0-9]{2,5}$/), { maxLength: 30 });

  it('are shared by any two that have nine words in a row', () => {
    fc.assert(
      fc.property(words, around, around, (passage, before, after) => {
        const [one, other] = [
          [...before, ...passage],
          [...passage, ...after],
        ].map((all) => printsOf(all.join(' ')));
        assert.ok(one?.some((print) => other?.includes(print)));
      }),
    );
  });

  it('are none of a text too short to have been copied', () => {
    assert.deepEqual(printsOf('Five words are too few.'), []);
  });
});
