import { type Actor, isGraded, mayGrade, maySetUp } from '../domain/actor.ts';
import { NotFound } from '../domain/errors.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { ResourceLink } from '../store/resourceLinks.ts';
import type { Session } from '../store/sessions.ts';

/** A discussion and the places in the course that lead to it, the first one first. */
export interface Listed {
  discussion: Discussion;
  places: ResourceLink[];
}

/**
 * The course's discussions that the actor may know of. Teachers and those who set up: all. The others: those where
 * the LMS has let a student in, for it does not tell the tool what is published.
 */
export async function listDiscussions(
  store: Store,
  { courseId, role }: Pick<Actor, 'courseId' | 'role'>,
): Promise<Listed[]> {
  const [discussions, links] = await Promise.all([
    store.discussions.inCourse(courseId),
    store.resourceLinks.inCourse(courseId),
  ]);
  const listed = discussions.map((discussion) => ({
    discussion,
    places: links.filter(({ discussionId }) => discussionId === discussion.id),
  }));
  if (maySetUp(role) || mayGrade(role)) return listed;
  return listed.filter(({ places }) => places.some((place) => place.studentLaunchedAt));
}

/** Opens one of the list in a session of its own, which ends when the present one would. @throws NotFound */
export async function openListed(
  store: Store,
  { session, actor }: { session: Session; actor: Actor },
  discussionId: string,
  now: Date,
): Promise<Session> {
  const listed = await listDiscussions(store, actor);
  if (!listed.some(({ discussion }) => discussion.id === discussionId)) throw new NotFound('discussion');
  if (isGraded(actor.role)) await store.reads.opened({ memberId: actor.memberId, discussionId });
  return store.sessions.beginAt(session, discussionId, now);
}
