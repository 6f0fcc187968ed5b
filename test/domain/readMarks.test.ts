import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  countUnread,
  isRead,
  masksOf,
  numberInThread,
  type Place,
  threadAfter,
  unreadAmong,
} from '../../src/domain/readMarks.ts';

const place = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 200 }));
const change = fc.record({ read: fc.boolean(), places: fc.array(place, { maxLength: 40 }) });

/** What the database does with the bits, as it is told to. */
function changed(marks: Map<string, number>, { read, places }: { read: boolean; places: Place[] }) {
  for (const [word, mask] of masksOf(places))
    marks.set(word, read ? (marks.get(word) ?? 0) | mask : (marks.get(word) ?? 0) & ~mask);
  return marks;
}

function byThread(marks: Map<string, number>): Record<string, Record<string, number>> {
  const threads: Record<string, Record<string, number>> = {};
  for (const [key, bits] of marks) {
    const [thread = '', word = ''] = key.split('.');
    threads[thread] = { ...threads[thread], [word]: bits };
  }
  return threads;
}

describe('What a member has read', () => {
  it('is exactly what was marked and not unmarked since, in whatever order, as a plain set would have it', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const naive = new Set<string>();
        for (const { read, places } of changes)
          for (const one of places) naive[read ? 'add' : 'delete'](one.join('.'));
        const marks = byThread(changes.reduce(changed, new Map<string, number>()));
        for (let thread = 1; thread <= 6; thread++)
          for (let number = 0; number <= 200; number++)
            assert.equal(isRead(marks[thread], number), naive.has(`${thread}.${number}`));
      }),
    );
  });

  it('is marked twice as once', () => {
    fc.assert(
      fc.property(fc.array(place), (places) => {
        const once = changed(new Map(), { read: true, places });
        assert.deepEqual(changed(new Map(once), { read: true, places }), once);
      }),
    );
  });

  it('never grows beyond a bit for each reply, whatever is read first', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Array.from({ length: 500 }, (_, number) => number)), (numbers) => {
        const words = masksOf(numbers.map((number) => [12, number] as const));
        assert.ok(words.size <= Math.ceil(500 / 32));
        for (const bits of words.values()) assert.equal(bits, bits | 0);
      }),
    );
  });

  it('leaves as unread what is there and not marked, by thread, and counts it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(place, { selector: String }), fc.array(place), (places, read) => {
        const marks = byThread(changed(new Map(), { read: true, places: read }));
        const unread = unreadAmong(places, marks);
        const done = new Set(read.map(String));
        const left = places.filter((one) => !done.has(String(one)));
        assert.equal(countUnread(unread), left.length);
        for (const [thread, number] of left) assert.ok(unread.get(thread)?.has(number));
        assert.ok([...unread.values()].every(({ size }) => size > 0));
      }),
    );
  });

  it('knows a post by 0 and a reply by its number', () => {
    assert.equal(numberInThread({ parentId: null, number: 12 }), 0);
    assert.equal(numberInThread({ parentId: 'p', number: 4 }), 4);
  });
});

describe('The thread after this one', () => {
  it('is the next in order, and after the last one the first', () => {
    assert.equal(threadAfter([9, 2, 5], 2), 5);
    assert.equal(threadAfter([9, 2, 5], 3), 5);
    assert.equal(threadAfter([9, 2, 5], 9), 2);
  });

  it('is itself where there is no other, and none where there is none', () => {
    assert.equal(threadAfter([5], 5), 5);
    assert.equal(threadAfter([], 5), null);
  });
});
