/** How many values lie from `from` to below `to`; the last bin has its upper end as well. */
export type Bin = { from: number; to: number; count: number };

/** A width that people count by, 1, 2 or 5 times a power of ten, of which about `bins` make up the range. */
export function roundStep(range: number, bins: number): number {
  if (!(range > 0)) return 1;
  const least = range / bins;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** @param step the bins' width; they reach from 0 to `most` at least */
export function spread(values: readonly number[], step: number, most: number): Bin[] {
  const count = Math.max(1, Math.ceil((most / step) * (1 - 1e-9)));
  const bins = Array.from({ length: count }, (_, index) => ({
    from: hundredths(index * step),
    to: hundredths((index + 1) * step),
    count: 0,
  }));
  for (const value of values) {
    // 0.7 / 0.1 is a little less than 7.
    const index = Math.floor((value / step) * (1 + 1e-12));
    const bin = bins[Math.max(0, Math.min(index, count - 1))];
    if (bin) bin.count += 1;
  }
  return bins;
}

/** The middle one, or between the two in the middle; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : hundredths((upper + lower) / 2);
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;
