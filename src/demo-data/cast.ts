import type { Actor } from '../domain/actor.ts';
import type { CourseKey } from '../store/courses.ts';
import type { Store } from '../store/index.ts';
import type { Told } from '../store/members.ts';
import { takePart } from '../usecases/takeRoster.ts';
import type { Author } from './content/shape.ts';
import type { LmsTold, PersonTold } from './practiceLms.ts';

/** Who speaks for an author of the content in a course. */
export type Cast = (author: Author) => Actor;

/** The teacher and the students of a course, kept as the first launches and the roster would have kept them. */
export async function castOf(
  store: Store,
  lms: LmsTold,
  courseKey: string,
  { platformId, family }: Pick<CourseKey, 'platformId'> & { family: 'canvas' | 'moodle' },
): Promise<Cast> {
  const told = lms.courses.find(({ key }) => key === courseKey);
  if (!told) throw new Error(`the practice LMS has no course ${courseKey}`);
  const { contextId, title } = told;
  const { deploymentId } = lms.tools[0];
  const kept = { title, family, rosterUrl: null };
  const { id: courseId } = await store.courses.seen({ platformId, deploymentId, contextId }, kept);
  const memberIds = await enrol(store, courseId, rosterOf(lms, courseKey));
  return (author) => {
    const memberId = memberIds.get(personOf(lms, courseKey, author).sub ?? '');
    if (!memberId) throw new Error(`author ${author} is not in ${courseKey}`);
    return { memberId, courseId, role: author === 'teacher' ? 'instructor' : 'learner' };
  };
}

/** A student by place among all of the LMS's, whichever courses they take. */
export function personOf({ people }: LmsTold, courseKey: string, author: Author): PersonTold {
  const person =
    author === 'teacher'
      ? people.find(({ roles }) => roles[courseKey] === 'teacher')
      : people.filter(({ key }) => key.startsWith('student-'))[author];
  if (!person) throw new Error(`the practice LMS has no author ${author} in ${courseKey}`);
  return person;
}

/** Without assistants and observers: how the LMS names their roles is for its own roster to say. */
function rosterOf({ people }: LmsTold, courseKey: string): Told[] {
  const roles = { teacher: 'instructor', student: 'learner' } as const;
  return people.flatMap(({ sub, name, roles: { [courseKey]: role } }) =>
    sub && (role === 'teacher' || role === 'student')
      ? [{ sub, name, role: roles[role], testUser: false }]
      : [],
  );
}

/** Leaves a course whose members are known alone: by now it may have been told more. @returns ids by LTI user id */
async function enrol(store: Store, courseId: string, roster: Told[]): Promise<Map<string, string>> {
  const known = new Set((await store.members.inCourse(courseId)).map(({ sub }) => sub));
  if (roster.some(({ sub }) => !known.has(sub))) {
    const number = await store.courses.beginReading(courseId);
    await takePart(store, { courseId, number, at: new Date(), tells: false }, roster);
  }
  const members = await store.members.inCourse(courseId);
  return new Map(members.map(({ sub, id }) => [sub, id]));
}
