import { z } from 'zod';
import { type Judged, marksOf } from '../domain/byPost.ts';
import { InvalidInput } from '../domain/errors.ts';
import type { Grade } from '../domain/grade.ts';
import { type Mark, pointsOfMarks, type Rubric } from '../domain/rubric.ts';
import { apartIn, type Part, type Share, sumOfShares } from '../domain/shares.ts';
import type { Discussion } from '../store/discussions.ts';
import { partName } from './columns.ts';
import { judgedView } from './judgedView.ts';
import type { Language } from './language.ts';

const text = z.string().catch('');
const input = z
  .looseObject({
    points: text,
    comment: text,
    note: text,
    noteWas: text,
    why: text,
    suggested: text,
    seen: z.coerce.date().nullable().catch(null),
    /** The student who is next in the list, as the page had it. */
    next: text,
    /** What the button says: where to go afterwards, or what to do with a snippet. */
    after: z
      .string()
      .regex(/^(next|release|note|keep|(use|drop)-\d{1,2})$/)
      .catch('stay'),
  })
  .transform((form) => ({
    ...form,
    comment: lines(form.comment),
    note: lines(form.note),
    why: form.why.trim(),
  }));
export type GradeInput = z.infer<typeof input> & Record<string, unknown>;

export const gradeInput = (body: unknown): GradeInput => input.parse(body ?? {});

const lines = (typed: string): string => typed.replace(/\r\n?/g, '\n').trim();

/** What is written in a field of points; NaN where it is none. */
export const numberIn = (typed: string): number =>
  /^\s*-?\d+([.,]\d+)?\s*$/.test(typed) ? Number(typed.replace(',', '.')) : Number.NaN;

/** Points of one's own come before a level, unless they stood there before and the level was chosen since. */
export const chosenOf = (own: string, level: string, was: string): string =>
  own && !(level && own === was) ? own : level;

/** What was given by the rubric: a level, or points of the grader's own where these are typed. */
export function marksIn(typed: GradeInput, rubric: Rubric | null): Mark[] {
  return (rubric?.criteria ?? []).flatMap(({ id }) => {
    const own = String(typed[`free-${id}`] ?? '').trim();
    const level = String(typed[`mark-${id}`] ?? '');
    const chosen = chosenOf(own, level, String(typed[`was-${id}`] ?? ''));
    return chosen ? [{ criterionId: id, points: numberIn(chosen) }] : [];
  });
}

/**
 * The points of each part, where each has a column of its own: typed, or by the rubric. None where the page had one field
 * for all, as before the columns were arranged.
 * @throws InvalidInput about `points`, where they were typed for other parts than there are by now
 */
export function sharesIn(typed: GradeInput, parts: readonly Part[], marks: readonly Mark[]): Share[] {
  const names = parts.map(({ id }) => `share-${id}`);
  const given = Object.keys(typed).filter((name) => name.startsWith('share-'));
  if (given.some((name) => !names.includes(name)))
    throw new InvalidInput({ points: 'grade.error.otherParts' });
  if (given.length === 0 && typed.points.trim()) return [];
  return parts.map(({ id, kind }) => ({
    part: id,
    points: kind === 'rubric' ? pointsOfMarks(marks) : numberIn(String(typed[`share-${id}`] ?? '')),
  }));
}

/**
 * The points that were typed, part by part or in all; where a rubric adds up to them and nothing is, what is suggested and
 * what it gives.
 * @throws InvalidInput about `points`, while something of the rubric is left
 */
export function pointsIn(
  typed: GradeInput,
  rubric: Rubric | null,
  marks: Mark[],
  shares: readonly Share[],
): number {
  const byPart = shares.length > 0;
  if (!byPart && (!rubric || typed.points.trim())) return numberIn(typed.points);
  if (rubric && marks.length < rubric.criteria.length)
    throw new InvalidInput({ points: 'grade.error.marksMissing' });
  if (byPart) return sumOfShares(shares);
  return pointsOfMarks([...marks, { criterionId: '', points: numberIn(typed.suggested) || 0 }]);
}

/**
 * The form as it is filled in: by what was decided before, else by what is suggested.
 * @param suggested for what is asked
 * @param judged what the points beside posts come to
 */
export function filledIn(
  grade: Grade | null,
  points: number | null,
  suggested: number | null,
  { rubric }: Pick<Discussion, 'rubric'>,
  judged: readonly Judged[] = [],
): Partial<GradeInput> & Record<string, unknown> {
  const marks = grade?.confirmedAt ? grade.marks : marksOf(judged);
  const added = pointsOfMarks([...marks, { criterionId: '', points: suggested ?? 0 }]);
  const shown = rubric && (points === null || points === added) ? null : (points ?? suggested);
  const { comment = '', note = '' } = grade ?? {};
  const given = Object.fromEntries(marks.map((mark) => [`mark-${mark.criterionId}`, String(mark.points)]));
  return { ...given, points: String(shown ?? ''), comment, note, noteWas: note, why: '' };
}

/** The points of each part, as the form has them, with what is wrong with them. */
export function partsIn(
  discussion: Discussion,
  filled: readonly Share[],
  { form, errors }: { form: Record<string, unknown>; errors: Record<string, string> },
  language: Language,
) {
  return apartIn(discussion).map((part, at) => ({
    ...{ name: `share-${part.id}`, error: errors[`share-${part.id}`] },
    label: language.t('gradeOne.share', {
      part: partName(part, language),
      maximum: language.number(part.maximum),
    }),
    typed: part.kind !== 'rubric',
    first: at === 0,
    value: form[`share-${part.id}`] ?? String(filled[at]?.points ?? ''),
  }));
}

/** The rubric to choose from, as far as it is filled in. */
export function criteriaIn(
  discussion: Discussion,
  { form, errors }: { form: Record<string, unknown>; errors: Record<string, string> },
  judged: readonly Judged[],
  { base, language }: { base: string; language: Language },
) {
  const { rubric, byPost } = discussion;
  const { t, number } = language;
  return (rubric?.criteria ?? []).map(({ id, title, levels }) => {
    const own = String(form[`free-${id}`] ?? '');
    const chosen = String(form[`mark-${id}`] ?? '');
    const posts = judged.find(({ criterionId }) => criterionId === id);
    const isLevel = levels.some(({ points }) => String(points) === chosen);
    return {
      ...{ id, title, error: errors[`mark-${id}`] },
      levels: levels.map((level, index) => ({
        value: level.points,
        key: `${id}-${index}`,
        text: t('gradeOne.level', { points: number(level.points), count: level.points }),
        title: level.title,
        chosen: chosen === String(level.points),
      })),
      judged: posts?.posts.length ? judgedView(posts, { base, language }) : null,
      free: rubric?.freePoints || byPost !== 'off' ? { value: own || (isLevel ? '' : chosen) } : null,
    };
  });
}
