import { isGraded, type Role } from '../domain/actor.ts';
import type { RosterChange } from '../domain/roster.ts';
import type { Course } from '../store/courses.ts';
import type { Discussion } from '../store/discussions.ts';
import type { MemberChange } from '../store/roster.ts';
import { tryRoster } from '../usecases/refreshRoster.ts';
import { requireGrader } from './grading.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

const DAY_MS = 24 * 3_600_000;
/** What a teacher may not have noticed yet stands on the grading page. */
const NEWS = { ms: 14 * DAY_MS, most: 5 };
/** Longer than a course takes. */
const ALL = { ms: 365 * DAY_MS, most: 200 };

/** What changed in the class of late, for the grading page; null where nothing did. */
export async function classNews(tool: Pages, visit: Visit, discussion: Discussion) {
  const changes = await changesIn(tool, visit, { ...NEWS, most: NEWS.most + 1 });
  const shown = changes.slice(0, NEWS.most);
  const oldest = shown.at(-1);
  if (!oldest) return null;
  const { language, base } = visit;
  return {
    base,
    heading: language.t('roster.since', { at: language.day(oldest.at, discussion.zone) }),
    lines: await linesFor(tool, visit, discussion, shown),
    more: changes.length > shown.length,
  };
}

/** Who joined the course, left it or has another role in it, as its rosters told. */
export const rosterPage: VisitHandler = async (tool, visit, _request, response) => {
  requireGrader(visit);
  const discussion = await discussionOf(tool, visit);
  const [changes, course] = await Promise.all([
    changesIn(tool, visit, ALL),
    tool.store.courses.byId(visit.actor.courseId),
  ]);
  show(response, 'roster', {
    title: visit.language.t('roster.title'),
    ...{ base: visit.base, csrf: visit.session.csrfToken, discussion },
    line: rosterLine(course, discussion, visit.language),
    lines: await linesFor(tool, visit, discussion, changes),
  });
};

/** The one request that waits for the LMS: a teacher asked for the roster as it is now. */
export const readRosterNow: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  await tryRoster(tool, visit.actor.courseId, true, visit.now);
  response.redirect(303, `${visit.base}/grading${request.body?.back === 'roster' ? '/roster' : ''}`);
};

/** When the roster was read, or why it could not be. */
export function rosterLine(course: Course | null, { zone }: Discussion, { t, date }: Language): string {
  if (course?.rosterProblem) return t(course.rosterProblem);
  return course?.rosterReadAt
    ? t('roster.asOf', { at: date(course.rosterReadAt, zone) })
    : t('roster.reading');
}

const changesIn = (
  { store }: Pages,
  { actor, now }: Visit,
  { ms, most }: { ms: number; most: number },
): Promise<MemberChange[]> => store.roster.changes(actor.courseId, new Date(now.getTime() - ms), most);

async function linesFor(tool: Pages, visit: Visit, discussion: Discussion, changes: MemberChange[]) {
  const { t, day } = visit.language;
  const ids = changes.map(({ memberId }) => memberId);
  const people = await peopleIn(tool, visit, discussion, ids);
  return changes.map((change) => {
    const { name } = personOf(people.get(change.memberId), visit.language);
    const means = meaningOf(change);
    return {
      at: day(change.at, discussion.zone),
      datetime: change.at.toISOString(),
      text: t(sentenceFor(change), { name }),
      means: means && t(means),
    };
  });
}

const NAMED: ReadonlySet<Role | null> = new Set<Role>(['learner', 'assistant', 'instructor']);

function sentenceFor({ what, to }: RosterChange): string {
  if (what === 'left') return 'roster.left';
  return `roster.${what}.${NAMED.has(to) ? to : 'other'}`;
}

/** What it means for their grade; null: nothing. */
function meaningOf({ what, from, to }: RosterChange): string | null {
  if (to && isGraded(to)) return `roster.means.${what}`;
  if (!from || !isGraded(from)) return null;
  return what === 'left' ? 'roster.means.left' : 'roster.means.notGraded';
}
