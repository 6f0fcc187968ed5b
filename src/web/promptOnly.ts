import type { Response } from 'express';
import type { Discussion } from '../store/discussions.ts';
import { promptHtml } from './content.ts';
import { studentsToLookAs } from './lookingAs.ts';
import type { Pages } from './pages.ts';
import { asksOf } from './summary.ts';
import { zoneName } from './times.ts';
import { show } from './views.ts';
import type { Visit } from './visit.ts';

/**
 * The discussion for those who may read no posts by themselves. Whoever follows a student goes on to what that one
 * sees; everybody else reads the prompt and what it asks, why that is all, and what to do about it.
 */
export async function showWithoutPosts(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  response: Response,
): Promise<void> {
  const { language, base, actor } = visit;
  const { t, number } = language;
  const [first, second] = await studentsToLookAs(tool, visit);
  if (first) return response.redirect(303, `${base}/as${second ? '' : `/${first.id}/discussion`}`);
  const course = await tool.store.courses.byId(actor.courseId);
  show(response, 'prompt-only', {
    title: discussion.title,
    courseTitle: course?.title,
    discussion,
    prompt: promptHtml(discussion, visit),
    zone: t('discussion.zone', { zone: zoneName(discussion.zone, language) }),
    reason: reasonOf(visit),
    lmsHref: visit.session.administrator ? `${base}/lms` : null,
    // It stands in the reason.
    lmsPage: null,
    asks: asksOf(discussion, visit),
    total: t('roles.asked.total', { count: discussion.maximum, maximum: number(discussion.maximum) }),
  });
}

function reasonOf({ actor, session, language: { t } }: Visit) {
  const told = session.mentored.length > 0;
  if (actor.role !== 'observer') {
    const who = session.administrator ? 'administrator' : 'guest';
    const words = { why: t(`roles.${who}.why`), next: t(`roles.${who}.next`) };
    return { title: t('roles.withoutPosts'), ...words };
  }
  return {
    title: t('roles.withoutPosts'),
    why: t(told ? 'roles.observer.elsewhere' : 'roles.observer.untold'),
    next: t('roles.observer.next'),
    administrator: told ? null : t('roles.observer.administrator'),
  };
}
