import type { Language } from '../language.ts';

/** A column: what it stands for, and its parts from the bottom up. */
export interface Column {
  label: string;
  parts: { kind: string; count: number }[];
}

/** A place between the columns that means something: `at` counts columns from the first one's beginning. */
export interface Mark {
  at: number;
  label: string;
}

/** More than this many have no room for a word each on a phone. */
const MOST_LABELS = 4;
const MOST_NUMBERS = 14;
/** Of the drawing's height, so that the highest column's number has room. */
const HIGHEST = 86;
const FILLED = 0.76;

/**
 * Columns of an SVG that is as wide as its place: every length is a percentage, so that words keep their size.
 * Begins where the language's lines begin.
 */
export function drawColumns(
  columns: readonly Column[],
  marks: readonly Mark[],
  { direction, number }: Language,
) {
  const totals = columns.map(({ parts }) => parts.reduce((sum, { count }) => sum + count, 0));
  const highest = Math.max(1, ...totals);
  const width = 100 / Math.max(1, columns.length);
  const start = (at: number, wide = 0) =>
    rounded(direction === 'rtl' ? 100 - (at * width + wide) : at * width);
  const every = Math.ceil(columns.length / MOST_LABELS);
  const isNumbered = (index: number) =>
    columns.length <= MOST_NUMBERS ? totals[index] !== 0 : index === totals.indexOf(highest);
  return {
    bars: columns.flatMap(({ parts }, index) => {
      let below = 0;
      return parts
        .filter(({ count }) => count > 0)
        .map(({ kind, count }) => {
          const height = (count / highest) * HIGHEST;
          below += height;
          const inset = (1 - FILLED) / 2;
          return {
            kind,
            x: start(index + inset, width * FILLED),
            y: rounded(100 - below),
            width: rounded(width * FILLED),
            height: rounded(height),
          };
        });
    }),
    numbers: totals
      .map((total, index) => ({ total, index }))
      .filter(({ index }) => isNumbered(index))
      .map(({ total, index }) => ({
        x: start(index + 0.5),
        y: rounded(100 - (total / highest) * HIGHEST),
        text: number(total),
      })),
    labels: columns
      .map(({ label }, index) => ({ x: start(index + 0.5), text: label, index }))
      .filter(({ index }) => index % every === 0),
    marks: marks.map(({ at, label }) => ({ x: start(at), label })),
  };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
