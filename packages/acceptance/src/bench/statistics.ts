/** What is told of several runs: the median, and how far they lie apart. */

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/** @returns `undefined` where nothing was measured */
export function summarize(values: readonly number[]): Summary | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((one, other) => one - other);
  return { median: percentile(sorted, 0.5), min: sorted[0]!, max: sorted.at(-1)!, count: sorted.length };
}

/** Of sorted values; between two of them it is interpolated. */
export function percentile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}
