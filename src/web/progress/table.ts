import { stringify } from 'csv-stringify/sync';
import type { Language } from '../language.ts';

/** Words, a number, or words that lead somewhere or say how good the news is. */
export type Cell = string | number | { text: string; href?: string; kind?: 'done' | 'late' | 'due' };

/** What is drawn, as rows that can be read, heard and taken along. The first cell names the row. */
export interface Table {
  /** Its place in the page and its name as a file. */
  id: string;
  heading: string;
  /** What there is to see, in a sentence or two. */
  summary: string;
  columns: string[];
  rows: Cell[][];
}

/** As a page shows it: cells know their column, for a phone has no row of headings. */
export function tableView(
  { id, heading, summary, columns, rows }: Table,
  { number }: Language,
  base: string,
) {
  const shown = (cell: Cell, label = '') => {
    if (typeof cell === 'object') return { ...cell, label };
    return typeof cell === 'number' ? { text: number(cell), end: true, label } : { text: cell, label };
  };
  return {
    ...{ id, heading, summary, columns },
    csv: `${base}/progress/${id}.csv`,
    rows: rows.map(([first = '', ...rest]) => ({
      first: shown(first),
      rest: rest.map((cell, index) => shown(cell, columns[index + 1])),
    })),
  };
}

/**
 * As a file for a spreadsheet: UTF-8 with its mark, which Excel needs. A name that a spreadsheet would take
 * for a formula gets an apostrophe (OWASP, CSV injection).
 */
export function csvOf({ columns, rows }: Table): string {
  const plain = (cell: Cell) => (typeof cell === 'object' ? cell.text : cell);
  return stringify([columns, ...rows.map((row) => row.map(plain))], {
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}
