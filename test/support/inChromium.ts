import type { Page } from 'playwright-core';
import { type RealBrowser, startBrowser } from './browser.ts';
import { type Practice, startPractice } from './practice.ts';

export interface Walk {
  practice: Practice;
  browser: RealBrowser;
  page: Page;
}

/** Gives a suite what a walk needs, before its first test: `begin` takes it, and prepares the rest. All of it is closed in the end. */
export function inChromium(
  begin: (walk: Walk) => unknown,
  options: Parameters<typeof startBrowser>[0] = {},
  start = startPractice,
): void {
  let practice: Practice | undefined;
  let browser: RealBrowser | undefined;
  before(async () => {
    practice = await start();
    browser = await startBrowser(options);
    await begin({ practice, browser, page: await browser.context.newPage() });
  });
  after(async () => {
    await browser?.close();
    await practice?.close();
  });
}

/** A discussion in a tab of its own, as that person under Canvas's rules. @returns where its pages are */
export async function openDiscussion(
  page: Page,
  { lms }: Practice,
  person: string,
  activity: string,
  { scripts = true } = {},
): Promise<string> {
  await page.goto(`${lms.origin}/canvas/as/${person}/launch/${activity}`);
  // Without scripts each step of a launch is a button.
  for (const _step of scripts ? [] : ['login', 'launch']) await page.getByRole('button').click();
  await page.waitForURL(/\/s\/[\w-]+\/discussion/);
  return page.url().replace(/\/discussion.*/, '');
}
