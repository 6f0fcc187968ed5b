import { BY_POST } from '../domain/byPost.ts';
import { SCORING } from '../domain/discussion.ts';
import { EDITING, HISTORY } from '../domain/editing.ts';
import { RELEASE } from '../domain/grade.ts';
import { LATE } from '../domain/late.ts';
import { GROUPINGS } from '../domain/opening.ts';
import type { Language } from './language.ts';
import { PRESETS } from './setUpActs.ts';
import { freshForm, type Name, type Typed, type TypedRow } from './setUpTyped.ts';

/** Field name to catalogue key. */
export type Mistakes = Record<string, string>;

const KINDS = ['post', 'classmates', 'anyone'] as const;

/** The questions with a few answers each, by where they stand in the form. */
export function questionsOf(typed: Typed, errors: Mistakes, language: Language) {
  const ask = (name: Name, values: readonly string[]) => choice(name, values, { typed, errors }, language);
  const reading = [ask('postFirst', ['no', 'yes']), ask('aliases', ['no', 'yes']), ask('groups', GROUPINGS)];
  return {
    scoring: ask('scoring', SCORING),
    late: ask('late', LATE),
    reading: { questions: reading, open: differs(typed, errors, ['postFirst', 'aliases', 'groups']) },
    editing: ask('editing', EDITING),
    history: ask('history', HISTORY),
    editingOpen: differs(typed, errors, ['editing', 'editMinutes', 'history']),
    release: ask('release', RELEASE),
    releaseOpen: differs(typed, errors, ['release', 'releaseAt']),
    freePoints: ask('freePoints', ['no', 'yes']),
    byPost: ask('byPost', BY_POST),
    presets: Object.keys(PRESETS).map((name) => ({
      act: `preset-${name}`,
      text: language.t(`setUp.preset.${name}`),
    })),
  };
}

/** What is other than in a form that nobody touched is not folded away. */
function differs(typed: Typed, errors: Mistakes, names: Name[]): boolean {
  const fresh = freshForm();
  return names.some((name) => errors[name] !== undefined || (typed[name] || fresh[name]) !== fresh[name]);
}

function choice(
  name: Name,
  values: readonly string[],
  { typed, errors }: { typed: Typed; errors: Mistakes },
  { t }: Language,
) {
  return {
    name,
    label: t(`setUp.${name}.label`),
    hint: t(`setUp.${name}.hint`),
    error: errors[name],
    // What is asked once more, and not what is wrong.
    confirm: errors[name]?.startsWith('opening.confirm.'),
    options: values.map((value) => ({
      value,
      text: t(`setUp.${name}.${value}`),
      chosen: value === typed[name],
    })),
  };
}

/** What is asked, as sentences with fields in them, and the criteria of the rubric. */
export function rowsView(
  { rows, criteria }: Typed,
  errors: Mistakes,
  focus: string | null,
  language: Language,
) {
  const { t } = language;
  return {
    rows: rows.map((row, index) => ({
      ...rowView(row, index + 1, { errors, focus }, language),
      first: index === 0,
      last: index === rows.length - 1,
      only: rows.length === 1,
    })),
    criteria: criteria.map((criterion, index) => ({
      ...criterion,
      number: index + 1,
      legend: t('setUp.rubric.criterion', { number: index + 1 }),
      titleError: errors[`criterion-${index + 1}-title`],
      levelsError: errors[`criterion-${index + 1}-levels`],
      focus: focus === `criterion-${index + 1}-title`,
    })),
    rubricOpen: criteria.length > 0,
    focusAddCriterion: focus === 'add-criterion',
  };
}

function rowView(
  row: TypedRow,
  number: number,
  { errors, focus }: { errors: Mistakes; focus: string | null },
  { t }: Language,
) {
  const field = (name: keyof TypedRow) => {
    const id = `row-${number}-${name}`;
    const options = KINDS.map((value) => ({
      value,
      text: t(`setUp.row.kind.${value}`),
      chosen: value === row.kind,
    }));
    return {
      ...{
        id,
        value: row[name],
        label: t(name === 'kind' ? 'setUp.row.kindLabel' : `setUp.row.${name}`),
        error: errors[id],
        autofocus: focus === id,
      },
      ...(name === 'kind' ? { options } : { type: name === 'due' ? 'datetime-local' : 'text', [name]: true }),
      mode: name === 'points' ? 'decimal' : 'numeric',
    };
  };
  return {
    number,
    legend: t('setUp.row.legend', { number }),
    parts: sentence(t('setUp.row.sentence')).map((part) =>
      part.gap ? { field: field(part.gap as keyof TypedRow) } : { text: part.text },
    ),
    mistakes: Object.entries(errors)
      .filter(([name]) => name.startsWith(`row-${number}-`))
      .map(([id, mistake]) => ({ id: `${id}-error`, mistake })),
  };
}

/** The words between the gaps of a sentence, `<count/> <kind/>, at least …`, in the order that its language has them. */
const sentence = (text: string): { text?: string; gap?: string }[] =>
  text
    .split(/(<\w+\/>)/)
    .filter(Boolean)
    .map((part) => {
      const gap = /^<(\w+)\/>$/.exec(part)?.[1];
      return gap ? { gap } : { text: part };
    });

/** Every zone, and the one at hand even under a name that this system does not list. */
export const zonesView = (chosen: string) =>
  [...new Set(['UTC', chosen, ...Intl.supportedValuesOf('timeZone')])].map((zone) => ({
    zone,
    chosen: zone === chosen,
  }));
