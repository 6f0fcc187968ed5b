import type { Response } from 'express';
import { isGraded, maySetUp } from '../domain/actor.ts';
import { listingIn } from './listing.ts';
import { noticeOf } from './notices.ts';
import { showWithoutPosts } from './promptOnly.ts';
import { showDiscussion } from './showDiscussion.ts';
import { show } from './views.ts';
import { discussionOf, openedMeanwhile, ownMarks, type Visit, type VisitHandler } from './visit.ts';

/** Where a launch lands: the discussion, the choice of one, or, before there is one, what each may do about it. */
export const home: VisitHandler = async (tool, visit, _request, response) => {
  const { session, base, actor } = visit;
  if (session.deepLinking) return response.redirect(303, `${base}/choose`);
  if (session.discussionId ?? (await openedMeanwhile(tool.store, session)))
    return response.redirect(303, `${base}/discussion`);
  // Neither an activity nor a choice: a course menu.
  if (!session.resourceLinkId) return response.redirect(303, `${base}/discussions`);
  if (maySetUp(actor.role)) return response.redirect(303, `${base}/set-up`);
  showNotReady(visit, response);
};

function showNotReady({ session, base, actor, language: { t } }: Visit, response: Response): void {
  const others = session.administrator ? 'administrator' : 'guest';
  const who = isGraded(actor.role) ? 'student' : actor.role === 'observer' ? 'observer' : others;
  const words = { what: t(`notReady.${who}.what`), next: t(`notReady.${who}.next`) };
  show(response, 'not-ready', { title: t('notReady.title'), ...words, again: base });
}

export const discussionPage: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  if (!visit.reader) return showWithoutPosts(tool, visit, discussion, response);
  await showDiscussion(tool, visit, discussion, response, {
    listing: listingIn(request.query, ownMarks(visit) !== null),
    notice: noticeOf(request.query.done),
    undo: request.query.undo,
    was: request.query.was,
    away: request.query.away,
    opened: request.query.done === 'opened',
    count: /^\d{1,3}$/.exec(String(request.query.count))?.[0],
  });
};
