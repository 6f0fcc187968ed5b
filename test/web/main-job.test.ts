import assert from 'node:assert/strict';
import { addActivity, launchAs, lmsJson, PRESETS, type Practice, startPractice, textOf } from '../support/practice.ts';

describe('The main job, without a browser', () => {
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  for (const preset of PRESETS) {
    it(`runs from set-up to the gradebook under ${preset} rules`, async () => {
      const activity = await addActivity(practice, preset, { title: 'Week 6', maximum: 20 });
      const teacher = await launchAs(practice, preset, 'teacher-rosa', `launch/${activity}`);
      const home = await teacher.get(teacher.base);
      assert.equal(home.location, `${teacher.base}/set-up`);
      const done = await teacher.post(`${teacher.base}/set-up`, {
        title: 'Who paid for the canals?', promptText: 'Discuss.', maximum: '20', replies: '2',
        postMinimumWords: '0', replyMinimumWords: '0', postDueAt: '', repliesDueAt: '', zone: 'Europe/Berlin', requestId: 'r1',
      });
      assert.equal(done.status, 303, textOf(done.html));
      const ana = await launchAs(practice, preset, 'student-ana-ruiz', `launch/${activity}`);
      const posted = await ana.post(`${ana.base}/posts`, { title: 'Toll books', text: 'A first post.\n\n> quoted' });
      assert.equal(posted.status, 303, textOf(posted.html));
      const page = await ana.get(`${ana.base}/posts/1`);
      assert.match(textOf(page.html), /Toll books/);
      console.log(textOf(page.html));
      const grading = await teacher.get(`${teacher.base}/grading`);
      console.log(textOf(grading.html));
      const member = /\/grading\/([\w-]+)">Ana Ruiz/.exec(grading.html)?.[1];
      const graded = await teacher.post(`${teacher.base}/grading/${member}`, { points: '12', comment: 'Good.', seen: '', after: 'release' });
      assert.equal(graded.status, 303, textOf(graded.html));
      await new Promise((r) => setTimeout(r, 1500));
      const book = await lmsJson(`${practice.lms.origin}/${preset}/as/teacher-rosa/courses/hist210/gradebook`);
      const row = book.rows.find((one: { name: string }) => one.name === 'Ana Ruiz');
      console.log(JSON.stringify(row.cells));
      const sent = await lmsJson(`${practice.lms.origin}/${preset}/sent`);
      console.log(JSON.stringify(sent.violations));
    });
  }
});
