import { INSTITUTION, MEMBERSHIP, SYSTEM, TEST_USER } from '../claims.ts';
import type { Course, Person, RoleInCourse } from '../model.ts';

/** Roles of one enrolment; a TA carries both URIs (cv: lib/lti/substitutions_helper.rb). */
const COURSE_ROLES: Record<RoleInCourse, string[]> = {
  teacher: [`${MEMBERSHIP}#Instructor`],
  ta: [`${MEMBERSHIP}#Instructor`, `${MEMBERSHIP}/Instructor#TeachingAssistant`],
  student: [`${MEMBERSHIP}#Learner`],
  observer: [`${MEMBERSHIP}#Mentor`],
  'test-student': [`${MEMBERSHIP}#Learner`, TEST_USER],
};

const INSTITUTION_ROLE: Record<RoleInCourse, string> = {
  teacher: 'Instructor',
  ta: 'Instructor',
  student: 'Student',
  observer: 'Observer',
  'test-student': 'Student',
};

/**
 * Course roles mixed with account-wide ones: a teacher elsewhere who studies here carries
 * institution Instructor and course Learner; an unenrolled admin has no course role at all.
 */
export function canvasLaunchRoles(person: Person, course: Course): string[] {
  if (person.anonymous) return [`${SYSTEM}#None`];
  const role = person.roles[course.key];
  const everywhere = Object.values(person.roles).map(
    (one) => one && `${INSTITUTION}#${INSTITUTION_ROLE[one]}`,
  );
  const admin = person.admin ? [`${INSTITUTION}#Administrator`] : [];
  return [
    ...new Set([
      ...admin,
      ...everywhere.filter((one) => one !== undefined),
      ...(role ? COURSE_ROLES[role] : []),
      `${SYSTEM}#User`,
    ]),
  ];
}

export function canvasRosterRoles(person: Person, course: Course): string[] | undefined {
  const role = person.roles[course.key];
  return role && COURSE_ROLES[role];
}
