import { mayModerate, mayReport, mayWrite } from '../domain/actor.ts';
import type { ThreadOrder } from '../domain/branches.ts';
import { isOwn } from '../domain/editing.ts';
import { canBeMuted, closingTo, isOpen, type Lock } from '../domain/moderation.ts';
import type { ThreadItem } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Joint, ShownPost } from '../store/postLists.ts';
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
  /** A single key that does it to the post that has the focus. */
  key?: string;
  /** What the button says; and of one that stays in or out, which it is. */
  sends?: { name: string; value: string; pressed: boolean };
  /** Whose words it quotes, for a script that quotes a part of them: by number, and as this reader is told. */
  quotes?: { label: string; source: string };
  /** Said once the link is copied, where it is one to be given away. */
  copied?: string;
}

interface About {
  item: ThreadItem<Joint>;
  shown: ShownPost | undefined;
  /** The post that began its thread. */
  root: { number: number; locked: Lock | null };
  isRoot: boolean;
  /** How the thread is being read. */
  order: ThreadOrder;
  name: string;
  /** Whether the reader found it helpful, and has a report about it that waits. */
  marked: boolean;
  reported: boolean;
  visit: Visit;
  discussion: Discussion;
}

/** What this visit may do about a post: the usual in a row below it, the rest in a menu of its own. */
export function actionsOf(about: About): { acts: PostAction[]; more: PostAction[]; moreLabel: string } {
  const { label } = about.item;
  const { t } = about.visit.language;
  return {
    acts: [...reply(about), ...helpful(about), link(about)],
    more: [...quote(about), ...unread(about), ...change(about), ...report(about), ...moderate(about)],
    moreLabel: t('acts.moreFor', { label, name: about.name }),
  };
}

const canBeAnswered = ({ item, root, visit: { actor, now }, discussion }: About): boolean =>
  mayWrite(actor.role) && isOpen(item.post) && !closingTo(actor, discussion, root.locked, now);

function reply(about: About): PostAction[] {
  const { item, root, isRoot, name, visit } = about;
  const { base, language } = visit;
  if (!canBeAnswered(about)) return [];
  const href = isRoot ? '#write' : `${base}/posts/${root.number}?to=${item.post.id}#write`;
  const label = language.t('thread.replyToThis', { label: item.label, name });
  return [{ text: language.t('thread.reply'), label, href, key: 'r' }];
}

/** A reply that begins with these words. */
function quote(about: About): PostAction[] {
  const { item, root, name, visit } = about;
  const { t } = visit.language;
  const { label } = item;
  if (!canBeAnswered(about)) return [];
  return [
    {
      text: t('quote.act'),
      label: t('quote.actThis', { label, name }),
      key: 'q',
      href: `${visit.base}/posts/${root.number}?to=${item.post.id}&quote=1#write`,
      quotes: { label, source: t('post.source', { label, name }) },
    },
  ];
}

/** A light mark: pressed or not, for others' posts. */
function helpful({ item: { post, label }, name, marked, visit }: About): PostAction[] {
  const { actor, base, language } = visit;
  if (!mayWrite(actor.role) || !isOpen(post) || post.authorId === actor.memberId) return [];
  return [
    {
      text: language.t('helpful.mark'),
      label: language.t('helpful.markThis', { label, name }),
      action: `${base}/helpful/${post.id}`,
      sends: { name: 'helpful', value: marked ? 'no' : 'yes', pressed: marked },
    },
  ];
}

/** Students tell of a post; as long as that waits, once is enough. */
function report({ item: { post, label }, name, reported, visit }: About): PostAction[] {
  const { actor, base, language } = visit;
  const own = post.authorId === actor.memberId;
  if (!mayReport(actor.role) || !isOpen(post) || own || reported) return [];
  return [
    {
      text: language.t('report.act'),
      label: language.t('report.actThis', { label, name }),
      href: `${base}/report/${post.id}`,
    },
  ];
}

function link({ item: { label, post }, isRoot, visit, discussion }: About): PostAction {
  const { t } = visit.language;
  // With another's eyes one stays in that view: an address that can be shared leads out of it.
  if (visit.lookingAs) {
    const href = isRoot ? '#post' : `#reply-${post.number}`;
    return { text: t('thread.link'), label: t('thread.linkToThis', { label }), href };
  }
  const words = { text: t('thread.copyLink'), label: t('thread.copyLinkToThis', { label }) };
  return { ...words, href: permalinkOf(discussion.id, label), copied: t('reading.copied', { label }) };
}

/** From here on as the page is read: what follows depends on the order. */
function unread({ item, root, isRoot, order, visit }: About): PostAction[] {
  if (ownMarks(visit) === null || item.tombstone) return [];
  const { t } = visit.language;
  const from = isRoot ? 0 : item.post.number;
  return [
    {
      text: t('unread.from'),
      label: t('unread.fromThis', { label: item.label }),
      key: 'u',
      action: `${visit.base}/posts/${root.number}/unread?from=${from}&by=${order}`,
    },
  ];
}

function change({ item: { post, label }, shown, root, visit, discussion }: About): PostAction[] {
  const { actor, base, now } = visit;
  const { t } = visit.language;
  if (!shown || !mayWrite(actor.role) || !isOwn(post, actor.memberId)) return [];
  const hindrance = hindranceTo(shown, actor, { discussion, lock: root.locked }, now);
  const edit = {
    text: t('thread.edit'),
    label: t('thread.editThis', { label }),
    href: `${base}/edit/${post.id}`,
  };
  const remove = {
    text: t('thread.delete'),
    label: t('thread.deleteThis', { label }),
    href: `${base}/delete/${post.id}`,
  };
  if (hindrance) return hindrance === 'muted' ? [remove] : [];
  return [edit, remove];
}

/** What graders may do about it: what takes a reason leads to a page that asks for it. */
function moderate({
  item: { post, label },
  shown,
  root,
  isRoot,
  name,
  visit,
  discussion,
}: About): PostAction[] {
  const { actor, base, language } = visit;
  if (!mayModerate(actor.role) || post.deletedAt !== null) return [];
  const what = (verb: string, where: Pick<PostAction, 'href' | 'action'>): PostAction => ({
    text: language.t(`moderation.act.${verb}`),
    label: language.t(`moderation.act.${verb}This`, { label, name }),
    ...where,
  });
  const own = post.authorId === actor.memberId;
  const muted = discussion.muted.some(({ memberId }) => memberId === post.authorId);
  const toMute = `${base}/mute/${post.authorId}`;
  const acts: (PostAction | false)[] = [
    post.hiddenAt !== null
      ? what('unhide', { action: `${base}/hide/${post.id}/undo` })
      : !own && what('hide', { href: `${base}/hide/${post.id}` }),
    isRoot &&
      (discussion.pinned.includes(post.number)
        ? what('unpin', { action: `${base}/pin/${post.id}/undo` })
        : isOpen(post) && what('pin', { action: `${base}/pin/${post.id}` })),
    isRoot &&
      (root.locked
        ? what('unlock', { action: `${base}/lock/${post.id}/undo` })
        : what('lock', { href: `${base}/lock/${post.id}` })),
    muted
      ? what('unmute', { action: `${toMute}/undo?from=${label}` })
      : canBeMuted(shown?.authorRole ?? 'guest') && what('mute', { href: `${toMute}?from=${label}` }),
  ];
  return acts.filter((one) => one !== false);
}
