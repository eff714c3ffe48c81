/**
 * The one event that leaves in clear: a reaction that is one emoji and nothing else, since other clients look for it there.
 * Pure. Why: docs/decisions/reactions-in-clear.md.
 */

/**
 * Unicode Technical Standard 51: the emoji that are recommended for interchange; with the variation selector that the
 * specification wants on a key (client-server API, "m.reaction") also where the emoji does not need it, and without.
 */
const oneEmojiPattern = '^(?:\\p{RGI_Emoji}|\\p{Extended_Pictographic}\\uFE0F?)$';
/** Made when first needed: that takes a browser some 30 ms of processor time, which a start should not pay. */
let oneEmoji: RegExp | undefined;
/** Client-server API, appendix "Event IDs". */
const eventId = /^\$[^\s/]{1,254}$/;

export function isOneEmoji(key: unknown): key is string {
  return typeof key === 'string' && key.length <= 64 && (oneEmoji ??= new RegExp(oneEmojiPattern, 'v')).test(key);
}

/** Whether the content of an `m.reaction` holds nothing that could be words. */
export function isClearReaction(content: unknown): boolean {
  if (!hasOnly(content, ['m.relates_to'])) return false;
  const relates = content['m.relates_to'];
  if (!hasOnly(relates, ['rel_type', 'event_id', 'key'])) return false;
  const { rel_type: type, event_id: target, key } = relates;
  return type === 'm.annotation' && typeof target === 'string' && eventId.test(target) && isOneEmoji(key);
}

function hasOnly(value: unknown, names: readonly string[]): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === names.length && keys.every((key) => names.includes(key));
}
