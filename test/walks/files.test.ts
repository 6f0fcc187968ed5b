import assert from 'node:assert/strict';
import type { Page, Route } from 'playwright-core';
import { LARGEST_FILE } from '../../src/domain/file.ts';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { type Practice, setUpActivity, startPractice } from '../support/practice.ts';
import { look, openActivity } from '../support/walk.ts';

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
  let activity: string;

  before(async () => {
    practice = await startPractice();
    browser = await startBrowser();
    page = await browser.context.newPage();
    ({ activity } = await setUpActivity(practice, 'canvas', { title: 'Week 6: Who paid for the canals?' }));
  });
  after(async () => {
    await browser?.close();
    await practice?.close();
  });

  const launch = (person: string) => `${practice.lms.origin}/canvas/as/${person}/launch/${activity}`;
  async function inATab(person: string): Promise<void> {
    await page.goto(launch(person));
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
  }
  const chooser = () => page.locator('input[type=file][name=attach]');
  const write = (text: string) => page.getByLabel(/^(Your|Another) post$/).fill(text);
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
    assert.equal(await focused(), `Take out ${PDF.name}`);
    await page.locator('[data-kept]').getByText('Saved').waitFor();
    await page.reload();
    await item(PDF.name).getByRole('button', { name: 'Take out' }).waitFor();
    assert.equal(await item(TEXT.name).count(), 0);
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
    assert.equal(await page.getByRole('link', { name: TEXT.name }).count(), 0);
  });

  it('without a connection wait for one, and nothing is posted without them', async () => {
    await inATab('student-mei-chen');
    await write('On the train.');
    await browser.context.setOffline(true);
    await chooser().setInputFiles([PDF]);
    await item(PDF.name).getByText('is not sent yet: there is no connection').waitFor();
    await send();
    await page.getByText('Not every file is sent. Try again, or take it out, then post.').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), `Try again ${PDF.name}`);
    await browser.context.setOffline(false);
    await item(PDF.name).getByText('PDF, 1 kB').waitFor();
    await send();
    await page.getByText('Posted.').waitFor();
    await page.getByRole('link', { name: PDF.name }).waitFor();
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

  it('dropped on the form are attached, in the frame too', async () => {
    const frame = await openActivity(page, practice, 'canvas', 'student-wulandari', activity);
    const data = await frame.evaluateHandle(() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File(['Dropped.'], 'dropped.txt', { type: 'text/plain' }));
      return dropped;
    });
    await frame.locator('form.write').dispatchEvent('drop', { dataTransfer: data });
    await frame.getByRole('button', { name: 'Take out dropped.txt' }).waitFor();
    await frame.getByLabel('Your post', { exact: true }).fill('Dropped.');
    await frame.getByRole('button', { name: 'Post', exact: true }).click();
    await frame.getByText('Posted.').waitFor();
    await frame.getByRole('link', { name: 'dropped.txt' }).waitFor();
  });
});
