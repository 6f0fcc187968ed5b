import { median, roundStep, spread } from '../../domain/spread.ts';
import { drawColumns } from './columns.ts';
import { wordsBy } from './grid.ts';
import { nameOf, type Observed } from './observed.ts';
import type { Cell, Table } from './table.ts';

const BINS = 10;

/** How much students wrote. */
export function words(observed: Observed) {
  const { students, language } = observed;
  const { t, number } = language;
  const by = wordsBy(observed);
  const written = students.map(({ member }) => by.get(member.id) ?? 0);
  const most = Math.max(0, ...written);
  const step = Math.max(1, roundStep(most, BINS));
  // One more than the most: whoever has it is below the end of a bin.
  const bins = spread(written, step, most + 1);
  const middle = median(written.filter((count) => count > 0));
  const table: Table = {
    id: 'words',
    heading: t('progress.words.heading'),
    summary:
      middle === null
        ? t('progress.nothing')
        : t('progress.words.summary', { median: number(middle), most: number(most) }),
    columns: [t('grading.student'), t('progress.words.column')],
    rows: students.map(({ member }, index): Cell[] => [
      nameOf(observed, member.id).name,
      written[index] ?? 0,
    ]),
  };
  const columns = bins.map(({ from, to, count }) => ({
    label: step === 1 ? number(from) : t('progress.range', { from: number(from), to: number(to - 1) }),
    parts: [{ kind: 'posts', count }],
  }));
  return { table, drawing: drawColumns(columns, [], language) };
}
