import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../scripts/ports.mjs';
import {
  assertLaunches,
  assertRefused,
  type FakePlatform,
  type FakePlatformOptions,
  launch,
  newKey,
  startFakePlatform,
  withKey,
} from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

describe('The keys of an LMS', () => {
  let tool: RunningTool;

  before(async () => {
    tool = await startTool();
  });
  after(() => tool?.close());
  const start = (options: FakePlatformOptions = {}) => startFakePlatform(tool, options);

  it('are fetched once for a whole class that launches at once', async () => {
    const platform = await start();
    await Promise.all(Array.from({ length: 30 }, () => assertLaunches(tool, platform)));
    await assertLaunches(tool, platform);
    assert.equal(platform.fetches, 1);
  });

  it('may be exchanged: a launch signed with a new one fetches them once more', async () => {
    const platform = await start();
    await assertLaunches(tool, platform);
    const old = platform.key;
    platform.key = await newKey('key-2');
    platform.published = [old, platform.key];
    // For a few seconds after a fetch an unknown key is taken for an invented one.
    while ((await launch(tool, platform)).status !== 303) await delay(250);
    assert.equal(platform.fetches, 2);
    await assertLaunches(tool, platform, withKey(old));
    assert.equal(platform.fetches, 2);
  });

  it('are not fetched for every invented one: the LMS is not to be worn out by us', async () => {
    const platform = await start();
    await assertLaunches(tool, platform);
    const invented = Array.from({ length: 20 }, (_, index) =>
      launch(tool, platform, withKey({ ...platform.key, kid: `invented-${index}` })),
    );
    for (const answer of await Promise.all(invented)) await assertRefused(answer, 'signature');
    assert.ok(platform.fetches <= 2, `${platform.fetches} fetches`);
  });

  it('no longer published, verify no longer', async () => {
    const platform = await start();
    const stolen = platform.key;
    platform.key = await newKey('key-2');
    platform.published = [platform.key];
    await assertLaunches(tool, platform);
    const answer = await launch(tool, platform, withKey(stolen));
    await assertRefused(answer, 'signature');
  });

  const USELESS: [string, (response: ServerResponse) => void][] = [
    [
      'answers with an error',
      (response) => response.writeHead(500).end('Error: out of memory at keys.php:3'),
    ],
    ['answers with a page', (response) => response.end('<html>maintenance</html>')],
    ['answers with something else', (response) => response.end('{"keys":"none"}')],
    ['cuts the line', (response) => void response.destroy()],
    ['sends us elsewhere', (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ];
  for (const [what, answer] of USELESS) {
    it(`cannot be had where the LMS ${what}, and can as soon as it does better`, async () => {
      let broken = true;
      const platform: FakePlatform = await start({
        keysAnswer: (_request, response) => {
          if (broken) return answer(response);
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify({ keys: [platform.key.jwk] }));
        },
      });
      await assertRefused(await launch(tool, platform), 'lms-keys');
      broken = false;
      await assertLaunches(tool, platform);
    });
  }

  it('cannot be had where nobody listens', async () => {
    const platform = await start({ jwksUrl: `http://127.0.0.1:${await freePort()}/keys` });
    await assertRefused(await launch(tool, platform), 'lms-keys');
  });

  it('hold nobody else up where the LMS never answers, and that launch ends too', async () => {
    const other = await start();
    let asked = () => {};
    const wasAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const silent = await start({ keysAnswer: asked });
    const ended: string[] = [];
    const hanging = launch(tool, silent).finally(() => ended.push('the silent one'));
    await wasAsked;
    await assertLaunches(tool, other);
    ended.push('the other');
    await assertRefused(await hanging, 'lms-keys');
    assert.deepEqual(ended, ['the other', 'the silent one']);
  });
});
