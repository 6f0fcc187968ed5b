import type { Page } from 'playwright-core';
import { fillPlatform } from '../../src/demo-data/fillPlatform.ts';
import { withBrowser } from '../support/browser.ts';
import { type Practice, startPractice } from '../support/practice.ts';
import { assertAccessible, assertFits, picture } from '../support/walk.ts';

const SCREENS = [
  [1280, 900, 'dark'],
  [375, 812, 'light'],
  [1280, 900, 'light'],
] as const;

/** With SCREENSHOTS=docs/screenshots these walks also keep what they saw. */
describe('The demo, page by page', function () {
  this.timeout(120_000);
  let practice: Practice;
  /** Launch addresses of the demo's people, opened as in a tab of their own. */
  let launches: Record<'teacher' | 'student', string>;

  before(async () => {
    practice = await startPractice();
    const { origin } = practice.lms;
    const people = await fillPlatform(practice.tool.tool.store, origin, 'canvas', () => {});
    const launchOf = (url = '') => {
      const [, person, , , activity] = /\/as\/([\w-]+)\/(courses)\/(\w+)\?activity=(\w+)/.exec(url) ?? [];
      return `${origin}/canvas/as/${person}/launch/${activity}`;
    };
    launches = { teacher: launchOf(people[0]?.url), student: launchOf(people[1]?.url) };
  });
  after(() => practice?.close());

  it('fits a light and a dark screen of 1280 pixels, and a phone, accessible on every page', () =>
    withBrowser({}, async ({ context }) => {
      const page = await context.newPage();
      const student = await launched(page, launches.student);
      await visit(page, `${student}/discussion`, 'discussion');
      await visit(page, `${student}/posts/1`, 'thread');
      await visit(page, `${student}/posts/99`, 'not-found');
      const teacher = await launched(page, launches.teacher);
      await visit(page, `${teacher}/grading`, 'grading');
      const first = await page.locator('tbody a').first().getAttribute('href');
      await visit(page, practice.tool.baseUrl + first, 'grade-one');
      await visit(page, `${teacher}/progress`, 'progress');
      await visit(page, `${teacher}/settings`, 'settings');
    }));

  async function launched(page: Page, launch: string): Promise<string> {
    await page.goto(launch);
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
    return page.url().replace(/\/discussion.*/, '');
  }

  async function visit(page: Page, url: string, name: string): Promise<void> {
    await page.goto(url);
    for (const [width, height, colorScheme] of SCREENS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height });
      await assertAccessible(page);
      await assertFits(page);
      await picture(page, `${name}-${width}${colorScheme === 'dark' ? '-dark' : ''}`);
    }
  }
});
