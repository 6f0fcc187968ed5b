import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { withBrowser } from '../support/browser.ts';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { inChromium, openDiscussion } from '../support/inChromium.ts';
import type { Practice, Visitor } from '../support/practice.ts';
import { assertAccessible, becomes, look, picture } from '../support/walk.ts';

describe('What happens to posts, in Chromium', function () {
  this.timeout(180_000);
  let practice: Practice;
  let page: Page;

  inChromium((walk) => {
    ({ practice, page } = walk);
  });

  const open = (where: Page, person: string, { activity }: ClassIn, scripts = true) =>
    openDiscussion(where, practice, person, activity, { scripts });
  const reply = (who: Visitor, text: string) => who.post(`${who.base}/posts/1/replies`, { text });
  const more = (label: string) => page.locator(`summary[aria-label^="More for ${label},"]`);

  async function discussion(title: string): Promise<ClassIn> {
    const room = await classIn(practice, title);
    const { 'ana-ruiz': ana, 'jonas-lindqvist': jonas, 'mei-chen': mei } = room.students;
    await ana.post(`${ana.base}/posts`, {
      title: 'Who kept the toll books?',
      text: 'The handwriting changes three times in the winter of 1795, and each time the remissions change with it.',
    });
    await reply(jonas, 'Or the clerk had a cold. My number is 555 0100 if anybody wants to talk about it.');
    await reply(mei, 'Three clerks, then. Does the printed table say who was paid for keeping it?');
    return room;
  }

  it('is found helpful, reported, hidden with a reason and settled, by keyboard alone', async () => {
    const room = await discussion('The toll books');
    const mei = await open(page, 'student-mei-chen', room);
    await page.goto(`${mei}/posts/1`);
    const helpful = page.getByRole('button', { name: 'Helpful: 1.1, Jonas Lindqvist' });
    await helpful.focus();
    await page.keyboard.press('Space');
    await page.locator('[name=helpful][aria-pressed=true]').waitFor();
    await becomes(() => helpful.evaluate((button) => button === document.activeElement), true);
    assert.equal(page.url(), `${mei}/posts/1`);
    // The menu: opened by Enter, left by Escape, which leads back; open, it shows what it is about.
    await more('1.1').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Report… 1.1, Jonas Lindqvist' }).waitFor();
    await look(page, page, 'moderation-menu');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await becomes(() => more('1.1').evaluate((summary) => summary === document.activeElement), true);
    await becomes(() => page.locator('details.more[open]').count(), 0);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Report… 1.1' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('What is wrong with it?').fill('His phone number is in it.');
    await look(page, page, 'moderation-report');
    await page.getByRole('button', { name: 'Report' }).click();
    await page.getByText('nobody else learns of it').waitFor();
    await page.getByText('You reported this; a teacher will look at it.').waitFor();

    const teacher = await open(page, 'teacher-rosa', room);
    await page.getByRole('link', { name: 'Moderation (1 reported)' }).click();
    await page.getByText('His phone number is in it.').waitFor();
    await look(page, page, 'moderation-reports');
    await page.getByRole('link', { name: 'Hide it…' }).click();
    await page.getByRole('button', { name: 'Hide' }).click();
    await page.getByText('Say why in a few words').waitFor();
    await look(page, page, 'moderation-hide');
    await page
      .getByLabel('Why? Its author reads this.')
      .fill('No phone numbers here, please. The thought is fine.');
    await page.getByRole('button', { name: 'Hide' }).click();
    await page.getByText('You can show it again at any time.').waitFor();
    await page.goto(`${teacher}/posts/1`);
    await page.getByText('1 person found this helpful').waitFor();
    await look(page, page, 'moderation-hidden-teacher');

    const jonas = await open(page, 'student-jonas-lindqvist', room);
    await page.getByText('A teacher has hidden something you wrote').waitFor();
    await page.getByRole('link', { name: '1.1', exact: true }).click();
    await page.getByText('No phone numbers here, please.').waitFor();
    await look(page, page, 'moderation-hidden-author');
    await open(page, 'student-ana-ruiz', room);
    await page.goto(page.url().replace(/discussion.*/, 'posts/1'));
    await page.getByText('A teacher has hidden this.', { exact: true }).waitFor();
    assert.doesNotMatch(await page.content(), /555 0100|phone numbers/);
    await look(page, page, 'moderation-hidden-classmate');
    assert.ok(jonas);
  });

  it('is pinned, locked while somebody writes, and its author muted; every one of these can be taken back', async () => {
    const room = await discussion('A heated week');
    const jonas = await open(page, 'student-jonas-lindqvist', room);
    await page.goto(`${jonas}/posts/1`);
    await page.getByLabel('Reply to Ana Ruiz').fill('Half an hour of thought.');
    await withBrowser({}, async ({ context }) => {
      const other = await context.newPage();
      const teacher = await open(other, 'teacher-rosa', room);
      await other.goto(`${teacher}/posts/1`);
      const menu = async (name: string) => {
        await other.getByLabel('More for 1, Ana Ruiz').click();
        await other.locator('details.more[open]').getByText(name).click();
      };
      await menu('Pin');
      await other.getByText('it stands on top of every order').waitFor();
      await menu('Lock thread…');
      await other
        .getByLabel('Why? Students read this, if you write anything.')
        .fill('Let it rest until Monday.');
      await other.getByRole('button', { name: 'Lock thread' }).click();
      await other.getByText('This thread is locked.').waitFor();
      await look(other, other, 'moderation-locked-teacher');
      await menu('Mute author…');
      await other.getByLabel('Why? Ana Ruiz reads this.').fill('Please come and see me first.');
      await other.getByRole('button', { name: 'Mute' }).click();
      await other.getByText('You can let them write again').waitFor();
      await other.goto(`${teacher}/moderation`);
      await look(other, other, 'moderation-page');
    });
    await page.getByRole('button', { name: 'Post reply' }).click();
    await page.getByText('This thread was locked meanwhile.').waitFor();
    await becomes(() => page.locator('textarea[name=text]').inputValue(), 'Half an hour of thought.');
    await look(page, page, 'moderation-locked-refused');
    await page.goto(`${jonas}/posts/1`);
    await page.getByRole('heading', { name: 'This thread is locked' }).waitFor();
    await look(page, page, 'moderation-locked');
    await page.goto(`${jonas}/discussion`);
    await page.getByRole('heading', { name: 'Pinned' }).waitFor();
    await look(page, page, 'moderation-pinned');
    await open(page, 'student-ana-ruiz', room);
    await page.getByText('Please come and see me first.').waitFor();
    await look(page, page, 'moderation-muted');
  });

  it('is edited, with what changed told by more than colour, and comes back after a deletion', async () => {
    const room = await discussion('A second thought');
    const mei = await open(page, 'student-mei-chen', room);
    await page.goto(`${mei}/posts/1`);
    await more('1.2').click();
    await page.getByRole('link', { name: 'Edit 1.2' }).click();
    await page
      .getByLabel('Text', { exact: true })
      .fill(
        'Two clerks, I think. Does the printed table say who was paid for keeping it?\n\nI looked again.',
      );
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'What changed in 1.2' }).click();
    await page.getByRole('heading', { name: 'From version 1 to 2' }).waitFor();
    const removed = await page.locator('del').allTextContents();
    assert.deepEqual(removed, ['[removed: Three]', '[removed: then]']);
    await look(page, page, 'moderation-changes');
    await page.goBack();
    await more('1.2').click();
    await page.getByRole('link', { name: 'Delete 1.2' }).click();
    await picture(page, 'moderation-delete');
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Deleted.', { exact: true }).waitFor();
    await assertAccessible(page);
    await picture(page, 'moderation-deleted');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('It is back.').waitFor();
    await page.getByText('I looked again.').waitFor();
  });

  it('needs no script for any of it', () =>
    withBrowser({ javaScriptEnabled: false }, async ({ context }) => {
      const room = await discussion('Without scripts');
      const tab = await context.newPage();
      const teacher = await open(tab, 'teacher-rosa', room, false);
      await tab.goto(`${teacher}/posts/1`);
      await tab.getByRole('button', { name: 'Helpful: 1, Ana Ruiz' }).click();
      await tab.locator('[name=helpful][aria-pressed=true]').waitFor();
      await tab.getByLabel('More for 1.1').click();
      await tab.getByRole('link', { name: 'Hide… 1.1' }).click();
      await tab.getByLabel('Why?').fill('No phone numbers here.');
      await tab.getByRole('button', { name: 'Hide' }).click();
      await tab.getByText('You can show it again at any time.').waitFor();
      await tab.getByLabel('More for 1.1').click();
      await tab.getByRole('button', { name: 'Show again 1.1' }).click();
      await tab.getByText('It can be seen again.').waitFor();
    }));
});
