import type { GradeChange } from '../domain/grade.ts';
import type { Discussion } from '../store/discussions.ts';
import type { GradeRecord } from '../store/grades.ts';
import type { Language } from './language.ts';
import { personOf, type Seen } from './people.ts';

/** Every decision about a grade, the latest first: who, when, from what to what, and why. */
export function historyOf(
  record: GradeRecord | null,
  members: Map<string, Seen>,
  { zone }: Discussion,
  language: Language,
) {
  return (record?.grade.history ?? []).toReversed().map((change) => ({
    at: language.date(change.at, zone),
    what: sentence(change, personOf(members.get(change.by), language).name, language),
    how: change.how ? language.t(`gradeOne.history.how.${change.how}`) : null,
    why: change.why ?? null,
  }));
}

function sentence({ what, from, to }: GradeChange, name: string, { t, number }: Language): string {
  const facts = { name, from: number(from ?? 0), to: number(to ?? 0) };
  if (what === 'released') return t('gradeOne.history.released', facts);
  if (what === 'undone')
    return t(to === null ? 'gradeOne.history.undoneAll' : 'gradeOne.history.undone', facts);
  if (from === null) return t('gradeOne.history.given', facts);
  return t(from === to ? 'gradeOne.history.same' : 'gradeOne.history.changed', facts);
}
