import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { withBrowser } from '../support/browser.ts';
import { classIn } from '../support/classIn.ts';
import { displayFaults } from '../support/display.ts';
import { inChromium, openDiscussion } from '../support/inChromium.ts';
import type { Practice, Visitor } from '../support/practice.ts';
import { ScreenReader } from '../support/screenReader.ts';
import { assertAccessible, becomes, look, picture, toolFrame } from '../support/walk.ts';

describe('Reading, in Chromium', function () {
  this.timeout(180_000);
  let practice: Practice;
  let page: Page;

  inChromium((walk) => {
    ({ practice, page } = walk);
  });

  const open = (where: Page, student: string, activity: string, scripts = true) =>
    openDiscussion(where, practice, `student-${student}`, activity, { scripts });

  it('tells a post with a quotation and five numbered replies, one by its author, one to a reply, to the eye on any screen and to a screen reader, down to the form, where it is answered', async () => {
    const { students, activity } = await classIn(practice, 'The shape of a thread');
    const { 'ana-ruiz': ana, 'jonas-lindqvist': jonas, 'mei-chen': mei } = students;
    const { 'adaeze-okafor': adaeze, wulandari } = students;
    await ana.post(`${ana.base}/posts`, {
      title: 'What the toll books leave out',
      text: 'Most accounts begin with the investors, and one sentence in the packet made me stop.\n\n> Paid at the lower lock for two boats of lime, one horse lame, one shilling given back.\n\nI read it as a small kindness, though a company that gives back a shilling in its first year may have had reasons of its own.\n\nWho kept these books, and for whom?',
    });
    const reply = (who: Visitor, text: string, parentId?: string) =>
      who.post(`${who.base}/posts/1/replies`, { text, ...(parentId ? { parentId } : {}) });
    await reply(jonas, 'The handwriting changes twice that winter, so there were three clerks at least.');
    await reply(mei, 'Has anybody found the printed table of tolls that goes with it?');
    await reply(adaeze, 'A lame horse blocks the lock for everyone behind it: thrift, not mercy.');
    const third = await practice.tool.connection.collection('posts').findOne({ text: /^A lame horse/ });
    await reply(wulandari, 'Lime was free on Sundays after 1811, if that helps with the date.');
    await reply(ana, 'That is a better reading than mine. Who pays for delay?', String(third?._id));
    const base = await open(page, 'jonas-lindqvist', activity);
    await page.goto(`${base}/posts/1`);
    await page.getByRole('heading', { name: 'What the toll books leave out' }).waitFor();
    await becomes(() => page.locator('#post blockquote').count(), 1);
    const numbers = await page.locator('.reply > .no').allInnerTexts();
    assert.deepEqual(numbers, ['1', '2', '3', '5', '4']);
    const answer = page.getByRole('article', {
      name: 'Reply 1.5, unread, Ana Ruiz, in reply to 1.3, Adaeze Okafor',
    });
    await becomes(() => answer.innerText(), /wrote the post/);
    await becomes(() => page.locator('#reply-3 #reply-5').count(), 1);
    const heard = await (await ScreenReader.at(page)).headings();
    assert.deepEqual(
      heard.map((heading) => heading.replace(', unread', '')),
      [
        '1 What the toll books leave out',
        '2 5 replies',
        '3 Reply 1.1, Jonas Lindqvist',
        '3 Reply 1.2, 陈美',
        '3 Reply 1.3, Adaeze Okafor',
        '3 Reply 1.5, Ana Ruiz, in reply to 1.3, Adaeze Okafor',
        '3 Reply 1.4, Wulandari',
        '2 Write a reply',
        '2 What is asked of you',
      ],
    );
    await look(page, page, 'reading-thread');
    const topOf = (selector: string) =>
      page.locator(selector).evaluate((element) => element.getBoundingClientRect().top + scrollY);
    for (const width of [1280, 768, 375]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await displayFaults(page), [], `at ${width}`);
      const below = [
        '#post blockquote',
        '#replies',
        '#reply-1',
        '#reply-2',
        '#reply-3',
        '#reply-5',
        '#reply-4',
      ];
      const tops = await Promise.all([...below, '#write'].map(topOf));
      assert.deepEqual(
        tops,
        tops.toSorted((one, other) => one - other),
        `one below another at ${width}`,
      );
      await picture(page, `reading-shape-${width}`);
    }
    await page.getByRole('textbox', { name: 'Reply to Ana Ruiz' }).fill('A fourth clerk came in the spring.');
    await page.getByRole('button', { name: 'Post reply' }).click();
    await page.getByRole('article', { name: 'Reply 1.6, Jonas Lindqvist' }).getByText('Posted.').waitFor();
    await becomes(() => page.locator('#reply-6 > .no').innerText(), '6');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('shows a thread of any depth two steps in at most, collapsed and opened by keyboard, by answer or by time as one likes', async () => {
    const { activity, fill } = await classIn(practice, 'A deep thread');
    const deep = {
      replies: 12,
      answers: (number: number) => [0, 0, 1, 2, 3, 4, 0, 6, 7, 7, 0, 5, 4][number] ?? 0,
    };
    const title = 'Frost and the winter entries';
    await fill([{ ...deep, title }]);
    const base = await open(page, 'jonas-lindqvist', activity);
    await page.goto(`${base}/posts/1`);
    await becomes(
      () => page.locator('.reply > .no').allInnerTexts(),
      ['1', '2', '3', '4', '5', '11', '12', '6', '7', '8', '9', '10'],
    );
    await becomes(() => page.locator('.branch .branch .branch').count(), 0);
    await look(page, page, 'reading-deep');
    // What stands beyond the second step says what it answers, and shows it on demand.
    const last = page.locator('#reply-12');
    await last.getByRole('link', { name: /^answers 1\.4, / }).waitFor();
    await last.getByText('what it says').focus();
    await page.keyboard.press('Enter');
    await last.locator('.answers .excerpt').waitFor({ state: 'visible' });
    // A branch closes by keyboard, and says how many are in it.
    await page.getByText('6 replies below 1.1,').focus();
    await page.keyboard.press('Enter');
    await page.locator('#reply-5').waitFor({ state: 'hidden' });
    await assertAccessible(page);
    await page.getByRole('link', { name: 'Collapse all' }).click();
    await becomes(() => page.locator('details.branch[open]').count(), 0);
    assert.equal(page.url(), `${base}/posts/1`);
    await picture(page, 'reading-collapsed');
    await page.getByRole('link', { name: 'Expand all' }).click();
    await page.locator('#reply-5').waitFor({ state: 'visible' });
    // What an address leads to is in sight even when all is collapsed.
    await page.goto(`${base}/posts/1?closed=1&at=5#reply-5`);
    await page.locator('#reply-5').waitFor({ state: 'visible' });
    // The choice is remembered, in another visit too.
    await page.getByRole('button', { name: 'by time' }).click();
    await page.waitForURL(/posts\/1#replies/);
    const again = await open(page, 'jonas-lindqvist', activity);
    await page.goto(`${again}/posts/1`);
    const order = await page.locator('.reply > .no').allInnerTexts();
    assert.deepEqual(order, ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']);
    await look(page, page, 'reading-time');
  });

  it('lists by order, by person and by words, a choice taking effect at once, and shows whoever owes replies what nobody has answered', async () => {
    const { activity, fill } = await classIn(practice, 'A list');
    const threads = Array.from({ length: 12 }, (_, index) => ({
      replies: index < 5 ? 0 : index,
      title: index % 2 ? `Ledger ${index + 1}` : '',
      text: (number: number) =>
        index === 3 && number === 0
          ? 'Un café près du canal, 运河的故事。'
          : `Of post ${index + 1}, ${number}: frost.`,
    }));
    await fill(threads, ['ana-ruiz', 'mei-chen', 'adaeze-okafor', 'wulandari']);
    await open(page, 'jonas-lindqvist', activity);
    await page.getByRole('heading', { name: 'Nobody has answered these yet' }).waitFor();
    await look(page, page, 'reading-list');
    await page.getByText('Order and filter').click();
    await assertAccessible(page);
    await page.getByLabel('By', { exact: true }).fill('adae');
    await page.getByLabel('By', { exact: true }).press('Enter');
    await page.getByRole('heading', { name: /of 68 posts and replies, by Adaeze Okafor/ }).waitFor();
    await look(page, page, 'reading-by');
    const all = page.getByRole('link', { name: 'Show all' });
    await all.click();
    await all.waitFor({ state: 'detached' });
    // What follows needs the scripts of the page that comes.
    await page.waitForLoadState();
    await page.getByText('Order and filter').click();
    await page.getByLabel('Order', { exact: true }).hover();
    await page.mouse.down();
    await page.mouse.up();
    await page.getByLabel('Order', { exact: true }).selectOption('replies');
    await page.waitForURL(/order=replies/);
    await becomes(() => page.locator('.post > .no').first().innerText(), '12');
    await page.getByRole('searchbox').fill('CAFE pres');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('heading', { name: '1 found' }).waitFor();
    await becomes(() => page.locator('mark').allInnerTexts(), ['café', 'près']);
    await look(page, page, 'reading-search');
    await page.getByRole('searchbox').fill('nowhere to be found');
    await page.keyboard.press('Enter');
    await page.getByText('Try fewer words').waitFor();
    await look(page, page, 'reading-nothing');
  });

  it('says to the others that somebody is answering, as soon as they begin, and keeps nobody from it', async () => {
    const { activity, fill } = await classIn(practice, 'Holds');
    const threads = [{ replies: 0 }, { replies: 0 }, { replies: 0 }];
    await fill(threads, ['ana-ruiz']);
    const mei = await open(page, 'mei-chen', activity);
    const first = await page.locator('.post > .no').first().innerText();
    const held = page.waitForResponse((response) => response.url().endsWith(`/posts/${first}/hold`));
    await page.goto(`${mei}/posts/${first}`);
    await page.getByLabel('Reply to Ana Ruiz').fill('I');
    await held;
    await withBrowser({}, async ({ context }) => {
      const other = await context.newPage();
      await open(other, 'adaeze-okafor', activity);
      const last = other.locator('.post').last();
      await becomes(() => last.locator('.no').innerText(), first);
      await last.getByText('someone is answering').waitFor();
      await picture(other, 'reading-held');
      await last.getByRole('button', { name: `Answer ${first}, Ana Ruiz` }).click();
      await other.getByLabel('Reply to Ana Ruiz').fill('I as well.');
      await other.getByRole('button', { name: 'Post reply' }).click();
      await other.getByText('Posted.').waitFor();
    });
  });

  it('copies a link that leads others of the course to the post, after a launch where there was none', async () => {
    const { activity, discussionId, fill } = await classIn(practice, 'Links');
    await fill([{ replies: 4 }]);
    const base = await open(page, 'mei-chen', activity);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${base}/posts/1`);
    await page.getByRole('link', { name: 'Link to 1.3' }).click();
    await page.getByText('The link to 1.3 is copied.').waitFor();
    await assertAccessible(page);
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(link, `${practice.tool.baseUrl}/d/${discussionId}/1.3`);
    await page.goto(link);
    await page.waitForURL(`${base}/posts/1?at=3#reply-3`);
    await withBrowser({ cookies: 'all' }, async ({ context }) => {
      const other = await context.newPage();
      await other.goto(link);
      await other.getByRole('heading', { name: 'Open this from your course' }).waitFor();
      await look(other, other, 'reading-cold-link');
      await other.goto(
        `${practice.lms.origin}/canvas/as/student-adaeze-okafor/courses/hist210?activity=${activity}`,
      );
      const frame = await toolFrame(other, practice, /\/posts\/1$/);
      assert.equal(new URL(frame.url()).hash, '#reply-3');
    });
  });

  it('stays light with 5,000 posts: a part of a thread at a time, the middle at once', async () => {
    const { activity, fill } = await classIn(practice, 'Five thousand');
    const threads = [
      { replies: 2500, answers: (number: number) => Math.floor(number / 3) },
      ...Array.from({ length: 2499 }, () => ({ replies: 0 })),
    ];
    await fill(threads);
    const base = await open(page, 'mei-chen', activity);
    const elements = () => page.evaluate(() => document.querySelectorAll('*').length);
    assert.ok((await elements()) < 2500, `${await elements()} elements`);
    await page.goto(`${base}/posts/1?at=1234#reply-1234`);
    assert.ok((await elements()) < 5000, `${await elements()} elements`);
    await page.waitForFunction(() => {
      const top = document.getElementById('reply-1234')?.getBoundingClientRect().top ?? -1;
      return top >= 0 && top < innerHeight;
    });
    await page.getByLabel('Go to reply').fill('77');
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    await page.locator('#reply-77').waitFor();
    const around77 = page.url();
    await page.getByRole('link', { name: 'Later' }).first().click();
    await page.waitForURL((url) => url.href !== around77);
    await becomes(() => page.locator('.reply').count(), 100);
    await assertAccessible(page);
    await picture(page, 'reading-window');
  });

  it('goes by forms and links alone where there is no JavaScript', () =>
    withBrowser({ javaScriptEnabled: false }, async ({ context }) => {
      const { activity, fill } = await classIn(practice, 'Without scripts');
      const threads = [{ replies: 6, answers: (number: number) => number - 1 }, { replies: 0 }];
      await fill(threads);
      const tab = await context.newPage();
      const base = await open(tab, 'wulandari', activity, false);
      await tab.getByText('Order and filter').click();
      await tab.getByLabel('Which', { exact: true }).selectOption('unanswered');
      await tab.getByRole('button', { name: 'Show' }).click();
      await tab.getByRole('heading', { name: '1 of 2 posts, without a reply' }).waitFor();
      await tab.getByRole('button', { name: 'Answer 2,' }).click();
      await tab.waitForURL(/posts\/2#write/);
      await tab.goto(`${base}/posts/1`);
      await tab.getByRole('link', { name: 'Collapse all' }).click();
      await tab.locator('#reply-4').waitFor({ state: 'hidden' });
      await tab.getByRole('button', { name: 'by time' }).click();
      await tab.locator('#reply-4').waitFor({ state: 'visible' });
      await tab.getByRole('link', { name: 'Link to 1.4' }).click();
      await tab.waitForURL(`${base}/posts/1?at=4#reply-4`);
      await tab.goto(`${base}/search?q=frost`);
      await tab.getByRole('heading', { name: /found/ }).waitFor();
    }));
});
