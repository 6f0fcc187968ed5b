import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { textOf } from '../support/practice.ts';
import {
  assertLaunches,
  assertPlain,
  assertRefused,
  beginLogin,
  type FakePlatform,
  launch,
  post,
  prepare,
  startFakePlatform,
  withForm,
} from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

describe('A launch whose time is over, or that answers something else, is refused, and the next one works', () => {
  let tool: RunningTool;
  let platform: FakePlatform;
  let other: FakePlatform;
  let ahead = 0;

  before(async () => {
    tool = await startTool({ now: () => new Date(Date.now() + ahead) });
    platform = await startFakePlatform(tool);
    other = await startFakePlatform(tool, { clientId: 'client-2' });
  });
  after(() => tool?.close());

  it('a used state with a token of its own', async () => {
    const used = await prepare(tool, platform);
    assert.equal((await post(tool, used)).status, 303);
    const fresh = await prepare(tool, platform, withForm({ state: used.form.state }));
    // This browser was let in by that state: it is led to what it has, and to nothing else.
    await assertRefused(await post(tool, { ...fresh, cookie: used.cookie }), 'state', 'opened');
    await assertLaunches(tool, platform);
  });

  it('a used token with a state of its own', async () => {
    const used = await prepare(tool, platform);
    assert.equal((await post(tool, used)).status, 303);
    const replayed = withForm({ id_token: used.form.id_token ?? '' });
    await assertRefused(await launch(tool, platform, replayed), 'nonce');
    await assertLaunches(tool, platform);
  });

  it("a good launch of one LMS with the state of another's login", async () => {
    const begun = await beginLogin(tool, other);
    const { state, nonce, cookie } = begun;
    const foreign = await launch(tool, platform, (draft) => {
      draft.claims.nonce = nonce;
      Object.assign(draft, { form: { state }, cookie });
    });
    await assertRefused(foreign, 'issuer');
    await assertLaunches(tool, platform);
  });

  it('a login that waited for eleven minutes', async () => {
    const sent = await prepare(tool, platform);
    ahead = 11 * 60_000;
    try {
      await assertRefused(await post(tool, sent), 'state');
    } finally {
      ahead = 0;
    }
    await assertLaunches(tool, platform);
  });

  for (const [status, reason] of [
    ['pending', 'platform-pending'],
    ['paused', 'platform-paused'],
    ['removed', 'unknown-platform'],
  ] as const) {
    it(`a launch of an LMS that is ${status}, before its login and after`, async () => {
      const { setStatus } = tool.tool.store.platforms;
      const sent = await prepare(tool, platform);
      await setStatus(platform.id, status);
      await assertRefused(await post(tool, sent), reason);
      await assertRefused((await beginLogin(tool, platform)).response, reason);
      await setStatus(platform.id, 'active');
      await assertLaunches(tool, platform);
    });
  }

  describe('An error that the LMS answers with', () => {
    const words = '<b>Somebody</b> is "signed out"';
    const error = { error: 'login_required', error_description: words };

    it('is shown in its own words, as text, to whom it answers', async () => {
      const { state, cookie } = await beginLogin(tool, platform);
      const answer = await post(tool, { form: { ...error, state }, cookie });
      const page = await answer.clone().text();
      assert.ok(textOf(page).includes(`Its own words: login_required: ${words}`), textOf(page));
      assert.doesNotMatch(page, /<b>Somebody/);
      await assertRefused(answer, 'lms-error');
      await assertLaunches(tool, platform);
    });

    it('is told without its words to everybody else: any page can have a browser post them', async () => {
      const { state, cookie } = await beginLogin(tool, platform);
      const theirs = await beginLogin(tool, platform);
      const posts = [
        { form: { ...error, state }, cookie: '' },
        { form: { ...error, state }, cookie: theirs.cookie },
        { form: error, cookie },
        { form: { ...error, state: randomBytes(25).toString('hex') }, cookie },
      ];
      for (const one of posts) {
        const answer = await post(tool, one);
        assert.doesNotMatch(await answer.clone().text(), /Somebody|login_required/);
        await assertRefused(answer, 'lms-error');
      }
      await assertLaunches(tool, platform);
    });
  });

  it('and a state that would break a cookie breaks nothing, wherever it is posted', async () => {
    for (const path of [
      '/',
      '/lti',
      '/lti/keys',
      '/register',
      '/launch',
      '/login',
      '/healthz',
      '/nothing/here',
    ]) {
      for (const body of ['state=a%20b;&id_token=x', 'state[$ne]=&id_token=x', 'state=a&state=b']) {
        const answer = await fetch(tool.baseUrl + path, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body,
        });
        assert.equal(answer.status, 404, path);
        assertPlain(await answer.text());
      }
    }
    await assertLaunches(tool, platform);
  });
});
