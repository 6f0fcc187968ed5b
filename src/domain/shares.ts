import {
  addPoints,
  askedIn,
  type DiscussionRules,
  fromHundredths,
  type RequirementKind,
  toHundredths,
} from './discussion.ts';
import type { Grade, Released } from './grade.ts';
import { type LedgerEntry, worthsOf } from './ledger.ts';
import { type Mark, pointsOfMarks, type Rubric, rubricMost } from './rubric.ts';

/** How the grades of a discussion lie in the gradebook: in one column, or in one for each part. */
export const COLUMNS = ['one', 'each'] as const;
export type Columns = (typeof COLUMNS)[number];

/** What can have a column of its own: what one sentence asks, or the rubric. */
export type Part = {
  /** Of a sentence that of its first requirement, so that a rule which changes keeps its column. */
  id: string;
  kind: RequirementKind | 'rubric';
  /** The how manieth of its kind, from 1. */
  number: number;
  requirementIds: string[];
  /** Points, two decimals, above 0; those of all parts add up to the discussion's. */
  maximum: number;
};

/** The points of one part. */
export type Share = { part: string; points: number };

type Rules = Pick<DiscussionRules, 'requirements' | 'maximum' | 'scoring'> & { rubric: Rubric | null };
/** What decides how a grade is shared out among columns. */
export type Sharing = Rules & { columns: Columns };

const RUBRIC = 'rubric';

/** The parts of a discussion's grade that are worth something, in the order of what is asked. */
export function partsOf({ requirements, maximum, scoring, rubric }: Rules): Part[] {
  if (scoring === 'none') return [];
  const byRubric = Math.min(rubricMost(rubric), maximum);
  const worths = worthsOf({ requirements, maximum, byRubric, scoring }).map(fromHundredths);
  const numbers = { post: 0, reply: 0 };
  let from = 0;
  const asked = askedIn(requirements).map(({ kind, count }): Part => {
    const these = requirements.slice(from, from + count).map(({ id }) => id);
    const points = worths.slice(from, from + count);
    from += count;
    numbers[kind] += 1;
    const id = these[0] ?? '';
    return { id, kind, number: numbers[kind], requirementIds: these, maximum: addPoints(points) };
  });
  const judged: Part = { id: RUBRIC, kind: 'rubric', number: 1, requirementIds: [], maximum: byRubric };
  return [...asked, judged].filter((part) => part.maximum > 0);
}

/** The parts that have a column each: none where the grade lies in one. */
export function apartIn(discussion: Sharing): Part[] {
  const parts = discussion.columns === 'each' ? partsOf(discussion) : [];
  return parts.length > 1 ? parts : [];
}

/** The maximum of the column that comes with the activity: it has the first part. */
export const firstMaximum = (discussion: Sharing): number =>
  apartIn(discussion)[0]?.maximum ?? discussion.maximum;

/** What a person gave, or was shown, as far as it can be shared out. */
type Whole = Pick<Grade, 'points' | 'maximum'> & Pick<Released, 'shares' | 'marks'>;

/**
 * The points of each part, in their order: as a person gave them, else as they were suggested. Where the sum is another,
 * what was taken away comes off all parts alike, and what was added fills up what is missing of each.
 * Two decimals; together they are always the grade.
 */
export function shareOut(whole: Whole, parts: readonly Part[], ledger: readonly LedgerEntry[]): Share[] {
  const total = parts.reduce((all, { maximum }) => all + toHundredths(maximum), 0);
  const points = whole.maximum ? ((whole.points ?? 0) / whole.maximum) * total : 0;
  const given = givenFor(parts, whole);
  const earned = given ?? parts.map((part) => earnedIn(part, ledger, whole.marks));
  const most = parts.map(({ maximum }) => toHundredths(maximum));
  const suggested = earned.reduce((all, one) => all + one, 0);
  const exact = earned.map((one, at) => {
    if (points <= suggested) return suggested ? (one * points) / suggested : 0;
    const missing = (most[at] ?? 0) - one;
    return one + (missing * (points - suggested)) / (total - suggested);
  });
  return rounded(exact).map((hundredths, at) => ({
    part: parts[at]?.id ?? '',
    points: fromHundredths(hundredths),
  }));
}

/** In hundredths; null where nobody gave points by part, or of other parts than there are. */
function givenFor(parts: readonly Part[], { shares = [] }: Whole): number[] | null {
  const given = parts.map(({ id, maximum }) => {
    const share = shares.find(({ part }) => part === id);
    return share ? Math.min(toHundredths(share.points), toHundredths(maximum)) : null;
  });
  return shares.length === parts.length && given.every((one) => one !== null) ? given : null;
}

/** In hundredths, of what the part is worth by now. */
function earnedIn(part: Part, ledger: readonly LedgerEntry[], marks: readonly Mark[] = []): number {
  const most = toHundredths(part.maximum);
  if (part.kind === 'rubric') return Math.min(toHundredths(pointsOfMarks(marks)), most);
  const entries = entriesOf(part, ledger);
  const possible = entries.reduce((all, entry) => all + toHundredths(entry.possible), 0);
  const points = entries.reduce((all, entry) => all + toHundredths(entry.points), 0);
  return possible ? (points / possible) * most : 0;
}

/** What was measured of a part. */
export const entriesOf = ({ requirementIds }: Part, ledger: readonly LedgerEntry[]): LedgerEntry[] =>
  ledger.filter(({ requirementId }) => requirementIds.includes(requirementId));

/** To whole numbers that add up to what these add up to: each is the step between two rounded running totals. */
function rounded(exact: readonly number[]): number[] {
  let running = 0;
  let given = 0;
  return exact.map((one) => {
    running += one;
    // Thirds of a hundredth add up to a little less than they should.
    const upToHere = Math.round(running + 1e-7);
    const step = upToHere - given;
    given = upToHere;
    return step;
  });
}

export const sumOfShares = (shares: readonly Share[]): number =>
  addPoints(shares.map(({ points }) => points));

export const sameShares = (one: readonly Share[], other: readonly Share[]): boolean =>
  one.length === other.length &&
  one.every(({ part, points }) => other.some((share) => share.part === part && share.points === points));
