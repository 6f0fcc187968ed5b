import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { type Practice, setUpActivity, startPractice } from '../support/practice.ts';
import { becomes, caretSettled, hasFocus, keeps, look } from '../support/walk.ts';

describe('Pictures in a text, in Chromium', function () {
  this.timeout(120_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;
  let drawn: { name: string; mimeType: string; buffer: Buffer };
  /** What the browser complains about: a script that failed, or something that the policy of the page forbids. */
  const complaints: string[] = [];

  before(async () => {
    practice = await startPractice();
    browser = await startBrowser();
    page = await browser.context.newPage();
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => message.text().includes('Policy') && complaints.push(message.text()));
    const { activity } = await setUpActivity(practice, 'canvas', { title: 'Who paid for the canals?' });
    await page.goto(`${practice.lms.origin}/canvas/as/student-ana-ruiz/launch/${activity}`);
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
    drawn = { name: 'lock.png', mimeType: 'image/png', buffer: Buffer.from(await draw(), 'base64') };
  });
  after(async () => {
    await browser?.close();
    await practice?.close();
  });

  /** A picture wider than a phone. */
  const draw = () =>
    page.evaluate(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 420 });
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
      for (const [colour, x, y, width, height] of [
        ['#9cc3dd', 0, 0, 900, 420],
        ['#5c7a4a', 0, 260, 900, 160],
        ['#3c4a57', 380, 120, 140, 200],
      ] as const) {
        pen.fillStyle = colour;
        pen.fillRect(x, y, width, height);
      }
      return canvas.toDataURL('image/png').split(',')[1] ?? '';
    });
  const surface = () => page.locator('.ProseMirror');
  const panel = () => page.getByRole('group', { name: 'Picture' });
  const description = () => panel().getByLabel('What it shows');
  const chooser = () => page.locator('[data-pictures]');
  /** Lets go of a file, or pastes it, as a browser tells a page of it. */
  const bring = (kind: 'drop' | 'paste', html = '') =>
    surface().evaluate(
      async (target, [kind, base64, html]) => {
        const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], `${kind}.png`, { type: 'image/png' }));
        if (html) data.setData('text/html', html);
        const { left, bottom } = target.getBoundingClientRect();
        const at = { clientX: left + 20, clientY: bottom - 20 };
        const options = { bubbles: true, cancelable: true };
        target.dispatchEvent(
          kind === 'drop'
            ? new DragEvent('drop', { dataTransfer: data, ...at, ...options })
            : new ClipboardEvent('paste', { clipboardData: data, ...options }),
        );
      },
      [kind, drawn.buffer.toString('base64'), html] as const,
    );

  it('one is sent as it is chosen, and asks at once what it shows', async () => {
    await page.getByLabel('Your post', { exact: true }).focus();
    await page.keyboard.type('A lock.');
    await page.locator('.ProseMirror-focused').waitFor();
    await chooser().setInputFiles(drawn);
    await description().waitFor();
    await hasFocus(description());
    await page.getByText('“lock.png” is in your text. Say what it shows before you post.').waitFor();
    await look(page, page, 'picture-asked');
    await page.keyboard.press('Enter');
    await panel().getByText('Say what the picture shows, or tick that it only decorates.').waitFor();
    await page.keyboard.press('Escape');
    await surface().getByText('Not described yet').waitFor();
    await keeps(page, /^<p>A lock\.<\/p><img data-file="[\w-]+" width="900" height="420">/);
  });

  it('nothing is posted before that is said, and nothing is lost', async () => {
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await description().waitFor();
    await hasFocus(description());
    await page.keyboard.type('A lock of the old canal, its gates shut.');
    await page.keyboard.press('Enter');
    await surface().getByText('Described as: A lock of the old canal').waitFor();
    await page.keyboard.type('Below it.');
    await keeps(page, /alt="A lock of the old canal, its gates shut\." .*><p>Below it\.<\/p>/);
  });

  it('stays with the draft, and what it shows is said anew or taken back', async () => {
    await page.locator('[data-kept]').getByText('Saved').waitFor();
    await page.reload();
    await surface().getByText('Described as: A lock of the old canal').waitFor();
    await surface().getByRole('button', { name: 'Change' }).click();
    await panel().getByLabel('It only decorates').check();
    await becomes(() => description().isDisabled(), true);
    await panel().getByRole('button', { name: 'Keep' }).click();
    await surface().getByText('Only decorates').waitFor();
    await keeps(page, /alt=""/);
  });

  it('come by pasting and by dropping, several are asked about one after the other, and one is taken out again', async () => {
    await surface().focus();
    await page.keyboard.press('Control+End');
    await caretSettled(page);
    await bring('paste', '<p>Words, and a picture of them.</p>');
    await surface().getByText('Words, and a picture of them.').waitFor();
    await bring('paste');
    await description().waitFor();
    await bring('drop');
    await surface().locator('figure').nth(2).waitFor();
    await description().fill('Pasted');
    await page.keyboard.press('Enter');
    await surface().getByText('Described as: Pasted').waitFor();
    await panel().waitFor();
    await panel().getByRole('button', { name: 'Take the picture out' }).click();
    await panel().waitFor({ state: 'hidden' });
    await becomes(() => surface().locator('figure').count(), 2);
    await look(page, page, 'picture-editor');
  });

  it('what is no picture says why, and the text goes out without it', async () => {
    await chooser().setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('notes') });
    const item = page.locator('.editor li', { hasText: 'notes.png' });
    await item.getByText('is no picture that every browser shows').waitFor();
    await look(page, page, 'picture-refused');
    await item.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByText('Posted.').waitFor();
    const shown = page.getByRole('img', { name: 'Pasted' });
    await becomes(
      () => shown.evaluate((image) => ['width', 'height', 'loading'].map((name) => image.getAttribute(name))),
      ['900', '420', 'lazy'],
    );
    await look(page, page, 'picture-posted');
  });

  it('breaks no rule of the page’s policy', () => assert.deepEqual(complaints, []));
});
