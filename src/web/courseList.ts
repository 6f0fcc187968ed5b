import { countsInStatistics, isGraded, mayGrade, maySetUp, mayWrite } from '../domain/actor.ts';
import { countUnread } from '../domain/readMarks.ts';
import type { Discussion } from '../store/discussions.ts';
import { findUnread } from '../usecases/findUnread.ts';
import { type Listed, listDiscussions, openListed } from '../usecases/listDiscussions.ts';
import { scopesOf } from '../usecases/scopeReading.ts';
import { addressOf } from './checklist.ts';
import type { Language } from './language.ts';
import { showOwnCourse } from './ownCourse.ts';
import type { Pages } from './pages.ts';
import { summaryOf } from './summary.ts';
import { unreadCount } from './unreadView.ts';
import { show } from './views.ts';
import type { Visit, VisitHandler } from './visit.ts';

/** Where a course menu leads: the course's discussions, and how far the reader is with each. */
export const courseListPage: VisitHandler = async (tool, visit, request, response) => {
  const { actor, base, language, session } = visit;
  if (isGraded(actor.role)) return showOwnCourse(tool, visit, response, request.query.away);
  const [listed, course] = await Promise.all([
    listDiscussions(tool.store, actor),
    tool.store.courses.byId(actor.courseId),
  ]);
  const [lines, unsent, unread] = await Promise.all([
    linesFor(tool, visit, listed),
    unsentOf(tool, visit, listed),
    unreadIn(tool, visit, listed),
  ]);
  show(response, 'course-list', {
    title: language.t('courseList.title'),
    courseTitle: course?.title,
    csrf: session.csrfToken,
    transfer: maySetUp(actor.role) ? `${base}/transfer` : null,
    empty: language.t(maySetUp(actor.role) ? 'courseList.emptyTeacher' : 'courseList.empty'),
    rows: listed.map((one) => ({
      ...summaryOf(one, language),
      action: `${base}/discussions/${one.discussion.id}`,
      note: noteOf(one, language),
      unsent: unsent.has(one.discussion.id),
      ...lines(one.discussion),
      unread: unread(one.discussion),
    })),
  });
};

/** How much of each the reader has yet to read. */
async function unreadIn({ store }: Pages, visit: Visit, listed: Listed[]) {
  const { reader, language } = visit;
  if (!reader) return () => '';
  const discussions = listed.map(({ discussion }) => discussion);
  const scopes = await scopesOf(store, reader, discussions);
  const unread = await findUnread(store, reader.memberId, scopes);
  return ({ id }: Discussion) => unreadCount(countUnread(unread(id)), language);
}

/** In which of them something is begun and not sent. */
export async function unsentOf({ store }: Pages, { actor }: Visit, listed: Listed[]): Promise<Set<string>> {
  if (!mayWrite(actor.role)) return new Set();
  const ids = listed.map(({ discussion }) => discussion.id);
  return new Set((await store.drafts.unsent(actor.memberId, ids)).map(({ discussionId }) => discussionId));
}

function noteOf({ places }: Listed, { t }: Language): string | null {
  if (places.length === 0) return t('courseList.unplaced');
  return places.some((place) => place.studentLaunchedAt) ? null : t('courseList.noStudentYet');
}

/** Opens one in pages of its own, so that another tab of this visit stays where it is. */
export const openFromList: VisitHandler = async ({ store }, visit, request, response) => {
  const opened = await openListed(store, visit, String(request.params.discussion), visit.now);
  response.redirect(303, `/s/${opened.id}${placeIn(request.body?.at)}`);
};

/** Where in a discussion the list leads: to a post, to the reader's grade, else to where it begins. */
function placeIn(at: unknown): string {
  if (at === 'grade') return '/grade';
  return typeof at === 'string' && /^\d{1,6}(\.\d{1,6})?$/.test(at) ? addressOf(at) : '/discussion';
}

/** What a row says to this reader beyond title and dates. */
interface Lines {
  next?: string;
  facts?: string[];
}

async function linesFor(tool: Pages, visit: Visit, listed: Listed[]): Promise<(one: Discussion) => Lines> {
  const ids = listed.map(({ discussion }) => discussion.id);
  if (mayGrade(visit.actor.role)) return graderLines(tool, visit, ids);
  return () => ({});
}

async function graderLines({ store }: Pages, { actor, language }: Visit, ids: string[]) {
  const { t, date } = language;
  const [activities, confirmed, members] = await Promise.all([
    store.posts.activityIn(ids),
    store.grades.confirmedIn(ids),
    store.members.inCourse(actor.courseId),
  ]);
  const students = new Set(members.filter(countsInStatistics).map(({ id }) => id));
  return ({ id, zone }: Discussion): Lines => {
    const activity = activities.find(({ discussionId }) => discussionId === id);
    if (!activity) return { facts: [t('courseList.quiet')] };
    const graded = new Set(confirmed.filter((one) => one.discussionId === id).map((one) => one.memberId));
    const waiting = activity.authorIds.filter((author) => students.has(author) && !graded.has(author));
    return {
      next: waiting.length > 0 ? t('courseList.waiting', { count: waiting.length }) : undefined,
      facts: [
        t('courseList.posts', { count: activity.count }),
        t('courseList.newest', { at: date(activity.newestAt, zone) }),
      ],
    };
  };
}
