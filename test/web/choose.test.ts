import assert from 'node:assert/strict';
import { addByChoosing, askToChoose, choices, handBack, signedAnswer } from '../support/choosing.ts';
import {
  addActivity,
  asking,
  launchAs,
  lmsJson,
  PRESETS,
  type Practice,
  type Preset,
  setUpActivity,
  startPractice,
  textOf,
  Visitor,
} from '../support/practice.ts';
import { DL, LTI, launch, startFakePlatform, visit, withClaims } from '../support/signedLaunch.ts';

describe('Choosing what to add to a course', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startPractice();
  });
  afterEach(() => practice?.close());

  const discussions = () => practice.tool.connection.collection('discussions').find().toArray();
  const violations = async (preset: Preset) =>
    (await lmsJson(`${practice.lms.origin}/${preset}/sent`)).violations;
  const lineItemsOf = (preset: Preset) =>
    practice.lms.presets[preset]?.state.lineItems.filter(({ course }) => course === 'hist210') ?? [];
  const open = (preset: Preset, activity: string, person = 'teacher-rosa') =>
    launchAs(practice, preset, person, `launch/${activity}`);
  const idIn = ({ items }: ReturnType<typeof signedAnswer>): string => items[0].custom.discussion;

  for (const preset of PRESETS) {
    it(`a new discussion arrives under ${preset} rules with points, dates, and the way to a student's work`, async () => {
      const activity = await addByChoosing(practice, preset, asking({ due: '2030-03-31T23:59' }));
      const [item] = lineItemsOf(preset);
      assert.equal(activity.title, 'Week 7');
      assert.equal(item?.scoreMaximum, 20);
      assert.equal(item?.resourceId, String((await discussions())[0]?._id));
      assert.deepEqual(item?.submissionReview, {
        url: `${practice.tool.baseUrl}/lti/launch`,
        label: 'Open the student’s posts',
      });
      // Moodle takes dates and never uses them (measured).
      if (preset === 'canvas') assert.equal(activity.dueAt, '2030-03-31T21:59:59.999Z');
      assert.deepEqual(await violations(preset), []);
    });

    it(`one that is here is previewed and placed again under ${preset} rules, without a second column`, async () => {
      const first = await addByChoosing(practice, preset, asking({ words: '50' }));
      await open(preset, first.id);
      const rosa = await askToChoose(practice, preset);
      const form = await rosa.get(`${rosa.base}/choose`);
      assert.match(
        textOf(form.html),
        /Reuse a discussion of this course \(1\) Week 7 Discuss bridges\. A post and 2 replies 20 points/,
      );
      const href = /href="([^"]+\/choose\/[^"]+)"/.exec(form.html)?.[1] ?? '';
      const preview = textOf((await rosa.get(href)).html);
      assert.match(preview, /Discuss bridges\./);
      assert.match(preview, /Initial post 12 points at least 50 words/);
      assert.match(preview, /In the course already as “Week 7”\./);
      assert.match(preview, /Grades go to the gradebook column of “Week 7”/);
      assert.equal(preview.includes('Canvas gives every assignment a column'), preset === 'canvas');
      const answer = await rosa.post(href, {});
      assert.equal(signedAnswer(answer).items[0].lineItem, undefined);
      const [second] = await handBack(answer);
      assert.equal(lineItemsOf(preset).length, 1);
      await launchAs(practice, preset, 'student-ana-ruiz', `launch/${first.id}`).then((ana) =>
        ana.post(`${ana.base}/posts`, { text: 'Seen at both places.' }),
      );
      const there = await open(preset, second.id);
      assert.match((await there.get(`${there.base}/discussion`)).html, /Seen at both places/);
      assert.equal((await discussions()).length, 1);
      assert.deepEqual(await violations(preset), []);
    });

    it(`one without a column yet brings its line item along under ${preset} rules`, async () => {
      const unplaced = await askToChoose(practice, preset);
      const id = idIn(signedAnswer(await unplaced.post(`${unplaced.base}/choose`, choices())));
      const rosa = await askToChoose(practice, preset);
      const preview = textOf((await rosa.get(`${rosa.base}/choose/${id}`)).html);
      assert.match(
        preview,
        preset === 'canvas'
          ? /The assignment in Canvas is its column/
          : /gets a column for it, with 20 points/,
      );
      assert.match(preview, /Nobody has opened it from the course yet/);
      await handBack(await rosa.post(`${rosa.base}/choose/${id}`, {}));
      assert.equal(lineItemsOf(preset)[0]?.resourceId, id);
    });

    it(`cancelling goes back to the LMS under ${preset} rules with nothing`, async () => {
      const rosa = await askToChoose(practice, preset);
      const answer = await rosa.post(`${rosa.base}/choose/nothing`, choices());
      assert.match(textOf(answer.html), /Going back to your course/);
      assert.deepEqual(signedAnswer(answer).items, []);
      assert.deepEqual(await handBack(answer), []);
      assert.deepEqual(await violations(preset), []);
      assert.deepEqual(await discussions(), []);
    });
  }

  it('one that is here is called the same in the tab and above its page, its prompt without the marks typed in it', async () => {
    await addByChoosing(practice, 'canvas', { promptText: '> Who paid?\n\n- Say which.\n- Quote it.' });
    await addByChoosing(practice, 'canvas', { title: 'Week 8' });
    const rosa = await askToChoose(practice, 'canvas');
    const { html } = await rosa.get(`${rosa.base}/choose`);
    assert.match(textOf(html), /Reuse one of this course’s discussions \(2\)/);
    assert.match(html, />Who paid\? Say which\. Quote it\.</);
    const href = /href="([^"]+\/choose\/[^"]+)"/.exec(html)?.[1] ?? '';
    const preview = await rosa.get(href);
    const [, title] = /<title>([^<]+)</.exec(preview.html) ?? [];
    assert.match(title ?? '', /^Add “Week [78]” to your course$/);
    assert.ok(preview.html.includes(`<h1 dir="auto">${title}</h1>`));
    assert.doesNotMatch(preview.html, /[○✓]/);
  });

  it('a course without discussions is offered none to reuse', async () => {
    await setUpActivity(practice, 'canvas');
    const kwame = await askToChoose(practice, 'canvas', 'teacher-kwame', 'biol101');
    assert.doesNotMatch((await kwame.get(`${kwame.base}/choose`)).html, /use one that is here/);
  });

  it('a second submit makes nothing twice, and Back and again answers with a fresh message for the same discussion', async () => {
    const rosa = await askToChoose(practice, 'canvas');
    const answers = await Promise.all(
      [1, 2].map(() => rosa.post(`${rosa.base}/choose`, choices({ requestId: 'twice' }))),
    );
    const again = await rosa.post(`${rosa.base}/choose`, choices({ requestId: 'a page made anew' }));
    const all = [...answers, again].map(signedAnswer);
    assert.equal(new Set(all.map(idIn)).size, 1);
    assert.equal(new Set(all.map(({ jwt }) => jwt)).size, 3);
    assert.equal((await discussions()).length, 1);
    assert.equal((await handBack(again)).length, 1);
  });

  it('whoever comes back finds what they sent, and what they change then is what is offered', async () => {
    const rosa = await askToChoose(practice, 'moodle');
    await rosa.post(`${rosa.base}/choose`, choices({ promptText: 'Bridges, at length.' }));
    const form = (await rosa.get(`${rosa.base}/choose`)).html;
    assert.match(form, /Bridges, at length\./);
    const again = await rosa.post(`${rosa.base}/choose`, choices({ title: 'Week 8', maximum: '5' }));
    const [item] = signedAnswer(again).items;
    assert.deepEqual([item.title, item.lineItem.scoreMaximum], ['Week 8', 5]);
    assert.equal((await discussions()).length, 1);
  });

  it('once it is in the course, sending its form again changes it no more', async () => {
    const rosa = await askToChoose(practice, 'canvas');
    const [activity] = await handBack(await rosa.post(`${rosa.base}/choose`, choices()));
    await open('canvas', activity.id);
    await rosa.post(`${rosa.base}/choose`, choices({ title: 'Too late' }));
    assert.equal((await discussions())[0]?.title, 'Week 7');
  });

  it('an LMS that takes no line items from here is sent none, and the preview says so', async () => {
    const settings = practice.lms.presets.moodle?.preset.deepLinkingSettings ?? {};
    const before = settings.accept_lineitem;
    settings.accept_lineitem = false;
    try {
      const rosa = await askToChoose(practice, 'moodle');
      const answer = signedAnswer(await rosa.post(`${rosa.base}/choose`, choices()));
      assert.equal(answer.items[0].lineItem, undefined);
      const preview = await rosa.get(`${rosa.base}/choose/${idIn(answer)}`);
      assert.match(textOf(preview.html), /makes no gradebook column from here/);
    } finally {
      settings.accept_lineitem = before;
    }
  });

  it('an LMS that does not say whether it takes line items is sent one', async () => {
    const settings = practice.lms.presets.canvas?.preset.deepLinkingSettings ?? {};
    const { accept_lineitem: before } = settings;
    delete settings.accept_lineitem;
    try {
      const rosa = await askToChoose(practice, 'canvas');
      const answer = signedAnswer(await rosa.post(`${rosa.base}/choose`, choices()));
      assert.equal(answer.items[0].lineItem.scoreMaximum, 20);
    } finally {
      settings.accept_lineitem = before;
    }
  });

  describe('is refused', () => {
    async function someDiscussion(): Promise<string> {
      await setUpActivity(practice, 'canvas');
      return String((await discussions())[0]?._id);
    }

    it('to a student, even one whom the LMS sends there', async () => {
      const id = await someDiscussion();
      const rosa = await askToChoose(practice, 'canvas');
      const sessions = practice.tool.connection.collection('sessions');
      await sessions.updateOne({ _id: rosa.base.slice(3) as never }, { $set: { role: 'learner' } });
      const csrfToken = (await sessions.findOne({ _id: rosa.base.slice(3) as never }))?.csrfToken;
      for (const path of ['/choose', `/choose/${id}`]) {
        assert.equal((await rosa.get(rosa.base + path)).status, 403, path);
      }
      for (const path of ['/choose', `/choose/${id}`]) {
        assert.equal((await rosa.post(rosa.base + path, choices(), csrfToken)).status, 403, path);
      }
      assert.equal((await discussions()).length, 1);
    });

    for (const [who, roles, advice] of [
      [
        'an administrator',
        ['http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator'],
        /Add yourself/,
      ],
      ['a guest', [], /If you teach this course, ask/],
    ] as const) {
      it(`to ${who} who is no teacher of the course, with the reason and a way back`, async () => {
        const platform = await startFakePlatform(practice.tool);
        const settings = {
          deep_link_return_url: 'https://lms.example/back',
          accept_types: ['ltiResourceLink'],
        };
        const presented = { accept_presentation_document_targets: ['iframe'] };
        const asked = {
          [`${LTI}message_type`]: 'LtiDeepLinkingRequest',
          [`${LTI}roles`]: roles,
          [`${LTI}resource_link`]: undefined,
          [`${DL}deep_linking_settings`]: { ...settings, ...presented },
        };
        const { visitor } = await visit(practice.tool, platform, withClaims(asked));
        const { status, html } = await visitor.get(`${visitor.base}/choose`);
        assert.equal(status, 403);
        assert.match(textOf(html), /Only teachers of this course can add a discussion/);
        assert.match(textOf(html), advice);
        const csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1];
        const back = /<form class="buttons" method="post" action="([^"]+)"/.exec(html)?.[1] ?? '';
        const { action, items } = signedAnswer(await visitor.post(back, {}, csrf));
        assert.deepEqual([action, items], ['https://lms.example/back', []]);
      });
    }

    it('where the LMS did not ask', async () => {
      const { activity } = await setUpActivity(practice, 'canvas');
      const rosa = await open('canvas', activity);
      const id = String((await discussions())[0]?._id);
      for (const path of ['/choose', `/choose/${id}`]) {
        assert.equal((await rosa.get(rosa.base + path)).status, 404, path);
      }
      for (const path of ['/choose', '/choose/nothing', `/choose/${id}`]) {
        assert.equal((await rosa.post(rosa.base + path, choices())).status, 404, path);
      }
    });

    it('for a discussion of another course, or of another LMS', async () => {
      const id = await someDiscussion();
      for (const other of [
        await askToChoose(practice, 'canvas', 'teacher-kwame', 'biol101'),
        await askToChoose(practice, 'moodle'),
      ]) {
        const preview = await other.get(`${other.base}/choose/${id}`);
        assert.equal(preview.status, 404);
        assert.doesNotMatch(preview.html, /Discuss/);
        assert.equal((await other.post(`${other.base}/choose/${id}`, {})).status, 404);
      }
    });

    it('to a form that is not ours', async () => {
      const id = await someDiscussion();
      const rosa = await askToChoose(practice, 'canvas');
      for (const path of ['/choose', '/choose/nothing', `/choose/${id}`]) {
        assert.equal((await rosa.post(rosa.base + path, choices(), 'wrong')).status, 403, path);
      }
    });

    it('to a browser that was not asked', async () => {
      const rosa = await askToChoose(practice, 'canvas');
      const stranger = new Visitor(practice.tool.baseUrl);
      assert.equal((await stranger.get(`${rosa.base}/choose`)).status, 401);
    });
  });

  it('an activity added by hand is set up where it is, by whoever may, and a student waits', async () => {
    for (const preset of PRESETS) {
      const activity = await addActivity(practice, preset, { title: 'By hand', maximum: 10 });
      for (const person of ['teacher-rosa', 'ta-yuki']) {
        const visitor = await open(preset, activity, person);
        assert.equal((await visitor.get(visitor.base)).location, `${visitor.base}/set-up`, person);
      }
      const ana = await open(preset, activity, 'student-ana-ruiz');
      const page = await ana.get(ana.base);
      assert.match(textOf(page.html), /Not ready yet .*instructor has yet to set .*nothing is lost/);
      assert.match(page.html, new RegExp(`href="${ana.base}">Try again`));
      assert.equal((await ana.get(`${ana.base}/set-up`)).status, 403);
    }
  });

  it('a link without a discussion is set up by a designer too, and waits for guests and observers', async () => {
    const platform = await startFakePlatform(practice.tool);
    const lis = 'http://purl.imsglobal.org/vocab/lis/v2/';
    for (const [role, landing, words] of [
      ['membership#ContentDeveloper', /\/set-up$/, null],
      ['membership#Mentor', null, /Not ready yet .* the one you follow among them/],
      ['institution/person#Administrator', null, /Not ready yet .* calls you an administrator/],
      ['membership#Nobody', null, /Not ready yet .* If you teach this course, ask/],
    ] as const) {
      let cookie = '';
      const landed = await launch(practice.tool, platform, (draft) => {
        cookie = draft.cookie;
        draft.claims[`${LTI}roles`] = [lis + role];
      });
      const base = `${practice.tool.baseUrl}${landed.headers.get('location')}`;
      const page = await fetch(base, { headers: { cookie }, redirect: 'manual' });
      if (landing) assert.match(page.headers.get('location') ?? '', landing);
      else assert.match(textOf(await page.text()), words, role);
    }
  });
});
