import assert from 'node:assert/strict';
import fc from 'fast-check';
import { conversation } from '../../src/domain/conversation.ts';

const ANSWERED = { deletedAt: null, hiddenAt: null };
const people = ['ana', 'jonas', 'mei', 'adaeze'];
const person = fc.constantFrom(...people);
const said = fc.record({
  authorId: person,
  parentAuthorId: fc.option(person),
  deletedAt: fc.option(fc.constant(new Date(0)), { freq: 5 }),
  hiddenAt: fc.option(fc.constant(new Date(0)), { freq: 5 }),
});

describe('The conversation', () => {
  it('tells who answered whom and how often, and who stands alone', () => {
    const reply = (authorId: string, parentAuthorId: string | null) => ({
      ...ANSWERED,
      authorId,
      parentAuthorId,
    });
    const posts = [
      reply('ana', null),
      reply('jonas', 'ana'),
      reply('jonas', 'ana'),
      reply('ana', 'jonas'),
      reply('mei', null),
    ];
    assert.deepEqual(conversation(posts, people), {
      exchanges: [
        { from: 'jonas', to: 'ana', count: 2 },
        { from: 'ana', to: 'jonas', count: 1 },
      ],
      alone: ['mei', 'adaeze'],
    });
  });

  it('has no answer to oneself, and none that was deleted or hidden', () => {
    const gone = new Date();
    const posts = [
      { ...ANSWERED, authorId: 'ana', parentAuthorId: 'ana' },
      { deletedAt: gone, hiddenAt: null, authorId: 'jonas', parentAuthorId: 'ana' },
      { deletedAt: null, hiddenAt: gone, authorId: 'mei', parentAuthorId: 'ana' },
    ];
    assert.deepEqual(conversation(posts, people), { exchanges: [], alone: people });
  });

  it('counts every answer once, whatever the order, and nobody is both alone and answered', () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 60 }), (posts) => {
        const { exchanges, alone } = conversation(posts, people);
        const answers = posts.filter(
          ({ authorId, parentAuthorId, deletedAt, hiddenAt }) =>
            parentAuthorId !== null && parentAuthorId !== authorId && !deletedAt && !hiddenAt,
        );
        assert.equal(
          exchanges.reduce((sum, { count }) => sum + count, 0),
          answers.length,
        );
        assert.ok(exchanges.every(({ from, to }) => !alone.includes(from) && !alone.includes(to)));
        const backwards = conversation([...posts].reverse(), people);
        const sorted = (list: typeof exchanges) => list.map((one) => JSON.stringify(one)).sort();
        assert.deepEqual(sorted(backwards.exchanges), sorted(exchanges));
      }),
    );
  });
});
