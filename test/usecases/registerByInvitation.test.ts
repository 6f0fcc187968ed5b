import assert from 'node:assert/strict';
import { RegistrationRefused } from '../../src/domain/errors.ts';
import { changePlatform } from '../../src/usecases/changePlatform.ts';
import { invite, withdrawInvitation } from '../../src/usecases/invite.ts';
import { registerByInvitation } from '../../src/usecases/registerByInvitation.ts';
import { registerPlatform } from '../../src/usecases/registerPlatform.ts';
import {
  goodAnswers,
  PLATFORM,
  type RegisteringLms,
  startRegisteringLms,
} from '../support/registeringLms.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

const WORDS = { name: 'Rejoinder', description: 'Graded discussions', navigation: 'Discussions' };
const NOW = new Date('2026-03-02T10:00:00.000Z');
const DAY = 24 * 60 * 60 * 1000;
const on = (day: number) => new Date(NOW.getTime() + day * DAY);

describe('An LMS that registers by invitation', () => {
  let running: RunningTool;
  let lms: RegisteringLms;
  before(async () => {
    [running, lms] = await Promise.all([startTool(), startRegisteringLms()]);
  });
  after(() => Promise.all([running?.close(), lms?.close()]));
  beforeEach(async () => {
    Object.assign(lms, goodAnswers(lms.origin), { heard: [] });
    const { store } = running.tool;
    for (const { id } of await store.platforms.list()) await store.platforms.setStatus(id, 'removed');
  });

  async function invited({ approves = false, days = 7 } = {}): Promise<string> {
    const { url } = await invite(running.tool, { note: 'Our school', approves, days }, 'cli', NOW);
    return url.replace(`${running.baseUrl}/register/`, '');
  }
  let clients = 0;
  function comes(invitationToken: string, now = NOW) {
    clients += 1;
    lms.reply = { ...lms.reply, client_id: lms.reply.client_id && `client-${clients}` };
    const asked = { invitationToken, configurationUrl: lms.configurationUrl, token: 'a-token' };
    return registerByInvitation(running.tool, asked, WORDS, now);
  }
  async function refused(coming: Promise<unknown>, reason: string): Promise<RegistrationRefused> {
    const error = await coming.then(
      () => assert.fail('it was registered'),
      (error: unknown) => error,
    );
    assert.ok(error instanceof RegistrationRefused, String(error));
    assert.equal(error.reason, reason, error.detail);
    return error;
  }
  const posts = () => lms.heard.filter(({ method }) => method === 'POST').length;

  it('is kept as it said it is, waits for approval, and stands in the audit list', async () => {
    const { platform } = await comes(await invited());
    const host = new URL(lms.origin).host;
    const { id, clientId, createdAt: _, ...rest } = platform;
    assert.deepEqual(rest, {
      issuer: lms.origin,
      name: 'Our school',
      authUrl: `${lms.origin}/auth`,
      tokenUrl: `${lms.origin}/token`,
      jwksUrl: `${lms.origin}/keys`,
      deployments: ['d1'],
      learnsDeployments: false,
      status: 'pending',
      enteredBy: 'lms',
      configurationHost: host,
      family: 'other',
    });
    assert.deepEqual(await running.tool.store.platforms.find(lms.origin, clientId), platform);
    const [entry] = await running.tool.store.audit.latest(1, id);
    assert.deepEqual(
      [entry?.by, entry?.action, entry?.facts],
      ['lms', 'platform.registered', { name: 'Our school', issuerHost: host, configurationHost: host }],
    );
  });

  it('is called as its invitation says, or else by its own name', async () => {
    const { url } = await invite(running.tool, { note: '', approves: false, days: 7 }, 'cli', NOW);
    const { platform } = await comes(url.replace(`${running.baseUrl}/register/`, ''));
    assert.equal(platform.name, new URL(lms.origin).host);
  });

  it('learns deployments only where it told none', async () => {
    lms.reply = { client_id: 'x' };
    const { platform } = await comes(await invited());
    assert.deepEqual([platform.deployments, platform.learnsDeployments], [[], true]);
  });

  it('is let in at once where its invitation says so', async () => {
    const { platform } = await comes(await invited({ approves: true }));
    assert.equal(platform.status, 'active');
  });

  it('waits whatever its invitation says, where another host speaks for its issuer', async () => {
    for (const issuer of ['https://moodle.example.edu', 'https://canvas.instructure.com']) {
      lms.configuration.issuer = issuer;
      lms.configuration[PLATFORM].product_family_code = 'canvas';
      const { platform } = await comes(await invited({ approves: true }));
      assert.equal(platform.status, 'pending', issuer);
      const [entry] = await running.tool.store.audit.latest(1, platform.id);
      assert.deepEqual(
        [entry?.facts.issuerHost, entry?.facts.configurationHost],
        [new URL(issuer).host, new URL(lms.origin).host],
      );
      await running.tool.store.platforms.setStatus(platform.id, 'removed');
    }
  });

  it('is one of twenty that come at the same moment with one invitation', async () => {
    for (let round = 0; round < 5; round++) {
      const token = await invited();
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => comes(token)));
      const registered = outcomes.filter(({ status }) => status === 'fulfilled');
      assert.equal(registered.length, 1, `round ${round}`);
      const reasons = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [(outcome.reason as RegistrationRefused).reason] : [],
      );
      assert.deepEqual(
        [...new Set(reasons)].filter((one) => !['used', 'unfinished'].includes(one)),
        [],
      );
      assert.equal((await running.tool.store.platforms.list()).length, 1);
      assert.equal(posts(), round + 1, 'the LMS was asked once');
      for (const { id } of await running.tool.store.platforms.list())
        await running.tool.store.platforms.setStatus(id, 'removed');
    }
  });

  it('cannot come with an invitation that is unknown, expired or used, and is not called then', async () => {
    await refused(comes('never-given-out'), 'unknown-invitation');
    const late = await refused(comes(await invited(), on(8)), 'expired');
    assert.deepEqual(late.facts, { at: on(7) });
    assert.deepEqual(lms.heard, []);
    const token = await invited();
    const { platform } = await comes(token);
    const calls = lms.heard.length;
    const used = await refused(comes(token, on(1)), 'used');
    assert.deepEqual(used.facts, { name: platform.name, at: NOW });
    assert.equal(lms.heard.length, calls);
  });

  it('cannot come with an invitation whose LMS was removed since', async () => {
    const token = await invited();
    const { platform } = await comes(token);
    await running.tool.store.platforms.setStatus(platform.id, 'removed');
    await refused(comes(token), 'unfinished');
  });

  it('may try again with the same invitation until the LMS has said yes', async () => {
    const token = await invited();
    lms.configuration = '<html>';
    await refused(comes(token), 'configuration');
    Object.assign(lms, goodAnswers(lms.origin), { replyStatus: 422 });
    await refused(comes(token), 'lms-refused');
    Object.assign(lms, goodAnswers(lms.origin), { reply: {} });
    await refused(comes(token), 'reply');
    Object.assign(lms, goodAnswers(lms.origin), {
      instead: (request: { socket: { destroy(): void } }) => request.socket.destroy(),
    });
    await refused(comes(token), 'no-answer');
    Object.assign(lms, goodAnswers(lms.origin));
    await comes(token);
  });

  it('is told that it is registered already, before anything is asked of it, and keeps its invitation', async () => {
    const { platform } = await comes(await invited({ approves: true }));
    const token = await invited();
    const again = await refused(comes(token, on(1)), 'registered');
    assert.deepEqual(again.facts, { name: platform.name, at: NOW });
    assert.equal(posts(), 1);
    assert.equal((await running.tool.store.platforms.list()).length, 1);
    await running.tool.store.platforms.setStatus(platform.id, 'paused');
    await refused(comes(token), 'registered');
    await running.tool.store.platforms.setStatus(platform.id, 'pending');
    await refused(comes(token), 'waiting');
    await running.tool.store.platforms.setStatus(platform.id, 'removed');
    await comes(token);
  });

  describe('once it was removed', () => {
    const comesAgain = async (clientId: string, approves = true) => {
      const invitationToken = await invited({ approves });
      lms.reply = { ...lms.reply, client_id: clientId };
      const asked = { invitationToken, configurationUrl: lms.configurationUrl, token: null };
      return (await registerByInvitation(running.tool, asked, WORDS, on(1))).platform;
    };
    const remove = (id: string) =>
      changePlatform(running.tool.store, id, { kind: 'remove' }, 'operator', NOW);

    it('is back at once with the addresses it had, where its invitation says so', async () => {
      const { id } = await comesAgain('same-addresses');
      await remove(id);
      const back = await comesAgain('same-addresses');
      assert.deepEqual([back.id, back.status], [id, 'active']);
    });

    for (const [what, endpoint] of [
      ['keys', 'jwks_uri'],
      ['tokens', 'token_endpoint'],
      ['logins', 'authorization_endpoint'],
    ] as const) {
      it(`waits with another address for ${what}, whatever its invitation says and however often it comes`, async () => {
        const { id } = await comesAgain(`moved-${endpoint}`);
        await remove(id);
        lms.configuration[endpoint] = `${lms.origin}/elsewhere`;
        for (const _time of [1, 2, 3]) {
          const back = await comesAgain(`moved-${endpoint}`);
          assert.deepEqual([back.id, back.status], [id, 'pending']);
          await remove(id);
        }
      });
    }

    it('waits where another LMS gives itself its client id', async () => {
      const urls = { authUrl: `${lms.origin}/a`, tokenUrl: `${lms.origin}/t`, jwksUrl: `${lms.origin}/k` };
      const details = { issuer: lms.origin, clientId: 'theirs', ...urls, deployments: ['1'] };
      const theirs = await registerPlatform(running.tool.store, details, 'operator', NOW);
      await remove(theirs?.id ?? '');
      const back = await comesAgain('theirs');
      assert.deepEqual([back.id, back.status], [theirs?.id, 'pending']);
      await remove(back.id);
      const entered = await registerPlatform(running.tool.store, details, 'operator', NOW);
      assert.deepEqual([entered?.id, entered?.status], [theirs?.id, 'active'], 'by an operator’s hand');
    });

    it('takes the access tokens it gave along, and no others', async () => {
      const { store } = running.tool;
      const { id, issuer } = await comesAgain('gave-tokens');
      const token = { access_token: 'opaque', token_type: 'Bearer', expires_in: 3600 };
      for (const clientId of ['gave-tokens', 'gave-tokens-2'])
        await store.accessTokens.keep(issuer, clientId, 'scope', token, NOW);
      await remove(id);
      assert.equal(await store.accessTokens.find(issuer, 'gave-tokens', 'scope', NOW), null);
      assert.ok(await store.accessTokens.find(issuer, 'gave-tokens-2', 'scope', NOW));
    });
  });

  it('is told so as well where an operator entered it by hand', async () => {
    const { origin } = lms;
    const urls = { authUrl: `${origin}/auth`, tokenUrl: `${origin}/token`, jwksUrl: `${origin}/keys` };
    const details = { issuer: origin, clientId: 'by-hand', ...urls, deployments: ['1'] };
    await registerPlatform(running.tool.store, details, 'cli', NOW);
    await refused(comes(await invited()), 'registered');
  });

  it('is not taken for another school with the issuer that hosted Canvas shares', async () => {
    const issuer = 'https://canvas.instructure.com';
    const urls = { authUrl: `${issuer}/auth`, jwksUrl: `${issuer}/keys` };
    const tokenUrl = 'https://other-school.instructure.com/login/oauth2/token';
    const details = { issuer, clientId: 'other-school', ...urls, tokenUrl, deployments: ['1'] };
    await registerPlatform(running.tool.store, details, 'cli', NOW);
    lms.configuration.issuer = issuer;
    await comes(await invited());
    await refused(comes(await invited()), 'waiting');
  });

  it('is told where its client id is taken, after the fact', async () => {
    lms.configuration.issuer = 'https://moodle.example.edu';
    const urls = { authUrl: 'https://moodle.example.edu/a', tokenUrl: 'https://moodle.example.edu/t' };
    const details = {
      issuer: 'https://moodle.example.edu',
      clientId: `client-${clients + 1}`,
      ...{ ...urls, jwksUrl: 'https://moodle.example.edu/k', deployments: ['1'] },
    };
    const first = await registerPlatform(running.tool.store, details, 'cli', NOW);
    const token = await invited();
    await refused(comes(token), 'duplicate');
    await refused(comes(token), 'unfinished');
    assert.deepEqual(await running.tool.store.platforms.list(), [first]);
  });

  describe('whose invitation is withdrawn meanwhile', () => {
    const withdrawn = async (token: string) => {
      const invitation = await running.tool.store.invitations.byToken(token);
      assert.ok(invitation);
      await withdrawInvitation(running.tool.store, invitation, 'operator', NOW);
    };

    it('is asked for nothing where it has not told of itself yet', async () => {
      const token = await invited({ approves: true });
      const asked = { invitationToken: token, configurationUrl: lms.configurationUrl, token: null };
      const { list } = running.tool.store.platforms;
      const platforms = {
        ...running.tool.store.platforms,
        list: () => withdrawn(token).then(list),
      };
      const tool = { ...running.tool, store: { ...running.tool.store, platforms } };
      await refused(registerByInvitation(tool, asked, WORDS, NOW), 'unknown-invitation');
      assert.deepEqual([posts(), await list()], [0, []]);
    });

    it('is not registered, whatever it answers and however late', async () => {
      const token = await invited({ approves: true });
      lms.beforeReply = () => withdrawn(token);
      await refused(comes(token), 'withdrawn');
      assert.equal(posts(), 1);
      assert.deepEqual(await running.tool.store.platforms.list(), []);
      await refused(comes(token), 'unknown-invitation');
    });

    it('is registered where that came too late', async () => {
      const token = await invited();
      await comes(token);
      await assert.rejects(withdrawn(token), /conflict/);
    });
  });

  it('is told honestly where it said yes and it could not be kept', async () => {
    const token = await invited();
    const { store } = running.tool;
    const full = async () => {
      throw new Error('the disk is full');
    };
    const broken = { ...store, platforms: { ...store.platforms, add: full } };
    const asked = { invitationToken: token, configurationUrl: lms.configurationUrl, token: null };
    await refused(registerByInvitation({ ...running.tool, store: broken }, asked, WORDS, NOW), 'not-kept');
    assert.equal(posts(), 1);
    await refused(comes(token), 'unfinished');
  });
});
