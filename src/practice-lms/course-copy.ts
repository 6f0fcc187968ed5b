import { activitiesOf, enrolled, type Lms, nextNumber } from './lms.ts';
import type { Activity, Course, CourseCopy, LineItem, Person, RoleInCourse } from './model.ts';

export interface CopyWish {
  title: string;
  /** How many of the original's students come along: a real copy has none, a demonstration needs some. */
  students: number;
}

/**
 * Copies a course: a new context, new resource links, new line items with the same `resourceId` and `tag`
 * [AGS 2.0 §3.2], custom parameters as they were, and nobody's grades.
 */
export function copyCourse(lms: Lms, original: Course, wish: CopyWish): CourseCopy {
  const number = Math.max(...lms.courses.map((course) => course.number)) + 1;
  const copy: CourseCopy = {
    key: `${original.key}-copy-${number}`,
    title: wish.title,
    label: original.label,
    number,
    copyOf: original.key,
    roles: rolesInCopy(lms, original, wish.students),
  };
  lms.state.copies.push(copy);
  lms.courses.push(copy);
  enrolInCopies(lms.people, [copy]);
  copyContent(lms, original, copy);
  lms.changed();
  return copy;
}

export function enrolInCopies(people: Person[], copies: CourseCopy[]): void {
  for (const person of people) {
    for (const { key, roles } of copies) if (roles[person.key]) person.roles[key] = roles[person.key];
  }
}

function rolesInCopy(lms: Lms, original: Course, students: number): Record<string, RoleInCourse> {
  const members = enrolled(lms, original).map((person) => [person.key, person.roles[original.key]] as const);
  const staff = members.filter(([, role]) => role === 'teacher' || role === 'test-student');
  const learners = members.filter(([, role]) => role === 'student').slice(0, students);
  return Object.fromEntries([...staff, ...learners]) as Record<string, RoleInCourse>;
}

function copyContent(lms: Lms, original: Course, copy: Course): void {
  const newLinks = new Map<string, string>();
  for (const activity of activitiesOf(lms, original)) {
    const copied = copyOfActivity(lms, activity, copy);
    newLinks.set(activity.resourceLinkId, copied.resourceLinkId);
    lms.state.activities.push(copied);
  }
  const items = lms.state.lineItems.filter((item) => item.course === original.key);
  lms.state.lineItems.push(...items.map((item) => copyOfItem(lms, item, copy, newLinks)));
}

function copyOfActivity(lms: Lms, activity: Activity, copy: Course): Activity {
  const id = nextNumber(lms);
  return {
    ...activity,
    id,
    course: copy.key,
    custom: { ...activity.custom },
    resourceLinkId: lms.preset.newResourceLinkId(id),
    formerLinkIds: [activity.resourceLinkId, ...(activity.formerLinkIds ?? [])],
  };
}

const copyOfItem = (lms: Lms, item: LineItem, copy: Course, newLinks: Map<string, string>): LineItem => ({
  ...item,
  id: nextNumber(lms),
  course: copy.key,
  resourceLinkId: item.resourceLinkId && newLinks.get(item.resourceLinkId),
});

/** Ids of the contexts a course was copied from, the latest first [Core 1.3 App. B, Context.id.history]. */
export function formerContextIds(lms: Lms, course: Course): string[] {
  const former = lms.courses.find((one) => one.key === (course as Partial<CourseCopy>).copyOf);
  return former ? [lms.preset.contextId(former), ...formerContextIds(lms, former)] : [];
}
