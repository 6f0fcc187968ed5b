import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { canals } from '../../src/demo-data/content/canals.ts';
import { fillPlatform } from '../../src/demo-data/fillPlatform.ts';
import type { Store } from '../../src/store/index.ts';
import {
  launchAs,
  lmsJson,
  PRESETS,
  type Practice,
  type Preset,
  startPractice,
  textOf,
} from '../support/practice.ts';

const COLLECTIONS = ['platforms', 'courses', 'members', 'discussions', 'posts', 'grades'];

interface Activity {
  id: string;
  title: string;
  custom: Record<string, string>;
}

describe('Filling in demo data', function () {
  this.timeout(60_000);
  let practice: Practice;
  let store: Store;
  const said: string[] = [];

  before(async () => {
    practice = await startPractice();
    store = practice.tool.tool.store;
    await fillBoth();
  });
  after(() => practice?.close());

  async function fillBoth() {
    const { origin } = practice.lms;
    const say = (line: string) => said.push(line);
    return (await Promise.all(PRESETS.map((preset) => fillPlatform(store, origin, preset, say)))).flat();
  }

  async function activities(preset: Preset, teacher = 'teacher-rosa', course = 'hist210') {
    const page = await lmsJson(`${practice.lms.origin}/${preset}/as/${teacher}/courses/${course}`);
    return page.activities as Activity[];
  }

  async function canalsUnder(preset: Preset) {
    const activity = (await activities(preset)).find(({ title }) => title === canals.title);
    return { launch: `launch/${activity?.id}`, id: activity?.custom.discussion ?? '' };
  }

  async function gradesUnder(preset: Preset) {
    return [...(await store.grades.ofDiscussion((await canalsUnder(preset)).id)).values()];
  }

  function everything({ tool }: Practice) {
    const all = (name: string) => tool.connection.collection(name).find().sort({ _id: 1 }).toArray();
    return Promise.all(COLLECTIONS.map(all));
  }

  it('says what it makes: three discussions under each set of rules, in the order of their weeks', async () => {
    assert.equal(said.length, 6);
    assert.ok(said.includes(`Filling in demo data (Moodle rules): ${canals.title}, 34 posts…`), said[1]);
    for (const preset of PRESETS) {
      const titles = (await activities(preset)).map(({ title }) => title.slice(0, 6));
      assert.deepEqual(titles, ['Week 4', 'Week 6']);
      assert.equal((await activities(preset, 'teacher-kwame', 'biol101')).length, 1);
    }
  });

  it('does nothing the second time but tell again whose pages to open', async () => {
    const before = await everything(practice);
    const people = await fillBoth();
    assert.deepEqual(await everything(practice), before);
    assert.equal(said.length, 6);
    for (const [at, rules] of ['Canvas', 'Moodle'].entries()) {
      const [teacher, student] = people.slice(at * 2);
      assert.equal(teacher?.who, `Rosa Delgado, teacher (${rules} rules)`);
      assert.equal(student?.who, `Adaeze Okafor, student (${rules} rules)`);
      assert.equal((await fetch(teacher?.url ?? '')).status, 200);
    }
  });

  it('completes what an interrupted run began', async () => {
    const other = await startPractice();
    try {
      const whole = other.tool.tool.store;
      let left = 100;
      const add: Store['posts']['add'] = async (post) => {
        if (left-- <= 0) throw new Error('interrupted');
        return whole.posts.add(post);
      };
      const fill = (on: Store) => fillPlatform(on, other.lms.origin, 'canvas', () => {});
      await assert.rejects(fill({ ...whole, posts: { ...whole.posts, add } }), /interrupted/);
      await fill(whole);
      const [, , , discussions, posts, grades] = await everything(other);
      assert.deepEqual([discussions?.length, posts?.length, grades?.length], [3, 200 + 34 + 13, 5]);
    } finally {
      await other.close();
    }
  });

  for (const preset of PRESETS) {
    describe(`under ${preset} rules`, () => {
      it('numbers posts and replies as the story has them', async () => {
        const { id } = await canalsUnder(preset);
        const scope = { discussionId: id };
        const posts = await store.posts.list(scope, { what: 'threads' }, 'oldest', { limit: 100 });
        const titles = posts.map(({ number, title }) => [number, title]);
        const told = canals.threads.map(({ title }, index) => [index + 1, title]);
        assert.deepEqual(titles, told);
        const root = await store.posts.rootOf(scope, 1);
        const replies = (await store.posts.joints(scope, 1)).filter(({ parentId }) => parentId !== null);
        const post = (await store.posts.shown(scope, [root?.id ?? ''])).get(root?.id ?? '');
        assert.match(post?.html ?? '', /<blockquote>/);
        assert.equal(post?.replyCount, 5);
        assert.deepEqual(
          replies.map(({ parentId }) => parentId),
          [post?.id, post?.id, post?.id, replies[2]?.id, post?.id],
        );
      });

      it('lands a student who launches an activity in its discussion', async () => {
        const { launch } = await canalsUnder(preset);
        const adaeze = await launchAs(practice, preset, 'student-adaeze-okafor', launch);
        const page = textOf((await adaeze.get(`${adaeze.base}/discussion`)).html);
        assert.ok(page.includes(canals.title), page);
        assert.ok(page.includes('A shilling for the grey horse'), page);
      });

      it('leaves five grades to release, and one of them with news since', async () => {
        const grades = (await gradesUnder(preset)).map(({ grade }) => `${grade.points} ${grade.status}`);
        assert.deepEqual(grades.sort(), [
          '10 confirmed',
          '10 confirmed',
          '6 confirmed',
          '8 confirmed',
          '9 confirmed',
        ]);
        const { launch } = await canalsUnder(preset);
        const rosa = await launchAs(practice, preset, 'teacher-rosa', launch);
        const page = textOf((await rosa.get(`${rosa.base}/grading`)).html);
        assert.equal(page.match(/1 new since/g)?.length, 1, page);
      });

      it('makes grades that arrive once a teacher has come in and released them', async () => {
        const rosa = await launchAs(practice, preset, 'teacher-rosa', (await canalsUnder(preset)).launch);
        await rosa.post(`${rosa.base}/grading/release`, {});
        const states = async () => (await gradesUnder(preset)).map(({ delivery }) => delivery.state);
        while ((await states()).includes('waiting')) await delay(50);
        assert.deepEqual(await states(), Array(5).fill('delivered'));
        assert.deepEqual((await lmsJson(`${practice.lms.origin}/${preset}/sent`)).violations, []);
      });
    });
  }
});
