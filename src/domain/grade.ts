import { type Judged, marksOf } from './byPost.ts';
import { isWholeHundredths, toHundredths } from './discussion.ts';
import { Conflict, InvalidInput } from './errors.ts';
import type { LedgerEntry, Participation } from './participation.ts';
import { type Mark, pointsOfMarks, sameMarks } from './rubric.ts';
import { type Part, type Share, sameShares } from './shares.ts';

/** How confirmed grades come to be shown: when somebody releases them, or by themselves. */
export const RELEASE = ['hand', 'itself'] as const;
export type Release = (typeof RELEASE)[number];

export type GradeStatus = 'ungraded' | 'confirmed' | 'released';

/** What the student sees, and what the LMS should be told. */
export type Released = {
  points: number;
  maximum: number;
  comment: string;
  /** By the rubric; none in those from before there was one. */
  marks?: Mark[];
  /** What stood beside the student's posts when that was decided. */
  judged?: Judged[];
  /** By part, where they were given so. */
  shares?: Share[];
  at: Date;
  by: string;
};

/** How a person came to it: they took what was suggested, for one or for many at once, or gave zero where nothing was done. */
export type How = 'accepted' | 'many' | 'missing';

export type GradeChange = {
  at: Date;
  by: string;
  what: 'confirmed' | 'released' | 'undone';
  from: number | null;
  to: number | null;
  commentChanged: boolean;
  how?: How | null;
  /** In the words of whoever did it. */
  why?: string;
};

export type Grade = {
  /** What a person confirmed. A suggestion is not a grade: it is computed when it is looked at. */
  points: number | null;
  maximum: number;
  comment: string;
  /** What people gave by the rubric; the points may be others. */
  marks: Mark[];
  /** The points by part, where they were given so; none where one number was given. */
  shares: Share[];
  /** For those who grade, and nobody else. */
  note: string;
  /** 'confirmed' also when a released grade was changed and the change is not released yet. */
  status: GradeStatus;
  confirmedAt: Date | null;
  confirmedBy: string | null;
  /** What was suggested when it was confirmed. */
  ledger: LedgerEntry[];
  /** What the points beside posts came to then, and was suggested for the rubric. */
  judged: Judged[];
  released: Released | null;
  history: GradeChange[];
  /** What stood before the last decision, for as long as that can be taken back: until its release. */
  previous: Decided | null;
};

/** What a decision decides. */
export type Decided = Pick<
  Grade,
  'points' | 'maximum' | 'comment' | 'marks' | 'shares' | 'confirmedAt' | 'confirmedBy' | 'ledger' | 'judged'
>;

export type Confirmation = {
  points: number;
  comment: string;
  by: string;
  at: Date;
  ledger: LedgerEntry[];
  marks?: Mark[];
  shares?: Share[];
  judged?: Judged[];
  how?: How | null;
  why?: string;
  /** Where the discussion's maximum is another now than when this grade was last confirmed. */
  maximum?: number;
};

export const ungraded = (maximum: number): Grade => ({
  points: null,
  maximum,
  comment: '',
  marks: [],
  shares: [],
  note: '',
  status: 'ungraded',
  confirmedAt: null,
  confirmedBy: null,
  ledger: [],
  judged: [],
  released: null,
  history: [],
  previous: null,
});

/**
 * A person's decision. What was released stays what the student sees until it is released again.
 * @throws InvalidInput about `points`
 */
export function confirm(grade: Grade, decision: Confirmation): Grade {
  const { points, comment, by, at, ledger, marks = [], shares = [] } = decision;
  const { judged = [], how = null, why = '' } = decision;
  const most = decision.maximum ?? grade.maximum;
  const wrong = pointsProblem(points, most);
  if (wrong) throw new InvalidInput({ points: wrong }, { points, comment });
  const commentChanged = comment !== grade.comment;
  const same = points === grade.points && most === grade.maximum;
  const alike = sameMarks(marks, grade.marks) && sameShares(shares, grade.shares);
  const changed = !same || !alike || commentChanged;
  const change: GradeChange = {
    ...{ at, by, what: 'confirmed', from: grade.points, to: points, commentChanged },
    ...(how ? { how } : {}),
    ...(why ? { why } : {}),
  };
  const next: Grade = {
    ...grade,
    points,
    comment,
    maximum: most,
    marks,
    shares,
    confirmedAt: at,
    confirmedBy: by,
    ledger,
    judged,
    history: changed ? [...grade.history, change] : grade.history,
    previous: changed ? decidedIn(grade) : grade.previous,
  };
  return { ...next, status: isReleased(next) ? 'released' : 'confirmed' };
}

function decidedIn(grade: Grade): Decided {
  const { points, maximum, comment, marks, shares, confirmedAt, confirmedBy, ledger, judged } = grade;
  return { points, maximum, comment, marks, shares, confirmedAt, confirmedBy, ledger, judged };
}

/**
 * Takes the last decision back: what stood before it stands again.
 * @throws Conflict when there is nothing to take back, or the student has been shown it
 */
export function undo(grade: Grade, { by, at }: { by: string; at: Date }): Grade {
  const { previous } = grade;
  if (!previous || isReleased(grade)) throw new Conflict('grade.error.nothingToUndo');
  const change: GradeChange = {
    ...{ at, by, what: 'undone', from: grade.points, to: previous.points },
    commentChanged: grade.comment !== previous.comment,
  };
  const next: Grade = { ...grade, ...previous, previous: null, history: [...grade.history, change] };
  if (next.points === null) return { ...next, status: 'ungraded' };
  return { ...next, status: isReleased(next) ? 'released' : 'confirmed' };
}

export const mayUndo = (grade: Grade): boolean => grade.previous !== null && !isReleased(grade);

/** A catalogue key, or null when the points may be given: 0 to the maximum, two decimals. */
export function pointsProblem(points: number, maximum: number): string | null {
  if (!Number.isFinite(points)) return 'grade.error.notANumber';
  if (points < 0) return 'grade.error.negative';
  if (points > maximum) return 'grade.error.aboveMaximum';
  if (!isWholeHundredths(points)) return 'grade.error.twoDecimals';
  return null;
}

/** @throws InvalidInput about `share-` and the part */
export function checkShares(parts: readonly Part[], shares: readonly Share[]): void {
  const wrong = shares.flatMap(({ part, points }) => {
    const most = parts.find(({ id }) => id === part)?.maximum;
    if (most === undefined) return [[`share-${part}`, 'grade.error.otherParts']];
    const problem = points > most ? 'grade.error.abovePart' : pointsProblem(points, most);
    return problem ? [[`share-${part}`, problem]] : [];
  });
  if (wrong.length > 0) throw new InvalidInput(Object.fromEntries(wrong));
}

/**
 * Shows the confirmed grade to the student. Releasing what is released already changes nothing.
 * @throws Conflict when nobody confirmed anything
 */
export function release(grade: Grade, { by, at }: { by: string; at: Date }): Grade {
  const { points, maximum, comment, marks, shares, judged } = grade;
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
    released: {
      ...{ points, maximum, comment, at, by },
      ...(marks.length > 0 ? { marks } : {}),
      ...(judged.length > 0 ? { judged } : {}),
      ...(shares.length > 0 ? { shares } : {}),
    },
    previous: null,
    history: [...grade.history, change],
  };
}

function isReleased({ points, maximum, comment, marks, shares, released }: Grade): boolean {
  return (
    released !== null &&
    released.points === points &&
    released.maximum === maximum &&
    released.comment === comment &&
    sameMarks(released.marks ?? [], marks) &&
    sameShares(released.shares ?? [], shares)
  );
}

/** Whether what is confirmed goes out by now without anybody releasing it. Nothing is ever confirmed that way. */
export const releasesItself = (rule: { release: Release; releaseAt: Date | null }, now: Date): boolean =>
  rule.release === 'itself' && (rule.releaseAt === null || rule.releaseAt <= now);

type Suggested = Pick<Participation, 'entries' | 'unused' | 'byPost'>;

/** How many posts and replies, counted or not, the student wrote after the grade was confirmed. */
export function newSince(grade: Pick<Grade, 'confirmedAt'>, { entries, unused }: Suggested): number {
  const { confirmedAt } = grade;
  if (!confirmedAt) return 0;
  const standing = unused.filter(({ reason }) => reason !== 'deleted');
  const posts = [...entries.map(({ evidence, shortfall }) => evidence ?? shortfall), ...standing];
  return posts.filter((post) => post !== null && post.postedAt > confirmedAt).length;
}

/** Whether something else is suggested now than when the grade was confirmed, by new posts, by edits, by points beside posts. */
export function suggestionMoved(
  grade: Pick<Grade, 'confirmedAt' | 'ledger' | 'judged'>,
  now: Suggested,
): boolean {
  if (!grade.confirmedAt) return false;
  const sum = (entries: LedgerEntry[], judged: readonly Judged[]) =>
    entries.reduce((total, { points }) => total + toHundredths(points), 0) +
    toHundredths(pointsOfMarks(marksOf(judged)));
  return sum(grade.ledger, grade.judged) !== sum(now.entries, now.byPost?.judged ?? []);
}
