import assert from 'node:assert/strict';
import type { BrowserContext, Frame, Page } from 'playwright-core';
import { withBrowser } from '../support/browser.ts';
import {
  lmsJson,
  PRESETS,
  type Practice,
  type Preset,
  setUpActivity,
  startPractice,
} from '../support/practice.ts';
import { type Passed, strippingProxy, worstOrder } from '../support/proxy.ts';
import { assertAccessible, openActivity, picture, toolFrame } from '../support/walk.ts';

const IN_BETWEEN = /^\/lti\//;

describe('Cookies, as browsers keep them or do not', function () {
  this.timeout(180_000);
  let practice: Practice;
  let stripped: Practice;
  let disordered: Practice;
  const passed: Passed[] = [];
  before(async () => {
    practice = await startPractice();
    stripped = await startPractice({ before: (tool) => strippingProxy(tool, passed) });
    disordered = await startPractice({ before: worstOrder });
  });
  after(async () => {
    await practice?.close();
    await stripped?.close();
    await disordered?.close();
  });
  beforeEach(() => {
    passed.length = 0;
  });

  /** The course page of a student, the activity in its frame; `storage` is how the LMS keeps data for tools. */
  const coursePage = ({ lms }: Practice, preset: Preset, activity: string, storage = '') =>
    `${lms.origin}/${preset}/as/student-ana-ruiz/courses/hist210?activity=${activity}${storage && `&storage=${storage}`}`;

  async function post(where: Page | Frame, text: string): Promise<void> {
    await where.getByLabel('Your post', { exact: true }).fill(text);
    await where.getByRole('button', { name: 'Post' }).click();
    await where.getByText('Posted.').waitFor();
  }

  /** Every page of the tool that the browser showed or passed through, and how it was answered. */
  function watch(context: BrowserContext, { tool }: Practice): string[] {
    const errors: string[] = [];
    context.on('response', (response) => {
      const isPage = response.request().isNavigationRequest() && response.url().startsWith(tool.baseUrl);
      if (isPage && response.status() >= 400) errors.push(`${response.status()} ${response.url()}`);
    });
    return errors;
  }

  async function inNewTab(context: BrowserContext, act: () => Promise<void>): Promise<Page> {
    const [tab] = await Promise.all([context.waitForEvent('page'), act()]);
    return tab;
  }

  /** A page as it looks wide and narrow, light and dark. */
  async function look(page: Page, where: Page | Frame, name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 375]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 812 });
        await assertAccessible(where);
        await picture(page, `${name}-${colorScheme}-${width}`);
      }
    }
  }

  /** Has a page send a form, into a frame of its own or in its own place. */
  async function submit(
    page: Page,
    form: { action: string; fields: Record<string, string> },
    target = '_self',
  ) {
    await page.evaluate(
      ([{ action, fields }, target]) => {
        const form = Object.assign(document.createElement('form'), { method: 'post', action, target });
        for (const [name, value] of Object.entries(fields))
          form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
        if (target !== '_self')
          document.body.prepend(Object.assign(document.createElement('iframe'), { name: target }));
        document.body.append(form);
        form.submit();
      },
      [form, target] as const,
    );
  }

  const authentications = async ({ lms }: Practice, preset: Preset): Promise<number> => {
    const { messages } = await lmsJson(`${lms.origin}/${preset}/sent`);
    return messages.filter(({ kind }: { kind: string }) => kind === 'auth-request').length;
  };
  const assertNoViolations = async ({ lms }: Practice, preset: Preset): Promise<void> => {
    assert.deepEqual((await lmsJson(`${lms.origin}/${preset}/sent`)).violations, []);
  };

  for (const cookies of ['all', 'own'] as const) {
    const browser = cookies === 'all' ? 'allowed' : 'blocked, by Partitioned';
    for (const preset of PRESETS) {
      it(`third-party cookies ${browser}: the discussion opens and works in its frame under ${preset} rules`, () =>
        withBrowser({ cookies }, async ({ context }) => {
          const { activity } = await setUpActivity(practice, preset);
          const errors = watch(context, practice);
          const page = await context.newPage();
          const frame = await openActivity(page, practice, preset, 'student-ana-ruiz', activity);
          await post(frame, 'In a frame.');
          await look(page, frame, `cookies-${cookies}-${preset}`);
          assert.equal(context.pages().filter((one) => one.url() !== 'about:blank').length, 1);
          assert.deepEqual(errors, []);
          await assertNoViolations(practice, preset);
        }));
    }
  }

  /** The browser was given a cookie in the frame, and came back without one. */
  function assertNoCookieCameBack(): void {
    const [first, second] = passed.filter(({ url }) => url.startsWith('/lti/login'));
    assert.equal(first?.method, 'POST');
    const [set = ''] = first?.set ?? [];
    assert.match(set, /^__Host-rejoinder-.*; SameSite=None$/);
    assert.ok(second?.url.includes(`cookie=${/-([0-9a-f]{12})=/.exec(set)?.[1]}`), second?.url);
    assert.equal(second?.cookie, undefined);
  }

  describe('third-party cookies blocked, and Partitioned not known:', () => {
    for (const storage of ['frame', 'parent']) {
      it(`the storage of Canvas (${storage}) proves whose launch it is, and one button goes on in a new tab`, () =>
        withBrowser({}, async ({ context }) => {
          const { activity } = await setUpActivity(stripped, 'canvas');
          passed.length = 0;
          const errors = watch(context, stripped);
          const page = await context.newPage();
          await page.goto(coursePage(stripped, 'canvas', activity, storage));
          const frame = await toolFrame(page, stripped, /^\/lti\/launch/);
          const button = frame.getByRole('button', { name: 'Open in a new tab' });
          await button.waitFor();
          assertNoCookieCameBack();
          assert.deepEqual(
            passed.filter(({ url, cookie }) => url.startsWith('/lti/') && cookie),
            [],
            'no cookie in the frame at all',
          );
          if (storage === 'frame') await look(page, frame, 'cookies-continue');
          const tab = await inNewTab(context, () => button.click());
          await post(tab, 'In a tab of its own.');
          await frame.getByRole('heading', { name: 'is open in a new tab' }).waitFor();
          if (storage === 'frame') await look(page, frame, 'cookies-continued');
          assert.ok(passed.some(({ url }) => url.startsWith('/lti/continue')));
          const kept = await page.evaluate(() =>
            Object.keys(localStorage).filter((key) => key.includes('rejoinder-')),
          );
          assert.deepEqual(kept, [], 'what the LMS kept is taken back');
          assert.deepEqual(errors, []);
          await assertNoViolations(stripped, 'canvas');
        }));
    }

    for (const [preset, storage, why] of [
      ['canvas', 'silent', 'announces storage and never answers'],
      ['canvas', 'none', 'has no storage'],
      ['moodle', '', 'has no storage'],
    ] as const) {
      it(`where ${preset} ${why}, one button begins the login anew in a new tab, with nothing spent before`, () =>
        withBrowser({}, async ({ context }) => {
          const { activity } = await setUpActivity(stripped, preset);
          const before = await authentications(stripped, preset);
          passed.length = 0;
          const errors = watch(context, stripped);
          const page = await context.newPage();
          await page.goto(coursePage(stripped, preset, activity, storage));
          const frame = await toolFrame(page, stripped, IN_BETWEEN);
          const link = frame.getByRole('link', { name: 'Open in a new tab' });
          await link.waitFor();
          assertNoCookieCameBack();
          assert.equal(await authentications(stripped, preset), before, 'the LMS was not asked yet');
          if (preset === 'moodle') await look(page, frame, 'cookies-new-tab');
          const tab = await inNewTab(context, () => link.click());
          await post(tab, 'In a tab of its own.');
          await frame.getByRole('heading', { name: 'is open in a new tab' }).waitFor();
          if (preset === 'moodle') await look(page, frame, 'cookies-opened');
          assert.equal(await authentications(stripped, preset), before + 1);
          assert.deepEqual(errors, []);
          await assertNoViolations(stripped, preset);
        }));
    }

    it('without JavaScript the same button works', () =>
      withBrowser({ javaScriptEnabled: false }, async ({ context }) => {
        for (const preset of PRESETS) {
          const { activity } = await setUpActivity(stripped, preset);
          const page = await context.newPage();
          await page.goto(coursePage(stripped, preset, activity));
          await page.frameLocator('iframe.tool').getByRole('button', { name: 'Continue' }).click();
          const frame = await toolFrame(page, stripped, IN_BETWEEN);
          const link = frame.getByRole('link', { name: 'Open in a new tab' });
          const tab = await inNewTab(context, () => link.click());
          await tab.getByRole('button', { name: 'Continue' }).click();
          await tab.getByLabel('Your post', { exact: true }).waitFor();
        }
      }));

    it('a launch of somebody else, put into this browser, gets no button', () =>
      withBrowser({}, async ({ context }) => {
        const { activity } = await setUpActivity(stripped, 'canvas');
        const theirs = await launchWithoutCookie(activity);
        const page = await context.newPage();
        // Even from a page of the LMS itself, with its storage beside it.
        const own = coursePage(stripped, 'canvas', activity);
        await page.goto(own);
        await (await toolFrame(page, stripped, /^\/lti\/launch/)).getByRole('button').waitFor();
        await submit(page, theirs, 'theirs');
        const frame = page.frameLocator('iframe[name=theirs]');
        await frame.getByRole('heading', { name: 'Open this from your course once more' }).waitFor();
        assert.equal(await frame.getByRole('button').count(), 0);
        await look(page, page.frame('theirs') as Frame, 'cookies-missing');
      }));

    /** What somebody gets who goes through the login with a browser that keeps nothing, up to the last form. */
    async function launchWithoutCookie(activity: string) {
      const { lms, tool } = stripped;
      const initiation = await lmsJson(`${lms.origin}/canvas/as/student-mei-chen/launch/${activity}`);
      const query = new URLSearchParams({ ...initiation.fields, cookie: 'none' });
      const page = await fetch(`${tool.baseUrl}/lti/login?${query}`).then((answer) => answer.text());
      const to = /data-to="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
      return lmsJson(to ?? '');
    }
  });

  it('two frames that open at once, before there is a cookie, both work', () =>
    withBrowser({}, async ({ context }) => {
      const { lms } = disordered;
      const page = await context.newPage();
      for (const round of [1, 2, 3, 4, 5]) {
        await context.clearCookies();
        const activities = [];
        for (const title of ['One', 'Two'])
          activities.push(await setUpActivity(disordered, 'canvas', { title }));
        const frames = activities.map(({ activity }) => ({
          title: `frame ${activity}`,
          src: `${lms.origin}/canvas/as/student-ana-ruiz/launch/${activity}`,
        }));
        await page.goto(`${lms.origin}/canvas`);
        await page.evaluate((frames) => {
          for (const one of frames)
            document.body.append(
              Object.assign(document.createElement('iframe'), { ...one, width: 900, height: 700 }),
            );
        }, frames);
        for (const { title } of frames)
          await page
            .frameLocator(`iframe[title="${title}"]`)
            .getByLabel('Your post', { exact: true })
            .waitFor();
        for (const { title } of frames) {
          const frame = page.frameLocator(`iframe[title="${title}"]`);
          await frame.getByLabel('Your post', { exact: true }).fill(`Round ${round} in ${title}.`);
          await frame.getByRole('button', { name: 'Post' }).click();
          await frame.getByText('Posted.').waitFor();
        }
      }
    }));

  for (const preset of PRESETS) {
    it(`as a page of its own on a phone, as LMS apps show it, it works and Back leads to the course under ${preset} rules`, () =>
      withBrowser({ width: 375, height: 812 }, async ({ context }) => {
        const { activity } = await setUpActivity(practice, preset);
        const errors = watch(context, practice);
        const page = await context.newPage();
        const course = `${practice.lms.origin}/${preset}/as/student-ana-ruiz/courses/hist210`;
        await page.goto(course);
        await page.evaluate((url) => {
          location.href = url;
        }, `${practice.lms.origin}/${preset}/as/student-ana-ruiz/launch/${activity}?storage=silent`);
        await page.waitForURL(/\/s\//);
        await post(page, 'On the bus.');
        await assertAccessible(page);
        await picture(page, `cookies-mobile-${preset}`);
        const passedOnTheWay: string[] = [];
        while (page.url() !== course) {
          passedOnTheWay.push(new URL(page.url()).pathname);
          assert.ok(passedOnTheWay.length < 5, passedOnTheWay.join(' '));
          await page.goBack();
        }
        assert.deepEqual(
          passedOnTheWay.filter((path) => !path.startsWith('/s/')),
          [],
          'no form and no login on the way',
        );
        assert.deepEqual(errors, []);
      }));
  }

  it('a launch that the browser’s history sends again leads on to what it opened', () =>
    withBrowser({ javaScriptEnabled: false, width: 375, height: 812 }, async ({ context }) => {
      const { activity } = await setUpActivity(practice, 'moodle');
      const page = await context.newPage();
      await page.goto(`${practice.lms.origin}/moodle/as/student-ana-ruiz/launch/${activity}`);
      await page.getByRole('button', { name: 'Continue' }).click();
      const form = await page.content();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByLabel('Your post', { exact: true }).waitFor();
      const discussion = page.url();
      // Some LMSs let the browser keep the form that it posted.
      await page.route('**/mod/lti/auth.php?*', (route) =>
        route.fulfill({ contentType: 'text/html', body: form }),
      );
      await page.goBack();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'This step works only once' }).waitFor();
      await page.getByRole('link', { name: 'Go on to the discussion' }).click();
      await page.getByLabel('Your post', { exact: true }).waitFor();
      assert.equal(page.url(), discussion);
    }));

  it('and a page of the LMS that sends it again is answered so, too', () =>
    withBrowser({}, async ({ context }) => {
      const { activity } = await setUpActivity(practice, 'canvas');
      const page = await context.newPage();
      let sent = '';
      page.on('request', (request) => {
        if (request.url().endsWith('/lti/launch')) sent = request.postData() ?? '';
      });
      await page.goto(`${practice.lms.origin}/canvas/as/student-ana-ruiz/launch/${activity}`);
      await page.waitForURL(/\/s\//);
      const discussion = page.url();
      await page.goto(`${practice.lms.origin}/canvas`);
      const fields = Object.fromEntries(new URLSearchParams(sent));
      await submit(page, { action: `${practice.tool.baseUrl}/lti/launch`, fields });
      await page.getByRole('heading', { name: 'This step works only once' }).waitFor();
      await look(page, page, 'cookies-once');
      await page.getByRole('link', { name: 'Go on to the discussion' }).click();
      await page.waitForURL(discussion);
    }));

  it('where cookies are off altogether, the new tab says so, and what to do', () =>
    withBrowser({ cookies: 'none' }, async ({ context }) => {
      const { activity } = await setUpActivity(practice, 'moodle');
      const page = await context.newPage();
      await page.goto(coursePage(practice, 'moodle', activity));
      const frame = await toolFrame(page, practice, IN_BETWEEN);
      const tab = await inNewTab(context, () =>
        frame.getByRole('link', { name: 'Open in a new tab' }).click(),
      );
      await tab.getByRole('heading', { name: 'Your browser keeps no cookies from this site' }).waitFor();
      await look(tab, tab, 'cookies-none');
    }));
});
