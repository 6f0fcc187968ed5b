import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { inChromium } from '../support/inChromium.ts';
import {
  asking,
  launchAs,
  lmsJson,
  PRESETS,
  type Practice,
  type Preset,
  sessionOf,
  setUpActivity,
} from '../support/practice.ts';
import { look } from '../support/walk.ts';

const ANA = 'student-ana-ruiz';
const JONAS = 'student-jonas-lindqvist';

describe('The gradebook’s page, in Chromium', function () {
  this.timeout(180_000);
  let practice: Practice;
  let page: Page;
  inChromium((walk) => {
    ({ practice, page } = walk);
  });

  const grades = () => practice.tool.connection.collection('grades');

  /** Ana’s grade was changed in the LMS, Jonas’s was not taken. @returns the activity */
  async function trouble(preset: Preset): Promise<string> {
    const { activity, teacher } = await setUpActivity(practice, preset, { replies: '0' });
    const lms = `${practice.lms.origin}/${preset}`;
    const told = (path: string, body: object) =>
      lmsJson(lms + path, { method: 'POST', body: JSON.stringify(body) });
    // The first may meet the message that there is work.
    await told('/admin/faults', {
      kind: 'cannot-be-graded',
      where: 'scores',
      person: JONAS,
      times: 'always',
    });
    for (const person of [ANA, JONAS]) {
      const student = await launchAs(practice, preset, person, `launch/${activity}`);
      await student.post(`${student.base}/posts`, { text: `By ${person}.` });
      const path = `${teacher.base}/grading/${(await sessionOf(practice, student)).memberId}`;
      await teacher.post(path, { points: '7', comment: '', seen: '', after: 'release' });
    }
    const { discussionId } = await sessionOf(practice, teacher);
    const until = async (states: string[]) => {
      const found = { discussionId, 'delivery.state': { $in: states } };
      while ((await grades().countDocuments(found)) < 2) await delay(50);
    };
    await until(['delivered', 'failed', 'differs']);
    await told('/as/teacher-rosa/courses/hist210/gradebook', { activity, student: ANA, score: 9 });
    await teacher.post(`${teacher.base}/gradebook/compare`, {});
    await until(['failed', 'differs']);
    return activity;
  }

  for (const preset of PRESETS) {
    it(`says under ${preset} rules what did not arrive and what somebody changed, each with what can be done`, async () => {
      const activity = await trouble(preset);
      await page.goto(`${practice.lms.origin}/${preset}/as/teacher-rosa/launch/${activity}`);
      await page.waitForURL(/\/s\/[\w-]+\/discussion/);
      const base = page.url().replace(/\/discussion.*/, '');
      await page.goto(`${base}/gradebook`);
      await page.getByRole('heading', { name: 'Ana Ruiz' }).waitFor();
      await look(page, page, `gradebook-${preset}`);
      await page.getByRole('link', { name: 'What was said to the LMS Jonas Lindqvist' }).click();
      await page.getByLabel('Calls, the latest last').waitFor();
      await page.getByRole('button', { name: 'Copy' }).waitFor();
      await look(page, page, `gradebook-${preset}-exchanges`);
      await page.goto(`${base}/gradebook`);
      const keep = page.getByRole('button', { name: 'Keep what the gradebook shows Ana Ruiz' });
      await keep.focus();
      await page.keyboard.press('Enter');
      await keep.waitFor({ state: 'detached' });
      await fetch(`${practice.lms.origin}/${preset}/admin/faults`, { method: 'DELETE' });
      const send = page.getByRole('button', { name: 'Send to the gradebook again Jonas Lindqvist' });
      await send.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('status').getByText('2 arrived in the gradebook').waitFor();
      await page.getByRole('heading', { name: 'What needs you' }).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Compare with the gradebook now' }).press('Enter');
      await page.getByText('The gradebook is being read.').waitFor();
    });
  }

  it('has a column for each part where a teacher chooses so, who then grades part by part', async () => {
    const { activity } = await setUpActivity(practice, 'canvas', { title: 'Week 7', ...asking() });
    const ana = await launchAs(practice, 'canvas', ANA, `launch/${activity}`);
    await ana.post(`${ana.base}/posts`, { text: 'What Ana thinks.' });
    const { memberId } = await sessionOf(practice, ana);
    await page.goto(`${practice.lms.origin}/canvas/as/teacher-rosa/launch/${activity}`);
    await page.waitForURL(/\/s\/[\w-]+\/discussion/);
    const base = page.url().replace(/\/discussion.*/, '');
    await page.goto(`${base}/gradebook`);
    await page.getByRole('radio', { name: 'A column for each part: Post 6, Replies 4' }).press('Space');
    await look(page, page, 'gradebook-columns');
    await page.getByRole('button', { name: 'Arrange the columns' }).press('Enter');
    await page.getByText('The columns are arranged.').waitFor();

    await page.goto(`${base}/grading/${memberId}`);
    const replies = page.getByLabel('Points for “Replies”, 0 to 4');
    await replies.fill('5');
    await replies.press('Enter');
    await page.getByRole('alert').waitFor();
    await look(page, page, 'grade-by-part-refused');
    await replies.fill('1.5');
    await page.getByRole('button', { name: 'Confirm and release' }).press('Enter');
    await page.getByText('In the gradebook: Post 6 of 6, Replies 1.5 of 4').waitFor();
    await page
      .getByRole('status')
      .getByText(/^arrived /)
      .waitFor();
    // And not what was refused before.
    assert.equal(await replies.inputValue(), '1.5');
    await look(page, page, 'grade-by-part');

    const away = await page.context().newPage();
    await away.goto(`${practice.lms.origin}/canvas/as/${ANA}/launch/${activity}`);
    await away.waitForURL(/\/s\/[\w-]+\/discussion/);
    await away.goto(`${away.url().replace(/\/discussion.*/, '')}/grade`);
    await away.getByText('In the gradebook: Post 6 of 6, Replies 1.5 of 4').waitFor();
    await look(away, away, 'own-grade-by-part');
    await away.close();
  });
});
