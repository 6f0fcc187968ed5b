import { fromHundredths, toHundredths } from './discussion.ts';

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
