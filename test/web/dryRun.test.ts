import assert from 'node:assert/strict';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { asking, type Practice, settingsSeen, startPractice, textOf } from '../support/practice.ts';

const WORDS = 'One two three four five six seven eight nine ten.';

describe('A change of rules after work has begun', () => {
  let practice: Practice;
  let here: ClassIn;

  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());
  beforeEach(async () => {
    here = await classIn(practice, `Dry run ${crypto.randomUUID().slice(0, 4)}`);
    const { 'ana-ruiz': ana, 'jonas-lindqvist': jonas } = here.students;
    await ana.post(`${ana.base}/posts`, { text: WORDS });
    await jonas.post(`${jonas.base}/posts`, { text: 'Short.' });
  });

  const form = (fields: Record<string, string>) => ({
    ...{ title: 'Week 6', promptText: 'Discuss.', maximum: '10', zone: 'Europe/Berlin' },
    ...asking(),
    ...fields,
  });
  async function change(fields: Record<string, string>) {
    const { teacher } = here;
    const seen = await settingsSeen(teacher);
    return teacher.post(`${teacher.base}/settings`, form({ seen, ...fields }));
  }
  const keyIn = (html: string) => /name="confirmed" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const pageOf = async (name: string) => {
    const { html } = await here.teacher.get(`${here.teacher.base}/grading`);
    return new RegExp(`href="([^"]+/grading/[^"]+)"><bdi>${name}`).exec(html)?.[1] ?? '';
  };
  const suggested = async (name: string) =>
    /(?:Suggested:? )([\d.]+) of/.exec(textOf((await here.teacher.get(await pageOf(name))).html))?.[1];

  it('shows whose suggestion moves, from what to what, and keeps nothing before that is confirmed', async () => {
    const asked = await change(asking({ words: '5' }));
    assert.equal(asked.status, 200);
    const text = textOf(asked.html);
    assert.match(text, /This changes what is suggested for 1 student/);
    assert.match(text, /Jonas Lindqvist 6 of 10 0 of 10/);
    assert.doesNotMatch(text, /Ana Ruiz/);
    assert.equal(await suggested('Jonas Lindqvist'), '6');
    const saved = await change({ ...asking({ words: '5' }), confirmed: keyIn(asked.html) });
    assert.equal(saved.status, 303);
    assert.equal(await suggested('Jonas Lindqvist'), '0');
    assert.equal(await suggested('Ana Ruiz'), '6');
  });

  it('asks again where what was shown is not what it would be by now', async () => {
    const { html } = await change(asking({ words: '5' }));
    const { 'adaeze-okafor': adaeze } = here.students;
    await adaeze.post(`${adaeze.base}/posts`, { text: 'Brief.' });
    const again = await change({ ...asking({ words: '5' }), confirmed: keyIn(html) });
    assert.match(textOf(again.html), /for 2 students/);
  });

  it('says which grades were confirmed, and they stay', async () => {
    await here.teacher.post(await pageOf('Jonas Lindqvist'), {
      points: '6',
      comment: '',
      seen: '',
      after: 'stay',
    });
    const { html } = await change(asking({ words: '5' }));
    assert.match(textOf(html), /1 of them has a confirmed grade, which stays as it is/);
    await change({ ...asking({ words: '5' }), confirmed: keyIn(html) });
    assert.match(textOf((await here.teacher.get(await pageOf('Jonas Lindqvist'))).html), /Grade 6 of 10/);
  });

  it('can be undone, by whom and when it was made is said, and both are noted', async () => {
    const { teacher } = here;
    const { html } = await change(asking({ words: '5' }));
    const saved = await change({ ...asking({ words: '5' }), confirmed: keyIn(html) });
    const told = (await teacher.get(String(saved.location))).html;
    const was = /name="was" value="(\d+)"/.exec(told)?.[1] ?? '';
    assert.match(
      textOf((await teacher.get(`${teacher.base}/settings`)).html),
      /Rosa .* changed these settings/,
    );
    assert.equal((await teacher.post(`${teacher.base}/settings/undo`, { was })).status, 303);
    assert.equal(await suggested('Jonas Lindqvist'), '6');
    const log = textOf((await teacher.get(`${teacher.base}/moderation`)).html);
    assert.match(log, /took the last change of the settings back/);
    assert.match(log, /changed the settings/);
    // What was undone meanwhile is not undone once more.
    assert.equal((await teacher.post(`${teacher.base}/settings/undo`, { was })).status, 409);
  });

  it('is refused where another has changed them meanwhile, with everything typed', async () => {
    const { teacher } = here;
    await change({ title: 'Mine' });
    const late = await teacher.post(`${teacher.base}/settings`, form({ seen: '', title: 'Yours' }));
    assert.equal(late.status, 422);
    assert.match(textOf(late.html), /Somebody changed the settings meanwhile/);
    assert.match(late.html, /value="Yours"/);
  });

  it('that moves nothing is kept at once', async () => {
    assert.equal((await change({ title: 'Week 7' })).status, 303);
  });

  it('is for those who set up alone, and so is taking it back', async () => {
    const { 'ana-ruiz': ana } = here.students;
    for (const path of ['/settings', '/settings/undo'])
      assert.equal((await ana.post(ana.base + path, form({ was: '1' }))).status, 403, path);
  });
});
