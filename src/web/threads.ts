import type { Request, Response } from 'express';
import { z } from 'zod';
import { mayReport } from '../domain/actor.ts';
import { THREAD_ORDERS, type ThreadOrder } from '../domain/branches.ts';
import { closingTo } from '../domain/moderation.ts';
import type { Scope } from '../store/posts.ts';
import { holdPost } from '../usecases/holdPost.ts';
import { readThreadsBy } from '../usecases/readThreadsBy.ts';
import { asked, askedBesideOwnPost, measureReader, owesReplies, saidOf } from './asked.ts';
import { answeredIn } from './checklist.ts';
import { closingView } from './closing.ts';
import { contentOf } from './content.ts';
import { waitingAt } from './discussions.ts';
import { draftsAt } from './draftForm.ts';
import { marksIn } from './helpful.ts';
import { keyboardOn } from './keyboard.ts';
import { addressOfList } from './listing.ts';
import { following } from './live.ts';
import { isOfWriting, noticeOf } from './notices.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';
import { type Notice, postView } from './postView.ts';
import { type Answering, placesOf, replyForm } from './replyForm.ts';
import { skipsOf } from './skips.ts';
import { readPart } from './threadPart.ts';
import { repliesView } from './threadView.ts';
import { type Undo, undoOf } from './undo.ts';
import { unreadInThread } from './unreadView.ts';
import { unsentIn } from './unsent.ts';
import { show } from './views.ts';
import { discussionOf, ownMarks, readerOf, scopeIn, type Visit, type VisitHandler } from './visit.ts';
import { minimumOf } from './wordCount.ts';

const threadQuery = z.object({
  /** The reply that is looked for: its number in the thread. */
  at: z.coerce.number().int().min(1).max(1e9).nullable().catch(null),
  by: z.enum(THREAD_ORDERS).nullable().catch(null),
  closed: z.literal('1').nullable().catch(null),
  to: z.string().nullable().catch(null),
  quote: z.literal('1').nullable().catch(null),
  done: z.string().nullable().catch(null),
  undo: z.string().nullable().catch(null),
});

export const threadPage: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  const scope = await scopeIn(tool, visit, discussion);
  if (scope.closed) return response.redirect(303, waitingAt(visit.base, scope.closed));
  const { at, by, closed, to, quote, done, undo } = threadQuery.parse(request.query);
  const number = numberIn(request);
  const how = { at, order: by, closed: closed !== null };
  const key = noticeOf(done);
  const notice =
    key === null ? null : { text: visit.language.t(key), reply: at, ofWriting: isOfWriting(done) };
  const shown = { discussion, scope, number, how, answering: to, quoting: quote !== null, notice };
  await showThread(tool, visit, { ...shown, undo: await undoOf(tool, visit, scope, undo) }, response);
};

/** Keeps how this person reads threads, and shows the one they came from so. */
export const readBy: VisitHandler = async ({ store }, visit, request, response) => {
  const order = z.enum(THREAD_ORDERS).catch('answer').parse(request.body?.by);
  await readThreadsBy(store, visit.actor, order);
  response.redirect(303, `${visit.base}/posts/${numberIn(request)}#replies`);
};

/** Says that this person is about to answer the post, and takes them there. */
export const hold: VisitHandler = async (tool, visit, request, response) => {
  const { id } = await discussionOf(tool, visit);
  const number = numberIn(request);
  await holdPost(tool.store, visit.actor, { discussionId: id, number }, visit.now);
  response.redirect(303, `${visit.base}/posts/${number}#write`);
};

/** The number of the thread in the address; 0, which none has, where it is no number. */
export function numberIn({ params }: Request): number {
  const number = Number(params.number);
  return Number.isSafeInteger(number) ? number : 0;
}

/** How a thread is read: around which reply, in which order if not the reader's usual one, with branches closed. */
export interface Reading {
  at: number | null;
  order: ThreadOrder | null;
  closed: boolean;
}
const AS_USUAL: Reading = { at: null, order: null, closed: false };

export interface ThreadView extends Answering {
  scope: Scope;
  how?: Reading;
  notice?: Notice | null;
  /** How to bring back what was deleted just now. */
  undo?: Undo | null;
  status?: number;
}

export async function showThread(
  tool: Pages,
  visit: Visit,
  view: ThreadView,
  response: Response,
): Promise<void> {
  const { discussion, scope, number, how = AS_USUAL } = view;
  const { actor, language, base } = visit;
  const order = how.order ?? visit.member.threadOrder;
  const where = {
    scope,
    reader: readerOf(visit),
    number,
    answering: view.answering,
    at: how.at,
    order,
    marksOf: ownMarks(visit),
  };
  const [part, reader] = await Promise.all([
    readPart(tool.store, where),
    measureReader(tool, visit, discussion, scope),
  ]);
  const { root, posts, window } = part;
  const people = [...part.authorIds, ...answeredIn(reader?.participation)];
  const texts = [...posts.values()].flatMap(({ html, plain }) => [html, plain]);
  const attached = [...posts.values()].flatMap(({ files }) => files);
  const [members, content, files, waiting, drafts, helpful, reported] = await Promise.all([
    peopleIn(tool, visit, discussion, people),
    contentOf(tool, visit, { discussion, scope }, texts),
    tool.store.files.byIds(discussion.id, attached),
    owesReplies(reader) ? waitingFor(tool, visit, scope) : null,
    draftsAt(tool, visit, discussion, placesOf(view, part)),
    marksIn(tool, visit, part),
    mayReport(where.reader.role) ? tool.store.reports.by(discussion.id, where.reader.memberId) : null,
  ]);
  const locked = posts.get(root.post.id)?.locked ?? null;
  const closing = closingTo(where.reader, discussion, locked, visit.now);
  const minimum = minimumOf(reader, discussion, 'reply');
  const writing = replyForm(visit, { ...view, closing }, { part, members, content, drafts, minimum });
  const isOwn = root.post.authorId === actor.memberId;
  const place = { page: 'thread', writes: writing.mayReply, own: isOwn } as const;
  const beside = asked(reader, discussion, members, visit, place);
  const own = isOwn ? askedBesideOwnPost(beside, reader, discussion, visit) : beside;
  const notice = view.notice
    ? {
        ...view.notice,
        heard: view.notice.ofWriting ? saidOf(own, language) : null,
      }
    : null;
  const around = { part, members, content, files, helpful, reported, visit, discussion, order, notice };
  const toReply = window.items.some(({ post }) => post.number === notice?.reply);
  const shown = writing.mayReply ? writing.form.draft?.place : null;
  const unsent = await unsentIn(tool, visit, drafts, { discussion, scope, shown });
  const unread = unreadInThread(part, order, visit);
  response.status(view.status ?? 200);
  show(response, 'thread', {
    title:
      (!root.tombstone && posts.get(root.post.id)?.title) ||
      language.t('thread.title', { number, name: personOf(members.get(root.post.authorId), language).name }),
    base,
    csrf: visit.session.csrfToken,
    discussion,
    number,
    notice: toReply ? null : notice?.text,
    heard: notice?.heard,
    undo: view.undo,
    root: postView(root, around),
    ...repliesView({ ...how, order }, around),
    live: following(visit, discussion, scope, number),
    acting: !visit.lookingAs,
    unread,
    skips: skipsOf(
      { page: 'thread', unread: unread?.first, write: writing.mayReply, asked: own !== null },
      language,
    ),
    keyboard: keyboardOn(visit),
    own,
    waiting,
    ...writing,
    closing: closingView(closing, discussion, language),
    // Who can lift a lock is not kept out by it.
    lockedToOthers: closing === null && (discussion.locked ?? locked) !== null,
    unsent,
  });
}

/** How many posts nobody has answered yet, for whoever could. */
async function waitingFor({ store }: Pages, { reader, base, language }: Visit, scope: Scope) {
  const notBy = reader?.memberId ?? '';
  const count = await store.posts.count(scope, { what: 'unanswered', notBy });
  const listing = { show: 'unanswered', order: null, by: '', page: 1 } as const;
  return count > 0
    ? { text: language.t('reading.waitingCount', { count }), href: `${addressOfList(base, listing)}#list` }
    : null;
}
