import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { BrowserContext, Frame, Locator, Page } from 'playwright-core';
import type { Practice, Preset } from './practice.ts';

/** The tool inside the page of the practice LMS, once it has settled on one of its own pages. */
export async function toolFrame(page: Page, { tool }: Practice, path = /^\/s\//): Promise<Frame> {
  const inside = () =>
    page.frames().find((frame) => {
      const url = URL.canParse(frame.url()) ? new URL(frame.url()) : null;
      return url?.origin === tool.baseUrl && path.test(url.pathname);
    });
  for (let tries = 0; tries < 600; tries++) {
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

/** Every page is given it anew: half as long, it is there in half the time. */
const AXE = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

/** No rule of WCAG 2.2 A or AA that axe knows is broken. */
export async function assertAccessible(where: Page | Frame): Promise<void> {
  await where.waitForLoadState();
  if (!(await where.evaluate(() => 'axe' in globalThis))) await where.evaluate(AXE);
  const violations = await where.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // Of what is as it should be, nothing is told.
    const options = { runOnly: tags, resultTypes: ['violations'], selectors: false };
    // biome-ignore lint/suspicious/noExplicitAny: axe has just been put there
    const { violations } = await (globalThis as any).axe.run(document, options);
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

/** Reads again and again until it is as expected, or text like it: for whatever a page does a little after it was asked to. */
export async function becomes<T>(read: () => Promise<T>, expected: T | RegExp, what?: string): Promise<void> {
  const isIt = (now: T) =>
    expected instanceof RegExp ? expected.test(String(now)) : isDeepStrictEqual(now, expected);
  // A page that is being left cannot be read.
  const isSoFar = () => read().then(isIt, () => false);
  for (let tries = 0; tries < 200 && !(await isSoFar()); tries++) await delay(50);
  const now = await read();
  if (expected instanceof RegExp) assert.match(String(now), expected, what);
  else assert.deepEqual(now, expected, what);
}

/** Pastes plain text into the editor, which takes the place of the field of that name. */
export async function pasteText(where: Page | Frame, label: string, text: string): Promise<void> {
  await where.getByLabel(label, { exact: true }).focus();
  const surface = where.locator('.ProseMirror');
  await surface.waitFor();
  await surface.evaluate((target, typed) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', typed);
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** The editor comes to keep that: it hears of a key from the browser in a task of its own. */
export async function keeps(where: Page | Frame, expected: RegExp): Promise<void> {
  const { source, flags } = expected;
  await where
    .waitForFunction(
      ([source, flags]) => {
        const field = document.querySelector<HTMLInputElement>('[name=html]');
        return new RegExp(source, flags).test(field?.value ?? '');
      },
      [source, flags] as const,
      { timeout: 10_000 },
    )
    .catch(() => {});
  assert.match(await where.locator('[name=html]').inputValue(), expected);
}

/** The editor knows where the caret is: the browser tells that after a key or a click, in a task of its own. */
export const caretSettled = (where: Page | Frame) =>
  where.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** Somebody who writes or listens is there now. */
export const hasFocus = (one: Locator) => one.and(one.page().locator(':focus')).waitFor();

/** Where something is written, by its name: a plain field, or the editor that took its place. */
export const fieldOf = (where: Page | Frame) =>
  where.getByRole('textbox', { name: /^(Your post|Another post|Reply to .*|Text)$/ });

/** Where another post is written, which is folded for who has posted what is asked. */
export async function unfoldPost(where: Page | Frame): Promise<void> {
  const folded = where.locator('.another:not([open]) > summary');
  await fieldOf(where).or(folded).first().waitFor();
  if (await folded.isVisible()) await folded.click();
}

/** Writes a post as its page is used by a student. */
export async function writePost(where: Page | Frame, text: string): Promise<void> {
  await unfoldPost(where);
  await fieldOf(where).fill(text);
  await where.getByRole('button', { name: 'Post' }).click();
  await where.getByText('Posted.').waitFor();
}

/** Keeps which pages of the tool, shown or passed through, were answered with an error. */
export function watchForErrors(context: BrowserContext, { tool }: Practice): string[] {
  const errors: string[] = [];
  context.on('response', (response) => {
    const isPage = response.request().isNavigationRequest() && response.url().startsWith(tool.baseUrl);
    if (isPage && response.status() >= 400) errors.push(`${response.status()} ${response.url()}`);
  });
  return errors;
}

/** The tab that comes of it. */
export async function inNewTab(context: BrowserContext, act: () => Promise<void>): Promise<Page> {
  const [tab] = await Promise.all([context.waitForEvent('page'), act()]);
  return tab;
}

/** How pages are looked at, as width, height and colours: each width and each colour scheme has its turn. */
export const LOOKS = [
  [1280, 900, 'light'],
  [375, 812, 'dark'],
] as const;

/** Nothing of a page lies beside the screen. */
export async function assertFits(where: Page | Frame): Promise<void> {
  const wider = await where.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${where.url()} is ${wider} pixels wider than the screen`);
}

/** A page as it looks wide and light, narrow and dark: accessible, and nothing of it beside the screen. */
export async function look(page: Page, where: Page | Frame, name: string): Promise<void> {
  for (const [width, height, colorScheme] of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    await assertAccessible(where);
    await assertFits(where);
    await picture(page, `${name}-${colorScheme}-${width}`);
  }
}

/** Has a page send a form, into a frame of its own or in its own place. */
export async function submit(
  page: Page,
  form: { action: string; fields: Record<string, string> },
  target = '_self',
) {
  await page.evaluate(
    ([{ action, fields }, target]) => {
      const form = Object.assign(document.createElement('form'), { method: 'post', action, target });
      for (const [name, value] of Object.entries(fields))
        form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
      if (target !== '_self')
        document.body.prepend(Object.assign(document.createElement('iframe'), { name: target }));
      document.body.append(form);
      form.submit();
    },
    [form, target] as const,
  );
}
