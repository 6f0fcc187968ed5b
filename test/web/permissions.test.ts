import assert from 'node:assert/strict';
import { changePlatform, type PlatformChange } from '../../src/usecases/changePlatform.ts';
import {
  addActivity,
  launchAs,
  type Practice,
  setUpActivity,
  startPractice,
  textOf,
  Visitor,
} from '../support/practice.ts';

describe('Who may do what', () => {
  let practice: Practice;
  let activity: string;
  let teacher: Visitor;
  let ana: Visitor;
  let jonas: Visitor;
  let anasPost: string;

  before(async () => {
    practice = await startPractice();
    ({ activity, teacher } = await setUpActivity(practice, 'canvas'));
    ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    jonas = await launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${activity}`);
    await ana.post(`${ana.base}/posts`, { text: 'Mine.' });
    anasPost = String((await practice.tool.connection.collection('posts').findOne({ text: 'Mine.' }))?._id);
  });
  after(() => practice?.close());

  it('a session opens nothing for a browser without its cookie', async () => {
    const stranger = new Visitor(practice.tool.baseUrl);
    const answer = await stranger.get(`${ana.base}/discussion`);
    assert.equal(answer.status, 401);
    assert.doesNotMatch(answer.html, /Mine\./);
  });

  it('nor for another browser with a cookie of its own', async () => {
    const other = new Visitor(practice.tool.baseUrl);
    other.cookie = jonas.cookie;
    assert.equal((await other.get(`${ana.base}/discussion`)).status, 401);
  });

  const canvas = async () => {
    const { store } = practice.tool.tool;
    const { id = '', deployments = [] } =
      (await store.platforms.list()).find(({ name }) => name === 'canvas') ?? {};
    const change = (wanted: PlatformChange) => changePlatform(store, id, wanted, 'operator', new Date());
    return { id, deploymentId: deployments[0] ?? '', change };
  };
  const jonasAgain = () => launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${activity}`);
  const launchEverybody = async () => {
    ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    jonas = await jonasAgain();
    teacher = await launchAs(practice, 'canvas', 'teacher-rosa', `launch/${activity}`);
  };

  it('a session ends for good when its LMS is paused, and what was being written comes back', async () => {
    const { change } = await canvas();
    const left = await jonasAgain();
    const text = 'Half an hour of thought.';
    const csrf = await left.csrfToken();
    await change({ kind: 'pause' });
    for (const status of ['paused', 'active']) {
      assert.equal((await left.get(`${left.base}/discussion`)).status, 401, status);
      const answer = await left.post(`${left.base}/posts`, { text }, csrf);
      assert.equal(answer.status, 401, status);
      assert.match(textOf(answer.html), new RegExp(text), status);
      if (status === 'paused') await change({ kind: 'resume' });
    }
    await launchEverybody();
    assert.equal((await ana.get(`${ana.base}/discussion`)).status, 200);
  });

  it('a session that a launch under way began while its LMS was being paused is gone with resuming', async () => {
    const { id, change } = await canvas();
    await practice.tool.tool.store.platforms.setStatus(id, 'paused');
    assert.equal((await ana.get(`${ana.base}/discussion`)).status, 401);
    await change({ kind: 'resume' });
    assert.equal((await ana.get(`${ana.base}/discussion`)).status, 401);
    await launchEverybody();
  });

  it('a session ends when its deployment is let in no longer', async () => {
    const { id, deploymentId, change } = await canvas();
    const { platforms } = practice.tool.tool.store;
    await platforms.removeDeployment(id, deploymentId);
    assert.equal((await ana.get(`${ana.base}/discussion`)).status, 401);
    await platforms.addDeployment(id, deploymentId);
    assert.equal((await ana.get(`${ana.base}/discussion`)).status, 200);
    await change({ kind: 'add-deployment', deploymentId: 'another' });
    await change({ kind: 'remove-deployment', deploymentId: 'another' });
    assert.equal((await ana.get(`${ana.base}/discussion`)).status, 200, 'another one went');
    await change({ kind: 'remove-deployment', deploymentId });
    await change({ kind: 'add-deployment', deploymentId });
    assert.equal((await ana.get(`${ana.base}/discussion`)).status, 401, 'for good');
    await launchEverybody();
  });

  it('a session ends a day after its launch, however busy it is', async () => {
    const { sessions } = practice.tool.connection.collections;
    const id = jonas.base.slice(3) as never;
    const before = await sessions?.findOne({ _id: id });
    await sessions?.updateOne(
      { _id: id },
      { $set: { expiresAt: new Date(Date.now() + 60_000), endsAt: new Date(Date.now() + 90 * 60_000) } },
    );
    assert.equal((await jonas.get(`${jonas.base}/discussion`)).status, 200);
    const touched = await sessions?.findOne({ _id: id });
    assert.equal(touched?.expiresAt.getTime(), touched?.endsAt.getTime());
    await sessions?.updateOne(
      { _id: id },
      { $set: { expiresAt: before?.expiresAt, endsAt: before?.endsAt } },
    );
  });

  it('whoever the roster no longer lists is out, and back in with the next launch', async () => {
    const leaving = await launchAs(practice, 'canvas', 'student-wulandari', `launch/${activity}`);
    const { members } = practice.tool.connection.collections;
    await members?.updateOne({ name: 'Wulandari' }, { $set: { enrolled: false } });
    assert.equal((await leaving.get(`${leaving.base}/discussion`)).status, 401);
    const back = await launchAs(practice, 'canvas', 'student-wulandari', `launch/${activity}`);
    assert.equal((await back.get(`${back.base}/discussion`)).status, 200);
  });

  it('on a shared computer the next person’s launch ends the pages of the one before, the test student’s aside', async () => {
    const shared = new Visitor(practice.tool.baseUrl);
    await launchAs(practice, 'canvas', 'teacher-rosa', `launch/${activity}`, shared);
    const first = shared.base;
    await launchAs(practice, 'canvas', 'test-student', `launch/${activity}`, shared);
    assert.equal((await shared.get(`${first}/discussion`)).status, 200);
    await launchAs(practice, 'canvas', 'student-mei-chen', `launch/${activity}`, shared);
    assert.equal((await shared.get(`${first}/discussion`)).status, 401);
  });

  it('a student neither sees nor gives grades, and changes no settings', async () => {
    const pages = [
      '/grading',
      '/grading/many',
      '/grading/threads',
      '/grading/threads/1',
      '/grading/roster',
      '/grading/anyone',
      '/grading/anyone/exchanges',
      '/gradebook',
      '/progress',
      '/progress/grades.csv',
      '/letters',
      '/letters/preview',
      '/settings',
      '/set-up',
    ];
    for (const page of pages) assert.equal((await ana.get(ana.base + page)).status, 403, page);
    const forms = [
      '/grading/release',
      '/grading/anyone',
      '/grading/roster',
      '/grading/many',
      '/grading/threads/1',
      '/grading/anyone/undo',
      '/grading/anyone/resend',
      '/grading/anyone/difference',
      '/gradebook',
      '/gradebook/resend',
      '/gradebook/compare',
      '/gradebook/column',
      '/gradebook/columns',
      '/letters',
      '/letters/preview',
      '/settings',
      '/set-up',
    ];
    for (const form of forms) assert.equal((await ana.post(ana.base + form, {})).status, 403, form);
  });

  it('nobody edits or deletes what another wrote, a teacher neither', async () => {
    for (const visitor of [jonas, teacher]) {
      for (const kind of ['edit', 'delete']) {
        assert.equal((await visitor.get(`${visitor.base}/${kind}/${anasPost}`)).status, 404);
        assert.equal((await visitor.post(`${visitor.base}/${kind}/${anasPost}`, { text: 'x' })).status, 404);
      }
    }
    assert.match(textOf((await ana.get(`${ana.base}/discussion`)).html), /Mine\./);
  });

  it('an observer and a guest write nothing', async () => {
    for (const person of ['observer-carmen', 'admin-ingrid']) {
      const visitor = await launchAs(practice, 'canvas', person, `launch/${activity}`);
      const session = await practice.tool.connection
        .collection('sessions')
        .findOne({ _id: visitor.base.slice(3) as never });
      for (const path of ['/posts', '/posts/1/replies', `/edit/${anasPost}`, `/delete/${anasPost}`]) {
        const answer = await visitor.post(visitor.base + path, { text: 'Let me in.' }, session?.csrfToken);
        assert.equal(answer.status, 403, `${person} ${path}`);
      }
    }
    assert.doesNotMatch((await teacher.get(`${teacher.base}/discussion`)).html, /Let me in/);
  });

  it('a teacher elsewhere who studies here is a student', async () => {
    const leila = await launchAs(practice, 'canvas', 'student-leila-farahani', `launch/${activity}`);
    assert.equal((await leila.get(`${leila.base}/grading`)).status, 403);
    assert.match(textOf((await leila.get(`${leila.base}/discussion`)).html), /What is asked of you/);
  });

  it('a teaching assistant grades', async () => {
    const yuki = await launchAs(practice, 'canvas', 'ta-yuki', `launch/${activity}`);
    assert.equal((await yuki.get(`${yuki.base}/grading`)).status, 200);
  });

  it("another course's activity does not open this course's discussion, whatever its custom parameter says", async () => {
    const found = await practice.tool.connection.collection('discussions').findOne({});
    const custom = { discussion: String(found?._id) };
    const place = { course: 'biol101', teacher: 'teacher-kwame' };
    const elsewhere = await addActivity(
      practice,
      'canvas',
      { title: 'Elsewhere', maximum: 10, custom },
      place,
    );
    const kwame = await launchAs(practice, 'canvas', 'teacher-kwame', `launch/${elsewhere}`);
    assert.equal((await kwame.get(kwame.base)).location, `${kwame.base}/set-up`);
    assert.equal((await kwame.get(`${kwame.base}/discussion`)).status, 404);
    const mei = await launchAs(practice, 'canvas', 'student-mei-chen', `launch/${elsewhere}`);
    assert.match(textOf((await mei.get(mei.base)).html), /Not ready yet/);
    assert.equal((await mei.get(`${mei.base}/edit/${anasPost}`)).status, 404);
  });

  it('the same person under another LMS is somebody else', async () => {
    const moodle = await addActivity(practice, 'moodle', { title: 'Week 6', maximum: 10 });
    const other = await launchAs(practice, 'moodle', 'student-ana-ruiz', `launch/${moodle}`);
    assert.match(textOf((await other.get(other.base)).html), /Not ready yet/);
  });

  for (const [what, headers] of [
    ['of another site', { origin: 'https://other.example' }],
    ['of an opaque origin', { origin: 'null' }],
    ['of another port of this host', { origin: 'http://127.0.0.1:1' }],
  ] as const) {
    it(`a form ${what} is refused`, async () => {
      const csrf = await ana.csrfToken();
      const answer = await ana.send(`${ana.base}/posts`, {
        method: 'POST',
        body: new URLSearchParams({ csrf, text: 'Forged.' }),
        headers,
      });
      assert.equal(answer.status, 403);
      assert.doesNotMatch((await ana.get(`${ana.base}/discussion`)).html, /Forged/);
    });
  }

  it('a form without the token of our pages is refused', async () => {
    assert.equal((await ana.post(`${ana.base}/posts`, { text: 'Forged.' }, 'wrong')).status, 403);
    assert.equal(
      (await ana.post(`${ana.base}/posts`, { text: 'Forged.' }, await jonas.csrfToken())).status,
      403,
    );
  });

  it('pages may be framed by their LMS alone, run our scripts alone, and are kept by no cache', async () => {
    const { headers } = await ana.get(`${ana.base}/discussion`);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
    assert.match(policy, new RegExp(`frame-ancestors 'self' ${practice.lms.origin}$`));
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('referrer-policy'), 'same-origin');
    assert.equal(headers.get('x-frame-options'), null);
  });
});
