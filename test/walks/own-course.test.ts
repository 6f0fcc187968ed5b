import type { Page } from 'playwright-core';
import { withBrowser } from '../support/browser.ts';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { inChromium, openDiscussion } from '../support/inChromium.ts';
import { asking, type Practice } from '../support/practice.ts';
import { becomes, look } from '../support/walk.ts';

const QUESTION = 'Does the second reply not count?';

describe('Grades and files, in a browser', function () {
  this.timeout(120_000);
  let practice: Practice;
  let page: Page;
  let here: ClassIn;
  inChromium(async (walk) => {
    ({ practice, page } = walk);
    await classIn(practice, 'Bridges and tolls', asking({ due: '2031-03-01T23:59' }));
    here = await classIn(
      practice,
      'Who paid for the canals',
      asking({ due: '2031-02-01T23:59', words: '3' }),
    );
    const { teacher, students, ids } = here;
    const { 'ana-ruiz': ana, 'mei-chen': mei } = students;
    await ana.post(`${ana.base}/posts`, {
      title: 'Tolls first',
      text: 'Tolls came first, and shares much later.',
    });
    await mei.post(`${mei.base}/posts/1/replies`, { text: 'Who held the shares, though?' });
    await teacher.post(`${teacher.base}/grading/${ids['ana-ruiz']}`, {
      ...{
        points: '7.5',
        comment: 'Clear and well argued.\n\nName a source next time.',
        seen: '',
        after: 'release',
      },
    });
  });

  it('a student has one page from which everything is reached, at any size', async () => {
    const base = await openDiscussion(page, practice, 'student-ana-ruiz', here.activity);
    await page.getByRole('link', { name: 'All discussions' }).click();
    await page.waitForURL(`${base}/discussions`);
    await look(page, page, 'own-course');
    await page
      .getByRole('button', { name: 'Your grade in full, and asking about it: Who paid for the canals' })
      .click();
    await page.waitForURL(/\/grade$/);
  });

  it('a question is kept as it is typed, and the page reloaded; sent, it is with the teacher, who answers beside the work', async () => {
    await page.getByLabel('Your question').fill(QUESTION);
    await page.locator('.kept', { hasText: 'Saved on this device' }).waitFor();
    await page.reload();
    await page.waitForFunction(
      (text) => document.querySelector<HTMLTextAreaElement>('#question-text')?.value === text,
      QUESTION,
    );
    await page.getByRole('button', { name: 'Send to your instructor' }).click();
    await page.getByText('Your question is with your instructor.').waitFor();
    await look(page, page, 'own-grade');
    await openDiscussion(page, practice, 'teacher-rosa', here.activity);
    await page.getByRole('link', { name: 'Grading' }).click();
    await page.getByRole('heading', { name: '1 question about a grade waits for an answer' }).waitFor();
    await look(page, page, 'grading-question');
    await page.locator('.why').getByRole('link', { name: 'Ana Ruiz' }).click();
    await page.getByLabel('What you want to add').fill('It is to the same classmate.');
    await look(page, page, 'grade-one-question');
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('The question is answered.').waitFor();
  });

  it('all of a student’s side works without scripts on a phone', () =>
    withBrowser({ width: 375, height: 812, javaScriptEnabled: false }, async ({ context }) => {
      const plain = await context.newPage();
      const base = await openDiscussion(plain, practice, 'student-ana-ruiz', here.activity, {
        scripts: false,
      });
      await plain.goto(`${base}/discussions`);
      await plain.getByRole('button', { name: /^1\.1 from/ }).click();
      await plain.getByText('Who held the shares, though?').waitFor();
      await plain.goto(`${base}/grade`);
      await plain.getByLabel('What you want to add').fill('Thank you.');
      await plain.getByRole('button', { name: 'Send to your instructor' }).click();
      await plain.getByText('Your question is with your instructor.').waitFor();
      await becomes(() => plain.getByText('Thank you.').count(), 1);
    }));
});
