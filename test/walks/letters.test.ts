import type { Page } from 'playwright-core';
import { withBrowser } from '../support/browser.ts';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { inChromium, openDiscussion } from '../support/inChromium.ts';
import { asking, type Practice, startPractice } from '../support/practice.ts';
import { type MailServer, startMailServer } from '../support/smtp.ts';
import { look } from '../support/walk.ts';

const WORDS = 'Two of you have asked for sources: the archive is open until Friday.';

describe('Writing to students, in a browser', function () {
  this.timeout(120_000);
  let practice: Practice;
  let page: Page;
  let here: ClassIn;
  let server: MailServer;
  const withMail = async () => {
    server = await startMailServer();
    return startPractice({ mail: { url: server.url, from: { name: '', address: 'no-reply@tool.example' } } });
  };
  inChromium(
    async (walk) => {
      ({ practice, page } = walk);
      here = await classIn(practice, 'Who paid for the canals', asking({ due: '2026-02-01T23:59' }));
      const { 'ana-ruiz': ana } = here.students;
      await ana.post(`${ana.base}/posts`, { text: 'Tolls came first, and shares much later.' });
    },
    {},
    withMail,
  );
  after(() => server?.close());

  it('what is typed to those who owe a post stays where the page is left, and is looked at and sent', async () => {
    await openDiscussion(page, practice, 'teacher-rosa', here.activity);
    await page.getByRole('link', { name: 'Progress' }).click();
    await page.getByRole('link', { name: 'Write to students' }).click();
    await page.getByRole('link', { name: 'Owes a post (23)' }).click();
    await page.getByLabel('Your note').fill(WORDS);
    await page.locator('.kept', { hasText: 'Saved on this device' }).waitFor();
    await page.reload();
    await page.waitForFunction(
      (words) => document.querySelector<HTMLTextAreaElement>('#letter-text')?.value === words,
      WORDS,
    );
    await look(page, page, 'letters-form');
    await page.getByRole('button', { name: 'See how it reads' }).click();
    await page.getByText('To 23 students, each by themselves.').waitFor();
    await page.getByText('The e-mail', { exact: true }).click();
    await look(page, page, 'letters-preview');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Written to 23 students.').waitFor();
    await page.locator('.readers').getByText('Wulandari').waitFor();
    await look(page, page, 'letters-sent');
  });

  it('its reader finds it on top, in their language, puts it away and brings it back', async () => {
    const { teacher, ids, activity } = here;
    const note = { about: 'chosen', student: ids['mei-chen'], text: 'أهلا بكم.\n\nWelcome back.' };
    await teacher.post(`${teacher.base}/letters`, { ...note, requestId: crypto.randomUUID() });
    await openDiscussion(page, practice, 'student-mei-chen', activity);
    await page.getByRole('button', { name: 'العربية' }).click();
    await page
      .getByRole('button', { name: /^تنحية جانبا/ })
      .first()
      .waitFor();
    await look(page, page, 'letters-own-ar');
    await page
      .getByRole('button', { name: /^تنحية جانبا/ })
      .first()
      .click();
    await page.getByText('نُحّيت الملاحظة جانبا.').waitFor();
    await look(page, page, 'letters-away-ar');
    await page.getByRole('button', { name: 'إعادتها' }).click();
    await page.getByText('Welcome back.').waitFor();
  });

  it('all of it works without scripts on a phone', () =>
    withBrowser({ width: 375, height: 812, javaScriptEnabled: false }, async ({ context }) => {
      const plain = await context.newPage();
      const options = { scripts: false };
      const base = await openDiscussion(plain, practice, 'teacher-rosa', here.activity, options);
      await plain.goto(`${base}/letters?to=chosen`);
      await plain.getByLabel('Wulandari').check();
      await plain.getByLabel('Your note').fill('See you on Monday.');
      await plain.getByRole('button', { name: 'See how it reads' }).click();
      await plain.getByText('To 1 student.').waitFor();
      await plain.getByRole('button', { name: 'Send', exact: true }).click();
      await plain.getByText('Written to 1 student.').waitFor();
      const student = await context.newPage();
      await openDiscussion(student, practice, 'student-wulandari', here.activity, options);
      await student.locator('.letter', { hasText: 'See you on Monday.' }).getByRole('button').click();
      await student.getByRole('button', { name: 'Bring it back' }).waitFor();
    }));
});
