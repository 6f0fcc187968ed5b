import assert from 'node:assert/strict';
import { writingTogether } from '../../src/store/writingTogether.ts';
import { type FreshStore, freshStore } from './freshStore.ts';

interface Kept {
  _id: string;
  version: number;
  text: string;
}

describe('Changes that are written together', () => {
  let fresh: FreshStore;
  const all = () => fresh.connection.collection<Kept>('together');

  before(async () => {
    fresh = await freshStore();
  });
  after(() => fresh?.close());
  beforeEach(async () => {
    await all().deleteMany({});
    await all().insertMany(['a', 'b', 'c'].map((_id) => ({ _id, version: 1, text: '' })));
  });

  const change = (write: ReturnType<typeof writingTogether<Kept>>) => (_id: string, version: number) =>
    write({ _id, version }, { $set: { text: 'changed' }, $inc: { version: 1 } });
  const versions = async () => (await all().find().sort({ _id: 1 }).toArray()).map(({ version }) => version);

  it('are all there when they are said to be', async () => {
    const one = change(writingTogether(all()));
    assert.deepEqual(await Promise.all([one('a', 1), one('b', 1), one('c', 1)]), [true, true, true]);
    assert.deepEqual(await versions(), [2, 2, 2]);
  });

  it('are made once each, and none is said to be there if one is not', async () => {
    const one = change(writingTogether(all()));
    assert.deepEqual(await Promise.all([one('a', 1), one('b', 7), one('c', 1)]), [false, false, false]);
    assert.deepEqual(await versions(), [2, 1, 2]);
  });

  it('fail one by one, and those that come later are written', async () => {
    const write = writingTogether(all());
    const one = change(write);
    const bad = write({ _id: 'b' }, { $inc: { text: 1 } } as never);
    const first = one('a', 1);
    await assert.rejects(bad, /non-numeric/);
    assert.equal(typeof (await first), 'boolean');
    assert.deepEqual(await Promise.all([one('a', 2), one('c', 1)]), [true, true]);
    assert.deepEqual(await versions(), [3, 1, 2]);
  });
});
