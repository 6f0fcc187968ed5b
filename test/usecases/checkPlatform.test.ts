import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CheckStep, clockStep } from '../../src/domain/check.ts';
import type { Platform } from '../../src/domain/platform.ts';
import { checkPlatform } from '../../src/usecases/checkPlatform.ts';
import { registerPlatform } from '../../src/usecases/registerPlatform.ts';
import {
  launchAs,
  lmsJson,
  PRESETS,
  type Practice,
  type Preset,
  setUpActivity,
  startPractice,
} from '../support/practice.ts';
import { newKey } from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

/** The steps by name, as `outcome cause`. */
async function check({ tool }: RunningTool, platform: Platform): Promise<Record<string, string>> {
  assert.equal(await checkPlatform(tool, platform, 'operator'), true);
  const { check } = await tool.store.health.of(platform.id);
  return inWords(check?.steps ?? []);
}
const inWords = (steps: CheckStep[]) =>
  Object.fromEntries(steps.map(({ step, outcome, cause }) => [step, `${outcome} ${cause}`]));

const ALL_WELL = {
  ...{ keys: 'ok ok', token: 'ok ok', score: 'ok ok', results: 'ok ok', lineItems: 'ok ok' },
  ...{ columns: 'ok ok', members: 'ok ok', gradebook: 'ok ok', roster: 'ok ok', clock: 'ok in-step' },
};

for (const preset of PRESETS) {
  describe(`"Check now" with the practice LMS under ${preset} rules`, () => {
    let practice: Practice;
    let platform: Platform;
    let tool: Record<string, string>;

    before(async () => {
      practice = await startPractice();
      platform = await registered(practice, preset);
      tool = (await lmsJson(`${practice.lms.origin}/${preset}`)).tools[0];
    });
    after(() => practice?.close());

    const toolPage = () => `${practice.lms.origin}/${preset}/admin/tools/${tool.clientId}`;
    const changeTool = (changes: object) =>
      lmsJson(toolPage(), { method: 'POST', body: JSON.stringify(changes) });
    const scopesWithout = (end: string) =>
      [tool.scopes].flat().filter((scope) => !String(scope).endsWith(end));
    const checked = () => check(practice.tool, platform);

    it('says what it has not tried before anybody launched', async () => {
      const { gradebook, roster, ...rest } = await checked();
      assert.deepEqual([gradebook, roster], ['warn nowhere', 'warn nowhere']);
      const { gradebook: _, roster: __, ...well } = ALL_WELL;
      assert.deepEqual(rest, well);
    });

    it('finds everything well once the tool was opened from a course, and asks as the specifications say', async () => {
      const { activity } = await setUpActivity(practice, preset);
      await launchAs(practice, preset, 'student-ana-ruiz', `launch/${activity}`);
      assert.deepEqual(await checked(), ALL_WELL);
      assert.deepEqual((await lmsJson(`${practice.lms.origin}/${preset}/sent`)).violations, []);
    });

    it('finds well a second signing key of the LMS', async () => {
      await lmsJson(`${practice.lms.origin}/${preset}/admin/keys`, { method: 'POST' });
      assert.equal(await checkPlatform(practice.tool.tool, platform, 'operator'), true);
      const { check } = await practice.tool.tool.store.health.of(platform.id);
      assert.deepEqual(check?.steps.find(({ step }) => step === 'keys')?.facts.count, 2);
    });

    for (const [what, end, expected] of [
      ['pass grades', '/score', { score: 'fail refused' }],
      ['read grades back', '/result.readonly', { results: 'warn refused' }],
      ['find columns', '/lineitem.readonly', { lineItems: 'warn refused', gradebook: 'warn not-tried' }],
      ['add columns', '/scope/lineitem', { columns: 'warn refused' }],
      ['read rosters', '/contextmembership.readonly', { members: 'warn refused', roster: 'warn not-tried' }],
    ] as const) {
      it(`says that the tool may not ${what} where its scope was taken away in the LMS`, async () => {
        await changeTool({ scopes: scopesWithout(end) });
        assert.deepEqual(await checked(), { ...ALL_WELL, ...expected });
        await changeTool({ scopes: tool.scopes });
        assert.deepEqual(await checked(), ALL_WELL);
      });
    }

    it('says, once, that the LMS does not know the tool while it is pending there', async () => {
      await changeTool({ state: 'pending' });
      assert.deepEqual(await checked(), { keys: 'ok ok', token: 'fail client', clock: 'ok in-step' });
      await changeTool({ state: 'active' });
    });

    it('asks for no access while the LMS is not active here', async () => {
      const { platforms } = practice.tool.tool.store;
      await platforms.setStatus(platform.id, 'paused');
      const paused = (await platforms.byId(platform.id)) as Platform;
      const found = await check(practice.tool, paused);
      assert.deepEqual(found, { keys: 'ok ok', token: 'warn not-active', clock: 'ok in-step' });
      await platforms.setStatus(platform.id, 'active');
    });

    it('is made once where two ask at the same moment, and writes that down', async () => {
      const asked = ['operator', 'lms-admin'] as const;
      const both = await Promise.all(asked.map((by) => checkPlatform(practice.tool.tool, platform, by)));
      assert.equal(both.filter(Boolean).length, 1);
      const [entry] = await practice.tool.tool.store.audit.latest(1, platform.id);
      assert.equal(entry?.action, 'platform.checked');
    });

    it('says that the LMS does not know the tool once it was removed there', async () => {
      await fetch(toolPage(), { method: 'DELETE' });
      assert.deepEqual(await checked(), { keys: 'ok ok', token: 'fail client', clock: 'ok in-step' });
    });

    it('says that nothing answers where the LMS is down', async () => {
      await practice.lms.close();
      const { clock, ...rest } = await checked();
      assert.deepEqual(rest, { keys: 'fail no-answer', token: 'fail no-answer' });
      // As the last launch had it.
      assert.match(String(clock), /in-step$/);
      practice.lms.close = async () => {};
    });
  });
}

describe('"Check now" with an LMS that', () => {
  let tool: RunningTool;
  let origin: string;
  let answer: RequestListener;
  let close: () => void;
  let platform: Platform;

  before(async () => {
    tool = await startTool();
    const server = createServer((request, response) => answer(request, response));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    close = () => server.close().closeAllConnections();
    const urls = { authUrl: `${origin}/auth`, tokenUrl: `${origin}/token`, jwksUrl: `${origin}/keys` };
    const details = { issuer: origin, clientId: 'c', ...urls, deployments: ['1'] };
    platform = (await registerPlatform(tool.tool.store, details, 'cli', new Date())) as Platform;
  });
  after(async () => {
    close?.();
    await tool?.close();
  });

  const json = (status: number, body: unknown, headers = {}): RequestListener => {
    return (_request, response) => response.writeHead(status, headers).end(JSON.stringify(body));
  };
  const at = (seconds: number) => ({ date: new Date(Date.now() + seconds * 1000).toUTCString() });

  it('publishes no key that signs launches', async () => {
    answer = json(200, { keys: [{ kty: 'EC', crv: 'P-256' }] });
    assert.equal((await check(tool, platform)).keys, 'fail no-keys');
    answer = json(200, { keys: [{ kty: 'RSA', use: 'enc' }] });
    assert.equal((await check(tool, platform)).keys, 'fail no-keys');
    answer = json(200, 'keys?');
    assert.equal((await check(tool, platform)).keys, 'fail no-keys');
  });

  it('answers with errors', async () => {
    answer = json(503, {});
    const { keys, token } = await check(tool, platform);
    assert.deepEqual([keys, token], ['fail status', 'fail status']);
  });

  for (const [seconds, words] of [
    [0, 'ok in-step'],
    [12, 'warn ahead'],
    [-12, 'warn behind'],
    [3 * 3600, 'fail ahead'],
    [-3 * 3600, 'fail behind'],
  ] as const) {
    it(`has its clock ${seconds} seconds ahead of ours (${words})`, async () => {
      const { jwk } = await newKey('k');
      answer = (request, response) => json(200, { keys: [jwk] }, at(seconds))(request, response);
      assert.equal((await check(tool, platform)).clock, words);
    });
  }

  it('lets old answers out of a cache, which say how old they are', async () => {
    answer = (request, response) => json(200, {}, { ...at(-200), age: '200' })(request, response);
    assert.equal((await check(tool, platform)).clock, 'ok in-step');
  });
});

describe('The clock of an LMS', () => {
  for (const [ahead, words] of [
    [null, 'warn unknown'],
    [5, 'ok in-step'],
    [-5, 'ok in-step'],
    [5.1, 'warn ahead'],
    [-30, 'warn behind'],
    [30.1, 'fail ahead'],
  ] as const) {
    it(`that is ${ahead} seconds ahead is "${words}"`, () => {
      const { outcome, cause } = clockStep(ahead);
      assert.equal(`${outcome} ${cause}`, words);
    });
  }
});

async function registered({ tool }: Practice, preset: Preset): Promise<Platform> {
  const platform = (await tool.tool.store.platforms.list()).find(({ name }) => name === preset);
  if (!platform) throw new Error(`${preset} is not registered`);
  return platform;
}
