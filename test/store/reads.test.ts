import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countUnread, isRead, type Place, unreadAmong } from '../../src/domain/readMarks.ts';
import { fillBig } from '../support/bigDiscussion.ts';
import { type FreshStore, freshStore, NOW } from './freshStore.ts';

describe('Read marks', () => {
  let fresh: FreshStore;
  let discussions = 0;
  before(async () => {
    fresh = await freshStore();
  });
  after(() => fresh?.close());

  const reading = () => ({ memberId: 'ana', discussionId: `d${discussions}` });
  const marks = async (memberId = 'ana') => {
    const { discussionId } = reading();
    return (await fresh.store.reads.of(memberId, [discussionId])).get(discussionId) ?? {};
  };
  beforeEach(() => {
    discussions += 1;
  });

  it('are exact after any marks and unmarks, as a plain set is', async () => {
    const place = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 70 }));
    const changes = fc.array(fc.tuple(fc.boolean(), fc.array(place, { minLength: 1, maxLength: 20 })), {
      minLength: 1,
      maxLength: 6,
    });
    const told = async (changed: [boolean, Place[]][]) => {
      discussions += 1;
      const naive = new Set<string>();
      for (const [read, places] of changed) {
        await fresh.store.reads[read ? 'markRead' : 'markUnread'](reading(), places);
        for (const one of places) naive[read ? 'add' : 'delete'](one.join('.'));
      }
      const kept = await marks();
      for (let thread = 1; thread <= 3; thread++)
        for (let number = 0; number <= 70; number++)
          assert.equal(isRead(kept[thread], number), naive.has(`${thread}.${number}`));
    };
    await fc.assert(fc.asyncProperty(changes, told), { numRuns: 15 });
  });

  it('by two tabs at once are all kept, in one document', async () => {
    const places = Array.from({ length: 64 }, (_, index): Place => [1 + (index % 2), index]);
    await Promise.all(
      places.map((place, index) => fresh[index % 3 ? 'store' : 'other'].reads.markRead(reading(), [place])),
    );
    const kept = await marks();
    assert.ok(places.every(([thread, number]) => isRead(kept[thread], number)));
    const documents = await fresh.connection.collection('reads').countDocuments(reading());
    assert.equal(documents, 1);
  });

  it('are each member’s own, in each discussion', async () => {
    await fresh.store.reads.markRead(reading(), [[1, 3]]);
    assert.deepEqual(await marks('jonas'), {});
    assert.deepEqual(await fresh.store.reads.inThread({ memberId: 'ana', discussionId: 'elsewhere' }, 1), {});
    assert.ok(isRead((await fresh.store.reads.inThread(reading(), 1))[1], 3));
    assert.deepEqual(await fresh.store.reads.inThread(reading(), 2), {});
  });

  describe('in a discussion of 5,000 posts', () => {
    const authors = Array.from({ length: 500 }, (_, index) => `m${index}`);
    const threads = Array.from({ length: 2500 }, (_, index) => ({ replies: index === 0 ? 2500 : 0 }));
    const scope = { discussionId: 'big' };
    before(() => fillBig(fresh.connection, { ...scope, authors, threads, now: NOW }));

    it('are found with the places of others’ posts from an index alone', async () => {
      const { db } = fresh.connection;
      await db?.command({ profile: 2 });
      const places = (await fresh.store.posts.placesOfOthers([scope], 'm3')).get('big') ?? [];
      await db?.command({ profile: 0 });
      const read = await db?.collection('system.profile').findOne({ ns: /\.posts$/ });
      assert.equal(places.length, 4990);
      assert.equal(read?.docsExamined, 0);
      assert.ok(read?.keysExamined <= 5001, `${read?.keysExamined}`);
    });

    it('take up less than 64 KB a member even where every other post was read, and count right', async () => {
      const places = (await fresh.store.posts.placesOfOthers([scope], 'm3')).get('big') ?? [];
      const half = places.filter((_, index) => index % 2 === 0);
      const own = { memberId: 'm3', ...scope };
      await fresh.store.reads.markRead(own, half);
      const read = (await fresh.store.reads.of('m3', ['big'])).get('big') ?? {};
      assert.equal(countUnread(unreadAmong(places, read)), places.length - half.length);
      const [size] = await fresh.connection
        .collection('reads')
        .aggregate([{ $match: own }, { $project: { _id: 0, bytes: { $bsonSize: '$$ROOT' } } }])
        .toArray();
      assert.ok(size?.bytes < 64 * 1024, `${size?.bytes} bytes`);
    });
  });
});
