import assert from 'node:assert/strict';
import mongoose from 'mongoose';
import { openDatabase, testMongoUri } from '../support/mongo.ts';

describe('the tests’ MongoDB', () => {
  it('gives each caller a database of its own', () => {
    assert.notEqual(testMongoUri(), testMongoUri());
  });

  it('hands a database on once it is closed: empty, with its indexes', async () => {
    const first = await openDatabase();
    const kept = first.connection.collection('of-this-test');
    await kept.createIndex({ text: 1 });
    await kept.insertOne({ text: 'one' });
    const held = [await openDatabase()];
    assert.notEqual(held[0]?.uri, first.uri);
    await first.close();
    // Others may wait for their turn, too.
    while (held.at(-1)?.uri !== first.uri) held.push(await openDatabase());
    const handedOn = held.at(-1)?.connection.collection('of-this-test');
    assert.equal(await handedOn?.countDocuments(), 0);
    assert.equal((await handedOn?.indexes())?.length, 2);
    await handedOn?.drop();
    for (const one of held) await one.close();
  });

  it('is a replica set, so transactions work', async () => {
    const connection = await mongoose.createConnection(testMongoUri()).asPromise();
    try {
      const posts = connection.collection('posts');
      await connection.transaction(async (session) => {
        await posts.insertOne({ text: 'one' }, { session });
      });
      assert.equal(await posts.countDocuments(), 1);
    } finally {
      await connection.dropDatabase();
      await connection.close();
    }
  });
});
