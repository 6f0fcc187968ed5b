import { addPoints, fromHundredths, isWholeHundredths, toHundredths } from './discussion.ts';
import { InvalidInput } from './errors.ts';

/** What is judged by people: each criterion at one of its levels. */
export type Rubric = {
  criteria: Criterion[] /** Whether other points than the levels' may be given. */;
  freePoints: boolean;
};
export type Criterion = { id: string; title: string; levels: Level[] };
export type Level = { title: string; points: number };

export const MOST_CRITERIA = 6;
export const MOST_LEVELS = 10;

/** What a rubric can give at most: it comes off what the requirements share. */
export function rubricMost(rubric: Rubric | null): number {
  const most = ({ levels }: Criterion) => Math.max(0, ...levels.map(({ points }) => toHundredths(points)));
  return fromHundredths(rubric?.criteria.reduce((sum, criterion) => sum + most(criterion), 0) ?? 0);
}

/** The rubric with its criteria known as before, by their words or else by their places: what was given for one is not taken for another's. */
export function asKnown(rubric: Rubric | null, before: Rubric | null): Rubric | null {
  if (!rubric || !before) return rubric;
  const free = new Map(before.criteria.map((criterion) => [criterion.id, criterion]));
  const take = (known: Criterion | undefined) => (known && free.delete(known.id) ? known.id : null);
  const byWords = rubric.criteria.map(({ title }) =>
    take([...free.values()].find((known) => known.title === title)),
  );
  const ids = byWords.map((id, index) => id ?? take(free.get(before.criteria[index]?.id ?? '')));
  const fresh = unused(new Set([...before.criteria.map(({ id }) => id)]));
  return {
    ...rubric,
    criteria: rubric.criteria.map((one, index) => ({ ...one, id: ids[index] ?? fresh() })),
  };
}

function unused(taken: ReadonlySet<string>): () => string {
  let number = 0;
  return () => {
    do number += 1;
    while (taken.has(`criterion-${number}`));
    return `criterion-${number}`;
  };
}

/** What somebody gave for one criterion. */
export type Mark = { criterionId: string; points: number };

export const pointsOfMarks = (marks: readonly Mark[]): number => addPoints(marks.map(({ points }) => points));

/** Those for criteria that there are. */
export const knownMarks = (rubric: Rubric | null, marks: readonly Mark[] = []): Mark[] =>
  marks.filter(({ criterionId }) => rubric?.criteria.some(({ id }) => id === criterionId));

export const sameMarks = (one: readonly Mark[], other: readonly Mark[]): boolean =>
  one.length === other.length &&
  one.every((mark) =>
    other.some(({ criterionId, points }) => mark.criterionId === criterionId && mark.points === points),
  );

/** @throws InvalidInput about `mark-` and the criterion, where a mark is none of its levels and may be nothing else */
export function checkMarks(rubric: Rubric | null, marks: readonly Mark[]): void {
  const wrong = marksOutside(rubric, marks);
  if (wrong.length > 0)
    throw new InvalidInput(
      Object.fromEntries(wrong.map(({ criterionId }) => [`mark-${criterionId}`, 'grade.error.mark'])),
    );
}

/** Those that are none of their criterion's levels, and may be nothing else. */
export const marksOutside = (rubric: Rubric | null, marks: readonly Mark[]): Mark[] =>
  marks.filter((mark) => !fits(rubric, mark));

function fits(rubric: Rubric | null, { criterionId, points }: Mark): boolean {
  const levels = rubric?.criteria.find(({ id }) => id === criterionId)?.levels;
  if (!levels) return false;
  if (levels.some((level) => level.points === points)) return true;
  const most = Math.max(...levels.map((level) => level.points));
  return rubric?.freePoints === true && points >= 0 && points <= most && isWholeHundredths(points);
}
