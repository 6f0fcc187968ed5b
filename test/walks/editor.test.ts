import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { asking, type Practice, setUpActivity, startPractice } from '../support/practice.ts';
import { assertAccessible, becomes, caretSettled, hasFocus, keeps, look } from '../support/walk.ts';

describe('Writing with an editor, in Chromium', function () {
  this.timeout(120_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;
  let base: string;
  /** What the browser complains about: a script that failed, or something that the policy of the page forbids. */
  const complaints: string[] = [];

  before(async () => {
    practice = await startPractice();
    browser = await startBrowser();
    page = await browser.context.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    const { activity } = await setUpActivity(practice, 'canvas', asking({ words: '20' }));
    await page.goto(`${practice.lms.origin}/canvas/as/student-ana-ruiz/launch/${activity}`);
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
    base = page.url().replace(/\/discussion.*/, '');
  });
  after(async () => {
    await browser?.close();
    await practice?.close();
  });

  const surface = () => page.locator('.ProseMirror');
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const paste = (html: string) =>
    surface().evaluate((target, copied) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/html', copied);
      target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, html);

  it('takes over what was typed before it was there, with the caret where it was, and counts against the minimum', async () => {
    await page.getByLabel('Your post', { exact: true }).focus();
    await page.keyboard.type('Boats came shares.');
    await surface().waitFor();
    await page.locator('.ProseMirror-focused').waitFor();
    await press(...Array(' shares.'.length).fill('ArrowLeft'));
    await page.keyboard.type(' before');
    await keeps(page, /^<p>Boats came before shares\.<\/p>/);
    await page.getByText('4 of 20 words').waitFor();
  });

  it('sets words by keyboard, its buttons say what is set, and Alt+F10 leads to them', async () => {
    const bold = (pressed: boolean) => page.getByRole('button', { name: 'Bold', pressed });
    await press('Control+End');
    await caretSettled(page);
    await press('Control+b');
    await bold(true).waitFor();
    await page.keyboard.type(' Bold');
    await press('Alt+F10');
    await hasFocus(bold(true));
    await press('Enter');
    await page.locator('.ProseMirror-focused').waitFor();
    await bold(false).waitFor();
    await press('Alt+F10', 'ArrowRight');
    await hasFocus(page.getByRole('button', { name: 'Italic' }));
    await press('Escape');
    await hasFocus(surface());
    await caretSettled(page);
    await page.keyboard.type(' not');
    await keeps(page, /shares\.<strong> Bold<\/strong> not<\/p>/);
  });

  it('has headings, lists, quotations, code and tables, and the key Tab leaves it', async () => {
    await press('Enter');
    await page.keyboard.type('### Tolls');
    await press('Enter');
    await page.keyboard.type('- one');
    await press('Enter');
    await page.keyboard.type('two');
    await press('Control+]', 'Enter', 'Enter', 'Enter');
    await page.getByRole('button', { name: 'Table', exact: true }).click();
    for (const cell of ['Year', 'Toll', 'Payer', '1822']) {
      await page.keyboard.type(cell);
      await press('Tab');
    }
    await page.getByRole('button', { name: 'Remove column' }).click();
    await keeps(
      page,
      /<h3>Tolls<\/h3><ul><li><p>one<\/p><ul><li><p>two<\/p><\/li><\/ul><\/li><\/ul><table><tbody><tr><th><p>Year<\/p><\/th><th><p>Payer/,
    );
    await look(page, page, 'editor-table');
    await surface().locator('td').last().click();
    await caretSettled(page);
    await press('Tab');
    await page.locator('.ProseMirror:not(:focus)').waitFor();
  });

  it('makes links without a question box, and says what is no address', async () => {
    await surface().locator('h3').click();
    await caretSettled(page);
    await press('Home', 'Shift+End');
    await caretSettled(page);
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    await page.keyboard.type('javascript:alert(1)');
    await press('Enter');
    await page.getByText('no web or mail address').waitFor();
    await assertAccessible(page);
    await page.getByLabel('Address').fill('example.org/tolls');
    await press('Enter');
    await keeps(page, /<h3><a href="https:\/\/example.org\/tolls">Tolls<\/a><\/h3>/);
  });

  it('shows a formula while it is typed, and in the text as readers get it', async () => {
    await press('Control+Home', 'End');
    await caretSettled(page);
    await page.keyboard.type(' ');
    await page.getByRole('button', { name: 'Formula' }).click();
    await page.keyboard.type('\\frac{a}{b}');
    await page.locator('.enter mfrac').waitFor();
    await look(page, page, 'editor-formula');
    await press('Enter');
    await surface().locator('mfrac').waitFor();
    await keeps(page, /<span data-latex="\\frac{a}{b}"><\/span>/);
  });

  it('cleans what was copied from Word and from Google Docs', async () => {
    await surface().focus();
    await press('Control+a');
    await caretSettled(page);
    await press('Delete');
    await keeps(page, /^(<p><\/p>)*$/);
    await paste(
      '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{mso-style-parent:""}</style></head><body><!--StartFragment-->' +
        '<p class=MsoNormal style="mso-margin-top-alt:auto"><b style="mso-bidi-font-weight:normal"><span lang=EN-GB style="font-family:Arial">From Word</span></b><o:p></o:p></p>' +
        '<p class=MsoListParagraphCxSpFirst style="text-indent:-18.0pt;mso-list:l0 level1 lfo1"><![if !supportLists]><span style="font-family:Symbol"><span style="mso-list:Ignore">·<span>&nbsp;&nbsp; </span></span></span><![endif]>one<o:p></o:p></p>' +
        '<p class=MsoListParagraphCxSpLast style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">o<span>&nbsp; </span></span>below</p>' +
        '<p class=MsoNormal><o:p>&nbsp;</o:p></p></body></html>',
    );
    await keeps(
      page,
      /^<p><strong>From Word<\/strong><\/p><ul><li><p>one<\/p><ul><li><p>below<\/p><\/li><\/ul><\/li><\/ul>(<p><\/p>)?$/,
    );
    await press('Control+a');
    await caretSettled(page);
    await press('Delete');
    await keeps(page, /^(<p><\/p>)*$/);
    await paste(
      '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h1 dir="ltr"><span style="font-size:20pt">Head</span></h1><p dir="ltr" style="line-height:1.38"><span style="font-weight:400">Plain </span><span style="font-weight:700">bold </span><span style="font-style:italic">slanted</span></p></b>',
    );
    await keeps(page, /^<h3>Head<\/h3><p>Plain <strong>bold <\/strong><em>slanted<\/em><\/p>(<p><\/p>)?$/);
  });

  it('what it made is posted as it was set, and edited again as it was written', async () => {
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByText('Posted.').waitFor();
    await page.locator('#post .text h2', { hasText: 'Head' }).waitFor();
    await look(page, page, 'editor-posted');
    await page.getByLabel('More for 1,').click();
    await page.getByRole('link', { name: 'Edit 1' }).click();
    await surface().locator('em', { hasText: 'slanted' }).waitFor();
    await keeps(page, /^<h3>Head<\/h3>/);
    await page.goto(`${base}/discussion`);
  });

  it('keeps what plain typing can say as plain typing, posts it by Ctrl+Enter, and lets nothing change it on its way', async () => {
    const field = page.getByLabel('Your post', { exact: true });
    await field.focus();
    await page.locator('.ProseMirror-focused').waitFor();
    await page.keyboard.type('Plain words, and');
    await press('Enter');
    await page.keyboard.type('a second paragraph');
    await page.getByText('6 of 20 words').waitFor();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/posts', async (route) => {
      await held;
      await route.continue();
    });
    await press('Control+Enter');
    await page.locator('[role=toolbar][inert]').waitFor({ state: 'attached' });
    await page.locator('.ProseMirror[contenteditable=false]').waitFor();
    release();
    await page.getByText('Posted.').waitFor();
    await page.unroute('**/posts');
    const posts = practice.tool.connection.collection('posts');
    const kept = await posts.findOne({ text: 'Plain words, and\n\na second paragraph' });
    assert.equal(kept?.format, 'plain');
  });

  it('breaks no rule of the page’s policy', () => assert.deepEqual(complaints, []));

  it('is fetched anew where it could not be fetched, and the plain field does meanwhile', async () => {
    await page.goto(`${base}/discussion`);
    const field = page.getByLabel('Your post', { exact: true });
    const beside = page.getByRole('searchbox').first();
    await page.route('**/mount*', (route) => route.abort());
    const failed = page.waitForEvent('requestfailed');
    await field.focus();
    await failed;
    await page.keyboard.type('On a bad line.');
    await becomes(() => page.locator('textarea[name=text]').inputValue(), 'On a bad line.');
    await page.unroute('**/mount*');
    await beside.focus();
    await field.focus();
    await surface().getByText('On a bad line.').waitFor();
  });
});
