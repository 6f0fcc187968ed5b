import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { openDiscussion } from '../support/inChromium.ts';
import { type Practice, startPractice } from '../support/practice.ts';
import { assertAccessible, becomes, fieldOf, look, unfoldPost } from '../support/walk.ts';

describe('What happens meanwhile, in Chromium', function () {
  this.timeout(180_000);
  let practice: Practice;
  let browsers: RealBrowser[];
  let room: ClassIn;
  let ana: Page;
  let jonas: Page;

  before(async () => {
    practice = await startPractice();
    room = await classIn(practice, 'Meanwhile');
    const answers = (number: number) => [0, 0, 1, 1, 0, 4, 0, 0, 7][number] ?? 0;
    await room.fill([{ replies: 12, answers, title: 'Frost and the winter entries' }, { replies: 0 }]);
    browsers = [await startBrowser(), await startBrowser()];
    [ana, jonas] = (await Promise.all(browsers.map(({ context }) => context.newPage()))) as [Page, Page];
  });
  after(async () => {
    for (const browser of browsers ?? []) await browser.close();
    await practice?.close();
  });

  const open = (page: Page, student: string) =>
    openDiscussion(page, practice, `student-${student}`, room.activity);
  const topOf = (page: Page, selector: string) =>
    page.locator(selector).evaluate((element) => Math.round(element.getBoundingClientRect().top));
  /** Scrolls there at once. @returns where it stands then */
  const settle = async (page: Page, selector: string) => {
    const item = page.locator(selector);
    await item.evaluate((item) => item.scrollIntoView({ behavior: 'instant', block: 'center' }));
    return topOf(page, selector);
  };
  const reply = async (text: string, to = '') => {
    await jonas.goto(`${jonas.url().replace(/\/(posts|discussion).*/, '')}/posts/1${to}`);
    await fieldOf(jonas).fill(text);
    await jonas.getByRole('button', { name: 'Post reply' }).click();
    await jonas.locator('.notice').waitFor();
  };
  /** All that a screen reader is told by the page, as it is told. */
  const listen = (page: Page) =>
    page.evaluate(() => {
      const said: string[] = [];
      const status = document.querySelector('.live [role=status]') as Element;
      new MutationObserver(() => said.push(status.textContent ?? '')).observe(status, { childList: true });
      Object.assign(window, { said });
    });
  const said = (page: Page) =>
    page.evaluate(() => (window as unknown as { said: string[] }).said.filter((words) => words !== ''));
  const selected = (page: Page) => page.evaluate(() => String(getSelection()));
  const bar = (page: Page) => page.locator('.live button');
  /** As when the network comes back: there is no need to wait for the next look. */
  const wake = (page: Page) => page.evaluate(() => dispatchEvent(new Event('online')));

  it('new replies are announced within seconds and once, move nothing, and come in where they belong when asked to', async () => {
    await open(jonas, 'jonas-lindqvist');
    await ana.goto(`${await open(ana, 'ana-ruiz')}/posts/1`);
    await listen(ana);
    await ana.locator('#reply-1 > details > summary').click();
    await fieldOf(ana).fill('Half a thought about');
    const before = await settle(ana, '#reply-9');
    await reply('The frost came early that year.');
    await bar(ana).getByText('1 new reply', { exact: true }).waitFor();
    await reply('In the entry for March as well.', `?to=${room.discussionId}-1-1`);
    await wake(ana);
    await bar(ana).getByText('2 new replies', { exact: true }).waitFor();
    await becomes(() => said(ana), ['1 new reply'], 'said once, however many more there are');
    assert.equal(await topOf(ana, '#reply-9'), before);
    assert.equal(await ana.locator('#reply-13').count(), 0);
    await look(ana, ana, 'live-announced');

    const reading = await settle(ana, '#reply-9');
    await bar(ana).focus();
    await ana.keyboard.press('Enter');
    await bar(ana).getByText('To the first new one').waitFor();
    assert.ok(Math.abs((await topOf(ana, '#reply-9')) - reading) <= 1, 'what is read stays where it is');
    await becomes(
      () => ana.locator('#reply-1 #reply-14.came').count(),
      1,
      'a reply to a reply stands below it',
    );
    await becomes(() => ana.locator('#reply-13.came').count(), 1);
    assert.equal(await ana.locator('#reply-1 > details[open]').count(), 0, 'a closed branch stays closed');
    assert.equal(await fieldOf(ana).innerText(), 'Half a thought about');
    assert.equal(await bar(ana).evaluate((button) => button === document.activeElement), true);
    await becomes(() => ana.locator('#replies').innerText(), /^14 replies/);
    await assertAccessible(ana);
    await ana.keyboard.press('Enter');
    const focused = ana.locator('#reply-14 > article:focus');
    await focused.waitFor({ state: 'visible' });
    await bar(ana).waitFor({ state: 'hidden' });
    await look(ana, ana, 'live-came');
  });

  it('of what is shown, what was deleted goes at once, and what was edited changes out of sight or when asked to', async () => {
    await ana.reload();
    await fieldOf(ana).fill('Half a thought about');
    await ana.locator('.ProseMirror').waitFor();
    // For a moment after it got the focus, the editor takes no selection from the browser.
    for (let tries = 0; tries < 20 && (await selected(ana)) !== 'Half'; tries++) {
      await fieldOf(ana).press('Home');
      for (const _letter of 'Half') await ana.keyboard.press('Shift+ArrowRight');
    }
    await becomes(() => selected(ana), 'Half');
    await settle(ana, '#reply-13');
    await jonas.locator('#reply-13').getByText('More', { exact: true }).click();
    await jonas.locator('#reply-13').getByRole('link', { name: /^Edit/ }).click();
    await fieldOf(jonas).fill('The frost came late that year.');
    await jonas.getByRole('button', { name: 'Save' }).click();
    await jonas.locator('.notice').waitFor();
    await wake(ana);
    // The reply is in sight: its words stay until they are asked for.
    await bar(ana).getByText('1 edited post', { exact: true }).waitFor();
    await becomes(() => ana.locator('#reply-13').innerText(), /came early/);
    await bar(ana).click();
    await ana.locator('#reply-13').getByText('came late').waitFor();

    await fieldOf(ana).focus();
    const writing = await settle(ana, '.ProseMirror');
    await jonas.locator('#reply-14').getByText('More', { exact: true }).click();
    await jonas
      .locator('#reply-14')
      .getByRole('link', { name: /^Delete/ })
      .click();
    await jonas.getByRole('button', { name: /^Delete/ }).click();
    await jonas.locator('.notice').waitFor();
    await wake(ana);
    await ana.locator('#reply-14').getByText('This was deleted by its author.').waitFor();
    assert.doesNotMatch(await ana.content(), /entry for March/);
    assert.ok(Math.abs((await topOf(ana, '.ProseMirror')) - writing) <= 1);
    await becomes(() => selected(ana), 'Half');
    await becomes(() => fieldOf(ana).evaluate((field) => field === document.activeElement), true);
  });

  it('what came while the network was cut, or the tab out of sight, is told afterwards; nothing is asked meanwhile', async () => {
    let asked = 0;
    ana.on('request', (request) => {
      if (request.url().includes('/live')) asked += 1;
    });
    await browsers[0]?.context.setOffline(true);
    await wake(ana);
    await reply('While the line was down.');
    await browsers[0]?.context.setOffline(false);
    await bar(ana).getByText('1 new reply', { exact: true }).waitFor();

    const show = (state: 'hidden' | 'visible') =>
      ana.evaluate((state) => {
        Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await show('hidden');
    asked = 0;
    await reply('While nobody looked.');
    await wake(ana);
    await ana.evaluate(() => dispatchEvent(new Event('scroll')));
    assert.equal(asked, 0);
    await show('visible');
    await bar(ana).getByText('2 new replies', { exact: true }).waitFor();
    assert.ok(asked > 0);
  });

  it('the list tells of new posts and replies, and when the visit is over, says so calmly and asks no more', async () => {
    const base = ana.url().replace(/\/posts.*/, '');
    await ana.goto(`${base}/discussion?order=oldest`);
    await listen(ana);
    await jonas.goto(jonas.url().replace(/\/posts.*/, '/discussion'));
    await unfoldPost(jonas);
    await fieldOf(jonas).fill('A new thread on the lock keepers.');
    await jonas.getByRole('button', { name: 'Post', exact: true }).click();
    await jonas.locator('.notice').waitFor();
    await reply('And one more here.');
    await wake(ana);
    await bar(ana).getByText('1 new post · 1 new reply', { exact: true }).waitFor();
    await ana
      .locator('.post h3')
      .first()
      .evaluate((item) => item.scrollIntoView({ behavior: 'instant' }));
    await bar(ana).click();
    const row = ana.locator('.post.came');
    await becomes(() => row.innerText(), /lock keepers/);
    await becomes(() => ana.locator('.post > .no').allInnerTexts(), ['1', '2', '3']);
    await look(ana, ana, 'live-list');

    const { sessions } = practice.tool.connection.collections;
    const _id = base.replace(/.*\/s\//, '') as never;
    await sessions?.updateOne({ _id }, { $set: { expiresAt: new Date() } });
    await wake(ana);
    await ana.locator('.live .calm').getByText('This visit has ended').waitFor();
    let asked = false;
    ana.on('request', () => {
      asked = true;
    });
    await wake(ana);
    assert.equal(asked, false);
    await look(ana, ana, 'live-ended');
    await bar(ana).getByText('Close', { exact: true }).click();
    await ana.locator('.live .calm').waitFor({ state: 'hidden' });
  });
});
