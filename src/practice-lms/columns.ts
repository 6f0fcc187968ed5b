import { activityOfItem } from './activities.ts';
import { forgetGrades, type Lms, nextNumber } from './lms.ts';
import type { Activity, Course, LineItem } from './model.ts';

/** A column is named by its activity; one the tool made for itself, by its line item. */
export const columnId = (lms: Lms, item: LineItem): string => activityOfItem(lms, item)?.id ?? item.id;

export const itemOfColumn = (lms: Lms, course: Course, column: unknown): LineItem | undefined =>
  lms.state.lineItems.find((one) => one.course === course.key && columnId(lms, one) === column);

/** Moodle rescales the grades (measured); Canvas leaves the points as they are. */
export function changeMaximum(lms: Lms, item: LineItem, maximum: number): void {
  const factor = maximum / item.scoreMaximum;
  for (const grade of lms.state.grades) {
    if (grade.lineItemId === item.id && grade.score !== null && lms.preset.rescalesGrades)
      grade.score *= factor;
  }
  item.scoreMaximum = maximum;
}

/** With the column go its grades; its activity stays. */
export function deleteColumn(lms: Lms, item: LineItem): void {
  lms.state.lineItems = lms.state.lineItems.filter((one) => one !== item);
  forgetGrades(lms, (grade) => grade.lineItemId === item.id);
}

/** The same column under another id, without a grade: what the tool remembers of it is wrong. */
export function recreateColumn(lms: Lms, item: LineItem): LineItem {
  deleteColumn(lms, item);
  const fresh: LineItem = { ...item, id: nextNumber(lms) };
  lms.state.lineItems.push(fresh);
  return fresh;
}

/** What a teacher decides about an activity besides its column. */
export interface ActivityChanges {
  /** 0: as many as one likes. */
  allowedAttempts?: number;
  groups?: Activity['groups'] | 'none';
}

export function changeActivity(activity: Activity, { allowedAttempts, groups }: ActivityChanges): void {
  if (allowedAttempts !== undefined) activity.allowedAttempts = allowedAttempts || undefined;
  if (groups !== undefined) activity.groups = groups === 'none' ? undefined : groups;
}
