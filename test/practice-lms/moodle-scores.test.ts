import assert from 'node:assert/strict';
import {
  AGS,
  type Client,
  extended,
  inSeconds,
  type Json,
  type Practice,
  SCOPE,
  startPractice,
  TYPE,
} from './practice.ts';

describe('Practice LMS, scores by Moodle’s rules', () => {
  let practice: Practice;
  let moodle: Client;
  let link: Json;
  let ana: string;

  before(async () => {
    practice = await startPractice();
    moodle = practice.at('moodle');
    ana = await moodle.sub('student-ana-ruiz');
  });
  after(() => practice.close());
  beforeEach(async () => {
    link = await moodle.addActivity({ title: 'Week 1', maximum: 20 });
    await moodle.clearSent();
  });
  const send = (changes: Record<string, unknown> = {}) => moodle.score(link.lineItem, ana, changes);
  const cell = () => moodle.cell(link.id, 'student-ana-ruiz');

  it('answers 200 with an empty body and rescales to the column', async () => {
    const response = await send();
    assert.equal(response.status, 200);
    assert.equal(await response.text(), '');
    assert.equal((await cell()).score, 16);
    assert.deepEqual(await moodle.violations(), []);
  });

  it('clamps into the column’s range', async () => {
    await send({ scoreGiven: 12 });
    assert.equal((await cell()).score, 20);
    await send({ scoreGiven: -2, timestamp: inSeconds(2) });
    assert.equal((await cell()).score, 0);
  });

  it('answers 409 within the same second and for anything older', async () => {
    const timestamp = '2026-01-01T10:00:00.900Z';
    assert.equal((await send({ timestamp })).status, 200);
    assert.equal((await send({ timestamp: '2026-01-01T10:00:00.950Z' })).status, 409);
    assert.equal((await send({ timestamp: '2026-01-01T09:00:00.000Z' })).status, 409);
    assert.equal((await send({ timestamp: '2026-01-01T10:00:01.000Z' })).status, 200);
  });

  it('takes a timestamp of the future, which then blocks later ones', async () => {
    assert.equal((await send({ timestamp: inSeconds(3600) })).status, 200);
    assert.equal((await send()).status, 409);
  });

  it('takes a timestamp without a zone, and records it', async () => {
    assert.equal((await send({ timestamp: '2026-01-01T10:00:00.000' })).status, 200);
    assert.deepEqual(await moodle.violations(), ['AGS §3.4: timestamp has no time zone']);
  });

  for (const progress of ['Pending', 'PendingManual', 'Failed', 'NotReady']) {
    it(`answers 200 to ${progress} and wipes the grade`, async () => {
      await send();
      assert.equal((await send({ gradingProgress: progress, timestamp: inSeconds(2) })).status, 200);
      assert.equal((await cell()).score, null);
    });
  }

  it('answers 200 to a score without scoreGiven and wipes the grade', async () => {
    await send();
    await send({ scoreGiven: undefined, scoreMaximum: undefined, timestamp: inSeconds(2) });
    assert.equal((await cell()).score, null);
  });

  it('replaces the feedback, and a score without comment wipes it', async () => {
    await send({ comment: 'First.' });
    await send({ comment: 'Second.', timestamp: inSeconds(2) });
    assert.equal((await cell()).feedback, 'Second.');
    await send({ timestamp: inSeconds(4) });
    assert.equal((await cell()).feedback, null);
    assert.deepEqual((await cell()).comments, []);
    assert.equal((await cell()).attempts, 1);
  });

  it('answers one 400 for a missing maximum, a teacher, a stranger and a missing field', async () => {
    for (const response of [
      await send({ scoreMaximum: undefined }),
      await moodle.score(link.lineItem, await moodle.sub('teacher-rosa')),
      await moodle.score(link.lineItem, await moodle.sub('ta-yuki')),
      await moodle.score(link.lineItem, '99999'),
      await send({ activityProgress: undefined }),
      await send({ timestamp: 'yesterday' }),
    ]) {
      assert.equal(response.status, 400);
      assert.equal(((await response.json()) as Json).reason, 'Incorrect score received');
    }
  });

  it('answers 400 to a media type that is not the exact one', async () => {
    const url = extended(link.lineItem, '/scores');
    for (const type of ['application/json', `${TYPE.score}; charset=utf-8`]) {
      assert.equal((await moodle.call('POST', url, SCOPE.score, type, {})).status, 400, type);
    }
  });

  it('answers 200 to a score over a grade changed by hand, and the shown grade stays', async () => {
    await send();
    await moodle.override(link.id, 'student-ana-ruiz', 5);
    assert.equal((await send({ timestamp: inSeconds(-60) })).status, 409, 'the change counts');
    assert.equal((await send({ scoreGiven: 10, timestamp: inSeconds(60) })).status, 200);
    assert.equal((await cell()).score, 5);
    assert.equal((await moodle.results(link.lineItem, ana))[0].resultScore, 5);
  });

  it('reads results back with the column’s maximum', async () => {
    await send({ comment: 'Good.' });
    const [result] = await moodle.results(link.lineItem, ana);
    assert.equal(result.userId, ana);
    assert.deepEqual([result.resultScore, result.resultMaximum, result.comment], [16, 20, 'Good.']);
    assert.equal(result.scoreOf, link.lineItem);
    assert.deepEqual(await moodle.results(link.lineItem, '4'), []);
  });

  it('reports an ungraded result of a manual item as 0, and of a coupled item without a score', async () => {
    const claims = await moodle.launch('teacher-rosa', link.id);
    const body = { label: 'By hand', scoreMaximum: 5 };
    const made = await moodle.call('POST', claims[AGS].lineitems, SCOPE.lineItem, TYPE.lineItem, body);
    const manual = ((await made.json()) as Json).id;
    const comment = { comment: 'See me.', scoreGiven: undefined, scoreMaximum: undefined };
    await moodle.score(manual, ana, comment);
    assert.equal((await moodle.results(manual, ana))[0].resultScore, 0);
    await send(comment);
    assert.equal((await moodle.results(link.lineItem, ana))[0].resultScore, undefined);
  });

  it('rescales the grades when a PUT changes the maximum', async () => {
    await send();
    const item: Json = await (await moodle.call('GET', link.lineItem, SCOPE.lineItem, TYPE.lineItem)).json();
    const put = await moodle.call('PUT', link.lineItem, SCOPE.lineItem, TYPE.lineItem, {
      ...item,
      scoreMaximum: 100,
    });
    assert.equal(put.status, 200);
    assert.equal((await cell()).score, 80);
  });

  it('loses the tool when the URL loses its query', async () => {
    const bare = extended(link.lineItem, '/scores').split('?')[0] as string;
    assert.equal((await moodle.call('POST', bare, SCOPE.score, TYPE.score, {})).status, 403);
    assert.match((await moodle.violations())[0] ?? '', /the URL lost its query/);
  });

  it('opens a student’s work by a submission review', async () => {
    const state = practice.lms.presets.moodle?.state;
    const item = state?.lineItems.find((one) => one.resourceLinkId === link.resourceLinkId);
    if (item) item.submissionReview = { url: `${practice.tool.url}/review` };
    const login = await moodle.json(`/as/teacher-rosa/launch/${link.id}/submissions/student-ana-ruiz`);
    const claims = await moodle.claimsOf(login);
    const claim = 'https://purl.imsglobal.org/spec/lti/claim/';
    assert.equal(claims[`${claim}message_type`], 'LtiSubmissionReviewRequest');
    assert.equal(claims[`${claim}for_user`].user_id, ana);
    assert.equal(claims[`${claim}target_link_uri`], `${practice.tool.url}/review`);
    assert.equal(claims[AGS].lineitem, link.lineItem);
  });

  it('cannot page results: limit answers 404 with a page', async () => {
    const url = new URL(extended(link.lineItem, '/results'));
    url.searchParams.set('limit', '10');
    const response = await moodle.call('GET', url.href, SCOPE.result, TYPE.results);
    assert.equal(response.status, 404);
    assert.match(response.headers.get('content-type') ?? '', /html/);
  });
});
