import type { Page } from 'playwright-core';
import { makeSignInLink } from '../../src/usecases/signInOperator.ts';
import { OFFERED } from '../../src/web/language.ts';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { asking, type Practice, startPractice, type Visitor } from '../support/practice.ts';
import { assertAccessible, assertFits, becomes, openActivity, picture } from '../support/walk.ts';

const ARABIC = 'كانت القوارب قبل الأسهم.\n\n> دفع عند القفل الأسفل\n\n- أولًا\n- ثانيًا';

describe('The languages, in Chromium', function () {
  this.timeout(180_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;
  let here: ClassIn;
  /** Pages of each, below where their visit is. */
  let pages: { student: string[]; teacher: string[] };

  before(async () => {
    practice = await startPractice();
    browser = await startBrowser({ timezoneId: 'America/New_York' });
    page = await browser.context.newPage();
    here = await classIn(practice, 'Toll books', {
      ...asking({ due: '2031-12-04T23:59', words: '3' }, { due: '2031-12-11T23:59' }),
      zone: 'Europe/Madrid',
    });
    const { 'ana-ruiz': ana, 'jonas-lindqvist': jonas, 'mei-chen': mei } = here.students;
    await jonas.post(`${jonas.base}/posts`, {
      title: 'Who kept the books?',
      text: 'One clerk.\n\n> One horse\n\n- lame',
    });
    await ana.post(`${ana.base}/posts`, { text: ARABIC });
    await mei.post(`${mei.base}/posts/1/replies`, { text: 'Three clerks.' });
    const post = await idOf('Three clerks.');
    await ana.post(`${ana.base}/posts/1/replies`, { text: 'And the winter?', parentId: post });
    const own = await idOf('And the winter?');
    await ana.post(`${ana.base}/edit/${own}`, { text: 'And the winters?' });
    await jonas.post(`${jonas.base}/report/${post}`, { reason: 'Not kind.' });
    pages = {
      student: [
        'discussion',
        'posts/1',
        'posts/2',
        `edit/${own}`,
        `changes/${own}`,
        'keyboard',
        'drafts',
        'posts/99',
      ],
      teacher: [
        'settings',
        'grading',
        'progress',
        `grading/${here.ids['ana-ruiz']}`,
        'moderation',
        `hide/${post}`,
        'groups',
      ],
    };
  });
  after(async () => {
    await browser?.close();
    await practice?.close();
  });

  const idOf = async (text: string) =>
    String((await practice.tool.connection.collection('posts').findOne({ text }))?._id);
  async function launched(person: string): Promise<string> {
    await page.goto(`${practice.lms.origin}/canvas/as/${person}/launch/${here.activity}`);
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
    return page.url().replace(/\/discussion.*/, '');
  }
  const speak = (visitor: Visitor, language: string) =>
    visitor.post(`${visitor.base}/language`, { language });
  const direction = () => page.evaluate(() => document.dir);

  it('are chosen at the foot of the page, inside the frame of the course too; times stand beside the reader’s own', async () => {
    const frame = await openActivity(page, practice, 'canvas', 'student-ana-ruiz', here.activity);
    const due = '11 Dec 2031, 23:59 (Madrid) · 17:59 where you are';
    // The page was made before it was known where she is: its times come by themselves.
    await frame.getByText(due).first().waitFor();
    const foot = frame.getByRole('form', { name: 'Language' });
    await becomes(() => foot.getByRole('button', { pressed: true }).innerText(), 'English');
    for (const { name, code } of OFFERED.slice(1)) {
      await frame.getByRole('button', { name, exact: true }).press('Enter');
      await frame.locator(`html[lang=${code}]`).waitFor();
      await becomes(() => frame.getByRole('button', { name, pressed: true }).count(), 1);
      await becomes(() => frame.locator('html').getAttribute('dir'), code === 'ar' ? 'rtl' : 'ltr');
    }
    await assertAccessible(frame);
    // What somebody wrote keeps its own direction.
    await frame.goto(`${new URL(frame.url()).href.replace(/\/discussion.*/, '')}/posts/1`);
    const directions = frame.locator('#post blockquote, #post .text');
    await becomes(
      () => directions.evaluateAll((all) => all.map((one) => getComputedStyle(one).direction)),
      ['ltr', 'ltr'],
    );
  });

  it('fit a phone on every page, and Arabic is turned around, accessible, on a wide screen too', async () => {
    const { students, teacher } = here;
    const people = { student: 'student-ana-ruiz', teacher: 'teacher-rosa' } as const;
    for (const [who, person] of Object.entries(people) as ['student' | 'teacher', string][]) {
      const base = await launched(person);
      for (const { code } of OFFERED.slice(1)) {
        await speak(who === 'student' ? students['ana-ruiz'] : teacher, code);
        // Where words are long, or everything is turned around, each page; else the two that hold most.
        for (const path of ['de', 'ar'].includes(code) ? pages[who] : pages[who].slice(0, 2)) {
          await page.setViewportSize({ width: 375, height: 812 });
          await page.goto(`${base}/${path}`);
          const name = `languages-${code}-${who}-${path.replace(/\/\w{9,}|\//g, '-')}`;
          await becomes(() => direction(), code === 'ar' ? 'rtl' : 'ltr');
          await assertFits(page);
          await picture(page, `${name}-375`);
          if (code !== 'ar') continue;
          await assertAccessible(page);
          await page.setViewportSize({ width: 1280, height: 900 });
          await assertFits(page);
          await picture(page, `${name}-1280`);
        }
      }
    }
  });

  it('are those of the browser where no launch has told one, as in the administration', async () => {
    const operator = await startBrowser({ width: 375, locale: 'ar' });
    try {
      const tab = await operator.context.newPage();
      await tab.goto(await makeSignInLink(practice.tool.tool, new Date()));
      await assertAccessible(tab);
      await tab.locator('main form button').click();
      await tab.waitForURL(/\/admin$/);
      await becomes(() => tab.evaluate(() => document.dir), 'rtl');
      for (const link of [
        null,
        'main a[href*="/admin/platforms/"]',
        'a[href="/admin"]',
        'a[href$="/invitations/new"]',
      ]) {
        if (link) await tab.locator(link).first().click();
        await tab.waitForLoadState('load');
        await assertAccessible(tab);
        await assertFits(tab);
        await picture(tab, `languages-ar-admin-${new URL(tab.url()).pathname.split('/')[2] ?? 'home'}`);
      }
    } finally {
      await operator.close();
    }
  });
});
