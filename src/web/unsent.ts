import { type Place, placeOf } from '../domain/draft.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { DraftsAt } from '../store/drafts.ts';
import type { Joint } from '../store/postLists.ts';
import type { Scope } from '../store/posts.ts';
import { keepKey } from './draftForm.ts';
import type { Pages } from './pages.ts';
import type { Visit } from './visit.ts';

/**
 * What the reader has begun in this discussion and not sent; null for whoever writes nothing.
 * @param shown the place whose form is on the page
 */
export async function unsentIn(
  tool: Pages,
  visit: Visit,
  known: DraftsAt | null,
  { discussion, scope, shown }: { discussion: Discussion; scope: Scope; shown?: string | null },
) {
  const { actor, base, session, language } = visit;
  if (!known) return null;
  const elsewhere = known.unsent.filter(({ place }) => place !== shown);
  const places = elsewhere.map(({ place }) => place);
  const named = await nameIn(tool, visit, scope, places);
  return {
    key: keepKey(actor.memberId, discussion.id),
    base,
    csrf: session.csrfToken,
    title: language.t('draft.unsent', { count: elsewhere.length }),
    items: elsewhere.map(({ place, writtenAt }) => ({
      ...named(place),
      at: language.date(writtenAt, discussion.zone),
    })),
  };
}

interface Named {
  text: string;
  /** The page with the form to go on in; null where there is none any more. */
  goOn: string | null;
  /** Where its words are in any case. */
  href: string;
}

/** What is written at these places, and where. */
export async function nameIn(
  { store }: Pages,
  { base, language: { t } }: Visit,
  scope: Scope,
  names: readonly string[],
): Promise<(name: string) => Named> {
  const posts = await store.posts.named(
    scope,
    names.flatMap((name) => placeOf(name)?.postId ?? []),
  );
  return (name) => {
    const place = placeOf(name);
    const post = place?.postId ? (posts.get(place.postId) ?? null) : null;
    const address = addressIn(place, post);
    const goOn = address && base + address;
    const text =
      place && (post || place.kind === 'post')
        ? t(`draft.place.${place.kind}`, { label: post && labelOfPost(post) })
        : t('draft.place.gone');
    return { text, goOn, href: goOn ?? `${base}/drafts` };
  };
}

function addressIn(place: Place | null, post: (Joint & { threadNumber: number }) | null): string | null {
  if (place?.kind === 'post') return '/discussion#write';
  if (!place || !post) return null;
  const gone = post.deletedAt !== null || post.hiddenAt !== null;
  if (place.kind === 'edit') return gone ? null : `/edit/${post.id}#write`;
  if (post.parentId === null) return gone ? null : `/posts/${post.threadNumber}#write`;
  return `/posts/${post.threadNumber}?to=${post.id}#write`;
}
