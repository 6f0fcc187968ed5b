import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refreshRoster } from '../../src/usecases/refreshRoster.ts';
import { registerPlatform } from '../../src/usecases/registerPlatform.ts';
import { languageFor } from '../../src/web/language.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

const NOW = new Date('2026-03-02T10:00:00.000Z');
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

describe('Reading the roster of a course', () => {
  let running: RunningTool;
  let server: Server;
  let platformId: string;
  let courseId: string;
  /** What the LMS lists, and how often it was asked. */
  let members: object[];
  let asked: number;
  let held: Promise<unknown>;
  before(async () => {
    running = await startTool();
    server = createServer(async (request, response) => {
      if (request.url === '/token') return response.end('{"access_token":"x","expires_in":3600}');
      asked += 1;
      const body = JSON.stringify({ members });
      await held;
      response.end(body);
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
});
