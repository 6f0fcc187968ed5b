import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { displayFaults } from '../support/display.ts';
import { postForm } from '../support/files.ts';
import { asking, type Practice, startPractice, type Visitor } from '../support/practice.ts';
import { assertAccessible, becomes, picture } from '../support/walk.ts';

/** How pages are displayed to people who do not see them as most do. */
const DISPLAYS = {
  /** A window of 1280 pixels at 200 %, and the same at 400 %, in the dark. */
  zoomed: { width: 640, height: 450 },
  narrow: { width: 320, height: 640, colorScheme: 'dark' },
  largeText: { width: 375, height: 812, text: '200%' },
} as const;

const NOTHING: { text?: string; colorScheme?: 'light' | 'dark' } = {};
const TITLE = 'Week 6: Who paid for the canals, and who was paid by them?';
const FILE = 'Transcript of the toll book of the lower lock, winter 1795.txt';
const LONG = `> Paid at the lower lock for two boats of lime, one horse lame.\n\nWho kept these books? https://example.org/${'toll/'.repeat(20)}`;

describe('However it is displayed, in Chromium', function () {
  this.timeout(300_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;
  let here: ClassIn;

  before(async () => {
    practice = await startPractice();
    browser = await startBrowser();
    page = await browser.context.newPage();
    here = await filled();
  });
  after(async () => {
    await browser?.close();
    await practice?.close();
  });

  /** A discussion with something of everything. */
  async function filled(): Promise<ClassIn> {
    const room = await classIn(practice, TITLE, {
      ...{ aliases: 'yes', groups: 'sections', history: 'everyone' },
      ...asking({}, { words: '12' }),
      promptText: 'Use one source from the packet.\n\n- Say which.\n- Quote it.',
    });
    const { teacher } = room;
    const { 'ana-ruiz': ana, 'jonas-lindqvist': jonas, wulandari } = room.students;
    for (const [who, title] of [
      [ana, 'Donaudampfschifffahrtsgesellschaftskapitäne, and what the toll books leave out'],
      [jonas, 'Frost'],
      [wulandari, ''],
    ] as const)
      await postForm(who, `${who.base}/posts`, { title, text: LONG }, [{ name: FILE, bytes: 'Tolls.' }]);
    const reply = (who: Visitor, text: string, parentId = '') =>
      who.post(`${who.base}/posts/1/replies`, { text, ...(parentId ? { parentId } : {}) });
    await reply(jonas, 'Or thrift.');
    const { '1.1': first = '' } = await idsOf(room);
    await reply(wulandari, 'A lame horse blocks the lock for everyone behind it: thrift, not mercy.', first);
    const { '1.2': second = '' } = await idsOf(room);
    await reply(ana, 'That is a better reading than mine. Who pays for delay, in the end?', second);
    await jonas.post(`${jonas.base}/edit/${first}`, {
      text: 'Or thrift: a lame horse blocks the lock.',
      requestId: '',
    });
    const ids = await idsOf(room);
    await wulandari.post(`${wulandari.base}/report/${first}`, { reason: 'His phone number was in it.' });
    await jonas.post(`${jonas.base}/drafts/post`, {
      place: 'post',
      title: '',
      text: 'What I began to write.',
    });
    await teacher.post(`${teacher.base}/pin/${ids['1']}`, {});
    await teacher.post(`${teacher.base}/lock/${ids['2']}`, { reason: 'Enough has been said of the frost.' });
    await teacher.post(`${teacher.base}/hide/${ids['3']}`, { reason: 'It is the same once more.' });
    await teacher.post(`${teacher.base}/grading/roster`, {});
    return room;
  }

  /** The posts' ids, by their labels. */
  async function idsOf({ discussionId }: ClassIn): Promise<Record<string, string>> {
    const posts = await practice.tool.connection
      .collection('posts')
      .find({ discussionId: discussionId as never })
      .toArray();
    return Object.fromEntries(
      posts.map(({ _id, parentId, threadNumber, number }) => [
        parentId ? `${threadNumber}.${number}` : `${number}`,
        String(_id),
      ]),
    );
  }

  async function open(person: string): Promise<string> {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${practice.lms.origin}/canvas/as/${person}/launch/${here.activity}`);
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
    return page.url().replace(/\/discussion.*/, '');
  }

  /** Looks at pages in each way. @returns what is wrong with them */
  async function faultsOf(base: string, paths: string[]): Promise<string[]> {
    const faults: string[] = [];
    const titles = new Map<string, string>();
    for (const [index, path] of paths.entries()) {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await page.goto(base + path);
      const title = await page.title();
      if (titles.has(title)) faults.push(`${path} is called as ${titles.get(title)}: ${title}`);
      titles.set(title, path);
      for (const [display, how] of Object.entries(DISPLAYS)) {
        const { width, height, text = '', colorScheme = 'light' } = { ...NOTHING, ...how };
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height });
        await page.evaluate((size) => {
          document.documentElement.style.fontSize = size;
        }, text);
        for (const fault of await displayFaults(page)) faults.push(`${path}, ${display}: ${fault}`);
        // What axe finds hangs on the page more than on its display: of each page in one, of some in all.
        if (display === 'narrow' || index < 2) await assertAccessible(page);
        await picture(page, `display-${base.slice(-4)}-${index}-${display}`);
      }
    }
    return faults;
  }

  it('a student’s pages have everything in sight and nothing over something else, at 200 %, on 320 pixels, in large text', async () => {
    const base = await open('student-jonas-lindqvist');
    const ids = await idsOf(here);
    const pages = [
      ...['/discussion', '/posts/1', '/posts/2', `/edit/${ids['1.1']}`],
      ...[`/delete/${ids['1.1']}`, `/report/${ids['1.3']}`, `/changes/${ids['1.1']}`, '/search?q=horse'],
      ...['/keyboard', '/drafts'],
    ];
    assert.deepEqual(await faultsOf(base, pages), []);
  });

  it('so do a teacher’s', async () => {
    const base = await open('teacher-rosa');
    const ids = await idsOf(here);
    const ana = here.ids['ana-ruiz'];
    const pages = [
      ...['/discussion', '/posts/1', '/posts/3', '/moderation', `/hide/${ids['1.1']}`, `/mute/${ana}`],
      ...['/groups', '/grading', `/grading/${ana}`, '/settings', '/as', `/as/${ana}/posts/1`],
    ];
    assert.deepEqual(await faultsOf(base, pages), []);
  });

  it('in a reader’s own colours what is chosen, new, or has the focus is told apart, nothing moves, and paper has the words alone', async () => {
    const base = await open('student-wulandari');
    await page.goto(`${base}/posts/1`);
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    const styleOf = (selector: string, name: string, part?: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element, [name, part]) => getComputedStyle(element, part).getPropertyValue(name), [
          name,
          part,
        ] as const);
    const chosen = ['true', 'false'].map((is) => `.ways [aria-pressed=${is}]`);
    const [one, other] = await Promise.all(chosen.map((button) => styleOf(button, 'background-color')));
    assert.notEqual(one, other);
    await becomes(() => styleOf('article.new > .by', 'content', '::after'), /new/);
    await becomes(() => styleOf('.tag', 'border-top-style'), 'solid');
    await page.keyboard.press('Tab');
    for (const control of [
      '.acts a',
      '.acts button',
      'summary',
      '.attach [type=file]',
      '.ways button',
      '.sum a',
      '.btn',
    ]) {
      await page.locator(control).first().focus();
      await becomes(() => styleOf(control, 'outline-style'), 'solid', control);
    }
    await becomes(() => styleOf('html', 'scroll-behavior'), 'auto');
    await becomes(() => page.evaluate(() => document.getAnimations().length), 0);
    await picture(page, 'display-own-colours');
    await assertAccessible(page);

    await page.emulateMedia({ forcedColors: 'none', contrast: 'more', colorScheme: 'light' });
    await becomes(() => styleOf('.by', 'color'), await styleOf('body', 'color'));
    await page.getByRole('link', { name: 'Collapse all' }).click();
    await page.emulateMedia({ contrast: 'no-preference', media: 'print', colorScheme: 'dark' });
    for (const words of ['#post .text', '#reply-1 .text', '#reply-3 .text'])
      await becomes(() => page.locator(words).first().isVisible(), true, words);
    for (const control of ['.acts', '.write', '.onward', '.sum', '.foot', '.switch', '.skips', '.own-tab'])
      for (const each of await page.locator(control).all())
        await becomes(() => each.isVisible(), false, control);
    await picture(page, 'display-paper');
  });

  it('from right to left, in the dark and on 320 pixels all of that holds', async () => {
    await page.emulateMedia({ media: 'screen', contrast: 'no-preference', forcedColors: 'none' });
    const base = await open('student-mei-chen');
    await page.getByRole('button', { name: 'العربية' }).click();
    await page.locator('html[dir=rtl]').waitFor();
    assert.deepEqual(await faultsOf(base, ['/discussion', '/posts/1']), []);
  });
});
