import { isWholeHundredths, toHundredths } from './discussion.ts';
import { Conflict, InvalidInput } from './errors.ts';
import type { LedgerEntry, Participation } from './participation.ts';

/** How confirmed grades come to be shown: when somebody releases them, or by themselves. */
export const RELEASE = ['hand', 'itself'] as const;
export type Release = (typeof RELEASE)[number];

export type GradeStatus = 'ungraded' | 'confirmed' | 'released';

/** What the student sees, and what the LMS should be told. */
export type Released = { points: number; maximum: number; comment: string; at: Date; by: string };

export type GradeChange = {
  at: Date;
  by: string;
  what: 'confirmed' | 'released';
  from: number | null;
  to: number | null;
  commentChanged: boolean;
};

export type Grade = {
  /** What a person confirmed. A suggestion is not a grade: it is computed when it is looked at. */
  points: number | null;
  maximum: number;
  comment: string;
  /** 'confirmed' also when a released grade was changed and the change is not released yet. */
  status: GradeStatus;
  confirmedAt: Date | null;
  confirmedBy: string | null;
  /** What was suggested when it was confirmed. */
  ledger: LedgerEntry[];
  released: Released | null;
  history: GradeChange[];
};

export type Confirmation = {
  points: number;
  comment: string;
  by: string;
  at: Date;
  ledger: LedgerEntry[];
  /** Where the discussion's maximum is another now than when this grade was last confirmed. */
  maximum?: number;
};

export const ungraded = (maximum: number): Grade => ({
  points: null,
  maximum,
  comment: '',
  status: 'ungraded',
  confirmedAt: null,
  confirmedBy: null,
  ledger: [],
  released: null,
  history: [],
});

/**
 * A person's decision. What was released stays what the student sees until it is released again.
 * @throws InvalidInput about `points`
 */
export function confirm(grade: Grade, { points, comment, by, at, ledger, maximum }: Confirmation): Grade {
  const most = maximum ?? grade.maximum;
  const wrong = pointsProblem(points, most);
  if (wrong) throw new InvalidInput({ points: wrong }, { points, comment });
  const commentChanged = comment !== grade.comment;
  const changed = points !== grade.points || most !== grade.maximum || commentChanged;
  const change: GradeChange = { at, by, what: 'confirmed', from: grade.points, to: points, commentChanged };
  const next: Grade = {
    ...grade,
    points,
    comment,
    maximum: most,
    confirmedAt: at,
    confirmedBy: by,
    ledger,
    history: changed ? [...grade.history, change] : grade.history,
  };
  return { ...next, status: isReleased(next) ? 'released' : 'confirmed' };
}

/** A catalogue key, or null when the points may be given: 0 to the maximum, two decimals. */
export function pointsProblem(points: number, maximum: number): string | null {
  if (!Number.isFinite(points)) return 'grade.error.notANumber';
  if (points < 0) return 'grade.error.negative';
  if (points > maximum) return 'grade.error.aboveMaximum';
  if (!isWholeHundredths(points)) return 'grade.error.twoDecimals';
  return null;
}

/**
 * Shows the confirmed grade to the student. Releasing what is released already changes nothing.
 * @throws Conflict when nobody confirmed anything
 */
export function release(grade: Grade, { by, at }: { by: string; at: Date }): Grade {
  const { points, maximum, comment } = grade;
  if (points === null) throw new Conflict('grade.error.notConfirmed');
  if (isReleased(grade)) return grade;
  const change: GradeChange = {
    at,
    by,
    what: 'released',
    from: grade.released?.points ?? null,
    to: points,
    commentChanged: comment !== (grade.released?.comment ?? ''),
  };
  return {
    ...grade,
    status: 'released',
    released: { points, maximum, comment, at, by },
    history: [...grade.history, change],
  };
}

function isReleased({ points, maximum, comment, released }: Grade): boolean {
  return (
    released !== null &&
    released.points === points &&
    released.maximum === maximum &&
    released.comment === comment
  );
}

/** Whether what is confirmed goes out by now without anybody releasing it. Nothing is ever confirmed that way. */
export const releasesItself = (rule: { release: Release; releaseAt: Date | null }, now: Date): boolean =>
  rule.release === 'itself' && (rule.releaseAt === null || rule.releaseAt <= now);

type Suggested = Pick<Participation, 'entries' | 'unused'>;

/** How many posts and replies, counted or not, the student wrote after the grade was confirmed. */
export function newSince(grade: Pick<Grade, 'confirmedAt'>, { entries, unused }: Suggested): number {
  const { confirmedAt } = grade;
  if (!confirmedAt) return 0;
  const standing = unused.filter(({ reason }) => reason !== 'deleted');
  const posts = [...entries.map(({ evidence, shortfall }) => evidence ?? shortfall), ...standing];
  return posts.filter((post) => post !== null && post.postedAt > confirmedAt).length;
}

/** Whether the ledger says something else now than when the grade was confirmed, by new posts or by edits. */
export function suggestionMoved(grade: Pick<Grade, 'confirmedAt' | 'ledger'>, now: Suggested): boolean {
  if (!grade.confirmedAt) return false;
  const sum = (entries: LedgerEntry[]) =>
    entries.reduce((total, { points }) => total + toHundredths(points), 0);
  return sum(grade.ledger) !== sum(now.entries);
}
