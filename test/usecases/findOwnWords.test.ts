import assert from 'node:assert/strict';
import { findAlike, findOwnWords } from '../../src/usecases/findOwnWords.ts';
import { type FreshStore, freshStore, later } from '../store/freshStore.ts';

const discussion = { id: 'd', promptPlain: 'What did the shares do before the boats came to the river?' };
const scope = { discussionId: discussion.id };
/** Six thousand words of which no six in a row come twice. */
const LONG = Array.from({ length: 6000 }, (_, index) => `word${index}`).join(' ');
const SHORT = 'Every toll book that I opened told the same slow story about winter.';

describe('The own words of a student’s posts', () => {
  let fresh: FreshStore;
  let number = 0;
  const ids: string[] = [];

  before(async () => {
    fresh = await freshStore();
    await write('b', LONG);
    await write('b', SHORT);
    for (let index = 0; index < 4; index += 1) ids.push(await write('a', LONG));
    ids.push(await write('a', SHORT));
  });
  after(() => fresh?.close());

  async function write(authorId: string, text: string): Promise<string> {
    number += 1;
    const post = await fresh.store.posts.add({
      ...{ ...scope, threadId: null, threadNumber: number, number, parentId: null, parentAuthorId: null },
      ...{ parentAuthorRole: null, authorId, authorRole: 'learner', requestId: `r${number}`, change: number },
      ...{ createdAt: later(number), title: '', format: 'plain', text, html: `<p>${text}</p>`, plain: text },
      ...{ words: text.split(' ').length, files: [], pictures: [] },
    });
    assert.ok(post);
    return post.id;
  }

  it('are told apart from what a classmate wrote before', async () => {
    const found = await findOwnWords(fresh.store, scope, discussion, 'a');
    assert.deepEqual(found.get(ids[0] ?? '')?.alike, [{ label: '1', words: 6000 }]);
    assert.deepEqual(found.get(ids[4] ?? '')?.alike, [{ label: '2', words: 13 }]);
  });

  it('are looked for in so much text and no more, for everybody waits meanwhile', async () => {
    const found = await findOwnWords(fresh.store, scope, discussion, 'a');
    assert.deepEqual([...found.keys()].sort(), [ids[0], ids[1], ids[2], ids[4]].sort());
  });

  it('are the same where a whole class is looked through at once', async () => {
    await write('c', 'Nobody else has ever written anything that is at all like this sentence of mine.');
    const each = await Promise.all(['a', 'b'].map((id) => findOwnWords(fresh.store, scope, discussion, id)));
    const all = await findAlike(fresh.store, scope, discussion);
    assert.deepEqual(all, new Map(each.flatMap((found) => [...found])));
  });
});
