import assert from 'node:assert/strict';
import { addByChoosing, askToChoose, choices } from '../support/choosing.ts';
import {
  addActivity,
  asking,
  launchAs,
  lmsJson,
  type Practice,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';
import { INSTRUCTOR, LTI, launch, startFakePlatform } from '../support/signedLaunch.ts';

describe('The course menu', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startPractice();
  });
  afterEach(() => practice?.close());

  const collection = (name: string) => practice.tool.connection.collection(name);
  const menu = (person: string, course = 'hist210', visitor?: Visitor) =>
    launchAs(practice, 'canvas', person, `courses/${course}/navigation`, visitor);
  const open = (activity: string, person: string, visitor?: Visitor) =>
    launchAs(practice, 'canvas', person, `launch/${activity}`, visitor);
  const list = async (visitor: Visitor) => (await visitor.get(`${visitor.base}/discussions`)).html;
  /** The session's token: an empty list has no form to take it from. */
  const csrfOf = async ({ base }: Visitor): Promise<string> =>
    (await collection('sessions').findOne({ _id: base.slice(3) as never }))?.csrfToken;
  const openButton = (html: string) => /action="([^"]+\/discussions\/[^"]+)"/.exec(html)?.[1] ?? '';
  /** Opens the first of the list. @returns where its pages are */
  async function openFirst(visitor: Visitor): Promise<string> {
    const { status, location } = await visitor.post(openButton(await list(visitor)), {});
    assert.equal(status, 303);
    return location ?? '';
  }

  it('is no activity: it leads everybody to the list, and nothing is kept of a place', async () => {
    for (const person of ['teacher-rosa', 'student-ana-ruiz', 'observer-carmen', 'admin-ingrid']) {
      const visitor = await menu(person);
      assert.equal((await visitor.get(visitor.base)).location, `${visitor.base}/discussions`, person);
      const page = await visitor.get(`${visitor.base}/discussions`);
      assert.equal(page.status, 200, person);
      assert.match(
        textOf(page.html),
        person === 'teacher-rosa' ? /Add one as an activity/ : /No discussions here yet/,
      );
    }
    assert.equal(await collection('resourcelinks').countDocuments(), 0);
    const rosa = await menu('teacher-rosa');
    assert.equal((await rosa.post(`${rosa.base}/set-up`, choices())).status, 404);
  });

  it('tells a student what is still asked, and by when, and how far they are', async () => {
    const activity = await addByChoosing(practice, 'canvas', {
      ...asking({ due: '2031-03-31T23:59' }, { due: '2031-04-07T23:59' }),
    });
    const ana = await open(activity.id, 'student-ana-ruiz');
    const row = async () => textOf(await list(await menu('student-ana-ruiz')));
    assert.match(
      await row(),
      /Week 7 Your post is still to come, by Mon, 31 Mar 2031, 23:59 \(Berlin\) So far 0 of 20 Post due Mon, 31 Mar 2031, 23:59 \(Berlin\) Replies due Mon, 7 Apr/,
    );
    await ana.post(`${ana.base}/posts`, { text: 'Here.' });
    assert.match(await row(), /2 replies to go, by Mon, 7 Apr 2031, 23:59 \(Berlin\) So far 12 of 20/);
    const jonas = await menu('student-jonas-lindqvist');
    assert.match(textOf(await list(jonas)), /Your post is still to come.* So far 0 of 20/);
  });

  it('shows a student the grade that was released', async () => {
    const activity = await addByChoosing(practice, 'canvas');
    const ana = await open(activity.id, 'student-ana-ruiz');
    await ana.post(`${ana.base}/posts`, { text: 'Here.' });
    const rosa = await open(activity.id, 'teacher-rosa');
    const grading = (await rosa.get(`${rosa.base}/grading`)).html;
    const page = /href="([^"]+\/grading\/[^"]+)"><bdi>Ana Ruiz/.exec(grading)?.[1] ?? '';
    await rosa.post(page, { points: '17.5', comment: '', seen: '', after: 'stay' });
    assert.match(textOf(await list(await menu('student-ana-ruiz'))), /So far 12 of 20/);
    await rosa.post(`${rosa.base}/grading/release`, {});
    assert.match(textOf(await list(await menu('student-ana-ruiz'))), /Your grade: 17\.5 of 20/);
  });

  it('tells a grader what goes on, and who waits for a grade; the test student is nobody', async () => {
    const activity = await addByChoosing(practice, 'canvas');
    for (const person of ['student-ana-ruiz', 'student-mei-chen', 'test-student', 'teacher-rosa']) {
      const visitor = await open(activity.id, person);
      await visitor.post(`${visitor.base}/posts`, { text: `From ${person}.` });
    }
    const row = async () => textOf(await list(await menu('ta-yuki')));
    assert.match(await row(), /Week 7 2 students wait for a grade 4 unread 4 posts and replies Newest /);
    const rosa = await open(activity.id, 'teacher-rosa');
    const page =
      /href="([^"]+\/grading\/[^"]+)"><bdi>Ana Ruiz/.exec(
        (await rosa.get(`${rosa.base}/grading`)).html,
      )?.[1] ?? '';
    await rosa.post(page, { points: '17', comment: '', seen: '', after: 'stay' });
    assert.match(await row(), /1 student waits for a grade/);
  });

  it('keeps from students what none of them was let into yet, and says so to the teacher', async () => {
    const rosa = await askToChoose(practice, 'canvas');
    await rosa.post(`${rosa.base}/choose`, choices({ title: 'Never placed' }));
    const activity = await addByChoosing(practice, 'canvas', { title: 'Perhaps unpublished' });
    await open(activity.id, 'teacher-rosa');
    const [teacher, ana] = [await menu('teacher-rosa'), await menu('student-ana-ruiz')];
    assert.match(
      textOf(await list(teacher)),
      /Never placed .*Nobody has opened it from the course yet.* Perhaps unpublished .*once one of them has opened it/,
    );
    assert.match(textOf(await list(ana)), /No discussions here yet/);
    const hidden = openButton(await list(teacher))
      .split('/')
      .at(-1);
    const answer = await ana.post(`${ana.base}/discussions/${hidden}`, {}, await csrfOf(ana));
    assert.equal(answer.status, 404);
    await open(activity.id, 'test-student');
    assert.match(textOf(await list(ana)), /No discussions here yet/);
    await open(activity.id, 'student-mei-chen');
    assert.match(textOf(await list(ana)), /Perhaps unpublished/);
    assert.doesNotMatch(textOf(await list(ana)), /Never placed/);
    assert.doesNotMatch(textOf(await list(teacher)), /once one of them has opened it/);
  });

  it('opens a discussion in pages of its own; those of the menu and of another tab stay, and none lasts longer', async () => {
    const [one, two] = [
      await addByChoosing(practice, 'canvas', { title: 'One' }),
      await addByChoosing(practice, 'canvas', { title: 'Two' }),
    ];
    const ana = await open(one.id, 'student-ana-ruiz');
    await open(two.id, 'student-ana-ruiz', ana);
    const tab = ana.base;
    await menu('student-ana-ruiz', 'hist210', ana);
    const sessions = collection('sessions');
    const of = (base: string) => sessions.findOne({ _id: base.split('/')[2] as never });
    const soon = new Date(Date.now() + 60_000);
    await sessions.updateOne({ _id: ana.base.slice(3) as never }, { $set: { endsAt: soon } });
    const opened = await openFirst(ana);
    assert.notEqual(opened.split('/')[2], ana.base.slice(3));
    const page = (await ana.get(opened)).html;
    assert.match(page, /<h1 dir="auto">One/);
    assert.match(page, /href="[^"]+\/discussions">All discussions/);
    assert.match((await ana.get(`${tab}/discussion`)).html, /<h1 dir="auto">Two/);
    assert.match((await ana.get(ana.base)).location ?? '', /\/discussions$/);
    const session = await of(opened);
    assert.equal(session?.endsAt.getTime(), soon.getTime());
    assert.equal(session?.expiresAt.getTime(), soon.getTime());
    assert.notEqual(session?.csrfToken, (await of(ana.base))?.csrfToken);
  });

  it('what is graded in a discussion opened from it goes to that discussion’s own column', async () => {
    const activity = await addByChoosing(practice, 'canvas');
    const ana = await open(activity.id, 'student-ana-ruiz');
    await ana.post(`${ana.base}/posts`, { text: 'Here.' });
    const rosa = await menu('teacher-rosa');
    rosa.base = (await openFirst(rosa)).replace('/discussion', '');
    const page =
      /href="([^"]+\/grading\/[^"]+)"><bdi>Ana Ruiz/.exec(
        (await rosa.get(`${rosa.base}/grading`)).html,
      )?.[1] ?? '';
    await rosa.post(page, { points: '17', comment: '', seen: '', after: 'release' });
    const gradebook = `${practice.lms.origin}/canvas/as/teacher-rosa/courses/hist210/gradebook`;
    for (let tries = 0; tries < 100; tries++) {
      const { rows } = await lmsJson(gradebook);
      const { score } = rows.find(({ name }: { name: string }) => name === 'Ana Ruiz').cells[activity.id];
      if (score === 17) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.fail('the grade did not arrive');
  });

  it('shows nothing of another course, and opens nothing of it', async () => {
    const activity = await addByChoosing(practice, 'canvas');
    const ana = await open(activity.id, 'student-ana-ruiz');
    const id = openButton(await list(ana))
      .split('/')
      .at(-1);
    const elsewhere = await menu('student-ana-ruiz', 'biol101');
    assert.doesNotMatch(await list(elsewhere), /Week 7/);
    const kwame = await menu('teacher-kwame', 'biol101');
    assert.doesNotMatch(await list(kwame), /Week 7/);
    for (const visitor of [elsewhere, kwame]) {
      const answer = await visitor.post(`${visitor.base}/discussions/${id}`, {}, await csrfOf(visitor));
      assert.equal(answer.status, 404);
    }
  });

  it('opens nothing for a form that is not ours', async () => {
    const activity = await addByChoosing(practice, 'canvas');
    const ana = await open(activity.id, 'student-ana-ruiz');
    const action = openButton(await list(ana));
    const csrf = await ana.csrfToken();
    const before = await collection('sessions').countDocuments();
    assert.equal((await ana.post(action, {}, 'wrong')).status, 403);
    const body = new URLSearchParams({ csrf });
    const headers = { origin: 'https://other.example' };
    assert.equal((await ana.send(action, { method: 'POST', body, headers })).status, 403);
    assert.equal(await collection('sessions').countDocuments(), before);
  });

  it('is not what a Moodle activity is taken for whose number happens to be its course’s', async () => {
    const { courses } = await lmsJson(`${practice.lms.origin}/moodle`);
    const resourceLinkId = courses.find(({ key }: { key: string }) => key === 'hist210').contextId;
    const activity = await addActivity(practice, 'moodle', {
      title: 'By chance',
      maximum: 10,
      resourceLinkId,
    });
    const rosa = await launchAs(practice, 'moodle', 'teacher-rosa', `launch/${activity}`);
    assert.equal((await rosa.get(rosa.base)).location, `${rosa.base}/set-up`);
  });

  it('is known by its placement too, whatever the link is called', async () => {
    const platform = await startFakePlatform(practice.tool);
    let cookie = '';
    const landed = await launch(practice.tool, platform, (draft) => {
      cookie = draft.cookie;
      draft.claims[`${LTI}roles`] = [INSTRUCTOR];
      draft.claims['https://www.instructure.com/placement'] = 'course_navigation';
    });
    const base = `${practice.tool.baseUrl}${landed.headers.get('location')}`;
    const next = await fetch(base, { headers: { cookie }, redirect: 'manual' });
    assert.match(next.headers.get('location') ?? '', /\/discussions$/);
  });
});
