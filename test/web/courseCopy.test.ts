import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { EDITED_FREELY } from '../../src/domain/editing.ts';
import { OPEN_TO_ALL } from '../../src/domain/opening.ts';
import { PLAIN_RULES } from '../../src/store/discussions.ts';
import { addByChoosing, choices } from '../support/choosing.ts';
import {
  addActivity,
  asking,
  launchAs,
  lmsJson,
  PRESETS,
  type Practice,
  type Preset,
  sessionOf,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';
import { INSTRUCTOR, LTI, launch, startFakePlatform } from '../support/signedLaunch.ts';

describe('A copied course', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startPractice();
  });
  afterEach(() => practice?.close());

  const PROMPT = 'Say who paid for the bridges.';
  const [PAST, AHEAD] = ['2025-03-31T23:59', '2031-04-07T23:59'];
  const asked = (post: string, replies: string) => asking({ words: '50', due: post }, { due: replies });
  const WHEN = { ...asked(PAST, AHEAD), zone: 'Asia/Tokyo' };
  const original = (preset: Preset, fields: Record<string, string> = {}) =>
    addByChoosing(practice, preset, { promptText: PROMPT, ...WHEN, ...fields });
  const open = (preset: Preset, activity: string, person = 'teacher-rosa') =>
    launchAs(practice, preset, person, `launch/${activity}`);
  interface Copy {
    course: { key: string };
    // biome-ignore lint/suspicious/noExplicitAny: activities as the LMS shows them
    activities: any[];
  }
  const copy = (preset: Preset, course = 'hist210', title = 'Next year'): Promise<Copy> =>
    lmsJson(`${practice.lms.origin}/${preset}/as/teacher-rosa/courses/${course}/copy`, {
      method: 'POST',
      body: JSON.stringify({ title, students: 3 }),
    });
  const form = async (visitor: Visitor) => (await visitor.get(`${visitor.base}/set-up`)).html;
  const collection = (name: string) => practice.tool.connection.collection(name);
  const confirm = (visitor: Visitor, fields: Record<string, string> = {}) =>
    visitor.post(
      `${visitor.base}/set-up`,
      choices({ promptText: PROMPT, requestId: visitor.base, ...fields }),
    );
  /** The tool's admin gave it this custom field, so that every launch tells where its link comes from. */
  function tellHistory(): void {
    const [tool] = practice.lms.presets.canvas?.state.tools ?? [];
    if (tool) tool.custom = { ...tool.custom, link_history: '$ResourceLink.id.history' };
  }

  for (const preset of PRESETS) {
    it(`brings prompt and rules under ${preset} rules, asks for the dates, and leaves the posts where they are`, async () => {
      const first = await original(preset);
      const ana = await open(preset, first.id, 'student-ana-ruiz');
      await ana.post(`${ana.base}/posts`, { text: 'Last year’s words.' });
      const { activities } = await copy(preset);
      const inCopy = await open(preset, activities[0].id, 'student-ana-ruiz');
      assert.match(textOf((await inCopy.get(inCopy.base)).html), /Not ready yet/);
      const rosa = await open(preset, activities[0].id);
      assert.equal((await rosa.get(rosa.base)).location, `${rosa.base}/set-up`);
      const page = await form(rosa);
      assert.match(
        textOf(page),
        /was copied from HIST 210 The Industrial Age\. Its prompt and rules are filled in/,
      );
      assert.match(page, new RegExp(PROMPT));
      assert.match(page, /name="maximum"[^>]* value="20"/);
      assert.match(page, /name="row-1-words"[^>]* value="50"/);
      assert.match(page, /name="row-1-due"[^>]* value=""/);
      assert.match(textOf(page), /Post due: was Mon, 31 Mar 2025, 23:59/);
      assert.match(page, /name="row-2-due"[^>]* value="2031-04-07T23:59"/);
      assert.match(page, /<option selected>Asia\/Tokyo/);
      assert.doesNotMatch(page, /data-browser-zone/, 'the zone is kept, wherever the browser is');

      await confirm(rosa, { ...asked('', '2032-04-07T23:59'), zone: 'Asia/Tokyo' });
      assert.equal((await inCopy.get(inCopy.base)).location, `${inCopy.base}/discussion`);
      const discussion = textOf((await inCopy.get(`${inCopy.base}/discussion`)).html);
      assert.match(discussion, new RegExp(PROMPT));
      assert.match(discussion, /No posts yet/);
      assert.doesNotMatch(discussion, /Last year’s words/);
      assert.equal((await collection('discussions').find().toArray()).length, 2);
      assert.match(textOf((await ana.get(`${ana.base}/discussion`)).html), /Last year’s words/);
    });

    it(`of a copy has what the nearest one knows under ${preset} rules`, async () => {
      const first = await original(preset);
      await open(preset, first.id);
      const second = await copy(preset);
      const rosa = await open(preset, second.activities[0].id);
      await confirm(rosa, { promptText: 'Revised for the second year.' });
      const third = await copy(preset, second.course.key, 'The year after');
      const again = await open(preset, third.activities[0].id);
      // Moodle tells no history: there the parameter that came along from the first is all there is.
      assert.match(
        await form(again),
        preset === 'canvas' ? /Revised for the second year/ : new RegExp(PROMPT),
      );
      assert.equal((await confirm(again)).status, 303);
    });
  }

  it('sends grades to the copied column', async () => {
    const first = await original('canvas');
    await open('canvas', first.id);
    const { activities } = await copy('canvas');
    const rosa = await open('canvas', activities[0].id);
    await confirm(rosa);
    const links = await collection('resourcelinks')
      .find({ discussionId: { $ne: null } })
      .toArray();
    assert.deepEqual(
      links.map(({ lineItemUrl }) => lineItemUrl).sort(),
      [first.lineItem, activities[0].lineItem].sort(),
    );
    assert.equal(new Set(links.map(({ discussionId }) => discussionId)).size, 2);
  });

  it('has grades in a column for each part where the original had, and finds the copied ones', async () => {
    const first = await original('canvas', { ...asking(), maximum: '10' });
    const teacher = await open('canvas', first.id);
    const arranged = await teacher.post(`${teacher.base}/gradebook/columns`, { columns: 'each' });
    assert.equal(arranged.status, 303);
    const { course, activities } = await copy('canvas');
    const rosa = await open('canvas', activities[0].id);
    assert.equal((await confirm(rosa, { ...asking(), maximum: '10' })).status, 303);
    const ana = await open('canvas', activities[0].id, 'student-ana-ruiz');
    await ana.post(`${ana.base}/posts`, { text: 'This year’s words.' });
    const { memberId } = await sessionOf(practice, ana);
    const typed = { 'share-post': '6', 'share-reply-1': '3', comment: '', seen: '', after: 'release' };
    assert.equal((await rosa.post(`${rosa.base}/grading/${memberId}`, typed)).status, 303);
    const { lineItems, grades } = practice.lms.presets.canvas?.state ?? assert.fail();
    const copied = lineItems.filter((item) => item.course === course.key);
    const shown = () =>
      copied.map((item) => {
        const cell = grades.find((grade) => grade.lineItemId === item.id && grade.score !== null);
        return [item.scoreMaximum, cell?.score];
      });
    while (shown().some(([, score]) => score === undefined)) await delay(50);
    assert.deepEqual(shown(), [
      [6, 6],
      [4, 3],
    ]);
    assert.equal(lineItems.length, 2 * copied.length);
    const kept = await collection('resourcelinks').findOne({
      courseId: { $ne: null },
      copiedFrom: { $ne: null },
    });
    assert.deepEqual(
      kept?.parts.map(({ name }: { name: string }) => name),
      ['Replies'],
    );
    const { base } = rosa;
    assert.equal((await rosa.post(`${base}/gradebook/columns`, { columns: 'one' })).status, 303);
    const left = practice.lms.presets.canvas?.state.lineItems.filter((item) => item.course === course.key);
    assert.deepEqual(
      left?.map((item) => item.scoreMaximum),
      [10],
    );
  });

  it('says how many more copied activities that were opened wait', async () => {
    for (const title of ['One', 'Two', 'Three', 'Four']) await original('moodle', { title });
    const { activities } = await copy('moodle');
    const visits: Visitor[] = [];
    for (const { id } of activities.slice(0, 3)) visits.push(await open('moodle', id));
    const answers: string[] = [];
    for (const visit of visits) {
      const { location } = await confirm(visit);
      answers.push(textOf((await visit.get(location ?? '')).html));
    }
    assert.match(answers[0] ?? '', /2 more activities of this course, opened before, were copied/);
    assert.match(answers[1] ?? '', /1 more activity of this course, opened before, was copied/);
    assert.doesNotMatch(answers[2] ?? '', /more activit/);
  });

  it('keeps what it says beside the form where something typed is refused', async () => {
    await original('canvas');
    const { activities } = await copy('canvas');
    const rosa = await open('canvas', activities[0].id);
    const refused = await confirm(rosa, { title: '', promptText: 'My new words.' });
    assert.equal(refused.status, 422);
    assert.match(textOf(refused.html), /was copied from .* was Mon, 31 Mar 2025, 23:59/);
    assert.match(refused.html, /My new words\./);
  });

  it('says when the due date that the LMS has is past', async () => {
    await original('canvas', asked(PAST, ''));
    const { activities } = await copy('canvas');
    const rosa = await open('canvas', activities[0].id);
    assert.match(textOf(await form(rosa)), /Your LMS says: Mon, 31 Mar 2025, 23:59 \(Tokyo\), which is past/);
  });

  it('has the due date of its LMS from the first moment, without another launch by its teacher', async () => {
    await original('canvas', asked('', AHEAD));
    const { activities } = await copy('canvas');
    await confirm(await open('canvas', activities[0].id));
    const ana = await open('canvas', activities[0].id, 'student-ana-ruiz');
    assert.match(
      textOf((await ana.get(`${ana.base}/discussion`)).html),
      /Initial post 0 \/ 12 due Mon, 7 Apr 2031/,
    );
  });

  it('is known by the history of its links alone, where the activity was added by hand', async () => {
    tellHistory();
    const id = await addActivity(practice, 'canvas', { title: 'By hand', maximum: 20 });
    await confirm(await open('canvas', id));
    const { activities } = await copy('canvas');
    const rosa = await open('canvas', activities[0].id);
    assert.match(await form(rosa), new RegExp(PROMPT));
    assert.match(textOf(await form(rosa)), /was copied from HIST 210/);
  });

  it('whose original is gone is set up like any other', async () => {
    await original('canvas');
    const { activities } = await copy('canvas');
    const rosa = await open('canvas', activities[0].id);
    assert.match(await form(rosa), new RegExp(PROMPT));
    await collection('discussions').deleteMany({});
    for (const visitor of [rosa, await open('canvas', activities[0].id)]) {
      const page = await form(visitor);
      assert.doesNotMatch(textOf(page), /was copied from|bridges/);
      assert.match(page, /Set up this discussion/);
    }
  });

  describe('is not taken for one', () => {
    const byHand = (preset: Preset, custom: Record<string, string>, resourceLinkId?: string) =>
      addActivity(
        practice,
        preset,
        { title: 'Elsewhere', custom, ...(resourceLinkId ? { resourceLinkId } : {}) },
        { course: 'biol101', teacher: 'teacher-kwame' },
      );
    async function assertPlain(preset: Preset, custom: Record<string, string>): Promise<void> {
      const kwame = await open(preset, await byHand(preset, custom), 'teacher-kwame');
      const page = await form(kwame);
      assert.match(page, /Set up this discussion/, JSON.stringify(custom));
      assert.doesNotMatch(textOf(page), /copied|bridges/, JSON.stringify(custom));
    }
    async function known(preset: Preset): Promise<{ discussion: string; link: string }> {
      const { id } = await original(preset);
      await open(preset, id);
      const link = await collection('resourcelinks').findOne({ discussionId: { $ne: null } });
      return { discussion: link?.discussionId, link: link?.resourceLinkId };
    }

    it('by garbage', async () => {
      await known('canvas');
      const garbage = [
        '',
        ' ',
        ',',
        '$ResourceLink.id.history',
        '{"$ne":null}',
        `${'x'.repeat(300)},,`,
        '\u0000',
      ];
      for (const text of garbage) await assertPlain('canvas', { discussion: text, link_history: text });
    });

    it('by what names a discussion of another LMS', async () => {
      const { discussion, link } = await known('canvas');
      await assertPlain('moodle', { discussion });
      await assertPlain('moodle', { link_history: link });
    });

    it('by a former link that could be guessed', async () => {
      const { link } = await known('moodle');
      assert.match(link, /^\d+$/);
      await assertPlain('moodle', { link_history: link });
    });

    it('for a student: the set-up stays closed to them, with whatever is filled in', async () => {
      const { discussion } = await known('canvas');
      const activity = await byHand('canvas', { discussion });
      const mei = await open('canvas', activity, 'student-mei-chen');
      assert.match(textOf((await mei.get(mei.base)).html), /Not ready yet/);
      const page = await mei.get(`${mei.base}/set-up`);
      assert.equal(page.status, 403);
      assert.doesNotMatch(page.html, /bridges/);
      assert.equal((await mei.get(`${mei.base}/discussion`)).status, 404);
    });
  });

  it('shows who writes the parameter by hand the prompt and rules, and nothing that anybody wrote', async () => {
    const first = await original('canvas');
    const ana = await open('canvas', first.id, 'student-ana-ruiz');
    await ana.post(`${ana.base}/posts`, { text: 'Private to this course.' });
    const discussion = String((await collection('discussions').findOne({}))?._id);
    const place = { course: 'biol101', teacher: 'teacher-kwame' };
    const elsewhere = await addActivity(
      practice,
      'canvas',
      { title: 'Elsewhere', custom: { discussion } },
      place,
    );
    const kwame = await open('canvas', elsewhere, 'teacher-kwame');
    assert.match(await form(kwame), new RegExp(PROMPT));
    for (const path of ['/set-up', '/discussion', '/posts/1', '/grading', '/settings', '/discussions']) {
      assert.doesNotMatch((await kwame.get(kwame.base + path)).html, /Private to this course|Ana Ruiz/, path);
    }
    await confirm(kwame);
    assert.doesNotMatch(
      (await kwame.get(`${kwame.base}/discussion`)).html,
      /Private to this course|Ana Ruiz/,
    );
  });

  it('opens nothing of a platform that merely has the same course and link ids', async () => {
    const { tool } = practice;
    const [one, other] = [await startFakePlatform(tool), await startFakePlatform(tool)];
    const id = 'a-link-id-that-is-long-enough';
    const as = (platform: typeof one, link: string, custom: object) =>
      launch(tool, platform, ({ claims }) => {
        claims[`${LTI}roles`] = [INSTRUCTOR];
        claims[`${LTI}resource_link`] = { id: link };
        claims[`${LTI}custom`] = custom;
      });
    assert.equal((await as(one, id, {})).status, 303);
    const kept = await collection('resourcelinks').findOne({ resourceLinkId: id });
    const { discussions, resourceLinks } = tool.tool.store;
    const settings = {
      title: 'T',
      promptText: 'P',
      promptHtml: 'P',
      promptFormat: 'plain' as const,
      promptPlain: 'P',
      requirements: [],
      maximum: 1,
      zone: 'UTC',
      ...OPEN_TO_ALL,
      ...PLAIN_RULES,
    };
    const added = await discussions.add(
      kept?.courseId,
      { ...settings, ...EDITED_FREELY, repliesToInstructorCount: false },
      'r',
      new Date(),
    );
    await resourceLinks.connect(String(kept?._id), added.id, new Date());
    for (const [platform, expected] of [
      [one, added.id],
      [other, null],
    ] as const) {
      await as(platform, 'the-copy', { link_history: `unknown-but-long-enough-id,${id}` });
      const courses = await collection('courses').find({ platformId: platform.id }).toArray();
      const courseId = { $in: courses.map(({ _id }) => String(_id)) };
      const link = await collection('resourcelinks').findOne({ resourceLinkId: 'the-copy', courseId });
      assert.deepEqual([link?.copiedFrom ?? null, link?.discussionId], [expected, null]);
    }
  });
});
