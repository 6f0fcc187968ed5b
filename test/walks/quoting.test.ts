import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { type Practice, startPractice } from '../support/practice.ts';
import { assertAccessible, becomes, keeps, look } from '../support/walk.ts';

describe('Quoting and mentioning, in Chromium', function () {
  this.timeout(120_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;
  let here: ClassIn;
  let base: string;
  /** What the browser complains about: a script that failed, or something that the policy of the page forbids. */
  const complaints: string[] = [];

  before(async () => {
    practice = await startPractice();
    browser = await startBrowser();
    here = await classIn(practice, 'Who paid for the canals?');
    const { 'ana-ruiz': ana, 'mei-chen': mei } = here.students;
    const tolls =
      '<p>The <em>boatmen</em> paid, and the shareholders were paid <span data-latex="x^2"></span>.</p>';
    const fields = {
      title: 'Tolls',
      html: `${tolls}<ul><li>coal</li><li>grain</li></ul>`,
      text: '',
      format: 'rich',
    };
    await ana.post(`${ana.base}/posts`, fields);
    await mei.post(`${mei.base}/posts/1/replies`, { text: 'The towns paid too.' });
    page = await browser.context.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${practice.lms.origin}/canvas/as/student-jonas-lindqvist/launch/${here.activity}`);
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
    base = page.url().replace(/\/discussion.*/, '');
    await page.goto(`${base}/posts/1`);
  });
  after(async () => {
    await browser?.close();
    await practice?.close();
  });

  const surface = () => page.locator('.ProseMirror');
  const source = () => page.locator('[name=html]').inputValue();
  const quoteButton = () => page.locator('[data-quote]');
  /** Selects all of an element, as dragging over it does. */
  const select = (selector: string) =>
    page.evaluate((selector) => {
      getSelection()?.selectAllChildren(document.querySelector(selector) as Element);
    }, selector);

  it('a button below the selection puts its words into the reply, with whose they are, and leaves the selection in sight', async () => {
    await select('#post .text > p');
    await quoteButton().waitFor();
    const [selected, button] = await Promise.all(
      ['#post .text > p', '[data-quote]'].map((one) => page.locator(one).boundingBox()),
    );
    assert.ok(button && selected && button.y >= selected.y + selected.height - 8);
    await look(page, page, 'quote-button');
    await page.setViewportSize({ width: 1280, height: 900 });
    await quoteButton().click();
    await surface().locator('blockquote em', { hasText: 'boatmen' }).waitFor();
    await quoteButton().waitFor({ state: 'hidden' });
    await page.getByRole('status').getByText('1, Ana Ruiz is quoted in what you write.').waitFor();
    await page.keyboard.type('Did they all?');
    await keeps(
      page,
      /^<blockquote data-post="1" data-source="1, Ana Ruiz"><p>The <em>boatmen<\/em> paid, .* <span data-latex="x\^2"><\/span>\.<\/p><\/blockquote><p>Did they all\?<\/p>/,
    );
  });

  it('the key q quotes what is selected, of any reply, where one is writing already', async () => {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await select('#reply-1 .text');
    await quoteButton().waitFor();
    await page.keyboard.press('q');
    await surface().getByText('The towns paid too.').waitFor();
    await page.keyboard.type('And these?');
    await keeps(
      page,
      /Did they all\?<\/p><blockquote data-post="1\.1" data-source="1\.1, 陈美"><p>The towns paid too\.<\/p><\/blockquote><p>And these\?<\/p>/,
    );
    await look(page, page, 'quote-editor');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('somebody is mentioned by the keyboard alone, as a screen reader can follow', async () => {
    await page.keyboard.type(' @');
    const list = page.getByRole('listbox', { name: 'People you can mention' });
    await list.waitFor();
    await page.getByText(/^\d people\. The arrow keys choose/).waitFor();
    await page.keyboard.type('ru');
    await page.getByText('1 person. Enter takes them').waitFor();
    const active = () =>
      surface().evaluate((element) => {
        const id = element.getAttribute('aria-activedescendant');
        return id && [element.getAttribute('aria-controls'), document.getElementById(id)?.textContent];
      });
    await becomes(() => active(), ['people-offered', 'Ana Ruiz']);
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
    await becomes(() => active(), null);
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('@');
    await page.getByRole('option').nth(1).waitFor();
    await look(page, page, 'mention-offered');
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowDown');
    const [, name] = (await active()) ?? [];
    await page.keyboard.press('Tab');
    await list.waitFor({ state: 'hidden' });
    assert.ok(name && (await source()).includes(`>@${name.split(' ').slice(0, 2).join(' ')}`), name ?? '');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('@ana');
    await page.getByRole('option', { name: 'Ana Ruiz' }).click();
    await page.keyboard.type('knows.');
    await page.getByRole('button', { name: 'Post reply' }).click();
    await page.getByText('Posted.').waitFor();
    const posted = page.locator('#reply-2 .text');
    assert.match((await posted.textContent()) ?? '', /And these\? @Ana Ruiz knows\./);
    await look(page, page, 'quote-posted');
    await page.setViewportSize({ width: 1280, height: 900 });
    await posted.getByRole('link', { name: '1.1, 陈美' }).click();
    await page.waitForURL(/#reply-1$/);
  });

  it('where nothing is being written, the words come along to a reply to whoever said them', async () => {
    await select('#reply-1 .text');
    await quoteButton().click();
    await page.waitForURL(/\?to=[\w-]+#write$/);
    await surface().getByText('The towns paid too.').waitFor();
    await page.getByRole('textbox', { name: /Reply to 1\.1, 陈美/ }).waitFor();
    await assertAccessible(page);
    // Once: the same page anew has what was written, and not the quotation a second time.
    await page.locator('[data-kept]').getByText('Saved').waitFor();
    await page.reload();
    await surface().getByText('The towns paid too.').waitFor();
    await becomes(() => surface().locator('blockquote').count(), 1);
  });

  it('the menu of a post quotes all of it, and the list of keys says so', async () => {
    await page.goto(`${base}/posts/1`);
    await page.getByLabel('More for 1, Ana Ruiz').click();
    await page.getByRole('link', { name: 'Quote 1, Ana Ruiz' }).click();
    await surface().locator('blockquote li', { hasText: 'grain' }).waitFor();
    await page.goto(`${base}/keyboard`);
    await page.getByText('quote what you have selected, or all of the one you are at').waitFor();
  });

  it('breaks no rule of the page’s policy', () => assert.deepEqual(complaints, []));
});
