import assert from 'node:assert/strict';
import {
  launchAs,
  type Practice,
  sessionOf,
  setUpActivity,
  startPractice,
  textOf,
  Visitor,
} from '../support/practice.ts';

describe('A tab of its own', () => {
  let practice: Practice;
  let activity: string;
  let ana: Visitor;
  before(async () => {
    practice = await startPractice();
    ({ activity } = await setUpActivity(practice, 'canvas'));
    ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    await ana.post(`${ana.base}/posts`, { text: 'Mine.' });
  });
  after(() => practice?.close());

  const framed = (visitor: Visitor, path: string) =>
    visitor.send(visitor.base + path, { headers: { 'sec-fetch-dest': 'iframe' } });
  /** As the page's script asks for it. */
  async function codeFor(visitor: Visitor, at: string): Promise<string> {
    const body = new URLSearchParams({ csrf: await visitor.csrfToken(), at });
    const headers = { accept: 'application/json' };
    const { html } = await visitor.send(`${visitor.base}/tab`, { method: 'POST', body, headers });
    return JSON.parse(html).code;
  }
  const bring = (visitor: Visitor, code: string) =>
    visitor.send('/lti/tab', { method: 'POST', body: new URLSearchParams({ code }) });
  const freshTab = () => new Visitor(practice.tool.baseUrl);

  it('is offered in a frame alone, for the page that one is on', async () => {
    const { html } = await framed(ana, '/posts/1');
    assert.match(html, new RegExp(`action="${ana.base}/tab"`));
    assert.match(html, /name="at" value="\/posts\/1"/);
    assert.doesNotMatch((await ana.get(`${ana.base}/posts/1`)).html, /class="own-tab"/);
  });

  it('opens by a code that is good once, without the frame’s cookie, and goes on where one was', async () => {
    const code = await codeFor(ana, '/posts/1');
    const tab = freshTab();
    const opened = await bring(tab, code);
    assert.equal(opened.status, 303);
    const [, base] = /^(\/s\/[\w-]+)\/posts\/1$/.exec(opened.location ?? '') ?? [];
    assert.ok(base && base !== ana.base);
    assert.match((await tab.get(`${base}/posts/1`)).html, /Edit 1|edit\//);
    const [before, now] = [
      await sessionOf(practice, ana),
      await sessionOf(practice, Object.assign(tab, { base })),
    ];
    assert.deepEqual([now.memberId, now.endsAt], [before.memberId, before.endsAt]);
    assert.notEqual(now.csrfToken, before.csrfToken);
    assert.equal((await ana.get(`${ana.base}/posts/1`)).status, 200, 'the frame keeps its own');
    assert.equal((await bring(freshTab(), code)).status, 401, 'once');
  });

  it('without scripts takes one press more', async () => {
    const answer = await ana.post(`${ana.base}/tab`, { at: '/posts/1' });
    const [, code = ''] =
      /action="\/lti\/tab" target="_blank"[^>]*><input type="hidden" name="code" value="([\w-]+)"/.exec(
        answer.html,
      ) ?? [];
    assert.equal((await bring(freshTab(), code)).status, 303);
  });

  it('is not opened by an old code, an invented one, or that of a visit which is over', async () => {
    const refused = async (code: string) => {
      const answer = await bring(freshTab(), code);
      assert.equal(answer.status, 401);
      assert.match(textOf(answer.html), /good once, within ten minutes/);
    };
    await refused('invented');
    await refused('');
    const { tabcodes, sessions } = practice.tool.connection.collections;
    const old = await codeFor(ana, '/posts/1');
    await tabcodes?.updateMany({}, { $set: { expiresAt: new Date() } });
    await refused(old);
    const jonas = await launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${activity}`);
    const left = await codeFor(jonas, '/posts/1');
    await sessions?.updateOne({ _id: jonas.base.slice(3) as never }, { $set: { expiresAt: new Date() } });
    await refused(left);
  });

  it('is not given to another browser or page, nor opened from one, and leads nowhere else', async () => {
    const stranger = freshTab();
    const asked = {
      method: 'POST',
      body: new URLSearchParams({ csrf: await ana.csrfToken(), at: '/posts/1' }),
    };
    assert.equal((await stranger.send(`${ana.base}/tab`, asked)).status, 401);
    assert.equal((await ana.post(`${ana.base}/tab`, { at: '/posts/1' }, 'wrong')).status, 403);
    const code = await codeFor(ana, '/posts/1');
    const elsewhere = {
      method: 'POST',
      body: new URLSearchParams({ code }),
      headers: { origin: practice.lms.origin },
    };
    assert.equal((await freshTab().send('/lti/tab', elsewhere)).status, 403);
    const lured = await bring(freshTab(), await codeFor(ana, '//elsewhere.example'));
    assert.match(lured.location ?? '', /^\/s\/[\w-]+$/);
  });

  it('ends what somebody else had open in it', async () => {
    const tab = freshTab();
    await launchAs(practice, 'canvas', 'student-mei-chen', `launch/${activity}`, tab);
    const meis = tab.base;
    await bring(tab, await codeFor(ana, '/discussion'));
    assert.equal((await tab.get(`${meis}/discussion`)).status, 401);
  });
});
