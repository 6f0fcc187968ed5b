import type { Reader } from '../domain/actor.ts';
import { mentionedIn } from '../domain/post.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import { findUnread } from './findUnread.ts';
import { scopesOf } from './scopeReading.ts';

/** More than anybody writes, or is answered, in a course. */
export const MOST_SHOWN = 300;

/**
 * All that a student's page of their course says, of however many discussions: what they wrote, what they were answered
 * and have not read, their grades, and what became of their questions.
 */
export async function readOwnCourse(
  store: Store,
  courseId: string,
  reader: Reader,
  discussions: Discussion[],
) {
  const { memberId } = reader;
  const ids = discussions.map(({ id }) => id);
  const scopes = await scopesOf(store, reader, discussions);
  const [records, grades, member, questions, unread, posts, answers] = await Promise.all([
    store.posts.recordsOf(memberId, ids),
    store.grades.ofMember(memberId, ids),
    store.members.find(courseId, memberId),
    store.questions.statesOf(memberId, ids),
    findUnread(store, memberId, scopes),
    store.posts.newestAcross(scopes, { what: 'by', authorIds: [memberId] }, MOST_SHOWN),
    store.posts.newestAcross(scopes, { what: 'answers', to: memberId }, MOST_SHOWN),
  ]);
  const people = await store.members.byIds(courseId, [
    ...answers.map(({ authorId }) => authorId),
    ...records.flatMap(({ parentAuthorId }) => parentAuthorId ?? []),
    ...[...posts, ...answers].flatMap(({ beginning }) => mentionedIn(beginning)),
  ]);
  return {
    records,
    grades,
    student: member ?? { id: memberId, placed: null },
    questions,
    unread,
    posts,
    answers,
    people,
  };
}
export type OwnCourse = Awaited<ReturnType<typeof readOwnCourse>>;
