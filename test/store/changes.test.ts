import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { CHANGE_MS, settled } from '../../src/domain/changes.ts';
import { EDITED_FREELY } from '../../src/domain/editing.ts';
import { OPEN_TO_ALL } from '../../src/domain/opening.ts';
import type { Discussion } from '../../src/store/discussions.ts';
import { PLAIN_RULES } from '../../src/store/discussions.ts';
import type { Store } from '../../src/store/index.ts';
import { type FreshStore, freshStore, later, NOW } from './freshStore.ts';

const SETTINGS = {
  ...{ title: 'Week 1', promptText: '', promptFormat: 'plain' as const, promptHtml: '', promptPlain: '' },
  ...{ requirements: [], maximum: 10 },
  ...{ repliesToInstructorCount: false, zone: 'UTC' },
  ...OPEN_TO_ALL,
  ...EDITED_FREELY,
  ...PLAIN_RULES,
};

describe('What changed in a discussion', () => {
  let fresh: FreshStore;
  let id: string;

  before(async () => {
    fresh = await freshStore();
  });
  after(() => fresh?.close());
  beforeEach(async () => {
    ({ id } = await fresh.store.discussions.add('course', SETTINGS, crypto.randomUUID(), NOW));
  });

  /** Somebody who asks what came since they last asked, as pages do. */
  function reader(store: Store) {
    let since = 0;
    const seen = new Set<string>();
    return {
      seen,
      async look(now = NOW): Promise<number> {
        const changes = await store.discussions.changesIn('course', id);
        assert.ok(changes);
        for (const { id: post } of await store.posts.changedSince({ discussionId: id }, since, 1000))
          seen.add(post);
        since = settled(changes, now);
        return since;
      },
    };
  }

  let requests = 0;
  const add = async (store: Store, change: number): Promise<string> => {
    requests += 1;
    const post = await store.posts.add({
      ...{ title: '', format: 'plain' as const, text: 'text', html: '<p>text</p>', plain: 'text', words: 1 },
      ...{ files: [], pictures: [] },
      ...{ discussionId: id, threadId: null, threadNumber: requests, number: requests },
      ...{
        parentId: null,
        parentAuthorId: null,
        parentAuthorRole: null,
        authorId: 'a',
        authorRole: 'learner',
      },
      ...{ createdAt: NOW, requestId: `r${requests}`, change },
    });
    return post?.id ?? '';
  };

  it('is seen by whoever looked between two processes that overtook each other', async () => {
    const { store, other } = fresh;
    const looking = reader(other);
    let letFirstWrite = () => {};
    const mayWrite = new Promise<void>((resolve) => {
      letFirstWrite = resolve;
    });
    let taken = () => {};
    const firstHasNumber = new Promise<void>((resolve) => {
      taken = resolve;
    });
    const first = store.discussions.changing(id, NOW, async (change) => {
      taken();
      await mayWrite;
      return { change, post: await add(store, change) };
    });
    await firstHasNumber;
    const second = await other.discussions.changing(id, NOW, async (change) => ({
      change,
      post: await add(other, change),
    }));
    assert.equal(await looking.look(), 0, 'nothing is settled while the first is under way');
    assert.deepEqual([...looking.seen], [second.post]);
    letFirstWrite();
    const { change, post } = await first;
    assert.ok(change < second.change);
    assert.equal(await looking.look(), second.change);
    assert.deepEqual([...looking.seen], [second.post, post]);
  });

  it('is missed by nobody while two processes write all at once', async () => {
    const looking = [reader(fresh.store), reader(fresh.other)];
    let writing = true;
    const looks = looking.map(async (one) => {
      while (writing) {
        await one.look();
        await turn();
      }
      await one.look();
    });
    const writes = Array.from({ length: 60 }, async (_, index) => {
      const store = index % 2 ? fresh.store : fresh.other;
      return store.discussions.changing(id, NOW, async (change) => {
        for (let turns = index % 7; turns > 0; turns--) await turn();
        return add(store, change);
      });
    });
    const posts = (await Promise.all(writes)).sort();
    writing = false;
    await Promise.all(looks);
    for (const { seen } of looking) assert.deepEqual([...seen].sort(), posts);
  });

  it('is an edit and a deletion as well, and new settings and dates', async () => {
    const { store } = fresh;
    const { discussions, posts } = store;
    const post = await discussions.changing(id, NOW, (change) => add(store, change));
    const before = await posts.find({ discussionId: id }, post);
    assert.ok(before);
    const since = async (change: number) =>
      (await posts.changedSince({ discussionId: id }, change, 10)).map((changed) => changed.id);
    const latest = async () => (await discussions.changesIn('course', id))?.latest ?? 0;
    let last = await latest();
    const written = {
      ...{ title: '', format: 'plain' as const, text: 'new', files: [], pictures: [] },
      ...{ html: '<p>new</p>', plain: 'new', words: 1 },
    };
    await discussions.changing(id, NOW, (change) =>
      posts.revise(before, { ...written, at: later(1), change }),
    );
    assert.deepEqual(await since(last), [post]);
    last = await latest();
    assert.deepEqual(await since(last), []);
    await discussions.changing(id, NOW, (change) => posts.markDeleted(post, later(2), change));
    assert.deepEqual(await since(last), [post]);
    last = await latest();
    const kept = await discussions.byId(id);
    assert.ok(kept);
    await discussions.change(kept, { ...SETTINGS, title: 'Week 2' }, 'tess', NOW);
    await discussions.keepLmsDueDate(id, NOW);
    assert.equal(await latest(), last + 2);
  });

  it('does not wait for a process that died while it wrote, and is not held up by a write that fails', async () => {
    const { store, other } = fresh;
    const looking = reader(store);
    // Its answer never comes.
    const dies = new Promise<void>((begun) => {
      store.discussions.changing(id, NOW, () => {
        begun();
        return new Promise(() => {});
      });
    });
    await dies;
    await assert.rejects(
      store.discussions.changing(id, NOW, async () => {
        throw new Error('no space left');
      }),
      /no space left/,
    );
    const post = await other.discussions.changing(id, later(1), (change) => add(other, change));
    assert.equal(await looking.look(later(2)), 0);
    assert.equal(await looking.look(new Date(NOW.getTime() + CHANGE_MS)), 3);
    assert.deepEqual([...looking.seen], [post]);
    const after = new Date(NOW.getTime() + 2 * CHANGE_MS);
    await other.discussions.changing(id, after, (change) => add(other, change));
    assert.deepEqual((await changes())?.underWay, [], 'the next write forgets it');
  });
  const changes = async () => fresh.store.discussions.changesIn('course', id);

  it('is nothing yet in a discussion of before changes were counted, and counted from there on', async () => {
    await fresh.connection
      .collection<{ _id: string }>('discussions')
      .updateOne({ _id: id }, { $unset: { change: 1, underWay: 1 } });
    const old = await fresh.store.discussions.find('course', id);
    assert.deepEqual((old as Discussion).changes, { latest: 0, underWay: [] });
    const change = await fresh.store.discussions.changing(id, NOW, async (change) => change);
    assert.equal(change, 1);
    assert.equal(await fresh.store.discussions.changesIn('another course', id), null);
  });
});
