import assert from 'node:assert/strict';
import { languageFor } from '../../src/web/language.ts';
import { textOf } from '../support/practice.ts';
import {
  assertLaunches,
  assertRefused,
  beginLogin,
  type FakePlatform,
  goodClaims,
  knock,
  post,
  prepare,
  signed,
  startFakePlatform,
} from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

const { t } = languageFor(null);

describe('A browser that keeps no cookie in a frame', () => {
  let tool: RunningTool;
  let platform: FakePlatform;
  let now: Date | null = null;

  before(async () => {
    tool = await startTool({ now: () => now ?? new Date() });
    platform = await startFakePlatform(tool);
  });
  after(() => tool?.close());
  afterEach(async () => {
    now = null;
    await assertLaunches(tool, platform);
  });

  const parameters = (more: Record<string, string> = {}) => ({
    iss: platform.issuer,
    client_id: platform.clientId,
    login_hint: 'hint',
    target_link_uri: `${tool.baseUrl}/lti/launch`,
    ...more,
  });
  const get = (query: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${tool.baseUrl}/lti/login?${new URLSearchParams(query)}`, { redirect: 'manual', headers });
  /** As it comes back without the cookie that it was given. */
  const cameBack = (more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    get(parameters({ cookie: '0123456789ab', ...more }), headers);
  const hrefIn = (page: string) =>
    /href="(\/lti\/login[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '';

  describe('is asked whether it does, before the LMS is:', () => {
    it('once, at the same address, with what the LMS gave along and nothing else', async () => {
      const hint = `${'{"launchid":"ä&="}'}${'x'.repeat(3900)}`;
      const given = parameters({
        lti_message_hint: hint,
        lti_storage_target: '_parent',
        lti_deployment_id: 'd1',
      });
      for (const method of ['GET', 'POST']) {
        const body = method === 'POST' ? new URLSearchParams({ ...given, canvas_region: 'x' }) : null;
        const path = method === 'GET' ? `?${new URLSearchParams({ ...given, canvas_region: 'x' })}` : '';
        const answer = await fetch(`${tool.baseUrl}/lti/login${path}`, { method, body, redirect: 'manual' });
        assert.equal(answer.status, 303);
        const to = new URL(answer.headers.get('location') ?? '', tool.baseUrl);
        assert.equal(to.origin + to.pathname, `${tool.baseUrl}/lti/login`);
        const { cookie, ...rest } = Object.fromEntries(to.searchParams);
        assert.deepEqual(rest, given);
        const [set = '', ...more] = answer.headers.getSetCookie();
        assert.deepEqual(more, []);
        assert.ok(set.startsWith(`__Host-rejoinder-${cookie}=`), set);
        const asked = await fetch(to, { redirect: 'manual', headers: { cookie: set.split(';')[0] ?? '' } });
        assert.equal(asked.status, 302);
        assert.equal(new URL(asked.headers.get('location') ?? '').searchParams.get('lti_message_hint'), hint);
      }
    });

    it('not at all where it is known, nor where the login is to be refused anyway', async () => {
      const { cookie } = await beginLogin(tool, platform);
      assert.equal((await get(parameters(), { cookie })).status, 302);
      const refused = await get(parameters({ iss: 'https://elsewhere.example' }));
      assert.deepEqual(refused.headers.getSetCookie(), []);
      await assertRefused(refused, 'unknown-platform');
    });

    it('and two that are asked at once have a name each, by which both are found', async () => {
      const both = await Promise.all([get(parameters()), get(parameters())]);
      const cookie = both.map((answer) => answer.headers.getSetCookie()[0]?.split(';')[0]).join('; ');
      const logins = both.map((answer) => knock(tool, answer.headers.get('location') ?? '', {}, cookie));
      const states = (await Promise.all(logins)).map(
        ({ response }) => new URL(response.headers.get('location') ?? '').searchParams,
      );
      for (const query of states) {
        const { key } = platform;
        const claims = goodClaims(tool, platform, query.get('nonce') ?? '');
        const draft = { claims, header: { alg: 'RS256', kid: key.kid }, key: key.privateKey };
        const form = { id_token: await signed(draft), state: query.get('state') ?? '' };
        const landed = await post(tool, { form, cookie });
        assert.equal(landed.status, 303);
        const page = await fetch(tool.baseUrl + landed.headers.get('location'), { headers: { cookie } });
        assert.equal(page.status, 200);
      }
    });
  });

  describe('and whose LMS keeps nothing for it', () => {
    it('is offered the same login in a new tab, by a link on a page that holds no form and no secret', async () => {
      const answer = await cameBack({ lti_message_hint: 'once' });
      const page = await answer.text();
      assert.equal(answer.status, 200);
      assert.ok(textOf(page).includes(t('newTab.what')));
      const link = new URL(hrefIn(page), tool.baseUrl);
      const { tab, ...rest } = Object.fromEntries(link.searchParams);
      assert.deepEqual(rest, parameters({ lti_message_hint: 'once' }));
      assert.equal(tab, 'new');
      assert.doesNotMatch(page, /<form|data-keep|data-value/);
      const policy = answer.headers.get('content-security-policy') ?? '';
      assert.match(policy, /form-action 'none'; frame-ancestors \*$/);
    });
    it('is told to allow cookies where even a tab of its own keeps none, and sent round no further', async () => {
      const first = await get(parameters({ tab: 'new' }));
      assert.equal(first.status, 303);
      const again = new URL(first.headers.get('location') ?? '', tool.baseUrl);
      await assertRefused(await fetch(again, { redirect: 'manual' }), 'no-cookie');
      const page = { 'sec-fetch-dest': 'document' };
      await assertRefused(await cameBack({ lti_storage_target: '_parent' }, page), 'no-cookie');
    });
  });

  describe('and one whose history sends a launch again', () => {
    const page = async (sent: Awaited<ReturnType<typeof prepare>>, shown = 'opened') => {
      const answer = await post(tool, sent);
      const html = await answer.clone().text();
      await assertRefused(answer, 'state', shown);
      return html;
    };

    it('is led on to the session that it opened', async () => {
      const sent = await prepare(tool, platform);
      const opened = (await post(tool, sent)).headers.get('location') ?? '';
      const html = await page(sent);
      assert.ok(html.includes(`href="${opened}"`));
      assert.ok(textOf(html).includes(t('error.launch.opened.what')));
    });

    it('is not where it is another browser, or the session has ended', async () => {
      const sent = await prepare(tool, platform);
      const opened = (await post(tool, sent)).headers.get('location') ?? '';
      const other = await page({ ...sent, cookie: (await beginLogin(tool, platform)).cookie }, 'state');
      assert.doesNotMatch(other, /href="\/s\//);
      assert.ok(textOf(other).includes(t('error.launch.state.what')));
      assert.ok((await page(sent)).includes(opened));
      now = new Date(Date.now() + 25 * 60 * 60 * 1000);
      assert.doesNotMatch(await page(sent, 'state'), /href="\/s\//);
    });
  });
});
