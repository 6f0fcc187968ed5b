import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { AGS, type Client, DL, type Json, LTI, NRPS, type Practice, startPractice } from './practice.ts';

describe('Practice LMS, deep linking', () => {
  let practice: Practice;
  let canvas: Client;
  let moodle: Client;

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    moodle = practice.at('moodle');
  });
  after(() => practice.close());
  beforeEach(async () => {
    await canvas.clearSent();
    await moodle.clearSent();
  });

  const open = async (at: Client, teacher = 'teacher-rosa'): Promise<Json> => {
    const { launchUrl } = await at.json(`/as/${teacher}/courses/hist210/add`);
    return at.claimsOf(await at.json(launchUrl));
  };
  const link = (fields: object = {}) => ({ type: 'ltiResourceLink', title: 'Week 6', ...fields });

  const claimsFor = (request: Json, items: object[]): Record<string, unknown> => {
    const now = Math.floor(Date.now() / 1000);
    return {
      iss: request.aud,
      aud: request.iss,
      iat: now,
      exp: now + 60,
      nonce: randomUUID(),
      [`${LTI}message_type`]: 'LtiDeepLinkingResponse',
      [`${LTI}version`]: '1.3.0',
      [`${LTI}deployment_id`]: request[`${LTI}deployment_id`],
      [`${DL}content_items`]: items,
    };
  };
  const post = (request: Json, JWT: string, accept = 'application/json') =>
    fetch(request[`${DL}deep_linking_settings`].deep_link_return_url, {
      method: 'POST',
      headers: { accept },
      body: new URLSearchParams({ JWT }),
    });
  const respond = async (at: Client, items: object[], changes: Record<string, unknown> = {}) => {
    const request = await open(at);
    return post(request, await practice.tool.sign({ ...claimsFor(request, items), ...changes }));
  };
  const placed = async (response: Response): Promise<Json[]> => {
    assert.equal(response.status, 200);
    return ((await response.json()) as Json).activities;
  };

  it('an answer whose `data` is null gives none back, and is taken', async () => {
    const answer = await respond(canvas, [link()], { [`${DL}data`]: null });
    assert.equal((await placed(answer)).length, 1);
  });

  it('Canvas asks for one link and announces the roster', async () => {
    const request = await open(canvas);
    const settings = request[`${DL}deep_linking_settings`];
    assert.equal(settings.accept_multiple, false);
    assert.equal(settings.accept_lineitem, true);
    assert.deepEqual(settings.accept_types, ['ltiResourceLink']);
    assert.ok(request[NRPS]);
    assert.equal(request[AGS].lineitem, undefined);
    assert.equal(request[`${LTI}resource_link`], undefined);
  });

  it('Moodle takes several, sends no roster, and null for what has no value', async () => {
    const request = await open(moodle);
    const settings = request[`${DL}deep_linking_settings`];
    assert.equal(settings.accept_multiple, true);
    assert.equal(settings.auto_create, false);
    assert.equal('data' in settings, false);
    assert.equal(request[NRPS], undefined);
    assert.equal(request[`${LTI}custom`].context_memberships_url, null);
    assert.equal(request[`${LTI}custom`].context_id_history, null);
  });

  const whole = link({
    url: 'http://127.0.0.1:1/discussions/6',
    text: 'Read and reply.',
    custom: { discussion: '6' },
    lineItem: { scoreMaximum: 10, label: 'Grade 6', resourceId: 'r6', tag: 'grade' },
    submission: { endDateTime: '2030-01-01T00:00:00Z' },
  });

  it('Canvas makes an assignment with title, points and due date', async () => {
    const [made] = await placed(await respond(canvas, [whole]));
    assert.equal(made.title, 'Week 6');
    assert.deepEqual([made.maximum, made.resourceId, made.tag], [10, 'r6', 'grade']);
    assert.equal(made.dueAt, '2030-01-01T00:00:00Z');
    assert.deepEqual(await canvas.violations(), []);
    const claims = await canvas.launch('student-ana-ruiz', made.id);
    assert.equal(claims[`${LTI}target_link_uri`], 'http://127.0.0.1:1/discussions/6');
    assert.equal(claims[`${LTI}custom`].discussion, '6');
    assert.equal(claims[AGS].lineitem, made.lineItem);
  });

  it('Moodle takes the line item’s label as title and forgets the dates', async () => {
    const [made] = await placed(await respond(moodle, [whole]));
    assert.equal(made.title, 'Grade 6');
    assert.equal(made.maximum, 10);
    assert.equal(made.dueAt, null);
  });

  it('takes several items where several are accepted, and one where not', async () => {
    const two = [link({ title: 'A' }), link({ title: 'B' })];
    assert.equal((await placed(await respond(moodle, two))).length, 2);
    assert.equal((await placed(await respond(canvas, two))).length, 1);
    assert.match((await canvas.violations())[0] ?? '', /accept_multiple is false/);
  });

  it('takes no items as a change of mind', async () => {
    assert.deepEqual(await placed(await respond(canvas, [])), []);
    assert.deepEqual(await canvas.violations(), []);
  });

  it('leaves out, and records, items that are not accepted or not right', async () => {
    const bad = [
      { type: 'html', html: '<p>' },
      link({ custom: { number: 1 } }),
      link({ lineItem: { label: 'No maximum' } }),
      link({ url: 'not a URL' }),
    ];
    assert.deepEqual(await placed(await respond(moodle, bad)), []);
    const said = await moodle.violations();
    assert.equal(said.length, 4);
    assert.match(said[0] ?? '', /“html” is not in accept_types/);
  });

  const now = () => Math.floor(Date.now() / 1000);
  const refusals: [string, () => Record<string, unknown>, RegExp][] = [
    ['another audience', () => ({ aud: 'https://elsewhere.example' }), /aud is not/],
    ['another issuer', () => ({ iss: 'someone' }), /iss is not/],
    ['an expiry in the past', () => ({ iat: now() - 900, exp: now() - 600 }), /expired/],
    ['no issue time', () => ({ iat: undefined }), /iat is missing/],
    ['no nonce', () => ({ nonce: undefined }), /nonce is missing/],
    ['another message type', () => ({ [`${LTI}message_type`]: 'LtiResourceLinkRequest' }), /message_type/],
    ['another version', () => ({ [`${LTI}version`]: '1.3' }), /version/],
    ['another deployment', () => ({ [`${LTI}deployment_id`]: 'other' }), /deployment_id/],
    ['data that was never given', () => ({ [`${DL}data`]: 'x' }), /data was never given/],
  ];
  for (const [what, changes, said] of refusals) {
    it(`refuses a response with ${what}, and says so`, async () => {
      assert.equal((await respond(canvas, [link()], changes())).status, 400);
      assert.match((await canvas.violations()).join('\n'), said);
      assert.equal((await respond(moodle, [link()], changes())).status, 404);
    });
  }

  it('refuses a nonce used before', async () => {
    const nonce = randomUUID();
    assert.equal((await respond(canvas, [], { nonce })).status, 200);
    assert.equal((await respond(canvas, [], { nonce })).status, 400);
  });

  it('refuses a forged signature and a JWT without kid', async () => {
    const request = await open(canvas);
    const claims = claimsFor(request, [link()]);
    assert.equal((await post(request, await practice.tool.forge(claims))).status, 400);
    assert.equal((await post(request, await practice.tool.sign(claims, { kid: undefined }))).status, 400);
    assert.equal((await post(request, 'nonsense')).status, 400);
  });

  it('takes one answer to a return URL, complete with its query', async () => {
    const request = await open(canvas);
    const jwt = await practice.tool.sign(claimsFor(request, [link()]));
    const bare = structuredClone(request);
    const settings = bare[`${DL}deep_linking_settings`];
    settings.deep_link_return_url = settings.deep_link_return_url.split('?')[0];
    assert.equal((await post(bare, jwt)).status, 400);
    assert.equal((await post(request, jwt)).status, 200);
    assert.equal((await post(request, await practice.tool.sign(claimsFor(request, [])))).status, 400);
  });

  it('leads back to the course out of the iframe, and shows what the tool has to say', async () => {
    const request = await open(canvas);
    const JWT = await practice.tool.sign({ ...claimsFor(request, []), [`${DL}errormsg`]: 'No <b>luck</b>' });
    const page = await (await post(request, JWT, 'text/html')).text();
    assert.match(page, /target="_top">Back to the course/);
    assert.match(page, /No &lt;b&gt;luck/);
  });

  it('is for those who may add activities: a TA on Canvas, not on Moodle, and no student', async () => {
    await open(canvas, 'ta-yuki');
    for (const path of [
      '/as/ta-yuki/courses/hist210/deep-link',
      '/as/student-ana-ruiz/courses/hist210/add',
    ]) {
      assert.equal((await fetch(moodle.base + path)).status, 403, path);
    }
    const url = `${canvas.base}/as/student-ana-ruiz/courses/hist210/activities`;
    const headers = { 'content-type': 'application/json' };
    assert.equal((await fetch(url, { method: 'POST', headers, body: '{"title":"x"}' })).status, 403);
  });
});
