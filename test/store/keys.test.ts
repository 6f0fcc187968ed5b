import assert from 'node:assert/strict';
import { createStore } from '../../src/store/index.ts';
import { WrongSecret } from '../../src/store/sealed.ts';
import { ensureKey, rotateKeys } from '../../src/usecases/rotateKeys.ts';
import { SECRET } from '../support/tool.ts';
import { type FreshStore, freshStore, later, NOW } from './freshStore.ts';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

describe('The keys that the tool signs with', () => {
  let fresh: FreshStore;
  beforeEach(async () => {
    fresh = await freshStore();
  });
  afterEach(() => fresh?.close());

  const used = async (at: Date) => (await fresh.store.keys.current(at))?.kid;
  const published = async () => {
    const { keys } = await fresh.store.keys.published();
    return keys.map((key) => ('kid' in key ? key.kid : null)).sort();
  };

  it('are the same in every process, even if all of them start on an empty database at once', async () => {
    const processes = [fresh.store, fresh.other, fresh.store, fresh.other];
    await Promise.all(processes.map((store, index) => ensureKey(store, later(index))));
    for (const at of [later(10), later(DAY)]) {
      const [one, two] = await Promise.all([fresh.store.keys.current(at), fresh.other.keys.current(at)]);
      assert.ok(one);
      assert.deepEqual(one, two);
      assert.ok((await published()).includes(one.kid));
    }
  });

  it('are made once', async () => {
    await ensureKey(fresh.store, NOW);
    await ensureKey(fresh.other, later(1));
    await ensureKey(fresh.store, later(DAY));
    assert.equal((await published()).length, 1);
  });

  it('are made while everything else goes on: the event loop turns between asking for one and keeping it', async () => {
    const model = fresh.connection.model('Key');
    const { create } = model;
    let [turns, turnsUntilKept] = [0, 0];
    const turn = () => {
      turns += 1;
      if (!turnsUntilKept) setImmediate(turn);
    };
    Object.assign(model, {
      create(kept: object) {
        turnsUntilKept = turns;
        return create.call(model, kept);
      },
    });
    setImmediate(turn);
    await fresh.store.keys.add(NOW);
    assert.ok(turnsUntilKept > 0);
  });

  it('open with the secret they were sealed with, and are told to nobody', async () => {
    await ensureKey(fresh.store, NOW);
    const { connection } = fresh;
    assert.match((await createStore(connection, SECRET).keys.current())?.privateKey ?? '', /PRIVATE KEY/);
    await assert.rejects(createStore(connection, 'another').keys.current(), WrongSecret);
    await assert.rejects(ensureKey(createStore(connection, 'another'), NOW), WrongSecret);
    const kept = await connection.collection('keys').find().toArray();
    assert.doesNotMatch(JSON.stringify([kept, await fresh.store.keys.published()]), /PRIVATE|"d":/);
  });

  it('may be exchanged: the new one is published at once, and used when LMSs have had time to notice', async () => {
    await ensureKey(fresh.store, NOW);
    const old = await used(NOW);
    const { kid, usedFrom } = await rotateKeys(fresh.store, later(DAY));
    assert.deepEqual(await published(), [old, kid].sort());
    assert.equal(await used(new Date(usedFrom.getTime() - 1)), old);
    assert.equal(await used(usedFrom), kid);
    assert.ok(
      usedFrom.getTime() >= later(DAY + 5 * MINUTE).getTime(),
      'Canvas keeps our keys for five minutes',
    );
    assert.ok(await fresh.store.keys.byKid(old ?? ''), 'what is being signed with the old one goes on');
  });

  it('stay published for a day after another took over, and are forgotten then', async () => {
    await ensureKey(fresh.store, NOW);
    const [first] = await published();
    const second = await rotateKeys(fresh.store, later(DAY));
    const third = await rotateKeys(fresh.store, later(2 * DAY));
    assert.deepEqual(await published(), [first, second.kid, third.kid].sort());
    await rotateKeys(fresh.store, later(3 * DAY));
    const left = await published();
    assert.ok(!left.includes(first) && left.includes(second.kid) && left.includes(third.kid));
  });
});
