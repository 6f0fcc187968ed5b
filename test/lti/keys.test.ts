import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
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
    await Promise.all(Array.from({ length: 10 }, () => assertLaunches(tool, platform)));
    assert.equal(platform.fetches, 2);
    await assertLaunches(tool, platform, withKey(old));
    assert.equal(platform.fetches, 2);
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
    ['answers with keys that are none', (response) => response.end('{"keys":[null,7,"key-1"]}')],
    ['answers with brackets without end', (response) => response.end('['.repeat(400_000))],
    ['answers with bytes', (response) => response.end(Buffer.from([0xff, 0x00, 0xfe, 0x7b]))],
    ['answers with nothing', (response) => response.writeHead(204).end()],
    [
      'answers with far too much',
      (response) => response.end(JSON.stringify({ keys: Array(20_000).fill({ kty: 'RSA', kid: 'a key' }) })),
    ],
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

  it('are not fetched from where the LMS sends us, even if they are there', async () => {
    const elsewhere = await start();
    const platform = await start({
      keysAnswer: (_request, response) =>
        response.writeHead(302, { location: `${elsewhere.issuer}/keys` }).end(),
    });
    elsewhere.published = [platform.key];
    await assertRefused(await launch(tool, platform), 'lms-keys');
    assert.equal(elsewhere.fetches, 0);
  });

  it('are fetched for each LMS by itself, even from one address', async () => {
    const one = await start();
    const other = await start({ jwksUrl: `${one.issuer}/keys`, clientId: 'client-2' });
    other.key = one.key;
    for (let turn = 0; turn < 2; turn += 1) {
      await assertLaunches(tool, one);
      await assertLaunches(tool, other);
    }
    assert.equal(one.fetches, 2);
  });

  const UNFIT: [string, (jwk: JWK) => JWK | Promise<JWK>][] = [
    ['for encryption', (jwk) => ({ ...jwk, use: 'enc' })],
    ['for signing with something else', (jwk) => ({ ...jwk, alg: 'RS512' })],
    ['for signing alone, not for verifying', (jwk) => ({ ...jwk, key_ops: ['sign'] })],
    [
      'of another kind',
      async () => exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey),
    ],
    ['everybody shares', () => ({ kty: 'oct', k: 'c2VjcmV0' })],
    ['half of which is missing', ({ n: _, ...jwk }) => jwk],
    ['made of rubbish', (jwk) => ({ ...jwk, n: '####', e: 'AQAB' })],
  ];
  for (const [what, change] of UNFIT) {
    it(`verify nothing with one ${what}, which is no harm to a good one beside it`, async () => {
      const platform = await start();
      const { key } = platform;
      const good = await newKey('key-2');
      platform.published = [{ ...key, jwk: { ...(await change(key.jwk)), kid: key.kid } }, good];
      await assertRefused(await launch(tool, platform), 'signature');
      await assertLaunches(tool, platform, withKey(good));
    });
  }

  it('verify nothing with one too short to be safe', async () => {
    const platform = await start();
    const pair = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' };
    platform.published = [{ ...platform.key, jwk }];
    const answer = await launch(
      tool,
      platform,
      (draft) => void Object.assign(draft, { key: pair.privateKey }),
    );
    await assertRefused(answer, 'signature');
  });

  it('verify nothing where two have one name', async () => {
    const platform = await start();
    platform.published = [platform.key, await newKey(platform.key.kid)];
    await assertRefused(await launch(tool, platform), 'signature');
  });

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
