import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { withBrowser } from '../support/browser.ts';
import { type Practice, setUpActivity, startPractice } from '../support/practice.ts';
import { becomes } from '../support/walk.ts';

describe('What was just done', function () {
  this.timeout(120_000);
  let practice: Practice;
  let activity: string;
  before(async () => {
    practice = await startPractice();
    ({ activity } = await setUpActivity(practice, 'canvas'));
  });
  after(() => practice?.close());

  const post = async (page: Page, text: string, place: RegExp) => {
    await page.getByRole('textbox', { name: /^(Your post|Reply to .*)$/ }).fill(text);
    await page.getByRole('button', { name: /^Post/ }).click();
    await page.waitForURL(place);
    await page.getByText('Posted.').waitFor();
  };

  for (const javaScriptEnabled of [true, false]) {
    it(`is told in sight, far down a page, ${javaScriptEnabled ? 'with' : 'without'} scripts`, () =>
      withBrowser({ width: 375, height: 700, javaScriptEnabled }, async ({ context }) => {
        const page = await context.newPage();
        const person = javaScriptEnabled ? 'student-ana-ruiz' : 'student-mei-chen';
        await page.goto(`${practice.lms.origin}/canvas/as/${person}/launch/${activity}`);
        if (!javaScriptEnabled) await passOn(page);
        await post(page, 'A long post.\n\n'.repeat(40), /#post$/);
        await post(page, 'And a reply to it.', /#reply-1$/);
        await inView(page);
      }));
  }

  /** Without scripts, each form between the LMS and the tool waits for its button. */
  async function passOn(page: Page): Promise<void> {
    while (!/\/s\/[\w-]+\/discussion/.test(page.url())) {
      await Promise.all([page.waitForNavigation(), page.getByRole('button').click()]);
    }
  }

  /** The page may be on its way there still. */
  async function inView(page: Page): Promise<void> {
    const isInView = async () => {
      const box = await page.getByText('Posted.').boundingBox();
      return box !== null && box.y >= 0 && box.y + box.height <= 700;
    };
    await becomes(isInView, true);
  }

  it('moves nothing while it is told to a screen reader', () =>
    withBrowser({}, async ({ context }) => {
      const page = await context.newPage();
      await page.addInitScript(() => {
        const told: [string, number][] = [];
        Object.assign(window, { told });
        new MutationObserver(() => {
          const notice = document.querySelector('.notice');
          const below = notice?.nextElementSibling?.getBoundingClientRect().top;
          if (notice) told.push([notice.textContent ?? '', (below ?? 0) + scrollY]);
        }).observe(document, { subtree: true, childList: true });
      });
      await page.goto(`${practice.lms.origin}/canvas/as/student-jonas-lindqvist/launch/${activity}`);
      await post(page, 'Short.', /#post$/);
      const told = () => page.evaluate(() => (window as unknown as { told: [string, number][] }).told);
      const isToldAgain = async () => {
        const texts = (await told()).map(([text]) => text);
        return texts.includes('') && /^Posted\./.test(texts.at(-1) ?? '');
      };
      await becomes(isToldAgain, true);
      const settled = (await told()).slice((await told()).findIndex(([text]) => text === ''));
      assert.equal(new Set(settled.map(([, top]) => top)).size, 1, JSON.stringify(settled));
    }));
});
