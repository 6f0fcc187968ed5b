import type { Request, Response } from 'express';
import { z } from 'zod';
import { asWritten, type Branch, branchesOf } from '../domain/branches.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Joint } from '../store/postLists.ts';
import { markThread } from '../usecases/markThread.ts';
import { contentOf } from './content.ts';
import { keepKey } from './draftForm.ts';
import { aroundThread, isByPost, leftOf, threadsIn } from './gradeThreads.ts';
import { requireGrader } from './grading.ts';
import { asWished, listingIn, queryOf } from './gradingList.ts';
import { type Judging, judgingIn, judgingOf } from './judging.ts';
import { keyboardOn } from './keyboard.ts';
import { givenIn, type TypedMarks, touchedIn, typedMarks } from './markForm.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';
import { type Around, postView } from './postView.ts';
import { readPart, type ThreadPart } from './threadPart.ts';
import { numberIn } from './threads.ts';
import { show } from './views.ts';
import { discussionOf, readerOf, scopeIn, type Visit, type VisitHandler } from './visit.ts';

/** A thread to be read once, with what is given beside each post. */
export const gradeThreadPage: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  await showThread(tool, visit, request, response, {});
};

const sent = z.object({
  /** What the button says, and where it leads: a thread, or `12:101`, the part of one from that reply on. */
  after: z.enum(['next', 'stay']).catch('stay'),
  next: z
    .string()
    .regex(/^\d{1,9}(:\d{1,9})?$/)
    .catch(''),
});

/** Keeps the points beside the posts of a thread, then goes on to the next one. */
export const markPosts: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const discussion = await discussionOf(tool, visit);
  const number = numberIn(request);
  const typed = typedMarks(request.body);
  const given = givenIn(typed, discussion.rubric);
  try {
    const decision = { discussionId: discussion.id, number, given };
    const { kept, conflicts, gone } = await markThread(tool.store, visit.actor, decision, visit.now);
    if (conflicts.length > 0)
      throw new InvalidInput(
        Object.fromEntries(conflicts.map((place) => [`was-${place}`, 'grade.error.markedElsewhere'])),
      );
    response.redirect(303, afterMarking(visit, request, sent.parse(request.body ?? {}), { kept, gone }));
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    response.status(422);
    await showThread(tool, visit, request, response, { typed, errors: error.errors });
  }
};

function afterMarking(
  { base }: Visit,
  request: Request,
  { after, next }: z.infer<typeof sent>,
  { kept, gone }: { kept: number; gone: number[] },
): string {
  const listing = queryOf(listingIn(request.query));
  const told = new URLSearchParams(listing);
  const [thread, at] = next.split(':');
  const here = thread === '' || after === 'stay';
  const place = here ? request.query.at : at;
  if (place) told.set('at', String(place));
  told.set('kept', String(kept));
  if (gone.length > 0) told.set('gone', String(gone.length));
  if (after === 'next' && here) return `${base}/grading/threads${listing ? `${listing}&` : '?'}done`;
  return `${base}/grading/threads/${here ? numberIn(request) : thread}?${told}`;
}

interface Refused {
  typed?: TypedMarks;
  errors?: Record<string, string>;
}

const asked = z.object({
  /** The reply that is looked for: its number in the thread. */
  at: z.coerce.number().int().min(1).max(1e9).nullable().catch(null),
  kept: z.coerce.number().int().min(0).max(1000).nullable().catch(null),
  gone: z.coerce.number().int().min(1).max(1000).nullable().catch(null),
});

async function showThread(
  tool: Pages,
  visited: Visit,
  request: Request,
  response: Response,
  { typed = {}, errors = {} }: Refused,
): Promise<void> {
  const listing = listingIn(request.query);
  const visit = asWished(visited, listing);
  const { language, base, actor } = visit;
  const { t } = language;
  const { at, kept, gone } = asked.parse(request.query);
  const number = numberIn(request);
  const query = queryOf(listing);
  const discussion = await discussionOf(tool, visit);
  const around = await aroundIn(tool, visit, discussion, { number, at });
  const { part, order, members } = around;
  const [known, { threads }] = await Promise.all([
    judgingIn(tool, visit, discussion, part),
    threadsIn(tool, visit, discussion, listing),
  ]);
  const touched = touchedIn(typed, discussion.rubric);
  const judging = { ...known, typed, touched, errors, query };
  const { window } = part;
  const branches = order === 'answer' ? branchesOf(window.items) : asWritten(window.items);
  const { previous, next } = aroundThread(threads, number);
  const linkTo = (thread: number | null) => (thread ? `${base}/grading/threads/${thread}${query}` : null);
  const partAt = (reply: { post: Joint } | null) =>
    reply && `${base}/grading/threads/${number}${query ? `${query}&` : '?'}at=${reply.post.number}`;
  const later = window.later ? `${number}:${window.later.post.number}` : null;
  show(response, 'grade-thread', {
    title:
      (!part.root.tombstone && part.posts.get(part.root.post.id)?.title) ||
      t('thread.title', { number, name: personOf(members.get(part.root.post.authorId), language).name }),
    ...{ base, discussion, query, number },
    csrf: visit.session.csrfToken,
    on: isByPost(discussion),
    notice: kept === null ? null : noticeOf({ kept, gone }, visit),
    left: leftOf(threads, language),
    previous: linkTo(previous),
    next: partAt(window.later) ?? linkTo(next),
    nextId: later ?? next ?? '',
    earlier: partAt(window.earlier),
    onward: t(later ? 'byThread.keepOn' : next ? 'byThread.keepNext' : 'byThread.keepDone'),
    position: t('byThread.position', {
      position: threads.findIndex((thread) => thread.number === number) + 1,
      total: threads.length,
    }),
    asThread: `${base}/posts/${number}`,
    action: `${base}/grading/threads/${number}${query}${at ? `${query ? '&' : '?'}at=${at}` : ''}`,
    keep: keepKey(actor.memberId, discussion.id, 'thread', String(number), String(window.before)),
    root: itemView(part.root, around, judging),
    count: t('thread.replies', { count: part.standing }),
    replies: branches.map((branch) => branchView(branch, around, judging)),
    failed: Object.keys(errors).length > 0,
    keyboard: keyboardOn(visit),
  });
}

/** A thread's posts as they are read, and whatever belongs to showing them. */
async function aroundIn(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  { number, at }: { number: number; at: number | null },
): Promise<Around> {
  const scope = await scopeIn(tool, visit, discussion);
  const order = visit.member.threadOrder;
  const where = { scope, reader: readerOf(visit), number, order, at, answering: null, marksOf: null };
  const part: ThreadPart = await readPart(tool.store, where);
  const posts = [...part.posts.values()];
  const [members, content, files] = await Promise.all([
    peopleIn(tool, visit, discussion, part.authorIds),
    contentOf(
      tool,
      visit,
      { discussion, scope },
      posts.flatMap(({ html, plain }) => [html, plain]),
    ),
    tool.store.files.byIds(
      discussion.id,
      posts.flatMap(({ files }) => files),
    ),
  ]);
  const helpful = { counts: new Map(), own: new Set<string>() };
  return { part, members, content, files, helpful, reported: null, visit, discussion, order, notice: null };
}

function itemView(item: Branch<Joint>['item'], around: Around, judging: Judging) {
  const editedAt = around.part.posts.get(item.post.id)?.editedAt ?? null;
  return { ...postView(item, around), judging: judgingOf(item, editedAt, judging, around.visit) };
}

function branchView({ item, follows, replies }: Branch<Joint>, around: Around, judging: Judging): object {
  const view = itemView(item, around, judging);
  return {
    ...view,
    answersLine: follows && around.order === 'answer' ? null : view.answers,
    replies: replies.map((reply) => branchView(reply, around, judging)),
  };
}

function noticeOf({ kept, gone }: { kept: number; gone: number | null }, { language: { t } }: Visit): string {
  const said = [t(kept > 0 ? 'byThread.kept' : 'byThread.unchanged', { count: kept })];
  if (gone) said.push(t('byThread.gone', { count: gone }));
  return said.join(' ');
}
