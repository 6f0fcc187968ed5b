import assert from 'node:assert/strict';
import { attached, sendFile } from '../support/files.ts';
import { type Entered, enterAs, nameOf, PERSONAS, type Persona, ROLE_OF } from '../support/personas.ts';
import { type Answer, Visitor } from '../support/practice.ts';
import { routesOf } from '../support/routes.ts';
import { DL, type FakePlatform, LTI, startFakePlatform } from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

/**
 * Who gets what from a route, by status. 422 and 409 are answers to somebody who may: the forms sent here are empty.
 * `nobody` comes without a session or with somebody else's. `foreign` is a teacher of another course, or another
 * LMS's, in a session and discussion of their own, with the ids of this one's where the route names any.
 */
interface Row {
  statuses: Record<Persona, number>;
  nobody: number;
  foreign: number;
  /** Who sees names and what students wrote; everybody else's answer holds neither. */
  reads: readonly Persona[];
}

const all = (status: number) =>
  Object.fromEntries(PERSONAS.map((persona) => [persona, status])) as Record<Persona, number>;
const GRADERS: Persona[] = ['instructor', 'assistant'];
const LEARNERS: Persona[] = ['learner', 'classmate', 'testStudent'];
const READERS: Persona[] = [...GRADERS, 'designer', ...LEARNERS];
const SETTERS_UP: Persona[] = [...GRADERS, 'designer'];
const LOOKERS: Persona[] = [...GRADERS, 'observer'];
const WRITERS: Persona[] = [...GRADERS, ...LEARNERS];

/**
 * Everybody gets the same, launched or not, and nothing of any discussion: `everybody(200)` for what is public, and
 * `everybody(401)` for what only the operator's own sign-in opens, whatever role an LMS says.
 */
const everybody = (status: number): Row => ({
  statuses: all(status),
  nobody: status,
  foreign: status,
  reads: [],
});

/** These get `status`; everybody else who launched gets `otherwise`. `but` names those who get something else. */
function open(
  to: readonly Persona[],
  status: number,
  otherwise: number,
  {
    but = {},
    reads = [],
    foreign = 404,
  }: { but?: Partial<Row['statuses']>; reads?: Row['reads']; foreign?: number } = {},
): Row {
  const given = Object.fromEntries(to.map((persona) => [persona, status]));
  return { statuses: { ...all(otherwise), ...given, ...but }, nobody: 401, foreign, reads };
}

/** Every route there is. One that is missing here, or no longer there, fails the test. */
const ROUTES: Record<string, Row> = {
  'GET /': everybody(200),
  'GET /healthz': everybody(200),
  'GET /readyz': everybody(200),
  'GET /lti/keys': everybody(200),
  'GET /lti/login': everybody(400),
  'POST /lti/login': everybody(400),
  'POST /lti/launch': everybody(400),
  'POST /lti/continue': everybody(400),
  'POST /lti/tab': everybody(401),
  'GET /lti/config/canvas.json': everybody(200),
  'GET /icon.svg': everybody(200),
  'GET /register/:token': everybody(404),

  'GET /d/:discussion': open(PERSONAS, 303, 303, { foreign: 401 }),
  'GET /d/:discussion/:label': open(PERSONAS, 303, 303, { foreign: 401 }),

  'POST /s/:session/language': open(PERSONAS, 303, 303, { foreign: 303 }),
  'POST /s/:session/tab': open(PERSONAS, 200, 200, { foreign: 200 }),
  'GET /s/:session': open(PERSONAS, 303, 303, { foreign: 303 }),
  'GET /s/:session/discussion': open(PERSONAS, 200, 200, {
    but: { observer: 303 },
    reads: READERS,
    foreign: 200,
  }),
  'GET /s/:session/posts/:number': open(READERS, 200, 403, { reads: READERS }),

  'GET /s/:session/posts/:number/by': open(READERS, 200, 403, { reads: READERS }),
  'POST /s/:session/posts/:number/by': open(READERS, 303, 403, { foreign: 303 }),
  'GET /s/:session/keyboard': open(PERSONAS, 200, 200, { foreign: 200 }),
  'POST /s/:session/keyboard': open(PERSONAS, 303, 303, { foreign: 303 }),
  'GET /s/:session/posts/:number/read': open(READERS, 200, 403, { reads: READERS }),
  'POST /s/:session/posts/:number/read': open(READERS, 303, 403, { foreign: 303 }),
  'GET /s/:session/posts/:number/unread': open(READERS, 200, 403, { reads: READERS }),
  'POST /s/:session/posts/:number/unread': open(READERS, 303, 403),
  'GET /s/:session/unread': open(READERS, 303, 403, { foreign: 303 }),
  'GET /s/:session/read': open(PERSONAS, 303, 303, { foreign: 303 }),
  'POST /s/:session/read': open(READERS, 303, 403, { foreign: 303 }),
  'GET /s/:session/live': open(READERS, 200, 403, { foreign: 200 }),
  'GET /s/:session/search': open(READERS, 200, 403, { reads: READERS, foreign: 200 }),

  'GET /s/:session/changes/:post': open(GRADERS, 200, 404, {
    but: { learner: 200, observer: 403, loneObserver: 403, guest: 403, administrator: 403 },
    reads: [...GRADERS, 'learner'],
  }),

  // Students read their own posts there, and the answers to them.
  'GET /s/:session/discussions': open(PERSONAS, 200, 200, { reads: LEARNERS, foreign: 200 }),
  'GET /s/:session/discussions/:discussion': open(PERSONAS, 303, 303, { foreign: 303 }),
  'POST /s/:session/discussions/:discussion': open(PERSONAS, 303, 303),

  'GET /s/:session/files/:file': open(READERS, 200, 404, { reads: READERS }),

  'GET /s/:session/as': open(LOOKERS, 200, 403, { reads: LOOKERS, foreign: 200 }),
  'GET /s/:session/as/:member/discussion': open(LOOKERS, 200, 404, { reads: LOOKERS }),
  'GET /s/:session/as/:member/posts/:number': open(LOOKERS, 200, 404, { reads: LOOKERS }),
  'GET /s/:session/as/:member/search': open(LOOKERS, 200, 404, { reads: LOOKERS }),
  'GET /s/:session/as/:member/files/:file': open(LOOKERS, 200, 404, { reads: LOOKERS }),
  'GET /s/:session/as/:member/changes/:post': open(LOOKERS, 200, 404, { reads: LOOKERS }),

  'GET /s/:session/posts': open(PERSONAS, 303, 303, { foreign: 303 }),
  'GET /s/:session/posts/:number/replies': open(READERS, 200, 403, { reads: READERS }),
  'GET /s/:session/formula': open([...WRITERS, 'designer'], 200, 403, { foreign: 200 }),
  'GET /s/:session/people': open(WRITERS, 200, 403, { reads: WRITERS, foreign: 200 }),
  'GET /s/:session/posts/:number/hold': open(READERS, 200, 403, { reads: READERS }),
  'POST /s/:session/posts/:number/hold': open(WRITERS, 303, 403),
  'POST /s/:session/posts': open(WRITERS, 422, 403, { reads: WRITERS, foreign: 422 }),
  'POST /s/:session/posts/:number/replies': open(WRITERS, 422, 403, { reads: WRITERS }),
  'POST /s/:session/files': open(WRITERS, 422, 403, { foreign: 422 }),
  'GET /s/:session/edit/:post': open(WRITERS, 404, 403, { but: { learner: 200 }, reads: ['learner'] }),
  'POST /s/:session/edit/:post': open(WRITERS, 404, 403, { but: { learner: 422 }, reads: ['learner'] }),
  'GET /s/:session/delete/:post': open(WRITERS, 404, 403, { but: { learner: 200 }, reads: ['learner'] }),
  'POST /s/:session/delete/:post': open(WRITERS, 404, 403, { but: { learner: 303 } }),
  'POST /s/:session/delete/:post/undo': open(WRITERS, 404, 403, { but: { learner: 303 } }),

  // Each has a draft of their own at the same place.
  'GET /s/:session/drafts': open(WRITERS, 200, 403, { foreign: 200 }),
  'GET /s/:session/drafts/:place': open(WRITERS, 303, 403, { foreign: 303 }),
  'POST /s/:session/drafts/:place': open(WRITERS, 303, 403),
  'GET /s/:session/drafts/:place/discard': open(WRITERS, 303, 403, { foreign: 303 }),
  'POST /s/:session/drafts/:place/discard': open(WRITERS, 303, 403),
  'GET /s/:session/drafts/:place/use': open(WRITERS, 303, 403, { foreign: 303 }),
  'POST /s/:session/drafts/:place/use': open(WRITERS, 303, 403),

  'POST /s/:session/helpful/:post': open(WRITERS, 303, 403, { but: { learner: 404 } }),
  // For everybody but students, and of their own posts for them, there is nothing to report.
  'GET /s/:session/report/:post': open(['classmate', 'testStudent'], 200, 404, {
    reads: ['classmate', 'testStudent'],
  }),
  'POST /s/:session/report/:post': open(['classmate', 'testStudent'], 422, 404, {
    reads: ['classmate', 'testStudent'],
  }),

  'GET /s/:session/grade': open(LEARNERS, 200, 403, { reads: LEARNERS, foreign: 403 }),
  'GET /s/:session/grade/question': open(LEARNERS, 200, 403, { reads: LEARNERS, foreign: 403 }),
  // Nobody was given a grade here, so there is nothing to ask about one.
  'POST /s/:session/grade/question': open(LEARNERS, 404, 403, { foreign: 403 }),

  // Nothing was written to anybody.
  'POST /s/:session/letters/:letter/away': open([], 404, 404),
  'POST /s/:session/letters/:letter/back': open([], 404, 404),

  // By whoever the LMS asked what to add to the course.
  'GET /s/:session/choose': open(SETTERS_UP, 200, 403, { foreign: 200 }),
  'POST /s/:session/choose': open(SETTERS_UP, 422, 403, { foreign: 422 }),
  'GET /s/:session/choose/nothing': open(PERSONAS, 303, 303, { foreign: 303 }),
  // Whoever was asked can decline, and has nothing else to go back with.
  'POST /s/:session/choose/nothing': open(PERSONAS, 200, 200, { foreign: 200 }),
  'GET /s/:session/choose/:discussion': open(SETTERS_UP, 200, 403),
  'POST /s/:session/choose/:discussion': open(SETTERS_UP, 200, 403),

  'GET /s/:session/set-up': open(SETTERS_UP, 303, 403, { foreign: 303 }),
  'POST /s/:session/set-up': open(SETTERS_UP, 422, 403, { foreign: 422 }),
  'GET /s/:session/settings': open(SETTERS_UP, 200, 403, { foreign: 200 }),
  'POST /s/:session/settings': open(SETTERS_UP, 422, 403, { foreign: 422 }),
  'GET /s/:session/settings/undo': open(SETTERS_UP, 200, 403, { foreign: 200 }),
  'POST /s/:session/settings/undo': open(SETTERS_UP, 409, 403, { foreign: 409 }),

  'GET /s/:session/transfer': open(SETTERS_UP, 200, 403, { foreign: 200 }),
  'POST /s/:session/transfer': open(SETTERS_UP, 422, 403, { foreign: 422 }),
  'GET /s/:session/transfer/:file': open(SETTERS_UP, 404, 403),

  // For everybody else none of this is there.
  'GET /s/:session/moderation': open(GRADERS, 200, 404, { reads: GRADERS, foreign: 200 }),
  'GET /s/:session/reports/:post': open(GRADERS, 200, 404, { reads: GRADERS }),
  'POST /s/:session/reports/:post': open(GRADERS, 303, 404),
  'GET /s/:session/hide/:post': open(GRADERS, 200, 404, { reads: GRADERS }),
  'POST /s/:session/hide/:post': open(GRADERS, 422, 404, { reads: GRADERS }),
  'POST /s/:session/hide/:post/undo': open(GRADERS, 303, 404),
  'POST /s/:session/pin/:post': open(GRADERS, 303, 404),
  'POST /s/:session/pin/:post/undo': open(GRADERS, 303, 404),
  'GET /s/:session/lock': open(GRADERS, 200, 404, { foreign: 200 }),
  'POST /s/:session/lock': open(GRADERS, 303, 404, { foreign: 303 }),
  'POST /s/:session/unlock': open(GRADERS, 303, 404, { foreign: 303 }),
  'GET /s/:session/lock/:post': open(GRADERS, 200, 404, { reads: GRADERS }),
  'POST /s/:session/lock/:post': open(GRADERS, 303, 404),
  'POST /s/:session/lock/:post/undo': open(GRADERS, 303, 404),
  'GET /s/:session/mute/:member': open(GRADERS, 200, 404, { reads: GRADERS }),
  'POST /s/:session/mute/:member': open(GRADERS, 422, 404, { reads: GRADERS }),
  'POST /s/:session/mute/:member/undo': open(GRADERS, 303, 404),

  'GET /s/:session/grading': open(GRADERS, 200, 403, { reads: GRADERS, foreign: 200 }),
  'POST /s/:session/grading/release': open(GRADERS, 303, 403, { foreign: 303 }),
  'GET /s/:session/grading/roster': open(GRADERS, 200, 403, { foreign: 200 }),
  'POST /s/:session/grading/roster': open(GRADERS, 303, 403, { foreign: 303 }),
  'GET /s/:session/extensions': open(GRADERS, 200, 403, { reads: GRADERS, foreign: 200 }),
  'POST /s/:session/extensions': open(GRADERS, 422, 403, { reads: GRADERS, foreign: 422 }),
  'GET /s/:session/groups': open(GRADERS, 200, 403, { reads: GRADERS, foreign: 200 }),
  'GET /s/:session/groups/read': open(GRADERS, 200, 403, { reads: GRADERS, foreign: 200 }),
  // The LMS of these tests lists no groups.
  'POST /s/:session/groups/read': open(GRADERS, 404, 403),
  'POST /s/:session/groups': open(GRADERS, 422, 403, { reads: GRADERS, foreign: 422 }),
  'GET /s/:session/groups/:member': open(GRADERS, 200, 403, { reads: GRADERS, foreign: 200 }),
  'POST /s/:session/groups/:member': open(GRADERS, 303, 403),
  'GET /s/:session/progress': open(GRADERS, 200, 403, { reads: GRADERS, foreign: 200 }),
  'GET /s/:session/progress/:table': open(GRADERS, 404, 403),
  'GET /s/:session/grading/:member': open(GRADERS, 200, 403, { reads: GRADERS }),
  'POST /s/:session/grading/:member': open(GRADERS, 422, 403, { reads: GRADERS }),
  'GET /s/:session/grading/many': open(GRADERS, 200, 403, { reads: GRADERS, foreign: 200 }),
  'POST /s/:session/grading/many': open(GRADERS, 303, 403, { foreign: 303 }),
  'GET /s/:session/grading/threads': open(GRADERS, 200, 403, { foreign: 200 }),
  'GET /s/:session/grading/threads/:number': open(GRADERS, 200, 403, { reads: GRADERS }),
  // No points are given beside posts here.
  'POST /s/:session/grading/threads/:number': open(GRADERS, 409, 403),
  'GET /s/:session/grading/:member/undo': open(GRADERS, 200, 403, { reads: GRADERS }),
  'POST /s/:session/grading/:member/undo': open(GRADERS, 409, 403),
  'POST /s/:session/grading/:member/resend': open(GRADERS, 409, 403),
  'GET /s/:session/grading/:member/question': open(GRADERS, 200, 403, { reads: GRADERS }),
  'POST /s/:session/grading/:member/question': open(GRADERS, 404, 403),
  'POST /s/:session/grading/:member/question/close': open(GRADERS, 404, 403),
  'GET /s/:session/grading/:member/exchanges': open(GRADERS, 200, 403, { reads: GRADERS }),
  'POST /s/:session/grading/:member/difference': open(GRADERS, 404, 403),
  'GET /s/:session/letters': open(GRADERS, 200, 403, { foreign: 200 }),
  'POST /s/:session/letters': open(GRADERS, 422, 403, { reads: GRADERS, foreign: 422 }),
  'GET /s/:session/letters/preview': open(GRADERS, 200, 403, { foreign: 200 }),
  'POST /s/:session/letters/preview': open(GRADERS, 200, 403, { reads: GRADERS, foreign: 200 }),
  'GET /s/:session/gradebook': open(GRADERS, 200, 403, { foreign: 200 }),
  'POST /s/:session/gradebook': open(GRADERS, 303, 403, { foreign: 303 }),
  'POST /s/:session/gradebook/resend': open(GRADERS, 303, 403, { foreign: 303 }),
  'POST /s/:session/gradebook/compare': open(GRADERS, 303, 403, { foreign: 303 }),
  // The LMS of these tests makes no column.
  'POST /s/:session/gradebook/column': open(GRADERS, 502, 403, { foreign: 502 }),
  'POST /s/:session/gradebook/columns': open(GRADERS, 502, 403, { foreign: 502 }),

  'GET /s/:session/lms': open(['administrator'], 200, 403, { foreign: 403 }),
  'POST /s/:session/lms/check': open(['administrator'], 303, 403, { foreign: 403 }),

  'GET /admin/sign-in': everybody(401),
  'POST /admin/sign-in': everybody(401),
  'POST /admin/sign-out': everybody(401),
  'GET /admin': everybody(401),
  'GET /admin/audit': everybody(401),
  'GET /admin/invitations/new': everybody(401),
  'GET /admin/invitations': everybody(401),
  'POST /admin/invitations': everybody(401),
  'GET /admin/invitations/:invitation': everybody(401),
  'POST /admin/invitations/:invitation/withdraw': everybody(401),
  'GET /admin/platforms/new': everybody(401),
  'GET /admin/platforms': everybody(401),
  'POST /admin/platforms': everybody(401),
  'GET /admin/platforms/:platform': everybody(401),
  'POST /admin/platforms/:platform/check': everybody(401),
  'POST /admin/platforms/:platform/deployments': everybody(401),
  'GET /admin/platforms/:platform/deployments/remove': everybody(401),
  'POST /admin/platforms/:platform/deployments/remove': everybody(401),
  'POST /admin/platforms/:platform/deployments/learn': everybody(401),
  'GET /admin/platforms/:platform/status/:change': everybody(401),
  'POST /admin/platforms/:platform/status/:change': everybody(401),
};

const STRANGER = { sub: 'stranger', name: 'Stranger' };
const SPARE = 'Spare words';
const CHOOSING = {
  [`${LTI}message_type`]: 'LtiDeepLinkingRequest',
  [`${LTI}resource_link`]: undefined,
  [`${DL}deep_linking_settings`]: {
    deep_link_return_url: 'https://lms.example/return',
    accept_types: ['ltiResourceLink'],
  },
};
const SECRETS = {
  title: 'Secret title',
  prompt: 'Secret prompt',
  text: 'Secret words',
  reply: 'Secret answer',
  file: 'Secret file',
};
const draftOf = (persona: Persona) => `What ${persona} drafts`;
const SETTINGS = {
  ...{ title: SECRETS.title, promptText: SECRETS.prompt, maximum: '10', requestId: 'r' },
  zone: 'UTC',
};

describe('Every route', () => {
  let tool: RunningTool;
  let personas: Record<Persona, Entered>;
  /** The same people, each asked by their LMS what to add to their course; and the two strangers. */
  let choosers: Map<Visitor, Entered>;
  /** Instructors, so that nothing but the place keeps them out. */
  let otherCourse: Entered;
  let otherPlatform: Entered;
  let ids: Record<string, string>;
  /** To be deleted by whoever may. */
  let spare: string;

  before(async () => {
    tool = await startTool();
    const platform = await startFakePlatform(tool);
    personas = await enterEverybody(platform);
    const elsewhere = { [`${LTI}context`]: { id: 'course-2' }, [`${LTI}resource_link`]: { id: 'link-2' } };
    otherCourse = await enterAs(tool, platform, 'instructor', { ...elsewhere, ...STRANGER });
    // The student's own LTI user id, course and link, under another LMS.
    const twin = await startFakePlatform(tool, { clientId: 'client-2' });
    otherPlatform = await enterAs(tool, twin, 'instructor', { sub: 'learner', name: 'Twin' });
    for (const own of [otherCourse, otherPlatform]) await beginOwnDiscussion(own);
    choosers = new Map();
    for (const persona of PERSONAS)
      choosers.set(personas[persona], await enterAs(tool, platform, persona, CHOOSING));
    const strangers = { ...CHOOSING, ...STRANGER, [`${LTI}context`]: { id: 'course-2' } };
    choosers.set(otherCourse, await enterAs(tool, platform, 'instructor', strangers));
    choosers.set(
      otherPlatform,
      await enterAs(tool, twin, 'instructor', { ...CHOOSING, sub: 'learner', name: 'Twin' }),
    );
    const own = await tool.connection.collection('discussions').findOne({ title: SECRETS.title });
    ids = {
      ...{ member: personas.learner.memberId, number: '2', label: '2', post: await postOf(SECRETS.text) },
      discussion: String(own?._id),
      file: String((await tool.connection.collection('files').findOne({}))?._id),
    };
    ids.place = `reply-${ids.post}`;
    spare = await postOf(SPARE);
    for (const persona of WRITERS) {
      const writer = personas[persona];
      await writer.post(`${writer.base}/drafts/${ids.place}`, { text: draftOf(persona) }, writer.csrf);
    }
  });
  after(() => tool?.close());

  /** The learner's first post is there to be deleted; the second, which others have none of, to be read. */
  async function enterEverybody(platform: FakePlatform): Promise<Record<Persona, Entered>> {
    const instructor = await enterAs(tool, platform, 'instructor');
    await instructor.post(`${instructor.base}/set-up`, SETTINGS, instructor.csrf);
    const entered: Partial<Record<Persona, Entered>> = { instructor };
    for (const persona of PERSONAS) entered[persona] ??= await enterAs(tool, platform, persona);
    const { learner, classmate } = entered as Record<Persona, Entered>;
    await learner.post(`${learner.base}/posts`, { text: SPARE }, learner.csrf);
    const { csrf } = learner;
    const file = await sendFile(learner, 'secret.txt', SECRETS.file, { csrf });
    const files = attached(file);
    await learner.post(`${learner.base}/posts`, { text: SECRETS.text, files }, csrf);
    await classmate.post(`${classmate.base}/posts/2/replies`, { text: SECRETS.reply }, classmate.csrf);
    return entered as Record<Persona, Entered>;
  }

  async function beginOwnDiscussion(own: Entered): Promise<void> {
    const settings = { ...SETTINGS, title: 'Their own', promptText: 'Their own' };
    await own.post(`${own.base}/set-up`, settings, own.csrf);
    await own.post(`${own.base}/posts`, { text: 'Their own' }, own.csrf);
  }

  async function postOf(text: string): Promise<string> {
    return String((await tool.connection.collection('posts').findOne({ text }))?._id);
  }

  it('is in the table, and every row of the table is a route', () => {
    assert.deepEqual(routesOf(tool.app).sort(), Object.keys(ROUTES).sort());
  });

  it('is walked by one of each role', () => {
    const roles = PERSONAS.map((persona) => [persona, personas[persona].role]);
    assert.deepEqual(Object.fromEntries(roles), ROLE_OF);
  });

  for (const [route, row] of Object.entries(ROUTES)) {
    it(`${route} gives each role what the table says, and names and words to nobody else`, async () => {
      // Those who may not come first: what is deleted by then could not be refused any more.
      const order = PERSONAS.toSorted((one, other) => row.statuses[other] - row.statuses[one]);
      for (const persona of order) {
        const answer = await ask(route, personas[persona]);
        assert.equal(answer.status, row.statuses[persona], persona);
        if (!row.reads.includes(persona)) assertTellsNothing(answer, persona);
        else if (answer.status === 200) assert.match(answer.html, /Secret|Persona/, persona);
        assertNoDraftOfOthers(answer, persona);
        if (answer.status >= 400 && answer.status !== 422) assertWithoutDiscussion(answer, persona);
      }
    });

    it(`${route} gives nothing to whoever has no session, or somebody else's`, async () => {
      const own = personas.instructor;
      const victim = route.includes('/choose') ? (choosers.get(own) ?? own) : own;
      const nobody = new Visitor(tool.baseUrl);
      for (const [who, { cookie }] of Object.entries({ nobody, otherCourse, otherPlatform })) {
        const thief = Object.assign(new Visitor(tool.baseUrl), {
          cookie,
          base: victim.base,
          csrf: victim.csrf,
        });
        const answer = await ask(route, thief);
        assert.equal(answer.status, row.nobody, who);
        assertWithoutDiscussion(answer, who);
      }
    });

    it(`${route} gives a teacher of another course, and another LMS's user of the same id, nothing of this one`, async () => {
      for (const [who, visitor] of Object.entries({ otherCourse, otherPlatform })) {
        const answer = await ask(route, visitor);
        assert.equal(answer.status, row.foreign, who);
        assertWithoutDiscussion(answer, who);
      }
    });
  }

  it('that takes an id in its form takes none of another course', async () => {
    for (const visitor of [otherCourse, otherPlatform]) {
      const typed = { parentId: ids.post ?? '', text: 'From elsewhere' };
      const answer = await visitor.post(`${visitor.base}/posts/1/replies`, typed, visitor.csrf);
      assert.equal(answer.status, 404);
    }
    const seen = await personas.instructor.get(`${personas.instructor.base}/posts/2`);
    assert.doesNotMatch(seen.html, /From elsewhere/);
  });

  /** With the ids of the discussion, and, where it is a form, the session's token and an empty form. */
  function ask(route: string, visiting: Visitor & { csrf: string }): Promise<Answer> {
    const [method = '', pattern = ''] = route.split(' ');
    const asked = pattern.startsWith('/s/:session/choose') ? choosers.get(visiting) : undefined;
    const visitor = asked ?? visiting;
    const post = route.startsWith('POST /s/:session/delete/') ? spare : ids.post;
    const values: Record<string, string | undefined> = { ...ids, post };
    const path = pattern
      .replace('/s/:session', visitor.base || '/s/none')
      .replace(/:(\w+)/g, (_, name) => values[name] ?? 'unknown');
    return method === 'GET' ? visitor.get(path) : visitor.post(path, {}, visitor.csrf);
  }

  const namesOf = (except: string) => PERSONAS.filter((persona) => persona !== except).map(nameOf);

  function assertTellsNothing({ html }: Answer, who: string): void {
    for (const told of [SECRETS.text, SECRETS.reply, SECRETS.file, SPARE, ...namesOf(who)])
      assert.ok(!html.includes(told), `${who} was told “${told}”`);
  }

  /** Whoever they are, and whose eyes they look with: a draft is its author's alone. */
  function assertNoDraftOfOthers({ html }: Answer, who: string): void {
    for (const persona of WRITERS)
      if (persona !== who)
        assert.ok(!html.includes(draftOf(persona)), `${who} was shown a draft of ${persona}`);
  }

  function assertWithoutDiscussion(answer: Answer, who: string): void {
    assertTellsNothing(answer, who);
    assertNoDraftOfOthers(answer, who);
    for (const told of [SECRETS.title, SECRETS.prompt])
      assert.ok(!answer.html.includes(told), `${who} was told “${told}”`);
  }
});
