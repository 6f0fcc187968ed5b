import { activityOfItem } from './activities.ts';
import { courseByKey, enrolled, type Lms } from './lms.ts';
import type { Course, LineItem, Person } from './model.ts';

const GROUP_SIZE = 4;

/** The course's one group set: students in fours, as they stand in the class list. The test student has none. */
export const groupOf = (person: Person, course: Course): string | undefined =>
  person.roles[course.key] === 'student' ? String(900 + Math.floor(person.number / GROUP_SIZE)) : undefined;

export const groupsIn = (lms: Lms, course: Course): string[] =>
  [...new Set(enrolled(lms, course).flatMap((person) => groupOf(person, course) ?? []))].sort();

/** The course has two sections: every other person is in each. */
export const sectionOf = ({ number }: Person): 1 | 2 => (number % 2 === 0 ? 2 : 1);

/** The person, and after them who else is in their group, where the column's activity is done in groups. */
export function groupFor(lms: Lms, item: LineItem, person: Person): Person[] {
  const course = courseByKey(lms, item.course);
  const group = course && groupOf(person, course);
  if (!group || !activityOfItem(lms, item)?.groups) return [person];
  const others = enrolled(lms, course).filter((one) => one !== person && groupOf(one, course) === group);
  return [person, ...others];
}
