import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { inChromium, openDiscussion } from '../support/inChromium.ts';
import { asking, type Practice } from '../support/practice.ts';
import { hasFocus, look } from '../support/walk.ts';

describe('Grading by thread, in Chromium', function () {
  this.timeout(120_000);
  let practice: Practice;
  let page: Page;
  let here: ClassIn;
  let base: string;

  inChromium(async (walk) => {
    ({ practice, page } = walk);
    here = await classIn(practice, 'Week 7: Who dug the locks?', {
      ...asking({}, { count: '1' }),
      ...{
        'criterion-1-title': 'Evidence',
        'criterion-1-levels': '4 Names a source\n2 Hints at one\n0 None',
      },
      ...{
        'criterion-2-title': 'Answers others',
        'criterion-2-levels': '1 Takes up what was said\n0 Does not',
      },
      ...{ freePoints: 'yes', byPost: 'best', bestPosts: '2' },
    });
    await here.fill([{ replies: 2 }, { replies: 0 }]);
    base = await openDiscussion(page, practice, 'teacher-rosa', here.activity);
  });

  const beside = (place: number, criterion: string) =>
    page.locator(`[data-number="${place}"]`).getByRole('group', { name: criterion });

  it('reads a thread once, gives levels and points beside each post by keyboard alone, and goes on to the next', async () => {
    await page.goto(`${base}/grading`);
    await page.getByRole('link', { name: 'By thread' }).press('Enter');
    await page.getByText('4 of 4 posts and replies left').waitFor();
    await look(page, page, 'by-thread-list');
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole('link', { name: 'Grade thread by thread' }).press('Enter');
    await hasFocus(beside(0, 'Evidence').getByRole('radio', { name: 'not judged yet' }));
    await page.keyboard.press('4');
    await hasFocus(beside(0, 'Evidence').getByRole('radio', { name: '4 points' }));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await hasFocus(beside(0, 'Answers others').getByRole('radio', { name: 'not judged yet' }));
    await page.keyboard.press('1');
    await page.keyboard.press('j');
    await hasFocus(page.locator('article[data-number="1"]'));
    await page.keyboard.press('g');
    await hasFocus(beside(1, 'Evidence').getByRole('radio', { name: 'not judged yet' }));
    await page.keyboard.press('Tab');
    await page.keyboard.type('3.5');
    await page.keyboard.press('Tab');
    await page.keyboard.press('0');
    await page.keyboard.press('Enter');
    await page.getByText('Points beside 2 posts kept.').waitFor();
    await hasFocus(beside(0, 'Evidence').getByRole('radio', { name: 'not judged yet' }));
    await page.keyboard.press('p');
    await page.getByText('thread 1 of 2').waitFor();
    await hasFocus(beside(2, 'Evidence').getByRole('radio', { name: 'not judged yet' }));
    await look(page, page, 'by-thread-one');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('lets a level take the place of points of the grader’s own, and shows what it comes to beside the student’s grade', async () => {
    await page.goto(`${base}/grading/threads/1`);
    const own = beside(1, 'Evidence').getByLabel('Other points');
    await own.waitFor();
    assert.equal(await own.inputValue(), '3.5');
    await beside(1, 'Evidence').getByRole('radio', { name: '2 points' }).check();
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[name="free-1-criterion-1"]')?.value === '',
    );
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByText('Points beside 1 post kept.').waitFor();
    await page.getByRole('link', { name: /Jonas Lindqvist so far: Evidence 2, / }).click();
    await page.getByRole('heading', { name: 'Jonas Lindqvist' }).waitFor();
    await page.getByText('1 post of the 2 that count').first().waitFor();
    await look(page, page, 'by-thread-student');
  });

  it('shows the student each mark once it is released, and how the points add up while one sets up', async () => {
    const { 'ana-ruiz': ana, 'jonas-lindqvist': jonas } = here.students;
    await here.teacher.post(`${here.teacher.base}/grading/${here.ids['jonas-lindqvist']}`, {
      ...{ points: '', suggested: '3.75', 'mark-criterion-1': '2', 'free-criterion-2': '0.5' },
      ...{ seen: '', after: 'release' },
    });
    assert.match((await jonas.get(`${jonas.base}/grade`)).html, /1 post of the 2 that count/);
    assert.doesNotMatch((await ana.get(`${ana.base}/grade`)).html, /that count/);
    const theirs = await openDiscussion(page, practice, 'student-jonas-lindqvist', here.activity);
    await page.goto(`${theirs}/grade`);
    await page.getByText('1 post of the 2 that count').first().waitFor();
    await look(page, page, 'by-thread-own');
    base = await openDiscussion(page, practice, 'teacher-rosa', here.activity);
    await page.goto(`${base}/settings`);
    await page.getByLabel('Points beside each post').waitFor();
    await look(page, page, 'by-thread-settings');
  });
});
