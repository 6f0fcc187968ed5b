import { DateTime } from 'luxon';
import { dueAtOf } from '../../domain/discussion.ts';
import { type Column, drawColumns, type Mark } from './columns.ts';
import { type Observed, standing } from './observed.ts';
import type { Table } from './table.ts';

/** Beyond these a column would be a hair. */
const MOST_DAYS = 45;
const MOST_WEEKS = 60;

/** When posts and replies came, against the dates they were due. */
export function days(observed: Observed) {
  const { language } = observed;
  const { t } = language;
  const { columns, marks, unit } = counted(observed);
  const most = columns.reduce((best, column) => (sum(column) > sum(best) ? column : best), NOTHING);
  const table: Table = {
    id: 'days',
    heading: t('progress.days.heading'),
    summary:
      most === NOTHING
        ? t('progress.nothing')
        : t(`progress.days.most.${unit}`, { at: most.label, count: sum(most) }),
    columns: [
      t(`progress.days.${unit}`),
      t('progress.days.posts'),
      t('progress.days.replies'),
      t('progress.days.due'),
    ],
    rows: columns.map(({ label, parts }, index) => [
      label,
      ...parts.map(({ count }) => count),
      marks
        .filter(({ at }) => Math.floor(at) === index)
        .map((mark) => mark.label)
        .join(', '),
    ]),
  };
  return { table, drawing: drawColumns(columns, marks, language) };
}

const NOTHING: Column = { label: '', parts: [] };
const sum = ({ parts }: Column): number => parts.reduce((total, { count }) => total + count, 0);

type Unit = 'day' | 'week' | 'month';

function counted(observed: Observed): { columns: Column[]; marks: Mark[]; unit: Unit } {
  const { discussion, language } = observed;
  const local = (at: Date) => DateTime.fromJSDate(at, { zone: discussion.zone });
  const posts = standing(observed).map(({ createdAt, parentId }) => ({
    at: local(createdAt),
    reply: parentId !== null,
  }));
  const due = datesOf(observed).map(local);
  const all = [...posts.map(({ at }) => at), ...due];
  const from = DateTime.min(...all);
  const to = DateTime.max(...all);
  if (!from || !to || posts.length === 0) return { columns: [], marks: [], unit: 'day' };
  const unit = unitFor(from, to);
  const first = from.startOf(unit);
  const place = (at: DateTime) => at.startOf(unit).diff(first, `${unit}s`)[`${unit}s`];
  const columns = Array.from({ length: Math.round(place(to)) + 1 }, (_, index) => ({
    label: labelOf(first.plus({ [`${unit}s`]: index }).toJSDate(), unit, observed),
    parts: [
      { kind: 'posts', count: 0 },
      { kind: 'replies', count: 0 },
    ],
  }));
  for (const { at, reply } of posts) {
    const part = columns[Math.round(place(at))]?.parts[reply ? 1 : 0];
    if (part) part.count += 1;
  }
  const marks = due.map((at) => ({
    at:
      Math.round(place(at)) +
      at.diff(at.startOf(unit)).toMillis() / at.endOf(unit).diff(at.startOf(unit)).toMillis(),
    label: language.date(at.toJSDate(), discussion.zone),
  }));
  return { columns, marks, unit };
}

function datesOf({ discussion: { requirements, lmsDueAt } }: Observed): Date[] {
  const times = requirements.flatMap((requirement) => dueAtOf(requirement, lmsDueAt)?.getTime() ?? []);
  return [...new Set(times)].sort((one, other) => one - other).map((time) => new Date(time));
}

function unitFor(from: DateTime, to: DateTime): Unit {
  if (to.diff(from, 'days').days <= MOST_DAYS) return 'day';
  return to.diff(from, 'weeks').weeks <= MOST_WEEKS ? 'week' : 'month';
}

function labelOf(at: Date, unit: Unit, { discussion: { zone }, language }: Observed): string {
  return unit === 'month' ? language.month(at, zone) : language.day(at, zone);
}
