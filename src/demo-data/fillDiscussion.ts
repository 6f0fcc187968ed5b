import { DateTime } from 'luxon';
import { ASKED_BY_DEFAULT } from '../domain/discussion.ts';
import { OPEN_TO_ALL } from '../domain/opening.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Post } from '../store/posts.ts';
import { gradeStudent } from '../usecases/gradeStudent.ts';
import { createDiscussion } from '../usecases/setUpDiscussion.ts';
import { writePost } from '../usecases/writePost.ts';
import type { Cast } from './cast.ts';
import type { DiscussionContent, ThreadContent } from './content/shape.ts';

type Thread = ThreadContent & { requestId: string };

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** The discussion itself, opened a day before its first post; the one that an earlier run made, if any did. */
export function openDiscussion(
  store: Store,
  cast: Cast,
  content: DiscussionContent,
  now: Date,
): Promise<Discussion> {
  const { title, promptText, maximum, postMinimumWords = 0 } = content;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const dueAt = dueDate(content, zone, now);
  const choices = {
    title,
    promptText,
    maximum,
    asked: ASKED_BY_DEFAULT.map((one) => ({
      ...one,
      minimumWords: one.kind === 'post' ? postMinimumWords : 0,
      dueAt,
    })),
    zone,
    language: 'en',
    ...OPEN_TO_ALL,
  };
  const opened = new Date(now.getTime() - openedDaysAgo(content) * DAY_MS);
  return createDiscussion(store, cast('teacher'), choices, `demo:${content.key}`, opened);
}

const openedDaysAgo = ({ threads }: DiscussionContent) =>
  1 + Math.max(...threads.map(({ daysAgo }) => daysAgo));

/** The minute before midnight, whatever the hour is now; the day before, so that what was written late is late. */
function dueDate({ dueInDays }: DiscussionContent, zone: string, now: Date): Date | null {
  if (dueInDays === undefined) return null;
  const day = DateTime.fromJSDate(now, { zone }).plus({ days: dueInDays }).startOf('day');
  return day.minus({ minutes: 1 }).toJSDate();
}

/**
 * Writes and grades what an earlier run has not. All times follow from when the discussion was opened, so that a
 * run which completes another tells the same story.
 */
export async function fillDiscussion(
  store: Store,
  cast: Cast,
  discussion: Discussion,
  content: DiscussionContent,
): Promise<void> {
  const now = discussion.createdAt.getTime() + openedDaysAgo(content) * DAY_MS;
  const before = (daysAgo: number) => new Date(now - daysAgo * DAY_MS);
  const threads = content.threads.map((thread, index) => ({
    ...thread,
    requestId: `demo:${content.key}:${index + 1}`,
  }));
  const gradedDaysAgo = content.grading?.daysAgo ?? 0;
  const write = (some: Thread[]) => writeThreads(store, cast, discussion.id, some, before);
  await write(threads.filter(({ daysAgo }) => daysAgo > gradedDaysAgo));
  await confirmGrades(store, cast, discussion.id, content, before(gradedDaysAgo));
  await write(threads.filter(({ daysAgo }) => daysAgo <= gradedDaysAgo));
}

/** Posts one after the other, since they are numbered as they come; then the replies of all threads side by side. */
async function writeThreads(
  store: Store,
  cast: Cast,
  discussionId: string,
  threads: Thread[],
  before: (daysAgo: number) => Date,
): Promise<void> {
  const begun: { thread: Thread; post: Post }[] = [];
  for (const thread of threads) {
    const { author, daysAgo, title = '', text, requestId } = thread;
    const writing = { discussionId, parentId: null, title, text, requestId };
    begun.push({ thread, post: await writePost(store, cast(author), writing, before(daysAgo)) });
  }
  await Promise.all(begun.map(({ thread, post }) => writeReplies(store, cast, thread, post)));
}

async function writeReplies(store: Store, cast: Cast, thread: Thread, post: Post): Promise<void> {
  const written: Post[] = [];
  for (const { author, hoursLater, text, replyTo } of thread.replies) {
    const parent = replyTo === undefined ? post : written[replyTo];
    if (!parent) throw new Error(`${thread.requestId} answers a reply that comes later`);
    const requestId = `${thread.requestId}.${written.length + 1}`;
    const writing = { discussionId: post.discussionId, parentId: parent.id, title: '', text, requestId };
    const at = new Date(post.createdAt.getTime() + hoursLater * HOUR_MS);
    written.push(await writePost(store, cast(author), writing, at));
  }
}

/** Releases none: a grade can only go out once somebody has opened the activity. */
async function confirmGrades(
  store: Store,
  cast: Cast,
  discussionId: string,
  { grading }: DiscussionContent,
  at: Date,
): Promise<void> {
  const graded = await store.grades.ofDiscussion(discussionId);
  for (const { student, points, comment } of grading?.grades ?? []) {
    const { memberId } = cast(student);
    if (graded.has(memberId)) continue;
    const decision = { discussionId, memberId, points, comment, seen: null };
    await gradeStudent(store, cast('teacher'), decision, at);
  }
}
