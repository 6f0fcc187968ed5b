import assert from 'node:assert/strict';
import mongoose from 'mongoose';
import { testMongoUri } from '../support/mongo.ts';

describe('the tests’ MongoDB', () => {
  it('gives each caller a database of its own', () => {
    assert.notEqual(testMongoUri(), testMongoUri());
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
