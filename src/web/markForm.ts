import { type Mark, type Rubric, sameMarks } from '../domain/rubric.ts';
import type { Given } from '../usecases/markThread.ts';
import { chosenOf, numberIn } from './gradeForm.ts';
import type { Language } from './language.ts';

/** The points beside the posts of a thread as they were typed: a few fields for each, by its place in the thread. */
export type TypedMarks = Record<string, string>;

const FIELD = /^(mark|free|was)-(\d{1,9})(-criterion-\d{1,2})?$/;
/** A page has no more posts than this. */
const MOST_PLACES = 200;

export function typedMarks(body: unknown): TypedMarks {
  const sent = Object.entries((body ?? {}) as Record<string, unknown>);
  const known = sent.filter(([name, value]) => FIELD.test(name) && typeof value === 'string');
  return Object.fromEntries(known.map(([name, value]) => [name, String(value).slice(0, 200)]));
}

/** What the form says of each post: a level, or points of the grader's own where these are typed. */
export function givenIn(typed: TypedMarks, rubric: Rubric | null): Given[] {
  const places = new Set(Object.keys(typed).map((name) => Number(FIELD.exec(name)?.[2])));
  return [...places].slice(0, MOST_PLACES).map((place) => ({
    place,
    was: marksIn(typed[`was-${place}`] ?? ''),
    marks: (rubric?.criteria ?? []).flatMap(({ id }) => {
      const before = marksIn(typed[`was-${place}`] ?? '').find(({ criterionId }) => criterionId === id);
      const [free = '', level = ''] = [typed[`free-${place}-${id}`], typed[`mark-${place}-${id}`]];
      const chosen = chosenOf(free.trim(), level, String(before?.points ?? ''));
      return chosen ? [{ criterionId: id, points: numberIn(chosen) }] : [];
    }),
  }));
}

/** The places at which something else is said than stood there. */
export const touchedIn = (typed: TypedMarks, rubric: Rubric | null): Set<number> =>
  new Set(givenIn(typed, rubric).flatMap(({ place, marks, was }) => (sameMarks(marks, was) ? [] : [place])));

/** `criterion-1:4 criterion-2:3`, as a page carries what stood there. */
export const wasOf = (marks: readonly Mark[]): string =>
  marks.map(({ criterionId, points }) => `${criterionId}:${points}`).join(' ');

const marksIn = (was: string): Mark[] =>
  was
    .split(' ')
    .filter(Boolean)
    .map((one) => one.split(':'))
    .map(([criterionId = '', points = '']) => ({ criterionId, points: numberIn(points) }));

/** The form as it is filled in by what stands there. */
export const filledIn = (place: number, marks: readonly Mark[]): TypedMarks =>
  Object.fromEntries(
    marks.map(({ criterionId, points }) => [`mark-${place}-${criterionId}`, String(points)]),
  );

/** The criteria of a rubric to choose from beside one post, as far as they are filled in. */
export function criteriaAt(
  place: number,
  rubric: Rubric | null,
  typed: TypedMarks,
  errors: Record<string, string>,
  { t, number }: Language,
) {
  return (rubric?.criteria ?? []).map(({ id, title, levels }) => {
    const name = `${place}-${id}`;
    const [own = '', chosen = ''] = [typed[`free-${name}`], typed[`mark-${name}`]];
    const isLevel = levels.some(({ points }) => String(points) === chosen);
    const free = own || (isLevel ? '' : chosen);
    return {
      ...{ name, title, error: errors[`mark-${name}`] },
      none: !chosen && !own,
      levels: levels.map((level, index) => ({
        value: level.points,
        key: `${name}-${index}`,
        points: number(level.points),
        said: t('gradeOne.level', { points: number(level.points), count: level.points }),
        title: level.title,
        chosen: !own && chosen === String(level.points),
      })),
      // What was given stays, even where only levels are given by now.
      free: rubric?.freePoints || free ? { value: free } : null,
    };
  });
}
