import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Platform } from '../../src/domain/platform.ts';
import { createOutbound } from '../../src/lti/outbound.ts';
import { createPace } from '../../src/lti/pace.ts';
import { createServices } from '../../src/lti/services.ts';

const HALF_A_MINUTE = 30_000;

describe('Calls to the services of an LMS', () => {
  let server: Server;
  let platform: Platform;
  /** Tokens that the LMS takes; what each call came with, and on which line. */
  let good: Set<string>;
  let calls: { token: string; port: number | undefined }[];
  /** What the database holds, and how often another was fetched. */
  let kept: string | null;
  let fetched: number;
  let lifetime: number;
  let now: number;

  before(async () => {
    server = createServer((request, response) => {
      const token = String(request.headers.authorization).replace('Bearer ', '');
      calls.push({ token, port: request.socket.remotePort });
      response.writeHead(good.has(token) ? 200 : 401).end('{}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    platform = {
      id: 'p',
      issuer: origin,
      clientId: 'c',
      tokenUrl: `${origin}/token`,
      enteredBy: 'lms',
    } as Platform;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    [calls, kept, fetched, lifetime, now] = [[], null, 0, 3600, 0];
    good = new Set();
  });

  function open() {
    const ltijs = {
      accessToken: async () => {
        if (!kept) {
          fetched += 1;
          kept = `token ${fetched}`;
          good.add(kept);
        }
        return { access_token: kept, expires_in: lifetime };
      },
    };
    const dropToken = async () => {
      kept = null;
    };
    const outbound = createOutbound({ loopback: true });
    const services = createServices(ltijs as never, outbound, dropToken, createPace(), () => now);
    const call = async (to = platform) =>
      (await services.request(to, { scope: 's', url: `${platform.issuer}/x`, accept: '*/*' })).status;
    return { services, call };
  }
  const tokens = () => calls.map(({ token }) => token);

  it('one after the other take one token, and lines that are open', async () => {
    const { call } = open();
    for (let turn = 0; turn < 10; turn += 1) assert.equal(await call(), 200);
    assert.equal(fetched, 1);
    assert.ok(new Set(calls.map(({ port }) => port)).size < 10);
  });

  it('that come all at once fetch one token', async () => {
    const { call } = open();
    assert.deepEqual(await Promise.all(Array.from({ length: 30 }, () => call())), Array(30).fill(200));
    assert.equal(fetched, 1);
  });

  it('that are all refused at once fetch one token in place of the old one', async () => {
    const { call } = open();
    await call();
    good.clear();
    assert.deepEqual(await Promise.all(Array.from({ length: 8 }, () => call())), Array(8).fill(200));
    assert.equal(fetched, 2);
    assert.equal(tokens().at(-1), 'token 2');
  });

  it('are refused where a fresh token is refused as well', async () => {
    const { call } = open();
    good.add = () => good;
    assert.equal(await call(), 401);
    assert.deepEqual(tokens(), ['token 1', 'token 2']);
  });

  it('learn within half a minute that another process has another token', async () => {
    const { call } = open();
    await call();
    kept = 'of another';
    good.add('of another');
    now += HALF_A_MINUTE - 1;
    await call();
    now += 1;
    await call();
    assert.deepEqual(tokens(), ['token 1', 'token 1', 'of another']);
  });

  it('take no token twice that lapses within a minute', async () => {
    const { call } = open();
    lifetime = 60;
    await call();
    kept = null;
    await call();
    assert.deepEqual(tokens(), ['token 1', 'token 2']);
  });

  it('take no token that was for another client of the LMS, or for other addresses', async () => {
    const { call } = open();
    for (const other of [{}, { clientId: 'another' }, { tokenUrl: 'https://lms.example/token' }]) {
      kept = null;
      await call({ ...platform, ...other });
    }
    assert.deepEqual(tokens(), ['token 1', 'token 2', 'token 3']);
  });

  it('take the token that an administrator’s check has fetched', async () => {
    const { services, call } = open();
    await call();
    await services.freshToken(platform, 's');
    await call();
    assert.deepEqual(tokens(), ['token 1', 'token 2']);
  });
});
