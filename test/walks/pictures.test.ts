import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { fillPlatform } from '../../src/demo-data/fillPlatform.ts';
import { startBrowser } from '../support/browser.ts';
import { type Practice, startPractice } from '../support/practice.ts';
import { assertAccessible, picture } from '../support/walk.ts';

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

  for (const [width, height, colorScheme] of [
    [1280, 900, 'light'],
    [375, 812, 'light'],
    [1280, 900, 'dark'],
  ] as const) {
    const look = `${width}${colorScheme === 'dark' ? '-dark' : ''}`;

    it(`fits a ${colorScheme} screen of ${width} pixels, accessible on every page`, async () => {
      const browser = await startBrowser({ width, height, colorScheme });
      try {
        const page = await browser.context.newPage();
        const student = await launched(page, launches.student);
        await visit(page, `${student}/discussion`, `discussion-${look}`);
        await visit(page, `${student}/posts/1`, `thread-${look}`);
        await visit(page, `${student}/posts/99`, `not-found-${look}`);
        const teacher = await launched(page, launches.teacher);
        await visit(page, `${teacher}/grading`, `grading-${look}`);
        const first = await page.locator('tbody a').first().getAttribute('href');
        await visit(page, practice.tool.baseUrl + first, `grade-one-${look}`);
        await visit(page, `${teacher}/progress`, `progress-${look}`);
        await visit(page, `${teacher}/settings`, `settings-${look}`);
      } finally {
        await browser.close();
      }
    });
  }

  async function launched(page: Page, launch: string): Promise<string> {
    await page.goto(launch);
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
    return page.url().replace(/\/discussion.*/, '');
  }

  async function visit(page: Page, url: string, name: string): Promise<void> {
    await page.goto(url);
    await assertAccessible(page);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(wider <= 0, `${name} is ${wider} pixels wider than the screen`);
    await picture(page, name);
  }
});
