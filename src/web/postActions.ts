import { mayWrite } from '../domain/actor.ts';
import type { ThreadOrder } from '../domain/branches.ts';
import { isOwn } from '../domain/editing.ts';
import type { ThreadItem } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Joint } from '../store/postLists.ts';
import { hindranceTo } from '../usecases/editPost.ts';
import { permalinkOf } from './permalinks.ts';
import { ownMarks, type Visit } from './visit.ts';

/** Something to be done about a post: a link to a page, or a button of the page's one form of actions. */
export interface PostAction {
  text: string;
  /** The same words, and which post is meant. */
  label: string;
  href?: string;
  /** Where the button sends that form. */
  action?: string;
  /** Said once the link is copied, where it is one to be given away. */
  copied?: string;
}

interface About {
  item: ThreadItem<Joint>;
  createdAt: Date;
  /** The number of its thread, and whether it is the post that began it. */
  thread: number;
  isRoot: boolean;
  /** How the thread is being read. */
  order: ThreadOrder;
  name: string;
  visit: Visit;
  discussion: Discussion;
}

/** What this visit may do about a post: the usual in a row below it, the rest in a menu of its own. */
export function actionsOf(about: About): { acts: PostAction[]; more: PostAction[]; moreLabel: string } {
  const { label } = about.item;
  const { t } = about.visit.language;
  return {
    acts: [...reply(about), link(about)],
    more: [...unread(about), ...change(about)],
    moreLabel: t('acts.moreFor', { label, name: about.name }),
  };
}

function reply({ item, thread, isRoot, name, visit }: About): PostAction[] {
  if (!mayWrite(visit.actor.role) || item.tombstone) return [];
  const { t } = visit.language;
  const href = isRoot ? '#write' : `${visit.base}/posts/${thread}?to=${item.post.id}#write`;
  return [{ text: t('thread.reply'), label: t('thread.replyToThis', { label: item.label, name }), href }];
}

function link({ item: { label, post }, isRoot, visit, discussion }: About): PostAction {
  const { t } = visit.language;
  const words = { text: t('thread.link'), label: t('thread.linkToThis', { label }) };
  // With another's eyes one stays in that view: an address that can be shared leads out of it.
  if (visit.lookingAs) return { ...words, href: isRoot ? '#post' : `#reply-${post.number}` };
  return { ...words, href: permalinkOf(discussion.id, label), copied: t('reading.copied', { label }) };
}

/** From here on as the page is read: what follows depends on the order. */
function unread({ item, thread, isRoot, order, visit }: About): PostAction[] {
  if (ownMarks(visit) === null || item.tombstone) return [];
  const { t } = visit.language;
  const from = isRoot ? 0 : item.post.number;
  return [
    {
      text: t('unread.from'),
      label: t('unread.fromThis', { label: item.label }),
      action: `${visit.base}/posts/${thread}/unread?from=${from}&by=${order}`,
    },
  ];
}

function change({ item: { post, label }, createdAt, visit, discussion }: About): PostAction[] {
  const { actor, base, now } = visit;
  const { t } = visit.language;
  if (!mayWrite(actor.role) || !isOwn(post, actor.memberId)) return [];
  if (hindranceTo({ ...post, createdAt }, actor, discussion, now)) return [];
  return [
    { text: t('thread.edit'), label: t('thread.editThis', { label }), href: `${base}/edit/${post.id}` },
    { text: t('thread.delete'), label: t('thread.deleteThis', { label }), href: `${base}/delete/${post.id}` },
  ];
}
