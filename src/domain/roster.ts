import { isGraded, isLess, type Role, teaches } from './actor.ts';

export type RosterWord = 'joined' | 'left' | 'back' | 'role';

/** What one roster says of a person that the ones before did not. */
export interface RosterChange {
  what: RosterWord;
  /** What they were; null before they came. */
  from: Role | null;
  /** What they are; null once they left. */
  to: Role | null;
  at: Date;
}

/** Where rosters left somebody. */
export interface Listed {
  /** As they last listed them; null: they never did, only launches told of them. */
  rosterRole: Role | null;
  enrolled: boolean;
  testUser: boolean;
  /** What they last said. */
  lastWord: RosterWord | null;
}

/** What a roster means for somebody. */
export interface Difference {
  change: Omit<RosterChange, 'at'> | null;
  /** They are less than before: what they began with more is over. */
  lowered: boolean;
}

/**
 * Compares what a roster says of a person with what the ones before said.
 * @param before null: nobody knows them yet
 * @param now their role in it; null: it does not list them
 */
export function differenceOf(before: Listed | null, now: Role | null): Difference {
  const from = before?.rosterRole ?? null;
  const lowered = Boolean(before?.enrolled) && isLess(now, from);
  const what = wordFor(before, from, now);
  return { change: what && { what, from, to: now }, lowered };
}

function wordFor(before: Listed | null, from: Role | null, now: Role | null): RosterWord | null {
  if (!before || from === null) return now === null ? null : 'joined';
  // Whoever launches is in the course again before a roster says so.
  const wasGone = !before.enrolled || before.lastWord === 'left';
  if (now === null) return before.enrolled ? 'left' : null;
  if (wasGone) return 'back';
  return from === now ? null : 'role';
}

/** Whether a teacher wants to hear of it: the class and its teachers, not observers and guests. */
export const isTold = (
  { from, to }: Pick<RosterChange, 'from' | 'to'>,
  { testUser }: { testUser: boolean },
) => !testUser && [from, to].some((role) => role !== null && (isGraded(role) || teaches(role)));
