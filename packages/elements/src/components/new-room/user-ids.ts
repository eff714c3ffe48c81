/** User ids as people type them. Pure. */

/** Specification, "User Identifiers": `@localpart:server`, at most 255 bytes. */
const userId = /^@[^\s:@]+:[^\s@]+$/u;

/** Cuts at spaces, commas and semicolons; each id once. */
export function parseUserIds(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/u).filter(Boolean))];
}

export function firstInvalidUserId(ids: readonly string[]): string | undefined {
  return ids.find((id) => !userId.test(id) || id.length > 255);
}
