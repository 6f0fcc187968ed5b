import type { Response } from 'express';
import { mayReport } from '../domain/actor.ts';
import type { ThreadOrder } from '../domain/branches.ts';
import { closingTo } from '../domain/moderation.ts';
import type { Scope } from '../store/posts.ts';
import {
  asked,
  askedElsewhere,
  type Beside,
  measureReader,
  owesReplies,
  saidOf,
  whyElsewhere,
} from './asked.ts';
import { answeredIn } from './checklist.ts';
import { closingView } from './closing.ts';
import { contentOf } from './content.ts';
import { draftsAt } from './draftForm.ts';
import { marksIn } from './helpful.ts';
import { keyboardOn } from './keyboard.ts';
import { addressOfList } from './listing.ts';
import { following } from './live.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';
import { type Notice, postView } from './postView.ts';
import { type Answering, placesOf, replyForm } from './replyForm.ts';
import { skipsOf } from './skips.ts';
import { readPart } from './threadPart.ts';
import { repliesView } from './threadView.ts';
import type { Undo } from './undo.ts';
import { unreadInThread } from './unreadView.ts';
import { unsentIn } from './unsent.ts';
import { show } from './views.ts';
import { ownMarks, readerOf, type Visit } from './visit.ts';
import { minimumOf } from './wordCount.ts';

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

/** A post with the replies below it, a form to reply with, and beside them what is asked of the reader. */
export async function showThread(
  tool: Pages,
  visit: Visit,
  view: ThreadView,
  response: Response,
): Promise<void> {
  const { discussion, scope, number, how = AS_USUAL } = view;
  const { language, base } = visit;
  const order = how.order ?? visit.member.threadOrder;
  const read = await readAround(tool, visit, { ...view, how, order });
  const { part, drafts } = read;
  const { root, posts, window } = part;
  const writing = writingIn(visit, view, read);
  const own = besideIn(visit, discussion, read, writing);
  const notice = view.notice && {
    ...view.notice,
    heard: view.notice.ofWriting ? saidOf(own, language) : null,
  };
  const around = { ...read, visit, discussion, order, notice: notice ?? null };
  const toReply = window.items.some(({ post }) => post.number === notice?.reply);
  const shown = writing.mayReply ? writing.form.draft?.place : null;
  const unread = unreadInThread(part, order, visit);
  const name = personOf(read.members.get(root.post.authorId), language).name;
  response.status(view.status ?? 200);
  show(response, 'thread', {
    title:
      (!root.tombstone && posts.get(root.post.id)?.title) || language.t('thread.title', { number, name }),
    base,
    csrf: visit.session.csrfToken,
    discussion,
    number,
    notice: toReply ? null : notice?.text,
    heard: notice?.heard,
    undo: view.undo,
    root: postView(root, around),
    ...repliesView({ ...how, order }, around),
    live: await following(tool, visit, discussion, scope, number),
    acting: !visit.lookingAs,
    unread,
    skips: skipsOf(
      { page: 'thread', unread: unread?.first, write: writing.mayReply, asked: own !== null },
      language,
    ),
    keyboard: keyboardOn(visit),
    own,
    waiting: read.waiting,
    ...writing,
    unsent: await unsentIn(tool, visit, drafts, { discussion, scope, shown }),
  });
}

type Read = Awaited<ReturnType<typeof readAround>>;

/** The part of the thread that is shown, and whatever is told about it. */
async function readAround(
  tool: Pages,
  visit: Visit,
  view: ThreadView & { how: Reading; order: ThreadOrder },
) {
  const { discussion, scope, number, answering, how, order } = view;
  const where = { scope, reader: readerOf(visit), number, answering, at: how.at, order };
  const [part, measured] = await Promise.all([
    readPart(tool.store, { ...where, marksOf: ownMarks(visit) }),
    measureReader(tool, visit, discussion, scope),
  ]);
  const posts = [...part.posts.values()];
  const people = [...part.authorIds, ...answeredIn(measured?.participation)];
  const texts = posts.flatMap(({ html, plain }) => [html, plain]);
  const attached = posts.flatMap(({ files }) => files);
  const { role, memberId } = where.reader;
  const [members, content, files, waiting, drafts, helpful, reported] = await Promise.all([
    peopleIn(tool, visit, discussion, people),
    contentOf(tool, visit, { discussion, scope }, texts),
    tool.store.files.byIds(discussion.id, attached),
    owesReplies(measured) ? waitingFor(tool, visit, scope) : null,
    draftsAt(tool, visit, discussion, placesOf(view, part)),
    marksIn(tool, visit, part),
    mayReport(role) ? tool.store.reports.by(discussion.id, memberId) : null,
  ]);
  const answered = part.posts.get(part.answered.post.id);
  const elsewhere = answered ? whyElsewhere(measured, discussion, answered, visit) : null;
  return { part, measured, elsewhere, members, content, files, waiting, drafts, helpful, reported };
}

/** The form, and what keeps this reader, or others, from using it. */
function writingIn(visit: Visit, view: ThreadView, read: Read) {
  const { discussion } = view;
  const { root, posts } = read.part;
  const locked = posts.get(root.post.id)?.locked ?? null;
  const closing = closingTo(readerOf(visit), discussion, locked, visit.now);
  const minimum = minimumOf(read.measured, discussion, 'reply');
  return {
    ...replyForm(visit, { ...view, closing }, { ...read, minimum }),
    closing: closingView(closing, discussion, visit.language),
    // Who can lift a lock is not kept out by it.
    lockedToOthers: closing === null && (discussion.locked ?? locked) !== null,
  };
}

/** What is asked of the reader, in the words that are right beside what a reply would answer here. */
function besideIn(
  visit: Visit,
  discussion: ThreadView['discussion'],
  { measured, elsewhere, members }: Read,
  { mayReply }: { mayReply: boolean },
) {
  const place: Beside = { page: 'thread', writes: mayReply, elsewhere: elsewhere !== null };
  const beside = asked(measured, discussion, members, visit, place);
  return askedElsewhere(beside, elsewhere, measured, discussion, visit);
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
