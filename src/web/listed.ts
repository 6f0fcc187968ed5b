import { mayGrade, type Reader } from '../domain/actor.ts';
import { canBeRead } from '../domain/moderation.ts';
import { beforeCutMention } from '../domain/post.ts';
import { numberInThread, type Unread } from '../domain/readMarks.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Labelled, PostSummary } from '../store/postLists.ts';
import { addressOf } from './checklist.ts';
import type { Content } from './content.ts';
import type { Language } from './language.ts';
import { personOf, type Seen } from './people.ts';
import { unreadInRow } from './unreadView.ts';

export interface Surroundings {
  base: string;
  zone: string;
  language: Language;
  members: Map<string, Seen>;
  /** What the listed replies answer, by id. */
  answered: Map<string, Labelled>;
  content: Content;
  /** Names of sections or groups by id, for those who see all of them. */
  groupNames?: Map<string, string>;
  reader: Reader;
  /** Numbers of the posts that are pinned. */
  pinned: readonly number[];
  /** What the reader has not read yet; null where no marks are shown. */
  unread: Unread | null;
}

/** A post or reply as a line of a list shows it. */
export function listed(post: PostSummary, around: Surroundings) {
  const { base, zone, language, members, content, reader, pinned } = around;
  const { t, date } = language;
  const unread = around.unread?.get(post.threadNumber)?.has(numberInThread(post)) ?? false;
  const gone = !canBeRead(post, reader);
  const label = labelOfPost(post);
  const isReply = post.parentId !== null;
  return {
    number: label,
    place: t(placeKey(isReply, unread), { number: label, label }),
    unread,
    href: base + addressOf(label),
    ...personOf(members.get(post.authorId), language),
    teacher: mayGrade(post.authorRole),
    group: post.groupId && (around.groupNames?.get(post.groupId) ?? null),
    title: gone ? '' : post.title,
    excerpt: gone
      ? t(post.deletedAt ? 'post.deleted' : 'post.hidden')
      : excerptOf(content.plain(beforeCutMention(post.beginning))),
    gone,
    isHidden: !gone && post.hiddenAt !== null,
    pinned: !isReply && pinned.includes(post.number),
    locked: Boolean(post.locked),
    at: date(post.createdAt, zone),
    datetime: post.createdAt.toISOString(),
    answers: isReply ? answersOf(post, around) : null,
    replies: isReply ? null : t('thread.replies', { count: post.replyCount }),
    unanswered: post.replyCount === 0,
    unreadReplies: isReply ? null : unreadInRow(around.unread, post.number, around),
    lastReply: post.lastReplyAt ? t('thread.lastReply', { at: date(post.lastReplyAt, zone) }) : null,
  };
}

/** How it is announced to whoever hears the page. */
function placeKey(isReply: boolean, unread: boolean): string {
  if (isReply) return unread ? 'unread.reply' : 'reading.reply';
  return unread ? 'unread.post' : 'post.number';
}

/** What a reply in a list answers: "answers 12.3, Ana". */
export function answersOf(
  { parentId }: Pick<PostSummary, 'parentId'>,
  { base, language, members, answered }: Omit<Surroundings, 'unread'>,
) {
  const parent = parentId === null ? undefined : answered.get(parentId);
  if (!parent) return null;
  const label = labelOfPost(parent);
  const { name } = personOf(members.get(parent.authorId), language);
  return { text: language.t('thread.answers', { label, name }), href: base + addressOf(label) };
}

const EXCERPT = 280;

export function excerptOf(plain: string, longest = EXCERPT): string {
  const line = plain.replace(/\s+/g, ' ');
  if (line.length <= longest) return line;
  const cut = line.slice(0, longest);
  const atWord = cut.lastIndexOf(' ');
  // Where there are no spaces, at least no character is cut in two.
  return `${atWord > longest / 2 ? cut.slice(0, atWord) : cut.replace(/[\uD800-\uDBFF]$/, '')}…`;
}
