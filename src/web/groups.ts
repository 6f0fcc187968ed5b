import { z } from 'zod';
import { isGraded } from '../domain/actor.ts';
import { InvalidInput } from '../domain/errors.ts';
import { type GroupKind, groupsOf } from '../domain/opening.ts';
import type { Course } from '../store/courses.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Group } from '../store/groups.ts';
import type { Member } from '../store/members.ts';
import type { Scope } from '../store/posts.ts';
import { nameGroup, placeMember } from '../usecases/placeMembers.ts';
import { groupRosters, readGroups } from '../usecases/readGroups.ts';
import { requireGrader } from './grading.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import { asSeenBy, personOf } from './people.ts';
import { studentsAmong } from './students.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

/** Groups can be made ready before a discussion goes by them. */
const kindOf = ({ groups }: Discussion): GroupKind => (groups === 'none' ? 'groups' : groups);

export const groupName = ({ kind, name, number }: Group, { t }: Language): string =>
  name || t(`groups.named.${kind}`, { number });

/** The discussion's sections or groups, for those who see all of them; none where it goes by none. */
export async function groupsFor(
  { store }: Pages,
  { reader }: Visit,
  { courseId, groups }: Discussion,
): Promise<Group[]> {
  if (groups === 'none' || !reader || isGraded(reader.role)) return [];
  return store.groups.inCourse(courseId, groups);
}

/** What one group reads, for those who may read all. */
export function narrowed(scope: Scope, groups: Group[], wanted: string): Scope {
  if (!groups.some(({ id }) => id === wanted)) return scope;
  return { ...scope, within: { groupIds: [wanted], readerId: '' } };
}

/** Which one is chosen, for a list or a post; null where there is no choice. */
export function groupChoice(groups: Group[], chosen: string, language: Language) {
  if (groups.length === 0) return null;
  return [
    { value: '', text: language.t('groups.everybody'), chosen: chosen === '' },
    ...groups.map((group) => {
      return { value: group.id, text: groupName(group, language), chosen: group.id === chosen };
    }),
  ];
}

export const groupsPage: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  await showGroups(tool, visit, response, {
    saved: request.query.done === 'saved',
    errors: {},
    name: '',
  });
};

interface GroupsView {
  saved: boolean;
  errors: Record<string, string>;
  name: string;
}

async function showGroups(
  tool: Pages,
  visit: Visit,
  response: Parameters<typeof show>[0],
  { saved, errors, name }: GroupsView,
): Promise<void> {
  const { actor, language, base, session } = visit;
  const { t } = language;
  const { store } = tool;
  const discussion = await discussionOf(tool, visit);
  const kind = kindOf(discussion);
  const [groups, members, course] = await Promise.all([
    store.groups.inCourse(actor.courseId, kind),
    store.members.inCourse(actor.courseId),
    store.courses.byId(actor.courseId),
  ]);
  const students = studentsAmong(members, new Set(), language);
  const names = new Map(groups.map((group) => [group.id, groupName(group, language)]));
  const inGroup = (id: string) => students.filter(({ placed }) => groupsOf(placed[kind]).includes(id)).length;
  show(response, 'groups', {
    title: t(`groups.title.${kind}`),
    what: t(`groups.what.${discussion.groups}`),
    csrf: session.csrfToken,
    base,
    discussion,
    notice: saved && t('notice.saved'),
    read: kind === 'groups' && course && reading(course, discussion, language),
    groups: groups.map((group) => ({
      id: group.id,
      name: groupName(group, language),
      count: t('groups.students', { count: inGroup(group.id) }),
    })),
    students: students.map((student) => ({
      ...personOf(asSeenBy(visit.reader, student, discussion), language),
      id: student.id,
      testUser: student.testUser,
      nowhere: groupsOf(student.placed[kind]).length === 0,
      options: optionsFor(student, kind, names, language),
    })),
    form: { name, errors },
  });
}

/** Where the LMS lists the groups: what it was last asked; null where it does not. */
function reading(course: Course, { zone }: Discussion, { t, date }: Language) {
  if (groupRosters(course).length === 0) return null;
  const { groupsReadAt: at } = course;
  return { line: at ? t('groups.lms.asOf', { at: date(at, zone) }) : t('groups.lms.what') };
}

function optionsFor({ placed }: Member, kind: GroupKind, names: Map<string, string>, { t, facts }: Language) {
  const { told, byHand } = placed[kind];
  const where = facts(told.flatMap((id) => names.get(id) ?? []));
  const asTold = where ? t('groups.told', { where }) : t('groups.untold');
  return [
    { value: '', text: asTold, chosen: byHand === null },
    ...[...names].map(([id, text]) => ({ value: id, text, chosen: id === byHand })),
  ];
}

const named = z.object({ id: z.string().min(1).nullable().catch(null), name: z.string().catch('') });

/** Makes a section or group, or gives one another name. */
export const changeGroup: VisitHandler = async (tool, visit, request, response) => {
  const { id, name } = named.parse(request.body ?? {});
  const kind = kindOf(await discussionOf(tool, visit));
  try {
    await nameGroup(tool.store, visit.actor, { id, kind, name }, visit.now);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    response.status(422);
    return showGroups(tool, visit, response, { saved: false, errors: error.errors, name });
  }
  response.redirect(303, `${visit.base}/groups?done=saved`);
};

/** A teacher asked for the groups as the LMS has them now, and waits for it. */
export const readGroupsNow: VisitHandler = async (tool, visit, _request, response) => {
  await readGroups(tool, visit.actor, visit.now);
  response.redirect(303, `${visit.base}/groups`);
};

/** Puts one student into a section or group, or back to where the LMS says. */
export const changePlace: VisitHandler = async (tool, visit, request, response) => {
  const kind = kindOf(await discussionOf(tool, visit));
  const groupId = z.string().min(1).nullable().catch(null).parse(request.body?.group);
  const memberId = String(request.params.member);
  await placeMember(tool.store, visit.actor, { memberId, kind, groupId });
  response.redirect(303, `${visit.base}/groups?done=saved#row-${encodeURIComponent(memberId)}`);
};
