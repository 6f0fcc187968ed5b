import assert from 'node:assert/strict';
import { connect } from '../../src/store/database.ts';
import { createStore, type Store } from '../../src/store/index.ts';
import { ensureKey, rotateKeys } from '../../src/usecases/rotateKeys.ts';
import { testMongoUri } from '../support/mongo.ts';

describe('Rotating the signing key', () => {
  let store: Store;
  let close: () => Promise<void>;
  const start = new Date('2026-03-01T08:00:00Z');
  const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

  before(async () => {
    const connection = await connect(testMongoUri());
    store = createStore(connection, 'a secret that is long enough for it');
    close = () => connection.dropDatabase().then(() => connection.close());
  });
  after(() => close?.());

  it('publishes the new key at once, signs with it when platforms had time to notice, and keeps the old one for a day', async () => {
    await ensureKey(store, start);
    const old = await store.keys.current(start);
    const { kid, usedFrom } = await rotateKeys(store, later(60));
    const published = async () =>
      (await store.keys.published()).keys.map((key) => (key as { kid: string }).kid);
    assert.deepEqual(await published(), [kid, old?.kid]);
    assert.equal((await store.keys.current(later(61)))?.kid, old?.kid);
    assert.equal((await store.keys.current(usedFrom))?.kid, kid);
    const { kid: third } = await rotateKeys(store, later(120));
    assert.deepEqual(await published(), [third, kid, old?.kid]);
    await store.keys.prune(later(3 * 24 * 60));
    assert.deepEqual(await published(), [third]);
  });
});
