import { coupledItem, gradeOf, type Lms, mayGrade, toolByClientId } from '../lms.ts';
import type { Activity, Course, Person } from '../model.ts';
import type { Review } from '../presets/preset.ts';

/** Graders, and on Canvas the student whose work it is. */
export const maySeeWork = (lms: Lms, person: Person, course: Course, student: Person): boolean =>
  mayGrade(person, course) || (lms.preset.studentsOpenTheirWork && person === student);

/** How the gradebook launches a student's work in an activity; undefined: the tool gave no link to it. */
export function reviewOf(lms: Lms, activity: Activity, course: Course, student: Person): Review | undefined {
  const item = coupledItem(lms, activity);
  const tool = toolByClientId(lms, activity.clientId);
  if (!item || !tool || !lms.preset.gradable(student, course)) return undefined;
  const review = lms.preset.review(lms, item, gradeOf(lms, item.id, student.key));
  return review && hostsOf(tool).includes(hostOf(review.targetLinkUri)) ? review : undefined;
}

/** A link of somebody else's host finds no tool (cv: external_tools/retrieve). */
const hostsOf = ({ targetLinkUri, redirectUris }: { targetLinkUri: string; redirectUris: string[] }) =>
  [targetLinkUri, ...redirectUris].map(hostOf);

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '');
