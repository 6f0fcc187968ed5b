import assert from 'node:assert/strict';
import type { Order } from '../../src/domain/listing.ts';
import type { Selection } from '../../src/store/postLists.ts';
import { fillBig } from '../support/bigDiscussion.ts';
import { type FreshStore, freshStore, NOW } from './freshStore.ts';

/** What MongoDB says of a read: how many documents and keys it looked at, and whether by an index. */
interface Cost {
  documents: number;
  keys: number;
  scans: boolean;
}

describe('The lists of a discussion of 5,000 posts', function () {
  this.timeout(60_000);
  const scope = { discussionId: 'big' };
  let fresh: FreshStore;

  before(async () => {
    fresh = await freshStore();
    const threads = Array.from({ length: 2000 }, (_, index) => ({
      replies: index === 0 ? 2500 : index % 4 === 0 ? 1 : 0,
    }));
    const authors = Array.from({ length: 100 }, (_, index) => `m${index}`);
    const made = await fillBig(fresh.connection, { ...scope, authors, threads, now: NOW });
    assert.ok(made >= 4900, `${made}`);
    await fillBig(fresh.connection, {
      discussionId: 'other',
      authors,
      threads: [{ replies: 300 }],
      now: NOW,
    });
  });
  after(() => fresh?.close());

  /** The costliest of the reads that this makes. */
  async function costOf(read: () => Promise<unknown>): Promise<Cost> {
    const { db } = fresh.connection;
    await db?.command({ profile: 2 });
    await db
      ?.collection('system.profile')
      .deleteMany({})
      .catch(() => {});
    const since = new Date();
    await read();
    await db?.command({ profile: 0 });
    const entries = await fresh.connection
      .collection('system.profile')
      .find({ ns: /\.posts$/, ts: { $gte: since } })
      .toArray();
    assert.ok(entries.length > 0, 'nothing was read');
    return {
      documents: Math.max(...entries.map(({ docsExamined }) => docsExamined ?? 0)),
      keys: Math.max(...entries.map(({ keysExamined }) => keysExamined ?? 0)),
      scans: entries.some(({ planSummary }) => /COLLSCAN/.test(planSummary ?? '')),
    };
  }

  for (const order of ['oldest', 'newest', 'replies', 'activity', 'needs'] as Order[])
    it(`read a page of posts by ${order} from an index, and little more than that page`, async () => {
      const cost = await costOf(() =>
        fresh.store.posts.list(scope, { what: 'threads' }, order, { limit: 50 }),
      );
      assert.equal(cost.scans, false);
      assert.ok(cost.documents <= 60, `${cost.documents} documents`);
    });

  for (const [name, selection] of [
    ['of one person', { what: 'by', authorIds: ['m7'] }],
    ['of answers to one person', { what: 'answers', to: 'm7' }],
    ['without a reply', { what: 'unanswered' }],
  ] as [string, Selection][])
    it(`read what is ${name} from an index`, async () => {
      const order = selection.what === 'unanswered' ? 'oldest' : 'newest';
      const cost = await costOf(() => fresh.store.posts.list(scope, selection, order, { limit: 50 }));
      assert.equal(cost.scans, false);
      assert.ok(cost.documents <= 120, `${cost.documents} documents`);
    });

  it('count from the index alone', async () => {
    for (const which of ['posts', 'all'] as const) {
      const cost = await costOf(() => fresh.store.posts.countReadable(scope, which));
      assert.deepEqual([cost.scans, cost.documents], [false, 0], which);
    }
  });

  it('tell how a thread of 2,500 replies hangs together without reading one', async () => {
    const cost = await costOf(() => fresh.store.posts.joints(scope, 1));
    assert.deepEqual([cost.scans, cost.documents], [false, 0]);
  });

  it('read the words of what is shown alone', async () => {
    const ids = (await fresh.store.posts.joints(scope, 1)).slice(100, 200).map(({ id }) => id);
    const cost = await costOf(() => fresh.store.posts.shown(scope, ids));
    assert.equal(cost.scans, false);
    assert.ok(cost.documents <= 100, `${cost.documents} documents`);
  });

  it('measure one reader by that reader’s posts', async () => {
    const cost = await costOf(() => fresh.store.posts.records('big', 'm7'));
    assert.equal(cost.scans, false);
    assert.ok(cost.documents <= 60, `${cost.documents} documents`);
  });

  it('know who wrote without going through what they wrote', async () => {
    const cost = await costOf(() => fresh.store.posts.authorsIn(scope));
    assert.equal(cost.scans, false);
    assert.ok(cost.keys <= 300, `${cost.keys} keys`);
  });

  it('are searched by index, in this discussion alone', async () => {
    let found: string[] = [];
    const cost = await costOf(async () => {
      found = await fresh.store.posts.search(scope, ['frost', 'ledg']);
    });
    assert.equal(cost.scans, false);
    assert.equal(found.length, 500);
    assert.ok(found.every((id) => id.startsWith('big-')));
  });
});
