import assert from 'node:assert/strict';
import { type Browser, chromium, type Frame, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { type Client, type Json, LTI, type Practice, startPractice } from './practice.ts';
import { registered, request } from './registration-request.ts';

const FRAME = 'post_message_forwarding';

describe('Practice LMS, the page around a tool', function () {
  this.timeout(60_000);
  let practice: Practice;
  let browser: Browser;
  let page: Page;
  let canvas: Client;
  let moodle: Client;
  const links: Record<string, Json> = {};

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    moodle = practice.at('moodle');
    const custom = { token: '$com.instructure.PostMessageToken' };
    links.canvas = await canvas.addActivity({ title: 'Framed', maximum: 10, custom });
    links.moodle = await moodle.addActivity({ title: 'Framed', maximum: 10 });
    practice.tool.pages['/lti/login'] = '<!doctype html><title>A tool</title><p>A tool';
    browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser?.close();
    await practice?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
  });
  afterEach(() => page.close());

  /** The tool in its frame on the course page, once the frames beside it have loaded too. */
  async function open(preset: 'canvas' | 'moodle', query = ''): Promise<Frame> {
    const course = `${practice.at(preset).base}/as/student-ana-ruiz/courses/hist210`;
    await page.goto(`${course}?activity=${links[preset].id}${query}`, { waitUntil: 'load' });
    await page.waitForFunction('document.readyState === "complete"');
    for (let tries = 0; tries < 100; tries++) {
      const frame = page.frames().find((one) => one.url().startsWith(practice.tool.url));
      if (frame) {
        await frame.waitForLoadState('load');
        return frame;
      }
      await page.waitForTimeout(20);
    }
    throw new Error('the tool did not open');
  }

  /** Sends a message as the tool would; answers the response, or null when none comes in a time that only what is never answered takes. */
  const ask = (tool: Frame, message: Json, target = '_parent', wait = 20_000): Promise<Json> =>
    tool.evaluate(
      ([message, target, wait]) =>
        new Promise((resolve) => {
          const { parent } = window;
          window.addEventListener('message', ({ data, origin }) => {
            if (data?.subject === `${(message as Json).subject}.response`) resolve({ ...data, origin });
          });
          setTimeout(() => resolve(null), wait as number);
          try {
            const to = target === '_parent' ? parent : (parent.frames as Json)[target as string];
            to.postMessage(message, '*');
          } catch {
            // Asking another origin's page for a frame it does not have throws.
            resolve(null);
          }
        }),
      [message, target, wait] as const,
    );
  const put = (key: string, value: unknown, message_id = 'm1') => ({
    subject: 'lti.put_data',
    message_id,
    key,
    value,
  });
  const get = (key: string, message_id = 'm2') => ({ subject: 'lti.get_data', message_id, key });

  describe('keeps data for it, under Canvas rules', () => {
    for (const target of [FRAME, '_parent']) {
      it(`in ${target}, and gives it back with the message id`, async () => {
        const tool = await open('canvas');
        const stored = await ask(tool, put('state', 'abc'), target);
        assert.deepEqual(stored, {
          subject: 'lti.put_data.response',
          message_id: 'm1',
          key: 'state',
          value: 'abc',
          origin: practice.lms.origin,
        });
        assert.equal((await ask(tool, get('state'), target)).value, 'abc');
        assert.equal((await ask(tool, get('state'), target)).message_id, 'm2');
        await ask(tool, put('state', null), target);
        assert.equal((await ask(tool, get('state'), target)).value, null);
      });
    }

    it('for each origin apart', async () => {
      const tool = await open('canvas');
      await ask(tool, put('nonce', 'mine'), FRAME);
      const own = page.mainFrame();
      const seen: Json = await own.evaluate(
        (frame) =>
          new Promise((resolve) => {
            window.addEventListener('message', ({ data }) => {
              if (data.subject === 'lti.get_data.response') resolve(data);
            });
            const message = { subject: 'lti.get_data', key: 'nonce', message_id: '1' };
            (window.frames as Json)[frame].postMessage(message, '*');
          }),
        FRAME,
      );
      assert.equal(seen.value, null);
    });

    it('and says what is wrong with a message, by code and text', async () => {
      const tool = await open('canvas');
      const without = await ask(tool, { subject: 'lti.put_data', message_id: '1', value: 'x' }, FRAME);
      assert.deepEqual(without.error, { code: 'bad_request', message: "Missing required 'key' field" });
      const nameless = await ask(tool, { subject: 'lti.get_data', key: 'x' }, FRAME);
      assert.equal(nameless.error.code, 'bad_request');
      const long = await ask(tool, put('long', 'x'.repeat(5000)), FRAME);
      assert.deepEqual(long.error, {
        code: 'storage_exhaustion',
        message: 'Reached byte limit for tool',
      });
      assert.equal((await ask(tool, put('short', 'x'.repeat(4000)), FRAME)).error, undefined);
      assert.equal((await ask(tool, put('short', 'y'.repeat(4000)), FRAME)).error, undefined);
      assert.equal((await ask(tool, put('more', 'x'.repeat(100)), FRAME)).error.code, 'storage_exhaustion');
    });

    it('and lists what it answers, with the frame for storage', async () => {
      const tool = await open('canvas');
      const { supported_messages } = await ask(tool, { subject: 'lti.capabilities' });
      const frames = Object.fromEntries(supported_messages.map((one: Json) => [one.subject, one.frame]));
      assert.equal(frames['lti.put_data'], FRAME);
      assert.equal(frames['lti.get_data'], FRAME);
      assert.ok('lti.frameResize' in frames && !frames['lti.frameResize']);
      const unknown = await ask(tool, { subject: 'lti.makeCoffee' });
      assert.deepEqual(unknown.error, { code: 'unsupported_subject' });
    });
  });

  describe('announces its storage in login and launch', () => {
    const targets = async (at: Client, link: Json, query = '') => {
      const login = await at.json(`/as/student-ana-ruiz/launch/${link.id}${query}`);
      const { fields }: Json = await (await at.authorize(login)).json();
      return [login.fields.lti_storage_target, fields.lti_storage_target];
    };
    afterEach(() => canvas.json('/admin/storage', { storage: 'frame' }));

    it('by the frame’s name on Canvas, and not on Moodle', async () => {
      assert.deepEqual(await targets(canvas, links.canvas), [FRAME, FRAME]);
      assert.deepEqual(await targets(moodle, links.moodle), [undefined, undefined]);
      assert.deepEqual(await targets(moodle, links.moodle, '?storage=frame'), [undefined, undefined]);
    });

    it('as _parent, or not at all, by the admin’s switch or for one launch', async () => {
      assert.deepEqual(await targets(canvas, links.canvas, '?storage=parent'), ['_parent', '_parent']);
      assert.deepEqual(await canvas.json('/admin/storage', { storage: 'none' }), { storage: 'none' });
      assert.deepEqual(await targets(canvas, links.canvas), [undefined, undefined]);
      assert.deepEqual(await targets(canvas, links.canvas, '?storage=silent'), [FRAME, FRAME]);
      assert.equal((await canvas.json('/admin/storage')).storage, 'none');
    });

    it('and Moodle’s admin has nothing to switch', async () => {
      assert.equal((await moodle.json('/admin/storage')).storage, 'none');
      const body = new URLSearchParams({ storage: 'frame' });
      assert.equal((await fetch(`${moodle.base}/admin/storage`, { method: 'POST', body })).status, 404);
    });
  });

  it('never answers as the mobile app: neither the page nor a frame', async () => {
    const tool = await open('canvas', '&storage=silent');
    for (const target of ['_parent', FRAME]) assert.equal(await ask(tool, get('x'), target, 400), null);
    assert.equal(await ask(tool, { subject: 'lti.capabilities' }, '_parent', 400), null);
  });

  it('answers other messages and no storage where there is none', async () => {
    const tool = await open('canvas', '&storage=none');
    assert.equal((await ask(tool, get('x'))).error.code, 'unsupported_subject');
    assert.ok((await ask(tool, { subject: 'lti.fetchWindowSize' })).height);
  });

  it('is as high as the tool asks, and not below Canvas’s least height', async () => {
    const tool = await open('canvas');
    const heightFor = async (message: Json): Promise<number> => {
      const answer = await ask(tool, { subject: 'lti.frameResize', ...message });
      assert.equal(answer.subject, 'lti.frameResize.response');
      return (await page.locator('iframe.tool').boundingBox())?.height ?? 0;
    };
    assert.equal(await heightFor({ height: 1234 }), 1234);
    assert.equal(await heightFor({ height: 2000, token: 'some-token' }), 2000);
    assert.equal(await heightFor({ height: 100 }), 450);
  });

  it('scrolls to the tool, and tells its own size', async () => {
    const tool = await open('canvas');
    await ask(tool, { subject: 'lti.frameResize', height: 3000 });
    await page.evaluate('window.scrollTo(0, 2000)');
    await ask(tool, { subject: 'lti.scrollToTop' });
    const { height, width, offset, footer, scrollY } = await ask(tool, { subject: 'lti.fetchWindowSize' });
    assert.deepEqual([height, width, footer], [720, 1280, 0]);
    assert.equal(Math.round(scrollY), Math.round(offset.top));
  });

  it('acknowledges that the tool wants the whole window', async () => {
    const tool = await open('canvas');
    const data = { url: `${practice.tool.url}/lti/launch`, placement: 'course_navigation' };
    const answer = await ask(tool, { subject: 'requestFullWindowLaunch', data });
    assert.equal(answer.error, undefined);
    const wrong = await ask(tool, { subject: 'requestFullWindowLaunch', data: {} });
    assert.match(wrong.error.message, /url/);
  });

  it('names each launch by a token in a custom field', async () => {
    const custom = async () =>
      (await canvas.launch('student-ana-ruiz', links.canvas.id))[`${LTI}custom`].token;
    assert.match(await custom(), /^[0-9a-f]{64}$/);
    assert.notEqual(await custom(), await custom());
  });

  it('does none of this under Moodle rules: a frame of fixed height that answers nothing', async () => {
    const tool = await open('moodle');
    const before = await page.locator('iframe.tool').boundingBox();
    for (const subject of ['lti.frameResize', 'lti.capabilities', 'lti.get_data']) {
      assert.equal(
        await ask(tool, { subject, height: 2000, key: 'x', message_id: '1' }, '_parent', 300),
        null,
      );
    }
    assert.deepEqual(await page.locator('iframe.tool').boundingBox(), before);
  });

  describe('registers a tool by URL', () => {
    const close = `window.parent.postMessage({ subject: 'org.imsglobal.lti.close' }, '*')`;

    it('from the pasted address to the list, where the tool waits to be let in', async () => {
      for (const [at, button] of [
        [canvas, /^Confirm and turn on ?: A tool of its own$/],
        [moodle, /^Activate ?: A tool of its own$/],
      ] as const) {
        practice.tool.pages['/register'] = `<!doctype html><title>A tool</title><button
          onclick="${close}">Done</button>`;
        await page.goto(`${at.base}/admin/tools`);
        await page.getByRole('link', { name: 'Register a tool by URL' }).click();
        await page.getByLabel('Registration address').fill(`${practice.tool.url}/register`);
        await page.getByRole('button', { name: 'Open it' }).click();
        await registers(at);
        await page.frameLocator('#registration').getByRole('button', { name: 'Done' }).click();
        await page.waitForURL(`${at.base}/admin/tools`);
        assert.equal(await page.locator('iframe').count(), 0);
        await page.getByRole('button', { name: button }).click();
        await page.getByRole('button', { name: button }).waitFor({ state: 'detached' });
        assert.equal((await at.info()).tools.at(-1).state, 'active');
      }
    });

    /** What the tool's server does with the address it was opened at. */
    async function registers(at: Client): Promise<void> {
      const src = await page.locator('#registration').getAttribute('src');
      const query = new URL(src ?? '').searchParams;
      const told: Json = await at.json(query.get('openid_configuration') ?? '');
      const response = await fetch(told.registration_endpoint, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${query.get('registration_token')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(request(practice.tool.url)),
      });
      assert.equal(response.status, 200);
    }

    it('closes a tab of the tool’s as well as its frame', async () => {
      const opened = `window.opener.postMessage({ subject: 'org.imsglobal.lti.close' }, '*')`;
      practice.tool.pages['/register'] = `<!doctype html><title>A tool</title><script>
        if (window.opener) ${opened}</script>`;
      const { pageUrl } = await canvas.json('/admin/registrations', {
        url: `${practice.tool.url}/register`,
      });
      await page.goto(pageUrl);
      await page.getByRole('link', { name: 'Open it in a new tab' }).click();
      await page.waitForURL(`${canvas.base}/admin/tools`);
    });

    it('takes nobody else’s word for it', async () => {
      practice.tool.pages['/register'] = '<!doctype html><title>A tool</title>';
      const { pageUrl } = await canvas.json('/admin/registrations', {
        url: `${practice.tool.url}/register`,
      });
      await page.goto(pageUrl);
      await page.evaluate(`window.postMessage({ subject: 'org.imsglobal.lti.close' }, '*')`);
      await page.waitForTimeout(200);
      assert.equal(page.url(), pageUrl);
    });

    it('and lets the admin trim, set privacy and remove by form', async () => {
      const { client_id } = await registered(canvas);
      await page.goto(`${canvas.base}/admin/tools/${client_id}`);
      await page.getByRole('checkbox', { name: /contextmembership/ }).uncheck();
      await page.getByLabel('Privacy level').selectOption('anonymous');
      await page.getByRole('button', { name: 'Confirm and turn on' }).click();
      const { state, scopes, privacy } = await canvas.json(`/admin/tools/${client_id}`);
      assert.deepEqual([state, scopes.length], ['active', 3]);
      assert.deepEqual(privacy, { privacyLevel: 'anonymous' });
      await page.goto(`${canvas.base}/admin/tools/${client_id}`);
      for (const box of await page.getByRole('checkbox').all()) await box.uncheck();
      await page.getByRole('button', { name: 'Save' }).click();
      assert.deepEqual((await canvas.json(`/admin/tools/${client_id}`)).scopes, []);
      await page.goto(`${canvas.base}/admin/tools/${client_id}`);
      await page.getByRole('button', { name: 'Remove' }).click();
      await page.waitForURL(`${canvas.base}/admin/tools`);
      assert.equal((await fetch(`${canvas.base}/admin/tools/${client_id}`)).status, 404);
    });
  });
});
