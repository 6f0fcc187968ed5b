import assert from 'node:assert/strict';
import { makeSignInLink } from '../../src/usecases/signInOperator.ts';
import { routes } from '../../src/web/routes.ts';
import {
  type Answer,
  launchAs,
  type Practice,
  setUpActivity,
  startPractice,
  textOf,
  Visitor,
} from '../support/practice.ts';

/** The operator's browser, without a screen. */
class Operator extends Visitor {
  override async csrfToken(): Promise<string> {
    return /name="csrf" value="([^"]+)"/.exec((await this.get('/admin')).html)?.[1] ?? '';
  }
}

describe('The administration', () => {
  let practice: Practice;
  let ahead = 0;
  let operator: Operator;

  before(async () => {
    practice = await startPractice({ now: () => new Date(Date.now() + ahead) });
  });
  after(() => practice?.close());
  beforeEach(async () => {
    ahead = 0;
    operator = await signedIn();
  });

  const store = () => practice.tool.tool.store;
  const stranger = () => new Operator(practice.tool.baseUrl);
  const newLink = async () => {
    const url = await makeSignInLink(practice.tool.tool, practice.tool.tool.now());
    return { url, code: new URL(url).searchParams.get('code') ?? '' };
  };
  async function signedIn(visitor = stranger()): Promise<Operator> {
    const { url, code } = await newLink();
    await visitor.get(url);
    const answer = await visitor.post('/admin/sign-in', { code }, 'none');
    assert.deepEqual([answer.status, answer.location], [303, '/admin']);
    return visitor;
  }
  const platformOf = async (name: string) => {
    const found = (await store().platforms.list()).find((platform) => platform.name === name);
    if (!found) throw new Error(`no platform is called ${name}`);
    return found;
  };
  const lastDone = async () => {
    const [entry] = await store().audit.latest(1);
    return [entry?.by, entry?.action];
  };

  describe('is entered by a link that', () => {
    it('signs one browser in, once', async () => {
      const { url, code } = await newLink();
      const [first, second] = [stranger(), stranger()];
      await Promise.all([first.get(url), second.get(url)]);
      const answers = await Promise.all(
        [first, second].map((visitor) => visitor.post('/admin/sign-in', { code }, 'none')),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 401]);
      const pages = await Promise.all([first, second].map((visitor) => visitor.get('/admin')));
      assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 401]);
      assert.equal((await stranger().get(url)).status, 401);
    });

    it('is not used up by whatever looks at it first', async () => {
      const { url, code } = await newLink();
      for (const _look of [1, 2, 3]) assert.equal((await stranger().get(url)).status, 200);
      const visitor = stranger();
      const { headers, html } = await visitor.get(url);
      assert.deepEqual(
        ['cache-control', 'referrer-policy'].map((name) => headers.get(name)),
        ['no-store', 'same-origin'],
      );
      assert.ok(html.includes(`name="code" value="${code}"`));
      assert.equal((await visitor.post('/admin/sign-in', { code }, 'none')).status, 303);
    });

    it('is good for a quarter of an hour', async () => {
      const { url, code } = await newLink();
      const visitor = stranger();
      await visitor.get(url);
      ahead = 15 * 60_000 + 1;
      assert.match(textOf((await visitor.get(url)).html), /used already, or it is older than 15 minutes/);
      assert.equal((await visitor.post('/admin/sign-in', { code }, 'none')).status, 401);
    });

    it('is kept for a browser without cookies, and for a form of another site', async () => {
      const { url, code } = await newLink();
      const answer = await stranger().post('/admin/sign-in', { code }, 'none');
      assert.match(textOf(answer.html), /did not keep the cookie/);
      const visitor = stranger();
      await visitor.get(url);
      const forged = await visitor.send('/admin/sign-in', {
        method: 'POST',
        body: new URLSearchParams({ code }),
        headers: { origin: 'https://other.example' },
      });
      assert.equal(forged.status, 403);
      assert.equal((await visitor.post('/admin/sign-in', { code }, 'none')).status, 303);
    });

    it('signs in by a new cookie, whatever the browser had before, and ends what that opened', async () => {
      const visitor = stranger();
      visitor.cookie = `__Host-rejoinder-operator=${'planted-by-somebody-else'.repeat(2)}`;
      const planted = visitor.cookie;
      await signedIn(visitor);
      const first = visitor.cookie;
      await signedIn(visitor);
      const second = visitor.cookie;
      assert.equal(new Set([planted, first, second]).size, 3);
      for (const [cookie, status] of [
        [planted, 401],
        [first, 401],
        [second, 200],
      ] as const) {
        visitor.cookie = cookie;
        assert.equal((await visitor.get('/admin')).status, status);
      }
    });

    it('gives a cookie that no other site and no script gets at, kept as a hash alone', async () => {
      const { url, code } = await newLink();
      const visitor = stranger();
      await visitor.get(url);
      const { headers } = await visitor.post('/admin/sign-in', { code }, 'none');
      const [cookie = '', ...more] = headers.getSetCookie();
      const [pair = '', ...attributes] = cookie.split('; ');
      const [name, value = ''] = pair.split('=');
      assert.deepEqual(
        [name, attributes.sort(), more],
        ['__Host-rejoinder-operator', ['HttpOnly', 'Path=/', 'SameSite=Strict', 'Secure'], []],
      );
      assert.equal(Buffer.from(value, 'base64url').length, 32);
      const kept = await practice.tool.connection.collection('operatorsessions').find().toArray();
      assert.ok(kept.length > 0 && !JSON.stringify(kept).includes(value));
    });

    it('leaves who is signed in signed in where it is used up', async () => {
      const { code } = await newLink();
      await operator.post('/admin/sign-in', { code }, 'none');
      assert.equal((await operator.post('/admin/sign-in', { code }, 'none')).status, 401);
      assert.equal((await operator.get('/admin')).status, 200);
    });

    it('cannot be made from what the database holds', async () => {
      const { code } = await newLink();
      const kept = await practice.tool.connection.collection('signinlinks').find().toArray();
      assert.ok(kept.length > 0);
      assert.ok(!JSON.stringify(kept).includes(code));
      assert.equal(Buffer.from(code, 'base64url').length, 32);
    });

    it('is none where the code is missing or no text', async () => {
      for (const query of ['', '?code=', '?code[$ne]=x', '?code=a&code=b'])
        assert.equal((await operator.get(`/admin/sign-in${query}`)).status, 401, query);
    });
  });

  it('says how to get a link to whoever is not signed in', async () => {
    const answer = await stranger().get('/admin');
    assert.equal(answer.status, 401);
    assert.match(answer.html, /npm run -s cli -- admin-link/);
  });

  it('is left by signing out, after two hours without a click, and after twelve in any case', async () => {
    const { cookie } = operator;
    assert.equal((await operator.post('/admin/sign-out', {})).status, 303);
    assert.equal(operator.cookie, '', 'in the browser');
    operator.cookie = cookie;
    assert.equal((await operator.get('/admin')).status, 401, 'and in the tool');
    assert.deepEqual(await lastDone(), ['operator', 'operator.signed-out']);

    await signedIn(operator);
    ahead = 119 * 60_000;
    assert.equal((await operator.get('/admin')).status, 200);
    ahead += 121 * 60_000;
    assert.equal((await operator.get('/admin')).status, 401);

    ahead = 0;
    await signedIn(operator);
    for (let hour = 1; hour < 12; hour++) {
      ahead = hour * 60 * 60_000;
      assert.equal((await operator.get('/admin')).status, 200, `${hour} hours`);
    }
    ahead = 12 * 60 * 60_000 + 1;
    assert.equal((await operator.get('/admin')).status, 401);
  });

  it('knows launches in the same browser for what they are', async () => {
    const { activity } = await setUpActivity(practice, 'canvas');
    const student = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    const admin = await launchAs(practice, 'canvas', 'admin-ingrid', `launch/${activity}`);
    for (const { cookie } of [student, admin]) {
      const visitor = stranger();
      visitor.cookie = cookie;
      assert.equal((await visitor.get('/admin')).status, 401);
    }
    for (const person of ['student-mei-chen', 'admin-ingrid'])
      await launchAs(practice, 'canvas', person, `launch/${activity}`, operator);
    assert.equal((await operator.get('/admin')).status, 200);
    await operator.post('/admin/sign-out', {});
    assert.equal((await operator.get(`${operator.base}/discussion`)).status, 200);
  });

  describe('at each of its addresses', () => {
    /** As the table of contents has them, with a platform and an invitation that exist. */
    async function addresses() {
      const { id, deployments } = await platformOf('canvas');
      const soon = new Date(Date.now() + 60_000);
      const invitation = { note: 'n', approves: false, expiresAt: soon };
      const invited = (await store().invitations.add(invitation, new Date())).id;
      const found = routes(practice.tool.tool).stack.flatMap(({ route }) => route ?? []);
      return found
        .filter(({ path }) => path.startsWith('/admin') && path !== '/admin/sign-in')
        .map(({ path, stack }) => ({
          method: stack[0]?.method.toUpperCase() ?? '',
          path: path
            .replace(/\/remove$/, `/remove?deploymentId=${deployments[0]}`)
            .replace(':platform', id)
            .replace(':invitation', invited)
            .replace(':change', 'pause'),
        }));
    }
    const body = (csrf: string) => new URLSearchParams({ csrf, deploymentId: 'x', learns: 'yes' });

    it('refuses who is not signed in', async () => {
      const all = await addresses();
      assert.ok(all.length > 15);
      for (const { method, path } of all) {
        const init = method === 'POST' ? { method, body: body('x') } : { method };
        const answer = await stranger().send(path, init);
        assert.equal(answer.status, 401, `${method} ${path}`);
        assert.match(answer.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'$/);
        assert.doesNotMatch(answer.html, /canvas/);
      }
    });

    it('refuses forms of other sites, and forms without the token of its own', async () => {
      const csrf = await operator.csrfToken();
      const before = await platformOf('canvas');
      const other = await signedIn();
      for (const { method, path } of (await addresses()).filter(({ method }) => method === 'POST')) {
        const forged = async (token: string, headers: Record<string, string>) => {
          const answer = await operator.send(path, { method, body: body(token), headers });
          assert.equal(answer.status, 403, path);
          assert.match(answer.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'$/);
        };
        await forged(csrf, { origin: 'https://other.example' });
        await forged(csrf, { origin: 'null' });
        await forged('', {});
        await forged(await other.csrfToken(), {});
      }
      assert.deepEqual(await platformOf('canvas'), before);
    });

    it('lets the operator in, in no frame and no cache', async () => {
      for (const { path } of (await addresses()).filter(({ method }) => method === 'GET')) {
        const { status, headers } = await operator.get(path);
        assert.equal(status, 200, path);
        assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'$/);
        assert.equal(headers.get('cache-control'), 'no-store');
      }
    });

    it('is not found where there is no such platform, invitation or change', async () => {
      const { id } = await platformOf('canvas');
      for (const path of ['platforms/x', 'invitations/x', `platforms/${id}/status/approve`, 'x']) {
        const { status, headers, html } = await operator.get(`/admin/${path}`);
        assert.equal(status, 404, path);
        assert.match(headers.get('content-security-policy') ?? '', /frame-ancestors 'none'$/);
        assert.match(textOf(html), /Back to the administration/);
      }
      assert.equal((await operator.post(`/admin/platforms/${id}/status/x`, {})).status, 404);
      await store().platforms.setStatus(id, 'paused');
      assert.equal((await operator.post(`/admin/platforms/${id}/status/approve`, {})).status, 409);
      await store().platforms.setStatus(id, 'active');
    });
  });

  describe('invites', () => {
    const form = { id: 'made-with-the-form-1', note: 'Northfield', days: '7' };

    it('with an address that is shown, once for a form that is sent twice, and can be withdrawn', async () => {
      const made = await operator.post('/admin/invitations', form);
      assert.deepEqual(
        await operator.post('/admin/invitations', form).then(({ location }) => location),
        made.location,
      );
      assert.deepEqual(await lastDone(), ['operator', 'invitation.made']);
      const token = await store().invitations.tokenOf(form.id);
      const page = await operator.get(made.location ?? '');
      assert.ok(page.html.includes(`value="${practice.tool.baseUrl}/register/${token}"`));
      assert.match(textOf(page.html), /expires in 7 days/);
      assert.ok((await operator.get('/admin')).html.includes(`/register/${token}`));
      assert.equal((await store().invitations.list()).filter(({ note }) => note === 'Northfield').length, 1);
      await operator.post(`${made.location}/withdraw`, {});
      assert.deepEqual(await lastDone(), ['operator', 'invitation.withdrawn']);
      assert.equal(await store().invitations.byToken(token ?? ''), null);
    });

    it('into the tool at once only where that was ticked', async () => {
      await operator.post('/admin/invitations', { ...form, id: 'not-ticked-1' });
      await operator.post('/admin/invitations', { ...form, id: 'ticked-1', approves: 'yes' });
      assert.equal((await store().invitations.byId('not-ticked-1'))?.approves, false);
      assert.equal((await store().invitations.byId('ticked-1'))?.approves, true);
      assert.match(
        textOf((await operator.get('/admin')).html),
        /Invitation made that lets the LMS in at once: North/,
      );
    });

    it('nobody with a form that is wrong, which is shown again as typed', async () => {
      for (const [changes, sentence] of [
        [{ note: ' ' }, /Say who it is for/],
        [{ days: 'seven' }, /whole number of days/],
        [{ days: '0' }, /whole number of days/],
        [{ days: '91' }, /whole number of days/],
      ] as const) {
        const wrong = { ...form, id: 'never-made-1', approves: 'yes', ...changes };
        const { status, html } = await operator.post('/admin/invitations', wrong);
        assert.equal(status, 422);
        assert.match(textOf(html), sentence);
        assert.ok(html.includes(`name="days" type="text" value="${wrong.days}"`));
        assert.match(html, /name="approves" value="yes" checked/);
      }
      assert.equal(await store().invitations.byId('never-made-1'), null);
    });

    it('and tells which LMS came of it, with nothing to withdraw any more', async () => {
      const { location } = await operator.post('/admin/invitations', { ...form, id: 'used-already' });
      await store().invitations.take((await store().invitations.tokenOf('used-already')) ?? '', new Date());
      await store().invitations.fulfilled('used-already', (await platformOf('moodle')).id);
      const page = await operator.get(location ?? '');
      assert.match(textOf(page.html), /Used just now , moodle/);
      assert.doesNotMatch(page.html, /\/register\/|Withdraw/);
      assert.equal((await operator.post(`${location}/withdraw`, {})).status, 409);
    });
  });

  describe('changes an LMS:', () => {
    it('approves one that registered itself, once it was seen where it came from', async () => {
      const waiting = {
        ...HAND,
        deployments: ['1'],
        learnsDeployments: false,
        family: null,
        name: 'Waiting',
      };
      const lms = { status: 'pending', enteredBy: 'lms', configurationHost: 'other.example.edu' } as const;
      const added = await store().platforms.add({ ...waiting, ...lms, clientId: 'waits' }, new Date());
      const invitation = {
        note: 'For Northfield',
        approves: false,
        expiresAt: new Date(Date.now() + 60_000),
      };
      const { id: invited } = await store().invitations.add(invitation, new Date());
      await store().invitations.fulfilled(invited, added?.id ?? '');
      const home = (await operator.get('/admin')).html;
      assert.equal(
        home.match(new RegExp(`href="/admin/platforms/${added?.id}"`, 'g'))?.length,
        1,
        'it is there once',
      );
      assert.match(
        textOf((await operator.get('/admin')).html),
        /Waiting for you Waiting school\.example\.edu/,
      );
      const page = await operator.get(`/admin/platforms/${added?.id}/status/approve`);
      assert.match(
        textOf(page.html),
        /name of school\.example\.edu, but it registered from other\.example\.edu/,
      );
      assert.match(
        textOf(page.html),
        /Came by the invitation For Northfield Issuer https:\/\/school\.example\.edu Registered itself from other\.example\.edu Hosts of its addresses school\.example\.edu /,
      );
      await operator.post(`/admin/platforms/${added?.id}/status/approve`, {});
      assert.equal((await platformOf('Waiting')).status, 'active');
      assert.deepEqual(await lastDone(), ['operator', 'platform.approved']);
      assert.doesNotMatch(textOf((await operator.get('/admin')).html), /Waiting for you/);
    });

    it('says, before one is approved that was removed, that its courses come back', async () => {
      const { id, createdAt: _, ...moodle } = await platformOf('moodle');
      const { activity } = await setUpActivity(practice, 'moodle');
      const approving = async () =>
        textOf((await operator.get(`/admin/platforms/${id}/status/approve`)).html);
      await operator.post(`/admin/platforms/${id}/status/remove`, {});
      await store().platforms.add({ ...moodle, status: 'pending' }, new Date());
      assert.match(await approving(), /Approving it brings back 1 course with its discussions/);
      for (const path of ['', `/platforms/${id}`])
        assert.match(textOf((await operator.get(`/admin${path}`)).html), /brings back 1 course/);
      await operator.post(`/admin/platforms/${id}/status/approve`, {});
      const student = await launchAs(practice, 'moodle', 'student-ana-ruiz', `launch/${activity}`);
      assert.equal((await student.get(`${student.base}/discussion`)).status, 200);
    });

    it('pauses it, which ends its sessions, and resumes it', async () => {
      const { activity } = await setUpActivity(practice, 'moodle');
      const student = await launchAs(practice, 'moodle', 'student-ana-ruiz', `launch/${activity}`);
      const { id } = await platformOf('moodle');
      const page = textOf((await operator.get(`/admin/platforms/${id}/status/pause`)).html);
      assert.match(page, /launches are refused .* pages open .* Grades that have not arrived wait/);
      await operator.post(`/admin/platforms/${id}/status/pause`, {});
      assert.deepEqual(await lastDone(), ['operator', 'platform.paused']);
      assert.match(
        textOf((await student.get(`${student.base}/discussion`)).html),
        /Open this from your course/,
      );
      await assert.rejects(
        launchAs(practice, 'moodle', 'student-ana-ruiz', `launch/${activity}`),
        /./,
        'no launch',
      );
      await operator.post(`/admin/platforms/${id}/status/pause`, {});
      assert.equal(
        (await store().audit.latest(2)).filter(({ action }) => action === 'platform.paused').length,
        1,
      );
      await operator.post(`/admin/platforms/${id}/status/resume`, {});
      assert.deepEqual(await lastDone(), ['operator', 'platform.resumed']);
      assert.equal((await student.get(`${student.base}/discussion`)).status, 401);
      const again = await launchAs(practice, 'moodle', 'student-ana-ruiz', `launch/${activity}`);
      assert.equal((await again.get(`${again.base}/discussion`)).status, 200);
    });

    it('removes it, keeps what hangs on it, and has it back when it is registered again', async () => {
      const { location } = await operator.post('/admin/platforms', { ...FORM, clientId: 'comes-back' });
      const id = location?.split(/[/?]/)[3] ?? '';
      await operator.post(`/admin/platforms/${id}/status/remove`, {});
      assert.deepEqual(await lastDone(), ['operator', 'platform.removed']);
      assert.equal((await operator.get(`/admin/platforms/${id}`)).status, 404);
      assert.equal(await store().platforms.find(FORM.issuer, 'comes-back'), null);
      const again = await operator.post('/admin/platforms', { ...FORM, clientId: 'comes-back' });
      assert.equal(again.location?.split(/[/?]/)[3], id);
    });

    it('adds a deployment and takes it away, and accepts any or those listed', async () => {
      const { id } = await platformOf('canvas');
      const change = async (path: string, fields: Record<string, string>) => {
        const answer = await operator.post(`/admin/platforms/${id}/deployments${path}`, fields);
        assert.equal(answer.status, 303);
        return platformOf('canvas');
      };
      const added = await change('', { deploymentId: ' 42:abc ' });
      assert.ok(added.deployments.includes('42:abc'));
      assert.deepEqual(await lastDone(), ['operator', 'platform.deployment-added']);
      const query = new URLSearchParams({ deploymentId: '42:abc' });
      const page = await operator.get(`/admin/platforms/${id}`);
      assert.match(page.html, /aria-label="Remove deployment 42:abc"/);
      const asked = await operator.get(`/admin/platforms/${id}/deployments/remove?${query}`);
      assert.match(textOf(asked.html), /Remove deployment 42:abc of canvas\? Launches from it are refused/);
      assert.ok((await platformOf('canvas')).deployments.includes('42:abc'), 'asked first');
      const removed = await change('/remove', { deploymentId: '42:abc' });
      assert.ok(!removed.deployments.includes('42:abc'));
      assert.deepEqual(await lastDone(), ['operator', 'platform.deployment-removed']);
      assert.equal((await change('/learn', { learns: 'yes' })).learnsDeployments, true);
      assert.deepEqual(await lastDone(), ['operator', 'platform.learns-deployments']);
      assert.equal((await change('/learn', { learns: 'no' })).learnsDeployments, false);
      assert.deepEqual(await lastDone(), ['operator', 'platform.lists-deployments']);
    });

    it('lets in, with one button, the deployment whose launch was refused', async () => {
      const { activity } = await setUpActivity(practice, 'canvas');
      const { id, deployments } = await platformOf('canvas');
      const [deploymentId = ''] = deployments;
      await store().platforms.removeDeployment(id, deploymentId);
      const launch = () => launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
      await assert.rejects(launch, /not set up for the tool yet/);
      const page = (await operator.get(`/admin/platforms/${id}`)).html;
      assert.match(textOf(page), /unknown deployment; 1 since the last good one/);
      assert.match(textOf((await operator.get('/admin')).html), /1 refused launch: unknown deployment/);
      const button = /name="deploymentId" value="([^"]+)">\s*<p>A launch from a deployment/.exec(page)?.[1];
      assert.equal(button, deploymentId);
      await operator.post(`/admin/platforms/${id}/deployments`, { deploymentId: button ?? '' });
      await launch();
      const after = textOf((await operator.get(`/admin/platforms/${id}`)).html);
      assert.match(after, /unknown deployment; good ones came after it/);
      assert.doesNotMatch(after, /Let this deployment in/);
    });

    it('is calm about launches that were refused while it waited or was paused, once it is let in', async () => {
      const { id } = await platformOf('moodle');
      await practice.tool.tool.health.flush();
      const refusals = practice.tool.connection.collection('health');
      const lastRefused = { at: new Date(), reason: 'platform-paused', deploymentId: null };
      await refusals.updateOne(
        { _id: id as never },
        { $set: { lastRefused, refusals: 3 } },
        { upsert: true },
      );
      const seen = async () => [
        (await operator.get(`/admin/platforms/${id}`)).html,
        textOf((await operator.get('/admin')).html),
      ];
      const [page = '', home = ''] = await seen();
      assert.match(page, /<span class="">the LMS is paused; it is let in by now</);
      assert.doesNotMatch(home, /refused launch/);
      await store().platforms.setStatus(id, 'paused');
      assert.match(
        (await seen())[0] ?? '',
        /<span class="bad">the LMS is paused; 3 since the last good one</,
      );
      await store().platforms.setStatus(id, 'active');
      await refusals.updateOne({ _id: id as never }, { $set: { refusals: 0 } });
    });

    it('flags what launches do not allow and grades need, in its row and on the first page', async () => {
      const { id } = await platformOf('canvas');
      await setUpActivity(practice, 'canvas');
      await practice.tool.tool.health.flush();
      const seen = async () => [
        (await operator.get(`/admin/platforms/${id}`)).html,
        textOf((await operator.get('/admin')).html),
      ];
      assert.ok((await seen()).every((page) => !/not allowed:/.test(page)));
      const notes = practice.tool.connection.collection<{ _id: string; lastLaunch?: { scopes: string[] } }>(
        'health',
      );
      const before = await notes.findOne({ _id: id });
      const { scopes = [] } = before?.lastLaunch ?? {};
      const left = scopes.filter((one) => !/\/(score|result\.readonly)$/.test(one));
      await notes.updateOne({ _id: id }, { $set: { 'lastLaunch.scopes': left } });
      const [page = '', home = ''] = await seen();
      assert.match(page, /<span class="bad">[^<]*not allowed: Passing grades, Reading grades back</);
      assert.match(home, /not allowed: Passing grades, Reading grades back/);
      await notes.updateOne({ _id: id }, { $set: { 'lastLaunch.scopes': scopes } });
    });

    it('says that a check is under way, and begins no second one', async () => {
      const { id } = await platformOf('moodle');
      await store().health.beginCheck(id, new Date());
      const asked = await operator.post(`/admin/platforms/${id}/check`, {});
      assert.match(asked.location ?? '', /\?done=notChecked#check$/);
      const { html } = await operator.get(`/admin/platforms/${id}`);
      assert.match(html, /data-live>\s*<p class="waiting" role="status">A check is under way\./);
      await store().health.endCheck(id, null);
      assert.doesNotMatch((await operator.get(`/admin/platforms/${id}`)).html, /under way/);
    });

    it('checks it, and shows what to change', async () => {
      const { location } = await operator.post('/admin/platforms', { ...FORM, ...(await wrongMoodle()) });
      const checked = await operator.post(`${location?.split('?')[0]}/check`, {});
      assert.match(checked.location ?? '', /\?done=checked#check$/);
      assert.deepEqual(await lastDone(), ['operator', 'platform.checked']);
      const { html } = await operator.get(checked.location ?? '');
      const text = textOf(html);
      assert.match(
        html,
        /<h2 id="check">.*<\/h2>\s*<p class="warning" role="status">Checked: 1 thing below needs a look\./,
      );
      assert.match(text, /Does not work: Access to the LMS It does not know the client id nobody/);
      assert.match(text, new RegExp(`with ${practice.tool.baseUrl}/lti/keys as the address`));
    });
  });

  const wrongMoodle = async () => {
    const { authUrl, tokenUrl, jwksUrl } = await platformOf('moodle');
    return { authUrl, tokenUrl, jwksUrl, clientId: 'nobody' };
  };

  const HAND = {
    issuer: 'https://school.example.edu',
    clientId: 'by-hand',
    authUrl: 'https://school.example.edu/auth',
    tokenUrl: 'https://school.example.edu/token',
    jwksUrl: 'https://school.example.edu/keys',
  };
  const FORM = { ...HAND, name: '', deployments: '1\r\n 2 \r\n' };

  describe('registers an LMS by hand', () => {
    it('with every value to copy', async () => {
      const { html } = await operator.get('/admin/platforms/new');
      for (const path of ['/lti/login', '/lti/launch', '/lti/keys', '/lti/config/canvas.json'])
        assert.ok(html.includes(`value="${practice.tool.baseUrl}${path}" readonly`), path);
      const [values, buttons] = [/ readonly /g, / data-copy="/g].map((found) => html.match(found)?.length);
      assert.equal(values, buttons);
    });

    it('from what was typed, and writes it down', async () => {
      const { location } = await operator.post('/admin/platforms', FORM);
      assert.match(location ?? '', /^\/admin\/platforms\/[\w-]+\?done=registered$/);
      const found = await store().platforms.find(FORM.issuer, FORM.clientId);
      const { name, deployments, status, enteredBy } = found ?? {};
      assert.deepEqual(
        [name, deployments, status, enteredBy],
        ['school.example.edu', ['1', '2'], 'active', 'operator'],
      );
      assert.deepEqual(await lastDone(), ['operator', 'platform.registered']);
    });

    it('once: a second time it shows the first', async () => {
      const { status, html } = await operator.post('/admin/platforms', FORM);
      assert.equal(status, 422);
      const first = await store().platforms.find(FORM.issuer, FORM.clientId);
      assert.match(html, new RegExp(`registered already: <a href="/admin/platforms/${first?.id}"`));
    });

    for (const [what, changes, field] of [
      ['an issuer that is no address', { issuer: 'school' }, 'issuer'],
      ['an address that is not encrypted', { jwksUrl: 'http://school.example.edu/keys' }, 'jwksUrl'],
      ['an address that is a script', { authUrl: 'javascript:alert(1)' }, 'authUrl'],
      ['no client id', { clientId: ' ' }, 'clientId'],
      ['a name without end', { name: 'x'.repeat(256) }, 'name'],
      ['no deployment', { deployments: ' \r\n' }, 'deployments'],
      ['a deployment without end', { deployments: 'x'.repeat(256) }, 'deployments'],
    ] as const) {
      it(`says what is wrong with ${what}, and keeps what was typed`, async () => {
        const wrong = { ...FORM, clientId: 'wrong', ...changes };
        const { status, html } = await operator.post('/admin/platforms', wrong);
        assert.equal(status, 422);
        assert.match(html, new RegExp(`id="${field}-error"`));
        assert.equal(html.match(/aria-invalid/g)?.length, 1);
        for (const value of [wrong.tokenUrl, wrong.name].filter(Boolean)) assert.ok(html.includes(value));
        assert.equal(await store().platforms.find(FORM.issuer, 'wrong'), null);
      });
    }

    it('and hands back what was typed where nobody is signed in any more', async () => {
      await operator.post('/admin/sign-out', {});
      const { status, html } = await operator.post('/admin/platforms', FORM, 'old');
      assert.equal(status, 401);
      assert.match(html, /tokenUrl: https:\/\/school\.example\.edu\/token/);
    });
  });

  it('lists everything that was done, page by page, and takes nothing out', async () => {
    const entry = { by: 'operator', action: 'platform.paused', platformId: null } as const;
    const start = Date.now() - 1_000_000;
    for (let index = 0; index < 205; index++) {
      const facts = { name: `Number ${index}` };
      // Some at the same moment.
      await store().audit.add({ ...entry, at: new Date(start - Math.floor(index / 3)), facts });
    }
    let path: string | undefined = '/admin/audit';
    const seen: string[] = [];
    while (path) {
      const { html } = await operator.get(path);
      seen.push(...(textOf(html).match(/Number \d+ was paused/g) ?? []));
      path = /href="(\/admin\/audit\?after&#x3D;[\w-]+)"/.exec(html)?.[1]?.replace('&#x3D;', '=');
    }
    assert.deepEqual([seen.length, new Set(seen).size], [205, 205]);
  });

  describe('shows an LMS administrator', () => {
    let activity: string;
    before(async () => {
      ({ activity } = await setUpActivity(practice, 'canvas'));
    });
    const launched = (person: string) => launchAs(practice, 'canvas', person, `launch/${activity}`);
    const csrfOf = async ({ base }: Visitor) => {
      const id = base.replace('/s/', '') as never;
      return String((await practice.tool.connection.collection('sessions').findOne({ _id: id }))?.csrfToken);
    };

    it('how their own LMS is doing, and nothing of deployments, other LMSs, or what was done', async () => {
      const admin = await launched('admin-ingrid');
      assert.match(
        (await admin.get(`${admin.base}/discussion`)).html,
        new RegExp(`href="${admin.base}/lms"`),
      );
      const { id } = await platformOf('canvas');
      const deploymentId = 'of-another-account';
      const at = new Date();
      practice.tool.tool.health.refused(id, { at, reason: 'deployment', deploymentId });
      const { status, html } = await admin.get(`${admin.base}/lms`);
      assert.equal(status, 200);
      assert.match(textOf(html), /canvas active .* unknown deployment; 1 since the last good one/);
      for (const hidden of [deploymentId, 'rejoinder-demo-deployment', 'moodle', 'was registered', '/admin"'])
        assert.ok(!html.includes(hidden), hidden);
      const forms = [...html.matchAll(/action="([^"]+)"/g)].map(([, action]) => action);
      assert.deepEqual(forms, [`${admin.base}/lms/check`]);
    });

    it('a check, once a minute, written down without a name', async () => {
      const admin = await launched('admin-ingrid');
      const check = async () =>
        (await admin.post(`${admin.base}/lms/check`, {}, await csrfOf(admin))).location ?? '';
      assert.match(await check(), /done=checked#check$/);
      const [entry] = await store().audit.latest(1);
      assert.deepEqual(
        [entry?.by, entry?.action, entry?.facts],
        ['lms-admin', 'platform.checked', { name: 'canvas' }],
      );
      assert.match(await check(), /done=notChecked#check$/);
    });

    it('what students and teachers are not shown', async () => {
      for (const person of ['student-ana-ruiz', 'teacher-rosa', 'observer-carmen']) {
        const visitor = await launched(person);
        assert.equal((await visitor.get(`${visitor.base}/lms`)).status, 403, person);
        const answer = await visitor.post(`${visitor.base}/lms/check`, {}, await csrfOf(visitor));
        assert.equal(answer.status, 403, person);
        const page: Answer = await visitor.get(`${visitor.base}/discussion`);
        assert.ok(!page.html.includes('/lms"'), person);
      }
    });
  });
});
