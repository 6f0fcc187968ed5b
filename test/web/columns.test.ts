import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import {
  asking,
  launchAs,
  lmsJson,
  PRESETS,
  type Practice,
  sessionOf,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

const ANA = 'student-ana-ruiz';
const JONAS = 'student-jonas-lindqvist';

describe('Columns in the gradebook', () => {
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  for (const preset of PRESETS) {
    describe(`under ${preset} rules`, () => {
      let teacher: Visitor;
      let ana: Visitor;
      let anasPage: string;
      before(async () => {
        const { activity, teacher: rosa } = await setUpActivity(practice, preset, asking());
        teacher = rosa;
        ana = await launchAs(practice, preset, ANA, `launch/${activity}`);
        const jonas = await launchAs(practice, preset, JONAS, `launch/${activity}`);
        await jonas.post(`${jonas.base}/posts`, { text: 'Mine.' });
        await ana.post(`${ana.base}/posts`, { text: 'Mine, too.' });
        anasPage = `${teacher.base}/grading/${(await sessionOf(practice, ana)).memberId}`;
      });

      const page = async (path: string) => textOf((await teacher.get(teacher.base + path)).html);
      const columns = async () => {
        const address = `${practice.lms.origin}/${preset}/as/teacher-rosa/courses/hist210/gradebook`;
        const { columns, rows } = await lmsJson(address);
        const { cells } = rows.find(({ person }: { person: string }) => person === ANA);
        // biome-ignore lint/suspicious/noExplicitAny: whatever the gradebook answers
        const ours = columns.filter(({ title }: any) => title.startsWith('Week 6'));
        // biome-ignore lint/suspicious/noExplicitAny: whatever the gradebook answers
        return ours.map(({ id, title, maximum }: any) => [title, maximum, cells[id]?.score ?? null]);
      };

      async function until(expected: unknown): Promise<void> {
        while (JSON.stringify(await columns()) !== JSON.stringify(expected)) await delay(50);
      }
      async function grade(typed: Record<string, string>) {
        const seen = /name="seen" value="([^"]*)"/.exec((await teacher.get(anasPage)).html)?.[1] ?? '';
        return teacher.post(anasPage, { comment: '', seen, after: 'release', ...typed });
      }

      it('are one at first, and a teacher reads what several would be', async () => {
        await grade({ points: '7' });
        await until([['Week 6', 10, 7]]);
        assert.match(
          await page('/gradebook'),
          /One column for the whole discussion: 10 points A column for each part: Post 6, Replies 4/,
        );
        assert.match(await page('/gradebook'), /own column has “Post”, 6 points, and the others are added/);
      });

      it('are one for each part where a teacher chooses so, with what was released shared out', async () => {
        const { status, location } = await teacher.post(`${teacher.base}/gradebook/columns`, {
          columns: 'each',
        });
        assert.deepEqual([status, location], [303, `${teacher.base}/gradebook?arranged`]);
        await until([
          ['Week 6', 6, 6],
          ['Week 6 – Replies', 4, 1],
        ]);
        assert.match(
          await page('/gradebook?arranged'),
          /The columns are arranged\..*1 arrived in the gradebook/,
        );
        assert.match(
          textOf((await ana.get(`${ana.base}/grade`)).html),
          /In the gradebook: Post 6 of 6, Replies 1 of 4/,
        );
      });

      it('are graded part by part, and say which points of a part cannot be', async () => {
        assert.match(
          textOf((await teacher.get(anasPage)).html),
          /In the gradebook: Post 6 of 6, Replies 1 of 4.*Points for “Post”, 0 to 6 .*Points for “Replies”, 0 to 4/,
        );
        const refused = await grade({ 'share-post': '5', 'share-reply-1': '4.5', comment: 'Nearly.' });
        assert.equal(refused.status, 422);
        assert.match(refused.html, /<span class="error" id="share-reply-1-error" role="alert">/);
        assert.match(refused.html, /value="4\.5" aria-invalid="true"/);
        assert.match(refused.html, /Nearly\./);
        assert.equal((await grade({ 'share-post': '5', 'share-reply-1': '' })).status, 422);
        const other = await grade({ 'share-post': '5', 'share-reply-1': '4', seen: '' });
        assert.match(other.html, /id="points-error" role="alert">/);
        assert.match(other.html, /name="share-post"[^>]* aria-describedby="points-error"/);
        assert.equal((await grade({ 'share-post': '2,5', 'share-reply-1': '4' })).status, 303);
        await until([
          ['Week 6', 6, 2.5],
          ['Week 6 – Replies', 4, 4],
        ]);
        assert.match(textOf((await ana.get(`${ana.base}/grade`)).html), /6\.5 of 10/);
      });

      it('take one number from a page that was open before they were arranged, and share it out', async () => {
        assert.equal((await grade({ points: '7', after: 'stay' })).status, 303);
        assert.match(
          textOf((await teacher.get(anasPage)).html),
          /7 of 10 .*In the gradebook: Post 6 of 6, Replies 1 of 4/,
        );
        assert.equal((await grade({ 'share-post': '2.5', 'share-reply-1': '4', after: 'stay' })).status, 303);
      });

      it('have a history that says which column each call was for', async () => {
        const { html } = await teacher.get(`${anasPage}/exchanges`);
        assert.match(html, /· (score|grade)[^\n]* · Replies · HTTP 200 · arrived/);
      });

      it('are one again where a teacher chooses so, without a trace of the others', async () => {
        await teacher.post(`${teacher.base}/gradebook/columns`, { columns: 'one' });
        await until([['Week 6', 10, 6.5]]);
        assert.doesNotMatch(textOf((await ana.get(`${ana.base}/grade`)).html), /In the gradebook: Post/);
        const { violations } = await lmsJson(`${practice.lms.origin}/${preset}/sent`);
        assert.deepEqual(violations, []);
      });

      it('take no points that were typed for parts which there are no more, and say so', async () => {
        const { status, html } = await grade({ 'share-post': '1', 'share-reply-1': '1' });
        assert.equal(status, 422);
        assert.match(
          html,
          /id="points-error" role="alert">The parts of this discussion have changed meanwhile/,
        );
        assert.deepEqual(await columns(), [['Week 6', 10, 6.5]]);
      });

      it('are arranged by nobody but those who set up and grade', async () => {
        const answer = await ana.post(`${ana.base}/gradebook/columns`, { columns: 'each' });
        assert.equal(answer.status, 403);
        assert.deepEqual(await columns(), [['Week 6', 10, 6.5]]);
      });
    });
  }

  it('are nothing to choose where launches tell that the LMS lets the tool add none', async () => {
    const { teacher } = await setUpActivity(practice, 'moodle', { title: 'Closed', ...asking() });
    await practice.tool.tool.health.flush();
    const health = practice.tool.connection.collection('health');
    await health.updateMany({}, { $pull: { 'lastLaunch.scopes': /\/lineitem$/ } } as object);
    const text = textOf((await teacher.get(`${teacher.base}/gradebook`)).html);
    assert.match(text, /A column for each part \(Post 6, Replies 4\) needs the LMS’s leave to add columns/);
    assert.doesNotMatch(text, /Arrange the columns/);
  });

  it('are nothing to choose where one thing alone is asked, but for one that is left over', async () => {
    const { teacher } = await setUpActivity(practice, 'moodle', { title: 'Alone', ...asking({}, 'none') });
    const { html } = await teacher.get(`${teacher.base}/gradebook`);
    assert.doesNotMatch(textOf(html), /Columns in the gradebook/);
    const { discussionId } = await sessionOf(practice, teacher);
    const left = { part: 'reply-1', name: 'Replies', url: 'https://lms.example/7', maximum: 4 };
    const links = practice.tool.connection.collection('resourcelinks');
    await links.updateOne({ discussionId }, { $set: { parts: [left] } });
    assert.match(
      textOf((await teacher.get(`${teacher.base}/gradebook`)).html),
      /Alone – Replies.* One column for the whole discussion: 10 points With one column again, .* Arrange the columns/,
    );
  });
});
