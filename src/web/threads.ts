import type { Response } from 'express';
import { mayGrade, mayWrite } from '../domain/actor.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import { mayEdit } from '../domain/post.ts';
import { labelOf, readThread, type ThreadItem } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Member } from '../store/members.ts';
import type { Post } from '../store/posts.ts';
import { asked, askedBesideOwnPost, measureReader } from './asked.ts';
import { answeredIn } from './checklist.ts';
import { noticeOf } from './discussions.ts';
import type { Pages } from './pages.ts';
import { personOf } from './people.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';
import { emptyForm, type PostForm } from './writing.ts';

export const threadPage: VisitHandler = async (tool, visit, request, response) => {
  if (!visit.reader) throw new NotAllowed('read posts');
  const discussion = await discussionOf(tool, visit);
  const number = Number(request.params.number);
  const answering = typeof request.query.to === 'string' ? request.query.to : null;
  const key = noticeOf(request.query.done);
  const notice = key === null ? null : { text: visit.language.t(key), reply: Number(request.query.reply) };
  await showThread(tool, visit, { discussion, number, answering, form: emptyForm(), notice }, response);
};

export interface ThreadView {
  discussion: Discussion;
  number: number;
  /** The reply to be answered; null or unknown: the post itself. */
  answering: string | null;
  form: PostForm;
  /** What was just done, and to which reply of the thread; any other number means the post. */
  notice?: { text: string; reply: number } | null;
  status?: number;
}

export async function showThread(
  tool: Pages,
  visit: Visit,
  view: ThreadView,
  response: Response,
): Promise<void> {
  const { discussion, number, form } = view;
  const { actor, language, base } = visit;
  const found = Number.isSafeInteger(number) ? tool.store.posts.thread(discussion.id, number) : [];
  const [posts, reader] = await Promise.all([found, measureReader(tool, visit, discussion)]);
  const visible = (post: Post) => post.deletedAt === null && post.hiddenAt === null;
  const { root, replies } = readThread(posts, visible);
  if (root.tombstone && replies.length === 0) throw new NotFound('thread');
  const people = [...posts.map(({ authorId }) => authorId), ...answeredIn(reader?.participation)];
  const members = await tool.store.members.byIds(actor.courseId, people);
  const answered = replies.find(({ post, tombstone }) => post.id === view.answering && !tombstone) ?? root;
  const shownItem = (item: ThreadItem<Post>) => itemView(item, root, members, visit, discussion);
  // Where the eye lands.
  const noticeAt = ({ post }: ThreadItem<Post>) =>
    post.number === view.notice?.reply ? view.notice.text : null;
  const shown = replies.map((item) => ({ ...shownItem(item), notice: noticeAt(item) }));
  const own = asked(reader, discussion, members, visit);
  const isOwn = root.post.authorId === actor.memberId;
  const to = personOf(members.get(answered.post.authorId), language);
  response.status(view.status ?? 200);
  show(response, 'thread', {
    title:
      (!root.tombstone && root.post.title) ||
      language.t('thread.title', { number, name: personOf(members.get(root.post.authorId), language).name }),
    base,
    csrf: visit.session.csrfToken,
    discussion,
    number,
    root: shownItem(root),
    replies: shown,
    notice: shown.some(({ notice }) => notice) ? null : view.notice?.text,
    count: language.t('thread.replies', { count: replies.filter(({ tombstone }) => !tombstone).length }),
    own: isOwn ? askedBesideOwnPost(own, reader, discussion, visit) : own,
    form: {
      ...form,
      parentId: answered.post.id,
      label:
        answered === root
          ? language.t('write.replyTo', to)
          : language.t('write.replyToReply', { ...to, label: answered.label }),
      action: `${base}/posts/${number}/replies`,
    },
    answersReply: answered !== root,
    answering: answered !== root && !answered.tombstone ? answered.post.html : null,
    // What was typed stays in sight even where nothing can be answered any more.
    mayReply: mayWrite(actor.role) && (!answered.tombstone || form.text !== ''),
  });
}

function itemView(
  item: ThreadItem<Post>,
  root: ThreadItem<Post>,
  members: Map<string, Member>,
  visit: Visit,
  { zone }: Discussion,
) {
  const { post, label, answers, tombstone } = item;
  const { base, language, actor, reader, now } = visit;
  const { t, date } = language;
  const here = `${base}/posts/${root.post.number}`;
  return {
    ...personOf(members.get(post.authorId), language),
    label,
    number: post.number,
    html: tombstone ? '' : post.html,
    gone: tombstone ? t('post.deleted') : null,
    at: date(post.createdAt, zone),
    datetime: post.createdAt.toISOString(),
    words: t('post.words', { count: post.words }),
    edited: post.editedAt && !tombstone ? t('post.edited', { at: date(post.editedAt, zone) }) : null,
    teacher: mayGrade(post.authorRole),
    wrotePost: item !== root && post.authorId === root.post.authorId,
    mine: post.authorId === reader?.memberId,
    answers: answers && {
      text: t('thread.answers', {
        label: labelOf(root.post.number, answers.number),
        ...personOf(members.get(answers.authorId), language),
      }),
      href: `#reply-${answers.number}`,
    },
    link: item === root ? here : `#reply-${post.number}`,
    replyHref:
      mayWrite(actor.role) && !tombstone ? (item === root ? '#write' : `${here}?to=${post.id}#write`) : null,
    editHref: mayEdit(post, actor.memberId, now) && mayWrite(actor.role) ? `${base}/edit/${post.id}` : null,
    deleteHref:
      mayEdit(post, actor.memberId, now) && mayWrite(actor.role) ? `${base}/delete/${post.id}` : null,
  };
}
