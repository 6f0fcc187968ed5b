import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { inChromium } from '../support/inChromium.ts';
import { lmsJson, PRESETS, type Practice, type Preset, scoreArrives } from '../support/practice.ts';
import { assertAccessible, becomes, openActivity, pasteText, picture, toolFrame } from '../support/walk.ts';

describe('The main job, in Chromium with third-party cookies blocked', function () {
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
    it(`goes from deep linking to the gradebook under ${preset} rules, every page accessible, no violation listed`, async () => {
      const activity = await teacherAddsDiscussion(preset);
      await anaWrites(preset, activity);
      await jonasAnswers(preset, activity);
      await anaSeesWhatIsLeft(preset, activity);
      await teacherGrades(preset, activity);
      await gradebookShows(preset, activity);
      await anaSeesHerGrade(preset, activity);
    });
  }

  async function teacherAddsDiscussion(preset: Preset): Promise<string> {
    const course = `${practice.lms.origin}/${preset}/as/teacher-rosa/courses/hist210`;
    await page.goto(`${course}/add`);
    const frame = await toolFrame(page, practice);
    await assertAccessible(frame);
    await frame.getByLabel('Title').fill('Week 6: Who paid for the canals?');
    await frame.getByRole('button', { name: 'Add to the course' }).click();
    await frame.getByText('Write what they should discuss.').waitFor();
    await assertAccessible(frame);
    await becomes(() => frame.getByLabel('Title').inputValue(), 'Week 6: Who paid for the canals?');
    await frame.getByLabel('Prompt').fill('Use one source from the packet.\n\n- Say which.\n- Quote it.');
    await frame.getByLabel('Points', { exact: true }).fill('20');
    await frame.getByRole('button', { name: 'Add to the course' }).click();
    await page.getByRole('heading', { name: 'Week 6: Who paid for the canals?' }).waitFor();
    const { activities } = await lmsJson(course);
    const added = activities.find(
      ({ title }: { title: string }) => title === 'Week 6: Who paid for the canals?',
    );
    assert.equal(added?.maximum, 20);
    return added.id;
  }

  async function anaWrites(preset: Preset, activity: string): Promise<void> {
    const frame = await openActivity(page, practice, preset, 'student-ana-ruiz', activity);
    await assertAccessible(frame);
    await frame.getByText('Your post is still to come').waitFor();
    await frame.getByRole('button', { name: 'Post' }).click();
    await frame.getByText('There is nothing to post yet').waitFor();
    await assertAccessible(frame);
    await frame.getByLabel('Title').fill('The toll books tell a different story');
    const words = 'Boats came before shares.\n\n> One shilling given back.\n\nSo who paid?';
    await pasteText(frame, 'Your post', words);
    await frame.getByRole('button', { name: 'Post' }).click();
    await frame.getByRole('heading', { name: 'The toll books tell a different story' }).waitFor();
    await becomes(() => frame.locator('blockquote').innerText(), 'One shilling given back.');
    await assertAccessible(frame);
  }

  async function jonasAnswers(preset: Preset, activity: string): Promise<void> {
    const frame = await openActivity(page, practice, preset, 'student-jonas-lindqvist', activity);
    await frame.getByRole('link', { name: 'The toll books tell a different story' }).click();
    await frame.getByRole('textbox', { name: 'Reply to Ana Ruiz' }).fill('It could be thrift, not mercy.');
    await frame.getByRole('button', { name: 'Post reply' }).click();
    await frame.getByText('Posted.').waitFor();
    await frame.getByRole('link', { name: 'Reply to 1.1, Jonas Lindqvist' }).click();
    await frame.getByRole('textbox', { name: 'Reply to 1.1, Jonas Lindqvist' }).waitFor();
    await assertAccessible(frame);
  }

  async function anaSeesWhatIsLeft(preset: Preset, activity: string): Promise<void> {
    const frame = await openActivity(page, practice, preset, 'student-ana-ruiz', activity);
    await frame.getByText('So far 12 of 20').waitFor();
    await frame.getByText('2 replies to go').waitFor();
    await picture(page, `student-discussion-${preset}`);
  }

  async function teacherGrades(preset: Preset, activity: string): Promise<void> {
    const frame = await openActivity(page, practice, preset, 'teacher-rosa', activity);
    await frame.getByRole('link', { name: 'Grading' }).click();
    await frame.getByRole('heading', { name: 'Grading: Week 6' }).waitFor();
    await assertAccessible(frame);
    await frame.getByRole('link', { name: 'Ana Ruiz' }).click();
    await frame.getByRole('heading', { name: 'Ana Ruiz', exact: true }).waitFor();
    await assertAccessible(frame);
    await frame.getByLabel('Grade, of 20').fill('21');
    await frame.getByLabel('Comment to Ana Ruiz').fill('Count more letters like these.');
    await frame.getByRole('button', { name: 'Confirm', exact: true }).click();
    await frame.getByText('That is more than this discussion gives at most.').waitFor();
    await assertAccessible(frame);
    await frame.getByLabel('Grade, of 20').fill('12.5');
    await frame.getByRole('button', { name: 'Confirm', exact: true }).click();
    await frame.getByText('confirmed, not released').waitFor();
    await frame.getByRole('link', { name: 'Grading: Week 6: Who paid for the canals?' }).click();
    await frame.getByRole('button', { name: 'Release 1 confirmed grade' }).click();
    await frame.getByText('1 grade released').waitFor();
    // Without another look at the page by the teacher.
    await frame
      .getByRole('row', { name: 'Ana Ruiz' })
      .getByText(/^arrived/)
      .waitFor();
  }

  async function gradebookShows(preset: Preset, activity: string): Promise<void> {
    const { origin } = practice.lms;
    const cell = await scoreArrives(practice, preset, { person: 'student-ana-ruiz', activity });
    assert.equal(cell.score, 12.5);
    assert.equal(
      preset === 'canvas' ? cell.comments.join() : cell.feedback,
      'Count more letters like these.',
    );
    assert.equal(cell.attempts, 1);
    assert.deepEqual((await lmsJson(`${origin}/${preset}/sent`)).violations, []);
  }

  async function anaSeesHerGrade(preset: Preset, activity: string): Promise<void> {
    const frame = await openActivity(page, practice, preset, 'student-ana-ruiz', activity);
    await frame.getByText('12.5 of 20').waitFor();
    await frame.getByText('Count more letters like these.').waitFor();
    await frame.getByText('in the gradebook since').waitFor();
    await assertAccessible(frame);
  }
});
