import assert from 'node:assert/strict';
import { createStore } from '../../src/store/index.ts';
import type { Told } from '../../src/store/members.ts';
import { dropUnlisted, takePart } from '../../src/usecases/takeRoster.ts';
import { SECRET } from '../support/tool.ts';
import { type FreshStore, freshStore } from './freshStore.ts';

const told = (sub: string, changes: Partial<Told> = {}): Told => {
  return { sub, name: `Name of ${sub}`, role: 'learner', testUser: false, ...changes };
};

describe('The members of a course', () => {
  let fresh: FreshStore;
  let courseId: string;
  let courses = 0;

  before(async () => {
    fresh = await freshStore();
  });
  after(() => fresh?.close());
  beforeEach(async () => {
    courses += 1;
    courseId = (await seen(`course-${courses}`)).id;
  });

  const seen = (contextId: string, { store } = fresh) =>
    store.courses.seen(
      { platformId: 'p', deploymentId: 'd', contextId },
      { title: 'History', family: 'moodle', rosterUrl: null },
    );
  const launched = (person: Told) => fresh.store.members.launched(courseId, person);
  const NOW = new Date('2026-03-02T10:00:00.000Z');
  async function listed(people: Told[], { store } = fresh): Promise<void> {
    const number = await store.courses.beginReading(courseId);
    const reading = { courseId, number, at: NOW, tells: true };
    for (let from = 0; from < people.length; from += 500)
      await takePart(store, reading, people.slice(from, from + 500));
    await dropUnlisted(store, reading);
  }
  const applyRoster = (...people: Told[]) => listed(people);
  const everyone = async () => {
    const members = await fresh.store.members.inCourse(courseId);
    return new Map(members.map((member) => [member.sub, member]));
  };
  const numbers = async () => {
    return Object.fromEntries([...(await everyone())].map(([sub, { number }]) => [sub, number]));
  };

  it('are numbered as they come, and keep their numbers whatever the roster says', async () => {
    await launched(told('b'));
    await applyRoster(told('a'), told('b'), told('c'));
    assert.deepEqual(await numbers(), { b: 1, a: 2, c: 3 });
    await applyRoster(told('c'), told('a'));
    await launched(told('d'));
    await applyRoster(told('d'), told('c'), told('b'), told('a'));
    assert.deepEqual(await numbers(), { b: 1, a: 2, c: 3, d: 4 });
  });

  it('have their addresses kept only where mail is sent, apart from what is known of them otherwise', async () => {
    const keeping = createStore(fresh.connection, SECRET, true);
    const { addressesOf, forgetAddresses } = keeping.members;
    const email = 'a@example.org';
    const { id } = await launched(told('a', { email }));
    assert.deepEqual(await addressesOf(courseId, [id]), new Map());
    const kept = await keeping.members.launched(courseId, told('a', { email }));
    assert.equal('email' in kept, false);
    const reading = {
      courseId,
      number: await keeping.courses.beginReading(courseId),
      at: new Date(),
      tells: false,
    };
    await takePart(keeping, reading, [told('a'), told('b', { email: 'b@example.org' })]);
    const ids = [...(await everyone()).values()].map((member) => member.id);
    const addresses = [...(await addressesOf(courseId, ids)).values()];
    assert.deepEqual(addresses.sort(), [email, 'b@example.org'].sort(), 'not told again, it stays');
    await forgetAddresses();
    assert.deepEqual(await addressesOf(courseId, ids), new Map());
  });

  it('of another course are other members, with numbers of their own', async () => {
    const here = await launched(told('a'));
    const { id } = await seen('another course');
    const there = await fresh.store.members.launched(id, told('a'));
    assert.notEqual(there.id, here.id);
    assert.equal(there.number, 1);
    assert.equal(await fresh.store.members.find(courseId, there.id), null);
  });

  it('who launch twice at once, at two processes, are one member', async () => {
    const stores = [fresh.store, fresh.other];
    const launches = Array.from({ length: 20 }, (_, index) =>
      stores[index % 2]?.members.launched(courseId, told(`s${index % 4}`)),
    );
    const ids = new Set((await Promise.all(launches)).map((member) => member?.id));
    assert.equal(ids.size, 4);
    assert.equal(new Set(Object.values(await numbers())).size, 4, 'no number twice');
  });

  it('who launch while the roster is applied, at two processes, are one member each', async () => {
    const people = Array.from({ length: 30 }, (_, index) => told(`s${index}`));
    await Promise.all([
      applyRoster(...people),
      listed(people, { ...fresh, store: fresh.other }),
      ...people.map(launched),
    ]);
    const members = [...(await everyone()).values()];
    assert.equal(members.length, 30);
    assert.equal(new Set(members.map(({ number }) => number)).size, 30);
    assert.ok(members.every(({ enrolled, role }) => enrolled && role === 'learner'));
  });

  it('of whom two processes read at once that they joined, left or are back are told of once each', async () => {
    const people = Array.from({ length: 30 }, (_, index) => told(`s${index}`));
    const both = (now: Told[]) => Promise.all([listed(now), listed(now, { ...fresh, store: fresh.other })]);
    for (const now of [people, people.slice(10), people]) await both(now);
    const changes = await fresh.store.roster.changes(courseId, NOW, 1000);
    const count = (word: string) => changes.filter(({ what }) => what === word).length;
    assert.deepEqual(['joined', 'left', 'back', 'role'].map(count), [30, 10, 10, 0]);
    assert.ok([...(await everyone()).values()].every(({ enrolled }) => enrolled));
  });

  it('no longer on the roster have dropped the course; back on it, they are back, with the same number', async () => {
    await applyRoster(told('a'), told('b'));
    const before = (await everyone()).get('b');
    await applyRoster(told('a'));
    assert.deepEqual((await everyone()).get('b'), { ...before, enrolled: false });
    await applyRoster(told('a'), told('b'));
    assert.deepEqual((await everyone()).get('b'), before);
  });

  it('who dropped and launch again are back', async () => {
    await applyRoster(told('a'), told('b'));
    await applyRoster(told('a'));
    assert.equal((await launched(told('b'))).enrolled, true);
  });

  it('known from launches alone, such as visiting administrators, stay when a roster comes without them', async () => {
    await launched(told('admin', { role: 'instructor' }));
    await applyRoster(told('a'));
    const admin = (await everyone()).get('admin');
    assert.deepEqual([admin?.enrolled, admin?.role], [true, 'instructor']);
  });

  it('have the role that the roster gives them, which outlives a launch that says less', async () => {
    await launched(told('ta', { role: 'learner' }));
    await applyRoster(told('ta', { role: 'assistant' }));
    assert.equal((await everyone()).get('ta')?.role, 'assistant');
    assert.equal((await launched(told('ta', { role: 'learner' }))).role, 'assistant');
  });

  it('keep a name once told, where the LMS keeps it to itself next time', async () => {
    await launched(told('a', { name: 'Ada' }));
    await applyRoster(told('a', { name: '' }), told('b', { name: '' }));
    assert.equal((await everyone()).get('a')?.name, 'Ada');
    assert.equal((await everyone()).get('b')?.name, '');
    await launched(told('a', { name: '' }));
    assert.equal((await everyone()).get('a')?.name, 'Ada');
    await applyRoster(told('a', { name: 'Ada Lovelace' }), told('b', { name: 'Ben' }));
    assert.deepEqual([...(await everyone()).values()].map(({ name }) => name).sort(), [
      'Ada Lovelace',
      'Ben',
    ]);
  });

  it('listed twice on a roster are one member', async () => {
    await applyRoster(told('a'), told('a'), told('b'));
    await applyRoster(told('a'), told('a'), told('b'));
    assert.equal((await everyone()).size, 2);
  });

  it('of a large course, four thousand, are taken in and updated', async function () {
    this.timeout(60_000);
    const people = Array.from({ length: 10_000 }, (_, index) => told(`s${index}`));
    await applyRoster(...people);
    await applyRoster(...people.slice(1));
    const members = [...(await everyone()).values()];
    assert.equal(members.length, 10_000);
    assert.deepEqual(
      members.filter(({ enrolled }) => !enrolled).map(({ sub }) => sub),
      ['s0'],
    );
  });
});
