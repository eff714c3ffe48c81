/** Gives rows their versions and keeps equal rows identical, so that a page repaints only what changed. Pure. */

interface Versioned {
  readonly version: number;
}

/** Each row of `next` with a version: that of `previous` where nothing changed, one more where something did. */
export function withVersions<Row extends Versioned>(
  previous: readonly Row[],
  next: readonly Omit<Row, 'version'>[],
  keyOf: (row: Omit<Row, 'version'>) => string,
): readonly Row[] {
  const before = new Map(previous.map((row) => [keyOf(row), row]));
  return next.map((row) => {
    const old = before.get(keyOf(row));
    if (!old) return { ...row, version: 1 } as Row;
    const same = { ...row, version: old.version } as Row;
    return sameContent(old, same) ? old : ({ ...row, version: old.version + 1 } as Row);
  });
}

/**
 * Puts the old row in place of its equal clone: a structured clone loses identity, Lit lives on it. Rows without a version,
 * such as devices, stay as they came.
 */
export function shareRows<Row extends Partial<Versioned>>(
  previous: readonly Row[],
  next: readonly Row[],
  keyOf: (row: Row) => string,
): readonly Row[] {
  const before = new Map(previous.map((row) => [keyOf(row), row]));
  return next.map((row) => {
    const old = before.get(keyOf(row));
    return old !== undefined && row.version !== undefined && old.version === row.version ? old : row;
  });
}

/** Rows are plain data made by one function, so members come in one order. */
function sameContent(a: object, b: object): boolean {
  return JSON.stringify(a, orderedMembers) === JSON.stringify(b, orderedMembers);
}

/** For `JSON.stringify`: equal data gives equal text. */
export function orderedMembers(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
