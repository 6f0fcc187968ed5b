import assert from 'node:assert/strict';
import type { BrowserContext, Frame } from 'playwright-core';
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
import {
  becomes,
  inNewTab,
  look,
  openActivity,
  submit,
  toolFrame,
  watchForErrors,
  writePost,
} from '../support/walk.ts';

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
          const errors = watchForErrors(context, practice);
          const page = await context.newPage();
          const frame = await openActivity(page, practice, preset, 'student-ana-ruiz', activity);
          await writePost(frame, 'In a frame.');
          // It is the same page either way.
          if (cookies === 'own') await look(page, frame, `cookies-${preset}`);
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

  /** However busy this machine is: what an LMS answers comes before a page gives it up after 1.5 s. */
  const waitLonger = (context: BrowserContext) =>
    context.addInitScript(() => {
      const wait = window.setTimeout.bind(window);
      window.setTimeout = ((then: () => void, ms = 0) => wait(then, ms === 1500 ? 30_000 : ms)) as never;
    });

  describe('third-party cookies blocked, and Partitioned not known:', () => {
    for (const storage of ['frame', 'parent']) {
      it(`the storage of Canvas (${storage}) proves whose launch it is, and one button goes on in a new tab`, () =>
        withBrowser({ cookies: 'own' }, async ({ context }) => {
          const { activity } = await setUpActivity(stripped, 'canvas');
          await waitLonger(context);
          passed.length = 0;
          const errors = watchForErrors(context, stripped);
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
          await writePost(tab, 'In a tab of its own.');
          await frame.getByRole('heading', { name: 'is open in a new tab' }).waitFor();
          await becomes(
            () => frame.getByRole('heading').evaluate((title) => title === document.activeElement),
            true,
          );
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
        withBrowser({ cookies: 'own' }, async ({ context }) => {
          const { activity } = await setUpActivity(stripped, preset);
          const before = await authentications(stripped, preset);
          passed.length = 0;
          const errors = watchForErrors(context, stripped);
          const page = await context.newPage();
          await page.goto(coursePage(stripped, preset, activity, storage));
          const frame = await toolFrame(page, stripped, IN_BETWEEN);
          const link = frame.getByRole('link', { name: 'Open in a new tab' });
          await link.waitFor();
          assertNoCookieCameBack();
          await becomes(() => authentications(stripped, preset), before, 'the LMS was not asked yet');
          if (preset === 'moodle') await look(page, frame, 'cookies-new-tab');
          const tab = await inNewTab(context, () => link.click());
          await writePost(tab, 'In a tab of its own.');
          await frame.getByRole('heading', { name: 'is open in a new tab' }).waitFor();
          await becomes(
            () => frame.getByRole('heading').evaluate((title) => title === document.activeElement),
            true,
          );
          if (preset === 'moodle') await look(page, frame, 'cookies-opened');
          await becomes(() => authentications(stripped, preset), before + 1);
          assert.deepEqual(errors, []);
          await assertNoViolations(stripped, preset);
        }));
    }

    it('without JavaScript the same button works', () =>
      withBrowser({ cookies: 'own', javaScriptEnabled: false }, async ({ context }) => {
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
      withBrowser({ cookies: 'own' }, async ({ context }) => {
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
        await becomes(() => frame.getByRole('button').count(), 0);
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
    withBrowser({ cookies: 'own' }, async ({ context }) => {
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
