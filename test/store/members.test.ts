import assert from 'node:assert/strict';
import { createStore } from '../../src/store/index.ts';
import type { Told } from '../../src/store/members.ts';
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
  const applyRoster = (...people: Told[]) => fresh.store.members.applyRoster(courseId, people);
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
    const keeping = createStore(fresh.connection, SECRET, true).members;
    const email = 'a@example.org';
    const { id } = await launched(told('a', { email }));
    assert.deepEqual(await keeping.addressesOf(courseId, [id]), new Map());
    const kept = await keeping.launched(courseId, told('a', { email }));
    assert.equal('email' in kept, false);
    await keeping.applyRoster(courseId, [told('a'), told('b', { email: 'b@example.org' })]);
    const ids = [...(await everyone()).values()].map((member) => member.id);
    const addresses = [...(await keeping.addressesOf(courseId, ids)).values()];
    assert.deepEqual(addresses.sort(), [email, 'b@example.org'].sort(), 'not told again, it stays');
    await keeping.forgetAddresses();
    assert.deepEqual(await keeping.addressesOf(courseId, ids), new Map());
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
      fresh.other.members.applyRoster(courseId, people),
      ...people.map(launched),
    ]);
    const members = [...(await everyone()).values()];
    assert.equal(members.length, 30);
    assert.equal(new Set(members.map(({ number }) => number)).size, 30);
    assert.ok(members.every(({ enrolled, role }) => enrolled && role === 'learner'));
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

  it('of a large course, ten thousand, are taken in and updated', async function () {
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
