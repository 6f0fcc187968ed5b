import type { Request } from 'express';
import { z } from 'zod';
import { THREAD_ORDERS } from '../domain/branches.ts';
import { holdPost } from '../usecases/holdPost.ts';
import { readThreadsBy } from '../usecases/readThreadsBy.ts';
import { isOfWriting, noticeOf } from './notices.ts';
import { waitingAt } from './showDiscussion.ts';
import { showThread } from './showThread.ts';
import { undoOf } from './undo.ts';
import { discussionOf, scopeIn, type VisitHandler } from './visit.ts';

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
