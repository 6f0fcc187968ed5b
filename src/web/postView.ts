import { mayGrade } from '../domain/actor.ts';
import type { ThreadOrder } from '../domain/branches.ts';
import { canBeRead } from '../domain/moderation.ts';
import { numberInThread } from '../domain/readMarks.ts';
import { labelOf, type ThreadItem } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { StoredFile } from '../store/files.ts';
import type { Marks } from '../store/helpful.ts';
import type { Joint } from '../store/postLists.ts';
import type { Report } from '../store/reports.ts';
import type { Content } from './content.ts';
import { filesView } from './files.ts';
import { excerptOf } from './listed.ts';
import { personOf, type Seen } from './people.ts';
import { actionsOf } from './postActions.ts';
import { changesOf, foundOf, goneOf, hiddenOf, reportedOf } from './postState.ts';
import type { ThreadPart } from './threadPart.ts';
import { spokenOf } from './unreadView.ts';
import { ownMarks, type Visit } from './visit.ts';

export interface Around {
  part: ThreadPart;
  members: Map<string, Seen>;
  content: Content;
  /** Who found what helpful, as far as the reader may know. */
  helpful: Marks;
  /** What the reader reported, by post. */
  reported: Map<string, Report> | null;
  visit: Visit;
  discussion: Discussion;
  /** What is attached to them, by id. */
  files: Map<string, StoredFile>;
  order: ThreadOrder;
  notice: Notice | null;
}
/** What was just done, and to which reply of the thread; any other number means the post. */
export interface Notice {
  text: string;
  reply: number | null;
  /** It is about words of the reader's own. */
  ofWriting: boolean;
  /** What is heard besides: what is left to do. */
  heard?: string | null;
}

/** A post or reply with its words, and what this visit may do with it. */
export function postView(item: ThreadItem<Joint>, around: Around) {
  const { part, members, content, visit, discussion, order } = around;
  const { post, label, tombstone } = item;
  const { language, now } = visit;
  const { t, date } = language;
  const { root } = part;
  const shown = part.posts.get(post.id);
  const at = shown?.createdAt ?? now;
  const isRoot = post.id === root.post.id;
  const person = personOf(members.get(post.authorId), language);
  const answers = answersOf(item, around);
  const place = numberInThread(post);
  const kind = isRoot ? 'post' : answers ? 'answer' : 'reply';
  const spoken = spokenOf(kind, { label, ...person, to: answers?.said }, language);
  const marks = ownMarks(visit);
  const markable = marks !== null && marks !== post.authorId && !tombstone;
  const editedAt = tombstone ? null : shown?.editedAt;
  const changes = shown && changesOf(shown, label, visit, discussion);
  return {
    ...person,
    label,
    number: post.number,
    place,
    unread: part.unread.has(place),
    spoken: spoken.read,
    // Only what can become unread says so.
    spokenUnread: markable ? spoken.unread : null,
    html: tombstone || !shown ? '' : content.html(shown.html, isRoot ? 1 : 3),
    files: tombstone || !shown ? [] : filesView(shown.files, around.files, visit),
    ...goneOf(item, visit),
    hidden: tombstone ? null : hiddenOf(shown, visit),
    pinned: isRoot && discussion.pinned.includes(post.number),
    locked: isRoot && Boolean(shown?.locked),
    at: date(at, discussion.zone),
    datetime: at.toISOString(),
    words: t('post.words', { count: shown?.words ?? 0 }),
    found: foundOf(post, around.helpful, t),
    reported: reportedOf(post, around.reported, t),
    edited: editedAt ? { text: t('post.edited', { at: date(editedAt, discussion.zone) }), ...changes } : null,
    teacher: shown ? mayGrade(shown.authorRole) : false,
    wrotePost: !isRoot && post.authorId === root.post.authorId,
    answers,
    ...actionsOf({
      ...{ item, shown, isRoot, order, name: person.name, visit, discussion },
      marked: around.helpful.own.has(post.id),
      reported: around.reported?.get(post.id)?.open ?? false,
      root: { number: root.post.number, locked: part.posts.get(root.post.id)?.locked ?? null },
    }),
  };
}

/** What a reply answers, with its beginning at hand; null where that is the post itself. */
function answersOf({ answers }: ThreadItem<Joint>, { part, members, content, visit }: Around) {
  if (!answers) return null;
  const { root, window, posts } = part;
  const label = labelOf(root.post.number, answers.number);
  const { name } = personOf(members.get(answers.authorId), visit.language);
  const post = posts.get(answers.postId);
  const gone = !post || !visit.reader || !canBeRead(post, visit.reader);
  const here = window.items.some((item) => item.post.id === answers.postId);
  const place = `#reply-${answers.number}`;
  return {
    said: `${label}, ${name}`,
    text: visit.language.t('thread.answers', { label, name }),
    href: here ? place : `${visit.base}/posts/${root.post.number}?at=${answers.number}${place}`,
    excerpt: gone ? null : excerptOf(content.plain(post.plain)),
  };
}
