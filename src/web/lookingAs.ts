import type { Request } from 'express';
import { lookingAs, mayGrade, mayLookAs } from '../domain/actor.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import type { Member } from '../store/members.ts';
import type { Pages } from './pages.ts';
import { personOf } from './people.ts';
import { studentsAmong } from './students.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

/**
 * Shows a page below `/as/:member` as that student sees it, to a grader or to whoever follows the student. Only pages
 * are there, no forms; and who looks has an observer's rights for as long as they look.
 */
export function asStudent(handler: VisitHandler): VisitHandler {
  return async (tool, visit, request, response) => {
    const student = await studentIn(tool, visit, String(request.params.member));
    response.locals.looking = await bannerOf(tool, visit, student, request);
    const base = `${visit.base}/as/${student.id}`;
    const looking = { ...visit, ...lookingAs(visit.actor, student), lookingAs: student, base };
    await handler(tool, looking, request, response);
  };
}

async function studentIn({ store }: Pages, { actor, session }: Visit, id: string): Promise<Member> {
  const student = await store.members.find(actor.courseId, id);
  if (!student || !mayLookAs(actor.role, student, session.mentored)) throw new NotFound('student');
  return student;
}

/** What stands above every page that is read with other eyes: with whose, that nothing can be changed, and the way out. */
async function bannerOf(tool: Pages, visit: Visit, student: Member, { params }: Request) {
  const { language, base, actor } = visit;
  const { name } = personOf(student, language);
  if (!mayGrade(actor.role)) {
    const several = (await studentsToLookAs(tool, visit)).length > 1;
    const other = { href: `${base}/as`, text: language.t('roles.looking.another') };
    return { text: language.t('roles.looking.follows', { name }), way: several ? other : null, name };
  }
  const page = params.number === undefined ? '/discussion' : `/posts/${Number(params.number)}`;
  const back = { href: base + page, text: language.t('roles.looking.back') };
  return { text: language.t('roles.looking.as', { name }), way: back, name };
}

/** Graders choose among all students of the course, observers among those whom they follow. */
export const whoseEyesPage: VisitHandler = async (tool, visit, _request, response) => {
  const { actor, language, base } = visit;
  const [discussion, students] = await Promise.all([
    discussionOf(tool, visit),
    studentsToLookAs(tool, visit),
  ]);
  const grades = mayGrade(actor.role);
  if (!grades && students.length === 0) throw new NotAllowed('read posts');
  show(response, 'whose-eyes', {
    title: language.t(grades ? 'roles.choose.title' : 'roles.choose.followed'),
    what: language.t(grades ? 'roles.choose.what' : 'roles.choose.followedWhat'),
    back: grades ? { href: `${base}/discussion`, text: discussion.title } : null,
    students: students.map((student) => ({
      ...personOf(student, language),
      testUser: student.testUser,
      href: `${base}/as/${student.id}/discussion`,
    })),
  });
};

/** Those with whose eyes this person may read, in order of name. */
export async function studentsToLookAs(
  { store }: Pages,
  { actor, session, language }: Visit,
): Promise<Member[]> {
  const grades = mayGrade(actor.role);
  if (!grades && session.mentored.length === 0) return [];
  const members = grades
    ? await store.members.inCourse(actor.courseId)
    : await store.members.bySubs(actor.courseId, session.mentored);
  const open = members.filter((member) => mayLookAs(actor.role, member, session.mentored));
  return studentsAmong(open, new Set(), language);
}
