import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Platform } from '../../src/domain/platform.ts';
import { makeSignInLink } from '../../src/usecases/signInOperator.ts';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { type Practice, setUpActivity, startPractice } from '../support/practice.ts';
import { assertAccessible, assertFits, becomes, look, openActivity, picture } from '../support/walk.ts';

describe('The administration in a browser', function () {
  this.timeout(180_000);
  let practice: Practice;
  let activity: string;
  const browsers: RealBrowser[] = [];

  before(async () => {
    practice = await startPractice();
    ({ activity } = await setUpActivity(practice, 'canvas'));
  });
  afterEach(async () => {
    for (const browser of browsers.splice(0)) await browser.close();
  });
  after(() => practice?.close());

  async function open(options: Parameters<typeof startBrowser>[0] = {}): Promise<Page> {
    const browser = await startBrowser({ cookies: 'own', ...options });
    browsers.push(browser);
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    return browser.context.newPage();
  }

  async function signedIn(page: Page): Promise<void> {
    await page.goto(await makeSignInLink(practice.tool.tool, new Date()));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Administration', level: 1 }).waitFor();
  }

  /** As registering itself leaves one that came from another host than its issuer's. */
  async function registerItself(name: string): Promise<Platform> {
    const { platforms } = practice.tool.tool.store;
    const known = (await platforms.list()).find((platform) => platform.name === name);
    if (!known) throw new Error(`no platform is called ${name}`);
    await platforms.setStatus(known.id, 'removed');
    const { id: _, createdAt: __, ...rest } = known;
    const waiting = { status: 'pending', enteredBy: 'lms', configurationHost: 'lms.example.edu' } as const;
    const added = await platforms.add({ ...rest, ...waiting, learnsDeployments: false }, new Date());
    return added as Platform;
  }

  const heading = (page: Page, name: string | RegExp) =>
    page.getByRole('heading', { name, level: 1 }).waitFor();
  const press = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: true }).click();
  const follow = (page: Page, name: string | RegExp) =>
    page.getByRole('link', { name, exact: true }).first().click();

  it('an operator signs in, invites, approves, checks, pauses, resumes and removes; students are told; all of it is in the list', async () => {
    const page = await open();
    await page.goto(`${practice.tool.baseUrl}/admin`);
    await becomes(() => page.getByLabel('Command').inputValue(), 'npm run -s cli -- admin-link');
    await assertAccessible(page);
    await signedIn(page);
    await assertAccessible(page);

    await follow(page, 'Invite an LMS');
    await press(page, 'Make the invitation');
    await page.getByText('Say who it is for').waitFor();
    await assertAccessible(page);
    await page.getByLabel('Who it is for').fill('Northfield, Moodle');
    await press(page, 'Make the invitation');
    await heading(page, 'Invitation: Northfield, Moodle');
    await press(page, 'Copy Address to paste');
    await page.getByText('Copied: Address to paste').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, await page.getByLabel('Address to paste', { exact: true }).inputValue());
    assert.match(copied, /^http:\/\/127\.0\.0\.1:\d+\/register\/[\w-]{32}$/);
    await assertAccessible(page);

    await registerItself('moodle');
    await page.goto(`${practice.tool.baseUrl}/admin`);
    await page.getByRole('heading', { name: 'Waiting for you' }).waitFor();
    await page.getByText('it registered from lms.example.edu').waitFor();
    await assertAccessible(page);
    await follow(page, 'moodle');
    await assertAccessible(page);
    await follow(page, 'Approve');
    await heading(page, 'Approve moodle?');
    await assertAccessible(page);
    await press(page, 'Approve');
    await page.getByText('Approved: its launches are let in.').waitFor();
    await press(page, 'Check now');
    await page.getByText('Checked: 2 things below need a look.').waitFor();
    await page.getByText('It knows this tool and gives it access.').waitFor();
    await assertAccessible(page);

    const studentTab = await open();
    const student = await openActivity(studentTab, practice, 'canvas', 'student-ana-ruiz', activity);
    await follow(page, 'Rejoinder: administration');
    await follow(page, 'canvas');
    await follow(page, 'Pause');
    await press(page, 'Pause');
    await page.getByText('Paused: its launches are refused').waitFor();
    await assertAccessible(page);
    await student.getByLabel('Your post', { exact: true }).fill('Written while it was paused.');
    await student.getByRole('button', { name: 'Post' }).click();
    await student.getByRole('heading', { name: 'Open this from your course' }).waitFor();
    await student.getByText('Written while it was paused.').waitFor();
    await follow(page, 'Resume');
    await press(page, 'Resume');
    await page.getByText('Resumed: its launches are let in.').waitFor();
    const back = await openActivity(studentTab, practice, 'canvas', 'student-ana-ruiz', activity);
    await back.getByLabel('Your post', { exact: true }).waitFor();

    await follow(page, 'Rejoinder: administration');
    await follow(page, 'moodle');
    await follow(page, 'Remove');
    await page.getByText('Registering the same LMS again brings everything back').waitFor();
    await press(page, 'Remove');
    await page.getByText('Removed. Registering it again').waitFor();
    await becomes(() => page.getByRole('link', { name: 'moodle', exact: true }).count(), 0);
    await follow(page, 'All of it');
    for (const done of [
      'Signed in',
      'Invitation made: Northfield, Moodle',
      'moodle was approved',
      'moodle was checked',
      'canvas was paused',
      'canvas was resumed',
      'moodle was removed',
    ])
      await page.getByText(done, { exact: true }).first().waitFor();
    await assertAccessible(page);
    await press(page, 'Sign out');
    await page.getByText('this browser is not signed in').waitFor();
    await registerItself('canvas').then(({ id }) =>
      practice.tool.tool.store.platforms.setStatus(id, 'active'),
    );
  });

  it('an LMS administrator sees how their LMS is doing and checks it, and finds no way into the rest', async () => {
    const page = await open({ width: 375, height: 812 });
    await page.goto(`${practice.lms.origin}/canvas/as/admin-ingrid/launch/${activity}`);
    await follow(page, 'How this LMS is connected');
    await heading(page, 'How this LMS is connected');
    await assertAccessible(page);
    await press(page, 'Check now');
    await page.getByText(/^Checked: /).waitFor();
    await assertAccessible(page);
    await assertFits(page);
    await picture(page, 'lms-admin-375');
    await press(page, 'Check now');
    await page.getByText('one was made less than a minute ago').waitFor();
    for (const name of ['Pause', 'Remove', 'Sign out', 'Let this deployment in'])
      await becomes(() => page.getByRole('button', { name }).count(), 0, name);
    await page.goto(`${practice.tool.baseUrl}/admin`);
    await page.getByText('this browser is not signed in').waitFor();
  });

  it('with the keyboard alone, an operator signs in, invites an LMS and copies the address', async () => {
    const page = await open();
    await page.goto(await makeSignInLink(practice.tool.tool, new Date()));
    await tabTo(page, 'Sign in');
    await page.keyboard.press('Enter');
    await heading(page, 'Administration');
    await tabTo(page, 'Invite an LMS');
    await page.keyboard.press('Enter');
    await heading(page, 'Invite an LMS');
    await tabTo(page, 'note');
    await page.keyboard.type('By keyboard');
    await tabTo(page, 'approves');
    await page.keyboard.press('Space');
    await tabTo(page, 'Make the invitation');
    await page.keyboard.press('Enter');
    await heading(page, 'Invitation: By keyboard');
    await page.getByText('lets the LMS in without your looking at it').waitFor();
    await tabTo(page, 'Copy Address to paste');
    await page.keyboard.press('Enter');
    await page.getByText('Copied: Address to paste').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /\/register\//);
  });

  it('without JavaScript an operator registers an LMS by hand and checks it', async () => {
    const page = await open({ javaScriptEnabled: false, width: 375, height: 812 });
    await signedIn(page);
    await follow(page, 'Register one by hand');
    await becomes(() => page.getByRole('button', { name: /^Copy/ }).count(), 0);
    await press(page, 'Register');
    await page.getByText('Enter at least one deployment id').waitFor();
    const { lms } = practice;
    await page.getByLabel('Name').fill('By hand');
    await page.getByLabel('Issuer').fill(`${lms.origin}/elsewhere`);
    await page.getByLabel('Client ID').fill('by-hand');
    await page.getByLabel('Authentication request URL').fill(`${lms.origin}/moodle/mod/lti/auth.php`);
    await page.getByLabel('Access token URL').fill(`${lms.origin}/moodle/mod/lti/token.php`);
    await page.getByLabel('Public keyset URL').fill(`${lms.origin}/moodle/mod/lti/certs.php`);
    await page.getByLabel('Deployment IDs').fill('1');
    await press(page, 'Register');
    await page.getByText('Registered: its launches are let in.').waitFor();
    await press(page, 'Check now');
    await page.getByText('It does not know the client id by-hand').waitFor();
    await picture(page, 'admin-check-375');
  });

  it('fits wide and narrow screens, light and dark, accessible on every page', async () => {
    const platform = await troubled();
    const page = await open();
    const see = (name: string) => look(page, page, `admin-${name}`);
    await page.goto(`${practice.tool.baseUrl}/admin`);
    await see('signed-out');
    await page.goto(await makeSignInLink(practice.tool.tool, new Date()));
    await see('sign-in');
    await press(page, 'Sign in');
    await heading(page, 'Administration');
    await see('home');
    const at = (path: string) => page.goto(`${practice.tool.baseUrl}/admin/${path}`);
    await at('invitations/new');
    await see('invite');
    await page.getByLabel('Who it is for').fill('Northfield');
    await press(page, 'Make the invitation');
    await heading(page, 'Invitation: Northfield');
    await see('invitation');
    await at(`platforms/${platform.id}`);
    await press(page, 'Check now');
    await page.getByText(/^Checked: /).waitFor();
    await see('platform');
    await at(`platforms/${platform.id}/status/remove`);
    await see('remove');
    await at('platforms/new');
    await press(page, 'Register');
    await page.getByText('Nothing is lost').waitFor();
    await see('register');
    await at('audit');
    await see('audit');
    await at('platforms/nowhere');
    await see('not-found');
  });

  /** The Canvas of the practice LMS with something of everything to tell. */
  async function troubled(): Promise<Platform> {
    const { tool } = practice.tool;
    const platform = (await tool.store.platforms.list()).find(({ name }) => name === 'canvas');
    if (!platform) throw new Error('Canvas is not registered');
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    tool.health.delivered(platform.id, ago(26 * 60));
    tool.health.undelivered(platform.id, { at: ago(90), problem: 'delivery.problem.not-permitted' });
    const deploymentId = '42:8865aa05b4b79b64a91a86042e43af5ea8ae79eb';
    tool.health.refused(platform.id, { at: ago(3), reason: 'deployment', deploymentId });
    const { id: _, createdAt: __, ...rest } = platform;
    const waiting = { status: 'pending', enteredBy: 'lms', configurationHost: 'lms.example.edu' } as const;
    await tool.store.platforms.add({ ...rest, ...waiting, clientId: 'waits', name: 'Northfield' }, ago(60));
    return platform;
  }

  /** Presses Tab until what has the focus is called so, by its words or its id. */
  async function tabTo(page: Page, name: string): Promise<void> {
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const { textContent, id } = document.activeElement ?? { textContent: '', id: '' };
        return [textContent?.trim(), id];
      });
      if (focused.includes(name)) return;
    }
    throw new Error(`no way to ${name} with the keyboard`);
  }
});
