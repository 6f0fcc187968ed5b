import { type Actor, maySetUp } from '../domain/actor.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import { makesItsOwnColumn } from '../lti/quirks.ts';
import type { Discussion } from '../store/discussions.ts';
import type { ResourceLink } from '../store/resourceLinks.ts';
import type { DeepLinkingSettings, Session } from '../store/sessions.ts';
import type { Tool } from './tool.ts';

/** Who was asked to choose, and by which LMS. */
export interface Asked {
  session: Session;
  platform: Platform;
  actor: Actor;
}

/**
 * Where the grades of a discussion go that is added now. `own`: to a column that the LMS is asked for; `assignment`:
 * to that of Canvas's assignment; `first`: to that of the first place; `beside`: the same, and Canvas's assignment
 * keeps an empty one; `none`: the LMS makes no column from here.
 */
export type Column = 'own' | 'assignment' | 'first' | 'beside' | 'none';

/** What is added, as its teacher should see it before. */
export interface Preview {
  discussion: Discussion;
  places: ResourceLink[];
  /** The place whose column its grades go to. */
  graded: ResourceLink | null;
  column: Column;
}

/** What adding that discussion would do. @throws NotAllowed, NotFound */
export async function previewOffer({ store }: Tool, asked: Asked, id: string): Promise<Preview> {
  const settings = requireAsked(asked);
  const { courseId } = asked.actor;
  const [discussion, places, course] = await Promise.all([
    store.discussions.find(courseId, id),
    store.resourceLinks.ofDiscussion(id),
    store.courses.byId(courseId),
  ]);
  if (!discussion || !course) throw new NotFound('discussion');
  const graded = gradedPlace(places);
  const itsOwn = makesItsOwnColumn(course.family, settings.placement ?? null);
  return { discussion, places, graded, column: columnOf(graded, itsOwn, settings) };
}

function columnOf(
  graded: ResourceLink | null,
  itsOwn: boolean,
  { acceptLineItem }: DeepLinkingSettings,
): Column {
  if (graded) return itsOwn ? 'beside' : 'first';
  if (itsOwn) return 'assignment';
  return acceptLineItem === false ? 'none' : 'own';
}

/** The first that has a column: a delivery goes there. */
export const gradedPlace = (places: ResourceLink[]): ResourceLink | null =>
  places.find(({ lineItemUrl }) => lineItemUrl) ?? null;

/** The answer the LMS waits for. @throws NotFound where it did not ask, NotAllowed */
export function requireAsked({ session, actor }: Asked): DeepLinkingSettings {
  if (!session.deepLinking) throw new NotFound('deep linking request');
  if (!maySetUp(actor.role)) throw new NotAllowed('set up');
  return session.deepLinking;
}
