import { addressOf, checklist } from '../checklist.ts';
import type { Graded } from '../grading.ts';
import { gradingOf, nameOf, type Observed, standing } from './observed.ts';
import type { Cell, Table } from './table.ts';

/** Who has done what: a row a student, a column a requirement. */
export function grid(observed: Observed, students = observed.students): Table {
  const { discussion, language } = observed;
  const { t } = language;
  const words = wordsBy(observed);
  return {
    id: 'participation',
    heading: t('progress.grid.heading'),
    summary: standingOf(observed),
    columns: [
      t('grading.student'),
      ...labelsOf(observed),
      t('progress.grid.points', { maximum: language.number(discussion.maximum) }),
      t('progress.words.column'),
    ],
    rows: students.map((student) => [
      { text: nameOf(observed, student.member.id).name, href: gradingOf(observed, student.member.id) },
      ...student.participation.entries.map((entry) => cellOf(entry, observed)),
      student.participation.earned,
      words.get(student.member.id) ?? 0,
    ]),
  };
}

/** Whoever still owes something. */
export const owing = ({ students }: Observed): Graded[] =>
  students.filter(({ participation }) => !participation.complete);

/** How many words of each person's stand in the discussion. */
export function wordsBy(observed: Observed): Map<string, number> {
  const words = new Map<string, number>();
  for (const { authorId, revisions } of standing(observed))
    words.set(authorId, (words.get(authorId) ?? 0) + (revisions.at(-1)?.words ?? 0));
  return words;
}

function standingOf({ students, language: { t } }: Observed): string {
  const complete = students.filter(({ participation }) => participation.complete).length;
  const idle = students.filter(({ participation }) => participation.lastActivityAt === null).length;
  return [
    t('progress.grid.complete', { count: complete, total: students.length }),
    t('progress.grid.idle', { count: idle }),
  ].join(' ');
}

function labelsOf({ discussion, students, base, language }: Observed): string[] {
  const [first] = students;
  if (!first) return [];
  return checklist(discussion, first.participation, { answered: new Map(), base }, language).rows.map(
    ({ label }) => label,
  );
}

type Entry = Graded['participation']['entries'][number];

function cellOf(
  { requirementId, met, evidence, shortfall }: Entry,
  { discussion, base, language, now }: Observed,
): Cell {
  const { t } = language;
  const at = (label: string) => base + addressOf(label);
  if (met && evidence) {
    const kind = evidence.late ? 'late' : 'done';
    return { text: t(`progress.cell.${kind}`, { label: evidence.label }), kind, href: at(evidence.label) };
  }
  if (shortfall)
    return {
      text: t('progress.cell.short', { label: shortfall.label }),
      kind: 'due',
      href: at(shortfall.label),
    };
  const requirement = discussion.requirements.find(({ id }) => id === requirementId);
  const dueAt = requirement?.dueAt ?? discussion.lmsDueAt;
  return dueAt && dueAt < now ? { text: t('progress.cell.missing'), kind: 'late' } : t('progress.cell.open');
}
