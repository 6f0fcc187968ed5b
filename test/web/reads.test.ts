import assert from 'node:assert/strict';
import { fillBig } from '../support/bigDiscussion.ts';
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
    // What goes on in the background is no part of a page.
    await practice.tool.stop();
  });
  after(() => practice?.close());

  it('the thread page reads the database as often with 200 posts as with 20: a handful of times', async () => {
    const [small, large] = [await discussionOf(20), await discussionOf(200)];
    const [few, many] = [
      await operations(() => thread(small, 10)),
      await operations(() => thread(large, 100)),
    ];
    assert.ok(few.length > 0);
    assert.deepEqual(many, few);
    assert.ok(few.length <= 15, few.join(', '));
  });

  it('and so does the discussion’s page, with a page of posts and no more', async () => {
    const [small, large] = [await discussionOf(20), await discussionOf(200)];
    const [few, many] = [await operations(() => list(small, 11)), await operations(() => list(large, 50))];
    assert.ok(many.length <= few.length, many.join(', '));
    assert.ok(few.length <= 20, few.join(', '));
  });

  /** Ana in a discussion of that many posts: half of them replies to the first. */
  async function discussionOf(posts: number): Promise<Visitor> {
    const { activity } = await setUpActivity(practice, 'canvas', { title: `${posts} posts` });
    const visitors: Visitor[] = [];
    for (const person of ['student-ana-ruiz', 'student-jonas-lindqvist', 'student-mei-chen'])
      visitors.push(await launchAs(practice, 'canvas', person, `launch/${activity}`));
    const sessions = await Promise.all(visitors.map((visitor) => sessionOf(practice, visitor)));
    const threads = Array.from({ length: posts / 2 + 1 }, (_, index) => ({ replies: index ? 0 : posts / 2 }));
    await fillBig(practice.tool.connection, {
      discussionId: String(sessions[0]?.discussionId),
      authors: sessions.map(({ memberId }) => memberId),
      threads,
      now: new Date(),
    });
    return visitors[0] as Visitor;
  }

  async function thread(reader: Visitor, replies: number): Promise<void> {
    const page = await reader.get(`${reader.base}/posts/1`);
    assert.equal(page.status, 200);
    assert.equal(page.html.split('class="reply"').length, replies + 1);
  }

  async function list(reader: Visitor, posts: number): Promise<void> {
    const page = await reader.get(`${reader.base}/discussion`);
    assert.equal(page.status, 200);
    assert.equal(page.html.split('class="post"').length, posts + 1);
  }

  async function operations(read: () => Promise<void>): Promise<string[]> {
    const seen: string[] = [];
    practice.tool.connection.set('debug', (collection: string, method: string) =>
      seen.push(`${collection}.${method}`),
    );
    await read();
    practice.tool.connection.set('debug', false);
    return seen.sort();
  }
});
