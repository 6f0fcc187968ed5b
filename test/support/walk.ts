import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import type { Practice, Preset } from './practice.ts';

/** The tool inside the page of the practice LMS, once it has settled on one of its own pages. */
export async function toolFrame(page: Page, { tool }: Practice, path = /^\/s\//): Promise<Frame> {
  const inside = () =>
    page.frames().find((frame) => {
      const url = URL.canParse(frame.url()) ? new URL(frame.url()) : null;
      return url?.origin === tool.baseUrl && path.test(url.pathname);
    });
  for (let tries = 0; tries < 200; tries++) {
    const frame = inside();
    if (frame) {
      await frame.waitForLoadState('load');
      return frame;
    }
    await page.waitForTimeout(50);
  }
  throw new Error(`the tool did not open in its frame: ${page.frames().map((frame) => frame.url())}`);
}

/** The course page of the practice LMS as that person, with the activity open in its frame. */
export async function openActivity(
  page: Page,
  practice: Practice,
  preset: Preset,
  person: string,
  activity: string,
): Promise<Frame> {
  await page.goto(`${practice.lms.origin}/${preset}/as/${person}/courses/hist210?activity=${activity}`);
  return toolFrame(page, practice);
}

/** No rule of WCAG 2.2 A or AA that axe knows is broken. */
export async function assertAccessible(where: Page | Frame): Promise<void> {
  await where.evaluate(axe.source);
  const violations = await where.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // biome-ignore lint/suspicious/noExplicitAny: axe has just been put there
    const { violations } = await (globalThis as any).axe.run(document, { runOnly: tags });
    return violations.map(({ id, help, nodes }: { id: string; help: string; nodes: { html: string }[] }) => {
      return `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`;
    });
  });
  assert.deepEqual(violations, [], `axe at ${where.url()}`);
}

/** Keeps a picture where SCREENSHOTS names a folder, for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
