import assert from 'node:assert/strict';

/** What a teacher and a student do with a tool on PyLTI1p3 under one preset, told in checks. */
export async function checkPreset({ check, lms, tool, preset }) {
  const base = `${lms}/${preset}`;
  const title = (what) => `PyLTI1p3, ${preset}: ${what}`;
  const course = `${base}/as/teacher-rosa/courses/hist210`;
  const student = 'student-ana-ruiz';

  const clientId = await check(title('is registered by hand'), async () => {
    const { clientId, deploymentId, issuer, authUrl, tokenUrl, jwksUrl } = await json(`${base}/admin/tools`, {
      name: 'A tool on PyLTI1p3',
      loginUrl: `${tool}/login`,
      redirectUris: [`${tool}/launch`],
      targetLinkUri: `${tool}/launch`,
      jwksUrl: `${tool}/jwks`,
      deepLinking: true,
    });
    const urls = { auth_login_url: authUrl, auth_token_url: tokenUrl, key_set_url: jwksUrl };
    const ids = { issuer, client_id: clientId, deployment_ids: [deploymentId] };
    await json(`${tool}/platforms`, { ...ids, ...urls });
    return clientId;
  });
  const added = { title: 'Week 1', maximum: 20, clientId };
  const { id: activity } = await json(`${course}/activities`, added);

  const launched = await check(title('a student launches'), async () => {
    const seen = await launch(`${base}/as/${student}/launch/${activity}`);
    assert.deepEqual([seen.student, seen.teacher, seen.deep_linking], [true, false, false]);
    return seen;
  });
  const launches = `${tool}/launches/${launched?.id}`;
  await check(title('a teacher launches'), async () => {
    const seen = await launch(`${base}/as/teacher-rosa/launch/${activity}`);
    // PyLTI1p3 counts roles of the institution as well: under Canvas she studies elsewhere.
    assert.equal(seen.teacher, true);
  });
  await check(title('7 of 10 points arrive as 14 in a column of 20'), async () => {
    await json(`${launches}/score`, { points: 7, maximum: 10, comment: 'Fine.' });
    const { rows } = await json(`${course}/gradebook`);
    const { sub, cells } = rows.find(({ person }) => person === student);
    assert.deepEqual([sub, cells[activity].score], [launched.user, 14]);
  });
  await check(title('the result is read back'), async () => {
    const results = await json(`${launches}/results`);
    const own = results.find(({ userId }) => String(userId) === launched.user);
    assert.equal(own.resultScore / own.resultMaximum, 0.7);
  });
  await check(title('the roster has the student'), async () => {
    const members = await json(`${launches}/members`);
    const own = members.find(({ user_id }) => String(user_id) === launched.user);
    assert.ok(own.roles.some((role) => role.endsWith('Learner')));
    assert.ok(members.length > 1);
  });
  await check(title('a teacher chooses a link, and a student launches it'), async () => {
    const { id, deep_linking } = await launch(`${course}/deep-link?clientId=${clientId}`);
    assert.equal(deep_linking, true);
    const { action, fields } = await json(`${tool}/launches/${id}/choice`);
    const { activities } = await answer(new Browser().send(action, fields));
    assert.equal(activities.length, 1);
    const seen = await launch(`${base}/as/${student}/launch/${activities[0].id}`);
    assert.equal(seen.custom.chosen, 'yes');
  });
  await check(title('the practice LMS has nothing to object to'), async () => {
    const { violations } = await json(`${base}/sent`);
    assert.deepEqual(violations, []);
  });

  /** Follows the forms of a launch as a browser would. @returns what the tool saw */
  async function launch(address) {
    const browser = new Browser();
    const login = await json(address);
    const reply = await answer(browser.send(login.action, login.fields));
    return answer(browser.send(reply.action, reply.fields));
  }
}

/** Keeps cookies and follows redirects; one host, so that a name is enough. */
class Browser {
  jar = new Map();

  /** With fields it posts a form. */
  async send(address, fields) {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const form = fields ? { method: 'POST', body: new URLSearchParams(fields) } : {};
    const headers = { accept: 'application/json', cookie };
    const response = await fetch(address, { ...form, headers, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (name) this.jar.set(name, value);
    }
    const location = response.headers.get('location');
    return location ? this.send(new URL(location, address)) : response;
  }
}

async function answer(sent) {
  const response = await sent;
  const text = await response.text();
  assert.ok(response.ok, `${response.url} answered with ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

/** A page as data; with a body it is posted to. */
function json(address, body) {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  return answer(fetch(address, { headers, ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}) }));
}
