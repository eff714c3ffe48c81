/** A goal of a benchmark: what was wanted, what was measured, and whether that is enough. */

export interface Goal {
  readonly goal: string;
  readonly limit: string;
  /** `undefined`: this run did not measure it. */
  readonly measured: string | undefined;
  readonly status: 'met' | 'missed' | 'notMeasured';
}

/** At most so many times another value of the same run. */
export function ratioGoal(goal: string, value: number | undefined, reference: number | undefined, max: number): Goal {
  const ratio = value === undefined || reference === undefined ? undefined : value / reference;
  return judge(goal, `≤ ${max} ×`, ratio, max, (number) => `${number.toFixed(2)} ×`);
}

/** At most so much. */
export function boundGoal(
  goal: string,
  value: number | undefined,
  max: number,
  format: (value: number) => string = String,
): Goal {
  return judge(goal, max === 0 ? '0' : `≤ ${format(max)}`, value, max, format);
}

/** At least so many times another value of the same run. */
export function floorGoal(goal: string, value: number | undefined, reference: number | undefined, min: number): Goal {
  const ratio = value === undefined || reference === undefined ? undefined : value / reference;
  if (ratio === undefined) return { goal, limit: `≥ ${min} ×`, measured: undefined, status: 'notMeasured' };
  return {
    goal,
    limit: `≥ ${min} ×`,
    measured: `${ratio.toFixed(2)} ×`,
    status: ratio >= min ? 'met' : 'missed',
  };
}

export function truthGoal(goal: string, limit: string, held: number, of: number): Goal {
  if (of === 0) return { goal, limit, measured: undefined, status: 'notMeasured' };
  return { goal, limit, measured: `${held} of ${of} runs`, status: held === of ? 'met' : 'missed' };
}

function judge(
  goal: string,
  limit: string,
  value: number | undefined,
  max: number,
  format: (value: number) => string,
): Goal {
  if (value === undefined) return { goal, limit, measured: undefined, status: 'notMeasured' };
  return { goal, limit, measured: format(value), status: value <= max ? 'met' : 'missed' };
}
