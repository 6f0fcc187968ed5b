import assert from 'node:assert/strict';
import { withBrowser } from '../support/browser.ts';
import { PRESETS, type Practice, setUpActivity, startPractice } from '../support/practice.ts';
import { assertAccessible, look, picture, submit, watchForErrors, writePost } from '../support/walk.ts';

describe('Back, and launches that come again', function () {
  this.timeout(180_000);
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  for (const preset of PRESETS) {
    it(`as a page of its own on a phone, as LMS apps show it, it works and Back leads to the course under ${preset} rules`, () =>
      withBrowser({ width: 375, height: 812 }, async ({ context }) => {
        const { activity } = await setUpActivity(practice, preset);
        const errors = watchForErrors(context, practice);
        const page = await context.newPage();
        const course = `${practice.lms.origin}/${preset}/as/student-ana-ruiz/courses/hist210`;
        await page.goto(course);
        await page.evaluate((url) => {
          location.href = url;
        }, `${practice.lms.origin}/${preset}/as/student-ana-ruiz/launch/${activity}?storage=silent`);
        await page.waitForURL(/\/s\//);
        await writePost(page, 'On the bus.');
        await assertAccessible(page);
        await picture(page, `cookies-mobile-${preset}`);
        const passedOnTheWay: string[] = [];
        while (page.url() !== course) {
          passedOnTheWay.push(new URL(page.url()).pathname);
          assert.ok(passedOnTheWay.length < 5, passedOnTheWay.join(' '));
          await page.goBack();
        }
        assert.deepEqual(
          passedOnTheWay.filter((path) => !path.startsWith('/s/')),
          [],
          'no form and no login on the way',
        );
        assert.deepEqual(errors, []);
      }));
  }

  it('a launch that the browser’s history sends again leads on to what it opened', () =>
    withBrowser({ javaScriptEnabled: false, width: 375, height: 812 }, async ({ context }) => {
      const { activity } = await setUpActivity(practice, 'moodle');
      const page = await context.newPage();
      await page.goto(`${practice.lms.origin}/moodle/as/student-ana-ruiz/launch/${activity}`);
      await page.getByRole('button', { name: 'Continue' }).click();
      const form = await page.content();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByLabel('Your post', { exact: true }).waitFor();
      const discussion = page.url();
      // Some LMSs let the browser keep the form that it posted.
      await page.route('**/mod/lti/auth.php?*', (route) =>
        route.fulfill({ contentType: 'text/html', body: form }),
      );
      await page.goBack();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'This step works only once' }).waitFor();
      await page.getByRole('link', { name: 'Go on to the discussion' }).click();
      await page.getByLabel('Your post', { exact: true }).waitFor();
      assert.equal(page.url(), discussion);
    }));

  it('and a page of the LMS that sends it again is answered so, too', () =>
    withBrowser({}, async ({ context }) => {
      const { activity } = await setUpActivity(practice, 'canvas');
      const page = await context.newPage();
      let sent = '';
      page.on('request', (request) => {
        if (request.url().endsWith('/lti/launch')) sent = request.postData() ?? '';
      });
      await page.goto(`${practice.lms.origin}/canvas/as/student-ana-ruiz/launch/${activity}`);
      await page.waitForURL(/\/s\//);
      const discussion = page.url();
      await page.goto(`${practice.lms.origin}/canvas`);
      const fields = Object.fromEntries(new URLSearchParams(sent));
      await submit(page, { action: `${practice.tool.baseUrl}/lti/launch`, fields });
      await page.getByRole('heading', { name: 'This step works only once' }).waitFor();
      await look(page, page, 'cookies-once');
      await page.getByRole('link', { name: 'Go on to the discussion' }).click();
      await page.waitForURL(discussion);
    }));
});
