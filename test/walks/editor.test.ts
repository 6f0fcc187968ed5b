import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { type Practice, setUpActivity, startPractice } from '../support/practice.ts';
import { look } from '../support/walk.ts';

describe('Writing with an editor', function () {
  this.timeout(120_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;
  let activity: string;
  const refused: string[] = [];

  before(async () => {
    practice = await startPractice();
    browser = await startBrowser();
    page = await browser.context.newPage();
    page.on('console', (message) => {
      console.log('CONSOLE', message.type(), message.text());
      if (message.type() === 'error') refused.push(message.text());
    });
    page.on('pageerror', (error) => console.log('ERR', error));
    ({ activity } = await setUpActivity(practice, 'canvas', { postMinimumWords: '20' }));
    await page.goto(`${practice.lms.origin}/canvas/as/student-ana-ruiz/launch/${activity}`);
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
  });
  after(async () => {
    await browser?.close();
    await practice?.close();
  });

  it('shows', async () => {
    const field = page.getByLabel('Your post', { exact: true });
    await look(page, page, 'editor-before');
    await field.click();
    await page.keyboard.type('Hello there');
    await page.locator('.ProseMirror').waitFor();
    await page.keyboard.type(' and on. ');
    await page.keyboard.press('Control+b');
    await page.keyboard.type('Bold');
    await page.keyboard.press('Control+b');
    await page.keyboard.press('Enter');
    await page.keyboard.type('### A heading');
    await page.keyboard.press('Enter');
    await page.keyboard.type('- one');
    await page.keyboard.press('Enter');
    await page.keyboard.type('two $$x^2$$');
    await page.waitForTimeout(1000);
    console.log(await page.locator('.ProseMirror').innerHTML());
    console.log(
      await page.locator('[name=html]').inputValue(),
      await page.locator('[name=text]').inputValue(),
    );
    await look(page, page, 'editor-1');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Table' }).click();
    await page.keyboard.type('Year');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Toll');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Payer');
    await page.keyboard.press('Tab');
    await look(page, page, 'editor-2');
    await page.getByRole('button', { name: 'Formula' }).click();
    await page.keyboard.type('\\frac{a}{b}');
    await page.waitForTimeout(1000);
    await look(page, page, 'editor-3');
    await page.keyboard.press('Enter');
    await page.waitForTimeout(500);
    console.log(
      await page.locator('[name=html]').inputValue(),
      await page.locator('[name=text]').inputValue(),
    );
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByText('Posted.').waitFor();
    await look(page, page, 'editor-4');
    assert.deepEqual(refused, []);
  });
});
