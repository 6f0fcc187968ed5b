import { forgetGrades, gradeOf, type Lms } from './lms.ts';
import type { Course, LmsState, Person, RoleInCourse } from './model.ts';

/** Someone joins a course, changes roles in it, or leaves it (null). */
export function setRole(lms: Lms, course: Course, person: Person, role: RoleInCourse | null): void {
  const others = lms.state.enrolments.filter(
    (one) => !(one.course === course.key && one.person === person.key),
  );
  lms.state.enrolments = [...others, { course: course.key, person: person.key, role }];
  apply(person, course.key, role);
  if (role === null && !lms.preset.keepsGradesOfTheGone) {
    const items = lms.state.lineItems.filter((item) => item.course === course.key).map(({ id }) => id);
    forgetGrades(lms, (grade) => grade.person === person.key && items.includes(grade.lineItemId));
  }
}

/** One of two accounts of the same person goes; courses and grades it alone had move to the other. */
export function mergePeople(lms: Lms, from: Person, into: Person): void {
  lms.state.grades = lms.state.grades.map((grade) => {
    const moves = grade.person === from.key && !gradeOf(lms, grade.lineItemId, into.key);
    return moves ? { ...grade, person: into.key } : grade;
  });
  for (const course of lms.courses) {
    const role = from.roles[course.key];
    if (!role) continue;
    if (!into.roles[course.key]) setRole(lms, course, into, role);
    setRole(lms, course, from, null);
    lms.state.pastIds.push({ course: course.key, person: into.key, as: from.key });
    into.pastIds = { ...into.pastIds, [course.key]: from.key };
  }
}

/** Brings people who were read from the seed to where the state left them. */
export function applyEnrolments(people: Person[], { enrolments, pastIds }: LmsState): void {
  const byKey = new Map(people.map((person) => [person.key, person]));
  for (const { course, person, role } of enrolments) {
    const known = byKey.get(person);
    if (known) apply(known, course, role);
  }
  for (const { course, person, as } of pastIds) {
    const known = byKey.get(person);
    if (known) known.pastIds = { ...known.pastIds, [course]: as };
  }
}

function apply(person: Person, course: string, role: RoleInCourse | null): void {
  if (role) person.roles[course] = role;
  else delete person.roles[course];
}
