import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assemble } from '../../src/app.ts';
import { createLogger } from '../../src/logger.ts';
import { connect } from '../../src/store/database.ts';
import {
  assertLaunches,
  assertRefused,
  type Change,
  DL,
  type FakePlatform,
  INSTRUCTOR,
  LEARNER,
  LTI,
  launch,
  newKey,
  post,
  prepare,
  signed,
  startFakePlatform,
} from '../support/signedLaunch.ts';
import { type RunningTool, SECRET, startTool } from '../support/tool.ts';

const set = (claims: Record<string, unknown>): Change => {
  return (draft) => void Object.assign(draft.claims, claims);
};

describe('What a good launch may look like, and how often it is good', () => {
  let tool: RunningTool;
  let platform: FakePlatform;

  before(async () => {
    tool = await startTool();
    platform = await startFakePlatform(tool);
  });
  after(() => tool?.close());

  const GOOD: [string, Record<string, unknown>][] = [
    ['an audience in a list of one', { aud: ['client-1'] }],
    ['an audience in a list of one, with azp', { aud: ['client-1'], azp: 'client-1' }],
    ['a clock half a minute ahead', { iat: Math.floor(Date.now() / 1000) + 30 }],
    [
      'several roles, short, unknown and repeated',
      { [`${LTI}roles`]: [INSTRUCTOR, LEARNER, 'Learner', 'x:y', 'x:y'] },
    ],
    ['no name, no e-mail', { name: undefined }],
    ['no course', { [`${LTI}context`]: undefined }],
    ['claims that nobody knows', { 'https://example.org/claim': { deep: [1] }, [`${LTI}new`]: true }],
    [
      'custom values that are null, numbers or not filled in',
      { [`${LTI}custom`]: { a: null, b: 1, c: '$X.y' } },
    ],
    [
      'a locale and a return address that are nonsense',
      { [`${LTI}launch_presentation`]: { locale: 3, return_url: 'x' } },
    ],
    ['a target with a query', { [`${LTI}target_link_uri`]: '' }],
  ];
  for (const [what, claims] of GOOD) {
    it(`is let in: ${what}`, async () => {
      const target = `${LTI}target_link_uri`;
      const fitted = target in claims ? { [target]: `${tool.baseUrl}/lti/launch?student=x` } : claims;
      await assertLaunches(tool, platform, set(fitted));
    });
  }

  it('lets somebody without a role in as a guest, who may not set up', async () => {
    let cookie = '';
    const landed = await assertLaunches(tool, platform, (draft) => {
      cookie = draft.cookie;
      draft.claims[`${LTI}roles`] = [];
    });
    const base = `${tool.baseUrl}${landed.headers.get('location')}`;
    const page = (path: string) => fetch(base + path, { headers: { cookie }, redirect: 'manual' });
    assert.equal((await page('')).status, 200);
    assert.equal((await page('/set-up')).status, 403);
    assert.notEqual((await page('/grading')).status, 200);
  });

  it('lets a deep linking request in', async () => {
    const settings = { deep_link_return_url: `${platform.issuer}/back`, accept_types: ['ltiResourceLink'] };
    const landed = await assertLaunches(tool, platform, ({ claims }) => {
      Object.assign(claims, {
        [`${LTI}message_type`]: 'LtiDeepLinkingRequest',
        [`${LTI}roles`]: [INSTRUCTOR],
        [`${LTI}resource_link`]: undefined,
        [`${LTI}target_link_uri`]: undefined,
        [`${DL}deep_linking_settings`]: settings,
      });
    });
    assert.match(landed.headers.get('location') ?? '', /^\/s\//);
  });

  it('gives each launch once: the very same post again is refused', async () => {
    const sent = await prepare(tool, platform);
    assert.equal((await post(tool, sent)).status, 303);
    await assertRefused(await post(tool, sent), 'state', 'opened');
  });

  it('lets one of ten in that post the same launch at once', async () => {
    const sent = await prepare(tool, platform);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(tool, sent)));
    assert.equal(answers.filter(({ status }) => status === 303).length, 1);
    assert.equal(answers.filter(({ status }) => status === 401).length, 9);
  });

  it('lets one in of the same launch at two processes over one database', async () => {
    const second = await secondProcess();
    try {
      for (let round = 0; round < 5; round += 1) {
        const sent = await prepare(tool, platform);
        const doors = [tool, second, tool, second, tool, second];
        const statuses = await Promise.all(doors.map(async (door) => (await post(door, sent)).status));
        assert.deepEqual(statuses.sort(), [303, 401, 401, 401, 401, 401]);
      }
    } finally {
      await second.close();
    }
  });

  it('keeps a login for the browser that began it, whoever tries it first', async () => {
    const sent = await prepare(tool, platform);
    await assertRefused(await post(tool, { ...sent, cookie: `__Host-rejoinder=${'y'.repeat(43)}` }), 'state');
    await assertRefused(await post(tool, { ...sent, cookie: '' }), 'no-cookie');
    assert.equal((await post(tool, sent)).status, 303);
  });

  it('learns a deployment only from a launch whose signature verified', async () => {
    const learning = await startFakePlatform(tool, { learnsDeployments: true });
    const deployments = async () => (await tool.tool.store.platforms.byId(learning.id))?.deployments;
    const forged: Change = async (draft) => {
      draft.claims[`${LTI}deployment_id`] = 'd9';
      draft.form.id_token = await signed({ ...draft, key: (await newKey('key-1')).privateKey });
    };
    await assertRefused(await launch(tool, learning, forged), 'signature');
    assert.deepEqual(await deployments(), ['d1']);
    await assertLaunches(tool, learning, set({ [`${LTI}deployment_id`]: 'd9' }));
    assert.deepEqual(await deployments(), ['d1', 'd9']);
  });

  it('learns a thousand deployments of one LMS and no more, and goes on with those', async () => {
    const learning = await startFakePlatform(tool, { learnsDeployments: true });
    const known = Array.from({ length: 999 }, (_, index) => `d${index}`);
    await tool.connection
      .collection<{ _id: string }>('platforms')
      .updateOne({ _id: learning.id }, { $set: { deployments: known } });
    const from = (deployment: string) => launch(tool, learning, set({ [`${LTI}deployment_id`]: deployment }));
    assert.equal((await from('the last one')).status, 303);
    await assertRefused(await from('one too many'), 'deployment');
    for (const deployment of ['the last one', 'd998'])
      assert.equal((await from(deployment)).status, 303, deployment);
    const { length } = (await tool.tool.store.platforms.byId(learning.id))?.deployments ?? [];
    assert.equal(length, 1000);
  });

  it('refuses a paused LMS, at login and at a launch begun before', async () => {
    const paused = await startFakePlatform(tool);
    const sent = await prepare(tool, paused);
    await tool.tool.store.platforms.setStatus(paused.id, 'paused');
    await assertRefused(await post(tool, sent), 'platform-paused');
    await tool.tool.store.platforms.setStatus(paused.id, 'active');
    await assertLaunches(tool, paused);
  });

  /** Another process of the same tool: same address for browsers, same database, another port. */
  async function secondProcess() {
    const connection = await connect(tool.mongodbUri);
    const config = { baseUrl: tool.baseUrl, secret: SECRET };
    const { app, stop } = await assemble(config, connection, createLogger('silent'), { worker: 'second' });
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      async close() {
        await stop();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
        await connection.close();
      },
    };
  }
});
