import type { Course } from '../store/courses.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { ResourceLink } from '../store/resourceLinks.ts';
import type { Session } from '../store/sessions.ts';

/** What a copied activity was made from. */
export interface Original {
  discussion: Discussion;
  course: Course;
}

/**
 * Notes which discussion a place was copied with, where its launch tells: by its former links, or by the custom
 * parameter that deep linking left. It connects nothing, and it is believed for prompt and rules alone.
 */
export async function rememberOriginal(
  store: Store,
  { platformId }: Pick<Course, 'platformId'>,
  link: ResourceLink,
  custom: Record<string, string>,
): Promise<void> {
  // The history goes first: of a copy's copy it names the nearer one.
  const named = [...(await formerDiscussions(store, custom.link_history ?? '')), custom.discussion];
  for (const id of named) {
    const original = id ? await originalIn(store, platformId, id) : null;
    if (!original) continue;
    if (id !== link.copiedFrom) await store.resourceLinks.keepOriginal(link.id, original.discussion.id);
    return;
  }
}

/** What the launched place was copied with, as long as that is there and of the same LMS. */
export async function originalOf(store: Store, session: Session): Promise<Original | null> {
  const link = session.resourceLinkId && (await store.resourceLinks.find(session.resourceLinkId));
  if (!link || link.discussionId || !link.copiedFrom) return null;
  return originalIn(store, session.platformId, link.copiedFrom);
}

async function originalIn(store: Store, platformId: string, id: string): Promise<Original | null> {
  const discussion = await store.discussions.byId(id);
  const course = discussion && (await store.courses.byId(discussion.courseId));
  return discussion && course?.platformId === platformId ? { discussion, course } : null;
}

/** Anybody who edits an activity can write a history into it: only ids that cannot be guessed are looked up. */
const UNGUESSABLE = 20;
const MOST_FORMER = 20;

/** Discussions of the former links that `$ResourceLink.id.history` names, the latest first (Core 1.3, appendix B). */
async function formerDiscussions(store: Store, history: string): Promise<string[]> {
  const ids = history.split(',').map((id) => id.trim());
  const former = ids.filter(({ length }) => length >= UNGUESSABLE && length <= 255).slice(0, MOST_FORMER);
  if (former.length === 0) return [];
  const links = await store.resourceLinks.withDiscussion(former);
  return links
    .sort((one, other) => former.indexOf(one.resourceLinkId) - former.indexOf(other.resourceLinkId))
    .flatMap(({ discussionId }) => discussionId ?? []);
}
