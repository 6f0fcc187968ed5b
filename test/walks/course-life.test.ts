import assert from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';
import { withBrowser } from '../support/browser.ts';
import { addByChoosing, askToChoose, choices } from '../support/choosing.ts';
import { inChromium } from '../support/inChromium.ts';
import {
  addActivity,
  asking,
  launchAs,
  lmsJson,
  PRESETS,
  type Practice,
  type Preset,
  startPractice,
} from '../support/practice.ts';
import { assertAccessible, becomes, look, openActivity, toolFrame } from '../support/walk.ts';

const PROMPT = 'Who paid for the bridges?\n\n- Use one source from the packet.\n- Say which.';
const COPY = 'HIST 210, next year';

describe('The life of a course, in Chromium with third-party cookies blocked', function () {
  this.timeout(120_000);
  let practice: Practice;
  let page: Page;

  inChromium(
    (walk) => {
      ({ practice, page } = walk);
    },
    { cookies: 'own' },
  );

  for (const preset of PRESETS) {
    it(`reuses a discussion, changes its mind, copies the course and confirms the dates under ${preset} rules`, async () => {
      const first = await addByChoosing(practice, preset, {
        ...{ title: 'Week 7: Bridges', promptText: PROMPT },
        ...asking({ due: '2025-03-31T23:59' }, { due: '2031-04-07T23:59' }),
      });
      await anaWrites(preset, first.id);
      await teacherCancels(preset);
      await teacherReuses(preset);
      const copied = await teacherCopies(preset);
      await teacherConfirms(preset, copied);
      await anaSeesNothingOld(preset, copied);
      assert.deepEqual((await lmsJson(`${practice.lms.origin}/${preset}/sent`)).violations, []);
    });
  }

  it('leads from the course menu to a discussion and back under canvas rules', async () => {
    const teacher = await openMenu('teacher-rosa');
    await teacher.getByText('1 student waits for a grade').waitFor();
    await assertAccessible(teacher);
    const ana = await openMenu('student-ana-ruiz');
    await ana.getByText('2 replies to go').waitFor();
    await assertAccessible(ana);
    await ana.getByRole('button', { name: 'Open Week 7: Bridges' }).click();
    await ana.getByRole('heading', { name: 'Week 7: Bridges' }).waitFor();
    await ana.getByText('Last year’s words.').first().waitFor();
    await assertAccessible(ana);
    await ana.getByRole('link', { name: 'All discussions' }).click();
    await ana.getByRole('heading', { name: 'Discussions', exact: true }).waitFor();
  });

  const courseOf = (preset: Preset, person: string, course = 'hist210') =>
    `${practice.lms.origin}/${preset}/as/${person}/courses/${course}`;
  const activitiesIn = async (preset: Preset) =>
    (await lmsJson(courseOf(preset, 'teacher-rosa'))).activities as { id: string; title: string }[];

  async function openMenu(person: string): Promise<Frame> {
    await page.goto(`${courseOf('canvas', person)}?activity=navigation`);
    return toolFrame(page, practice, /\/discussions$/);
  }

  async function anaWrites(preset: Preset, activity: string): Promise<void> {
    // The teacher's launch tells the column.
    await openActivity(page, practice, preset, 'teacher-rosa', activity);
    const frame = await openActivity(page, practice, preset, 'student-ana-ruiz', activity);
    await frame.getByLabel('Your post', { exact: true }).fill('Last year’s words.');
    await frame.getByRole('button', { name: 'Post', exact: true }).click();
    await frame.getByText('Posted.').waitFor();
  }

  async function teacherCancels(preset: Preset): Promise<void> {
    const before = await activitiesIn(preset);
    await page.goto(`${courseOf(preset, 'teacher-rosa')}/add`);
    const frame = await toolFrame(page, practice, /\/choose$/);
    await frame.getByLabel('Title').fill('Never mind');
    await frame.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL(courseOf(preset, 'teacher-rosa'));
    await becomes(() => activitiesIn(preset), before);
  }

  async function teacherReuses(preset: Preset): Promise<void> {
    await page.goto(`${courseOf(preset, 'teacher-rosa')}/add`);
    const frame = await toolFrame(page, practice, /\/choose$/);
    await frame.getByText('Reuse a discussion of this course (1)').click();
    await assertAccessible(frame);
    await frame.getByRole('link', { name: 'Week 7: Bridges' }).click();
    await frame.getByRole('heading', { name: 'What it asks of each student' }).waitFor();
    await frame.getByText('Use one source from the packet.').waitFor();
    await frame.getByText('Grades go to the gradebook column of “Week 7: Bridges”').waitFor();
    await assertAccessible(frame);
    await frame.getByRole('button', { name: 'Add this discussion' }).click();
    await page.waitForURL(/\?activity=\w+$/);
    const again = await toolFrame(page, practice, /\/discussion$/);
    await again.getByText('Last year’s words.').first().waitFor();
    assert.equal((await activitiesIn(preset)).length, 2);
  }

  /** @returns the first activity of the copy */
  async function teacherCopies(preset: Preset): Promise<string> {
    await page.goto(`${courseOf(preset, 'teacher-rosa')}/copy`);
    await page.getByLabel('Title of the copy').fill(COPY);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('heading', { name: COPY }).waitFor();
    await page.getByRole('link', { name: 'Week 7: Bridges' }).first().click();
    return page.url();
  }

  async function teacherConfirms(preset: Preset, activity: string): Promise<void> {
    const frame = await toolFrame(page, practice, /\/set-up$/);
    await frame.getByText('This activity was copied from HIST 210 The Industrial Age.').waitFor();
    await assertAccessible(frame);
    await becomes(() => frame.getByLabel('Prompt').inputValue(), /Who paid for the bridges\?/);
    const post = frame.getByLabel('Due', { exact: true }).first();
    await becomes(() => post.inputValue(), '');
    await frame.getByText('Post due: was Mon, 31 Mar 2025, 23:59').waitFor();
    await becomes(() => frame.getByLabel('Due', { exact: true }).nth(1).inputValue(), '2031-04-07T23:59');
    // Kept, wherever the browser is.
    await becomes(() => frame.getByLabel('Time zone').inputValue(), 'Europe/Berlin');
    await post.fill('2031-03-31T23:59');
    await frame.getByRole('button', { name: 'Open the discussion' }).click();
    await frame.getByText('No posts yet').waitFor();
    await assertAccessible(frame);
    assert.ok(activity.startsWith(`${practice.lms.origin}/${preset}/`));
  }

  async function anaSeesNothingOld(_preset: Preset, activity: string): Promise<void> {
    await page.goto(activity.replace('teacher-rosa', 'student-ana-ruiz'));
    const frame = await toolFrame(page, practice, /\/discussion$/);
    await frame.getByText('Who paid for the bridges?').waitFor();
    await frame.getByText('No posts yet').waitFor();
    await frame.getByText('Your post is still to come, by Mon, 31 Mar 2031, 23:59').waitFor();
    await becomes(() => frame.getByText('Last year’s words.').count(), 0);
  }
});

/** With SCREENSHOTS=docs/screenshots this also keeps what it saw. */
describe('The pages of a course’s life', function () {
  this.timeout(120_000);
  let practice: Practice;
  let copied: string;
  let byHand: string;

  before(async () => {
    practice = await startPractice();
    const dates = { post: { due: '2025-03-31T23:59', words: '100' }, replies: { due: '2031-04-07T23:59' } };
    const week7 = await addByChoosing(practice, 'canvas', {
      ...asking(dates.post, dates.replies),
      title: 'Week 7: Who paid for the bridges, and with what?',
      promptText: PROMPT,
    });
    await addByChoosing(practice, 'canvas', {
      title: 'Week 8',
      ...asking({}, { count: '1' }),
      promptText: 'One short sentence.',
    });
    const unplaced = await askToChoose(practice, 'canvas');
    await unplaced.post(
      `${unplaced.base}/choose`,
      choices({
        title: 'Week 9',
        'row-1-kind': 'post',
        'row-1-count': '1',
        'row-1-words': '0',
        'row-1-points': '6',
      }),
    );
    await launchAs(practice, 'canvas', 'teacher-rosa', `launch/${week7.id}`);
    const ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${week7.id}`);
    await ana.post(`${ana.base}/posts`, { text: 'Boats came before shares. '.repeat(40) });
    const url = `${practice.lms.origin}/canvas/as/teacher-rosa/courses/hist210/copy`;
    const copy = await lmsJson(url, { method: 'POST', body: JSON.stringify({ title: COPY }) });
    copied = copy.activities[0].id;
    byHand = await addActivity(practice, 'canvas', { title: 'By hand', maximum: 10 });
  });
  after(() => practice?.close());

  it('fit wide and narrow screens, light and dark, accessible every one', () =>
    withBrowser({ cookies: 'own' }, async ({ context }) => {
      const page = await context.newPage();
      const see = (name: string) => look(page, page, name);
      const launched = async (person: string, launch: string, landing: RegExp) => {
        await page.goto(`${practice.lms.origin}/canvas/as/${person}/${launch}`);
        await page.waitForURL(landing);
      };
      await launched('student-ana-ruiz', 'courses/hist210/navigation', /\/discussions$/);
      await see('course-list-student');
      await launched('student-ana-ruiz', `launch/${byHand}`, /\/s\/[\w-]+$/);
      await see('not-ready');
      await launched('teacher-rosa', 'courses/hist210/navigation', /\/discussions$/);
      await see('course-list-teacher');
      await launched('teacher-rosa', `launch/${copied}`, /\/set-up$/);
      await see('copied');
      await launched('teacher-rosa', 'courses/hist210/deep-link', /\/choose$/);
      await page.getByText(/^Reuse/).click();
      await see('choose');
      await page.getByRole('link', { name: 'Week 7' }).click();
      await page.getByRole('heading', { name: 'In your course' }).waitFor();
      await see('preview');
    }));
});
