import type { Frame, Page } from 'playwright-core';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { PRESETS, type Practice, setUpActivity, startPractice } from '../support/practice.ts';
import {
  assertAccessible,
  becomes,
  fieldOf,
  inNewTab,
  openActivity,
  picture,
  toolFrame,
  writePost,
} from '../support/walk.ts';

describe('In the frame, in Chromium', function () {
  this.timeout(180_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;

  before(async () => {
    practice = await startPractice();
    browser = await startBrowser({ cookies: 'own' });
  });
  beforeEach(async () => {
    page = await browser.context.newPage();
  });
  afterEach(() => page.close());
  after(async () => {
    await browser?.close();
    await practice?.close();
  });

  const LONG = 'Discuss.\n\n'.repeat(60);
  const scrolls = (where: Page | Frame) =>
    where.evaluate(() => document.documentElement.scrollHeight > innerHeight + 1);
  /** Whether the LMS's page has a scroll bar, and the frame: once they have agreed how high it is. */
  const bars = (frame: Frame) => async () => [await scrolls(page), await scrolls(frame)];
  /** Without animation frames: there are none in a frame that is out of sight. */
  const isHigh = (frame: Frame, least: number, most: number) =>
    frame.waitForFunction(
      ([least, most]) => innerHeight >= least && innerHeight <= most,
      [least, most] as const,
      {
        polling: 50,
      },
    );
  const isInSight = async (frame: Frame, selector: string) => {
    const box = await frame.locator(selector).boundingBox();
    const { height } = page.viewportSize() ?? { height: 0 };
    return box !== null && box.y >= 0 && box.y + box.height <= height;
  };

  for (const preset of PRESETS)
    it(`there is one scroll bar, what stays in sight does, and the place is kept: ${preset}`, async () => {
      const { activity } = await setUpActivity(practice, preset, { promptText: LONG });
      const frame = await openActivity(page, practice, preset, 'student-ana-ruiz', activity);
      await becomes(bars(frame), [false, true]);
      await frame.evaluate(() => scrollTo({ top: 600, behavior: 'instant' }));
      await becomes(() => isInSight(frame, '.aside'), true, 'the card');
      await picture(page, `frame-${preset}`);
      await assertAccessible(frame);
      await page.setViewportSize({ width: 375, height: 812 });
      await page.locator('iframe.tool').evaluate((tool) => tool.scrollIntoView({ behavior: 'instant' }));
      await frame.locator('.aside .sum').waitFor();
      await becomes(() => isInSight(frame, '.aside .sum'), true, 'the line at the foot of a phone');
      await picture(page, `frame-${preset}-phone`);
      await page.setViewportSize({ width: 1280, height: 900 });

      // What was just written is in sight; Back and a reload lead to where one was.
      await writePost(frame, 'To see where that goes.');
      await (await toolFrame(page, practice, /\/posts\/1$/)).getByRole('link', { name: 'Week 6' }).click();
      const again = await toolFrame(page, practice, /\/discussion$/);
      await again.evaluate(() => scrollTo({ top: 500, behavior: 'instant' }));
      await again
        .locator('.post a')
        .first()
        .evaluate((link: HTMLElement) => link.click());
      await toolFrame(page, practice, /\/posts\/1$/);
      await page.evaluate(() => history.back());
      await toolFrame(page, practice, /\/discussion$/);
      await again.waitForFunction(() => scrollY === 500);
      await again.evaluate(() => {
        Object.assign(window, { isBefore: true });
        location.reload();
      });
      await again.waitForFunction(() => !('isBefore' in window) && scrollY === 500);
    });

  it('where Canvas’s page is long, the frame follows the page in it, up to the height of the window', async () => {
    await page.setViewportSize({ width: 1280, height: 1400 });
    const description = 'Read the packet first.\n'.repeat(45);
    const settings = { promptText: 'Discuss.', description };
    const { activity } = await setUpActivity(practice, 'canvas', settings);
    const frame = await openActivity(page, practice, 'canvas', 'student-ana-ruiz', activity);
    await isHigh(frame, 451, 1399);
    await becomes(bars(frame), [true, false], 'a short page: one bar');
    await picture(page, 'frame-long');
    await page.evaluate(() => scrollTo(0, 900));
    await frame.locator('#text').evaluate((text) => text.setAttribute('rows', '120'));
    await isHigh(frame, 1400, 1400);
    await frame.locator('#text').evaluate((text) => text.setAttribute('rows', '1'));
    await isHigh(frame, 451, 1359);
    // Whoever goes on in it has all of it in sight.
    await writePost(frame, 'Short.');
    await toolFrame(page, practice, /\/posts\/1$/);
    await page.waitForFunction(() => {
      const { top, bottom } = (document.querySelector('iframe.tool') as Element).getBoundingClientRect();
      return top >= -1 && bottom <= innerHeight + 1;
    });
  });

  it('where both are long, the next unread post comes in sight by itself', async () => {
    const description = 'Read the packet first.\n'.repeat(45);
    const { activity, teacher } = await setUpActivity(practice, 'canvas', { description });
    const long = 'Lime and coal went up the canal that winter. '.repeat(60);
    await teacher.post(`${teacher.base}/posts`, { text: long });
    for (let reply = 1; reply <= 3; reply++)
      await teacher.post(`${teacher.base}/posts/1/replies`, { text: `${reply}: ${long}` });
    await openActivity(page, practice, 'canvas', 'student-ana-ruiz', activity);
    const frame = await toolFrame(page, practice, /\/discussion$/);
    await frame.locator('.post h3 a').click();
    const thread = await toolFrame(page, practice, /\/posts\/1$/);
    await isHigh(thread, 899, 900);
    await becomes(bars(thread), [true, true]);
    for (const [post, outer] of [
      [1, 0],
      [2, 5000],
    ] as const) {
      await thread.locator(`[data-number="${post - 1}"]`).evaluate((before: HTMLElement) => {
        before.tabIndex = -1;
        before.focus({ preventScroll: true });
      });
      await page.evaluate((top) => scrollTo(0, top), outer);
      await page.keyboard.press('n');
      await thread.locator(`[data-number="${post}"]:focus`).waitFor();
      await becomes(() => beginsInSight(thread, post), true, `reply ${post}`);
    }
  });

  /** The first line of a post, on the screen that the LMS's page is on. */
  async function beginsInSight(frame: Frame, post: number): Promise<boolean> {
    const box = await frame.locator(`[data-number="${post}"] .by`).boundingBox();
    return box !== null && box.y >= 0 && box.y + box.height <= (page.viewportSize()?.height ?? 0);
  }

  it('one button opens the same page in a tab of its own, though cookies of frames are kept apart', async () => {
    const { activity } = await setUpActivity(practice, 'moodle', { promptText: LONG });
    const frame = await openActivity(page, practice, 'moodle', 'student-ana-ruiz', activity);
    await writePost(frame, 'A post to open.');
    const thread = await toolFrame(page, practice, /\/posts\/1$/);
    const tab = await inNewTab(browser.context, () =>
      thread.getByRole('button', { name: 'Open in a new tab' }).click(),
    );
    await tab.waitForURL(/\/s\/[\w-]+\/posts\/1$/);
    await tab.getByText('A post to open.').first().waitFor();
    await becomes(() => tab.getByRole('button', { name: 'Open in a new tab' }).count(), 0);
    await fieldOf(tab).fill('Said in the tab.');
    await tab.close();
  });
});
