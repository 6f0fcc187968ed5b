import assert from 'node:assert/strict';
import type { Role } from '../../src/domain/actor.ts';
import {
  launchAs,
  type Practice,
  type Preset,
  scoreArrives,
  sessionOf,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';
import { type FakePlatform, LTI, startFakePlatform, visit, withClaims } from '../support/signedLaunch.ts';

const LIS = 'http://purl.imsglobal.org/vocab/lis/v2';
const M = `${LIS}/membership`;
const TEST_USER = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';

/** What a role finds on the first page: a form to write in, the way to grading, to the settings, to another's view. */
const OFFERED: Record<Role, string[]> = {
  instructor: ['form', 'grading', 'settings', 'as'],
  assistant: ['form', 'grading', 'settings', 'as'],
  designer: ['settings'],
  learner: ['form', 'asked'],
  observer: [],
  guest: [],
};

describe('The role of a launch', () => {
  let practice: Practice;
  let fake: FakePlatform;

  before(async () => {
    practice = await startPractice();
    fake = await startFakePlatform(practice.tool);
    const teacher = await enter([`${M}#Instructor`]);
    await teacher.post(`${teacher.base}/set-up`, SETTINGS);
  });
  after(() => practice?.close());

  const SETTINGS = {
    ...{ title: 'Week 6', promptText: 'Discuss.', maximum: '10', requestId: 'r' },
    zone: 'UTC',
  };
  let people = 0;
  async function enter(roles: string[]): Promise<Visitor> {
    people += 1;
    const claims = { sub: `person-${people}`, [`${LTI}roles`]: roles };
    return (await visit(practice.tool, fake, withClaims(claims))).visitor;
  }
  /** The first page, where an observer who follows somebody is led on. */
  async function offers(visitor: Visitor): Promise<string[]> {
    let page = await visitor.get(`${visitor.base}/discussion`);
    if (page.location) page = await visitor.get(page.location);
    assert.equal(page.status, 200);
    const signs: [string, RegExp][] = [
      ['form', /<textarea/],
      ['grading', /href="[^"]+\/grading"/],
      ['settings', /href="[^"]+\/settings"/],
      ['as', /href="[^"]+\/as"/],
      ['asked', /What is asked of you/],
    ];
    return signs.filter(([, sign]) => sign.test(page.html)).map(([name]) => name);
  }

  const TABLE: [what: string, roles: string[], role: Role][] = [
    ['an instructor', [`${M}#Instructor`], 'instructor'],
    ['an instructor by a short name', ['Instructor'], 'instructor'],
    ['an instructor with a sub-role', [`${M}#Instructor`, `${M}/Instructor#PrimaryInstructor`], 'instructor'],
    [
      'an instructor who runs the LMS as well',
      [`${M}#Instructor`, `${LIS}/system/person#SysAdmin`],
      'instructor',
    ],
    ['an assistant, by both names', [`${M}#Instructor`, `${M}/Instructor#TeachingAssistant`], 'assistant'],
    [
      'an assistant, in the older spelling of Canvas',
      [`${M}/instructor#TeachingAssistant`, `${M}#Instructor`],
      'assistant',
    ],
    ['an assistant who studies here too', [`${M}#Learner`, `${M}/Instructor#TeachingAssistant`], 'assistant'],
    ['a designer', [`${M}#ContentDeveloper`], 'designer'],
    ['a learner', [`${M}#Learner`], 'learner'],
    ['a learner by a short name', ['Learner'], 'learner'],
    ['a guest learner, a sub-role', [`${M}/Learner#GuestLearner`], 'learner'],
    [
      'a teacher elsewhere who studies here',
      [`${LIS}/institution/person#Instructor`, `${M}#Learner`],
      'learner',
    ],
    [
      'a faculty member who studies here',
      [`${LIS}/institution/person#Faculty`, `${LIS}/institution/person#Staff`, `${M}#Learner`],
      'learner',
    ],
    [
      'an LMS administrator who studies here',
      [`${LIS}/system/person#Administrator`, `${M}#Learner`],
      'learner',
    ],
    ['a test student', [`${M}#Learner`, TEST_USER], 'learner'],
    ['a mentor', [`${M}#Mentor`], 'observer'],
    ['a mentor with a sub-role', [`${M}/Mentor#Reviewer`], 'observer'],
    [
      'a teacher elsewhere who observes here',
      [`${LIS}/institution/person#Instructor`, `${M}#Mentor`],
      'observer',
    ],
    [
      'a teacher of the institution alone',
      [`${LIS}/institution/person#Instructor`, `${LIS}/institution/person#Faculty`],
      'guest',
    ],
    [
      'a student of the institution alone',
      [`${LIS}/institution/person#Student`, `${LIS}/institution/person#Learner`],
      'guest',
    ],
    ['an administrator of the institution', [`${LIS}/institution/person#Administrator`], 'guest'],
    [
      'administrators of the system',
      [`${LIS}/system/person#Administrator`, `${LIS}/system/person#SysAdmin`],
      'guest',
    ],
    [
      'an administrator or manager of the course',
      [`${M}#Administrator`, `${M}#Manager`, `${M}/Administrator#Support`],
      'guest',
    ],
    ['a short name of the institution', ['Faculty', 'Staff', 'Administrator', 'Student'], 'guest'],
    ['a role that nobody knows', ['https://example.org/roles#Wizard', 'Wizard', ''], 'guest'],
    ['a role that only looks like ours', ['http://example.org/vocab/lis/v2/membership#Instructor'], 'guest'],
    ['no roles at all', [], 'guest'],
  ];
  for (const [what, roles, role] of TABLE) {
    it(`of ${what}: ${role}, and the first page offers just what that role may do`, async () => {
      const visitor = await enter(roles);
      assert.equal((await sessionOf(practice, visitor)).role, role);
      assert.deepEqual(await offers(visitor), OFFERED[role]);
    });
  }

  const PEOPLE: [preset: Preset, person: string, role: Role, more?: object][] = [
    ['canvas', 'teacher-rosa', 'instructor'],
    ['canvas', 'ta-yuki', 'assistant'],
    ['canvas', 'student-ana-ruiz', 'learner'],
    ['canvas', 'student-leila-farahani', 'learner'],
    ['canvas', 'test-student', 'learner', { testUser: true }],
    ['canvas', 'observer-carmen', 'observer'],
    ['canvas', 'admin-ingrid', 'guest', { administrator: true }],
    ['moodle', 'teacher-rosa', 'instructor'],
    // Moodle has no assistants: who may manage activities launches as an instructor, whatever the roster says.
    ['moodle', 'ta-yuki', 'instructor'],
    ['moodle', 'student-ana-ruiz', 'learner'],
    ['moodle', 'student-leila-farahani', 'learner'],
    ['moodle', 'test-student', 'learner', { testUser: false }],
    ['moodle', 'admin-ingrid', 'instructor', { administrator: true }],
  ];
  for (const [preset, person, role, more] of PEOPLE) {
    it(`of ${person} under ${preset} rules: ${role}, and the first page offers just what that role may do`, async () => {
      const { activity } = await setUpActivity(practice, preset);
      const visitor = await launchAs(practice, preset, person, `launch/${activity}`);
      const session = await sessionOf(practice, visitor);
      assert.equal(session.role, role);
      assert.deepEqual({ ...session, ...more }, session);
      const expected = person === 'observer-carmen' ? [] : OFFERED[role];
      assert.deepEqual(await offers(visitor), expected);
    });
  }

  it('of a visitor without an id: none, and a polite page says to sign in', async () => {
    const { activity } = await setUpActivity(practice, 'canvas');
    await assert.rejects(
      launchAs(practice, 'canvas', 'visitor', `launch/${activity}`),
      /ended with 401: .*Please sign in to your LMS first The LMS did not say who you are.*Reference [0-9A-F]{8}/,
    );
  });

  describe('of Canvas’s test student', () => {
    let teacher: Visitor;
    let tester: Visitor;
    let id: string;
    let activity: string;

    before(async () => {
      ({ teacher, activity } = await setUpActivity(practice, 'canvas'));
      tester = await launchAs(practice, 'canvas', 'test-student', `launch/${activity}`);
      await tester.post(`${tester.base}/posts`, { text: 'Only to see.' });
      await teacher.post(`${teacher.base}/grading/roster`, {});
      id = (await sessionOf(practice, tester)).memberId;
    });
    const grading = async () => textOf((await teacher.get(`${teacher.base}/grading`)).html);

    const released = async () => {
      const form = { points: '5', comment: '', seen: '', after: 'release' };
      assert.equal((await teacher.post(`${teacher.base}/grading/${id}`, form)).status, 303);
      await scoreArrives(practice, 'canvas', { person: 'test-student', activity });
    };

    it('counts in no statistics: neither among those left, nor among deliveries, nor in positions', async () => {
      assert.match(await grading(), /24 of 24 left to grade/);
      await released();
      const page = await grading();
      assert.match(page, /24 of 24 left to grade/);
      assert.doesNotMatch(page, /\d+ (arrived in the gradebook|on its way|on their way|needs? you)/);
      const { html } = await teacher.get(`${teacher.base}/grading`);
      const rows = html.slice(html.indexOf('<tbody'));
      const hrefs = [...rows.matchAll(/<a href="([^"]+\/grading\/[^"]+)">/g)].map(([, href]) => href ?? '');
      assert.equal(hrefs.length, 25);
      const [before, last] = hrefs.slice(-2);
      assert.equal(last, `${teacher.base}/grading/${id}`, 'the test student comes last');
      assert.match(textOf((await teacher.get(before ?? '')).html), /24 of 24/);
      const one = textOf((await teacher.get(last ?? '')).html);
      assert.doesNotMatch(one, /\d+ of 2\d(?! left)/);
      assert.match(one, /test student .*Test Student/);
    });

    it('is graded like a student’s, and the grade arrives', async () => {
      await released();
      assert.match(textOf((await tester.get(`${tester.base}/discussion`)).html), /Your grade 5 of 10/);
    });
  });
});
