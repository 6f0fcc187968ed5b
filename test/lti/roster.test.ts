import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Platform } from '../../src/domain/platform.ts';
import { createOutbound } from '../../src/lti/outbound.ts';
import { createPace } from '../../src/lti/pace.ts';
import { ROSTER_LIMITS, type RosterPage, RosterTooLarge, readRoster } from '../../src/lti/roster.ts';
import { createServices } from '../../src/lti/services.ts';

describe('A roster', () => {
  let server: Server;
  let origin: string;
  let answer: (page: number, response: ServerResponse) => void;
  before(async () => {
    server = createServer((request, response) => {
      answer(Number(new URL(request.url ?? '', 'http://x').searchParams.get('page')), response);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const platform = { id: 'p', issuer: 'https://lms.example', clientId: 'c', enteredBy: 'lms' } as Platform;
  const pagesOf = (limits = ROSTER_LIMITS) => {
    const ltijs = { accessToken: async () => ({ access_token: 'token', expires_in: 3600 }) } as never;
    const services = createServices(ltijs, createOutbound({ loopback: true }), async () => {}, createPace());
    return readRoster(services, platform, `${origin}/?page=0`, limits);
  };
  const read = async (limits = ROSTER_LIMITS) => {
    const all: RosterPage[] = [];
    for await (const page of pagesOf(limits)) all.push(page);
    return all.flatMap(({ members }) => members);
  };
  /** Pages of so many people, one after the other; the last one of `sizes` ends it. */
  const pages = (sizes: number[], member = {}) => {
    answer = (page, response) => {
      const next = page + 1 < sizes.length ? { link: `<${origin}/?page=${page + 1}>; rel="next"` } : {};
      const members = Array.from({ length: sizes[page] ?? 0 }, (_, index) => ({
        user_id: `${page}-${index}`,
        ...member,
      }));
      response.writeHead(200, next).end(JSON.stringify({ members }));
    };
  };
  const tooLarge = (why: RegExp) => (error: unknown) => {
    assert.ok(error instanceof RosterTooLarge, String(error));
    assert.match(error.detail, why);
    return true;
  };

  it('may have twenty thousand people, on any number of pages', async () => {
    pages(Array(40).fill(500));
    assert.equal((await read()).length, 20_000);
  });

  it('tells addresses that mail can be sent to, and whatever else it has in their place is none', async () => {
    for (const [email, known] of [
      ['ana@example.org', 'ana@example.org'],
      ['ana@example.org\r\nBcc: all@example.org', null],
      ['ana@example.org, ben@example.org', null],
      [7, null],
      [undefined, null],
    ] as const) {
      pages([1], { email });
      assert.deepEqual(
        (await read()).map((one) => one.email),
        [known],
      );
    }
  });

  it('may not have more, be they gone or not', async () => {
    pages([10_000, 10_001]);
    await assert.rejects(read(), tooLarge(/more than 20000 people/));
    pages([10_000, 10_001], { status: 'Inactive' });
    await assert.rejects(read(), tooLarge(/more than 20000 people/));
  });

  it('may have pages of two megabytes, and no larger ones', async () => {
    const sized = (bytes: number) => {
      const body = JSON.stringify({ members: [{ user_id: 'one' }] });
      answer = (_page, response) => response.end(body.padEnd(bytes));
    };
    sized(2 * 1024 * 1024);
    assert.equal((await read()).length, 1);
    sized(2 * 1024 * 1024 + 1);
    await assert.rejects(read(), tooLarge(/page .* too large/));
  });

  it('has a time limit for all of its pages together, however quickly each one comes', async () => {
    assert.equal(ROSTER_LIMITS.ms, 60_000);
    pages(Array(1_000_000).fill(0));
    await assert.rejects(read({ ...ROSTER_LIMITS, ms: 300 }), tooLarge(/too long/));
  });

  it('comes a page at a time: the next one is asked for when it is wanted', async () => {
    pages([3, 2, 1]);
    const answering = answer;
    const asked: string[] = [];
    answer = (page, response) => {
      asked.push(response.req.url ?? '');
      answering(page, response);
    };
    const reading = pagesOf();
    for (const [index, count] of [3, 2, 1].entries()) {
      assert.equal(asked.length, index);
      const { value } = await reading.next();
      assert.equal((value as RosterPage).members.length, count);
    }
    assert.equal((await reading.next()).done, true);
    assert.match(asked[0] ?? '', /limit=500/, 'Moodle gives everybody at once, unless it is asked for fewer');
  });

  it('may tell who is gone, and where it will tell only what changed', async () => {
    answer = (_page, response) => {
      const link = `<${origin}/?page=9&since=1>; rel="differences"`;
      const members = ['Active', 'Inactive', 'Deleted', undefined, 'Odd'].map((status) => {
        return { user_id: String(status), status };
      });
      response.writeHead(200, { link }).end(JSON.stringify({ members }));
    };
    const { value } = await pagesOf().next();
    const { members, gone, differences } = value as RosterPage;
    assert.deepEqual(
      members.map(({ sub }) => sub),
      ['Active', 'undefined', 'Odd'],
    );
    assert.deepEqual(gone, ['Inactive', 'Deleted']);
    assert.equal(differences, `${origin}/?page=9&since=1`);
  });

  it('goes on at the address that the LMS names, among others and whatever stands between', async () => {
    for (const link of [
      '<NEXT>; rel="next"',
      '<NEXT>;rel=next',
      '<https://lms.example/1>; rel="first", <NEXT>; title="x"; rel="next", <https://lms.example/9>; rel="last"',
      '<<NEXT>; rel="next"',
      `${'<a>;'.repeat(1000)} <NEXT>; rel="next"`,
    ]) {
      answer = (page, response) => {
        const next = page === 0 ? { link: link.replace('NEXT', `${origin}/?page=1`) } : {};
        response.writeHead(200, next).end(JSON.stringify({ members: [{ user_id: `on ${page}` }] }));
      };
      assert.deepEqual(
        (await read()).map(({ sub }) => sub),
        ['on 0', 'on 1'],
        link.slice(0, 100),
      );
    }
  });

  it('that goes on in circles or at another host is refused, and no token goes there', async () => {
    for (const next of ['/?page=1', 'http://elsewhere.example/?page=1', `http://localhost:1/?page=1`]) {
      let asked = 0;
      answer = (_page, response) => {
        asked += 1;
        const link = `<${new URL(next, origin)}>; rel="next"`;
        response.writeHead(200, { link }).end(JSON.stringify({ members: [{ user_id: 'on and on' }] }));
      };
      await assert.rejects(read(), /the LMS is unavailable/);
      assert.equal(asked, next.startsWith('/') ? 2 : 1);
    }
  });

  it('is refused where a person in it has no name to know them by', async () => {
    for (const user_id of ['', 'x'.repeat(256), null]) {
      pages([1], { user_id });
      await assert.rejects(read(), /the LMS is unavailable/);
    }
  });

  it('has people without a name where that is none', async () => {
    pages([1], { name: 'x'.repeat(2001), given_name: 7, family_name: 'Ruiz' });
    assert.deepEqual(await read(), [{ sub: '0-0', name: 'Ruiz', email: null, roles: [] }]);
  });
});
