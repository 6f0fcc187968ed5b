import { ASKED_BY_DEFAULT, type Asked, MOST_ASKED } from '../domain/discussion.ts';
import { MOST_CRITERIA } from '../domain/rubric.ts';
import { rowsOf, type Typed, type TypedRow } from './setUpTyped.ts';

/** What a button of the form changes in it, with nothing kept; `focus`: the field to go on at. */
export interface Acted {
  typed: Typed;
  focus: string | null;
}

const NEW_POST: TypedRow = { kind: 'post', count: '1', words: '0', due: '', points: '2' };
const NEW_REPLY: TypedRow = { ...NEW_POST, kind: 'classmates' };

const one = (kind: Asked['kind'], count: number, points: number): Asked => ({
  ...{ kind, count, points, minimumWords: 0, dueAt: null },
  differentClassmate: kind === 'reply',
});

/** Ready-made answers to what is asked and what it gives; everything else stays as typed. */
export const PRESETS = {
  usual: { maximum: '10', scoring: 'each', asked: ASKED_BY_DEFAULT },
  sevenThree: { maximum: '10', scoring: 'each', asked: [one('post', 1, 7), one('reply', 2, 1.5)] },
  whole: { maximum: '10', scoring: 'whole', asked: ASKED_BY_DEFAULT },
  completion: { maximum: '1', scoring: 'whole', asked: [one('post', 1, 1), one('reply', 2, 1)] },
  ungraded: { maximum: '10', scoring: 'none', asked: ASKED_BY_DEFAULT },
} as const;

/** Carries out what the button says; anything else only shows the form as it is. */
export function acted(typed: Typed, act: string): Acted {
  const [, verb = '', what = ''] = /^(add|remove|up|down|preset)-(\w+)$/.exec(act) ?? [];
  const at = Number(what) - 1;
  if (verb === 'preset' && what in PRESETS) return withPreset(typed, PRESETS[what as keyof typeof PRESETS]);
  if (verb === 'add' && what === 'criterion') return withCriterion(typed);
  if (verb === 'remove' && /^criterion\d+$/.test(what))
    return withoutCriterion(typed, Number(what.slice(9)) - 1);
  if (verb === 'add') return withRow(typed, what === 'post' ? NEW_POST : NEW_REPLY);
  if (verb === 'remove') return withoutRow(typed, at);
  if (verb === 'up') return moved(typed, at, at - 1);
  if (verb === 'down') return moved(typed, at, at + 1);
  return { typed, focus: null };
}

/** Dates and words stay with those that ask for the same kind. */
function withPreset(
  typed: Typed,
  { maximum, scoring, asked }: (typeof PRESETS)[keyof typeof PRESETS],
): Acted {
  const rows = rowsOf(asked, 'UTC').map((row) => {
    const { words, due } = typed.rows.find(({ kind }) => (kind === 'post') === (row.kind === 'post')) ?? row;
    return { ...row, words, due };
  });
  return { typed: { ...typed, maximum, scoring, rows }, focus: null };
}

function withRow(typed: Typed, row: TypedRow): Acted {
  if (typed.rows.length >= MOST_ASKED) return { typed, focus: null };
  const rows = [...typed.rows, row];
  return { typed: { ...typed, rows }, focus: `row-${rows.length}-count` };
}

function withoutRow(typed: Typed, at: number): Acted {
  if (typed.rows.length < 2 || !typed.rows[at]) return { typed, focus: null };
  const rows = typed.rows.filter((_, index) => index !== at);
  return { typed: { ...typed, rows }, focus: `row-${Math.min(at + 1, rows.length)}-count` };
}

function moved(typed: Typed, from: number, to: number): Acted {
  const [row, other] = [typed.rows[from], typed.rows[to]];
  if (!row || !other) return { typed, focus: null };
  const rows = typed.rows.with(from, other).with(to, row);
  return { typed: { ...typed, rows }, focus: `row-${to + 1}-count` };
}

function withCriterion(typed: Typed): Acted {
  if (typed.criteria.length >= MOST_CRITERIA) return { typed, focus: null };
  const criteria = [...typed.criteria, { title: '', levels: '' }];
  return { typed: { ...typed, criteria }, focus: `criterion-${criteria.length}-title` };
}

function withoutCriterion(typed: Typed, at: number): Acted {
  const criteria = typed.criteria.filter((_, index) => index !== at);
  const focus =
    criteria.length > 0 ? `criterion-${Math.min(at + 1, criteria.length)}-title` : 'add-criterion';
  return { typed: { ...typed, criteria }, focus };
}
