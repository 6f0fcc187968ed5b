import assert from 'node:assert/strict';
import {
  AGS,
  type Client,
  EXTENSION,
  extended,
  inSeconds,
  type Json,
  type Practice,
  SCOPE,
  startPractice,
  TYPE,
} from './practice.ts';

describe('Practice LMS, scores by Canvas’s rules', () => {
  let practice: Practice;
  let canvas: Client;
  let link: Json;
  let ana: string;

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    ana = await canvas.sub('student-ana-ruiz');
  });
  after(() => practice.close());
  beforeEach(async () => {
    link = await canvas.addActivity({ title: 'Week 1', maximum: 20 });
    await canvas.clearSent();
  });
  const send = (changes: Record<string, unknown> = {}) => canvas.score(link.lineItem, ana, changes);
  const cell = () => canvas.cell(link.id, 'student-ana-ruiz');
  const with_ = (fields: object) => ({ [EXTENSION]: fields });

  it('rescales to the column and answers with a result URL that can be read', async () => {
    const response = await send();
    assert.equal(response.status, 200);
    const { resultUrl }: Json = await response.json();
    assert.equal((await cell()).score, 16);
    const result: Json = await (await canvas.call('GET', resultUrl, SCOPE.result, TYPE.results)).json();
    assert.deepEqual([result.userId, result.resultScore, result.resultMaximum], [ana, 8, 10]);
    assert.deepEqual(await canvas.violations(), []);
  });

  it('accepts a score above the maximum', async () => {
    await send({ scoreGiven: 11 });
    assert.equal((await cell()).score, 22);
  });

  it('grades PendingManual with a score, and erases the grade for anything else', async () => {
    await send({ gradingProgress: 'PendingManual' });
    assert.equal((await cell()).score, 16);
    await send({ gradingProgress: 'Pending', timestamp: inSeconds(1) });
    assert.equal((await cell()).score, null);
    await send({ timestamp: inSeconds(2) });
    await send({ scoreGiven: undefined, scoreMaximum: undefined, timestamp: inSeconds(3) });
    assert.equal((await cell()).score, null);
  });

  it('keeps the grade through a scoreless signal with preserve_score', async () => {
    await send();
    const signal = { scoreGiven: undefined, scoreMaximum: undefined, gradingProgress: 'PendingManual' };
    await send({ ...signal, ...with_({ preserve_score: true }), timestamp: inSeconds(1) });
    assert.equal((await cell()).score, 16);
  });

  it('does not grade with preserve_score, though it answers 200 and the result looks delivered', async () => {
    const response = await send(with_({ preserve_score: true }));
    assert.equal(response.status, 200);
    assert.equal((await cell()).score, null);
    assert.equal((await canvas.results(link.lineItem, ana))[0].resultScore, 8);
  });

  it('skips with prioritize_non_tool_grade once any score exists', async () => {
    await send(with_({ prioritize_non_tool_grade: true }));
    assert.equal((await cell()).score, 16);
    const later = { scoreGiven: 1, timestamp: inSeconds(1), ...with_({ prioritize_non_tool_grade: true }) };
    assert.equal((await send(later)).status, 200);
    assert.equal((await cell()).score, 16);
    assert.equal((await canvas.results(link.lineItem, ana))[0].resultScore, 1);
  });

  it('counts each score as a new attempt unless told otherwise', async () => {
    await send();
    await send({ timestamp: inSeconds(1) });
    assert.equal((await cell()).attempts, 2);
    await send({ timestamp: inSeconds(2), ...with_({ new_submission: false }) });
    await send({ timestamp: inSeconds(3), ...with_({ submission_type: 'none' }) });
    assert.equal((await cell()).attempts, 2);
  });

  it('refuses a new attempt beyond the allowed ones with 422, and takes new_submission false', async () => {
    link = await canvas.addActivity({ title: 'Once', maximum: 10, allowedAttempts: 1 });
    assert.equal((await send()).status, 200);
    assert.equal((await send({ timestamp: inSeconds(1) })).status, 422);
    const again = await send({ timestamp: inSeconds(2), ...with_({ new_submission: false }) });
    assert.equal(again.status, 200);
  });

  it('shows when the work was submitted and where it opens', async () => {
    const submittedAt = '2026-01-02T03:04:05.678Z';
    const url = `${practice.tool.url}/work/1`;
    await send({
      submission: { submittedAt },
      ...with_({ submission_type: 'basic_lti_launch', submission_data: url }),
    });
    assert.equal((await cell()).submittedAt, submittedAt);
    assert.equal((await cell()).submissionUrl, url);
    const review = await canvas.json(`/as/teacher-rosa/launch/${link.id}/submissions/student-ana-ruiz`);
    const claims = await canvas.claimsOf(review);
    assert.equal(claims['https://purl.imsglobal.org/spec/lti/claim/target_link_uri'], url);
    assert.equal(claims['https://purl.imsglobal.org/spec/lti/claim/message_type'], 'LtiResourceLinkRequest');
    assert.equal(claims['https://www.instructure.com/lti_student_id'], ana);
  });

  it('refuses a submitted_at more than a minute ahead with 400', async () => {
    assert.equal((await send({ submission: { submittedAt: inSeconds(30) } })).status, 200);
    const late = await send({ submission: { submittedAt: inSeconds(90) }, timestamp: inSeconds(1) });
    assert.equal(late.status, 400);
    const extension = with_({ submitted_at: inSeconds(90) });
    assert.equal((await send({ ...extension, timestamp: inSeconds(1) })).status, 400);
  });

  it('appends comments', async () => {
    await send({ comment: 'First.' });
    await send({ comment: 'Second.', timestamp: inSeconds(1) });
    await send({ timestamp: inSeconds(2) });
    assert.deepEqual((await cell()).comments, ['First.', 'Second.']);
  });

  it('refuses an older timestamp with 400 and accepts an equal one', async () => {
    const timestamp = inSeconds(10);
    assert.equal((await send({ timestamp })).status, 200);
    assert.equal((await send({ timestamp, scoreGiven: 7 })).status, 200);
    assert.equal((await send({ timestamp: inSeconds(5) })).status, 400);
    assert.equal((await canvas.violations()).length, 2, 'the specification wants both later');
  });

  it('lets the very same message come twice', async () => {
    const timestamp = inSeconds(0);
    await send({ timestamp });
    await send({ timestamp });
    assert.deepEqual(await canvas.violations(), []);
  });

  it('answers 422 for people who cannot be graded', async () => {
    for (const person of ['teacher-rosa', 'ta-yuki', 'observer-carmen', 'admin-ingrid']) {
      assert.equal((await canvas.score(link.lineItem, await canvas.sub(person))).status, 422, person);
    }
    assert.equal((await canvas.score(link.lineItem, 'nobody')).status, 422);
    assert.equal((await canvas.score(link.lineItem, await canvas.sub('test-student'))).status, 200);
  });

  it('answers 422 for a missing, zero or negative maximum and for a negative score', async () => {
    for (const changes of [
      { scoreMaximum: undefined },
      { scoreMaximum: 0 },
      { scoreMaximum: -1 },
      { scoreGiven: -1 },
    ]) {
      assert.equal((await send(changes)).status, 422, JSON.stringify(changes));
    }
    assert.equal((await canvas.violations()).length, 4);
  });

  it('answers 400 for a missing field or a timestamp that is none', async () => {
    for (const changes of [
      { activityProgress: undefined },
      { gradingProgress: undefined },
      { timestamp: 'today' },
    ]) {
      assert.equal((await send(changes)).status, 400, JSON.stringify(changes));
    }
  });

  it('tolerates, and records, what the specification does not allow', async () => {
    const body = {
      timestamp: '2026-01-01T10:00:00',
      gradingProgress: 'FullyGraded',
      activityProgress: 'Done',
    };
    assert.equal((await send(body)).status, 200);
    const said = (await canvas.violations()).join('\n');
    assert.match(said, /no time zone/);
    assert.match(said, /no sub-second/);
    assert.match(said, /activityProgress “Done”/);
  });

  it('reads any JSON type, records the wrong one, and reads nothing else', async () => {
    const url = extended(link.lineItem, '/scores');
    const body = {
      userId: ana,
      timestamp: inSeconds(0),
      activityProgress: 'Completed',
      gradingProgress: 'Pending',
    };
    assert.equal((await canvas.call('POST', url, SCOPE.score, 'application/json', body)).status, 200);
    assert.match((await canvas.violations())[0] ?? '', /content-type is “application\/json”/);
    assert.equal((await canvas.call('POST', url, SCOPE.score, 'text/plain', body)).status, 400);
  });

  it('takes a grade entered by hand, and a later score overwrites it', async () => {
    await send();
    await canvas.override(link.id, 'student-ana-ruiz', 3);
    assert.deepEqual([(await cell()).score, (await cell()).overridden], [3, true]);
    assert.equal((await canvas.results(link.lineItem, ana))[0].resultScore, 3);
    assert.equal((await send({ timestamp: inSeconds(-60) })).status, 400, 'the entry counts as a change');
    assert.equal((await send({ timestamp: inSeconds(60) })).status, 200);
    assert.deepEqual([(await cell()).score, (await cell()).overridden], [16, false]);
  });

  it('keeps only a result for a further item of the same link', async () => {
    const { lineitems } = (await canvas.launch('teacher-rosa', link.id))[AGS];
    const body = { label: 'Second', scoreMaximum: 10, resourceLinkId: link.resourceLinkId };
    const made = await canvas.call('POST', lineitems, SCOPE.lineItem, TYPE.lineItem, body);
    const second = ((await made.json()) as Json).id;
    assert.equal((await canvas.score(second, ana)).status, 200);
    assert.equal((await canvas.results(second, ana))[0].resultScore, 8);
    const { rows, columns } = await canvas.json('/as/teacher-rosa/courses/hist210/gradebook');
    const column = columns.find((one: Json) => one.lineItem === second);
    const row = rows.find((one: Json) => one.person === 'student-ana-ruiz');
    assert.equal(row.cells[column.id].score, null);
  });

  it('takes Canvas’s own numeric user id as well', async () => {
    const fields = { id: '$Canvas.user.id' };
    const asking = await canvas.addActivity({ title: 'Ids', maximum: 10, custom: fields });
    const claims = await canvas.launch('student-ana-ruiz', asking.id);
    const numeric = claims['https://purl.imsglobal.org/spec/lti/claim/custom'].id;
    assert.match(numeric, /^\d+$/);
    assert.equal((await canvas.score(link.lineItem, numeric)).status, 200);
    assert.equal((await cell()).score, 16);
  });
});
