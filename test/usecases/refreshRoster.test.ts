import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refreshRoster } from '../../src/usecases/refreshRoster.ts';
import { registerPlatform } from '../../src/usecases/registerPlatform.ts';
import type { Tool } from '../../src/usecases/tool.ts';
import { languageFor } from '../../src/web/language.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

const NOW = new Date('2026-03-02T10:00:00.000Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

describe('Reading the roster of a course', () => {
  let running: RunningTool;
  let server: Server;
  let platformId: string;
  let courseId: string;
  /** What the LMS lists, on how many pages, and how often it was asked. */
  let members: object[];
  let pageSize: number;
  let asked: number;
  /** What it says otherwise: at one of its addresses. */
  let says: (url: URL) => { members?: object[]; link?: string; status?: number } | null;
  let held: Promise<unknown>;
  before(async () => {
    running = await startTool();
    server = createServer(async (request, response) => {
      if (request.url === '/token') return response.end('{"access_token":"x","expires_in":3600}');
      asked += 1;
      const url = new URL(request.url ?? '', `http://${request.headers.host}`);
      const from = Number(url.searchParams.get('from'));
      const next = `<${url.origin}/members?from=${from + pageSize}>; rel="next"`;
      const told = says(url) ?? {};
      const link = told.link ?? (from + pageSize < members.length ? next : '');
      const body = JSON.stringify({ members: told.members ?? members.slice(from, from + pageSize) });
      await held;
      response.writeHead(told.status ?? 200, link ? { link } : {}).end(body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await running?.close();
  });
  beforeEach(async () => {
    [members, asked, held] = [[{ user_id: 'one', name: 'One' }], 0, Promise.resolve()];
    [pageSize, says] = [Number.POSITIVE_INFINITY, () => null];
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const urls = { authUrl: `${origin}/auth`, tokenUrl: `${origin}/token`, jwksUrl: `${origin}/keys` };
    const { store } = running.tool;
    const details = { issuer: origin, clientId: 'c', ...urls, deployments: ['d'] };
    platformId =
      (await registerPlatform(store, details, 'cli', NOW))?.id ??
      (await store.platforms.find(origin))?.id ??
      '';
    const key = { platformId, deploymentId: 'd', contextId: Math.random().toString() };
    const about = { title: 'History', family: 'other', rosterUrl: `${origin}/members` } as const;
    courseId = (await store.courses.seen(key, about)).id;
  });

  const here = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const refresh = (at = NOW, byPerson = false) => refreshRoster(running.tool, courseId, byPerson, at);
  const course = () => running.tool.store.courses.byId(courseId);

  it('happens once for all who want it at the same moment', async () => {
    let answer = () => {};
    held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { store } = running.tool;
    let looked = 0;
    const byId = (id: string) => store.platforms.byId(id).finally(() => (looked += 1));
    const counting = { ...running.tool, store: { ...store, platforms: { ...store.platforms, byId } } };
    const all = [false, true, false, true, true].map((byPerson) =>
      refreshRoster(counting, courseId, byPerson, NOW),
    );
    // By then all of them want to ask.
    while (looked < all.length || asked === 0) await new Promise(setImmediate);
    answer();
    assert.deepEqual(await Promise.all(all), [true, true, true, true, true]);
    assert.equal(asked, 1);
    await refresh(later(3), true);
    assert.equal(asked, 2);
  });

  it('that failed is not tried again for a minute, unless a person asks', async () => {
    members = [];
    await assert.rejects(refresh());
    assert.equal(await refresh(later(59)), false);
    assert.equal(asked, 1);
    await assert.rejects(refresh(later(30), true));
    await assert.rejects(refresh(later(91)));
    assert.equal(asked, 3);
    members = [{ user_id: 'one' }];
    assert.equal(await refresh(later(100), true), true);
    assert.equal((await course())?.rosterFailedAt, null);
  });

  it('that is too large fails in plain words, for the course and for its LMS', async () => {
    members = Array.from({ length: 20_001 }, (_, index) => ({ user_id: index }));
    await assert.rejects(refresh());
    await running.tool.health.flush();
    const problem = (await course())?.rosterProblem;
    assert.equal((await running.tool.store.health.of(platformId)).roster?.problem, problem);
    assert.match(languageFor(null).t(problem ?? ''), /larger than this tool reads/);
    assert.deepEqual(await running.tool.store.members.inCourse(courseId), []);
  });

  const M = 'http://purl.imsglobal.org/vocab/lis/v2/membership#';
  const student = (sub: string | number) => ({ user_id: String(sub), roles: [`${M}Learner`] });
  const classOf = (size: number) => Array.from({ length: size }, (_, index) => student(index));
  const store = () => running.tool.store;
  const everyone = async () => {
    const found = await store().members.inCourse(courseId);
    return new Map(found.map((one) => [one.sub, one]));
  };
  const enrolled = async () =>
    [...(await everyone()).values()].flatMap(({ sub, enrolled }) => (enrolled ? sub : [])).sort();
  /** What rosters changed, as words and who, in any order. */
  async function told(): Promise<string[]> {
    const subs = new Map([...(await everyone()).values()].map(({ id, sub }) => [id, sub]));
    const changes = await store().roster.changes(courseId, new Date(0), 100);
    return changes.map(({ what, to, memberId }) => `${subs.get(memberId)} ${what} ${to ?? ''}`.trim()).sort();
  }

  for (const [name, size, parts] of [
    ['Canvas', 50, [...Array(40).fill(50), 3]],
    ['an LMS that gives all at once', 5000, [500, 500, 500, 500, 3]],
  ] as const) {
    it(`of two thousand from ${name} holds no more than a part of it at a time: the next page is asked for when one is kept`, async () => {
      [members, pageSize] = [classOf(2003), size];
      const taken: number[] = [];
      const take: Tool['store']['roster']['take'] = async (course, reading, entries) => {
        taken.push(entries.length);
        assert.equal(asked, size === 50 ? taken.length : 1);
        await store().roster.take(course, reading, entries);
      };
      const watched = { ...store(), roster: { ...store().roster, take } };
      await refreshRoster({ ...running.tool, store: watched }, courseId, false, NOW);
      assert.deepEqual(taken, parts);
      assert.equal((await enrolled()).length, 2003);
      assert.deepEqual(await told(), [], 'in the first roster everybody is new');
    });
  }

  it('tells who joined, left, is back and is more or less than before; whoever launched before it said so is back too', async () => {
    members = ['a', 'b', 'c', 'd'].map(student);
    await refresh();
    members = [student('a'), { ...student('b'), roles: [`${M}Instructor`] }, student('new')];
    await refresh(later(400));
    assert.deepEqual(await told(), ['b role instructor', 'c left', 'd left', 'new joined learner']);
    await store().members.launched(courseId, { sub: 'c', name: '', role: 'learner', testUser: false });
    members = ['a', 'b', 'c', 'd'].map(student);
    await refresh(later(800));
    assert.deepEqual(
      (await told()).filter((one) => /back|b role|new left/.test(one)),
      ['b role instructor', 'b role learner', 'c back learner', 'd back learner', 'new left'],
    );
    assert.equal((await everyone()).get('b')?.role, 'learner', 'whatever a launch said while they were more');
  });

  it('half of which could not be read drops nobody, and takes in whom it read', async () => {
    members = classOf(4);
    await refresh();
    [members, pageSize] = [[student('new'), student(0), student(1)], 2];
    says = ({ searchParams }) => (searchParams.get('from') === '2' ? { status: 503 } : null);
    await assert.rejects(refresh(later(400)));
    assert.deepEqual(await enrolled(), ['0', '1', '2', '3', 'new']);
    says = () => null;
    await refresh(later(800));
    assert.deepEqual(await enrolled(), ['0', '1', 'new']);
    assert.deepEqual(await told(), ['2 left', '3 left', 'new joined learner']);
  });

  it('drops nobody whom a page missed since somebody left while the pages were read', async () => {
    [members, pageSize] = [classOf(6), 2];
    await refresh();
    let reads = 0;
    says = ({ searchParams }) => {
      // After the first page the first one leaves: number 2 is on that page from now on.
      if (searchParams.get('from') === '2' && reads++ === 0) members = members.slice(1);
      return null;
    };
    await refresh(later(400));
    assert.deepEqual(
      await enrolled(),
      ['0', '1', '2', '3', '4', '5'],
      'who was listed in this reading stays',
    );
    await refresh(later(800));
    assert.deepEqual(await enrolled(), ['1', '2', '3', '4', '5']);
    assert.deepEqual(await told(), ['0 left']);
  });

  it('reads only what changed, where the LMS offers that: who is gone is named, whoever is not named stays', async () => {
    members = classOf(3);
    const differences = (since: number) => `<http://${here()}/differences?since=${since}>; rel="differences"`;
    says = ({ pathname, searchParams }) => {
      if (pathname === '/members') return { link: differences(1) };
      if (searchParams.get('since') === '1')
        return { link: differences(2), members: [student('new'), { ...student(1), status: 'Deleted' }] };
      return searchParams.get('since') === '2' ? { link: differences(3), members: [] } : { status: 410 };
    };
    await refresh();
    await refresh(later(400));
    assert.deepEqual(await enrolled(), ['0', '2', 'new']);
    assert.deepEqual(await told(), ['1 left', 'new joined learner']);
    await refresh(later(800));
    assert.deepEqual([(await enrolled()).length, asked], [3, 3], 'an empty answer is that nothing changed');
    // The LMS has forgotten since when: all of it is read, in the same breath.
    await refresh(later(1200));
    assert.deepEqual([await enrolled(), asked], [['0', '1', '2'], 5]);
    await refresh(later(2 * 24 * 3600));
    assert.equal(asked, 6, 'and all of it once a day');
  });

  it('knows members of before readings were numbered', async () => {
    members = classOf(3);
    await refresh();
    const { members: kept } = running.connection.collections;
    await kept?.updateMany({ courseId }, { $unset: { listedIn: 1, changes: 1 } });
    members = classOf(2);
    await refresh(later(400));
    assert.deepEqual(await enrolled(), ['0', '1']);
    assert.deepEqual(await told(), ['2 left']);
  });
});
