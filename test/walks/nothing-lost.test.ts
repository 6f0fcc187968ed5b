import assert from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { type Practice, setUpActivity, startPractice } from '../support/practice.ts';
import { openActivity } from '../support/walk.ts';

describe('What was typed is not lost', function () {
  this.timeout(120_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;
  let activity: string;

  before(async () => {
    practice = await startPractice();
    browser = await startBrowser();
    page = await browser.context.newPage();
    ({ activity } = await setUpActivity(practice, 'canvas'));
  });
  after(async () => {
    await browser?.close();
    await practice?.close();
  });

  async function inATab(person: string): Promise<string> {
    await page.goto(`${practice.lms.origin}/canvas/as/${person}/launch/${activity}`);
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
    return page.url().replace(/\/discussion.*/, '');
  }
  /** Every form that is sent meets a network that is gone. */
  async function withoutNetwork(send: () => Promise<void>): Promise<void> {
    const lose = (route: Parameters<Parameters<Page['route']>[1]>[0]) =>
      route.request().method() === 'POST' ? route.abort('connectionrefused') : route.continue();
    await page.route('**/*', lose);
    await send();
    await page.waitForURL(/chrome-error/);
    await page.unroute('**/*', lose);
    await page.goBack();
  }

  it('a new post and its title are there again after the network was gone', async () => {
    await inATab('student-ana-ruiz');
    await page.getByLabel('Title').fill('My title');
    await page.getByLabel('Your post', { exact: true }).fill('An hour of thought.');
    await withoutNetwork(() => page.getByRole('button', { name: 'Post', exact: true }).click());
    assert.equal(await page.getByLabel('Title').inputValue(), 'My title');
    assert.equal(await page.getByLabel('Your post', { exact: true }).inputValue(), 'An hour of thought.');
    await page.getByText('4 words').waitFor();
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByText('Posted.').waitFor();
  });

  it('an edit is there again after the network was gone', async () => {
    const base = await inATab('student-ana-ruiz');
    await page.goto(`${base}/posts/1`);
    await page.getByLabel('More for 1,').click();
    await page.getByRole('link', { name: 'Edit 1' }).click();
    await page.getByLabel('Text').fill('Two hours of thought.');
    await withoutNetwork(() => page.getByRole('button', { name: 'Save' }).click());
    assert.equal(await page.getByLabel('Text').inputValue(), 'Two hours of thought.');
  });

  it('a comment to a student is there again after the network was gone', async () => {
    const base = await inATab('teacher-rosa');
    await page.goto(`${base}/grading`);
    await page.getByRole('link', { name: 'Ana Ruiz' }).click();
    await page.getByLabel('Comment to Ana Ruiz').fill('An evening of comments.');
    await withoutNetwork(() => page.getByRole('button', { name: 'Confirm', exact: true }).click());
    assert.equal(await page.getByLabel('Comment to Ana Ruiz').inputValue(), 'An evening of comments.');
    // What was not touched is not kept: by now more may be suggested.
    const kept = await page.evaluate(() => Object.values(sessionStorage).join());
    assert.match(kept, /An evening of comments/);
    assert.doesNotMatch(kept, /points/);
  });

  it('Back after posting does not post the same words again', async () => {
    await inATab('student-jonas-lindqvist');
    await page.getByLabel('Your post', { exact: true }).fill('Once is enough.');
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByText('Posted.').waitFor();
    await page.goBack();
    await page.getByLabel(/^(Your|Another) post$/).fill('Once is enough.');
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByText('Posted.').waitFor();
    await page.getByRole('link', { name: 'Week 6' }).click();
    assert.equal(await page.getByText('Once is enough.').count(), 1);
  });

  it('words typed in a visit that has ended are shown, to be copied with one button', async () => {
    const base = await inATab('student-mei-chen');
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByLabel('Your post', { exact: true }).fill('An hour\nof thought.');
    const sessions = practice.tool.connection.collection('sessions');
    const id = base.split('/').at(-1) as never;
    await sessions.updateOne({ _id: id }, { $set: { expiresAt: new Date(0) } });
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByRole('button', { name: 'Copy what you wrote' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'An hour\nof thought.');
  });

  it('a mistake in a form comes into view, with the cursor in its field, in the frame too', async () => {
    const frame: Frame = await openActivity(page, practice, 'canvas', 'student-mei-chen', activity);
    await frame.getByRole('button', { name: 'Post', exact: true }).click();
    await frame.getByText('There is nothing to post yet').waitFor();
    const field = frame.getByLabel('Your post', { exact: true });
    assert.ok(await field.evaluate((element) => element === document.activeElement));
    const inView = await frame.getByText('There is nothing to post yet').evaluate((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    });
    assert.ok(inView);
  });
});
