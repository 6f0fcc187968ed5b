import { isFlat, type Listing, type Order } from '../domain/listing.ts';
import { folded } from '../domain/search.ts';
import { orderToAnswer } from '../domain/toAnswer.ts';
import type { Store } from '../store/index.ts';
import type { PostSummary, Selection } from '../store/postLists.ts';
import type { Scope } from '../store/posts.ts';
import type { Language } from './language.ts';
import { personOf, type Seen } from './people.ts';

export const PAGE_SIZE = 50;

/** One page of the list. */
export interface PageOfPosts {
  /** On top of every order, on the first page of what is not filtered. */
  pinned: PostSummary[];
  /** Posts that nobody has answered, for whoever is to choose one; they come first. */
  waiting: (PostSummary & { held: boolean })[];
  posts: PostSummary[];
  /** How many there are on all pages, and among how many they were chosen. */
  total: number;
  among: number;
}

export interface Asked {
  scope: Scope;
  listing: Listing;
  order: Order;
  readerId: string;
  /** Whom `by` means; null: anybody. */
  authorIds: string[] | null;
  /** Numbers of the posts that are pinned. */
  pinned: readonly number[];
  /** The numbers of threads with something that the reader has not read. */
  unread: number[];
  now: Date;
}

export async function pageOfPosts(store: Store, asked: Asked): Promise<PageOfPosts> {
  const { scope, listing, order } = asked;
  const onTop = pinnedIn(asked);
  const selection = selectionOf(asked);
  const skip = (listing.page - 1) * PAGE_SIZE;
  const list =
    order === 'needs' && listing.show !== 'unread'
      ? needingFirst(store, asked, skip)
      : store.posts
          .list(scope, selection, order, { skip, limit: PAGE_SIZE })
          .then((posts) => ({ waiting: [], posts }));
  const [pinned, page, total, among] = await Promise.all([
    listing.page === 1 ? store.posts.numbered(scope, onTop) : [],
    list,
    store.posts.count(scope, selection),
    store.posts.countReadable(scope, isFlat(listing) ? 'all' : 'posts'),
  ]);
  return { pinned, ...page, total, among };
}

/** Those on top of the others; where posts are filtered a pinned one stands among them like any. */
const pinnedIn = ({ listing, authorIds, pinned }: Asked): number[] =>
  listing.show === 'all' && authorIds === null ? [...pinned] : [];

function selectionOf(asked: Asked): Selection {
  const { listing, readerId, authorIds, unread } = asked;
  const by = authorIds ? { authorIds } : {};
  if (listing.show === 'mine') return { what: 'by', authorIds: [readerId] };
  if (listing.show === 'answers') return { what: 'answers', to: readerId, ...by };
  if (listing.show === 'unread') return { what: 'numbered', numbers: unread, ...by };
  if (listing.show === 'unanswered') return { what: 'unanswered', ...by };
  return authorIds ? { what: 'by', authorIds } : { what: 'threads', without: pinnedIn(asked) };
}

/** First what waits for an answer, as this reader is to see it, then the rest: what has the fewest replies comes first. */
async function needingFirst({ posts, holds }: Store, asked: Asked, skip: number) {
  const { scope, listing, readerId, authorIds, now } = asked;
  const [unanswered, held] = await Promise.all([
    posts.unanswered(scope, readerId),
    holds.standing(scope.discussionId, now),
  ]);
  const onTop = pinnedIn(asked);
  const meant = unanswered.filter(
    ({ number, authorId }) => !onTop.includes(number) && (!authorIds || authorIds.includes(authorId)),
  );
  const order = orderToAnswer(meant, readerId, held, now);
  const here = order.slice(skip, skip + PAGE_SIZE);
  const own = !authorIds || authorIds.includes(readerId) ? [readerId] : [];
  const rest: Selection =
    listing.show === 'unanswered'
      ? { what: 'unanswered', authorIds: own }
      : { what: 'answered', orBy: readerId, without: onTop };
  const part = { skip: Math.max(0, skip - order.length), limit: PAGE_SIZE - here.length };
  const [waiting, others] = await Promise.all([
    posts.numbered(
      scope,
      here.map(({ number }) => number),
    ),
    posts.list(scope, rest, 'needs', part),
  ]);
  const heldNumbers = new Set(here.filter((one) => one.held).map(({ number }) => number));
  return { waiting: waiting.map((post) => ({ ...post, held: heldNumbers.has(post.number) })), posts: others };
}

/** Whom a typed name means: who is called so, else everybody in whose name it is found. */
export function meantBy(typed: string, authors: Seen[], language: Language): Seen[] {
  const wanted = folded(typed);
  const named = authors.map((member) => {
    const { name, alias } = personOf(member, language);
    return { member, names: [name, alias ?? ''].map(folded) };
  });
  const exact = named.filter(({ names }) => names.includes(wanted));
  const found =
    exact.length > 0 ? exact : named.filter(({ names }) => names.some((name) => name.includes(wanted)));
  return found.map(({ member }) => member);
}
