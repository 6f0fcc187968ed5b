import assert from 'node:assert/strict';
import {
  AGS,
  type Client,
  EXTENSION,
  type Json,
  LTI,
  M,
  type Practice,
  SCOPE,
  startPractice,
  TYPE,
} from './practice.ts';

describe('Practice LMS, a student’s work opened from the gradebook', () => {
  let practice: Practice;
  let canvas: Client;
  let moodle: Client;
  const work = () => `${practice.tool.url}/work/ana`;

  before(async () => {
    practice = await startPractice();
    canvas = practice.at('canvas');
    moodle = practice.at('moodle');
  });
  after(() => practice.close());

  const ana = 'student-ana-ruiz';
  const submit = async (link: Json, submission_data: string): Promise<Response> =>
    canvas.score(link.lineItem, await canvas.sub(ana), {
      [EXTENSION]: { submission_type: 'basic_lti_launch', submission_data },
    });
  /** A line item with a review link, as a tool sets it. */
  const reviewed = async (custom?: Record<string, string>): Promise<Json> => {
    const link = await moodle.addActivity({ title: 'Reviewed', maximum: 10 });
    const submissionReview = { url: `${practice.tool.url}/review`, custom };
    const body = { label: 'Reviewed', scoreMaximum: 10, submissionReview };
    const put = await moodle.call('PUT', link.lineItem, SCOPE.lineItem, TYPE.lineItem, body);
    assert.equal(put.status, 200);
    return link;
  };
  const status = async (url: string) => (await fetch(url)).status;

  it('is linked from the cell once the tool has said where it opens', async () => {
    const link = await canvas.addActivity({ title: 'Linked', maximum: 10 });
    assert.equal((await canvas.cell(link.id, ana)).workUrl, null);
    await submit(link, work());
    const { workUrl } = await canvas.cell(link.id, ana);
    const page = await (
      await fetch(`${canvas.base}/as/teacher-rosa/courses/hist210/gradebook`, {
        headers: { accept: 'text/html' },
      })
    ).text();
    assert.match(page, /Open the work<span class="hidden"> of Ana Ruiz/);
    const login = await canvas.json(workUrl);
    assert.equal(login.fields.target_link_uri, work());
  });

  it('is an ordinary launch of the grader on Canvas, to the submission’s URL', async () => {
    const link = await canvas.addActivity({ title: 'SpeedGrader', maximum: 10 });
    await submit(link, work());
    const { workUrl } = await canvas.cell(link.id, ana);
    const claims = await canvas.claimsOf(await canvas.json(workUrl));
    assert.equal(claims[`${LTI}message_type`], 'LtiResourceLinkRequest');
    assert.equal(claims[`${LTI}target_link_uri`], work());
    assert.equal(claims[`${LTI}resource_link`].id, link.resourceLinkId);
    assert.equal(claims.sub, await canvas.sub('teacher-rosa'));
    assert.equal(claims[`${LTI}for_user`], undefined);
    assert.equal(claims['https://www.instructure.com/placement'], null);
  });

  it('opens for the Canvas student whose work it is, as a learner, and for no other', async () => {
    const link = await canvas.addActivity({ title: 'Own work', maximum: 10 });
    await submit(link, work());
    const { rows } = await canvas.json(`/as/${ana}/courses/hist210/gradebook`);
    const claims = await canvas.claimsOf(await canvas.json(rows[0].cells[link.id].workUrl));
    assert.ok(claims[`${LTI}roles`].includes(`${M}#Learner`));
    for (const other of ['student-mei-chen', 'observer-carmen']) {
      assert.equal(await status(`${canvas.base}/as/${other}/launch/${link.id}/submissions/${ana}`), 403);
    }
  });

  it('finds no tool for a URL of somebody else’s host', async () => {
    const link = await canvas.addActivity({ title: 'Elsewhere', maximum: 10 });
    await submit(link, 'https://elsewhere.example/work');
    assert.equal((await canvas.cell(link.id, ana)).workUrl, null);
    assert.equal(await status(`${canvas.base}/as/teacher-rosa/launch/${link.id}/submissions/${ana}`), 404);
  });

  it('is a submission review on Moodle, for a student whether or not there is a grade', async () => {
    const link = await reviewed({ view: 'grading' });
    const { workUrl } = await moodle.cell(link.id, ana);
    const claims = await moodle.claimsOf(await moodle.json(workUrl));
    assert.equal(claims[`${LTI}message_type`], 'LtiSubmissionReviewRequest');
    assert.equal(claims[`${LTI}target_link_uri`], `${practice.tool.url}/review`);
    assert.deepEqual(claims[`${LTI}for_user`], { user_id: await moodle.sub(ana) });
    assert.equal(claims[`${LTI}custom`].view, 'grading');
    assert.equal(claims[AGS].lineitem, link.lineItem);
    assert.deepEqual(claims[`${LTI}roles`], [`${M}#Instructor`]);
  });

  it('opens on Moodle for graders only', async () => {
    const link = await reviewed();
    const { rows } = await moodle.json(`/as/${ana}/courses/hist210/gradebook`);
    assert.equal(rows[0].cells[link.id].workUrl, null);
    assert.equal(await status(`${moodle.base}/as/${ana}/launch/${link.id}/submissions/${ana}`), 403);
    assert.equal(await status(`${moodle.base}/as/teacher-rosa/launch/${link.id}/submissions/nobody`), 404);
  });

  it('notes a review link that is not an address', async () => {
    const link = await moodle.addActivity({ title: 'Wrong', maximum: 10 });
    const body = { label: 'Wrong', scoreMaximum: 10, submissionReview: { url: '/review' } };
    await moodle.call('PUT', link.lineItem, SCOPE.lineItem, TYPE.lineItem, body);
    assert.match((await moodle.violations()).join('\n'), /submissionReview/);
  });
});
