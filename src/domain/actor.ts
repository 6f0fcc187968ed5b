export type Role = 'instructor' | 'assistant' | 'designer' | 'learner' | 'observer' | 'guest';

export type Standing = {
  role: Role;
  /** Canvas's student view: writes and is graded like a learner, but is nobody. */
  testUser: boolean;
  /** Runs the institution or the LMS. Says nothing about this course. */
  administrator: boolean;
};

/** From most to least privileged. */
const ROLES: readonly Role[] = ['instructor', 'assistant', 'designer', 'learner', 'observer', 'guest'];

const LIS = 'http://purl.imsglobal.org/vocab/lis/v2/';
const TEST_USER = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';
const ADMINISTRATORS: ReadonlySet<string> = new Set([
  `${LIS}institution/person#Administrator`,
  `${LIS}system/person#Administrator`,
  `${LIS}system/person#SysAdmin`,
]);

/**
 * What someone is in this course, from the launch's or the roster's role names (Core 1.3, appendix A.2).
 * Only membership roles count: a teacher elsewhere who studies here carries the institution's Instructor.
 */
export function roleFrom(ltiRoles: readonly string[]): Standing {
  const memberships = ltiRoles.map(membership).filter((found) => found !== null);
  const assists = memberships.some(({ role }) => role === 'assistant');
  // The principal role accompanies the sub-role, so Canvas's assistants are called Instructor as well.
  const roles = memberships
    .filter(({ role, principal }) => !(assists && principal && role === 'instructor'))
    .map(({ role }) => role);
  return {
    role: ROLES.find((role) => roles.includes(role)) ?? 'guest',
    testUser: ltiRoles.includes(TEST_USER),
    administrator: ltiRoles.some((name) => ADMINISTRATORS.has(name)),
  };
}

/** Of what a launch and a roster say, the more: Moodle's roster calls its non-editing teachers Learner. */
export function moreOf(one: Role | null, other: Role | null): Role {
  return ROLES.find((role) => role === one || role === other) ?? 'guest';
}

/** Whether that is a step down. Only of two words from the same source: sources differ for other reasons. */
export const isLess = (now: Role | null, before: Role | null): boolean =>
  before !== null && now !== before && moreOf(now, before) === before;

type Membership = { role: Role; principal: boolean };

const CONTEXT_ROLES: ReadonlyMap<string, Role> = new Map([
  ['instructor', 'instructor'],
  ['teachingassistant', 'assistant'],
  ['contentdeveloper', 'designer'],
  ['learner', 'learner'],
  ['mentor', 'observer'],
]);

const MEMBERSHIP = /^(?:http:\/\/purl\.imsglobal\.org\/vocab\/lis\/v2\/membership(?:\/(\w+))?#)?(\w+)$/;

/** `…/membership#Learner`, `…/membership/Instructor#TeachingAssistant` or, for context roles only, `Learner`. */
function membership(name: string): Membership | null {
  const [, path, last] = MEMBERSHIP.exec(name) ?? [];
  if (last === undefined) return null;
  // Old Canvas variables spell the path in lower case.
  const principal = path?.toLowerCase();
  const assists = /^(teachingassistant|grader)/i.test(last) && (!principal || principal === 'instructor');
  const role = assists ? 'assistant' : CONTEXT_ROLES.get(principal ?? last.toLowerCase());
  return role ? { role, principal: principal === undefined } : null;
}

type Right = 'read' | 'follow' | 'write' | 'grade' | 'moderate' | 'set-up' | 'be-graded' | 'report';

const RIGHTS: Record<Role, readonly Right[]> = {
  instructor: ['read', 'write', 'grade', 'moderate', 'set-up'],
  assistant: ['read', 'write', 'grade', 'moderate', 'set-up'],
  designer: ['read', 'set-up'],
  learner: ['read', 'write', 'be-graded', 'report'],
  observer: ['follow'],
  guest: [],
};

/** What students wrote, and their names. Without it there is the prompt, and what it asks. */
export const mayRead = (role: Role): boolean => RIGHTS[role].includes('read');
export const mayWrite = (role: Role): boolean => RIGHTS[role].includes('write');
export const mayGrade = (role: Role): boolean => RIGHTS[role].includes('grade');
/** To hide what somebody wrote, to close what goes wrong, and to see what was reported. */
export const mayModerate = (role: Role): boolean => RIGHTS[role].includes('moderate');
/** To tell those who moderate of a post. */
export const mayReport = (role: Role): boolean => RIGHTS[role].includes('report');
export const maySetUp = (role: Role): boolean => RIGHTS[role].includes('set-up');
export const isGraded = (role: Role): boolean => RIGHTS[role].includes('be-graded');

/** Whether a student's reply to this person is a reply to the teacher and not to a classmate. */
export const teaches = (role: Role): boolean => role === 'instructor' || role === 'assistant';

export const countsInStatistics = ({ role, testUser }: Pick<Standing, 'role' | 'testUser'>): boolean =>
  isGraded(role) && !testUser;

/**
 * Whether somebody may read with a student's eyes: graders with those of every student of the course, observers
 * with those of the students whom they follow, as long as they are enrolled.
 * @param follows LTI user ids, as the LMS tells them
 */
export function mayLookAs(
  role: Role,
  student: { sub: string; role: Role; enrolled: boolean },
  follows: readonly string[],
): boolean {
  if (!isGraded(student.role)) return false;
  if (mayGrade(role)) return true;
  return RIGHTS[role].includes('follow') && student.enrolled && follows.includes(student.sub);
}

/** Who does something, and where: everything they may reach is looked up within their course. */
export type Actor = { memberId: string; courseId: string; role: Role };

/** Whose eyes a discussion is read with: what they may read, what is asked of them, what counted for them. */
export type Reader = Pick<Actor, 'memberId' | 'role'> & {
  /** Grades without knowing whom: students' names are not for these eyes just now. */
  blind?: boolean;
};

/** One's own eyes; null for those who may read no more than the prompt and what it asks. */
export const ownEyes = ({ memberId, role }: Actor): Reader | null =>
  mayRead(role) ? { memberId, role } : null;

/**
 * Somebody who looks as a student reads with the student's eyes and stays who they are, with an observer's rights:
 * whatever page or form they reach that way, they can change nothing.
 */
export function lookingAs(
  actor: Actor,
  student: { id: string; role: Role },
): { actor: Actor; reader: Reader } {
  return { actor: { ...actor, role: 'observer' }, reader: { memberId: student.id, role: student.role } };
}
