import assert from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';
import { withBrowser } from '../support/browser.ts';
import {
  addActivity,
  launchAs,
  lmsJson,
  PRESETS,
  type Practice,
  type Preset,
  scoreArrives,
  sessionOf,
  startPractice,
  type Visitor,
} from '../support/practice.ts';
import { assertAccessible, becomes, LOOKS, look, openActivity, picture, toolFrame } from '../support/walk.ts';

const TITLE = 'Week 6: Who paid for the canals?';
const PROMPT = 'Use one source from the packet.\n\n- Say which.\n- Quote it.';

describe('With other eyes, in Chromium with third-party cookies blocked', function () {
  this.timeout(180_000);
  let practice: Practice;
  const activities: Partial<Record<Preset, string>> = {};

  before(async () => {
    practice = await startPractice();
    for (const preset of PRESETS) activities[preset] = await discussionIn(preset);
  });
  after(() => practice?.close());

  const course = (preset: Preset, person: string) =>
    `${practice.lms.origin}/${preset}/as/${person}/courses/hist210`;
  const activityIn = (preset: Preset) => activities[preset] ?? '';

  /** Added by deep linking, so that the LMS knows where to open work; with a thread, and Ana's grade released. */
  async function discussionIn(preset: Preset): Promise<string> {
    await withBrowser({ cookies: 'own' }, async ({ context }) => {
      const page = await context.newPage();
      await page.goto(`${course(preset, 'teacher-rosa')}/add`);
      const frame = await toolFrame(page, practice);
      await frame.getByLabel('Title').fill(TITLE);
      await frame.getByLabel('Prompt').fill(PROMPT);
      await frame.getByRole('button', { name: 'Add to the course' }).click();
      await page.getByRole('heading', { name: TITLE }).waitFor();
    });
    const activity = (await lmsJson(course(preset, 'teacher-rosa'))).activities.at(-1).id;
    await fill(preset, activity);
    return activity;
  }

  async function fill(preset: Preset, activity: string): Promise<void> {
    const [ana, jonas, teacher] = await Promise.all(
      ['student-ana-ruiz', 'student-jonas-lindqvist', 'teacher-rosa'].map((person) =>
        launchAs(practice, preset, person, `launch/${activity}`),
      ),
    );
    if (!ana || !jonas || !teacher) throw new Error('nobody came');
    const title = 'The toll books tell a different story';
    await ana.post(`${ana.base}/posts`, { title, text: `Boats came before shares.\n\n${LONG}` });
    await jonas.post(`${jonas.base}/posts/1/replies`, { text: 'It could be thrift, not mercy.' });
    await teacher.post(`${teacher.base}/grading/roster`, {});
    await released(preset, activity, ana, teacher);
  }
  const LONG = 'A shilling in the pound was given back to the boatmen in the winter. '.repeat(60);

  async function released(preset: Preset, activity: string, ana: Visitor, teacher: Visitor) {
    const { memberId } = await sessionOf(practice, ana);
    const decision = { points: '7.5', comment: 'Count more letters like these.', seen: '', after: 'release' };
    await teacher.post(`${teacher.base}/grading/${memberId}`, decision);
    await scoreArrives(practice, preset, { person: 'student-ana-ruiz', activity });
  }

  /** Clicks the cell of the gradebook; the LMS opens the work in a tab of its own. */
  async function openWork(page: Page, preset: Preset, person: string): Promise<Page> {
    await page.goto(`${course(preset, person)}/gradebook`);
    const row = page.getByRole('row', { name: /Ana Ruiz/ });
    const [work] = await Promise.all([
      page.waitForEvent('popup'),
      row
        .getByRole('link', { name: /Open the work/ })
        .first()
        .click(),
    ]);
    await work.waitForURL(/\/s\//);
    return work;
  }

  for (const preset of PRESETS) {
    it(`a cell of the gradebook opens the student's work for teacher and assistant under ${preset} rules`, () =>
      withBrowser({ cookies: 'own' }, async ({ context }) => {
        const page = await context.newPage();
        for (const person of ['teacher-rosa', 'ta-yuki']) {
          const work = await openWork(page, preset, person);
          await work.getByRole('heading', { name: 'Ana Ruiz', exact: true }).waitFor();
          await work.getByText('Boats came before shares.').waitFor();
          await becomes(() => work.getByLabel('Grade, of 10').inputValue(), '7.5');
          await assertAccessible(work);
          await picture(work, `review-${preset}-${person}`);
          await work.close();
        }
      }));

    it(`it opens in a frame of the LMS as well under ${preset} rules, as graders see it beside their list`, () =>
      withBrowser({ cookies: 'own' }, async ({ context }) => {
        const page = await context.newPage();
        await page.goto(`${course(preset, 'teacher-rosa')}/gradebook`);
        const row = page.getByRole('row', { name: /Ana Ruiz/ });
        const link = row.getByRole('link', { name: /Open the work/ }).first();
        await link.evaluate((cell) => {
          const frame = document.createElement('iframe');
          frame.src = (cell as HTMLAnchorElement).href;
          document.body.append(frame);
        });
        const frame = await toolFrame(page, practice);
        await frame.getByRole('heading', { name: 'Ana Ruiz', exact: true }).waitFor();
        assert.match(frame.url(), /\/grading\/[^/]+$/);
      }));

    it(`a teacher looks as Ana and comes back, the banner always in sight, under ${preset} rules`, () =>
      withBrowser({ cookies: 'own' }, async ({ context }) => {
        const page = await context.newPage();
        const frame = await openActivity(page, practice, preset, 'teacher-rosa', activityIn(preset));
        await frame.getByRole('link', { name: 'See it as a student' }).click();
        await frame.getByRole('heading', { name: 'See the discussion as a student' }).waitFor();
        await assertAccessible(frame);
        await frame.getByRole('link', { name: 'Ana Ruiz' }).click();
        await frame.getByText('You see this as Ana Ruiz would. Nothing here can be changed.').waitFor();
        await frame.getByText('7.5 of 10').waitFor();
        await assertAccessible(frame);
        await frame.getByRole('link', { name: 'The toll books tell a different story' }).click();
        await frame.getByText('It could be thrift, not mercy.').scrollIntoViewIfNeeded();
        await assertInSight(frame);
        await becomes(() => waysToChange(frame).count(), 0);
        // A link that the banner covers in part right now, one scrolls out from under it.
        await frame.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
        await assertAccessible(frame);
        await frame.getByRole('link', { name: 'Back to your own view' }).click();
        await frame.getByLabel('Reply to Ana Ruiz').waitFor();
        await becomes(() => frame.getByText('You see this as').count(), 0);
      }));
  }

  /** All but another tab and another language, which change nothing of the discussion. */
  const waysToChange = (frame: Frame) =>
    frame.locator('form:not(.own-tab, .languages)').locator('button, textarea, input:not([type=hidden])');

  async function assertInSight(frame: Frame | Page): Promise<void> {
    await frame.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }));
    const top = await frame.locator('.looking').evaluate((banner) => banner.getBoundingClientRect().top);
    const scrolled = await frame.evaluate(() => scrollY);
    assert.ok(scrolled > 100, `the page scrolls: ${scrolled}`);
    assert.equal(top, 0);
  }

  it('a student opens their own work from the gradebook under Canvas rules, and finds their discussion', () =>
    withBrowser({ cookies: 'own' }, async ({ context }) => {
      const work = await openWork(await context.newPage(), 'canvas', 'student-ana-ruiz');
      await work.getByRole('heading', { name: 'What is asked of you' }).waitFor();
      await becomes(() => work.getByRole('link', { name: 'Grading' }).count(), 0);
    }));

  it('an observer reads as their student, and writes nothing', () =>
    withBrowser({ cookies: 'own' }, async ({ context }) => {
      const page = await context.newPage();
      const frame = await openActivity(page, practice, 'canvas', 'observer-carmen', activityIn('canvas'));
      await frame.getByText('You follow Ana Ruiz and see what they see.').waitFor();
      await frame.getByRole('heading', { name: 'The grade of Ana Ruiz' }).waitFor();
      await frame.getByRole('link', { name: 'The toll books tell a different story' }).click();
      await frame.getByText('It could be thrift, not mercy.').waitFor();
      await becomes(() => waysToChange(frame).count(), 0);
    }));

  it('each such page fits wide and narrow screens, light and dark, and is accessible', () =>
    withBrowser({ cookies: 'own' }, async ({ context }) => {
      const page = await context.newPage();
      await launched(page, 'admin-ingrid', activityIn('canvas'));
      await looksRight(page, 'guest');
      await launched(page, 'observer-carmen', activityIn('canvas'));
      await looksRight(page, 'observer-one');
      await launched(page, 'observer-carmen', await followingTwo());
      await looksRight(page, 'observer-several');
      await page.getByRole('link', { name: 'Ana Ruiz' }).click();
      await page.getByText('Choose another student').waitFor();
      await looksRight(page, 'observer-chosen');
      const teacher = await launched(page, 'teacher-rosa', activityIn('canvas'));
      await page.goto(`${teacher}/as`);
      await looksRight(page, 'choose-eyes');
      await page.getByRole('link', { name: 'Ana Ruiz' }).click();
      await page.getByText('You see this as').waitFor();
      await looksRight(page, 'as-discussion');
      await page.goto(page.url().replace('/discussion', '/posts/1#reply-1'));
      for (const [width, height] of LOOKS) {
        await page.setViewportSize({ width, height });
        await assertInSight(page);
      }
      await looksRight(page, 'as-thread');
      await page.goto(`${teacher}/grading?unknown=student`);
      await looksRight(page, 'unknown-student');
    }));

  /** An activity of the same course whose launches say that the observer follows two students. */
  async function followingTwo(): Promise<string> {
    const { people } = await lmsJson(`${practice.lms.origin}/canvas`);
    const subOf = (key: string) => people.find((one: { key: string }) => one.key === key).sub;
    const observees = `${subOf('student-ana-ruiz')},${subOf('student-mei-chen')}`;
    const found = await practice.tool.connection.collection('discussions').findOne({ title: TITLE });
    const custom = { observees, discussion: String(found?._id) };
    return addActivity(practice, 'canvas', { title: TITLE, custom });
  }

  async function launched(page: Page, person: string, activity: string): Promise<string> {
    await page.goto(`${practice.lms.origin}/canvas/as/${person}/launch/${activity}`);
    await page.waitForURL(/\/s\/[\w-]+\/(discussion|as)/);
    return page.url().replace(/(\/s\/[\w-]+).*/, '$1');
  }

  async function looksRight(page: Page, name: string): Promise<void> {
    await look(page, page, name);
    assert.deepEqual(await hardToUse(page), [], name);
  }

  /** Links that are lower than 24 pixels (WCAG 2.5.8), and names of people that do not look like links. */
  async function hardToUse(page: Page): Promise<string[]> {
    const low = await page
      .locator('.crumb a')
      .evaluateAll((links) => links.filter((link) => link.getBoundingClientRect().height < 24).map(String));
    const plain = await page
      .locator('.people a bdi')
      .evaluateAll((names) =>
        names
          .filter((name) => !getComputedStyle(name).textDecoration.includes('underline'))
          .map(({ textContent }) => textContent),
      );
    return [...low, ...plain];
  }
});
