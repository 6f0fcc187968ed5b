import type { Response } from 'express';
import type { Discussion } from '../store/discussions.ts';
import { measureParticipation } from '../usecases/measureParticipation.ts';
import { checklist } from './checklist.ts';
import { studentsToLookAs } from './lookingAs.ts';
import type { Pages } from './pages.ts';
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
  const [first, second] = await studentsToLookAs(tool, visit);
  if (first) return response.redirect(303, `${base}/as${second ? '' : `/${first.id}/discussion`}`);
  const course = await tool.store.courses.byId(actor.courseId);
  show(response, 'prompt-only', {
    title: discussion.title,
    courseTitle: course?.title,
    discussion,
    zone: language.t('discussion.zone', { zone: discussion.zone }),
    reason: reasonOf(visit),
    lmsHref: visit.session.administrator ? `${base}/lms` : null,
    // It stands in the reason.
    lmsPage: null,
    asked: askedOfStudents(discussion, visit),
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

/** What it asks, as of somebody who has done nothing and never will. */
function askedOfStudents(discussion: Discussion, { language, base, now }: Visit) {
  const { t, number } = language;
  const nobody = measureParticipation(discussion, [], '', now);
  const { rows } = checklist(discussion, nobody, new Map(), base, language);
  return {
    rows: rows.map(({ label, note }, index) => ({
      label,
      note,
      points: number(nobody.entries[index]?.possible ?? 0),
    })),
    total: t('roles.asked.total', { count: discussion.maximum, maximum: number(discussion.maximum) }),
  };
}
