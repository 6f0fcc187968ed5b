import type { Requirement } from './discussion.ts';
import { type GroupKind, groupsOf, type Placed } from './opening.ts';

/** More time for one student, or for everybody in a section or group. */
export type Extension = {
  memberId: string | null;
  groupId: string | null;
  until: Date;
  at: Date;
  by: string;
};
/** Nothing is asked of this student: no zero, no suggestion. */
export type Excuse = { memberId: string; at: Date; by: string };

export type Allowances = { extensions: Extension[]; excused: Excuse[] };
export const NO_ALLOWANCES: Allowances = { extensions: [], excused: [] };

/** Whom these are looked up for; without where they are, as for somebody who is nowhere. */
export type Student = { id: string; placed: Record<GroupKind, Placed> | null };

type Dated = { requirements: Requirement[]; lmsDueAt: Date | null; closesAt: Date | null };
/** When things are due, and for whom otherwise. */
export type Dates = Dated & Allowances;

export const isExcused = ({ excused }: Pick<Allowances, 'excused'>, memberId: string): boolean =>
  excused.some((one) => one.memberId === memberId);

/** Until when a student has time whatever the dates are; null: the dates are theirs as well. */
export function extendedUntil(
  { extensions }: Pick<Allowances, 'extensions'>,
  { id, placed }: Student,
): Date | null {
  const groups = placed ? [...groupsOf(placed.sections), ...groupsOf(placed.groups)] : [];
  const own = extensions.filter(
    ({ memberId, groupId }) => memberId === id || (groupId !== null && groups.includes(groupId)),
  );
  return own.reduce<Date | null>((last, { until }) => laterOf(until, last), null);
}

/**
 * A discussion with the dates as they are for one student: none of them before what they were given. Where there is no
 * date there is nothing to put off.
 */
export function datesFor<Given extends Dates>(discussion: Given, student: Student): Given {
  const until = extendedUntil(discussion, student);
  if (!until) return discussion;
  const moved = (date: Date | null) => date && laterOf(date, until);
  return {
    ...discussion,
    lmsDueAt: moved(discussion.lmsDueAt),
    closesAt: moved(discussion.closesAt),
    requirements: discussion.requirements.map((one) => ({ ...one, dueAt: moved(one.dueAt) })),
  };
}

const laterOf = (one: Date, other: Date | null): Date => (other && other > one ? other : one);
