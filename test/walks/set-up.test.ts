import type { Locator, Page } from 'playwright-core';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { addActivity, launchAs, type Practice, startPractice } from '../support/practice.ts';
import { assertAccessible, look, openActivity } from '../support/walk.ts';

describe('Setting up by keyboard alone, in Chromium', function () {
  this.timeout(180_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;
  let activity: string;

  before(async () => {
    practice = await startPractice();
    browser = await startBrowser();
    page = await browser.context.newPage();
    activity = await addActivity(practice, 'canvas', { title: 'Who paid for the canals?', maximum: 10 });
  });
  after(async () => {
    await browser?.close();
    await practice?.close();
  });

  /** As somebody without a mouse gets there. */
  async function tabTo(target: Locator): Promise<void> {
    await target.waitFor();
    for (let pressed = 0; pressed < 150; pressed += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not lead to ${target}`);
  }
  const press = async (target: Locator) => {
    await tabTo(target);
    await page.keyboard.press('Enter');
  };
  const type = async (target: Locator, text: string) => {
    await tabTo(target);
    await page.keyboard.type(text);
  };
  async function focused(target: Locator): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.waitForTimeout(50);
    }
    throw new Error(`the focus did not come to ${target}`);
  }

  it('goes from the LMS to a discussion, its preview following each change', async () => {
    const frame = await openActivity(page, practice, 'canvas', 'teacher-rosa', activity);
    await frame.getByRole('heading', { name: 'Set up this discussion' }).waitFor();
    await frame.getByLabel('Title').focus();
    await type(frame.getByLabel('Prompt: what should they discuss?'), 'Use one source from the packet.');
    const preview = frame.getByRole('complementary', { name: 'What students will read' });
    await preview.getByText('Use one source from the packet.').waitFor();
    await type(frame.getByLabel('Words at least').first(), '5');
    await press(frame.getByRole('button', { name: 'Add replies' }));
    await focused(frame.getByLabel('How many').nth(2));
    await preview.getByText('Reply 3, to someone else').waitFor();
    await assertAccessible(frame);
    await press(frame.getByRole('button', { name: 'Move sentence 3 up' }));
    await focused(frame.getByLabel('How many').nth(1));
    await press(frame.getByRole('button', { name: 'Remove sentence 2' }));
    await preview.getByText('Reply 3, to someone else').waitFor({ state: 'detached' });
    await press(frame.getByRole('button', { name: 'Open the discussion' }));
    await frame.getByText('No posts yet').waitFor();
    await assertAccessible(frame);
  });

  it('shows what a change of rules moves before it is kept, and takes it back', async () => {
    const say = async (person: string, text: string) => {
      const visitor = await launchAs(practice, 'canvas', person, `launch/${activity}`);
      await visitor.post(`${visitor.base}/posts`, { text });
    };
    await say('student-ana-ruiz', 'Boats came long before the shares did.');
    await say('student-mei-chen', 'It was the toll books, I think.');
    await launched('settings');
    await page.getByLabel('Title').focus();
    await press(page.getByRole('button', { name: 'Add replies' }));
    await focused(page.getByLabel('How many').nth(2));
    await page.keyboard.type('1');
    await page.reload();
    // What was added before the page was lost is there again, as a sentence.
    await page.getByLabel('How many').nth(2).waitFor();
    await press(page.getByRole('button', { name: 'Remove sentence 3' }));
    await type(page.getByLabel('Words at least').first(), '8');
    await press(page.getByRole('button', { name: 'Save', exact: true }));
    const moved = page.getByRole('heading', { name: 'This changes what is suggested for' });
    await moved.waitFor();
    await look(page, page, 'dry-run');
    await press(page.getByRole('button', { name: 'Save this change' }).first());
    await page.getByText('Saved.').waitFor();
    await press(page.getByRole('button', { name: 'Undo' }));
    await page.getByText('The settings are as they were before.').waitFor();
  });

  it('fits wide and narrow screens with everything that can be set, light and dark', async () => {
    await launched('settings');
    const preset = page.getByRole('button', { name: '7 + 3' });
    await preset.click();
    await page.getByText('Initial post 7 points').waitFor();
    for (const summary of await page.locator('.further > summary').all()) await summary.click();
    await page.getByRole('button', { name: 'Add a criterion' }).click();
    await page.getByLabel('What is judged').fill('Sources');
    await page.getByLabel('Levels, one a line').fill('2 Names a source\n0 Names none');
    await page.getByLabel('Late work').selectOption('daily');
    await page.getByLabel('Opens').fill('2031-03-01T08:00');
    await page.getByLabel('Due', { exact: true }).first().fill('2031-03-04T23:59');
    await page.getByLabel('Due', { exact: true }).nth(1).fill('2031-03-09T23:59');
    await page.getByLabel('Closes').fill('2031-03-12T12:00');
    await page.getByText('You can write until').waitFor();
    await look(page, page, 'set-up');
    await launched('extensions');
    await page.getByLabel('Who').selectOption({ label: 'Ana Ruiz' });
    await page.getByLabel('Time until').fill('2031-03-20T12:00');
    await page.getByRole('button', { name: 'Give more time' }).click();
    await page.getByText('More time is given.').waitFor();
    await page.getByLabel('Who').selectOption({ label: '陈美' });
    await page.getByRole('button', { name: 'Excuse', exact: true }).click();
    await page.getByText('Excused: nothing is asked of them here.').waitFor();
    await look(page, page, 'extensions');
    await launched('grading');
    await look(page, page, 'grading-excused');
    await launched('discussion', 'student-mei-chen');
    await page.getByText('You are excused').waitFor();
    await look(page, page, 'student-excused');
  });

  async function launched(path: string, person = 'teacher-rosa'): Promise<void> {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${practice.lms.origin}/canvas/as/${person}/launch/${activity}`);
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
    await page.goto(page.url().replace(/\/discussion.*/, `/${path}`));
  }
});
