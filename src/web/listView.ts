import { mayWrite } from '../domain/actor.ts';
import { isFlat, type Listing, orderOf } from '../domain/listing.ts';
import { canBeRead, closingTo } from '../domain/moderation.ts';
import type { Unread } from '../domain/readMarks.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Group } from '../store/groups.ts';
import type { Scope } from '../store/posts.ts';
import { contentOf } from './content.ts';
import { groupChoice, groupName } from './groups.ts';
import { listed, type Surroundings } from './listed.ts';
import { addressOfList, choicesOf, pagesOf } from './listing.ts';
import type { Pages } from './pages.ts';
import { personOf, type Seen } from './people.ts';
import { meantBy, PAGE_SIZE, type PageOfPosts, pageOfPosts } from './postList.ts';
import { unreadInDiscussion } from './unreadView.ts';
import { readerOf, type Visit } from './visit.ts';

interface Known {
  scope: Scope;
  listing: Listing;
  members: Map<string, Seen>;
  authorIds: string[];
  owes: boolean;
  /** What the reader has not read yet; null where no marks are shown. */
  unread: Unread | null;
  /** The discussion's sections or groups, for those who see all of them. */
  groups: Group[];
}

/** The list of a discussion: what was asked of it, one page of posts, and the ways to the others. */
export async function listView(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  { scope, listing, members, authorIds, owes, unread, groups }: Known,
) {
  const { store } = tool;
  const { language, base, now } = visit;
  const authors = authorIds.flatMap((id) => members.get(id) ?? []);
  const meant = listing.by ? meantBy(listing.by, authors, language) : null;
  const order = orderOf(listing, owes);
  const page = await pageOfPosts(store, {
    ...{ scope, listing, order, now },
    readerId: visit.reader?.memberId ?? '',
    authorIds: meant?.map(({ id }) => id) ?? null,
    pinned: discussion.pinned,
    unread: [...(unread?.keys() ?? [])],
  });
  const posts = [...page.pinned, ...page.waiting, ...page.posts];
  const beginnings = posts.map(({ beginning }) => beginning);
  const [answered, content] = await Promise.all([
    store.posts.named(
      scope,
      posts.flatMap(({ parentId }) => parentId ?? []),
    ),
    contentOf(tool, visit, { discussion, scope }, beginnings),
  ]);
  const groupNames = new Map(groups.map((group) => [group.id, groupName(group, language)]));
  const { zone, pinned } = discussion;
  const reader = readerOf(visit);
  const shared = { base, zone, language, members, answered, content };
  const around: Surroundings = { ...shared, reader, pinned, unread, groupNames };
  const names = authors.map((author) => personOf(author, language).name);
  return {
    count: countOf(page, listing, meant, visit),
    unread: unreadInDiscussion(unread, listing, visit),
    all:
      listing.show !== 'all' || listing.by || listing.group
        ? addressOfList(base, listing, { show: 'all', by: '', group: '', page: 1 })
        : null,
    empty: emptyOf(listing, visit),
    groups: groupsOf(page, { listing, discussion }, around, visit),
    pages: pagesOf(listing, { total: page.total, size: PAGE_SIZE }, base, language),
    choices:
      page.among > 0 &&
      choicesOf(
        listing,
        {
          order,
          names: sorted(names, language.code),
          marks: unread !== null,
          group: groupChoice(groups, listing.group ?? '', language),
        },
        base,
        language,
      ),
    search: { action: `${base}/search`, query: '' },
  };
}

/** In parts where some of it is pinned or waits for an answer; headings stand one step deeper then. */
function groupsOf(
  { pinned, waiting, posts }: PageOfPosts,
  { listing, discussion }: { listing: Listing; discussion: Discussion },
  around: Surroundings,
  visit: Visit,
) {
  const { t } = visit.language;
  const { base, actor } = visit;
  const closed = closingTo(around.reader, discussion, null, visit.now) !== null;
  const toAnswer = waiting.map((post) => ({
    ...listed(post, around),
    held: post.held ? t('reading.held') : null,
    answer: mayWrite(actor.role) && !closed ? { action: `${base}/posts/${post.number}/hold` } : null,
  }));
  const onTop = pinned.filter((post) => canBeRead(post, around.reader) || post.replyCount > 0);
  const rest = posts.map((post) => listed(post, around));
  const answered = t(listing.show === 'unanswered' ? 'reading.ownWaiting' : 'reading.answered');
  const groups = [
    { level: 4, heading: t('reading.pinned'), posts: onTop.map((post) => listed(post, around)) },
    { level: 4, heading: t('reading.waiting'), posts: toAnswer },
    { level: 4, heading: toAnswer.length > 0 ? answered : t('reading.others'), posts: rest },
  ].filter(({ posts }) => posts.length > 0);
  const plain = onTop.length + toAnswer.length === 0;
  return plain ? groups.map((group) => ({ ...group, level: 3, heading: null })) : groups;
}

/** "12 of 65 posts, by Ana". */
function countOf({ total, among }: PageOfPosts, listing: Listing, meant: Seen[] | null, { language }: Visit) {
  const { t } = language;
  const { show } = listing;
  if (show === 'all' && !meant) return t('discussion.posts', { count: among });
  const [person] = meant ?? [];
  const name = meant?.length === 1 ? personOf(person, language).name : listing.by;
  const facts = { shown: total, count: among, name };
  if (show === 'mine') return t('reading.count.mine', facts);
  if (show === 'unread') return t(meant ? 'unread.listed.by' : 'unread.listed.all', facts);
  if (!isFlat(listing)) return t(meant ? 'reading.count.unansweredBy' : 'reading.count.unanswered', facts);
  if (show === 'answers') return t(meant ? 'reading.count.answersBy' : 'reading.count.answers', facts);
  return t('reading.count.by', facts);
}

function emptyOf({ show, by }: Listing, { language: { t }, actor }: Visit): string {
  if (show === 'unread') return t(by ? 'unread.empty.by' : 'reading.empty.unread', { name: by });
  if (by && show !== 'mine') return t('reading.empty.by', { name: by });
  if (show !== 'all') return t(`reading.empty.${show}`);
  return t(mayWrite(actor.role) ? 'discussion.empty' : 'roles.empty');
}

const sorted = (names: string[], locale: string): string[] =>
  [...new Set(names)].sort(new Intl.Collator(locale).compare);
