import assert from 'node:assert/strict';
import {
  launchAs,
  lmsJson,
  PRESETS,
  type Practice,
  type Preset,
  scoreArrives,
  sessionOf,
  setUpActivity,
  startPractice,
  textOf,
  Visitor,
} from '../support/practice.ts';
import {
  type FakePlatform,
  INSTRUCTOR,
  LEARNER,
  LTI,
  startFakePlatform,
  visit,
  withClaims,
} from '../support/signedLaunch.ts';

const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';
const M = 'http://purl.imsglobal.org/vocab/lis/v2/membership';

describe('A launch from the gradebook', () => {
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  /** An activity with Ana's work in it, which the gradebook of that LMS links to. */
  async function withWork(preset: Preset): Promise<{ activity: string; teacher: Visitor; ana: Visitor }> {
    const made = await (preset === 'canvas' ? setUpActivity(practice, preset) : deepLinked());
    const ana = await launchAs(practice, preset, 'student-ana-ruiz', `launch/${made.activity}`);
    await ana.post(`${ana.base}/posts`, { text: `Boats, under ${preset} rules.` });
    if (preset === 'canvas') await released(made.teacher, ana, made.activity);
    return { ...made, ana };
  }

  /** Canvas links to the work once a score has arrived. */
  async function released(teacher: Visitor, ana: Visitor, activity: string): Promise<void> {
    const id = (await sessionOf(practice, ana)).memberId;
    await teacher.post(`${teacher.base}/grading/${id}`, {
      points: '6',
      comment: '',
      seen: '',
      after: 'release',
    });
    await scoreArrives(practice, 'canvas', { person: 'student-ana-ruiz', activity });
  }

  /** Moodle sends reviews for line items that the tool said it can show: those made by deep linking. */
  async function deepLinked(): Promise<{ activity: string; teacher: Visitor }> {
    const course = `${practice.lms.origin}/moodle/as/teacher-rosa/courses/hist210`;
    const choosing = await launchAs(practice, 'moodle', 'teacher-rosa', 'courses/hist210/deep-link');
    const { html } = await choosing.post(`${choosing.base}/choose`, SETTINGS);
    const field = (name: string) =>
      new RegExp(`${name}="([^"]+)"`).exec(html)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ??
      '';
    const body = new URLSearchParams({ JWT: field('name="JWT" value') });
    const answer = await fetch(field('action'), { method: 'POST', body });
    assert.ok(answer.ok, await answer.text());
    const activity = (await lmsJson(course)).activities.at(-1).id;
    return { activity, teacher: await launchAs(practice, 'moodle', 'teacher-rosa', `launch/${activity}`) };
  }
  const SETTINGS = {
    ...{ title: 'Week 7', promptText: 'Discuss.', maximum: '10', requestId: 'week 7' },
    zone: 'UTC',
  };

  const open = (preset: Preset, person: string, activity: string, student = 'student-ana-ruiz') =>
    landed(preset, person, `launch/${activity}/submissions/${student}`);
  /** Where a launch leads, below the session. */
  async function landed(preset: Preset, person: string, path: string) {
    const visitor = new Visitor(practice.tool.baseUrl);
    const seen: string[] = [];
    const { send } = visitor;
    visitor.send = async (...sent) => {
      const answer = await send.apply(visitor, sent);
      if (answer.location) seen.push(answer.location);
      return answer;
    };
    await launchAs(practice, preset, person, path, visitor);
    return { visitor, at: (seen.at(-1) ?? '').slice(visitor.base.length) };
  }

  for (const preset of PRESETS) {
    it(`opens that student's work for a teacher and an assistant under ${preset} rules`, async () => {
      const { activity, ana } = await withWork(preset);
      const id = (await sessionOf(practice, ana)).memberId;
      for (const person of ['teacher-rosa', 'ta-yuki']) {
        const { visitor, at } = await open(preset, person, activity);
        assert.equal(at, `/grading/${id}`, person);
        const page = await visitor.get(visitor.base + at);
        assert.equal(page.status, 200);
        assert.match(textOf(page.html), new RegExp(`Boats, under ${preset} rules\\.`));
      }
    });
  }

  it('opens a student’s own work under Canvas rules: the discussion', async () => {
    const { activity } = await withWork('canvas');
    const { visitor, at } = await open('canvas', 'student-ana-ruiz', activity);
    assert.equal(at, '');
    assert.equal((await visitor.get(visitor.base)).location, `${visitor.base}/discussion`);
  });

  it('leaves the due date as it is: a gradebook fills in no variables', async () => {
    const { activity, teacher } = await withWork('canvas');
    const { courseId, discussionId } = await sessionOf(practice, teacher);
    assert.ok(discussionId);
    const dueAt = new Date('2027-01-01T12:00:00Z');
    await practice.tool.tool.store.discussions.keepLmsDueDate(discussionId, dueAt);
    await open('canvas', 'teacher-rosa', activity);
    const kept = await practice.tool.tool.store.discussions.find(courseId, discussionId);
    assert.deepEqual(kept?.lmsDueAt, dueAt);
  });

  describe('of Canvas, whose address anybody may write,', () => {
    let fake: FakeCourse;
    before(async () => {
      fake = await fakeCourse();
    });

    it('opens no student of another course, and does not tell whether there is one', async () => {
      const { ana } = await withWork('canvas');
      const foreign = (await sessionOf(practice, ana)).memberId;
      const pages: string[] = [];
      for (const student of [foreign, 'nobody-at-all', fake.teacherId]) {
        const { status, location, visitor } = await fake.enter({ ...target(student) });
        assert.equal(status, 303);
        assert.match(location, /^\/s\/[\w-]+\/grading\?unknown=student$/);
        pages.push(textOf((await visitor.get(location)).html));
      }
      assert.match(pages[0] ?? '', /This student is not known here yet/);
      assert.equal(new Set(pages).size, 1);
    });

    it('opens nobody’s work for a student, but the discussion as it is theirs', async () => {
      for (const student of [fake.benId, 'nobody-at-all']) {
        const { visitor, location } = await fake.enter({ ...target(student), ...learner('cleo') });
        assert.equal(location, visitor.base);
      }
    });

    it('opens a designer’s and a guest’s own pages, and no work', async () => {
      for (const roles of [[`${M}#ContentDeveloper`], []]) {
        const claims = { sub: 'someone', [`${LTI}roles`]: roles, ...target(fake.benId) };
        const { visitor, location } = await fake.enter(claims);
        assert.equal(location, visitor.base);
        assert.equal((await visitor.get(`${visitor.base}/grading/${fake.benId}`)).status, 403);
      }
    });

    it('opens for an observer the view of the student whom they follow', async () => {
      const roles = { sub: 'parent', [`${LTI}roles`]: [`${M}#Mentor`], [`${LTI}role_scope_mentor`]: ['ben'] };
      const { visitor, location } = await fake.enter({ ...roles, ...target(fake.benId) });
      assert.equal(location, `${visitor.base}/as/${fake.benId}/discussion`);
    });

    it('finds the discussion by that address where the launch’s link is none of ours', async () => {
      const address = `${practice.tool.baseUrl}/lti/launch?student=${fake.benId}&discussion=${fake.discussionId}`;
      const link = { [`${LTI}resource_link`]: { id: 'course-1' } };
      const { location, visitor } = await fake.enter({ [`${LTI}target_link_uri`]: address, ...link });
      assert.equal(location, `${visitor.base}/grading/${fake.benId}`);
      assert.equal((await visitor.get(location)).status, 200);
    });
  });

  it('opens for students, by whatever address, only what the list of the course would', async () => {
    const fake = await fakeCourse();
    const link = (id: string) => ({ [`${LTI}resource_link`]: { id, title: id } });
    const hidden = await fake.enter(link('hidden'));
    await hidden.visitor.post(`${hidden.visitor.base}/set-up`, { ...SETTINGS, requestId: 'hidden' });
    const { discussionId } = await sessionOf(practice, hidden.visitor);
    const crafted = {
      ...link('course-1'),
      [`${LTI}target_link_uri`]: `${practice.tool.baseUrl}/lti/launch?student=x&discussion=${discussionId}`,
    };
    const whose = async (claims: object) =>
      (await sessionOf(practice, (await fake.enter({ ...crafted, ...claims })).visitor)).discussionId;
    const observer = { sub: 'parent', [`${LTI}roles`]: [`${M}#Mentor`] };
    for (const claims of [learner('cleo'), observer]) assert.equal(await whose(claims), null);
    assert.equal(await whose({}), discussionId, 'a teacher');
    await fake.enter({ ...link('hidden'), ...learner('ben') });
    for (const claims of [learner('cleo'), observer]) assert.equal(await whose(claims), discussionId);
  });

  describe('that is a submission review', () => {
    let fake: FakeCourse;
    before(async () => {
      fake = await fakeCourse();
    });
    const review = (forUser: string, claims: object = {}) => ({
      [`${LTI}message_type`]: 'LtiSubmissionReviewRequest',
      [`${LTI}for_user`]: { user_id: forUser },
      [AGS]: { lineitem: LINE_ITEM },
      ...claims,
    });
    const noLink = { [`${LTI}resource_link`]: undefined };

    it('finds the discussion by its line item where it tells no resource link', async () => {
      const { location, visitor } = await fake.enter(review('ben', noLink));
      assert.equal(location, `${visitor.base}/grading/${fake.benId}`);
      assert.equal((await visitor.get(location)).status, 200);
    });

    it('finds it by our own word in its custom parameters where the line item is unknown', async () => {
      const claims = {
        ...noLink,
        [AGS]: { lineitem: 'https://lms.example/unknown' },
        [`${LTI}custom`]: { discussion: fake.discussionId },
      };
      const { location, visitor } = await fake.enter(review('ben', claims));
      assert.equal(location, `${visitor.base}/grading/${fake.benId}`);
      assert.equal((await visitor.get(location)).status, 200);
    });

    it('does not reach into another course by line item or custom parameter', async () => {
      const claims = {
        ...noLink,
        [`${LTI}context`]: { id: 'course-2', title: 'Another' },
        [`${LTI}custom`]: { discussion: fake.discussionId },
      };
      const { location, visitor } = await fake.enter(review('ben', claims));
      assert.equal(location, visitor.base);
      assert.equal((await visitor.get(`${visitor.base}/grading/${fake.benId}`)).status, 404);
    });

    it('opens one’s own work for a student: the discussion', async () => {
      const { location, visitor } = await fake.enter(review('ben', learner('ben')));
      assert.equal(location, visitor.base);
      assert.equal((await visitor.get(`${visitor.base}/discussion`)).status, 200);
    });

    for (const [who, roles] of [
      ['a student', [LEARNER]],
      ['an observer who does not follow them', [`${M}#Mentor`]],
      ['a designer', [`${M}#ContentDeveloper`]],
      [
        'a teacher of the institution alone',
        ['http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor'],
      ],
      ['an LMS administrator', ['http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator']],
      ['somebody without a role', []],
    ] as const) {
      it(`is refused politely to ${who} who asks for another’s work`, async () => {
        const claims = { sub: 'cleo', name: 'Cleo', [`${LTI}roles`]: roles };
        const { status, html } = await fake.enter(review('ben', claims));
        assert.equal(status, 403);
        const text = textOf(html);
        assert.match(text, /This is the work of another student/);
        assert.match(text, /Reference [0-9A-F]{8}/);
        assert.doesNotMatch(html, /Ben|Discuss|Week|node_modules|Error:/);
      });
    }

    it('of a student who is in no roster lands on the list, which says so', async () => {
      const { location, visitor } = await fake.enter(review('unheard-of'));
      assert.equal(location, `${visitor.base}/grading?unknown=student`);
      const { html } = await visitor.get(location);
      assert.match(
        textOf(html),
        /This student is not known here yet Your LMS asked for the work of somebody/,
      );
    });

    it('of a place without a discussion lands where one sets it up', async () => {
      const link = {
        [`${LTI}resource_link`]: { id: 'link-9' },
        [AGS]: { lineitem: 'https://lms.example/9' },
      };
      const { location, visitor } = await fake.enter(review('ben', link));
      assert.equal(location, visitor.base);
      assert.equal((await visitor.get(location)).location, `${visitor.base}/set-up`);
    });
  });

  it('reads the roster, once, for a student who has not come yet', async () => {
    const { activity, teacher } = await withWork('moodle');
    const { courseId } = await sessionOf(practice, teacher);
    await teacher.post(`${teacher.base}/grading/roster`, {});
    const { collections } = practice.tool.connection;
    await collections.members?.deleteOne({ courseId, name: 'Олена Шевчук' });
    await collections.courses?.updateOne({ _id: courseId as never }, { $set: { rosterReadAt: null } });
    const sent = `${practice.lms.origin}/moodle/sent`;
    await fetch(sent, { method: 'DELETE' });
    const { visitor, at } = await open('moodle', 'teacher-rosa', activity, 'student-olena-shevchuk');
    const olena = await collections.members?.findOne({ courseId, name: 'Олена Шевчук' });
    assert.equal(at, `/grading/${olena?._id}`);
    assert.match(textOf((await visitor.get(visitor.base + at)).html), /No posts or replies so far/);
    const { messages } = await lmsJson(sent);
    assert.equal(messages.filter(({ kind }: { kind: string }) => kind === 'members').length, 1);
  });

  it('reads the roster for an observer as well, whose student has not come yet', async () => {
    const { activity, teacher } = await withWork('canvas');
    const { courseId } = await sessionOf(practice, teacher);
    await teacher.post(`${teacher.base}/grading/roster`, {});
    const { collections } = practice.tool.connection;
    await collections.members?.deleteOne({ courseId, name: 'Ana Ruiz' });
    await collections.courses?.updateOne({ _id: courseId as never }, { $set: { rosterReadAt: null } });
    const carmen = await launchAs(practice, 'canvas', 'observer-carmen', `launch/${activity}`);
    const ana = await collections.members?.findOne({ courseId, name: 'Ana Ruiz' });
    assert.ok(ana);
    const { location } = await carmen.get(`${carmen.base}/discussion`);
    assert.equal(location, `${carmen.base}/as/${ana._id}/discussion`);
  });

  const LINE_ITEM = 'https://lms.example/items/1';
  const learner = (sub: string) => ({ sub, name: sub, [`${LTI}roles`]: [LEARNER] });
  const target = (student: string) => ({
    [`${LTI}target_link_uri`]: `${practice.tool.baseUrl}/lti/launch?student=${student}`,
  });

  type FakeCourse = Awaited<ReturnType<typeof fakeCourse>>;
  /** A course of a platform that says what a test wants, with a discussion, a teacher and a student Ben. */
  async function fakeCourse() {
    const platform: FakePlatform = await startFakePlatform(practice.tool);
    const enter = async (claims: object) => {
      const all = { sub: 'teacher', name: 'Tess', [`${LTI}roles`]: [INSTRUCTOR], ...claims };
      const { visitor, response } = await visit(practice.tool, platform, withClaims(all));
      const location = response.headers.get('location') ?? '';
      return { status: response.status, location, visitor, html: await response.text() };
    };
    const { visitor } = await enter({ [AGS]: { lineitem: LINE_ITEM } });
    await visitor.post(`${visitor.base}/set-up`, SETTINGS);
    const ben = await enter({ ...learner('ben'), name: 'Ben' });
    const teacher = await sessionOf(practice, visitor);
    return {
      platform,
      enter,
      teacherId: teacher.memberId,
      benId: (await sessionOf(practice, ben.visitor)).memberId,
      discussionId: teacher.discussionId,
    };
  }
});
