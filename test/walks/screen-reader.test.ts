import assert from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';
import { type RealBrowser, startBrowser, withBrowser } from '../support/browser.ts';
import { type ClassIn, type Classmate, classIn } from '../support/classIn.ts';
import { type Practice, startPractice } from '../support/practice.ts';
import { ScreenReader } from '../support/screenReader.ts';
import { becomes, openActivity } from '../support/walk.ts';

const TITLE = 'What the toll books leave out';

describe('With a screen reader, in Chromium', function () {
  this.timeout(180_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;
  let reader: ScreenReader;
  let here: ClassIn;

  before(async () => {
    practice = await startPractice();
    browser = await startBrowser();
    page = await browser.context.newPage();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    reader = await ScreenReader.at(page);
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    here = await classIn(practice, 'Week 6');
    await here.fill(
      [
        { replies: 3, answers: (number) => (number === 3 ? 2 : 0), title: TITLE },
        { replies: 0, title: 'Frost' },
      ],
      ['ana-ruiz', 'mei-chen', 'adaeze-okafor'],
    );
  });
  after(async () => {
    await browser?.close();
    await practice?.close();
  });

  /** What waits a little happens; nothing is looked at long enough to be read. */
  const moment = () => page.clock.runFor(300);
  const tabTo = async (what: string) => {
    for (let stops = 0; stops < 30 && (await reader.focused()) !== what; stops++)
      await page.keyboard.press('Tab');
    await reader.isAt(what);
  };
  const arrive = async (address: RegExp, what: string) => {
    await page.waitForURL(address);
    await page.waitForLoadState('load');
    for (let tries = 0; tries < 20 && (await reader.focused()) !== what; tries++) await page.clock.runFor(50);
    await reader.isAt(what);
  };
  const answer = async (who: Classmate, text: string) => {
    const classmate = here.students[who];
    await classmate.post(`${classmate.base}/posts/1/replies`, { text });
  };

  it('one goes from the launch to the next unread, answers a reply, and hears once that it is posted and what is left', async () => {
    await page.goto(`${practice.lms.origin}/canvas/as/student-jonas-lindqvist/launch/${here.activity}`);
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
    await becomes(
      () => reader.headings(),
      [
        '1 Week 6',
        '2 2 posts 5 unread',
        '3 Nobody has answered these yet',
        '4 Post 2, unread: Frost',
        '3 Answered already, and your own',
        `4 Post 1, unread: ${TITLE}`,
        '2 Write a post',
        '2 What is asked of you',
      ],
    );
    await becomes(
      () => reader.landmarks(),
      [
        'navigation Skip',
        'main',
        'search',
        'form Write a post',
        'complementary What is asked of you',
        'contentinfo',
        'form Language',
      ],
    );
    await page.keyboard.press('Tab');
    await reader.isAt('link To the discussion');
    const skips = await page.locator('.skips').boundingBox();
    assert.ok((skips?.height ?? 0) >= 24, 'there to be seen');
    await page.keyboard.press('Tab');
    await reader.isAt('link To the next unread');
    await page.keyboard.press('Enter');
    await arrive(/\/posts\/1#post$/, 'article Post 1, unread, 陈美');
    await becomes(
      () => reader.headings(),
      [
        `1 ${TITLE}`,
        '2 3 replies',
        '3 Reply 1.1, unread, Adaeze Okafor',
        '3 Reply 1.2, unread, Ana Ruiz',
        '3 Reply 1.3, unread, 陈美, in reply to 1.2, Ana Ruiz',
        '2 Write a reply',
        '2 What is asked of you',
      ],
    );
    await page.keyboard.press('n');
    await reader.isAt('article Reply 1.1, unread, Adaeze Okafor');

    await reader.goToHeading('Reply 1.3, unread, 陈美, in reply to 1.2, Ana Ruiz');
    await tabTo('link Reply to 1.3, 陈美');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#write$/);
    await page.getByRole('textbox', { name: 'Reply to 1.3, 陈美' }).fill('And who pays for the delay?');
    await page.getByRole('button', { name: 'Post reply' }).focus();
    await page.keyboard.press('Enter');
    await arrive(/#reply-4$/, 'article Reply 1.4, Jonas Lindqvist, in reply to 1.3, 陈美');
    await moment();
    await reader.isTold('Posted. Your post is still to come. So far 2 of 10.');
    await becomes(() => reader.told(), ['Posted. Your post is still to come. So far 2 of 10.']);
  });

  it('the focus stays where it was, or goes to what came of it, whatever changes of a page', async () => {
    const thread = page.url().replace(/\?.*/, '');
    await page.setViewportSize({ width: 1280, height: 500 });
    await page.goto(thread);
    // A mark, and what is pressed says so.
    const helpful = page.getByRole('button', { name: 'Helpful: 1.2, Ana Ruiz' });
    await helpful.focus();
    await page.keyboard.press('Enter');
    await page.locator('[aria-pressed=true][name=helpful]').waitFor();
    await becomes(() => reader.focused(), /Helpful: 1\.2, Ana Ruiz$/);
    // Branches.
    await page.getByRole('link', { name: 'Collapse all' }).focus();
    await page.keyboard.press('Enter');
    await reader.isAt('link Expand all');
    await page.keyboard.press('Enter');
    await reader.isAt('link Collapse all');
    // What came meanwhile: told once, brought in by the button, which then leads there.
    await answer('mei-chen', 'It was frozen from December on.');
    await page.evaluate(() => dispatchEvent(new Event('online')));
    const news = page.locator('.live button');
    await news.getByText('1 new reply').waitFor();
    await reader.isAt('link Collapse all');
    await reader.isTold('1 new reply');
    await news.focus();
    await page.keyboard.press('Enter');
    await news.getByText('To the first new one').waitFor();
    await reader.isAt('button To the first new one');
    await page.keyboard.press('Enter');
    await reader.isAt('article Reply 1.5, unread, 陈美');
    // A lock: told as what it is, above the words that were begun, which stay.
    const field = page.getByRole('textbox', { name: 'Reply to 陈美' });
    await field.fill('Half a thought');
    await field.focus();
    const id = `${here.discussionId}-1`;
    await here.teacher.post(`${here.teacher.base}/lock/${id}`, { reason: '' });
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByRole('region', { name: 'This thread is locked' }).waitFor();
    await reader.isTold('This thread is locked');
    await reader.isAt('textbox Reply to 陈美');
    assert.equal((await reader.told()).filter((words) => words.includes('edited')).length, 0);
    await becomes(() => news.isVisible(), false);
    await here.teacher.post(`${here.teacher.base}/lock/${id}/undo`, {});
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.getByRole('region', { name: 'This thread is locked' }).waitFor({ state: 'detached' });
    // A file that is taken out again.
    const chooser = page.getByLabel(/^Attach files/);
    await chooser.setInputFiles({ name: 'tolls.txt', mimeType: 'text/plain', buffer: Buffer.from('Tolls.') });
    const remove = page.getByRole('button', { name: /tolls\.txt$/ });
    await page.getByRole('link', { name: 'tolls.txt' }).waitFor();
    await remove.focus();
    await page.keyboard.press('Enter');
    await remove.waitFor({ state: 'detached' });
    await page.locator('#attach:focus').waitFor();
    // A filter: to what it found.
    await page.goto(`${thread.replace(/\/posts.*/, '')}/discussion`);
    await page.locator('.choices > summary').focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Which', { exact: true }).selectOption('unanswered');
    await page.locator('#list:focus').waitFor();
    await becomes(() => reader.focused(), /^heading 1 of 2 posts, without a reply/);
  });

  it('the first stops lead there without scripts, and in a frame', async () => {
    await withBrowser({ javaScriptEnabled: false }, async ({ context }) => {
      const plain = await context.newPage();
      await plain.goto(`${practice.lms.origin}/canvas/as/student-wulandari/launch/${here.activity}`);
      for (const _step of ['login', 'launch']) await plain.getByRole('button').click();
      await plain.waitForURL(/\/s\/[\w-]+\/discussion/);
      await skip(plain, plain, 'To the next unread');
      await plain.waitForURL(/\/posts\/1#post$/);
      await skip(plain, plain, 'To the replies');
      await plain.locator('#replies:focus').waitFor();
    });
    await withBrowser({}, async ({ context }) => {
      const lms = await context.newPage();
      const frame = await openActivity(lms, practice, 'canvas', 'student-wulandari', here.activity);
      await skip(lms, frame, 'To your post');
      await frame.waitForURL(/#write$/);
      await lms.keyboard.press('Tab');
      await frame.locator('#title:focus').waitFor();
    });
  });

  async function skip(page: Page, where: Page | Frame, to: string): Promise<void> {
    await where.getByRole('link', { name: to }).focus();
    await page.keyboard.press('Enter');
  }
});
