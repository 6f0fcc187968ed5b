import assert from 'node:assert/strict';
import { changePlatform } from '../../src/usecases/changePlatform.ts';
import {
  assertLaunches,
  assertRefused,
  beginLogin,
  type Draft,
  type FakePlatform,
  goodClaims,
  newKey,
  post,
  signed,
  startFakePlatform,
} from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

type Unsigned = Pick<Draft, 'claims' | 'header' | 'key'>;

describe('A browser that keeps no cookie in a frame, and whose LMS keeps a proof for it', () => {
  let tool: RunningTool;
  let platform: FakePlatform;
  let now: Date | null = null;
  let cookie = '';

  before(async () => {
    tool = await startTool({ now: () => now ?? new Date() });
    platform = await startFakePlatform(tool);
    ({ cookie } = await beginLogin(tool, platform));
  });
  after(() => tool?.close());
  afterEach(async () => {
    now = null;
    await assertLaunches(tool, platform);
  });

  /** The login as it comes back without the cookie that it was given. */
  const cameBack = (...more: [string, string][]) => {
    const query = new URLSearchParams({
      iss: platform.issuer,
      client_id: platform.clientId,
      login_hint: 'hint',
      target_link_uri: `${tool.baseUrl}/lti/launch`,
      cookie: '0123456789ab',
    });
    for (const [name, value] of more) query.append(name, value);
    return fetch(`${tool.baseUrl}/lti/login?${query}`, { redirect: 'manual' });
  };
  const attribute = (page: string, name: string) =>
    new RegExp(`${name}="([^"]*)"`).exec(page)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');

  const goodDraft = (nonce: string): Unsigned => ({
    claims: goodClaims(tool, platform, nonce),
    header: { alg: 'RS256', kid: platform.key.kid },
    key: platform.key.privateKey,
  });

  /** A login that the LMS keeps a proof for: what the page's script is told. */
  async function loginWithProof() {
    const page = await (await cameBack(['lti_storage_target', 'storage'])).text();
    const query = new URL(attribute(page, 'data-to') ?? '').searchParams;
    const told = (name: string) => attribute(page, `data-${name}`) ?? '';
    return {
      ...{ frame: told('frame'), origin: told('origin'), key: told('key'), value: told('value') },
      ...{ state: query.get('state') ?? '', nonce: query.get('nonce') ?? '' },
    };
  }

  /** Its launch, and the page that holds it. */
  async function heldLaunch(
    { state, nonce }: { state: string; nonce: string },
    change: (draft: Unsigned) => void = () => {},
    cookie = '',
  ) {
    const draft = goodDraft(nonce);
    change(draft);
    return post(tool, { form: { id_token: await signed(draft), state }, cookie });
  }

  async function held(change = {}) {
    const login = await loginWithProof();
    const answer = await heldLaunch(login, (draft) => Object.assign(draft.claims, change));
    const page = await answer.text();
    return { ...login, answer, page, code: /name="code" value="([^"]+)"/.exec(page)?.[1] ?? '' };
  }

  const continued = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${tool.baseUrl}/lti/continue`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: tool.baseUrl, cookie, ...headers },
      body: new URLSearchParams(form),
    });

  it('goes on by it: in the tab where the button is pressed, a session begins', async () => {
    const { code, value, page, answer } = await held();
    assert.equal(answer.status, 200);
    assert.doesNotMatch(page, new RegExp(value));
    const landed = await continued({ code, proof: value });
    assert.equal(landed.status, 303);
    const discussion = await fetch(tool.baseUrl + landed.headers.get('location'), { headers: { cookie } });
    assert.equal(discussion.status, 200);
  });

  it('tells the proof to the LMS’s origin alone, and lets the LMS alone frame the button', async () => {
    const { frame, origin, key, value, answer } = await held();
    assert.deepEqual([frame, origin], ['storage', platform.issuer]);
    assert.match(key, /^rejoinder-[0-9a-f]{12}$/);
    assert.match(value, /^[\w-]{43}$/);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.ok(policy.endsWith(`form-action 'self'; frame-ancestors 'self' ${platform.issuer}`), policy);
  });

  it('keeps no proof in the database, nor a code', async () => {
    const { code, value } = await held();
    const waiting = await loginWithProof();
    const { connection } = tool;
    for (const collection of ['logins', 'heldlaunches']) {
      const kept = JSON.stringify(await connection.collection(collection).find().toArray());
      assert.notEqual(kept, '[]');
      for (const secret of [code, value, waiting.value]) assert.ok(!kept.includes(secret), collection);
    }
  });

  const REFUSED: [string, (held: { code: string; value: string }) => Promise<Record<string, string>>][] = [
    ['no proof', async ({ code }) => ({ code })],
    ['an empty proof', async ({ code }) => ({ code, proof: '' })],
    ['a wrong proof', async ({ code }) => ({ code, proof: 'x'.repeat(43) })],
    ['the proof of another login', async ({ code }) => ({ code, proof: (await loginWithProof()).value })],
    ['the hash of the proof', async ({ code, value }) => ({ code, proof: await hashOf(value) })],
  ];
  for (const [what, form] of REFUSED) {
    it(`is refused with ${what}, and the code is gone`, async () => {
      const launch = await held();
      await assertRefused(await continued(await form(launch)), 'held');
      await assertRefused(await continued({ code: launch.code, proof: launch.value }), 'held');
    });
  }

  it('is refused a second time, with an invented code, and with one that has lapsed', async () => {
    const { code, value } = await held();
    assert.equal((await continued({ code, proof: value })).status, 303);
    await assertRefused(await continued({ code, proof: value }), 'held');
    await assertRefused(await continued({ code: 'x'.repeat(32), proof: value }), 'held');
    await assertRefused(await continued({ proof: value }), 'bad-request');
    const late = await held();
    now = new Date(Date.now() + 11 * 60 * 1000);
    await assertRefused(await continued({ code: late.code, proof: late.value }), 'held');
  });

  it('is refused from a page of another site, with nothing used up', async () => {
    const { code, value } = await held();
    for (const origin of ['https://elsewhere.example', platform.issuer, 'null']) {
      assert.equal((await continued({ code, proof: value }, { origin })).status, 403);
    }
    assert.equal((await continued({ code, proof: value })).status, 303);
  });

  it('is refused once its LMS is paused', async () => {
    const { code, value } = await held();
    await tool.tool.store.platforms.setStatus(platform.id, 'paused');
    const answer = await continued({ code, proof: value });
    await tool.tool.store.platforms.setStatus(platform.id, 'active');
    await assertRefused(answer, 'platform-paused');
  });

  it('is refused once its deployment is let in no longer', async () => {
    const { code, value } = await held();
    const { platforms } = tool.tool.store;
    await platforms.removeDeployment(platform.id, 'd1');
    const answer = await continued({ code, proof: value });
    await platforms.addDeployment(platform.id, 'd1');
    await assertRefused(answer, 'deployment');
  });

  it('is gone for good, and every login with it, where its LMS was paused since', async () => {
    const { store } = tool.tool;
    const { code, value } = await held();
    const login = await loginWithProof();
    for (const kind of ['pause', 'resume'] as const)
      await changePlatform(store, platform.id, { kind }, 'operator', new Date());
    await assertRefused(await continued({ code, proof: value }), 'held');
    await assertRefused(await heldLaunch(login, undefined, cookie), 'state');
  });

  it('is asked in the new tab whether it keeps a cookie there; if not, it is told so, with nothing used up', async () => {
    const { code, value } = await held();
    const first = await continued({ code, proof: value }, { cookie: '' });
    assert.equal(first.status, 307);
    const again = tool.baseUrl + first.headers.get('location');
    const repeat = (kept: string) =>
      fetch(again, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: tool.baseUrl, cookie: kept },
        body: new URLSearchParams({ code, proof: value }),
      });
    await assertRefused(await repeat(''), 'no-cookie');
    const landed = await repeat(first.headers.getSetCookie()[0]?.split(';')[0] ?? '');
    assert.equal(landed.status, 303);
  });

  it('gets no session by a launch alone, whatever cookies it has: it may be somebody else’s', async () => {
    const theirs = await loginWithProof();
    const answer = await heldLaunch(theirs, undefined, cookie);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('location'), null);
    const code = /name="code" value="([^"]+)"/.exec(await answer.text())?.[1] ?? '';
    // All that the victim's browser could show is a proof of its own.
    await assertRefused(await continued({ code, proof: (await loginWithProof()).value }), 'held');
  });

  it('is held by nothing that would be refused with a cookie', async () => {
    const foreign = await newKey('key-1');
    const refused: [string, (draft: Unsigned) => void][] = [
      ['signature', (draft) => void Object.assign(draft, { key: foreign.privateKey })],
      ['nonce', ({ claims }) => void Object.assign(claims, { nonce: 'invented' })],
      ['audience', ({ claims }) => void Object.assign(claims, { aud: 'client-9' })],
      ['expired', ({ claims }) => void Object.assign(claims, { exp: 1 })],
    ];
    for (const [reason, change] of refused)
      await assertRefused(await heldLaunch(await loginWithProof(), change), reason);
    const used = await loginWithProof();
    assert.equal((await heldLaunch(used)).status, 200);
    await assertRefused(await heldLaunch(used), 'no-cookie');
  });

  it('names a frame of the LMS in whatever words, and nothing comes of them', async () => {
    const hostile = '"><script>alert(1)</script>';
    const page = await (await cameBack(['lti_storage_target', hostile])).text();
    assert.ok(!page.includes('<script>alert'));
    const twice = await cameBack(['lti_storage_target', 'a'], ['lti_storage_target', 'b']);
    assert.equal(twice.status, 200);
    assert.doesNotMatch(await twice.text(), /data-keep/);
  });
});

async function hashOf(value: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(value));
  return Buffer.from(digest).toString('base64url');
}
