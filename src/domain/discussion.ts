import type { LateRule } from './late.ts';

export type RequirementKind = 'post' | 'reply';

export type Requirement = {
  id: string;
  kind: RequirementKind;
  /** Its weight among the requirements; `scaledPoints` says what it is worth. */
  points: number;
  /** 0: any length. */
  minimumWords: number;
  dueAt: Date | null;
  /** Only for replies: to an author whom no other reply requirement is met with. */
  differentClassmate: boolean;
};

/** How points come of what is asked: for each requirement its own, for all of them or none, or no points at all. */
export const SCORING = ['each', 'whole', 'none'] as const;
export type Scoring = (typeof SCORING)[number];

export type DiscussionRules = {
  requirements: Requirement[];
  /** The line item's maximum, two decimals. */
  maximum: number;
  repliesToInstructorCount: boolean;
  /** A student's own post comes before any reply. */
  postFirst?: boolean;
  scoring?: Scoring;
  late?: LateRule;
  /** Points of the maximum that people give by a rubric, so that no requirement earns them. */
  byRubric?: number;
  /** Nothing is asked of this student. */
  excused?: boolean;
};

/** A sentence of what is asked: "2 replies to different classmates, at least 50 words, by Sunday, 2 points each". */
export type Asked = Omit<Requirement, 'id'> & { count: number };

/** Beyond this nobody reads them, and matching replies to requirements stops being cheap. */
export const MOST_ASKED = 11;

/** One post and two replies to different classmates: what an instructor gets without touching anything. */
export const ASKED_BY_DEFAULT: readonly Asked[] = [
  { count: 1, kind: 'post', points: 6, minimumWords: 0, dueAt: null, differentClassmate: false },
  { count: 2, kind: 'reply', points: 2, minimumWords: 0, dueAt: null, differentClassmate: true },
];

/** Each post and reply that the sentences ask for, in their order. */
export function requirementsOf(asked: readonly Asked[]): Requirement[] {
  const numbers = { post: 0, reply: 0 };
  return asked.flatMap(({ count, ...one }) =>
    Array.from({ length: count }, () => {
      numbers[one.kind] += 1;
      return { id: idOf(one.kind, numbers[one.kind]), ...one };
    }),
  );
}

const idOf = (kind: RequirementKind, number: number) =>
  kind === 'post' && number === 1 ? kind : `${kind}-${number}`;

/** The sentences again: neighbours that ask the same are one. */
export function askedIn(requirements: readonly Requirement[]): Asked[] {
  const sentences: Asked[] = [];
  for (const { id: _, ...one } of requirements) {
    const last = sentences.at(-1);
    if (last && asksTheSame(last, one)) last.count += 1;
    else sentences.push({ count: 1, ...one });
  }
  return sentences;
}

const asksTheSame = (one: Omit<Requirement, 'id'>, other: Omit<Requirement, 'id'>): boolean =>
  one.kind === other.kind &&
  one.points === other.points &&
  one.minimumWords === other.minimumWords &&
  one.dueAt?.getTime() === other.dueAt?.getTime() &&
  one.differentClassmate === other.differentClassmate;

/** A requirement without a date of its own is due when the LMS says that the activity is. */
export const dueAtOf = (requirement: Requirement, lmsDueAt: Date | null): Date | null =>
  requirement.dueAt ?? lmsDueAt;

/** Points have two decimals at most. */
export const isWholeHundredths = (points: number): boolean =>
  Math.abs(points * 100 - toHundredths(points)) <= 1e-6;

/** Points are added as whole hundredths: 0.1 + 0.2 must be 0.3. */
export const toHundredths = (points: number): number => Math.round(points * 100);
export const fromHundredths = (hundredths: number): number => hundredths / 100;
export const addPoints = (points: readonly number[]): number =>
  fromHundredths(points.reduce((sum, one) => sum + toHundredths(one), 0));

/**
 * What each requirement is worth, in points with two decimals, in the order given. As hundredths they sum
 * exactly to the maximum: each is the step between two rounded running totals. Without weights all weigh the same.
 */
export function scaledPoints(
  requirements: readonly Pick<Requirement, 'points'>[],
  maximum: number,
): number[] {
  const weighted = requirements.some(({ points }) => points > 0);
  const weights = requirements.map(({ points }) => (weighted ? Math.max(points, 0) : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let running = 0;
  let given = 0;
  return weights.map((weight) => {
    running += weight;
    const upToHere = Math.round((toHundredths(maximum) * running) / total);
    const worth = fromHundredths(upToHere - given);
    given = upToHere;
    return worth;
  });
}
