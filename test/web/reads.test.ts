import assert from 'node:assert/strict';
import { writePost } from '../../src/usecases/writePost.ts';
import {
  launchAs,
  type Practice,
  sessionOf,
  setUpActivity,
  startPractice,
  type Visitor,
} from '../support/practice.ts';

describe('What a page costs', () => {
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  it('the thread page reads the database as often with 200 posts as with 20: a handful of times', async () => {
    const [small, large] = [await threadOf(20), await threadOf(200)];
    const [few, many] = [await operations(small), await operations(large)];
    assert.ok(few.length > 0);
    assert.deepEqual(many, few);
    assert.ok(few.length <= 8, few.join(', '));
  });

  /** A thread page in a discussion of that many posts, half of them in the thread. */
  async function threadOf(posts: number): Promise<() => Promise<void>> {
    const { activity } = await setUpActivity(practice, 'canvas', { title: `${posts} posts` });
    const visitors: Visitor[] = [];
    for (const person of ['student-ana-ruiz', 'student-jonas-lindqvist', 'student-mei-chen']) {
      visitors.push(await launchAs(practice, 'canvas', person, `launch/${activity}`));
    }
    const sessions = await Promise.all(visitors.map((visitor) => sessionOf(practice, visitor)));
    const actors = sessions.map(({ memberId, courseId, role }) => ({ memberId, courseId, role }));
    const discussionId = String(sessions[0]?.discussionId);
    const { store } = practice.tool.tool;
    const write = (index: number, parentId: string | null) => {
      const actor = actors[index % actors.length];
      const writing = {
        discussionId,
        parentId,
        title: '',
        text: `Post ${index}`,
        requestId: `${posts} ${index}`,
      };
      return writePost(store, actor as never, writing, new Date(Date.now() - (posts - index) * 60_000));
    };
    const first = await write(0, null);
    for (let index = 1; index < posts; index++) await write(index, index % 2 ? first.id : null);
    const reader = visitors[0];
    return async () => {
      const page = await reader?.get(`${reader.base}/posts/1`);
      assert.equal(page?.status, 200);
      assert.equal(page?.html.split('class="reply"').length, Math.floor(posts / 2) + 1);
    };
  }

  async function operations(read: () => Promise<void>): Promise<string[]> {
    const seen: string[] = [];
    practice.tool.connection.set('debug', (collection: string, method: string) =>
      seen.push(`${collection}.${method}`),
    );
    await read();
    practice.tool.connection.set('debug', false);
    return seen.filter((operation) => !operation.startsWith('grades.findOneAndUpdate')).sort();
  }
});
