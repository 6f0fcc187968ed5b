import type { ThreadOrder } from '../domain/branches.ts';
import type { Listing } from '../domain/listing.ts';
import { countUnread, numberInThread, type Unread } from '../domain/readMarks.ts';
import { labelOf } from '../domain/thread.ts';
import type { Scope } from '../store/posts.ts';
import { findUnread } from '../usecases/findUnread.ts';
import type { Language } from './language.ts';
import { addressOfList } from './listing.ts';
import type { Pages } from './pages.ts';
import type { ThreadPart } from './threadPart.ts';
import { ownMarks, type Visit } from './visit.ts';

/** What the reader has yet to read of a discussion; null with another's eyes. */
export async function unreadFor({ store }: Pages, visit: Visit, scope: Scope): Promise<Unread | null> {
  const memberId = ownMarks(visit);
  return memberId === null ? null : (await findUnread(store, memberId, [scope]))(scope.discussionId);
}

/** What of a thread is new to its reader, and the ways on from there; null with another's eyes, which leave no marks. */
export function unreadInThread({ unread, root, window }: ThreadPart, by: ThreadOrder, visit: Visit) {
  if (ownMarks(visit) === null) return null;
  const { base, language } = visit;
  const thread = root.post.number;
  const shown = [root, ...window.items].map(({ post }) => numberInThread(post));
  const query = (start: Record<string, string>) => new URLSearchParams({ ...start, by });
  return {
    thread,
    count: unreadCount(unread.size, language),
    here: shown.filter((number) => unread.has(number)).join(' '),
    action: `${base}/posts/${thread}/read`,
    first: `${base}/unread?${query({ in: String(thread) })}`,
    next: `${base}/unread?${query({ after: labelOf(thread, shown.at(-1) || null) })}`,
  };
}

/** The same for all of a discussion, and the way to a list of nothing else. */
export function unreadInDiscussion(unread: Unread | null, listing: Listing, { base, language }: Visit) {
  const count = unread && countUnread(unread);
  return (
    unread && {
      count: unreadCount(count ?? 0, language),
      only:
        listing.show === 'unread'
          ? null
          : `${addressOfList(base, listing, { show: 'unread', page: 1 })}#list`,
      onlyThem: language.t('unread.only', { count: count ?? 0 }),
      next: `${base}/unread`,
      action: `${base}/read`,
    }
  );
}

/** What of a thread is new in a list: the post itself, and how many replies. */
export function unreadInRow(
  unread: Unread | null,
  thread: number,
  { base, language }: Pick<Visit, 'base' | 'language'>,
) {
  const numbers = unread?.get(thread) ?? new Set<number>();
  const replies = numbers.size - (numbers.has(0) ? 1 : 0);
  return replies > 0 ? { text: unreadCount(replies, language), href: `${base}/unread?in=${thread}` } : null;
}

/** "3 unread"; nothing where there is none. */
export const unreadCount = (count: number, { t }: Language): string =>
  count > 0 ? t('unread.count', { count }) : '';

const SPOKEN = {
  post: ['thread.postBy', 'unread.postBy'],
  reply: ['thread.replyBy', 'unread.replyBy'],
  answer: ['reading.replyTo', 'unread.replyTo'],
} as const;

/** How a post is announced to whoever hears the page: "Reply 12.5, unread, Ana, in reply to 12.3, Adaeze". */
export function spokenOf(
  kind: keyof typeof SPOKEN,
  names: { label: string; name: string; to?: string },
  { t }: Language,
) {
  const [read, unread] = SPOKEN[kind];
  return { read: t(read, names), unread: t(unread, names) };
}
