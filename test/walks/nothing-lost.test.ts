import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { connect } from '../../src/store/database.ts';
import { createStore } from '../../src/store/index.ts';
import { openProfile, type RealBrowser, startBrowser, withBrowser } from '../support/browser.ts';
import { openDiscussion } from '../support/inChromium.ts';
import { startLms } from '../support/lms.ts';
import { type Practice, registerPreset, setUpActivity, startPractice } from '../support/practice.ts';
import { type Trouble, troubledProxy } from '../support/proxy.ts';
import { SECRET } from '../support/tool.ts';
import { environment, ToolProcess } from '../support/toolProcess.ts';
import { becomes, fieldOf as field, look, openActivity, unfoldPost } from '../support/walk.ts';

describe('What was typed is not lost', function () {
  this.timeout(120_000);
  const trouble: Trouble = { answers: 'arrive' };
  let practice: Practice;
  let browser: RealBrowser;
  let page: Page;
  let activity: string;

  before(async () => {
    practice = await startPractice({ before: (tool) => troubledProxy(tool, trouble) });
    ({ activity } = await setUpActivity(practice, 'canvas'));
  });
  beforeEach(async () => {
    browser = await startBrowser();
    page = await browser.context.newPage();
  });
  afterEach(async () => {
    trouble.answers = 'arrive';
    await browser?.close();
  });
  after(() => practice?.close());

  const posts = () => practice.tool.connection.collection('posts');
  const timesPosted = (plain: string) => posts().countDocuments({ plain });

  const enter = (person: string, tab = page) => openDiscussion(tab, practice, person, activity);
  const typed = (tab: Page | Frame = page) => tab.locator('textarea[name=text]').inputValue();
  const button = (tab: Page = page) => tab.getByRole('button', { name: /^(Post|Post reply|Save)$/ });
  const says = (text: string | RegExp, tab: Page = page) => tab.locator('.kept').getByText(text).waitFor();
  const saved = (tab = page) => says(/^Saved, /, tab);
  /** At once, or, where somebody has stopped waiting for it, told where they are. */
  const isPosted = () =>
    page
      .locator('.notice, .kept')
      .getByText(/^(Posted\.|What you wrote before has been sent\.)/)
      .waitFor();
  async function type(text: string, tab = page): Promise<void> {
    await unfoldPost(tab);
    await field(tab).fill(text);
  }
  async function endVisit(base: string): Promise<void> {
    const sessions = practice.tool.connection.collection('sessions');
    await sessions.updateOne({ _id: base.split('/').at(-1) as never }, { $set: { expiresAt: new Date(0) } });
  }
  /** A post to reply to, by somebody. @returns its number */
  async function postBy(person: string, text: string): Promise<number> {
    const other = await startBrowser();
    const tab = await other.context.newPage();
    await enter(person, tab);
    await type(text, tab);
    await button(tab).click();
    await tab.getByText('Posted.').waitFor();
    await other.close();
    return Number(/\/posts\/(\d+)/.exec(tab.url())?.[1]);
  }

  it('a reload, before the server has a word of it', async () => {
    await enter('student-ana-ruiz');
    const toDrafts = /\/drafts\//;
    await page.route(toDrafts, (route) => route.abort('connectionrefused'));
    await page.getByLabel('Title').fill('My title');
    await type('An hour of thought.');
    await says(/^Saved on this device, /);
    await page.reload();
    await becomes(() => page.getByLabel('Title').inputValue(), 'My title');
    await becomes(() => typed(), 'An hour of thought.');
    await says(/^Saved on this device, /);
    await look(page, page, 'draft-on-this-device');
    await page.unroute(toDrafts);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await saved();
    await button().click();
    await page.getByText('Posted.').waitFor();
    await becomes(() => timesPosted('An hour of thought.'), 1);
  });

  it('a reload that the server answers before it is given the last words, and this device lets go of them', async () => {
    const base = await enter('student-ana-ruiz');
    await type('Just now.');
    await page.route(`${base}/discussion`, async (route) => {
      const kept = page.waitForResponse(/\/drafts\//);
      const response = await route.fetch();
      await (await kept).finished();
      // Time for the page that is being left to hear of it, which is asked nothing any more.
      await delay(200);
      await route.fulfill({ response });
    });
    await page.reload();
    await becomes(() => typed(), 'Just now.');
    await says(/^Saved, /);
  });

  it('a closed tab, and another device: the newest is in the form, the other is kept and offered', async () => {
    await enter('student-wulandari');
    await type('At the desk.');
    await saved();
    await withBrowser({}, async ({ context }) => {
      const phone = await context.newPage();
      await enter('student-wulandari', phone);
      await becomes(() => typed(phone), 'At the desk.');
      await type('At the desk, and on the bus.', phone);
      await saved(phone);
      // The desk knows nothing of that, and writes on.
      await type('At the desk, once more.');
      await saved();
      await page.getByText(/You also wrote another version/).click();
      await page.getByText('At the desk, and on the bus.').waitFor();
      await look(page, page, 'draft-two-versions');
      await page.close();
      await phone.reload();
      await becomes(() => typed(phone), 'At the desk, once more.');
      await phone.getByText(/You also wrote another version/).click();
      await phone.getByRole('button', { name: 'Use it instead' }).click();
      await phone.waitForFunction(() =>
        document.querySelector<HTMLTextAreaElement>('textarea[name=text]')?.value.endsWith('on the bus.'),
      );
      await phone.getByText(/You also wrote another version/).click();
      await phone.getByRole('button', { name: 'Discard it' }).click();
      await phone.getByText(/You also wrote another version/).waitFor({ state: 'detached' });
      await becomes(() => typed(phone), 'At the desk, and on the bus.');
    });
  });

  it('no network: one types on and posts, and it goes out once, by itself, when the network is back', async () => {
    await enter('student-omar-haddad');
    await browser.context.setOffline(true);
    await type('Under way.');
    await says(/^Saved on this device, /);
    await button().click();
    await says(/^Not sent yet: .* saved on this device and will be sent/);
    await look(page, page, 'draft-not-sent-yet');
    await becomes(() => timesPosted('Under way.'), 0);
    await browser.context.setOffline(false);
    await isPosted();
    await becomes(() => timesPosted('Under way.'), 1);
  });

  for (const answers of ['are errors', 'are cut off'] as const)
    it(`answers that ${answers}, though the server had posted it: it is posted once`, async () => {
      await enter('student-omar-haddad');
      await type(`Answers that ${answers}.`);
      await saved();
      trouble.answers = answers;
      await button().click();
      await says(/^Not sent yet/);
      trouble.answers = 'arrive';
      await isPosted();
      await becomes(() => timesPosted(`Answers that ${answers}.`), 1);
    });

  it('a page that is closed before what was sent arrived: the next one sends it, and tells', async () => {
    const number = await postBy('student-mei-chen', 'Who answers this?');
    const base = await enter('student-omar-haddad');
    await page.goto(`${base}/posts/${number}`);
    await browser.context.setOffline(true);
    await type('A reply from the train.');
    await button().click();
    await says(/^Not sent yet/);
    await page.close();
    await browser.context.setOffline(false);
    page = await browser.context.newPage();
    await enter('student-omar-haddad');
    await page.getByText('What you wrote before has been sent.').waitFor();
    await page.getByRole('link', { name: 'See it' }).click();
    await page.getByText('A reply from the train.').waitFor();
    await becomes(() => timesPosted('A reply from the train.'), 1);
  });

  it('a visit that ended while somebody wrote: after the next launch the text is there and the post goes out', async () => {
    const base = await enter('student-jonas-lindqvist');
    await type('Before it ended.');
    await saved();
    await endVisit(base);
    await type('Before it ended, and after.');
    await says(/^Your visit has ended\. What you wrote is saved on this device/);
    await enter('student-jonas-lindqvist');
    await becomes(() => typed(), 'Before it ended, and after.');
    await endVisit(page.url().replace(/\/discussion.*/, ''));
    await button().click();
    await says(/^Your visit ended before this was sent/);
    await look(page, page, 'draft-visit-ended');
    await becomes(() => timesPosted('Before it ended, and after.'), 0);
    await enter('student-jonas-lindqvist');
    await says('What you wrote before has been sent.');
    await becomes(() => timesPosted('Before it ended, and after.'), 1);
    await becomes(() => typed(), '');
  });

  it('somebody else in the same browser sees nothing of it', async () => {
    const base = await enter('student-ana-ruiz');
    await type('Mine alone.');
    await endVisit(base);
    await button().click();
    await says(/^Your visit ended before this was sent/);
    await enter('student-mei-chen');
    await becomes(() => typed(), '');
    assert.doesNotMatch(await page.content(), /Mine alone/);
    await becomes(() => timesPosted('Mine alone.'), 0);
    await enter('student-ana-ruiz');
    await says('What you wrote before has been sent.');
  });

  it('what is answered was deleted: the text is kept, said so, and still there another day', async () => {
    const number = await postBy('student-mei-chen', 'Soon to be gone.');
    const base = await enter('student-ana-ruiz');
    await page.goto(`${base}/posts/${number}`);
    await type('Too late, but not lost.');
    await saved();
    await posts().updateOne({ plain: 'Soon to be gone.' }, { $set: { deletedAt: new Date() } });
    await button().click();
    await says(/Your text is still here, and kept as a draft\./);
    await becomes(() => typed(), 'Too late, but not lost.');
    await look(page, page, 'draft-refused');
    await enter('student-ana-ruiz');
    await page.getByRole('link', { name: /^Your reply to/ }).click();
    await page.getByRole('heading', { name: 'Your drafts' }).waitFor();
    await becomes(
      () => page.getByRole('textbox', { name: /^Your reply to/ }).inputValue(),
      'Too late, but not lost.',
    );
    await look(page, page, 'drafts');
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await page.getByRole('button', { name: 'Bring it back' }).waitFor();
  });

  it('two tabs that reply to two posts never cross', async () => {
    const numbers = [await postBy('student-mei-chen', 'One.'), await postBy('student-mei-chen', 'Another.')];
    const base = await enter('student-ana-ruiz');
    const tabs = [page, await browser.context.newPage()];
    for (const [index, tab] of tabs.entries()) await tab.goto(`${base}/posts/${numbers[index]}`);
    await browser.context.setOffline(true);
    for (const [index, tab] of tabs.entries()) await type(`To number ${index}.`, tab);
    for (const tab of tabs) await says(/^Saved on this device/, tab);
    await browser.context.setOffline(false);
    for (const [index, tab] of tabs.entries()) {
      await tab.reload();
      await becomes(() => typed(tab), `To number ${index}.`);
      await button(tab).click();
      await tab.getByText('Posted.').waitFor();
      const reply = await posts().findOne({ plain: `To number ${index}.` });
      assert.equal(reply?.threadNumber, numbers[index]);
    }
  });

  it('a draft that is posted in one tab is gone in the other', async () => {
    await enter('student-mei-chen');
    await type('In two tabs.');
    await saved();
    const other = await browser.context.newPage();
    await enter('student-mei-chen', other);
    await becomes(() => typed(other), 'In two tabs.');
    await button(other).click();
    await other.getByText('Posted.').waitFor();
    // As a browser does when somebody comes back to a tab.
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await says(/^You sent this from another page or device\./);
    await becomes(() => typed(), '');
  });

  it('a double click posts once', async () => {
    await enter('student-mei-chen');
    await type('Twice is once.');
    await button().dblclick();
    await page.getByText('Posted.').waitFor();
    await becomes(() => timesPosted('Twice is once.'), 1);
  });

  it('a draft that is discarded can be brought back', async () => {
    await enter('student-mei-chen');
    await type('Not this.');
    await saved();
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await page.getByText('Draft discarded.').waitFor();
    await becomes(() => typed(), '');
    await look(page, page, 'draft-discarded');
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await page.getByText('Draft saved').waitFor();
    await becomes(() => typed(), 'Not this.');
  });

  it('states are told once to a screen reader, and not at every key', async () => {
    await enter('student-mei-chen');
    const told = page.locator('form.write .unseen[role=status]:not(.editor *)');
    await type('One.');
    await saved();
    assert.match((await told.textContent()) ?? '', /^Saved, /);
    await told.evaluate((element) => {
      new MutationObserver(() => {
        (globalThis as { told?: number }).told = 1;
      }).observe(element, { childList: true });
    });
    await type('One. Two.');
    await says('Saving…');
    await saved();
    await becomes(() => page.evaluate(() => (globalThis as { told?: number }).told), undefined);
  });

  it('where the browser denies storage to a frame, the server’s draft is there after the next launch', async () => {
    await browser.context.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('denied', 'SecurityError');
          },
        });
    });
    const base = await enter('student-jonas-lindqvist');
    await type('Kept elsewhere.');
    await saved();
    await browser.context.setOffline(true);
    await type('Kept elsewhere. And this, not.');
    await says(/^Not saved since .*this browser keeps nothing for this page/);
    await browser.context.setOffline(false);
    await saved();
    await endVisit(base);
    await enter('student-jonas-lindqvist');
    await becomes(() => typed(), 'Kept elsewhere. And this, not.');
  });

  it('an edit, and a comment to a student, are there again after the network was gone', async () => {
    const number = await postBy('student-ana-ruiz', 'To be edited.');
    const base = await enter('student-ana-ruiz');
    await page.goto(`${base}/posts/${number}`);
    await page.getByText(/^More/).first().click();
    await page.getByRole('link', { name: `Edit ${number}` }).click();
    trouble.answers = 'are cut off';
    await type('Two hours of thought.');
    await says(/^Saved on this device/);
    await page.reload();
    await becomes(() => typed(), 'Two hours of thought.');
    trouble.answers = 'arrive';
    const teacher = await enter('teacher-rosa');
    await page.goto(`${teacher}/grading`);
    await page.getByRole('link', { name: 'Ana Ruiz' }).click();
    const comment = page.getByLabel('Comment to Ana Ruiz');
    await comment.fill('An evening of comments.');
    trouble.answers = 'are cut off';
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await says(/^Not sent: .* press the button again/);
    await becomes(() => comment.inputValue(), 'An evening of comments.');
    await page.reload();
    await becomes(() => comment.inputValue(), 'An evening of comments.');
    // What was not touched is not kept: by now more may be suggested.
    const kept = await page.evaluate(() => Object.values(localStorage).join());
    assert.match(kept, /An evening of comments/);
    assert.doesNotMatch(kept, /points/);
    trouble.answers = 'arrive';
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await page.getByText(/kept\.$/).waitFor();
    assert.doesNotMatch(await page.evaluate(() => Object.values(localStorage).join()), /comments/);
  });

  it('a browser that crashed, on the same device, before the server had a word of it', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'rejoinder-profile-'));
    try {
      const before = await openProfile(profile);
      const tab = await before.context.newPage();
      await enter('student-wulandari', tab);
      await tab.route(/\/drafts\//, (route) => route.abort('connectionrefused'));
      await type('Written before the crash.', tab);
      await says(/^Saved on this device/, tab);
      await writtenToDisk(profile, 'Written before the crash.');
      await before.crash();
      const after = await openProfile(profile);
      const again = await after.context.newPage();
      await enter('student-wulandari', again);
      await becomes(() => typed(again), 'Written before the crash.');
      await after.context.close();
    } finally {
      await rm(profile, { recursive: true, force: true });
    }
  });
  /** Chromium puts what pages store on the disk after a few seconds. */
  async function writtenToDisk(profile: string, text: string): Promise<void> {
    const folder = join(profile, 'Default', 'Local Storage', 'leveldb');
    const isThere = async () => {
      const names = await readdir(folder);
      const files = await Promise.all(names.map((name) => readFile(join(folder, name)).catch(() => '')));
      return files.some((bytes) => bytes.includes(text));
    };
    while (!(await isThere())) await delay(100);
  }

  it('a server that was killed: what is sent meanwhile is posted once when it is up again', async () => {
    const env = await environment();
    let tool = await new ToolProcess(env).up();
    const connection = await connect(env.MONGODB_URI);
    const lms = await startLms({ toolUrl: env.BASE_URL });
    try {
      await registerPreset(createStore(connection, SECRET), lms.origin, 'canvas');
      const there = { lms, tool: { baseUrl: env.BASE_URL } } as Practice;
      const { activity } = await setUpActivity(there, 'canvas');
      await page.goto(`${lms.origin}/canvas/as/student-ana-ruiz/launch/${activity}`);
      await page.waitForURL(/\/s\/[\w-]+\/discussion/);
      await tool.end('SIGKILL');
      await type('Typed while it was down.');
      await says(/^Saved on this device/);
      await button().click();
      await says(/^Not sent yet/);
      tool = await new ToolProcess(env).up();
      await isPosted();
      await becomes(
        () => connection.collection('posts').countDocuments({ plain: 'Typed while it was down.' }),
        1,
      );
    } finally {
      await tool.stop();
      await lms.close();
      await connection.dropDatabase();
      await connection.close();
    }
  });

  it('Back after posting does not post the same words again', async () => {
    await enter('student-jonas-lindqvist');
    await type('Once is enough.');
    await button().click();
    await page.getByText('Posted.').waitFor();
    await page.goBack();
    await type('Once is enough.');
    await button().click();
    await page.getByText('Posted.').waitFor();
    await becomes(() => timesPosted('Once is enough.'), 1);
  });

  it('a mistake in a form comes into view, with the cursor in its field, in the frame too', async () => {
    const frame: Frame = await openActivity(page, practice, 'canvas', 'student-mei-chen', activity);
    await field(frame).fill('');
    await frame.getByRole('button', { name: 'Post', exact: true }).click();
    await frame.getByText('There is nothing to post yet').waitFor();
    await field(frame).and(frame.locator(':focus')).waitFor();
    // It may still be scrolling there.
    const error = await frame.getByText('There is nothing to post yet').elementHandle();
    await frame.waitForFunction((element) => {
      const { top = -1, bottom = 0 } = element?.getBoundingClientRect() ?? {};
      return top >= 0 && bottom <= innerHeight;
    }, error);
  });
});
