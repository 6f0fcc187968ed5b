import assert from 'node:assert/strict';
import { RegistrationRefused } from '../../src/domain/errors.ts';
import { mayCall, readConfiguration } from '../../src/lti/openidConfiguration.ts';
import { createOutbound } from '../../src/lti/outbound.ts';
import { register } from '../../src/lti/registration.ts';
import { canvasKey, registrationRequest } from '../../src/lti/toolConfiguration.ts';
import type { RunningPracticeLms } from '../../src/practice-lms/server.ts';
import { startLms } from '../support/lms.ts';
import { lmsJson, PRESETS, type Preset } from '../support/practice.ts';
import {
  goodAnswers,
  PLATFORM,
  type RegisteringLms,
  SCOPES,
  startRegisteringLms,
  TOOL,
} from '../support/registeringLms.ts';

const BASE = 'http://127.0.0.1:3999';
const WORDS = { name: 'Rejoinder', description: 'Graded discussions', navigation: 'Discussions here' };
const agreed = async () => {};
const openExchange = () => createOutbound({ loopback: true }).openExchange([]);

describe('Registering with an LMS, under the rules of the practice LMS', () => {
  let practice: RunningPracticeLms;
  before(async () => {
    practice = await startLms({ toolUrl: BASE });
  });
  after(() => practice?.close());

  async function registered(preset: Preset) {
    const at = `${practice.origin}/${preset}`;
    const open = await lmsJson(`${at}/admin/registrations`, {
      method: 'POST',
      body: JSON.stringify({ url: `${BASE}/register/an-invitation` }),
    });
    const asked = { configurationUrl: open.openidConfiguration, token: open.registrationToken };
    const lms = await register(openExchange, { baseUrl: BASE, words: WORDS }, asked, agreed);
    const tool = await lmsJson(`${at}/admin/tools/${lms.clientId}`);
    const { messages, violations } = await lmsJson(`${at}/sent`);
    return { at, lms, tool, messages, violations };
  }

  for (const preset of PRESETS) {
    it(`is found without a violation under ${preset} rules, and learns its ids`, async () => {
      const { at, lms, tool, violations } = await registered(preset);
      assert.deepEqual(violations, []);
      const told = await lmsJson(at);
      assert.deepEqual(
        [lms.issuer, lms.authUrl, lms.tokenUrl, lms.jwksUrl],
        [told.issuer, told.authUrl, told.tokenUrl, told.jwksUrl],
      );
      assert.equal(lms.deploymentId, tool.deploymentId);
      assert.equal(lms.family, preset);
      assert.equal(lms.configurationHost, new URL(practice.origin).host);
      assert.equal(lms.hostsAgree, true);
      assert.deepEqual(lms.lacking, []);
      assert.deepEqual(tool.redirectUris, [`${BASE}/lti/launch`]);
      assert.equal(tool.custom.due_at, '$ResourceLink.submission.endDateTime');
      assert.equal(tool.custom.context_history, '$Context.id.history');
      assert.equal(tool.custom.link_history, '$ResourceLink.id.history');
    });
  }

  it('asks Canvas for its placements, for names and no more, and for whom an observer follows', async () => {
    const { lms, tool } = await registered('canvas');
    assert.equal(lms.name, 'Practice LMS (Canvas rules)');
    assert.deepEqual(
      tool.messages.map(({ type, placement }: Record<string, string>) => `${placement} ${type}`),
      [
        'assignment_selection LtiDeepLinkingRequest',
        'link_selection LtiDeepLinkingRequest',
        'course_navigation LtiResourceLinkRequest',
      ],
    );
    assert.deepEqual(tool.privacy, { privacyLevel: 'name_only' });
    assert.equal(tool.custom.observees, '$com.instructure.User.observees');
    assert.equal(tool.custom.section_ids, '$Canvas.course.sectionIds');
    assert.equal(tool.custom.group_ids, '$Canvas.group.contextIds');
    assert.deepEqual([...tool.scopes].sort(), [...SCOPES].sort());
  });

  it('asks Moodle for names without e-mail, for choosing content, and for nothing of Canvas', async () => {
    const { tool, messages } = await registered('moodle');
    assert.deepEqual(tool.privacy, { sendName: 'always', sendEmail: 'never', ...tool.privacy });
    assert.equal(tool.deepLinking, true);
    assert.equal(tool.custom.observees, undefined);
    assert.equal(tool.custom.group_ids, '$Moodle.Person.userGroupIds');
    const { body } = messages.find(({ kind }: { kind: string }) => kind === 'registration');
    assert.doesNotMatch(JSON.stringify(body), /canvas/);
    assert.equal(body.logo_uri, `${BASE}/icon.svg`);
    assert.equal(body.client_uri, BASE);
    assert.equal(body[TOOL].domain, new URL(BASE).host);
  });
});

describe('What is asked of an LMS', () => {
  const offer = (changes: object) => ({
    family: 'canvas' as const,
    scopes: null,
    messages: null,
    ...changes,
  });
  const asked = (changes: object) => registrationRequest(BASE, WORDS, offer(changes));

  it('is only scopes that it offers', () => {
    const [roster] = SCOPES.slice(-1);
    assert.equal(asked({ scopes: [roster, 'https://other.example/scope'] }).scope, roster);
    assert.equal(asked({ scopes: [] }).scope, '');
    assert.equal(asked({ scopes: null }).scope.split(' ').length, 5);
  });

  it('is only messages and placements that it offers', () => {
    const placements = ['link_selection', 'account_navigation'];
    const { messages } = asked({ messages: [{ type: 'LtiDeepLinkingRequest', placements }] })[TOOL];
    assert.deepEqual(
      messages.map((message) => (message as { placements: string[] }).placements),
      [['link_selection']],
    );
    assert.deepEqual(asked({ messages: [] })[TOOL].messages, []);
  });

  it('is submission review only where that is announced, and never of Canvas', () => {
    const types = (family: string, announced: string[]) =>
      asked({ family, messages: announced.map((type) => ({ type, placements: null })) })[TOOL].messages.map(
        (message) => (message as { type: string }).type,
      );
    const review = 'LtiSubmissionReviewRequest';
    assert.deepEqual(types('other', ['LtiResourceLinkRequest', review]), ['LtiResourceLinkRequest', review]);
    assert.deepEqual(types('moodle', ['LtiResourceLinkRequest']), ['LtiResourceLinkRequest']);
    assert.deepEqual(types('canvas', [review]), []);
  });

  it('is names alone, and where mail is sent addresses with them', () => {
    const level = 'https://canvas.instructure.com/lti/privacy_level';
    for (const [asksForEmail, privacy] of [
      [false, 'name_only'],
      [true, 'public'],
    ] as const) {
      const tool = registrationRequest(BASE, WORDS, offer({}), asksForEmail)[TOOL] as Record<string, unknown>;
      assert.equal((tool.claims as string[]).includes('email'), asksForEmail);
      assert.equal(tool[level], privacy);
      assert.equal(canvasKey(BASE, WORDS, asksForEmail).extensions[0]?.privacy_level, privacy);
    }
  });

  it('is the same in the key for Canvas by hand as in its registration', () => {
    const key = canvasKey(BASE, WORDS);
    const request = asked({});
    const [extension] = key.extensions;
    const byHand = extension?.settings.placements.map((one) => `${one.placement} ${one.message_type}`);
    const byItself = request[TOOL].messages.flatMap((message) => {
      const { placements, type } = message as { placements: string[]; type: string };
      return placements.map((placement) => `${placement} ${type}`);
    });
    assert.deepEqual(byHand, byItself);
    assert.deepEqual(key.custom_fields, request[TOOL].custom_parameters);
    assert.equal(key.scopes.join(' '), request.scope);
    assert.equal(extension?.domain, request[TOOL].domain);
    assert.equal(
      extension?.privacy_level,
      (request[TOOL] as Record<string, unknown>)['https://canvas.instructure.com/lti/privacy_level'],
    );
  });
});

describe('An LMS that answers a registration with something else', () => {
  let lms: RegisteringLms;
  before(async () => {
    lms = await startRegisteringLms();
  });
  after(() => lms?.close());
  beforeEach(() => Object.assign(lms, goodAnswers(lms.origin), { heard: [] }));

  const attempt = (token: string | null = 'a-token', ask = agreed) =>
    register(
      openExchange,
      { baseUrl: BASE, words: WORDS },
      { configurationUrl: lms.configurationUrl, token },
      ask,
    );
  async function refused(reason: string): Promise<RegistrationRefused> {
    const error = await attempt().then(
      () => assert.fail('it was registered'),
      (error: unknown) => error,
    );
    assert.ok(error instanceof RegistrationRefused, String(error));
    assert.equal(error.reason, reason, error.detail);
    assert.doesNotMatch(error.detail, /a-token|a%2Fb/, 'no token in the log');
    return error;
  }
  const posts = () => lms.heard.filter(({ method }) => method === 'POST');

  it('is registered where nothing is wrong: the configuration’s address to the letter, the token as bearer', async () => {
    const registered = await attempt();
    assert.deepEqual(
      [registered.clientId, registered.deploymentId, registered.family, registered.lacking],
      ['client-1', 'd1', 'other', []],
    );
    assert.deepEqual(
      lms.heard.map(({ method, url, authorization }) => [method, url, authorization]),
      [
        ['GET', '/configuration?token=a%2Fb+c', 'Bearer a-token'],
        ['POST', '/register', 'Bearer a-token'],
      ],
    );
  });

  it('is called without a bearer where it gave none', async () => {
    await attempt(null);
    assert.deepEqual(
      lms.heard.map(({ authorization }) => authorization),
      [undefined, undefined],
    );
  });

  it('may tell the deployment on top, inside, as a number, or not at all', async () => {
    for (const [reply, deploymentId] of [
      [{ deployment_id: '9:88' }, '9:88'],
      [{ [TOOL]: { deployment_id: 7 } }, '7'],
      [{ [TOOL]: {} }, null],
      [{}, null],
    ] as const) {
      lms.reply = { client_id: 12, ...reply };
      const registered = await attempt();
      assert.deepEqual([registered.clientId, registered.deploymentId], ['12', deploymentId]);
    }
  });

  it('may grant less than was asked, which is told', async () => {
    const granted = async (scopes: string[]) => {
      lms.reply = { client_id: 'c', scope: scopes.join(' ') };
      return (await attempt()).lacking;
    };
    assert.deepEqual(await granted(SCOPES.slice(0, 3)), ['roster']);
    assert.deepEqual(await granted(SCOPES.slice(1)), ['grades']);
    assert.deepEqual(await granted([]), ['grades', 'roster']);
    lms.configuration.scopes_supported = SCOPES.slice(0, 3);
    lms.reply = { client_id: 'c' };
    assert.deepEqual((await attempt()).lacking, ['roster'], 'not offered, so not asked for');
  });

  it('is not registered where it is not agreed to', async () => {
    const no = new Error('no');
    await assert.rejects(
      attempt('a-token', () => Promise.reject(no)),
      no,
    );
    assert.deepEqual(posts(), []);
  });

  const set = (name: string, value: unknown) => () => {
    lms.configuration[name] = value;
  };
  const inPlatform = (changes: object) => () => Object.assign(lms.configuration[PLATFORM], changes);
  const configurations: [string, () => void][] = [
    ['HTML', () => (lms.configuration = '<html>the secret</html>')],
    ['nothing', () => (lms.configuration = '')],
    ['null', () => (lms.configuration = 'null')],
    ['a list', () => (lms.configuration = [])],
    ['an error', () => (lms.configurationStatus = 401)],
    ['a redirect', () => (lms.configurationStatus = 302)],
    ...['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri', 'registration_endpoint'].flatMap(
      (name): [string, () => void][] => [
        [`no ${name}`, () => delete lms.configuration[name]],
        [`a number as ${name}`, set(name, 7)],
        [`several as ${name}`, set(name, ['https://lms.example/'])],
        [`a path as ${name}`, set(name, '/lti')],
        [`http elsewhere as ${name}`, set(name, 'http://lms.example/')],
        [`a script as ${name}`, set(name, 'javascript:alert(1)')],
        [`a file as ${name}`, set(name, 'file:///etc/passwd')],
        [`credentials in ${name}`, set(name, 'https://me:secret@lms.example/')],
        [`an endless ${name}`, set(name, `https://lms.example/${'x'.repeat(5000)}`)],
      ],
    ),
    ['a query in the issuer', () => (lms.configuration.issuer += '?x=1')],
    ['scopes in one text', set('scopes_supported', 'a b')],
    ['no platform configuration', () => delete lms.configuration[PLATFORM]],
    ['messages that are no list', inPlatform({ messages_supported: 'all' })],
    ['messages without a type', inPlatform({ messages_supported: [{}] })],
    ['a family that is no text', inPlatform({ product_family_code: { $ne: 1 } })],
  ];
  for (const [what, change] of configurations) {
    it(`is not registered where its configuration is, or has, ${what}`, async () => {
      change();
      await refused('configuration');
      assert.deepEqual(posts(), []);
    });
  }

  it('is not registered at another host than its configuration’s', async () => {
    lms.configuration.registration_endpoint = 'https://internal.example/admin';
    const { facts } = await refused('endpoint');
    assert.deepEqual(facts, {}, 'what was fetched stays in the log');
  });

  const replies: [string, () => void, string][] = [
    ['400', () => (lms.replyStatus = 400), 'lms-refused'],
    ['422', () => (lms.replyStatus = 422), 'lms-refused'],
    ['500', () => (lms.replyStatus = 500), 'lms-refused'],
    ['a redirect', () => (lms.replyStatus = 307), 'lms-refused'],
    ['HTML', () => (lms.reply = '<html>the secret</html>'), 'reply'],
    ['nothing', () => (lms.reply = ''), 'reply'],
    ['no client id', () => delete lms.reply.client_id, 'reply'],
    ['an empty client id', () => (lms.reply.client_id = ' '), 'reply'],
    ['an object as client id', () => (lms.reply.client_id = { $gt: '' }), 'reply'],
    ['a list as client id', () => (lms.reply.client_id = ['a']), 'reply'],
    ['an endless client id', () => (lms.reply.client_id = 'x'.repeat(300)), 'reply'],
    ['an empty deployment', () => (lms.reply.deployment_id = ''), 'reply'],
    ['scopes in a list', () => (lms.reply.scope = SCOPES), 'reply'],
    ['a hang-up', () => (lms.instead = (request) => request.socket.destroy()), 'no-answer'],
  ];
  for (const [what, change, reason] of replies) {
    it(`is not registered where it answers the registration with ${what}`, async () => {
      change();
      await refused(reason);
      assert.equal(posts().length, 1, 'asked once, never again by itself');
    });
  }

  it('tells an administrator with which status it refused', async () => {
    lms.replyStatus = 422;
    assert.deepEqual((await refused('lms-refused')).facts, { status: 422 });
  });

  it('is unreachable where nothing listens', async () => {
    const { origin } = lms;
    lms.configurationUrl = 'http://127.0.0.1:9/configuration';
    try {
      await refused('unreachable');
    } finally {
      lms.configurationUrl = `${origin}/configuration?token=a%2Fb+c`;
    }
  });
});

describe('A Canvas that Instructure hosts', () => {
  const ISSUER = 'https://canvas.instructure.com';
  /** Canvas's answer, without a call to the real one. */
  async function found(readFrom: string, registersAt: string, issuer = ISSUER) {
    const { configuration } = goodAnswers('https://sso.canvaslms.com');
    const told = { ...configuration, issuer, registration_endpoint: `https://${registersAt}/register` };
    const answer = { status: 200, headers: new Headers(), body: JSON.stringify(told) };
    const asked = { configurationUrl: `https://${readFrom}/configuration`, token: 't' };
    const { lms, endpoint } = await readConfiguration(
      { call: async () => answer },
      asked,
      'https://tool.example',
    );
    assert.equal(endpoint, told.registration_endpoint);
    return [lms.configurationHost, lms.hostsAgree];
  }

  it('is known by the host of the school, wherever the vendor keeps the configuration', async () => {
    const school = 'school.instructure.com';
    for (const readFrom of [school, 'canvas.instructure.com', 'sso.canvaslms.com'])
      assert.deepEqual(await found(readFrom, school), [school, true]);
  });

  it('is looked at where its school registers at a name of its own', async () => {
    const own = 'canvas.school.example';
    assert.deepEqual(await found('canvas.instructure.com', own), [own, false]);
  });

  it('is looked at where it is not hosted at all, and registers only where its configuration comes from', async () => {
    const own = 'canvas.school.example';
    assert.deepEqual(await found(own, own), [own, false]);
    await assert.rejects(found(own, 'school.instructure.com'), { reason: 'endpoint' });
    await assert.rejects(found(own, 'internal.example'), { reason: 'endpoint' });
  });

  it('is the only one that may register elsewhere', async () => {
    const moodle = 'moodle.example';
    await assert.rejects(found(moodle, 'school.instructure.com', `https://${moodle}`), {
      reason: 'endpoint',
    });
  });
});

describe('Addresses that may be called in a registration', () => {
  const rows: [string, string, boolean][] = [
    ['https://lms.example/x?token=1', 'https://tool.example', true],
    ['http://lms.example/', 'https://tool.example', false],
    ['http://localhost/', 'https://tool.example', false],
    ['https://localhost/', 'https://tool.example', false],
    ['https://127.0.0.1/', 'https://tool.example', false],
    ['https://127.9.9.9/', 'https://tool.example', false],
    ['https://2130706433/', 'https://tool.example', false],
    ['https://[::1]/', 'https://tool.example', false],
    ['https://lms.localhost/', 'https://tool.example', false],
    ['https://me@lms.example/', 'https://tool.example', false],
    ['https://lms.example/#x', 'https://tool.example', false],
    ['ftp://lms.example/', 'https://tool.example', false],
    ['gopher://lms.example/', 'https://tool.example', false],
    ['data:application/json,{}', 'https://tool.example', false],
    ['no address', 'https://tool.example', false],
    ['http://localhost:4000/', 'http://127.0.0.1:3000', true],
    ['http://127.0.0.1:4000/', 'http://localhost:3000', true],
    ['http://lms.example/', 'http://localhost:3000', false],
    ['http://10.0.0.1/', 'http://localhost:3000', false],
    ['file://localhost/etc/passwd', 'http://localhost:3000', false],
  ];
  for (const [address, baseUrl, may] of rows) {
    it(`${address} ${may ? 'may' : 'may not'} be called by a tool at ${baseUrl}`, () => {
      assert.equal(mayCall(address, baseUrl), may);
    });
  }
});
