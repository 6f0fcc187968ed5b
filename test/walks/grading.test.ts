import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { ASKED_BY_DEFAULT, requirementsOf } from '../../src/domain/discussion.ts';
import { fillBig } from '../support/bigDiscussion.ts';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { inChromium, openDiscussion } from '../support/inChromium.ts';
import { asking, type Practice } from '../support/practice.ts';
import { assertAccessible, assertFits, becomes, hasFocus, look } from '../support/walk.ts';

const CLASS_SIZE = 65;
/** How many of them are graded here; `EVENING=65 npm test -- test/walks/grading.test.ts` grades them all. */
const EVENING = Math.min(Number(process.env.EVENING ?? 8), CLASS_SIZE);

describe('One evening of grading, in Chromium, by keyboard alone', function () {
  this.timeout(180_000);
  let practice: Practice;
  let page: Page;
  let here: ClassIn;
  let base: string;
  let keystrokes = 0;

  inChromium(async (walk) => {
    ({ practice, page } = walk);
    here = await classIn(practice, 'Week 6: Who paid for the canals?', asking({ words: '20' }, 'none'));
    await fillClass();
    base = await openDiscussion(page, practice, 'teacher-rosa', here.activity);
  });

  /** So many students as one teaches, each with a post. */
  async function fillClass(): Promise<void> {
    const { connection, tool } = practice.tool;
    await here.teacher.post(`${here.teacher.base}/grading/roster`, {});
    const { courseId } = (await tool.store.discussions.byId(here.discussionId)) ?? { courseId: '' };
    const students = async () =>
      (await tool.store.members.inCourse(courseId)).filter(
        ({ role, testUser }) => role === 'learner' && !testUser,
      );
    for (let more = (await students()).length + 1; more <= CLASS_SIZE; more += 1) {
      const told = {
        sub: `more-${more}`,
        name: `Student No ${more}`,
        role: 'learner' as const,
        testUser: false,
      };
      await tool.store.members.launched(courseId, told);
    }
    const authors = (await students()).map(({ id }) => id);
    assert.equal(authors.length, CLASS_SIZE);
    const threads = authors.map(() => ({ replies: 0 }));
    await fillBig(connection, { discussionId: here.discussionId, authors, threads, now: new Date() });
  }

  /** What rosters told of late. */
  async function changeClass(): Promise<void> {
    const { members } = practice.tool.connection.collections;
    const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * 3_600_000);
    for (const [name, change] of Object.entries({
      'Ana Ruiz': { what: 'back', from: 'learner', to: 'learner', at: at(2) },
      'Jonas Lindqvist': { what: 'joined', from: null, to: 'learner', at: at(30) },
      'Yuki Mori': { what: 'role', from: 'learner', to: 'assistant', at: at(31) },
      'Niamh O’Sullivan': { what: 'left', from: 'learner', to: null, at: at(100) },
    }))
      await members?.updateOne({ name }, { $set: { changes: [change] } });
  }

  async function press(key: string): Promise<void> {
    keystrokes += 1;
    await page.keyboard.press(key);
  }
  const pointsHaveFocus = () =>
    page.waitForFunction(() => document.activeElement?.id === 'points' && document.readyState === 'complete');
  const kept = () => practice.tool.tool.store.grades.ofDiscussion(here.discussionId);

  it(`65 students in one evening: one keystroke each, where the suggestion is right, the first ${EVENING} counted here`, async () => {
    await changeClass();
    await page.goto(`${base}/grading`);
    await page.getByText('65 of 65 left to grade').waitFor();
    await look(page, page, 'grading-list');
    await page.getByRole('link', { name: 'Who joined and left' }).click();
    await page.getByText('Niamh O’Sullivan left.').waitFor();
    await look(page, page, 'roster');
    await page.goBack();
    await page.getByText('65 of 65 left to grade').waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('link', { name: 'Grade one by one' }).press('Enter');
    await pointsHaveFocus();
    await look(page, page, 'grading-one');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.reload();
    keystrokes = 0;
    for (let graded = 0; graded < EVENING; graded += 1) {
      const at = page.url().replace(/\?.*/, '');
      await pointsHaveFocus();
      await press('Enter');
      await page.waitForURL((url) => !url.href.startsWith(at) || /graded=.*#decided/.test(url.href));
    }
    assert.equal(keystrokes, EVENING);
    const grades = [...(await kept()).values()];
    assert.equal(grades.filter(({ grade }) => grade.points === 10).length, EVENING);
    await page.goto(`${base}/grading`);
    await page.getByText(`${CLASS_SIZE - EVENING} of 65 left to grade`).waitFor();
  });

  it('goes to points, comment and the next by single keys, takes a decision back, and sees what another grader did', async () => {
    await page.goto(`${base}/grading?show=todo`);
    await page.getByRole('link', { name: 'Student No 60' }).click();
    await page.getByRole('heading', { name: 'Student No 60' }).waitFor();
    await press('c');
    await page.waitForFunction(() => document.activeElement?.id === 'comment');
    await page.keyboard.type('Name your source.');
    await press('Escape');
    await press('g');
    await pointsHaveFocus();
    await page.keyboard.type('7');
    await page.getByText('Comments to use again (0)').click();
    await page.getByRole('button', { name: 'Keep this comment to use again' }).click();
    await page.getByText('Comments to use again (1)').waitFor();
    await becomes(() => page.getByLabel('Grade, of 10').inputValue(), '7');
    await page.getByLabel('Comment to').press('Control+Enter');
    await page.getByText('Student No 60: 7, kept.').waitFor();
    await look(page, page, 'grading-kept');
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText('Taken back.').waitFor();
    await page.getByText('took back 7; no grade stands').waitFor({ state: 'attached' });
    await page.getByText('Comments to use again (1)').click();
    await page.getByRole('button', { name: 'Name your source.', exact: true }).click();
    await page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('#comment')?.value === 'Name your source.',
    );
    const member = /grading\/([^?#]+)/.exec(page.url())?.[1] ?? '';
    const theirs = { points: '4', comment: 'From elsewhere.', seen: '', after: 'stay' };
    await here.teacher.post(`${here.teacher.base}/grading/${member}`, theirs);
    await page.getByRole('button', { name: 'Confirm', exact: true }).press('Enter');
    await page.getByText('Someone graded this student while you had the page open').waitFor();
    await page.getByText('4, confirmed by Rosa Delgado').waitFor();
    await becomes(() => page.getByLabel('Comment to').inputValue(), 'Name your source.');
    await look(page, page, 'grading-two');
  });

  it('tells by itself how many are left when another grader has graded one', async () => {
    await page.goto(`${base}/grading`);
    const left = page.locator('#deliveries');
    const count = Number(/^\d+/.exec(await left.innerText())?.[0]);
    const row = page.getByRole('row', { name: 'Student No 59' });
    const student = (await row.getAttribute('id'))?.replace('row-', '');
    const theirs = { points: '9', comment: '', seen: '', after: 'stay' };
    await here.teacher.post(`${here.teacher.base}/grading/${student}`, theirs);
    await row.getByRole('link').focus();
    // As when one comes back to the page; it looks every few seconds besides.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await left.getByText(`${count - 1} of 65 left to grade`).waitFor();
    await row.getByText('9', { exact: true }).waitFor();
    await hasFocus(row.getByRole('link'));
  });

  it('accepts and releases many by keyboard alone: all, but for whom one leaves out, and then these', async () => {
    await page.goto(`${base}/grading/many`);
    await tabTo(page.getByRole('button', { name: /^Accept \d+ suggestions/ }));
    await press('Enter');
    await page.getByText(/\d+ suggestions accepted/).waitFor();
    const release = page.getByRole('region', { name: /confirmed, not released/ });
    await tabTo(release.getByRole('checkbox').first());
    await press('Space');
    await tabTo(release.getByRole('button', { name: 'Release those chosen' }));
    await press('Enter');
    await page.getByText(`${CLASS_SIZE - 1} grades released`).waitFor();
    await page.getByRole('heading', { name: '1 confirmed, not released' }).waitFor();
    await page.goto(`${base}/grading`);
    await tabTo(page.getByRole('button', { name: 'Release 1 confirmed grade' }));
    await press('Enter');
    await page.getByText('1 grade released').waitFor();
    const states = [...(await kept()).values()].map(({ grade }) => grade.status);
    assert.deepEqual(states, Array(CLASS_SIZE).fill('released'));
  });

  /** By Tab, as somebody without a mouse comes there. */
  async function tabTo(one: Locator): Promise<void> {
    await one.waitFor();
    for (let tabs = 0; tabs < 400; tabs += 1) {
      if (await one.evaluate((element) => element === document.activeElement)) return;
      await press('Tab');
    }
    assert.fail(`${one} is not reached by Tab`);
  }

  it('gives the points of each requirement or does not, by its number', async () => {
    const mei = here.students['mei-chen'];
    for (const thread of [1, 2])
      await mei.post(`${mei.base}/posts/${thread}/replies`, { text: 'An answer.' });
    const [post, reply] = ASKED_BY_DEFAULT;
    assert.ok(post && reply);
    const requirements = requirementsOf([post, { ...reply, count: 1, points: 4 }]);
    await change({ requirements });
    await page.goto(`${base}/grading/${here.ids['mei-chen']}`);
    await page.getByText('Press a requirement’s points').waitFor();
    for (const [key, points] of [
      ['2', '6'],
      ['2', '10'],
      ['1', '4'],
    ] as const) {
      await press(key);
      await page.getByText(`Given so far: ${points} of 10.`).waitFor();
      await becomes(() => page.getByLabel('Grade, of 10').inputValue(), points);
    }
    await look(page, page, 'grading-take');
    await press('g');
    await pointsHaveFocus();
    await press('Enter');
    // The next test goes elsewhere by itself.
    await page.waitForURL(/graded=/);
    await becomes(async () => (await kept()).get(here.ids['mei-chen'])?.grade.points, 4);
  });

  const change = ($set: object) =>
    practice.tool.connection
      .collection('discussions')
      .updateOne({ _id: here.discussionId as never }, { $set });

  it('prints all of it as a page that is accessible by itself', async () => {
    const { html } = await here.teacher.get(`${here.teacher.base}/transfer/whole.html`);
    // It stands alone, without the policy that our pages have.
    await page.goto('about:blank');
    await page.setContent(html);
    await page.getByRole('heading', { name: 'Week 6: Who paid for the canals?' }).waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 375, height: 812 });
    await assertAccessible(page);
    await assertFits(page);
  });

  it('shows many at once and a rubric in any light, wide and narrow, accessible both', async () => {
    await page.goto(`${base}/grading/many`);
    await page.getByRole('heading', { name: 'to look at first' }).waitFor();
    await look(page, page, 'grading-many');
    const levels = [
      { title: 'Names a source', points: 4 },
      { title: 'Hints at one', points: 2 },
    ];
    const rubric = { criteria: [{ id: 'evidence', title: 'Evidence', levels }], freePoints: true };
    await change({ rubric });
    await page.goto(`${base}/grading/${here.ids['mei-chen']}`);
    await page.getByLabel('4 points Names a source').check();
    await look(page, page, 'grading-rubric');
  });
});
