import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { invite } from '../../src/usecases/invite.ts';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { inChromium } from '../support/inChromium.ts';
import { startLms } from '../support/lms.ts';
import { lmsJson, PRESETS, type Practice, type Preset } from '../support/practice.ts';
import { startTool } from '../support/tool.ts';
import { assertAccessible, becomes, look, picture, toolFrame } from '../support/walk.ts';

/** What an administrator does with the tool that waits in the LMS. */
const ACTIVATION = { canvas: /^Confirm and turn on/, moodle: /^Activate/ };

/** The tool and the practice LMS, which do not know each other yet. */
async function strangers(): Promise<Practice> {
  const tool = await startTool();
  const lms = await startLms({ toolUrl: tool.baseUrl });
  return { tool, lms, close: async () => void (await Promise.all([tool.close(), lms.close()])) };
}

describe('Registering by invitation, in Chromium with third-party cookies blocked', function () {
  this.timeout(180_000);
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;

  inChromium(
    (walk) => {
      ({ practice, browser, page } = walk);
    },
    {},
    strangers,
  );

  const at = (preset: Preset) => `${practice.lms.origin}/${preset}`;
  const store = () => practice.tool.tool.store;

  async function invited(approves = false): Promise<string> {
    const invitation = { note: 'The practice LMS', approves, days: 7 };
    return (await invite(practice.tool.tool, invitation, 'cli', new Date())).url;
  }

  for (const preset of PRESETS) {
    it(`goes from the pasted address to a student’s launch under ${preset} rules, no violation listed`, async () => {
      await paste(preset, await invited());
      await adminSeesItRegistered(preset);
      const clientId = await adminActivates(preset);
      await teacherIsNotLetInYet(preset, clientId);
      await approve();
      const activity = await teacherAddsDiscussion(preset, clientId);
      await studentOpensIt(preset, activity);
      assert.deepEqual((await lmsJson(`${at(preset)}/sent`)).violations, []);
    });
  }

  async function paste(preset: Preset, url: string): Promise<void> {
    await page.goto(`${at(preset)}/admin/registrations`);
    await page.getByLabel('Registration address').fill(url);
    await page.getByRole('button', { name: 'Open it' }).click();
  }

  async function adminSeesItRegistered(preset: Preset): Promise<void> {
    const frame = await toolFrame(page, practice, /^\/register\//);
    await frame.getByRole('heading', { name: /^Registered with/ }).waitFor();
    await frame.getByText('Until whoever runs the tool approves your LMS').waitFor();
    await becomes(async () => new URL(frame.url()).search, '', 'the LMS’s token is gone from the address');
    await frame.locator('[data-close-yourself]').waitFor({ state: 'hidden' });
    await assertAccessible(frame);
    await picture(page, `registration-in-${preset}`);
    await frame.getByRole('button', { name: 'Done' }).click();
    await page.waitForURL(`${at(preset)}/admin/tools`);
  }

  async function adminActivates(preset: Preset): Promise<string> {
    await page.getByRole('button', { name: ACTIVATION[preset] }).click();
    const last = async () => (await lmsJson(`${at(preset)}/admin/tools`)).tools.at(-1);
    await becomes(async () => (await last()).state, 'active');
    return (await last()).clientId;
  }

  const course = (preset: Preset, person: string) => `${at(preset)}/as/${person}/courses/hist210`;

  async function teacherIsNotLetInYet(preset: Preset, clientId: string): Promise<void> {
    await page.goto(`${course(preset, 'teacher-rosa')}/add?clientId=${clientId}`);
    const frame = await toolFrame(page, practice, /^\/lti\//);
    await frame.getByRole('heading', { name: 'This LMS is not let in yet' }).waitFor();
    await assertAccessible(frame);
  }

  async function approve(): Promise<void> {
    const [waiting] = (await store().platforms.list()).filter(({ status }) => status === 'pending');
    assert.ok(waiting);
    await store().platforms.setStatus(waiting.id, 'active');
  }

  async function teacherAddsDiscussion(preset: Preset, clientId: string): Promise<string> {
    await page.goto(`${course(preset, 'teacher-rosa')}/add?clientId=${clientId}`);
    const frame = await toolFrame(page, practice);
    await frame.getByLabel('Title').fill('Week 7: Locks');
    await frame.getByLabel('Prompt').fill('Who kept the locks?');
    await frame.getByRole('button', { name: 'Add to the course' }).click();
    await page.getByRole('heading', { name: 'Week 7: Locks' }).waitFor();
    const { activities } = await lmsJson(course(preset, 'teacher-rosa'));
    return activities.find(({ title }: { title: string }) => title === 'Week 7: Locks').id;
  }

  async function studentOpensIt(preset: Preset, activity: string): Promise<void> {
    await page.goto(`${course(preset, 'student-ana-ruiz')}?activity=${activity}`);
    const frame = await toolFrame(page, practice);
    await frame.getByRole('heading', { name: 'Week 7: Locks' }).waitFor();
    await frame.getByText('Your post is still to come').waitFor();
    const platforms = await store().platforms.list();
    const { family, deployments, learnsDeployments } = platforms.at(-1) ?? {};
    assert.deepEqual([family, deployments?.length, learnsDeployments], [preset, 1, false]);
  }

  it('explains a second registration in the LMS’s own page, and leaves the LMS as it is', async () => {
    const { tools } = await lmsJson(`${at('moodle')}/admin/tools`);
    await paste('moodle', await invited());
    const frame = await toolFrame(page, practice, /^\/register\//);
    await frame.getByRole('heading', { name: 'This LMS is registered already' }).waitFor();
    await assertAccessible(frame);
    assert.equal((await lmsJson(`${at('moodle')}/admin/tools`)).tools.length, tools.length);
  });

  it('copies the address for whoever opens it in a tab of its own, and closes where it was opened from', async () => {
    const url = await invited();
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(url);
    await page.getByRole('button', { name: 'Copy Registration address' }).click();
    await page.getByRole('button', { name: 'Copied Registration address' }).waitFor();
    await becomes(() => page.evaluate(() => navigator.clipboard.readText()), url);
    const [known] = await store().platforms.list();
    await store().invitations.take(url.split('/').pop() ?? '', new Date());
    const [invitation] = await store().invitations.list();
    await store().invitations.fulfilled(invitation?.id ?? '', known?.id ?? '');
    await page.goto(url);
    await page.getByText('You can close this window').waitFor();
    // Nobody would hear it.
    await page.getByRole('button', { name: 'Done' }).waitFor({ state: 'hidden' });
    await page.goto(`${practice.lms.origin}/moodle`);
    const heard = page.evaluate(
      () =>
        new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data), { once: true })),
    );
    const opening = page.waitForEvent('popup');
    await page.evaluate((address) => void window.open(address), url);
    await (await opening).getByRole('button', { name: 'Done' }).click();
    assert.deepEqual(await heard, { subject: 'org.imsglobal.lti.close' });
  });

  it('says without scripts that the window can be closed, and what to copy', async () => {
    const plain = await startBrowser({ javaScriptEnabled: false });
    try {
      const tab = await plain.context.newPage();
      const url = await invited();
      await tab.goto(url);
      await becomes(() => tab.getByLabel('Registration address').inputValue(), url);
      await becomes(() => tab.getByRole('button').count(), 0);
      await store().invitations.take(url.split('/').pop() ?? '', new Date());
      const [[invitation], [known]] = await Promise.all([
        store().invitations.list(),
        store().platforms.list(),
      ]);
      await store().invitations.fulfilled(invitation?.id ?? '', known?.id ?? '');
      await tab.goto(url);
      await tab.getByText('You can close this window').waitFor();
      await becomes(() => tab.getByRole('button').count(), 0);
    } finally {
      await plain.close();
    }
  });

  it('fits wide and narrow screens, light and dark, accessible on every page', async () => {
    const url = await invited();
    await see(url, 'invitation');
    const [known] = await store().platforms.list();
    await store().platforms.setStatus(known?.id ?? '', 'pending');
    await store().invitations.take(url.split('/').pop() ?? '', new Date());
    const [invitation] = await store().invitations.list();
    await store().invitations.fulfilled(invitation?.id ?? '', known?.id ?? '');
    await see(`${url}?lacking=grades,roster`, 'registered');
    await see(`${url}?openid_configuration=x`, 'invitation-used');
    await store().platforms.setStatus(known?.id ?? '', 'active');
  });

  async function see(url: string, name: string): Promise<void> {
    await page.goto(url);
    await look(page, page, name);
  }
});
