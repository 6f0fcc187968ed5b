import assert from 'node:assert/strict';
import fc from 'fast-check';
import { invite } from '../../src/usecases/invite.ts';
import type { Pages } from '../../src/web/pages.ts';
import { routes } from '../../src/web/routes.ts';
import { assertRefusedCalmly, type Good, mutated, rubbish } from '../support/malformed.ts';
import { sendRaw } from '../support/rawHttp.ts';
import {
  assertLaunches,
  beginLogin,
  type FakePlatform,
  prepare,
  startFakePlatform,
} from '../support/signedLaunch.ts';
import { startToolProcesses, type ToolProcesses } from '../support/toolProcesses.ts';

const RUNS = 200;

interface Door {
  method: 'GET' | 'POST';
  /** `:name` in it becomes rubbish as well. */
  path: string;
  /** Without it, there is nothing to say at this door. */
  good?: (tool: ToolProcesses, platform: FakePlatform) => Promise<Good>;
  /** What it answers where nothing is wrong; besides, it may always refuse with a 4xx. */
  fine: number[];
}

const login: Door['good'] = async (tool, platform) => {
  const { cookie } = await beginLogin(tool, platform);
  const target_link_uri = `${tool.baseUrl}/lti/launch`;
  return {
    fields: { iss: platform.issuer, client_id: platform.clientId, login_hint: 'hint', target_link_uri },
    headers: [['cookie', cookie]],
  };
};
const launch: Door['good'] = async (tool, platform) => {
  const { form, cookie } = await prepare(tool, platform);
  return { fields: form, headers: [['cookie', cookie]] };
};
const onInATab: Door['good'] = async (tool, platform) => {
  const { cookie } = await beginLogin(tool, platform);
  const fields = { code: 'c'.repeat(32), proof: 'p'.repeat(43) };
  return { fields, headers: fromOurPage(tool, cookie) };
};
const moveToTab: Door['good'] = async (tool, platform) => {
  const { cookie } = await beginLogin(tool, platform);
  return { fields: { code: 'c'.repeat(32) }, headers: fromOurPage(tool, cookie) };
};
const fromOurPage = ({ baseUrl }: ToolProcesses, cookie: string): Good['headers'] => [
  ['cookie', cookie],
  ['origin', baseUrl],
];
/** What answers there is no LMS's configuration: the invitation is good to the end. */
const registration: Door['good'] = async ({ baseUrl, tool: { store } }, { issuer }) => {
  const invitation = { note: 'Our school', approves: true, days: 7 };
  const { url } = await invite({ store, baseUrl }, invitation, 'cli', new Date());
  const fields = { openid_configuration: `${issuer}/configuration`, registration_token: 'a-token' };
  return { fields, headers: [], path: url.replace(baseUrl, '') };
};

/** Every address that LMSs, or whoever says to be one, may knock at. A new one is a new line. */
const DOORS: Door[] = [
  { method: 'GET', path: '/lti/login', good: login, fine: [302, 303] },
  { method: 'POST', path: '/lti/login', good: login, fine: [302, 303] },
  { method: 'POST', path: '/lti/launch', good: launch, fine: [303] },
  { method: 'GET', path: '/lti/launch', good: launch, fine: [] },
  { method: 'POST', path: '/lti/continue', good: onInATab, fine: [307] },
  { method: 'POST', path: '/lti/tab', good: moveToTab, fine: [307] },
  { method: 'GET', path: '/lti/keys', fine: [200] },
  { method: 'GET', path: '/lti/config/canvas.json', fine: [200] },
  // A 502 is the fault of the LMS that was asked.
  { method: 'GET', path: '/register/:token', good: registration, fine: [200, 502] },
];

describe('Whatever is sent to the addresses for LMSs', function () {
  this.timeout(120_000);
  let tool: ToolProcesses;
  let platform: FakePlatform;

  before(async () => {
    tool = await startToolProcesses(1);
    platform = await startFakePlatform(tool);
  });
  after(() => tool?.close());

  it('is sent to every one of them', () => {
    const all = routes({} as Pages).stack.flatMap(({ route }) => route ?? []);
    const forLmss = all.filter(({ path }) => /^\/(lti|register)\b/.test(path));
    assert.ok(forLmss.length > 5);
    for (const { path, stack } of forLmss) {
      const method = stack[0]?.method.toUpperCase();
      assert.ok(
        DOORS.some((door) => door.method === method && door.path === path),
        `${method} ${path}`,
      );
    }
  });

  for (const { method, path, good, fine } of DOORS) {
    it(`${method} ${path} answers ${RUNS} malformed requests with a refusal, and lives`, async () => {
      const sound: Good = (await good?.(tool, platform)) ?? { fields: {}, headers: [] };
      const requests = fc.oneof(mutated(method, path, sound), rubbish(method, path));
      // Where it fails, fast-check tells the seed and the smallest request that does it.
      await fc.assert(
        fc.asyncProperty(requests, async (request) => {
          assertRefusedCalmly(request, await sendRaw(tool.baseUrl, request), fine);
        }),
        { numRuns: RUNS },
      );
      assert.equal((await fetch(`${tool.baseUrl}/healthz`)).status, 200);
      await assertLaunches(tool, platform);
    });
  }

  it('ends no process, and leaves nothing on its standard error', async () => {
    const [one] = tool.processes;
    assert.deepEqual(await one?.end('SIGTERM'), { code: 0, signal: null });
    assert.equal(await one?.errors, '');
  });
});
