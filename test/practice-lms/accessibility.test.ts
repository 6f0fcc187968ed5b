import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { type Client, type Json, type Practice, startPractice } from './practice.ts';
import { begin, registered } from './registration-request.ts';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe('Practice LMS, pages in a browser', () => {
  let practice: Practice;
  let browser: Browser;
  let canvas: Client;
  let link: Json;
  let pending: Json;
  let registration: Json;

  before(async function () {
    this.timeout(60_000);
    practice = await startPractice();
    canvas = practice.at('canvas');
    const title = 'Week 6: a title of considerable length that has to fit a phone';
    link = await canvas.addActivity({ title, maximum: 10 });
    const comment = 'A comment with aVeryLongWordThatDoesNotBreakByItselfAndGoesOnAndOn.';
    await canvas.score(link.lineItem, await canvas.sub('student-ana-ruiz'), { comment });
    await canvas.score(link.lineItem, 'nobody', { timestamp: '2026-01-01T00:00:00' });
    await registered(canvas);
    await canvas.fault('error-after', { where: 'scores' });
    await canvas.score(link.lineItem, await canvas.sub('student-mei-chen'));
    await canvas.fault('throttle-429', { probability: 0.2, person: 'student-ana-ruiz' });
    pending = (await canvas.info()).tools.at(-1);
    registration = await begin(canvas);
    browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser?.close();
    await practice.close();
  });

  const violations = async (page: Page): Promise<string[]> => {
    await page.addScriptTag({ path: axePath });
    // The tool inside the iframe is not ours to judge.
    const run = 'axe.run({ exclude: [["iframe"]] })';
    const { violations: found } = (await page.evaluate(run)) as { violations: Json[] };
    return found.map((one) => `${one.id}: ${one.nodes.map((node: Json) => node.html).join(' ')}`);
  };
  const paths = (): string[] => [
    '',
    '/as/teacher-rosa',
    '/as/teacher-rosa/courses/hist210',
    `/as/teacher-rosa/courses/hist210?activity=${link.id}`,
    '/as/teacher-rosa/courses/hist210/add',
    '/as/teacher-rosa/courses/hist210/gradebook',
    '/sent',
    '/as/teacher-rosa/courses/hist210/copy',
    '/admin/tools',
    `/admin/tools/${pending.clientId}`,
    '/admin/registrations',
    `/admin/registrations/${registration.id}`,
    '/admin/storage',
    '/admin/faults',
    '/as/teacher-rosa/courses/hist210/settings',
    '/nowhere',
  ];

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`are accessible and fit a phone, ${colorScheme}`, async function () {
      this.timeout(120_000);
      const page = await browser.newPage({ colorScheme, viewport: { width: 375, height: 700 } });
      for (const path of paths()) {
        await page.goto(canvas.base + path, { waitUntil: 'domcontentloaded' });
        for (const closed of await page.locator('details').all()) {
          await closed.evaluate('element => { element.open = true }');
        }
        assert.deepEqual(await violations(page), [], path);
        const width = await page.evaluate('document.documentElement.scrollWidth');
        assert.ok(Number(width) <= 375, `${path} is ${width} wide`);
      }
      await page.close();
    });
  }
});
