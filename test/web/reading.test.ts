import assert from 'node:assert/strict';
import type { Response } from 'express';
import { mayGrade, maySetUp, mayWrite } from '../../src/domain/actor.ts';
import { languageFor } from '../../src/web/language.ts';
import { asStudent } from '../../src/web/lookingAs.ts';
import type { Visit } from '../../src/web/visit.ts';
import {
  launchAs,
  lmsJson,
  type Practice,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
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

const MENTOR = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor';

describe('Who reads what', () => {
  let practice: Practice;
  let activity: string;
  let teacher: Visitor;
  let ana: Visitor;
  let jonas: Visitor;

  before(async () => {
    practice = await startPractice();
    ({ activity, teacher } = await setUpActivity(practice, 'canvas', { promptText: 'Who paid?' }));
    ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    jonas = await launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${activity}`);
    await ana.post(`${ana.base}/posts`, { text: 'Boats came before shares.' });
    await jonas.post(`${jonas.base}/posts/1/replies`, { text: 'It could be thrift.' });
    await teacher.post(`${teacher.base}/grading/roster`, {});
  });
  after(() => practice?.close());

  const page = async (visitor: Visitor, path: string) => visitor.get(visitor.base + path);
  async function anasId(): Promise<string> {
    const found = await practice.tool.connection.collection('members').findOne({ name: 'Ana Ruiz' });
    return String(found?._id);
  }
  const enter = (person: string) => launchAs(practice, 'canvas', person, `launch/${activity}`);
  const set = async (settings: Record<string, string>) => {
    const { tools } = await lmsJson(`${practice.lms.origin}/canvas`);
    const url = `${practice.lms.origin}/canvas/admin/tools/${tools[0].clientId}`;
    await lmsJson(url, { method: 'POST', body: JSON.stringify(settings) });
  };
  const WRITTEN = /Boats|thrift|Ruiz|Lindqvist|Delgado/;

  describe('a guest', () => {
    it('reads the prompt and what it asks, why that is all and what to do, and nobody’s words or name', async () => {
      const ingrid = await enter('admin-ingrid');
      const { status, html } = await page(ingrid, '/discussion');
      assert.equal(status, 200);
      const text = textOf(html);
      assert.match(text, /Who paid\?/);
      assert.match(
        text,
        /What is asked of students • Initial post 6 points • Reply 1 2 points • Reply 2, to someone else 2 points/,
      );
      assert.match(
        text,
        /calls you an administrator, and names no role .* belong to the course, add yourself/,
      );
      assert.doesNotMatch(html, WRITTEN);
      assert.doesNotMatch(html, /<form(?! class="languages")|<textarea/);
      const ways = [...html.matchAll(/href="(\/s\/[^"]+)"/g)].map(([, href]) => href);
      assert.deepEqual(
        ways,
        [`${ingrid.base}/lms`],
        'an administrator sees how the LMS is connected, and no more',
      );
    });

    it('is told calmly that posts are not theirs to read, whether or not there is one', async () => {
      const ingrid = await enter('admin-ingrid');
      for (const path of ['/posts/1', '/posts/99', '/posts/1/replies']) {
        const { status, html } = await page(ingrid, path);
        assert.equal(status, 403, path);
        assert.match(textOf(html), /What students wrote is not open to you here/);
        assert.doesNotMatch(html, WRITTEN);
      }
    });

    it('looks as nobody', async () => {
      const ingrid = await enter('admin-ingrid');
      assert.equal((await page(ingrid, '/as')).status, 403);
      assert.equal((await page(ingrid, `/as/${await anasId()}/discussion`)).status, 404);
    });
  });

  describe('an observer', () => {
    it('lands on what the student whom they follow sees, with that student’s card and no form to write in', async () => {
      const carmen = await enter('observer-carmen');
      const landed = await page(carmen, '/discussion');
      assert.equal(landed.location, `${carmen.base}/as/${await anasId()}/discussion`);
      const { html } = await carmen.get(landed.location ?? '');
      const text = textOf(html);
      assert.match(text, /You follow Ana Ruiz and see what they see\. Nothing here can be changed\./);
      assert.match(text, /Boats came before shares\./);
      assert.match(text, /What is asked of Ana Ruiz ✓ Done: Initial post 6 \/ 6/);
      assert.match(text, /So far 6 of 10/);
      assert.doesNotMatch(text, /to go|What is asked of you|Choose another student/);
      assert.doesNotMatch(
        html,
        /method="post"(?! aria-labelledby="languages")|<textarea|\/edit\/|\/delete\/|#write/,
      );
    });

    it('goes on through links that stay with that student', async () => {
      const carmen = await enter('observer-carmen');
      const eyes = `${carmen.base}/as/${await anasId()}`;
      const { html } = await carmen.get(`${eyes}/posts/1`);
      assert.match(textOf(html), /It could be thrift\./);
      const links = [...html.matchAll(/href="(\/s\/[^"]+)"/g)].map(([, href]) => href ?? '');
      assert.ok(links.length > 0);
      for (const href of links) assert.ok(href.startsWith(eyes), href);
    });

    it('sees that student’s released grade, and before the release nothing of it', async () => {
      const carmen = await enter('observer-carmen');
      const grading = `${teacher.base}/grading/${await anasId()}`;
      const eyes = `${carmen.base}/as/${await anasId()}/discussion`;
      await teacher.post(grading, { points: '7.5', comment: 'Well read.', after: 'stay', seen: '' });
      const { html } = await carmen.get(eyes);
      assert.doesNotMatch(html, /Well read/);
      // A moment in the source, such as 08:20:47.507Z, has these digits as well.
      assert.doesNotMatch(textOf(html), /7\.5/);
      await teacher.post(`${teacher.base}/grading/release`, {});
      assert.match(textOf((await carmen.get(eyes)).html), /The grade of Ana Ruiz 7\.5 of 10 Well read\./);
    });

    it('follows by the custom field where the LMS keeps the claim to itself', async () => {
      await set({ privacyLevel: 'name_only' });
      const carmen = await enter('observer-carmen');
      await set({ privacyLevel: 'public' });
      assert.match((await page(carmen, '/discussion')).location ?? '', /\/as\/[^/]+\/discussion$/);
    });

    it('does not look as a student whom they do not follow', async () => {
      const carmen = await enter('observer-carmen');
      const other = await practice.tool.connection.collection('members').findOne({ name: 'Jonas Lindqvist' });
      assert.equal((await page(carmen, `/as/${other?._id}/discussion`)).status, 404);
      assert.equal((await page(carmen, `/as/${other?._id}/posts/1`)).status, 404);
    });

    it('reads the posts with nobody’s eyes but the student’s', async () => {
      const carmen = await enter('observer-carmen');
      assert.equal((await page(carmen, '/posts/1')).status, 403);
      assert.equal((await page(carmen, '/grading')).status, 403);
    });

    it('sees no more once the student has left the course', async () => {
      const carmen = await enter('observer-carmen');
      const members = practice.tool.connection.collection('members');
      await members.updateOne({ name: 'Ana Ruiz' }, { $set: { enrolled: false } });
      try {
        assert.equal((await page(carmen, `/as/${await anasId()}/discussion`)).status, 404);
        const { html } = await page(carmen, '/discussion');
        assert.match(textOf(html), /the student whom you follow is not among the students of this course/);
        assert.doesNotMatch(html, WRITTEN);
      } finally {
        await members.updateOne({ name: 'Ana Ruiz' }, { $set: { enrolled: true } });
      }
    });
  });

  describe('a teacher who looks as a student', () => {
    it('sees what the student sees, to the word, but for the forms', async () => {
      const eyes = `${teacher.base}/as/${await anasId()}`;
      const asked = /What is asked of you .* (Released|The instructor|Your instructor)/;
      const [hers, seen] = [await page(ana, '/discussion'), await teacher.get(`${eyes}/discussion`)];
      assert.equal(seen.status, 200);
      assert.ok(asked.exec(textOf(hers.html))?.[0]);
      // What is unread is one's own affair.
      const all = asked.exec(textOf(hers.html))?.[0].replace('Next unread ', '');
      assert.equal(asked.exec(textOf(seen.html))?.[0], all);
      const text = textOf(seen.html);
      assert.match(
        text,
        /You see this as Ana Ruiz would\. Nothing here can be changed\. Back to your own view/,
      );
      assert.doesNotMatch(
        seen.html,
        /method="post"(?! aria-labelledby="languages")|<textarea|\/edit\/|\/delete\/|\/grading|\/settings|#write/,
      );
    });

    it('stays below the student’s view in every link but the way back, which leads to the same page', async () => {
      const eyes = `${teacher.base}/as/${await anasId()}`;
      for (const path of ['/discussion', '/posts/1']) {
        const { html } = await teacher.get(eyes + path);
        const links = [...html.matchAll(/href="(\/s\/[^"]+)"/g)].map(([, href]) => href ?? '');
        const out = links.filter((href) => !href.startsWith(eyes));
        assert.deepEqual(out, [teacher.base + path]);
        assert.ok(links.length > 1);
      }
    });

    it('gets there from the discussion by a list of the students, and from the page of one student', async () => {
      assert.match((await page(teacher, '/discussion')).html, new RegExp(`href="${teacher.base}/as"`));
      const list = await page(teacher, '/as');
      const eyes = `${teacher.base}/as/${await anasId()}/discussion`;
      assert.ok(list.html.includes(eyes));
      assert.match(textOf(list.html), /Test Student test student Language/);
      assert.doesNotMatch(textOf(list.html), /Rosa Delgado|Carmen Ruiz/);
      const one = await page(teacher, `/grading/${await anasId()}`);
      assert.ok(one.html.includes(eyes));
      assert.match(textOf(one.html), /See the discussion as Ana Ruiz sees it/);
    });

    it('can look as students of this course alone', async () => {
      const rosa = await practice.tool.connection.collection('members').findOne({ name: 'Rosa Delgado' });
      for (const id of [rosa?._id, 'nobody'])
        assert.equal((await page(teacher, `/as/${id}/discussion`)).status, 404);
    });

    it('can change nothing: nothing takes a form there', async () => {
      const eyes = `${teacher.base}/as/${await anasId()}`;
      for (const path of ['/discussion', '/posts/1', '/posts', '/posts/1/replies', '/grading/release'])
        assert.equal((await teacher.post(eyes + path, { text: 'As Ana.' })).status, 404, path);
    });

    it('has no right to write, grade or set up in any page shown so, and never the student’s own', async () => {
      const visits: Visit[] = [];
      const handler = asStudent(async (_tool, visit) => void visits.push(visit));
      const kept = { _id: teacher.base.slice(3) as never };
      const session = await practice.tool.connection.collection('sessions').findOne(kept);
      assert.ok(session);
      const { memberId, courseId, role } = session;
      const visit = {
        ...{ session, actor: { memberId, courseId, role }, language: languageFor(null), base: teacher.base },
        ...{ reader: { memberId, role }, lookingAs: null, now: new Date(), platform: {} },
      } as unknown as Visit;
      const request = { params: { member: await anasId() } } as never;
      await handler(practice.tool.tool, visit, request, { locals: {} } as Response);
      const [looking] = visits;
      assert.equal(looking?.reader?.memberId, await anasId());
      assert.equal(looking?.actor.memberId, memberId);
      for (const right of [mayWrite, mayGrade, maySetUp])
        assert.equal(right(looking?.actor.role ?? 'instructor'), false, right.name);
    });

    it('is not possible for a student', async () => {
      assert.equal((await page(jonas, '/as')).status, 403);
      assert.equal((await page(jonas, `/as/${await anasId()}/discussion`)).status, 404);
      assert.doesNotMatch((await page(jonas, '/discussion')).html, /See it as a student/);
    });
  });

  describe('an observer elsewhere', () => {
    let platform: FakePlatform;
    let students: string[];

    before(async () => {
      platform = await startFakePlatform(practice.tool);
      const instructor = await visitOf({ sub: 'teacher', [`${LTI}roles`]: [INSTRUCTOR] });
      await instructor.post(`${instructor.base}/set-up`, SETTINGS);
      for (const name of ['Ben', 'Ada'])
        await visitOf({ sub: name.toLowerCase(), name, [`${LTI}roles`]: [LEARNER] });
      const members = await practice.tool.connection
        .collection('members')
        .find({ sub: { $in: ['ada', 'ben'] } })
        .sort({ sub: 1 })
        .toArray();
      students = members.map(({ _id }) => String(_id));
    });

    const SETTINGS = {
      ...{ title: 'Week 1', promptText: 'Discuss.', maximum: '10', requestId: 'r' },
      zone: 'UTC',
    };
    async function visitOf(claims: object): Promise<Visitor> {
      return (await visit(practice.tool, platform, withClaims(claims))).visitor;
    }
    const observer = (claims: object) =>
      visitOf({ sub: 'parent', name: 'Pat Parent', [`${LTI}roles`]: [MENTOR], ...claims });

    it('reads no more than somebody whom the LMS names no role of, and who is told whom to ask', async () => {
      const nobody = await visitOf({ sub: 'nobody', [`${LTI}roles`]: [] });
      const { html } = await page(nobody, '/discussion');
      const why = /your LMS does not name a role of yours in it\. If you belong to the course, ask/;
      assert.match(textOf(html), why);
      assert.doesNotMatch(html, /href="\/s\//);
    });

    it('who follows several chooses, and finds the choice again on each page', async () => {
      const parent = await observer({ [`${LTI}role_scope_mentor`]: ['ben', 'ada', 'teacher', 'unheard-of'] });
      assert.equal((await page(parent, '/discussion')).location, `${parent.base}/as`);
      const { html } = await page(parent, '/as');
      const hrefs = [...html.matchAll(/href="(\/s\/[^"]+)"/g)].map(([, href]) => href);
      assert.deepEqual(
        hrefs,
        students.map((id) => `${parent.base}/as/${id}/discussion`),
      );
      const one = await page(parent, `/as/${students[1]}/discussion`);
      assert.match(textOf(one.html), /You follow Ben and see what they see.*Choose another student/);
      assert.doesNotMatch(one.html, /Back to your own view/);
    });

    it('who follows by a custom field of several ids, as Canvas fills it in, chooses as well', async () => {
      const parent = await observer({ [`${LTI}custom`]: { observees: 'ada,ben' } });
      assert.equal((await page(parent, '/discussion')).location, `${parent.base}/as`);
    });

    it('whom the LMS tells nothing about reads the prompt, and is told so', async () => {
      for (const custom of [{}, { observees: '' }, { observees: '$com.instructure.User.observees' }]) {
        const parent = await observer({ [`${LTI}custom`]: custom });
        const { html } = await page(parent, '/discussion');
        assert.match(textOf(html), /your LMS does not say whom you follow/);
        assert.equal((await page(parent, '/as')).status, 403);
      }
    });

    it('is not made by the claim alone: a student who carries it looks as nobody', async () => {
      const roles = { [`${LTI}roles`]: [LEARNER], [`${LTI}role_scope_mentor`]: ['ada', 'ben'] };
      const student = await visitOf({ sub: 'cleo', name: 'Cleo', ...roles });
      assert.equal((await page(student, '/as')).status, 403);
      assert.equal((await page(student, `/as/${students[0]}/discussion`)).status, 404);
    });
  });
});
