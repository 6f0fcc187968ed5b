import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { formatHtml } from '../../src/usecases/formatHtml.ts';
import { type RealBrowser, withBrowser } from '../support/browser.ts';
import { COPIED } from '../support/copied.ts';
import { inChromium, openDiscussion } from '../support/inChromium.ts';
import { SAMPLES } from '../support/pictures.ts';
import { type Practice, setUpActivity } from '../support/practice.ts';
import { fieldOf, look } from '../support/walk.ts';

/** Each part of a text that posts keep, alone and in one another, as it is kept (`src/usecases/formatHtml.ts`). */
const KEPT = [
  '<p>One line<br>and another.</p><p>A second paragraph.</p>',
  '<p><strong>bold</strong>, <em>slanted</em>, <strong><em>both</em></strong>, <code>code</code></p>',
  '<p>See <a href="https://example.org/tolls">the <strong>tolls</strong></a> or <a href="mailto:ana@example.org">ask</a>.</p>',
  '<h3>Heading</h3><h4>Smaller <em>one</em></h4>',
  '<ul><li>one<ul><li>below</li></ul></li><li>two</li></ul>',
  '<ol start="3"><li>three<ul><li>below</li></ul></li><li><p>four</p><p>and more</p></li></ol>',
  '<blockquote data-post="12.4"><p>Quoted.</p><ul><li>in a list</li></ul></blockquote>',
  '<blockquote><p>Of nobody here.</p><blockquote><p>In one another.</p></blockquote></blockquote>',
  '<pre><code>a &#x3C; b\n  c &#x26;&#x26; d</code></pre>',
  '<table><thead><tr><th>Year</th><th>Toll</th></tr></thead><tbody><tr><td>1823</td><td><strong>4d</strong></td></tr><tr><td></td><td>6d</td></tr></tbody></table>',
  '<table><tbody><tr><td>no heading</td><td><ul><li>a list</li></ul></td></tr></tbody></table>',
  '<p>Where <span data-latex="\\frac{a}{b}"></span> is.</p><div data-latex="x < y"></div>',
  '<img data-file="file-1" alt="A lock, its gates shut"><p>Between.</p><img data-file="file-2" alt="">',
  '<p>“Quotes”, ‘marks’ – and 陈美 <strong>قناة</strong> 🚢</p>',
];

/** Kept in one draft. */
const FORMATTED =
  '<h3>Tolls</h3><p>Paid <strong>by the boatmen</strong>, see <a href="https://example.org/tolls">the book</a>.</p>' +
  '<ul><li><p>coal</p></li><li><p>grain</p></li></ul><table><tbody><tr><th><p>Year</p></th></tr><tr><td><p>1823</p></td></tr></tbody></table>' +
  '<p>In all <span data-latex="x^2"></span>.</p>';

describe('What the editor keeps of a text, in Chromium', function () {
  this.timeout(120_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;
  let activity: string;

  inChromium(async (walk) => {
    ({ practice, browser, page } = walk);
    ({ activity } = await setUpActivity(practice, 'canvas'));
    await enter('student-ana-ruiz');
    await fieldOf(page).focus();
    await page.locator('.ProseMirror-focused').waitFor();
  });

  const enter = (person: string, tab = page) => openDiscussion(tab, practice, person, activity);
  const surface = (tab = page) => tab.locator('.ProseMirror');
  const says = (text: string | RegExp, tab = page) => tab.locator('.kept').getByText(text).waitFor();
  /** Puts a text into the editor as a draft comes back. @returns what the editor makes of it */
  const reloaded = (html: string) =>
    page.evaluate(async (html) => {
      const form = document.querySelector('form.write') as HTMLFormElement;
      const { text, html: source, format } = form.elements as unknown as Record<string, HTMLInputElement>;
      Object.assign(text as HTMLInputElement, { value: '' });
      Object.assign(source as HTMLInputElement, { value: html });
      Object.assign(format as HTMLInputElement, { value: html ? 'rich' : 'plain' });
      form.dispatchEvent(new CustomEvent('rejoinder:restored', { bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve));
      return source?.value ?? '';
    }, html);
  /** @returns what the editor makes of what was copied elsewhere, without the empty line that ends it */
  async function pasted(html: string): Promise<string> {
    await reloaded('');
    return page.evaluate((html) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/html', html);
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.querySelector('.ProseMirror')?.dispatchEvent(paste);
      return (document.querySelector('[name=html]') as HTMLInputElement).value.replace(/<p><\/p>$/, '');
    }, html);
  }
  const kept = (html: string) => {
    const made = formatHtml(html);
    return 'problem' in made ? made.problem : made.text;
  };

  it('gives back every part that a post can have as it was kept', async () => {
    for (const html of KEPT) {
      assert.equal(kept(html), html, 'kept in one way');
      const made = await reloaded(html);
      assert.equal(kept(made), html);
      assert.equal(await reloaded(made), made, 'and once more');
    }
  });

  for (const { from, html, becomes } of COPIED)
    it(`takes over from ${from}`, async () => assert.equal(await pasted(html), becomes));

  it('a draft that is set, with a picture, is whole after a reload, on another device, and after a visit that ended', async () => {
    const source = (tab = page) => tab.locator('[name=html]').inputValue();
    const isThere = async (what: string, tab = page) => {
      await surface(tab).locator('figure img').waitFor();
      await surface(tab).locator('msup').waitFor();
      assert.equal(await source(tab), what);
    };
    await pasted(FORMATTED);
    await page.locator('[data-pictures]').setInputFiles({
      ...{ name: 'lock.png', mimeType: 'image/png', buffer: Buffer.from(SAMPLES.png.bytes) },
    });
    await page.getByLabel('What it shows').fill('A lock');
    await page.keyboard.press('Enter');
    await surface().getByText('Described as: A lock').waitFor();
    const written = await source();
    for (const part of ['<h3>Tolls</h3>', '<strong>', '<ul>', '<table>', 'data-latex="x^2"', 'alt="A lock"'])
      assert.ok(written.includes(part), part);
    await says(/^Saved, /);
    await page.reload();
    await isThere(written);
    await look(page, page, 'formatted-draft');
    await withBrowser({}, async ({ context }) => {
      const phone = await context.newPage();
      await enter('student-ana-ruiz', phone);
      await isThere(written, phone);
    });
    const sessions = practice.tool.connection.collection('sessions');
    await sessions.updateMany({}, { $set: { expiresAt: new Date(0) } });
    await surface().locator('h3').click();
    await page.keyboard.press('End');
    await page.keyboard.type(' of old');
    await says(/^Your visit has ended\. What you wrote is saved on this device/);
    await enter('student-ana-ruiz');
    await isThere(written.replace('Tolls', 'Tolls of old'));
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByText('Posted.').waitFor();
    const post = page.locator('#post .text');
    for (const part of ['strong', 'li', 'table th', 'msup', 'img[alt="A lock"]'])
      await post.locator(part).first().waitFor();
    await browser.context.clearCookies();
  });
});
