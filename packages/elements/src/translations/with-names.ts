/**
 * Names in sentences: each keeps its own direction, and turns none of the words around it (Unicode Standard Annex 9,
 * "first strong isolate"). For sentences that are seen; what is only spoken needs none.
 */

export const isolated = (name: string): string => `\u2068${name}\u2069`;

/** A template's text with its names in place. */
export function withNames(parts: TemplateStringsArray, ...names: readonly string[]): string {
  return String.raw({ raw: parts }, ...names.map(isolated));
}
