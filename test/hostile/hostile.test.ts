import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { makeSignInLink } from '../../src/usecases/signInOperator.ts';
import { type RealBrowser, startBrowser } from '../support/browser.ts';
import { type RunningTool, startTool } from '../support/tool.ts';
import { fieldOf, submit } from '../support/walk.ts';
import { fillClass, HOSTILE_DRAFT, type HostileClass, TEXTS } from './hostileClass.ts';
import { type HostileLms, startHostileLms } from './hostileLms.ts';
import { MARKUP, NASTY, UNRULY, VECTORS } from './vectors.ts';
import { watch, wrongIn } from './watch.ts';

const PARAMETERS =
  'q show by order group at to from done unknown page after notice read undo label kind'.split(' ');
const QUERY = `?${new URLSearchParams(PARAMETERS.map((name) => [name, NASTY]))}`;

describe('Hostile content, in Chromium', function () {
  this.timeout(180_000);
  let tool: RunningTool;
  let lms: HostileLms;
  let room: HostileClass;

  before(async () => {
    tool = await startTool();
    lms = await startHostileLms(tool);
    room = await fillClass(tool, lms);
  });
  after(() => tool?.close());

  it('is more than 150 ways to do harm', () => {
    assert.ok(new Set(VECTORS).size > 150, `${new Set(VECTORS).size}`);
  });

  for (const [bypassCSP, how] of [
    [false, 'under the policy of the pages'],
    [true, 'without that policy, by what is kept and shown alone'],
  ] as const)
    describe(how, () => {
      let browser: RealBrowser;
      let page: Page;
      let base: string;
      let happened: string[];
      /** What was wrong, page by page. */
      let found: Record<string, string[]>;

      before(async () => {
        browser = await startBrowser({ width: 375, height: 812, bypassCSP });
        happened = await watch(browser.context, [tool.baseUrl, lms.platform.issuer]);
        page = await browser.context.newPage();
      });
      beforeEach(() => {
        found = {};
      });
      after(() => browser?.close());

      async function enter(who: 'teacher' | 'ana' | 'admin'): Promise<void> {
        await page.goto(lms.launchOf(who));
        base = `${tool.baseUrl}/s/${page.url().split('/s/')[1]?.split(/[/?#]/)[0]}`;
        await look('where the launch leads');
      }
      /** Looks at the page that is open. */
      async function look(where: string): Promise<void> {
        const wrong = [...happened.splice(0), ...(await wrongIn(page))];
        if (!page.url().startsWith(tool.baseUrl)) wrong.push(`led to ${page.url()}`);
        if (wrong.length > 0) found[where.replace(QUERY, '?…')] = wrong;
      }
      async function lookAt(...paths: string[]): Promise<void> {
        for (const path of paths) {
          await page.goto(base + path);
          await look(path);
        }
      }
      const assertHarmless = () => assert.deepEqual(found, {});

      it('does nothing where a teacher reads, sets up, grades and decides', async () => {
        await enter('teacher');
        const { posts, ana, jonas } = room;
        await lookAt(
          '/discussion?show=all',
          ...[1, 2, 3, 4].map((number) => `/posts/${number}`),
          '/settings',
        );
        await lookAt(
          '/grading',
          `/grading/${ana.memberId}`,
          '/grading/threads/2',
          '/moderation',
          `/hide/${posts[1]}`,
          `/reports/${posts[3]}`,
        );
        await lookAt(
          `/changes/${posts[1]}`,
          '/as',
          `/as/${ana.memberId}/discussion`,
          `/as/${jonas.memberId}/posts/2`,
        );
        await lookAt(
          '/discussions',
          `/mute/${ana.memberId}`,
          `/lock/${posts[1]}`,
          '/search?q=between',
          '/groups',
        );
        await lookAt(
          '/progress',
          '/letters',
          '/letters?to=chosen',
          '/gradebook',
          `/grading/${ana.memberId}/exchanges`,
        );
        assertHarmless();
      });

      it('does nothing in what a teacher saves and opens from the disk', async () => {
        const folder = await mkdtemp(join(tmpdir(), 'saved-'));
        for (const name of ['whole.json', 'whole.html', 'settings.json']) {
          const answer = await page.request.get(`${base}/transfer/${name}`);
          assert.equal(answer.status(), 200, name);
          const file = join(folder, name);
          await writeFile(file, await answer.body());
          const { href } = pathToFileURL(file);
          await page.goto(href);
          const wrong = happened.splice(0).filter((what) => what !== `a request to ${href}`);
          if (wrong.length > 0 || page.url() !== href) found[name] = [page.url(), ...wrong];
        }
        await rm(folder, { recursive: true });
        assertHarmless();
      });

      it('does nothing where the tool is administered, in the names of LMSs', async () => {
        await tool.connection.collection('platforms').updateMany({}, { $set: { name: NASTY } });
        await page.goto(await makeSignInLink(tool.tool, new Date()));
        await page.locator('main form button').click();
        await page.waitForURL(/\/admin$/);
        await look('/admin');
        const { href } = new URL(`/admin/platforms/${lms.platform.id}`, tool.baseUrl);
        for (const address of [href, `${href}/status/pause`, `${tool.baseUrl}/admin/audit`]) {
          const answer = await page.goto(address);
          assert.equal(answer?.status(), 200, address);
          await look(address);
        }
        assertHarmless();
      });

      it('does nothing in addresses, on pages of errors, and in what a form hands back', async () => {
        const odd = encodeURIComponent(NASTY);
        await lookAt(
          ...['/discussion', '/posts/2', '/search', '/moderation', '/grading'].map((path) => path + QUERY),
        );
        await lookAt(`/posts/${odd}`, `/as/${odd}/discussion`, `/${odd}`);
        for (const path of [`/d/x/${odd}`, `/${odd}`]) {
          await page.goto(tool.baseUrl + path);
          await look(path);
        }
        const typed = { title: `${NASTY}${'x'.repeat(200)}`, text: [...MARKUP, ...UNRULY].join('\n') };
        for (const csrf of [null, 'wrong']) {
          await page.goto(`${base}/discussion`);
          const token = await page.locator('input[name=csrf]').first().inputValue();
          await submit(page, { action: `${base}/posts`, fields: { csrf: csrf ?? token, ...typed } });
          await page.waitForURL(`${base}/posts`);
          await look(`a form with ${csrf ?? 'a right'} token`);
        }
        for (const how of ['refused', 'undeployed'] as const) {
          await page.goto(lms.launchOf(how));
          await look(how);
        }
        await enter('admin');
        await lookAt('/lms');
        assertHarmless();
      });

      it('does nothing where a student reads, edits and reports', async () => {
        await enter('ana');
        const { posts } = room;
        await lookAt(
          '/discussion',
          '/discussion?show=mine',
          '/posts/1',
          '/drafts',
          `/delete/${posts[1]}`,
          '/keyboard',
        );
        await lookAt(`/report/${posts[2]}`, `/changes/${posts[1]}`, '/discussions', '/grade');
        await page.goto(`${base}/edit/${posts[1]}`);
        await look('the form of an edit');
        assertHarmless();
      });

      it('does nothing in a draft that comes back, from the page or as data', async () => {
        const { posts, ana, send } = room;
        await page.goto(`${base}/posts/2`);
        await look('a draft in its form');
        const elsewhere = { ...HOSTILE_DRAFT, title: `${NASTY} ${how}`, based: '0', mark: `${how.length}.1` };
        await send(ana, `/drafts/reply-${posts[2]}`, elsewhere);
        await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
        await page.locator('.kept').getByText('This is what you wrote last').waitFor();
        await page.locator('[data-others] summary').first().click();
        await look('a draft as data');
        assertHarmless();
      });

      it('does nothing where it is pasted into an editor', async () => {
        await enter('ana');
        // To the form, which is folded for whoever has written; where a draft waits the editor is there already.
        await page.goto(`${base}/discussion#write`);
        await fieldOf(page).waitFor();
        await fieldOf(page).focus();
        const surface = page.locator('.ProseMirror');
        await surface.waitFor();
        for (const html of [...TEXTS, `<img src="https://elsewhere.example/a.png">${NASTY}`]) {
          await surface.evaluate((element, pasted) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text/html', pasted);
            clipboardData.setData('text/plain', pasted);
            const event = { clipboardData, bubbles: true, cancelable: true };
            element.dispatchEvent(new ClipboardEvent('paste', event));
          }, html);
          await surface
            .getByText(/x|between|Handlers|One by one/)
            .first()
            .waitFor();
          await look('what was pasted');
        }
        assertHarmless();
      });

      it('does nothing under aliases', async () => {
        const kept = tool.connection.collection('discussions');
        const set = (aliases: boolean) =>
          kept.updateMany({}, { $set: { aliases, aliasing: { key: 'key', language: 'en' } } });
        await set(true);
        await lookAt('/discussion?show=all', '/posts/1', '/posts/2', '/search?q=between');
        await enter('teacher');
        await lookAt('/discussion', '/posts/2', `/grading/${room.ana.memberId}`);
        await set(false);
        await enter('ana');
        assertHarmless();
      });

      it('does nothing as news of an open page, nor in the dialog of keys', async () => {
        const { teacher, send } = room;
        await page.goto(`${base}/posts/1`);
        await send(teacher, '/posts/1/replies', { format: 'rich', html: `${TEXTS[0]}${how}`, text: 'x' });
        await page.evaluate(() => dispatchEvent(new Event('online')));
        await page.locator('.live button').click();
        await page.getByRole('button', { name: 'To the first new one' }).waitFor();
        await look('news');
        await page.keyboard.press('?');
        await page.getByRole('dialog').waitFor();
        await look('the dialog');
        assertHarmless();
      });

      it('is caught by this test where it is shown as it came', async () => {
        const kept = tool.connection.collection('posts');
        const which = { _id: room.posts[1] as never };
        const html = '<p style="position:fixed" id="write">over</p><svg onload="__hit(1)"></svg>';
        const before = await kept.findOneAndUpdate(which, { $set: { html } });
        await lookAt('/posts/1');
        await kept.updateOne(which, { $set: { html: before?.html } });
        const told = found['/posts/1']?.join('\n') ?? '';
        for (const what of [/an attribute onload/, /a name/, /two elements are #write/])
          assert.match(told, what);
        assert.match(told, bypassCSP ? /a script ran[\s\S]*placed/ : /Content Security Policy/);
      });
    });
});
