import { randomUUID } from 'node:crypto';
import { NOT_BY_POST } from '../domain/byPost.ts';
import { ASKED_BY_DEFAULT, type Asked, askedIn } from '../domain/discussion.ts';
import type { Criterion, Rubric } from '../domain/rubric.ts';
import type { Discussion } from '../store/discussions.ts';
import { localIn } from './localTime.ts';
import { typedIn } from './typed.ts';

/** A sentence of what is asked, and a criterion of a rubric, as they stand in the form. */
export type TypedRow = Record<'kind' | 'count' | 'words' | 'due' | 'points', string>;
export type TypedCriterion = Record<'title' | 'levels', string>;

/** The form as it is shown: everything as typed. */
export type Typed = typeof FRESH & { rows: TypedRow[]; criteria: TypedCriterion[] };
export type Name = keyof typeof FRESH;

const FRESH = {
  ...{ title: '', promptText: '', promptHtml: '', promptFormat: 'plain', requestId: '', seen: '' },
  ...{ maximum: '10', scoring: 'each', late: 'accepted', latePercent: '10', zone: 'UTC' },
  ...{ opensAt: '', closesAt: '', postFirst: 'no', aliases: 'no', groups: 'none' },
  ...{ editing: 'always', editMinutes: '30', history: 'teachers' },
  ...{ freePoints: 'no', byPost: 'off', bestPosts: String(NOT_BY_POST.bestPosts) },
  ...{ release: 'hand', releaseAt: '' },
};
const NAMES = Object.keys(FRESH) as Name[];
/** What applies where such a field is left empty. */
const IF_EMPTY = ['editMinutes', 'latePercent', 'bestPosts'] as const;

/** Rows are known by the numbers in their fields' names; more are not read. */
const MOST_ROWS = 20;

export const freshForm = (title = ''): Typed => ({
  ...FRESH,
  title,
  requestId: randomUUID(),
  rows: rowsOf(ASKED_BY_DEFAULT, 'UTC'),
  criteria: [],
});

export function formOf(discussion: Discussion): Typed {
  const { title, promptText, promptFormat, maximum, requirements, zone, scoring, late, latePercent } =
    discussion;
  const { postFirst, aliases, groups, editing, editMinutes, history, rubric, release, previous } = discussion;
  const { byPost, bestPosts } = discussion;
  const yes = (on: boolean | undefined) => (on ? 'yes' : 'no');
  return {
    ...{ title, promptFormat, zone, scoring, late, groups, editing, history, release },
    promptText: promptFormat === 'rich' ? '' : promptText,
    promptHtml: promptFormat === 'rich' ? promptText : '',
    ...{ maximum: String(maximum), latePercent: String(latePercent), byPost, bestPosts: String(bestPosts) },
    opensAt: localIn(discussion.opensAt, zone),
    closesAt: localIn(discussion.closesAt, zone),
    releaseAt: localIn(discussion.releaseAt, zone),
    editMinutes: editing === 'minutes' ? String(editMinutes) : FRESH.editMinutes,
    ...{ postFirst: yes(postFirst), aliases: yes(aliases), freePoints: yes(rubric?.freePoints) },
    ...{ requestId: '', seen: previous?.at.toISOString() ?? '' },
    rows: rowsOf(askedIn(requirements), zone),
    criteria: criteriaOf(rubric),
  };
}

export const rowsOf = (asked: readonly Asked[], zone: string): TypedRow[] =>
  asked.map(({ kind, differentClassmate, count, minimumWords, dueAt, points }) => ({
    kind: kind === 'post' ? 'post' : differentClassmate ? 'classmates' : 'anyone',
    ...{ count: String(count), words: String(minimumWords), points: String(points) },
    due: localIn(dueAt, zone),
  }));

const criteriaOf = (rubric: Rubric | null): TypedCriterion[] =>
  rubric?.criteria.map(({ title, levels }: Criterion) => ({
    title,
    levels: levels.map((level) => `${level.points} ${level.title}`).join('\n'),
  })) ?? [];

/** What was sent, to the letter. */
export function typedForm(body: unknown): Typed {
  const typed = typedIn(body, NAMES);
  for (const name of IF_EMPTY) typed[name] = typed[name].trim() || FRESH[name];
  const rows = numbered(body, 'row', 'kind', ['kind', 'count', 'words', 'due', 'points']);
  return {
    ...typed,
    requestId: typed.requestId.slice(0, 100) || randomUUID(),
    rows: rows.length > 0 ? rows : freshForm().rows,
    criteria: numbered(body, 'criterion', 'title', ['title', 'levels']),
  };
}

/** Rows in the order of their numbers; those that are gone leave gaps. */
function numbered<Field extends string>(body: unknown, of: string, mark: Field, fields: Field[]) {
  const sent = Array.from({ length: MOST_ROWS }, (_, index) => `${of}-${index + 1}-`);
  return sent
    .filter((prefix) => typeof (body as Record<string, unknown>)?.[prefix + mark] === 'string')
    .map((prefix) => {
      const row = typedIn(
        body,
        fields.map((field) => prefix + field),
      );
      return Object.fromEntries(fields.map((field) => [field, row[prefix + field]])) as Record<Field, string>;
    });
}
