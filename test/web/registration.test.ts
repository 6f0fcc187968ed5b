import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import express from 'express';
import request from 'supertest';
import type { Logger } from '../../src/logger.ts';
import { invite } from '../../src/usecases/invite.ts';
import { errorPage, nothingHere } from '../../src/web/errors.ts';
import { languageFor } from '../../src/web/language.ts';
import { routes } from '../../src/web/routes.ts';
import { useViews } from '../../src/web/views.ts';
import { textOf } from '../support/practice.ts';
import {
  goodAnswers,
  PLATFORM,
  type RegisteringLms,
  startRegisteringLms,
} from '../support/registeringLms.ts';
import { assertPlain } from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

const { t } = languageFor(null);
const SECRET_WORD = 'what-is-inside-8c1f';

describe('The address that is pasted into an LMS', () => {
  let tool: RunningTool;
  let lms: RegisteringLms;
  let now = new Date('2026-03-02T10:00:00.000Z');
  before(async () => {
    [tool, lms] = await Promise.all([startTool({ now: () => now }), startRegisteringLms()]);
  });
  after(() => Promise.all([tool?.close(), lms?.close()]));
  beforeEach(async () => {
    now = new Date('2026-03-02T10:00:00.000Z');
    Object.assign(lms, goodAnswers(lms.origin), { heard: [] });
    const { store } = tool.tool;
    for (const { id } of await store.platforms.list()) await store.platforms.setStatus(id, 'removed');
  });

  let clients = 0;
  async function invited(approves = false, note = 'Our school'): Promise<string> {
    lms.reply.client_id = `client-${++clients}`;
    const { url } = await invite(tool.tool, { note, approves, days: 7 }, 'cli', now);
    return url.replace(tool.baseUrl, '');
  }
  const open = (path: string, query: object = {}) => request(tool.app).get(path).query(query);
  const byLms = (path: string) =>
    open(path, { openid_configuration: lms.configurationUrl, registration_token: 'a-token' });

  async function assertPage(
    answer: { status: number; text: string; headers: Record<string, string> },
    status: number,
    reason: string,
    facts: object = {},
  ) {
    const text = textOf(answer.text);
    for (const part of ['title', 'what', 'next'])
      assert.ok(
        text.includes(t(`error.registration.${reason}.${part}`, facts)),
        `${reason}.${part}: ${answer.status}: ${text}`,
      );
    assert.equal(answer.status, status);
    assertPlain(answer.text);
    assert.doesNotMatch(answer.text, new RegExp(`${SECRET_WORD}|a-token|\\{\\{|error\\.registration`));
    assert.match(String(answer.headers['content-security-policy']), /frame-ancestors \*$/);
  }

  it('shows people where it belongs, and may be looked at any number of times', async () => {
    const path = await invited();
    for (let times = 0; times < 3; times++) {
      const { text, headers } = await open(path).expect(200);
      assert.ok(text.includes(`value="${tool.baseUrl}${path}"`));
      assert.match(textOf(text), /Manage tools.*In Moodle|In Canvas.*In Moodle/);
      assert.match(textOf(text), /until Mon,? 9 Mar,? 10:00 UTC/);
      assert.match(textOf(text), /let in once whoever runs this tool has approved it/);
      assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'$/);
      assert.equal(headers['cache-control'], 'no-store');
    }
    await request(tool.app).head(path).query({ openid_configuration: lms.configurationUrl }).expect(200);
    assert.deepEqual(lms.heard, []);
    await byLms(path).expect(303);
  });

  it('registers the LMS that opens it, leads to a page without its token, and shows that again and again', async () => {
    const path = await invited(true);
    const { headers } = await byLms(path).expect(303).expect('location', path);
    assert.equal(headers['set-cookie'], undefined);
    for (let times = 0; times < 2; times++) {
      const { text, headers } = await open(path).expect(200);
      assert.match(textOf(text), /Registered with Our school/);
      assert.match(textOf(text), /This LMS is let in/);
      assert.match(
        text,
        /<ol class="steps">\s*<li>Go back to your LMS\..*<button [^>]*data-close/,
        'the first step',
      );
      assert.match(
        String(headers['content-security-policy']),
        new RegExp(`frame-ancestors 'self' ${lms.origin}$`),
      );
    }
  });

  it('says that the LMS waits, and which services it did not grant', async () => {
    const path = await invited();
    lms.reply.scope = '';
    const { headers } = await byLms(path).expect(303);
    assert.equal(headers.location, `${path}?lacking=grades,roster`);
    const { text } = await open(String(headers.location)).expect(200);
    for (const key of ['done.pending', 'done.lacking.grades', 'done.lacking.roster'])
      assert.ok(textOf(text).includes(t(`registration.${key}`)), key);
  });

  it('names what is left to do in Canvas and in Moodle', async () => {
    for (const family of ['canvas', 'moodle'] as const) {
      lms.configuration[PLATFORM].product_family_code = family;
      const path = await invited();
      await byLms(path).expect(303);
      const { text } = await open(path).expect(200);
      const steps = t(`registration.done.${family}`, { returnObjects: true }) as unknown as string[];
      assert.ok(steps.length > 2);
      for (const step of steps) assert.ok(textOf(text).includes(step), step);
      for (const { id } of await tool.tool.store.platforms.list())
        await tool.tool.store.platforms.setStatus(id, 'removed');
    }
  });

  it('lets the pages of hosted Canvas show the result, of whichever of its hosts', async () => {
    lms.configuration.issuer = 'https://canvas.instructure.com';
    const path = await invited();
    await byLms(path).expect(303);
    const { headers } = await open(path).expect(200);
    const policy = String(headers['content-security-policy']);
    for (const origin of [lms.origin, 'https://canvas.instructure.com', 'https://*.instructure.com'])
      assert.ok(policy.includes(` ${origin}`), origin);
    assert.doesNotMatch(policy, /frame-ancestors \*/);
  });

  it('never repeats a name with markup as markup', async () => {
    lms.configuration[PLATFORM]['https://canvas.instructure.com/lti/account_name'] =
      '<img src=x onerror=alert(1)> $t(error.back) {{reference}}';
    const path = await invited(false, '');
    await byLms(path).expect(303);
    const { text } = await open(path).expect(200);
    assert.doesNotMatch(text, /<img/);
    assert.ok(text.includes('&lt;img') && text.includes('$t(error.back) {{reference}}'));
  });

  it('is a page of its own where the invitation is unknown, expired, used or begun', async () => {
    await assertPage(await byLms('/register/nothing'), 404, 'unknown-invitation');
    await assertPage(await open('/register/nothing'), 404, 'unknown-invitation');
    const path = await invited();
    const begun = await invited();
    await tool.tool.store.invitations.take(begun.replace('/register/', ''), now);
    const at = 'Mon, 2 Mar, 10:00';
    const date = languageFor(null).date(now, 'UTC');
    assert.ok(date.replaceAll(',', '') === at.replaceAll(',', ''), date);
    for (const answer of [await open(begun), await byLms(begun)])
      await assertPage(answer, 409, 'unfinished', { at: date });
    assert.deepEqual(lms.heard, []);
    await byLms(path).expect(303);
    const facts = { name: 'Our school', at: date };
    await assertPage(await byLms(path), 409, 'used', facts);
    const late = await invited();
    now = new Date('2026-04-02T10:00:00.000Z');
    const until = languageFor(null).date(new Date('2026-03-09T10:00:00.000Z'), 'UTC');
    for (const answer of [await open(late), await byLms(late)])
      await assertPage(answer, 410, 'expired', { at: until });
  });

  it('is a page of its own where the LMS is registered already or waits', async () => {
    const first = await invited(true);
    const second = await invited();
    await byLms(first).expect(303);
    const facts = { name: 'Our school', at: languageFor(null).date(new Date(), 'UTC') };
    const [platform] = await tool.tool.store.platforms.list();
    assert.ok(platform);
    facts.at = languageFor(null).date(platform.createdAt, 'UTC');
    await assertPage(await byLms(second), 409, 'registered', facts);
    await tool.tool.store.platforms.setStatus(platform.id, 'pending');
    await assertPage(await byLms(second), 409, 'waiting', facts);
  });

  it('is a page of its own where the parameters are none', async () => {
    const path = await invited();
    const configuration = lms.configurationUrl;
    for (const query of [
      { openid_configuration: '' },
      { openid_configuration: [configuration, configuration] },
      { openid_configuration: 'x'.repeat(5000) },
      { openid_configuration: configuration, registration_token: ['a', 'b'] },
    ])
      await assertPage(await open(path, query), 400, 'bad-request');
    assert.deepEqual(lms.heard, []);
  });

  it('calls no address that is not https, nor one with credentials', async () => {
    const path = await invited();
    for (const address of [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'gopher://127.0.0.1/',
      'http://169.254.169.254/latest/meta-data',
      'http://10.0.0.1/',
      'http://lms.example.edu/',
      'https://me:secret@lms.example.edu/',
      `${lms.origin.replace('//', '//user@')}/configuration`,
      'configuration',
    ])
      await assertPage(await open(path, { openid_configuration: address }), 400, 'address');
    assert.deepEqual(lms.heard, []);
    await byLms(path).expect(303);
  });

  const broken: [string, string, () => void][] = [
    ['a page is there in place of a configuration', 'configuration', () => (lms.configuration = SECRET_WORD)],
    [
      'the configuration lacks something',
      'configuration',
      () => (lms.configuration = { issuer: SECRET_WORD }),
    ],
    [
      'the configuration is refused',
      'configuration',
      () => Object.assign(lms, { configurationStatus: 401, configuration: SECRET_WORD }),
    ],
    [
      'the registration goes elsewhere',
      'endpoint',
      () => (lms.configuration.registration_endpoint = `https://${SECRET_WORD}.example/`),
    ],
    ['the LMS refuses', 'lms-refused', () => Object.assign(lms, { replyStatus: 418, reply: SECRET_WORD })],
    ['the LMS answers something else', 'reply', () => (lms.reply = { error: SECRET_WORD })],
    ['the LMS hangs up', 'no-answer', () => (lms.instead = (incoming) => incoming.socket.destroy())],
  ];
  for (const [what, reason, change] of broken) {
    it(`is a page of its own, with nothing of what was fetched, where ${what}`, async () => {
      const path = await invited();
      change();
      await assertPage(await byLms(path), 502, reason, { status: 418 });
      Object.assign(lms, goodAnswers(lms.origin));
      lms.reply.client_id = `client-${++clients}`;
      await byLms(path).expect(303);
    });
  }

  it('is a page of its own, without the error’s words, where nothing listens', async () => {
    const path = await invited();
    const answer = await open(path, { openid_configuration: 'http://127.0.0.1:9/configuration' });
    await assertPage(answer, 502, 'unreachable');
    assert.doesNotMatch(answer.text, /ECONNREFUSED|127\.0\.0\.1|fetch failed/);
  });

  it('has the cause in the log beside the reference, and neither invitation nor token', async () => {
    const lines: object[] = [];
    const logger = { warn: (line: object) => lines.push(line), error: (line: object) => lines.push(line) };
    const app = express();
    useViews(app);
    app.use(routes(tool.tool));
    app.use(nothingHere);
    app.use(errorPage({ logger: logger as unknown as Logger, baseUrl: tool.baseUrl }));
    const path = await invited();
    lms.reply = { error: SECRET_WORD };
    lms.replyStatus = 422;
    const asked = { openid_configuration: lms.configurationUrl, registration_token: 'a-token' };
    const { text } = await request(app).get(path).query(asked).expect(502);
    const [line] = lines as { err: Error; reference: string; reason: string; detail: string; path: string }[];
    assert.ok(line && textOf(text).includes(`Reference ${line.reference}`));
    assert.deepEqual([line.reason, line.path], ['lms-refused', '/register/…']);
    assert.ok(line.detail.includes(SECRET_WORD));
    const logged = JSON.stringify([lines, line.err.message, line.err.stack]);
    const token = path.replace('/register/', '');
    assert.ok(!logged.includes(token) && !logged.includes('a-token'));
    // However somebody types it, whether that leads anywhere or not.
    for (const typed of [
      `/REGISTER/${token}`,
      `/Register/${token}/`,
      `//register/${token}`,
      `/%72egister/${token}`,
    ])
      await request(app).get(typed).query({ openid_configuration: '' });
    await request(app).get(`/registre/${token}`).expect(404);
    await request(app).get(`/register/${token}%E0`).expect(400);
    const all = lines as { err: Error }[];
    assert.equal(all.length, 7);
    const written = all.map(({ err, ...rest }) => [rest, String(err), err.stack]);
    assert.ok(!JSON.stringify(written).includes(token));
  });

  it('has a page for every reason', () => {
    const reasons = Object.keys(t('error.registration', { returnObjects: true }) as unknown as object);
    assert.equal(reasons.length, 17);
    for (const reason of reasons)
      for (const part of ['title', 'what', 'next'])
        assert.notEqual(t(`error.registration.${reason}.${part}`), `error.registration.${reason}.${part}`);
  });
});

describe('The documents on what fails', () => {
  const pages = (of: string) =>
    t(of, { returnObjects: true }) as unknown as Record<string, { title?: string }>;

  it('say what to do for each page of a launch', async () => {
    const text = await readFile('docs/troubleshooting.md', 'utf8');
    const titled = Object.entries(pages('error.launch')).filter(([, { title }]) => title);
    assert.ok(titled.length > 15);
    // That a launch was opened before is a kinder page for the same reason.
    for (const [reason, { title }] of titled)
      assert.ok(text.includes(`| \`${reason === 'opened' ? 'state' : reason}\` | ${title} |`), reason);
  });

  for (const lms of ['canvas', 'moodle']) {
    it(`say for ${lms} what to do for each page of a registration`, async () => {
      const text = await readFile(`docs/register-${lms}.md`, 'utf8');
      for (const { title } of Object.values(pages('error.registration')))
        assert.ok(text.includes(`| ${title} |`), title);
    });
  }
});

describe('What LMSs are given to keep', () => {
  let tool: RunningTool;
  before(async () => {
    tool = await startTool();
  });
  after(() => tool?.close());

  it('is an icon at an address that stays', async () => {
    const { headers } = await request(tool.app).get('/icon.svg').expect(200).expect('content-type', /svg/);
    assert.equal(headers['cross-origin-resource-policy'], 'cross-origin');
    assert.equal(headers['cache-control'], 'public, max-age=86400');
  });

  it('is a key for Canvas: placements, scopes, and the variables of due dates', async () => {
    const { body } = await request(tool.app)
      .get('/lti/config/canvas.json')
      .expect(200)
      .expect('content-type', /json/);
    const { baseUrl } = tool;
    assert.equal(body.title, 'Rejoinder');
    assert.equal(body.oidc_initiation_url, `${baseUrl}/lti/login`);
    assert.equal(body.public_jwk_url, `${baseUrl}/lti/keys`);
    assert.equal(body.scopes.length, 5);
    assert.deepEqual(body.custom_fields, {
      due_at: '$ResourceLink.submission.endDateTime',
      context_history: '$Context.id.history',
      link_history: '$ResourceLink.id.history',
      observees: '$com.instructure.User.observees',
      section_ids: '$Canvas.course.sectionIds',
      section_names: '$com.instructure.User.sectionNames',
      group_ids: '$Canvas.group.contextIds',
      course_group_ids: '$com.instructure.Course.groupIds',
      assignment_group: '$com.instructure.Group.id',
    });
    const [extension] = body.extensions;
    assert.equal(extension.privacy_level, 'name_only');
    assert.deepEqual(
      extension.settings.placements.map((one: Record<string, string>) => [
        one.placement,
        one.message_type,
        one.target_link_uri,
      ]),
      [
        ['assignment_selection', 'LtiDeepLinkingRequest', `${baseUrl}/lti/launch`],
        ['link_selection', 'LtiDeepLinkingRequest', `${baseUrl}/lti/launch`],
        ['course_navigation', 'LtiResourceLinkRequest', `${baseUrl}/lti/launch`],
      ],
    );
  });
});
