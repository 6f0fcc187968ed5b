import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { freePort } from '../../scripts/ports.mjs';
import type { Platform } from '../../src/domain/platform.ts';
import { addressesFor, type Resolve, trustedOrigins } from '../../src/lti/addresses.ts';
import { createKeySets } from '../../src/lti/jwks.ts';
import { AddressRefused, createOutbound, type Exchange, NoAnswer } from '../../src/lti/outbound.ts';
import { createPace } from '../../src/lti/pace.ts';
import { sendScore } from '../../src/lti/scores.ts';
import { createServices } from '../../src/lti/services.ts';
import { newKey } from '../support/signedLaunch.ts';

const at = (...addresses: string[]): Resolve => {
  return async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
};
/** Answers each question with the next of these; the last one goes on. */
function inTurn(...answers: string[]) {
  const asked: string[] = [];
  const resolve: Resolve = async (hostname) => {
    const address = answers[Math.min(asked.length, answers.length - 1)] ?? '';
    asked.push(hostname);
    return at(address)(hostname);
  };
  return { resolve, asked };
}
const neverAsked: Resolve = async (hostname) => assert.fail(`${hostname} was looked up`);

/** A call that is refused before anything is sent, for this reason. */
const refused = (why: RegExp) => (error: unknown) => {
  assert.ok(error instanceof AddressRefused, String(error));
  assert.equal(error.sent, false);
  assert.match(error.message, why);
  return true;
};
const unanswered = (sent: boolean, why: RegExp) => (error: unknown) => {
  assert.ok(error instanceof NoAnswer && !(error instanceof AddressRefused), String(error));
  assert.equal(error.sent, sent, error.message);
  assert.match(error.message, why);
  return true;
};

describe('The way out to an LMS', () => {
  const servers: Server[] = [];
  /** A server of this machine. @returns its port, and what it was asked for */
  async function serve(answer: RequestListener): Promise<{ port: number; asked: string[] }> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.headers.host}${request.url}`);
      answer(request, response);
    });
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return { port: (server.address() as AddressInfo).port, asked };
  }
  const hello: RequestListener = (_request, response) => response.end('hello');
  const exchanges: Exchange[] = [];
  function opened(exchange: Exchange): Exchange {
    exchanges.push(exchange);
    return exchange;
  }
  afterEach(async () => {
    for (const exchange of exchanges.splice(0)) exchange.close();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  describe('of a tool that the world can reach', () => {
    const outbound = (resolve: Resolve) => createOutbound({ loopback: false, resolve });

    const NOT_PUBLIC: [string, string][] = [
      ['this machine', '127.0.0.1'],
      ['all of this machine', '127.255.255.254'],
      ['this machine, IPv6', '::1'],
      ['a private network', '10.0.0.5'],
      ['a private network in the middle', '172.31.255.1'],
      ['a private network at home', '192.168.1.1'],
      ['a private network, IPv6', 'fd12:3456::1'],
      ["a cloud's own data", '169.254.169.254'],
      ["a cloud's own data, IPv6", 'fd00:ec2::254'],
      ['a neighbour on the link', 'fe80::1'],
      ['a neighbour on a named link', 'fe80::1%eth0'],
      ["a carrier's inside", '100.64.0.1'],
      ['many at once', '224.0.0.1'],
      ['many at once, IPv6', 'ff02::1'],
      ['everybody on the link', '255.255.255.255'],
      ['no particular one', '0.0.0.0'],
      ['no particular one, IPv6', '::'],
      ['IPv4 mapped into IPv6', '::ffff:10.0.0.5'],
      ['this machine mapped into IPv6', '::ffff:127.0.0.1'],
      ['IPv4 of old in IPv6', '::127.0.0.1'],
      ['IPv4 translated', '::ffff:0:127.0.0.1'],
      ['IPv4 behind NAT64', '64:ff9b::a00:5'],
      ["IPv4 behind a network's own NAT64", '64:ff9b:1::a00:5'],
      ['IPv4 in 6to4', '2002:a00:5::'],
      ['Teredo', '2001::1'],
      ['a site of old', 'fec0::1'],
      ['documentation', '192.0.2.1'],
      ['documentation, IPv6', '2001:db8::1'],
      ['measurements', '198.18.0.1'],
      ['what is kept for later', '240.0.0.1'],
      ['what nobody was given', '4000::1'],
      ['no address at all', 'lms.internal'],
    ];
    for (const [what, address] of NOT_PUBLIC) {
      it(`does not lead to ${what} (${address})`, async () => {
        const call = outbound(at(address)).call([], 'https://lms.example/keys');
        await assert.rejects(call, refused(/lms\.example is not called: it is at .*no public address/));
      });
    }

    const SPELLINGS = [
      'https://127.0.0.1/',
      'https://127.1/',
      'https://2130706433/',
      'https://0x7f.0.0.1/',
      'https://0177.0.0.1/',
      'https://127.0.0.1./',
      'https://１２７。０.０.１/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:7f00:1]/',
      'https://[0:0:0:0:0:0:0:1]:8443/',
      'https://169.254.169.254/latest/meta-data/',
    ];
    for (const url of SPELLINGS) {
      it(`does not lead to a number that is not public, written ${url}`, async () => {
        await assert.rejects(outbound(neverAsked).call([], url), refused(/no public address/));
      });
    }

    for (const name of ['localhost', 'localhost.', 'LOCALHOST', 'printer.local', 'db', 'a.localhost']) {
      it(`does not lead to ${name}, wherever the system says that is`, async () => {
        const { resolve, asked } = inTurn('127.0.0.1');
        await assert.rejects(outbound(resolve).call([], `https://${name}/`), refused(/no public address/));
        assert.deepEqual(asked, [name.toLowerCase()]);
      });
    }

    const NO_WEB = [
      ['file:///etc/passwd', /only https/],
      ['ftp://lms.example/', /only https/],
      ['javascript:alert(1)', /only https/],
      ['data:application/json,{}', /only https/],
      ['https://user:word@lms.example/', /name or password/],
      ['https://lms.example@127.0.0.1/', /name or password/],
      ['/keys', /it is none/],
      ['', /it is none/],
    ] as const;
    for (const [url, why] of NO_WEB) {
      it(`does not lead to ${JSON.stringify(url)}`, async () => {
        await assert.rejects(outbound(neverAsked).call([], url), refused(why));
      });
    }

    it('does not leave the tool unencrypted', async () => {
      await assert.rejects(outbound(at('8.8.8.8')).call([], 'http://lms.example/'), refused(/only https/));
    });

    it('leads to public addresses, and to these alone where a name has others as well', async () => {
      const destination = { host: 'lms.example', hostname: 'lms.example', protocol: 'https:' };
      const resolve = at('10.0.0.5', '8.8.8.8', '::1', '2606:4700::1111');
      const found = await addressesFor(destination, { trusted: [], loopback: false, resolve });
      assert.deepEqual(
        found.map(({ address }) => address),
        ['8.8.8.8', '2606:4700::1111'],
      );
    });

    it('goes where it was found to lead, whatever the name leads to a moment later', async () => {
      const inside = await serve(hello);
      // Nobody was ever given 2d00::/8: there is nobody to answer.
      const { resolve, asked } = inTurn('2d00::1', '127.0.0.1');
      const way = createOutbound({ loopback: false, resolve, timeoutMs: 500 });
      const exchange = opened(way.openExchange([]));
      for (let turn = 0; turn < 2; turn += 1) {
        await assert.rejects(
          exchange.call(`https://lms.example:${inside.port}/`),
          unanswered(false, /no answer/),
        );
      }
      assert.deepEqual([asked, inside.asked], [['lms.example'], []]);
    });

    it('leads to a private network, by the origins that an operator entered and by no other', async () => {
      const { port, asked } = await serve(hello);
      const operators = platformAt(`http://lms.internal:${port}`, 'operator');
      const trusted = trustedOrigins(operators);
      const way = outbound(at('127.0.0.1'));
      const answer = await way.call(trusted, `http://lms.internal:${port}/keys`);
      assert.deepEqual([answer.status, answer.body], [200, 'hello']);
      const others = [`lms.internal:${port + 1}`, `x.lms.internal:${port}`, `lms.internal.:${port}`];
      for (const other of [...others.map((host) => `http://${host}/`), `https://lms.internal:${port}/`])
        await assert.rejects(way.call(trusted, other), refused(/no public address/));
      assert.deepEqual(asked, [`GET lms.internal:${port}/keys`]);
    });

    it('does not leave out the encryption that an operator entered', async () => {
      const trusted = trustedOrigins(platformAt('https://lms.internal', 'operator'));
      for (const url of ['http://lms.internal/keys', 'http://lms.internal:80/', 'http://lms.internal:443/'])
        await assert.rejects(outbound(at('127.0.0.1')).call(trusted, url), refused(/no public address/));
    });

    it("leads an operator's LMS out encrypted only, once it is beyond this machine", async () => {
      const trusted = ['https://lms.internal', 'http://lms.internal'];
      const rules = { trusted, loopback: false, resolve: at('10.0.0.5') };
      const to = { host: 'lms.internal', hostname: 'lms.internal' };
      assert.equal((await addressesFor({ ...to, protocol: 'https:' }, rules)).length, 1);
      await assert.rejects(addressesFor({ ...to, protocol: 'http:' }, rules), refused(/only https/));
    });

    it('trusts no host of an LMS that registered itself', () => {
      assert.deepEqual(trustedOrigins(platformAt('https://lms.internal', 'lms')), []);
      assert.deepEqual(
        [...new Set(trustedOrigins(platformAt('https://lms.internal', 'operator')))],
        ['https://lms.internal'],
      );
    });

    it("keeps one platform's trust from another with the same address of keys", async () => {
      const { jwk, kid } = await newKey('key-1');
      const { port, asked } = await serve((_request, response) =>
        response.end(JSON.stringify({ keys: [jwk] })),
      );
      const sets = createKeySets(outbound(at('127.0.0.1')));
      const origin = `http://lms.internal:${port}`;
      assert.ok('key' in (await sets.find(platformAt(origin, 'operator'), kid)));
      const stranger = await sets.find({ ...platformAt(origin, 'lms'), id: 'another' }, kid);
      assert.ok('problem' in stranger && stranger.problem === 'unreachable');
      assert.match(stranger.detail, /lms\.internal.* is not called: it is at 127\.0\.0\.1 \(loopback\)/);
      const again = await sets.find(platformAt(origin, 'lms'), kid);
      assert.ok('problem' in again, 'the same platform, once an operator vouches for it no longer');
      assert.equal(asked.length, 1);
    });

    it('parks a score that has nowhere to go: it is not sent, and trying again does not help', async () => {
      const way = outbound(at('10.0.0.5'));
      const services = createServices(
        { accessToken: async () => ({ access_token: 'token', expires_in: 3600 }) } as never,
        way,
        async () => {},
        createPace(),
      );
      const target = {
        platform: platformAt('https://lms.example', 'lms'),
        family: 'other' as const,
        lineItemUrl: 'https://lms.example/item',
      };
      const outcome = await sendScore(services, target, SCORE);
      assert.equal(outcome.kind, 'refused');
      assert.equal('cause' in outcome && outcome.cause, 'address-refused');
    });
  });

  describe('of a tool on this machine alone, as in the demo', () => {
    const outbound = (resolve: Resolve = at('127.0.0.1'), timeoutMs = 10_000) =>
      createOutbound({ loopback: true, resolve, timeoutMs });

    it('leads to LMSs on this machine, and still to no private network', async () => {
      const { port } = await serve(hello);
      assert.equal((await outbound().call([], `http://localhost:${port}/`)).body, 'hello');
      assert.equal((await outbound(neverAsked).call([], `http://127.0.0.1:${port}/`)).body, 'hello');
      await assert.rejects(outbound(at('10.0.0.5')).call([], 'https://lms.example/'), refused(/private/));
    });

    it('stays, within an exchange, at the address where it began', async () => {
      const { port, asked } = await serve(hello);
      const names = inTurn('127.0.0.1', '127.0.0.2');
      const exchange = opened(outbound(names.resolve).openExchange([]));
      await exchange.call(`http://lms.example:${port}/configuration`);
      const body = JSON.stringify({ client_name: 'x' });
      await exchange.call(`http://lms.example:${port}/register`, { method: 'POST', body });
      assert.deepEqual(names.asked, ['lms.example']);
      assert.deepEqual(asked, [`GET lms.example:${port}/configuration`, `POST lms.example:${port}/register`]);
    });

    it('stays, with an LMS that is called often, where it was found and on open lines, for each trust its own', async () => {
      const lines = new Set<number | undefined>();
      const { port } = await serve((request, response) => {
        lines.add(request.socket.remotePort);
        response.end('hello');
      });
      const names = inTurn('127.0.0.1');
      const way = outbound(names.resolve);
      const call = (platformId: string, trusted: string[] = []) =>
        way.callOften(platformId, trusted, `http://lms.example:${port}/`);
      for (let turn = 0; turn < 10; turn += 1) assert.equal((await call('one')).body, 'hello');
      assert.ok(lines.size < 10);
      assert.equal(names.asked.length, 1);
      for (const [platformId, trusted] of [
        ['two', []],
        ['one', [`http://lms.example:${port}`]],
      ] as const) {
        const before = new Set(lines);
        await call(platformId, [...trusted]);
        assert.equal(lines.size, before.size + 1);
      }
      assert.equal(names.asked.length, 3);
    });

    it('looks up again where an LMS that is called often cannot be reached any more', async () => {
      const { port } = await serve(hello);
      const names = inTurn('10.0.0.5', '127.0.0.1');
      const way = outbound(names.resolve);
      const call = () => way.callOften('one', [], `http://lms.example:${port}/`);
      await assert.rejects(call(), refused(/private/));
      assert.equal((await call()).body, 'hello');
    });

    it('calls nobody whose answer is not waited for any more', async () => {
      const { port, asked } = await serve(hello);
      const call = outbound().call([], `http://127.0.0.1:${port}/`, { signal: AbortSignal.abort() });
      await assert.rejects(call, unanswered(false, /no answer/));
      assert.deepEqual(asked, []);
    });

    it('follows no redirect', async () => {
      const elsewhere = await serve(hello);
      const { port } = await serve((_request, response) =>
        response.writeHead(302, { location: `http://127.0.0.1:${elsewhere.port}/` }).end(),
      );
      const answer = await outbound().call([], `http://127.0.0.1:${port}/`, {
        headers: { authorization: 'Bearer token' },
      });
      assert.deepEqual([answer.status, elsewhere.asked], [302, []]);
    });

    const ENDLESS: [string, boolean, RegExp, RequestListener][] = [
      ['an LMS that takes the call and says nothing', true, /timed out/, () => {}],
      [
        'an LMS that begins to answer and never ends',
        true,
        /timed out/,
        (_request, response) => void response.writeHead(200).write('{'),
      ],
      ['an LMS that cuts the line', true, /no answer/, (_request, response) => response.destroy()],
    ];
    for (const [what, sent, why, listener] of ENDLESS) {
      it(`does not wait for ever for ${what}`, async () => {
        const { port } = await serve(listener);
        const call = outbound(undefined, 1_000).call([], `http://127.0.0.1:${port}/`);
        await assert.rejects(call, unanswered(sent, why));
      });
    }

    it('does not wait for ever for a name to be looked up', async () => {
      const call = outbound(() => new Promise(() => {}), 300).call([], 'https://lms.example/');
      await assert.rejects(call, unanswered(false, /timed out/));
    });

    it('does not take in an answer without end', async () => {
      let cut = () => {};
      const wasCut = new Promise<void>((resolve) => {
        cut = resolve;
      });
      const endless = function* () {
        for (;;) yield 'x'.repeat(65_536);
      };
      const { port } = await serve((_request, response) => pipeline(endless, response, () => cut()));
      const call = outbound().call([], `http://127.0.0.1:${port}/`);
      await assert.rejects(call, unanswered(true, /too large/));
      await wasCut;
    });

    it('tells what was never sent from what may have arrived', async () => {
      const closed = `http://127.0.0.1:${await freePort()}/`;
      await assert.rejects(outbound().call([], closed), unanswered(false, /ECONNREFUSED/));
      const { port, asked } = await serve(hello);
      const unencrypted = outbound().call([], `https://127.0.0.1:${port}/`);
      await assert.rejects(unencrypted, unanswered(false, /SSL|EPROTO/));
      assert.deepEqual(asked, []);
    });
  });
});

const SCORE = {
  sub: 's',
  points: 1,
  maximum: 2,
  comment: '',
  timestamp: new Date(0),
  submittedAt: null,
  first: true,
  commentIsThere: false,
  workUrl: '',
  withinMs: 1000,
};

function platformAt(origin: string, enteredBy: Platform['enteredBy']): Platform {
  return {
    id: 'platform-1',
    issuer: origin,
    clientId: 'client-1',
    name: 'LMS',
    authUrl: `${origin}/auth`,
    tokenUrl: `${origin}/token`,
    jwksUrl: `${origin}/keys`,
    deployments: [],
    learnsDeployments: false,
    status: 'active',
    enteredBy,
    configurationHost: null,
    family: null,
    createdAt: new Date(0),
  };
}
