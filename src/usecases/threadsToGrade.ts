import { type Actor, countsInStatistics, mayGrade } from '../domain/actor.ts';
import { isExcused } from '../domain/allowance.ts';
import { isMarked } from '../domain/byPost.ts';
import { NotAllowed } from '../domain/errors.ts';
import { isOpen } from '../domain/moderation.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Scope } from '../store/posts.ts';

/** A thread in which students wrote: how much of theirs stands there, and beside how much points are missing. */
export interface ThreadToGrade {
  number: number;
  posts: number;
  left: number;
}

/** All threads of a scope in the order of their numbers. @throws NotAllowed */
export async function threadsToGrade(
  store: Store,
  actor: Actor,
  discussion: Discussion,
  scope: Scope,
): Promise<ThreadToGrade[]> {
  if (!mayGrade(actor.role)) throw new NotAllowed('grade');
  const { id, rubric } = discussion;
  const [posts, members, marks] = await Promise.all([
    store.posts.outline(scope),
    store.members.inCourse(actor.courseId),
    store.postMarks.ofDiscussion(id),
  ]);
  const graded = new Set(
    members.filter((one) => countsInStatistics(one) && !isExcused(discussion, one.id)).map(({ id }) => id),
  );
  const threads = new Map<number, ThreadToGrade>();
  for (const post of posts) {
    if (!isOpen(post) || !graded.has(post.authorId)) continue;
    const thread = threads.get(post.threadNumber) ?? { number: post.threadNumber, posts: 0, left: 0 };
    thread.posts += 1;
    if (!isMarked(rubric, marks.get(post.id)?.marks)) thread.left += 1;
    threads.set(post.threadNumber, thread);
  }
  return [...threads.values()].sort((one, other) => one.number - other.number);
}
