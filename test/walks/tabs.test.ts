import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from 'playwright-core';
import { withBrowser } from '../support/browser.ts';
import { type Practice, setUpActivity, startPractice } from '../support/practice.ts';
import { assertAccessible, becomes, openActivity } from '../support/walk.ts';

describe('Browsers as they are', function () {
  this.timeout(120_000);
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  const KEPT = { own: 'parted=1', all: 'plain=1; parted=1', none: undefined };
  for (const cookies of ['own', 'all', 'none'] as const) {
    const what = { own: 'those that are partitioned', all: 'third-party ones', none: 'none at all' };
    it(`a browser told to keep ${what[cookies]} sends just these back from a frame`, () => framed(cookies));
  }

  const framed = (cookies: keyof typeof KEPT) =>
    withBrowser({ cookies }, async ({ context }) => {
      const seen: IncomingMessage[] = [];
      const framed = createServer((request, response) => {
        seen.push(request);
        response.setHeader('set-cookie', [
          'plain=1; Secure; SameSite=None',
          'parted=1; Secure; SameSite=None; Partitioned',
        ]);
        response.end();
      });
      const outer = createServer((_request, response) => {
        const { port } = framed.address() as AddressInfo;
        response.setHeader('content-type', 'text/html');
        response.end(`<iframe src="http://127.0.0.1:${port}/"></iframe>`);
      });
      await Promise.all(
        [framed, outer].map((server) => new Promise<void>((up) => server.listen(0, '127.0.0.1', up))),
      );
      const page = await context.newPage();
      for (const _visit of [1, 2])
        await page.goto(`http://localhost:${(outer.address() as AddressInfo).port}/`);
      const sent = seen.filter(({ url }) => url === '/').map(({ headers }) => headers.cookie);
      for (const server of [framed, outer]) server.close().closeAllConnections();
      assert.deepEqual(sent, [undefined, KEPT[cookies]]);
    });

  /** A tab in the background is not painted, and a click into what was not painted yet is lost. */
  async function lookAt(tab: Page, frame: Frame): Promise<void> {
    await tab.bringToFront();
    await frame.evaluate(
      () => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))),
    );
    await tab.screenshot();
  }

  for (const preset of ['canvas', 'moodle'] as const) {
    it(`two tabs of one browser, teacher and test student, leave each other alone under ${preset} rules`, () =>
      withBrowser({ cookies: 'own' }, async ({ context }) => {
        const { activity } = await setUpActivity(practice, preset);
        const [teacherTab, studentTab] = [await context.newPage(), await context.newPage()];
        const teacher = await openActivity(teacherTab, practice, preset, 'teacher-rosa', activity);
        const student = await openActivity(studentTab, practice, preset, 'test-student', activity);
        await lookAt(teacherTab, teacher);
        await teacher.getByRole('link', { name: 'Grading' }).click();
        await teacher.getByRole('heading', { name: /^Grading/ }).waitFor();
        await lookAt(studentTab, student);
        await student.getByLabel('Your post', { exact: true }).fill('Only to see how it looks.');
        await student.getByRole('button', { name: 'Post' }).click();
        await student.getByText('Posted.').waitFor();
        await becomes(() => student.getByRole('link', { name: 'Grading' }).count(), 0);
        await lookAt(teacherTab, teacher);
        await teacher.getByRole('button', { name: 'Read the roster again' }).click();
        await teacher.getByText(/Roster as of/).waitFor();
        await lookAt(studentTab, student);
        await student.getByRole('link', { name: 'Week 6' }).click();
        await student.getByRole('heading', { name: 'What is asked of you' }).waitFor();
      }));
  }

  it('without JavaScript a student posts, replies, edits and deletes', () =>
    withBrowser({ javaScriptEnabled: false, width: 375, height: 812 }, async ({ context }) => {
      const { activity } = await setUpActivity(practice, 'canvas');
      const page = await context.newPage();
      await page.goto(`${practice.lms.origin}/canvas/as/student-ana-ruiz/launch/${activity}`);
      for (const _step of ['login', 'launch']) await page.getByRole('button').click();
      await page.getByLabel('Your post', { exact: true }).fill('No script here.');
      await page.getByRole('button', { name: 'Post' }).click();
      await page.getByLabel('Reply to Ana Ruiz').fill('A reply, too.');
      await page.getByRole('button', { name: 'Post reply' }).click();
      await page.getByText('1 reply', { exact: true }).waitFor();
      await page.getByLabel('More for 1.1').click();
      await page.getByRole('link', { name: 'Edit 1.1' }).click();
      await page.getByLabel('Text').fill('A better reply.');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('A better reply.').waitFor();
      await page.getByLabel('More for 1.1').click();
      await page.getByRole('link', { name: 'Delete 1.1' }).click();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByText('No replies yet').waitFor();
    }));

  it('in the dark, at 320 pixels, the pages are accessible still', () =>
    withBrowser({ width: 320, height: 640, colorScheme: 'dark' }, async ({ context }) => {
      const { activity } = await setUpActivity(practice, 'moodle');
      const page = await context.newPage();
      const student = await openActivity(page, practice, 'moodle', 'student-mei-chen', activity);
      await assertAccessible(student);
      const teacher = await openActivity(page, practice, 'moodle', 'teacher-rosa', activity);
      await teacher.getByRole('link', { name: 'Grading' }).click();
      await teacher.getByRole('heading', { name: /^Grading/ }).waitFor();
      await assertAccessible(teacher);
    }));
});
