import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type ClassIn, type Classmate, classIn } from '../support/classIn.ts';
import { inChromium, openDiscussion } from '../support/inChromium.ts';
import type { Practice } from '../support/practice.ts';
import { assertAccessible, becomes, look } from '../support/walk.ts';

describe('Unread, in Chromium', function () {
  this.timeout(180_000);
  let practice: Practice;
  let page: Page;
  let here: ClassIn;

  inChromium((walk) => {
    ({ practice, page } = walk);
  });

  /** A class whose posts are by Ana and Jonas in turn, as Mei finds it; each reply as long as a screen is high. */
  async function open(title: string, replies: number[], reader: Classmate = 'mei-chen'): Promise<string> {
    here = await classIn(practice, title);
    const text = (number: number) =>
      number ? 'Lime and coal went up the canal that winter. '.repeat(150) : 'Short.';
    const threads = replies.map((count) => ({ replies: count, text }));
    await here.fill(threads, ['jonas-lindqvist', 'ana-ruiz']);
    return openDiscussion(page, practice, `student-${reader}`, here.activity);
  }
  const unread = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('[data-unread]')].map(({ dataset }) =>
        Number(dataset.number),
      ),
    );
  /** What is in sight has been noticed. */
  const noticed = () =>
    page.evaluate(
      () =>
        new Promise<void>((noticed) => {
          const observer = new IntersectionObserver(() => {
            observer.disconnect();
            noticed();
          });
          observer.observe(document.body);
        }),
    );
  /** Looks at what is in sight, for so long. */
  async function looks(milliseconds: number): Promise<void> {
    await noticed();
    await page.clock.runFor(milliseconds);
  }
  /** From now on time passes by `looks` alone: a slow machine reads nothing by being slow. */
  async function stopTime(): Promise<void> {
    await page.clock.install();
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
  }
  const focused = () =>
    page.evaluate(() => {
      const { activeElement } = document;
      return (
        activeElement?.closest<HTMLElement>('article[data-number]')?.dataset.number ?? activeElement?.tagName
      );
    });
  const front = (is: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, !is);
  const sent = () => page.waitForResponse((response) => response.url().endsWith('/read') && response.ok());

  it('is what was not in sight for a moment: what one scrolls past stays new, what was seen stays marked on the page', async () => {
    const base = await open('Seen', [3]);
    await page.getByRole('heading', { name: '1 post 4 unread' }).waitFor();
    await look(page, page, 'unread-list');
    await page.setViewportSize({ width: 1280, height: 900 });
    await stopTime();
    await page.goto(`${base}/posts/1`);
    await becomes(unread, [0, 1, 2, 3]);
    await page.locator('article[data-number="3"] .acts').scrollIntoViewIfNeeded();
    await looks(1000);
    await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
    const kept = sent();
    await looks(2000);
    await becomes(() => unread(), [1, 2, 3], 'the post was read, the last reply was passed by');
    await page.clock.runFor(2000);
    await kept;
    await page.locator('.onward').getByText('3 unread').waitFor();
    await page.getByRole('article', { name: 'Post 1, Ana Ruiz' }).waitFor();
    await page.getByRole('article', { name: 'Reply 1.1, unread, Jonas Lindqvist' }).waitFor();
    await becomes(() => page.locator('#post.new').count(), 1, 'what is new stays so under one’s eyes');
    // The end of a long reply is enough; what is left is kept when the page is left.
    await page.locator('article[data-number="2"] .acts').scrollIntoViewIfNeeded();
    await looks(2000);
    await becomes(unread, [1, 3]);
    // It is on its way when the next page is asked for, and there a moment later.
    const left = page.getByRole('heading', { name: '1 post 2 unread' });
    for (let tries = 0; tries < 20 && !(await left.isVisible()); tries++)
      await page.goto(`${base}/discussion`);
    await left.waitFor();
    await page.goto(`${base}/posts/1`);
    await becomes(unread, [1, 3]);
    await becomes(() => page.locator('article.new').count(), 2);
    // By keyboard what has the focus is read, wherever it is.
    await page.locator('article[data-number="3"] .acts a').first().focus();
    await looks(2000);
    await becomes(unread, [1]);
    await page.clock.resume();
    await look(page, page, 'unread-thread');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('is not what a tab behind another shows', async () => {
    const base = await open('Behind', [0]);
    await stopTime();
    await page.goto(`${base}/posts/1`);
    await front(false);
    await looks(5000);
    await becomes(unread, [0]);
    await front(true);
    await looks(2000);
    await becomes(unread, []);
    await page.clock.resume();
  });

  it('is gone to by one key and one button, below and in the next thread, until none is left, which is said in place', async () => {
    const base = await open('On and on', [2, 1, 0]);
    await stopTime();
    await page.goto(`${base}/posts/1`);
    await page.keyboard.press('n');
    await becomes(focused, '0');
    await page.keyboard.press('n');
    await becomes(focused, '1');
    const next = page.locator('.onward').getByRole('link', { name: 'Next unread' });
    await next.click();
    await becomes(focused, '2');
    await becomes(() => unread(), [0, 1, 2], 'going on is not reading');
    await page.clock.resume();
    await next.click();
    await page.waitForURL(`${base}/posts/2#post`);
    await page.waitForFunction(() => document.activeElement?.id === 'post');
    await looks(2000);
    await page.keyboard.press('n');
    await becomes(focused, '1');
    await page.keyboard.press('n');
    await page.waitForURL(`${base}/posts/3#post`);
    await looks(2000);
    await page.keyboard.press('n');
    await page.waitForURL(`${base}/posts/1#post`);
    await page.goto(`${base}/discussion`);
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByText('Everything here is marked as read.').waitFor();
    await page.goto(`${base}/posts/2`);
    await page.keyboard.press('n');
    await page.clock.runFor(500);
    await page.getByText('Nothing else here is unread.').waitFor();
    assert.equal(page.url(), `${base}/posts/2`);
    await assertAccessible(page);
  });

  it('is made so again from a post on, by its menu or a key, and stays so while one looks at it', async () => {
    const base = await open('Again', [2]);
    await page.goto(`${base}/discussion`);
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.clock.install();
    await page.goto(`${base}/posts/1`);
    await becomes(unread, []);
    await page.getByText('More', { exact: true }).first().click();
    await page.getByRole('button', { name: 'Mark unread from here: 1' }).click();
    await page.waitForFunction(() => document.querySelectorAll('[data-unread]').length === 3);
    await page.clock.runFor(500);
    await page.getByText('Unread again from 1 on.').waitFor();
    await page.locator('.onward').getByText('3 unread').waitFor();
    await looks(5000);
    await becomes(unread, [0, 1, 2]);
    await page.goto(`${base}/posts/1`);
    await looks(2000);
    await becomes(() => unread(), [1, 2], 'another time it is read as ever');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await becomes(focused, '1');
    await looks(2000);
    await becomes(unread, [2]);
    await page.keyboard.press('u');
    await page.waitForFunction(() => document.querySelectorAll('[data-unread]').length === 2);
    await page.keyboard.press('k');
    await becomes(focused, '0');
  });

  it('has keys that a sheet explains, that do nothing while one writes, and that whoever likes turns off for good', async () => {
    const base = await open('Keys', [1]);
    await page.goto(`${base}/posts/1`);
    await page.setViewportSize({ width: 375, height: 812 });
    const link = page.getByRole('link', { name: 'Keyboard' });
    await link.focus();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard' });
    await sheet.getByText('to the next unread post or reply').waitFor();
    await look(page, page, 'unread-keys');
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    await page.locator('a[data-key="?"]:focus').waitFor();
    const field = page.getByLabel('Reply to Ana Ruiz');
    await field.focus();
    await page.keyboard.type('j ? n / u');
    await becomes(() => sheet.count(), 0);
    await becomes(() => field.inputValue().catch(() => field.innerText()), /j \? n \/ u/);
    await link.click();
    await sheet.getByRole('button', { name: 'Turn them off' }).click();
    await sheet.getByText('Single keys are off.').waitFor();
    await sheet.getByRole('button', { name: 'Close' }).click();
    for (const address of [page.url(), `${base}/posts/1`, `${base}/discussion`]) {
      await page.goto(address);
      await page.keyboard.press('j');
      await page.keyboard.press('?');
      await becomes(() => focused(), 'BODY', address);
    }
    await page.goto(`${base}/keyboard`);
    await page.getByRole('button', { name: 'Turn them on' }).click();
    await page.getByText('Single keys are on.').waitFor();
    await look(page, page, 'unread-keyboard');
    await page.goto(`${base}/posts/1`);
    await page.keyboard.press('/');
    await page.waitForURL(`${base}/search`);
    await page.keyboard.press('/');
    await becomes(
      () => page.getByRole('searchbox').evaluate((element) => element === document.activeElement),
      true,
    );
  });
});
