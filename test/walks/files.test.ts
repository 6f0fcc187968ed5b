import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Frame, Page, Route } from 'playwright-core';
import { LARGEST_FILE } from '../../src/domain/file.ts';
import { type RealBrowser, withBrowser } from '../support/browser.ts';
import { inChromium, openDiscussion } from '../support/inChromium.ts';
import { SAMPLES } from '../support/pictures.ts';
import { PRESETS, type Practice, type Preset, setUpActivity } from '../support/practice.ts';
import { becomes, fieldOf, look, openActivity, unfoldPost } from '../support/walk.ts';

const PDF = {
  name: 'Toll book 1823.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n%%EOF\n'),
};
const TEXT = {
  name: 'notes.txt',
  mimeType: 'text/plain',
  buffer: Buffer.from('Lock keepers, and what they earned.'),
};

describe('Files, in Chromium', function () {
  this.timeout(120_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;
  const activities = {} as Record<Preset, string>;

  inChromium(async (walk) => {
    ({ practice, browser, page } = walk);
    const title = 'Week 6: Who paid for the canals?';
    for (const preset of PRESETS)
      activities[preset] = (await setUpActivity(practice, preset, { title })).activity;
  });

  const launch = (person: string) => `${practice.lms.origin}/canvas/as/${person}/launch/${activities.canvas}`;
  const inATab = (person: string) => openDiscussion(page, practice, person, activities.canvas ?? '');
  const chooser = () => page.locator('input[type=file][name=attach]');
  const write = async (text: string) => {
    await unfoldPost(page);
    await fieldOf(page).fill(text);
  };
  const send = () => page.getByRole('button', { name: 'Post', exact: true }).click();
  const item = (name: string) => page.locator('.attach li').filter({ hasText: name });

  it('are attached, several at once, taken out again, kept with the draft, and posted', async () => {
    await inATab('student-ana-ruiz');
    await write('Look at the toll book.');
    await chooser().setInputFiles([PDF, TEXT]);
    await item(PDF.name).getByText('PDF, 1 kB').waitFor();
    await item(TEXT.name).getByText('Text, 1 kB').waitFor();
    await page.getByText(/“notes.txt” is attached\./).waitFor();
    await item(TEXT.name).getByRole('button', { name: 'Take out notes.txt' }).click();
    await page.getByText('“notes.txt” was taken out.').waitFor();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await becomes(() => focused(), `Take out ${PDF.name}`);
    await page.locator('[data-kept]').getByText('Saved').waitFor();
    await page.reload();
    await item(PDF.name).getByRole('button', { name: 'Take out' }).waitFor();
    await becomes(() => item(TEXT.name).count(), 0);
    await look(page, page, 'files-form');
    await send();
    await page.getByText('Posted.').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: PDF.name }).click(),
    ]);
    assert.equal(download.suggestedFilename(), PDF.name);
    await look(page, page, 'files-post');
  });

  it('on their way show how far they are, can be cancelled, and are waited for', async () => {
    await inATab('student-jonas-lindqvist');
    let held: Route[] = [];
    await page.route('**/files', (route) => void held.push(route));
    await write('With a film.');
    await chooser().setInputFiles([PDF, TEXT]);
    await page.getByRole('progressbar', { name: `“${PDF.name}” is being sent.` }).waitFor();
    await look(page, page, 'files-sending');
    await item(TEXT.name).getByRole('button', { name: 'Cancel notes.txt' }).click();
    await page.getByText('“notes.txt” was taken out.').waitFor();
    await send();
    await page.getByText('Posting as soon as all files are sent').waitFor();
    await page.unroute('**/files');
    for (const route of held) await route.continue().catch(() => {});
    held = [];
    await page.getByText('Posted.').waitFor();
    await page.getByRole('link', { name: PDF.name }).waitFor();
    await becomes(() => page.getByRole('link', { name: TEXT.name }).count(), 0);
  });

  it('without a connection wait for one, and nothing is posted without them', async () => {
    await inATab('student-mei-chen');
    await write('On the train.');
    await browser.context.setOffline(true);
    await chooser().setInputFiles([PDF]);
    await item(PDF.name).getByText('is not sent yet: there is no connection').waitFor();
    await send();
    await page.getByText('Not every file is sent. Try again, or take it out, then post.').waitFor();
    await becomes(() => page.evaluate(() => document.activeElement?.textContent), `Try again ${PDF.name}`);
    await browser.context.setOffline(false);
    await item(PDF.name).getByText('PDF, 1 kB').waitFor();
    await send();
    await page.getByText('Posted.').waitFor();
    await page.getByRole('link', { name: PDF.name }).waitFor();
  });

  it('that were on their way when the page was closed are named when one comes back, and nothing is posted without a word of it', async () => {
    const jonas = await inATab('student-jonas-lindqvist');
    await page.route('**/files', () => {});
    await write('With what I read on the way.');
    await chooser().setInputFiles([PDF, TEXT]);
    await item(TEXT.name).getByRole('progressbar').waitFor();
    await page
      .locator('[data-kept]')
      .getByText(/^Saved, /)
      .waitFor();
    await page.close();
    page = await browser.context.newPage();
    await page.goto(`${jonas}/discussion`);
    await page.getByText(`“${PDF.name}” was not sent: choose it again.`).waitFor();
    await page.getByText('“notes.txt” was not sent: choose it again.').waitFor();
    await look(page, page, 'files-lost');
    await send();
    await page.getByText('Not every file is sent. Try again, or take it out, then post.').waitFor();
    const first = page.getByRole('button', { name: `Take out ${PDF.name}` });
    await first.and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(`“${PDF.name}” was taken out.`).waitFor();
    await chooser().setInputFiles([TEXT]);
    await item(TEXT.name).getByText('Text, 1 kB').waitFor();
    await becomes(() => page.getByText('was not sent').count(), 0);
    await send();
    await page.getByText('Posted.').waitFor();
    await page.getByRole('link', { name: TEXT.name }).waitFor();
  });

  it('that are let go of never take the page away: on the form before its script came they are kept, beside it or while it is sent they are not taken', async () => {
    const dropped = (selector: string) =>
      page.evaluate((selector) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['Let go of.'], 'dropped.txt', { type: 'text/plain' }));
        const drop = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
        // What nobody prevents, the browser shows in the page's place.
        return document.querySelector(selector)?.dispatchEvent(drop) === false;
      }, selector);
    let arrive = () => {};
    const script = /\/attachments-[^/]*\.js/;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await page.route(script, (route) => arrived.then(() => route.continue()), { times: 1 });
    const asked = page.waitForRequest(script);
    await inATab('student-mei-chen');
    await asked;
    await write('Early.');
    assert.ok(await dropped('form.write .attach'));
    assert.ok(await dropped('h1'));
    arrive();
    await item('dropped.txt').getByText('Text, 1 kB').waitFor();
    await becomes(() => page.locator('.attach li').count(), 1);
    let leave = () => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    await page.route('**/posts', (route) => left.then(() => route.continue()), { times: 1 });
    await send();
    await page.locator('[data-kept]').getByText('Sending…').waitFor();
    assert.ok(await dropped('form.write .attach'));
    await becomes(() => page.locator('.attach li').count(), 1);
    leave();
    await page.getByText('Posted.').waitFor();
  });

  it('that are refused say why, and the rest goes out without them', async () => {
    await inATab('student-adaeze-okafor');
    await write('Too much.');
    const film = { name: 'film.mov', mimeType: 'video/quicktime', buffer: Buffer.alloc(LARGEST_FILE + 1) };
    const program = { name: 'setup.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') };
    await chooser().setInputFiles([film, program, TEXT]);
    await item(film.name).getByText('is larger than 10 MB').waitFor();
    await item(program.name).getByText('is a program').waitFor();
    await item(TEXT.name).getByText('Text, 1 kB').waitFor();
    await look(page, page, 'files-refused');
    for (const { name } of [film, program]) await item(name).getByRole('button', { name: 'Cancel' }).click();
    await send();
    await page.getByText('Posted.').waitFor();
    await page.getByRole('link', { name: TEXT.name }).waitFor();
  });

  for (const preset of PRESETS)
    it(`dropped on the form in its frame are attached, and saved from there, byte by byte, under ${preset} rules`, async () => {
      const frame = await openActivity(page, practice, preset, 'student-wulandari', activities[preset]);
      const picture = [...SAMPLES.png.bytes];
      const data = await frame.evaluateHandle((picture) => {
        const dropped = new DataTransfer();
        dropped.items.add(new File(['Dropped.'], 'Übung 1.txt', { type: 'text/plain' }));
        dropped.items.add(new File([new Uint8Array(picture)], 'canal.png', { type: 'image/png' }));
        return dropped;
      }, picture);
      await frame.locator('form.write:has(.attach.scripted)').dispatchEvent('drop', { dataTransfer: data });
      for (const name of ['Übung 1.txt', 'canal.png'])
        await frame.getByRole('button', { name: `Take out ${name}` }).waitFor();
      // Before they are posted, and after.
      assert.equal(await saved(frame, 'Übung 1.txt'), 'Dropped.');
      await frame.getByLabel('Your post', { exact: true }).fill('Dropped.');
      await frame.getByRole('button', { name: 'Post', exact: true }).click();
      await frame.getByText('Posted.').waitFor();
      assert.equal(await saved(frame, 'Übung 1.txt'), 'Dropped.');
      assert.match(await saved(frame, 'canal.png'), /^.PNG/);
      await becomes(() => frame.getByText('Posted.').isVisible(), true, 'the discussion stays where it is');
    });

  /** Presses the link to a file. @returns what is in the file that the browser has then */
  async function saved(frame: Frame, name: string): Promise<string> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      frame.getByRole('link', { name }).click(),
    ]);
    assert.equal(await download.failure(), null);
    assert.equal(download.suggestedFilename(), name);
    return readFile(await download.path(), 'latin1');
  }

  it('are attached, left out and posted without a script', () =>
    withBrowser({ javaScriptEnabled: false }, async ({ context }) => {
      const plain = await context.newPage();
      await plain.goto(launch('student-omar-haddad'));
      for (const _step of ['login', 'launch']) await plain.getByRole('button').click();
      await plain.getByLabel('Your post', { exact: true }).fill('Two files, by hand.');
      const files = plain.getByLabel(/^Attach files/);
      const program = { name: 'setup.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') };
      await files.setInputFiles([PDF, TEXT, program]);
      await plain.getByRole('button', { name: 'Post', exact: true }).click();
      await plain.getByText('Not every file could be attached.').waitFor();
      await plain.getByText('“setup.exe” is a program').waitFor();
      await becomes(() => plain.getByLabel('Your post', { exact: true }).inputValue(), 'Two files, by hand.');
      await plain.getByLabel(`Leave out ${PDF.name}`).check();
      await plain.getByRole('button', { name: 'Post', exact: true }).click();
      await plain.getByText('Posted.').waitFor();
      await becomes(() => plain.getByRole('link', { name: PDF.name }).count(), 0);
      const [download] = await Promise.all([
        plain.waitForEvent('download'),
        plain.getByRole('link', { name: TEXT.name }).click(),
      ]);
      assert.deepEqual(await readFile(await download.path()), TEXT.buffer);
    }));
});
