import assert from 'node:assert/strict';
import { type ClassIn, type Classmate, classIn } from '../support/classIn.ts';
import {
  launchAs,
  type Practice,
  type Preset,
  sessionOf,
  settingsSeen,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

/** Under Canvas's rules Ana, Jonas and Wulandari are in Section 2, Mei and Adaeze in Section 1. */
describe('A discussion within sections', () => {
  let practice: Practice;
  let here: ClassIn;
  /** By what they say. */
  let ids: Record<string, string>;
  let sections: Record<string, string>;
  const MEIS = /Meadow words|Reply words|陈美|Okafor/;

  before(async () => {
    practice = await startPractice();
    here = await classIn(practice, 'Within sections', { groups: 'sections' });
    await write('mei-chen', 'Meadow words.');
    await write('ana-ruiz', 'Anchor words.');
    await reply('adaeze-okafor', 1, 'Reply words.');
    const groups = await practice.tool.connection.collection('groups').find({ kind: 'sections' }).toArray();
    sections = Object.fromEntries(groups.map(({ _id, name }) => [name, String(_id)]));
    await here.teacher.post(`${here.teacher.base}/posts`, { text: 'Words for all.' });
    const groupId = sections['HIST 210 Section 1'] ?? '';
    await here.teacher.post(`${here.teacher.base}/posts`, { text: 'Words for one.', groupId });
    const posts = await practice.tool.connection.collection('posts').find({}).toArray();
    ids = Object.fromEntries(posts.map(({ _id, plain }) => [plain, String(_id)]));
  });
  after(() => practice?.close());

  const write = (who: Classmate, text: string) =>
    here.students[who].post(`${here.students[who].base}/posts`, { text });
  const reply = (who: Classmate, number: number, text: string, parentId = '') =>
    here.students[who].post(`${here.students[who].base}/posts/${number}/replies`, {
      text,
      ...(parentId ? { parentId } : {}),
    });
  const page = (visitor: Visitor, path: string) => visitor.get(visitor.base + path);
  const listed = async (visitor: Visitor, query = '') =>
    [...(await page(visitor, `/discussion${query}`)).html.matchAll(/<a class="no"[^>]*>(\d+)</g)]
      .map(([, number]) => Number(number))
      .sort();

  it('lists to students what is of their own section and what is for everybody', async () => {
    for (const who of ['ana-ruiz', 'jonas-lindqvist', 'wulandari'] as const)
      assert.deepEqual(await listed(here.students[who]), [2, 3], who);
    for (const who of ['mei-chen', 'adaeze-okafor'] as const)
      assert.deepEqual(await listed(here.students[who]), [1, 3, 4], who);
  });

  it('keeps another section’s posts from links, search, filters, names and live news', async () => {
    const ana = here.students['ana-ruiz'];
    for (const path of ['/posts/1', '/posts/1?at=1', `/posts/2?to=${ids['Reply words.']}`, '/posts/4']) {
      const { status, html } = await page(ana, path);
      assert.equal(status, path.includes('/2?') ? 200 : 404, path);
      assert.doesNotMatch(html, MEIS, path);
    }
    const queries = ['?by=%E9%99%88%E7%BE%8E', '?show=unanswered', '?order=needs', '?page=1'];
    for (const path of [...queries.map((query) => `/discussion${query}`), '/search?q=words', '/search?q=1']) {
      const { html } = await page(ana, path);
      assert.doesNotMatch(html.replaceAll(/value="[^"]*"|by 陈美/g, ''), MEIS, path);
    }
    assert.doesNotMatch((await page(ana, '/discussion')).html, MEIS);
    const news = JSON.parse((await page(ana, '/live?since=0')).html);
    assert.deepEqual(
      news.changes.map(({ thread }: { thread: number }) => thread),
      [3],
    );
    assert.equal((await ana.get(`/d/${here.discussionId}/1`)).location, `${ana.base}/posts/1`);
    const asAna = `/as/${here.ids['ana-ruiz']}/posts`;
    assert.equal((await page(here.teacher, `${asAna}/1`)).status, 404);
    assert.equal((await page(here.teacher, `${asAna}/2`)).status, 200);
  });

  it('tells an open page of a student nothing of another section: not in numbers either, nor by an answer that differs', async () => {
    const ana = here.students['ana-ruiz'];
    const since = async () => Number(/data-since="(\d+)"/.exec((await page(ana, '/discussion')).html)?.[1]);
    const ask = async (from: number, tag = '') => {
      const headers: Record<string, string> = tag ? { 'if-none-match': tag } : {};
      const {
        status,
        html,
        headers: answered,
      } = await ana.send(`${ana.base}/live?since=${from}`, { headers });
      return { status, told: status === 200 ? JSON.parse(html) : null, tag: answered.get('etag') ?? '' };
    };
    const from = await since();
    const before = await ask(from);
    assert.equal((await ask(from, before.tag)).status, 304);
    await reply('adaeze-okafor', 1, 'Nobody in Section 2 hears of this.');
    assert.equal((await ask(from, before.tag)).status, 304);
    assert.deepEqual(await ask(from), before);
    assert.equal(await since(), from);
    await here.teacher.post(`${here.teacher.base}/posts/3/replies`, { text: 'Heard by all.' });
    const after = await ask(from, before.tag);
    assert.deepEqual(after.told.changes, [{ thread: 3, reply: 1, what: 'new' }]);
    assert.equal(await since(), after.told.since);
    assert.equal((await ask(after.told.since, after.tag)).status, 304);
  });

  it('lets nobody answer or hold what is of another section, by number or by id', async () => {
    assert.equal((await reply('ana-ruiz', 1, 'Over the fence.')).status, 404);
    assert.equal((await reply('ana-ruiz', 2, 'Over the fence.', ids['Meadow words.'])).status, 404);
    const ana = here.students['ana-ruiz'];
    assert.equal((await ana.post(`${ana.base}/posts/1/hold`, {})).status, 404);
    const posts = practice.tool.connection.collection('posts');
    assert.equal(await posts.countDocuments({ plain: 'Over the fence.' }), 0);
  });

  it('is one discussion to those who teach, who may look at one section and write to one', async () => {
    const { teacher } = here;
    assert.deepEqual(await listed(teacher), [1, 2, 3, 4]);
    const text = textOf((await page(teacher, '/discussion')).html);
    assert.match(text, /Post 1, unread: by 陈美 .*? HIST 210 Section 1 Meadow words/);
    assert.deepEqual(await listed(teacher, `?group=${sections['HIST 210 Section 2']}`), [2, 3]);
    const strange = await teacher.post(`${teacher.base}/posts`, { text: 'Lost.', groupId: 'nowhere' });
    assert.equal(strange.status, 404);
    const ana = here.students['ana-ruiz'];
    await ana.post(`${ana.base}/posts`, {
      text: 'Sneaked in.',
      groupId: sections['HIST 210 Section 1'] ?? '',
    });
    assert.ok(!(await page(here.students['mei-chen'], '/discussion')).html.includes('Sneaked in.'));
  });

  it('keeps the section of a thread for all its replies', async () => {
    await here.teacher.post(`${here.teacher.base}/posts/1/replies`, { text: 'A word from Rosa.' });
    assert.match((await page(here.students['adaeze-okafor'], '/posts/1')).html, /A word from Rosa\./);
    assert.ok(!(await page(here.students['ana-ruiz'], '/search?q=Rosa')).html.includes('A word from'));
  });

  it('goes by where a teacher puts somebody, whose own posts stay theirs to read and change', async () => {
    const { teacher, students } = here;
    const put = (group: string) => teacher.post(`${teacher.base}/groups/${here.ids['ana-ruiz']}`, { group });
    assert.match(
      textOf((await page(teacher, '/groups')).html),
      /Ana Ruiz As the LMS says: HIST 210 Section 2/,
    );
    assert.equal((await put(sections['HIST 210 Section 1'] ?? '')).status, 303);
    const ana = students['ana-ruiz'];
    assert.deepEqual(await listed(ana), [1, 2, 3, 4, 5]);
    assert.equal((await page(ana, `/edit/${ids['Anchor words.']}`)).status, 200);
    await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${here.activity}`);
    assert.equal((await page(ana, '/posts/1')).status, 200, 'a launch puts nobody back');
    await put('');
    assert.equal((await page(ana, '/posts/1')).status, 404);
    assert.equal((await teacher.post(`${teacher.base}/groups/nobody`, { group: '' })).status, 404);
    assert.equal((await put('nowhere')).status, 404);
  });

  it('lets those who teach make and name sections, and students neither', async () => {
    const { teacher } = here;
    const id = sections['HIST 210 Section 2'] ?? '';
    assert.equal(
      (await teacher.post(`${teacher.base}/groups`, { id, name: 'The evening class' })).status,
      303,
    );
    assert.equal((await teacher.post(`${teacher.base}/groups`, { name: 'Guests' })).status, 303);
    assert.equal((await teacher.post(`${teacher.base}/groups`, { name: ' ' })).status, 422);
    const text = textOf((await page(teacher, '/groups')).html);
    assert.match(text, /As the LMS says: The evening class/);
    assert.match(text, /Guests/);
    const ana = here.students['ana-ruiz'];
    for (const path of ['/groups', `/groups/${here.ids['ana-ruiz']}`])
      assert.equal((await ana.post(ana.base + path, { name: 'Mine', group: id })).status, 403, path);
    assert.equal((await page(ana, '/groups')).status, 403);
  });

  it('says what becomes of what was written before the setting changes', async () => {
    const settings = (groups: string, confirmed = '') => ({
      ...{
        title: 'Within sections',
        promptText: 'Discuss.',
        maximum: '10',
        zone: 'UTC',
        groups,
      },
      confirmed,
    });
    const { teacher } = here;
    const save = (groups: string, confirmed = '') =>
      settingsSeen(teacher).then((seen) =>
        teacher.post(`${teacher.base}/settings`, { ...settings(groups, confirmed), seen }),
      );
    assert.match(textOf((await save('none')).html), /will be open to the whole class/);
    assert.match(textOf((await save('groups')).html), /students of the other division read it no longer/);
    assert.equal((await page(here.students['ana-ruiz'], '/posts/1')).status, 404);
    assert.equal((await save('none', 'opening.confirm.groupsOff')).status, 303);
    assert.equal((await page(here.students['ana-ruiz'], '/posts/1')).status, 200);
    assert.match(textOf((await save('sections')).html), /written so far stays open to everybody/);
  });
});

for (const preset of ['canvas', 'moodle'] as Preset[])
  describe(`A discussion within groups, under ${preset} rules`, () => {
    let practice: Practice;
    before(async () => {
      practice = await startPractice();
    });
    after(() => practice?.close());

    it('goes by the groups that launches tell, and is calm to whoever is in none', async () => {
      const { activity, teacher } = await setUpActivity(practice, preset, { groups: 'groups' });
      const enter = (person: string) => launchAs(practice, preset, person, `launch/${activity}`);
      const [ana, mei, wulandari] = [
        await enter('student-ana-ruiz'),
        await enter('student-mei-chen'),
        await enter('student-wulandari'),
      ];
      await ana.post(`${ana.base}/posts`, { text: 'Among four.' });
      assert.match((await mei.get(`${mei.base}/posts/1`)).html, /Among four\./);
      assert.equal((await wulandari.get(`${wulandari.base}/posts/1`)).status, 404);
      assert.match(textOf((await teacher.get(`${teacher.base}/groups`)).html), /As the LMS says: Group 1/);
      const { members } = practice.tool.connection.collections;
      await members?.updateOne({ name: 'Wulandari' }, { $set: { 'placed.groups.told': [] } });
      const { html } = await wulandari.get(`${wulandari.base}/discussion`);
      assert.match(textOf(html), /You are not in a group yet/);
      assert.doesNotMatch(html, /<textarea/);
      const { csrfToken } = await sessionOf(practice, wulandari);
      const early = await wulandari.post(`${wulandari.base}/posts`, { text: 'To nobody.' }, csrfToken);
      assert.equal(early.status, 422);
      assert.match(early.html, /<textarea[^>]*>\s*To nobody\./);
      assert.equal(
        (await wulandari.get(`${wulandari.base}/search?q=four`)).location,
        `${wulandari.base}/discussion`,
      );
    });
  });
