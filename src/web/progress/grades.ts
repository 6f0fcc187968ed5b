import { foremost } from '../../domain/delivery.ts';
import { suggestionIn } from '../../domain/participation.ts';
import { median, roundStep, spread } from '../../domain/spread.ts';
import { drawColumns } from './columns.ts';
import { gradingOf, nameOf, type Observed } from './observed.ts';
import type { Cell, Table } from './table.ts';

const BINS = 10;

/** How the points that were given are spread. What is only suggested is no grade. */
export function grades({ students, discussion, language }: Observed) {
  const { t, number } = language;
  const given = students.flatMap(({ record }) => {
    const points = record?.grade.points ?? null;
    // What was given of another maximum is brought to today's.
    return points === null || !record ? [] : [(points / (record.grade.maximum || 1)) * discussion.maximum];
  });
  const step = roundStep(discussion.maximum, BINS);
  const bins = spread(given, step, discussion.maximum);
  const labelled = bins.map(({ from, to, count }) => ({
    label: t('progress.range', { from: number(from), to: number(to) }),
    count,
  }));
  const middle = median(given);
  const table: Table = {
    id: 'distribution',
    heading: t('progress.grades.heading'),
    summary:
      middle === null
        ? t('progress.grades.none')
        : t('progress.grades.summary', {
            count: given.length,
            total: students.length,
            median: number(middle),
            maximum: number(discussion.maximum),
          }),
    columns: [t('progress.grades.points'), t('progress.students')],
    rows: labelled.map(({ label, count }): Cell[] => [label, count]),
  };
  const columns = labelled.map(({ label, count }) => ({ label, parts: [{ kind: 'posts', count }] }));
  return { table, drawing: drawColumns(columns, [], language) };
}

/** Every grade, to take along, of those who left as well. */
export function gradeList(observed: Observed): Table {
  const { everyone, discussion, language } = observed;
  const { t, date } = language;
  const when = (at: Date | null | undefined) => (at ? date(at, discussion.zone) : '');
  return {
    id: 'grades',
    heading: t('progress.list.heading'),
    summary: '',
    columns: [
      'student',
      'lmsId',
      'points',
      'maximum',
      'suggested',
      'status',
      'confirmed',
      'released',
      'delivered',
      'comment',
    ].map((name) => t(`progress.list.${name}`)),
    rows: everyone.map(({ member, record, participation }) => [
      { text: nameOf(observed, member.id).name, href: gradingOf(observed, member.id) },
      member.sub,
      record?.grade.points ?? '',
      record?.grade.maximum ?? discussion.maximum,
      suggestionIn(participation) ?? '',
      t(`progress.status.${record?.grade.status ?? 'ungraded'}`),
      when(record?.grade.confirmedAt),
      when(record?.grade.released?.at),
      when(record && foremost(record).acknowledged?.at),
      record?.grade.comment ?? '',
    ]),
  };
}
