import { IANAZone } from 'luxon';
import { z } from 'zod';
import { BY_POST, MOST_BEST_POSTS } from '../domain/byPost.ts';
import { isWholeHundredths, MOST_ASKED, SCORING } from '../domain/discussion.ts';
import { EDITING, HISTORY } from '../domain/editing.ts';
import { RELEASE } from '../domain/grade.ts';
import { LATE } from '../domain/late.ts';
import { GROUPINGS } from '../domain/opening.ts';
import type { Format } from '../domain/post.ts';
import { MOST_CRITERIA, MOST_LEVELS, type Rubric, rubricMost } from '../domain/rubric.ts';
import type { Choices } from '../usecases/setUpDiscussion.ts';
import { fromIn, isLocalTime, untilIn } from './localTime.ts';
import { freshForm, type Typed } from './setUpTyped.ts';

/** What was typed as a number, with a decimal point or comma; nothing typed is no number. */
const number = z
  .string()
  .transform((typed) => (typed.trim() === '' ? Number.NaN : Number(typed.replace(',', '.'))));
/** With one sentence for all that can be wrong with it, or one for each. */
const whole = (least: number, most: number, mistake?: string) =>
  number.pipe(
    z
      .number(mistake ?? 'setUp.error.number')
      .int(mistake ?? 'setUp.error.whole')
      .min(least, mistake ?? 'setUp.error.bounds')
      .max(most, mistake ?? 'setUp.error.bounds'),
  );
const points = (least: number, mistake: string) =>
  number.pipe(
    z
      .number('setUp.error.number')
      .min(least, mistake)
      .max(10_000, 'setUp.error.bounds')
      .refine(isWholeHundredths, 'grade.error.twoDecimals'),
  );
/** In minutes. */
const A_WEEK = 7 * 24 * 60;
const localTime = z.string().refine((typed) => typed === '' || isLocalTime(typed), 'setUp.error.date');
/** One of two choices, of which the other is what was there before. */
const yes = z.string().transform((typed) => typed === 'yes');

const row = z.object({
  kind: z.enum(['post', 'classmates', 'anyone']).catch('classmates'),
  count: whole(1, MOST_ASKED),
  words: whole(0, 10_000),
  due: localTime,
  points: points(0, 'setUp.error.bounds'),
});

/** `4 Names a source`: what a level gives, and what it means. */
const LEVEL = /^\s*(\d+(?:[.,]\d{1,2})?)\s+(\S.*)$/;
const levels = z.string().transform((typed, context) => {
  const lines = typed.split(/\r\n|\r|\n/).filter((line) => line.trim());
  const read = lines.map((line) => LEVEL.exec(line)).filter((found) => found !== null);
  if (lines.length === 0 || lines.length > MOST_LEVELS || read.length < lines.length || typed.length > 5000) {
    context.addIssue('setUp.error.levels');
    return z.NEVER;
  }
  return read.map(([, points = '', title = '']) => ({
    points: Number(points.replace(',', '.')),
    title: title.trim(),
  }));
});
const criterion = z.object({
  title: z.string().trim().min(1, 'setUp.error.criterion').max(255, 'setUp.error.titleTooLong'),
  levels,
});

const input = z
  .object({
    title: z.string().max(255, 'setUp.error.titleTooLong'),
    promptText: z.string(),
    promptHtml: z.string(),
    promptFormat: z.enum(['plain', 'rich']).catch('plain'),
    maximum: points(0.01, 'setUp.error.maximum'),
    scoring: z.enum(SCORING).catch('each'),
    rows: z.array(row).min(1),
    late: z.enum(LATE).catch('accepted'),
    latePercent: whole(0, 100, 'setUp.error.percent'),
    opensAt: localTime,
    closesAt: localTime,
    release: z.enum(RELEASE).catch('hand'),
    releaseAt: localTime,
    criteria: z.array(criterion).max(MOST_CRITERIA, 'setUp.error.criteria'),
    freePoints: yes,
    byPost: z.enum(BY_POST).catch('off'),
    bestPosts: whole(1, MOST_BEST_POSTS, 'setUp.error.bestPosts'),
    editing: z.enum(EDITING).catch('always'),
    editMinutes: whole(0, A_WEEK, 'setUp.error.minutes'),
    history: z.enum(HISTORY).catch('teachers'),
    postFirst: yes,
    aliases: yes,
    groups: z.enum(GROUPINGS).catch('none'),
    zone: z.string().refine((zone) => IANAZone.isValidZone(zone), 'setUp.error.zone'),
  })
  .superRefine(({ rows, opensAt, closesAt, maximum, criteria, freePoints }, { addIssue }) => {
    const wrong = (path: (string | number)[], message: string) => addIssue({ code: 'custom', path, message });
    if (rows.reduce((sum, { count }) => sum + count, 0) > MOST_ASKED)
      wrong(['rows', rows.length - 1, 'count'], 'setUp.error.tooMuchAsked');
    if (opensAt && closesAt && closesAt <= opensAt) wrong(['closesAt'], 'setUp.error.closesBeforeItOpens');
    if (rubricMost(rubricOf(criteria, freePoints)) > maximum)
      wrong(['maximum'], 'setUp.error.rubricGivesMore');
  });
type Input = z.output<typeof input>;

const rubricOf = (criteria: Input['criteria'], freePoints: boolean): Rubric | null => {
  if (criteria.length === 0) return null;
  return { criteria: criteria.map((one, index) => ({ id: `criterion-${index + 1}`, ...one })), freePoints };
};

/** What the form says, or what is wrong with it: field name to catalogue key. */
export function choicesIn(
  typed: Typed,
): { choices: Omit<Choices, 'language'> } | { errors: Record<string, string> } {
  const parsed = input.safeParse(typed);
  return parsed.success ? { choices: choicesOf(parsed.data) } : { errors: fieldErrors(parsed.error) };
}

/** As far as it can be made out: what is wrong is as in a form that nobody has touched. */
export function choicesSoFar(typed: Typed): Omit<Choices, 'language'> {
  const found = choicesIn(typed);
  if ('choices' in found) return found.choices;
  const fresh = freshForm();
  const mended = { ...typed };
  for (const name of Object.keys(found.errors)) {
    const [of, index, field] = /^(row|criterion)-(\d+)-(\w+)$/.exec(name)?.slice(1) ?? [];
    if (of === 'row')
      mended.rows = mended.rows.map((row, at) =>
        at + 1 === Number(index) ? { ...row, [field ?? '']: field === 'due' ? '' : '1' } : row,
      );
    else if (of === 'criterion') mended.criteria = [];
    else Object.assign(mended, { [name]: fresh[name as 'maximum'] });
  }
  const again = choicesIn(mended);
  return 'choices' in again ? again.choices : choicesSoFar({ ...fresh, zone: mended.zone });
}

/** The prompt as typed in an editor, or in a plain field. */
export function promptIn({
  promptText,
  promptHtml,
  promptFormat,
}: Pick<Typed, 'promptText' | 'promptHtml' | 'promptFormat'>) {
  const format: Format = promptFormat === 'rich' ? 'rich' : 'plain';
  return { promptText: format === 'rich' ? promptHtml : promptText, promptFormat: format };
}

function choicesOf(input: Input): Omit<Choices, 'language'> {
  const { rows, criteria, freePoints, promptHtml, opensAt, closesAt, releaseAt, ...rest } = input;
  const { zone } = rest;
  return {
    ...rest,
    ...promptIn({ ...rest, promptHtml }),
    asked: rows.map(({ kind, words, due, ...row }) => ({
      ...row,
      kind: kind === 'post' ? ('post' as const) : ('reply' as const),
      minimumWords: words,
      dueAt: untilIn(due, zone),
      differentClassmate: kind === 'classmates',
    })),
    opensAt: fromIn(opensAt, zone),
    closesAt: untilIn(closesAt, zone),
    releaseAt: rest.release === 'itself' ? fromIn(releaseAt, zone) : null,
    rubric: rubricOf(criteria, freePoints),
    // Without criteria there is nothing to give beside a post.
    byPost: criteria.length > 0 ? rest.byPost : 'off',
  };
}

/** The first mistake of each field, rows by their numbers. */
const fieldErrors = (error: z.ZodError): Record<string, string> =>
  Object.fromEntries(error.issues.toReversed().map(({ path, message }) => [fieldAt(path), message]));

function fieldAt([of, index, field]: PropertyKey[]): string {
  if (of === 'rows') return `row-${Number(index) + 1}-${String(field)}`;
  if (of === 'criteria' && field !== undefined) return `criterion-${Number(index) + 1}-${String(field)}`;
  return String(of);
}
