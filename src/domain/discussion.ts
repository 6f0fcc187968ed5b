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

export type DiscussionRules = {
  requirements: Requirement[];
  /** The line item's maximum, two decimals. */
  maximum: number;
  repliesToInstructorCount: boolean;
  /** A student's own post comes before any reply. */
  postFirst?: boolean;
};

export type SetUp = {
  maximum: number;
  /** How many replies are asked, 0 to `MOST_REPLIES`. */
  replies?: number;
  postPoints?: number;
  /** Each reply's. */
  replyPoints?: number;
  postMinimumWords?: number;
  replyMinimumWords?: number;
  postDueAt?: Date | null;
  repliesDueAt?: Date | null;
  differentClassmates?: boolean;
  repliesToInstructorCount?: boolean;
};

/** Beyond this nobody reads them, and matching replies to requirements stops being cheap. */
export const MOST_REPLIES = 10;

/** What the set-up form gives; what was left alone is one post and two replies to different classmates: 6 + 2 + 2. */
export function ruleset(setUp: SetUp): DiscussionRules {
  const post: Requirement = {
    id: 'post',
    kind: 'post',
    points: setUp.postPoints ?? 6,
    minimumWords: setUp.postMinimumWords ?? 0,
    dueAt: setUp.postDueAt ?? null,
    differentClassmate: false,
  };
  const reply = (_: unknown, index: number): Requirement => ({
    id: `reply-${index + 1}`,
    kind: 'reply',
    points: setUp.replyPoints ?? 2,
    minimumWords: setUp.replyMinimumWords ?? 0,
    dueAt: setUp.repliesDueAt ?? null,
    differentClassmate: setUp.differentClassmates ?? true,
  });
  const replies = Math.min(Math.max(setUp.replies ?? 2, 0), MOST_REPLIES);
  return {
    requirements: [post, ...Array.from({ length: replies }, reply)],
    maximum: setUp.maximum,
    repliesToInstructorCount: setUp.repliesToInstructorCount ?? false,
  };
}

/** A requirement without a date of its own is due when the LMS says that the activity is. */
export const dueAtOf = (requirement: Requirement, lmsDueAt: Date | null): Date | null =>
  requirement.dueAt ?? lmsDueAt;

/** Points have two decimals at most. */
export const isWholeHundredths = (points: number): boolean =>
  Math.abs(points * 100 - toHundredths(points)) <= 1e-6;

/** Points are added as whole hundredths: 0.1 + 0.2 must be 0.3. */
export const toHundredths = (points: number): number => Math.round(points * 100);
export const fromHundredths = (hundredths: number): number => hundredths / 100;

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
