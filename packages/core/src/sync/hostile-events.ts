/**
 * Turns what a server sent into the types of `client-event.ts`. Pure. Known fields are copied, everything else stays behind;
 * an event that is wrong is dropped, and its neighbours arrive all the same.
 */
import type {
  ClientEvent,
  JsonObject,
  StateEvent,
  StrippedStateEvent,
  ToDeviceEvent,
  TypedContent,
  UnsignedData,
} from './client-event.ts';
import { stripRelationCycles } from './relation-cycles.ts';
import type { SyncUpdate } from './sync-update.ts';

/** Longest id, type or state key in bytes. Source: client-server API 1.11, "Size limits". */
const maxIdentifierBytes = 255;
/** Deepest nesting of a content that is kept. Specified events have at most 5 levels; cloning and JSON are safe far beyond this. */
const maxDepth = 64;
/** Names that mean something else than a key as soon as somebody copies the object by assignment. */
const trapKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. Its keys are the server's: look them up with `Object.entries` or by a name of the specification. */
export function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function arrayIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Half of a character, which UTF-8 cannot say: no id holds one, and no path of a request can. */
const loneSurrogate = /\p{Cs}/u;

/** Whether it can be an id, a type or a state key. */
export function isIdentifier(value: unknown): value is string {
  if (typeof value !== 'string' || loneSurrogate.test(value)) return false;
  if (value.length * 3 <= maxIdentifierBytes) return true; // a UTF-16 unit has at most three bytes in UTF-8
  return value.length <= maxIdentifierBytes && new TextEncoder().encode(value).length <= maxIdentifierBytes;
}

export function isUserId(value: unknown): value is string {
  return isIdentifier(value) && value.startsWith('@') && value.includes(':');
}

/** Room ids of version 12 name no server. */
export function isRoomId(value: unknown): value is string {
  return isIdentifier(value) && value.startsWith('!');
}

export function isEventId(value: unknown): value is string {
  return isIdentifier(value) && value.startsWith('$');
}

/** Milliseconds since 1970 or a count. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Room events, each id once: the first one counts. Relations that lead back to their own event are removed (U4). */
export function readEvents(values: unknown): ClientEvent[] {
  const events = new Map<string, ClientEvent>();
  for (const value of arrayIn(values)) {
    const event = readEvent(value);
    if (event && !events.has(event.event_id)) events.set(event.event_id, event);
  }
  return stripRelationCycles([...events.values()]);
}

export function readStateEvents(values: unknown): StateEvent[] {
  return readEvents(values).filter(isStateEvent);
}

export function isStateEvent(event: ClientEvent): event is StateEvent {
  return event.state_key !== undefined;
}

export function readStrippedState(values: unknown): StrippedStateEvent[] {
  return arrayIn(values).flatMap((value) => {
    const { type, state_key, sender, content } = objectIn(value);
    if (!isIdentifier(type) || !isIdentifier(state_key) || !isUserId(sender) || !isObject(content)) return [];
    return [{ type, state_key, sender, content: cleanObject(content) }];
  });
}

/** Account data and ephemeral events. */
export function readTypedContents(values: unknown): TypedContent[] {
  return arrayIn(values).flatMap((value) => {
    const { type, content } = objectIn(value);
    return isIdentifier(type) && isObject(content) ? [{ type, content: cleanObject(content) }] : [];
  });
}

export function readToDeviceEvents(values: unknown): ToDeviceEvent[] {
  return arrayIn(values).flatMap((value) => {
    const { type, sender, content } = objectIn(value);
    if (!isIdentifier(type) || !isUserId(sender) || !isObject(content)) return [];
    return [{ type, sender, content: cleanObject(content) }];
  });
}

type KeyState = Pick<SyncUpdate, 'deviceLists' | 'oneTimeKeyCounts' | 'unusedFallbackKeyTypes'>;

/** Device lists and key counts, under the names that classic sync has at its top level and sliding sync in its extension. */
export function readKeyState(part: JsonObject): KeyState {
  const { device_lists, device_one_time_keys_count: counts, device_unused_fallback_key_types: types } = part;
  const { changed, left } = objectIn(device_lists);
  return {
    ...(isObject(device_lists) && {
      deviceLists: { changed: arrayIn(changed).filter(isUserId), left: arrayIn(left).filter(isUserId) },
    }),
    ...(isObject(counts) && {
      oneTimeKeyCounts: Object.fromEntries(
        Object.entries(counts).filter(
          (entry): entry is [string, number] => isIdentifier(entry[0]) && isCount(entry[1]),
        ),
      ),
    }),
    ...(Array.isArray(types) && { unusedFallbackKeyTypes: types.filter(isIdentifier) }),
  };
}

/** What an encrypted event holds: its sender alone has written it, and no server has looked at it. */
export function readClearEvent(value: unknown): TypedContent | undefined {
  const [event] = readTypedContents([value]);
  return event;
}

export function readEvent(value: unknown): ClientEvent | undefined {
  const { event_id, type, sender, origin_server_ts, content, state_key, redacts, unsigned } = objectIn(value);
  if (!isEventId(event_id) || !isIdentifier(type) || !isUserId(sender)) return undefined;
  if (!isCount(origin_server_ts) || !isObject(content)) return undefined;
  if (state_key !== undefined && !isIdentifier(state_key)) return undefined;
  const known = readUnsigned(unsigned);
  return {
    event_id,
    type: shared(type),
    sender: shared(sender),
    origin_server_ts,
    content: cleanObject(content),
    ...(state_key !== undefined && { state_key: shared(state_key) }),
    ...(isEventId(redacts) && { redacts }),
    ...(known && { unsigned: known }),
  };
}

function readUnsigned(value: unknown): UnsignedData | undefined {
  const { transaction_id, redacted_because, prev_content, membership, ['m.relations']: relations } = objectIn(value);
  const redaction = isObject(redacted_because) ? readBundledEvent(redacted_because) : undefined;
  const bundled = readRelations(relations);
  const unsigned: UnsignedData = {
    ...(isIdentifier(transaction_id) && { transaction_id }),
    ...(redaction && { redacted_because: redaction as unknown as JsonObject }),
    ...(isObject(prev_content) && { prev_content: cleanObject(prev_content) }),
    ...(isIdentifier(membership) && { membership }),
    ...(bundled && { 'm.relations': bundled }),
  };
  return Object.keys(unsigned).length > 0 ? unsigned : undefined;
}

/** Only what the specification bundles, and of that only whole events. */
function readRelations(value: unknown): JsonObject | undefined {
  const { 'm.replace': replace, 'm.thread': thread, 'm.reference': reference } = objectIn(value);
  const edit = readBundledEvent(replace);
  const { latest_event, count, current_user_participated } = objectIn(thread);
  const latest = readBundledEvent(latest_event);
  const references = arrayIn(objectIn(reference).chunk).flatMap((entry) => {
    const { event_id } = objectIn(entry);
    return isEventId(event_id) ? [{ event_id }] : [];
  });
  const relations = {
    ...(edit && { 'm.replace': edit }),
    ...(latest &&
      isCount(count) && {
        'm.thread': { latest_event: latest, count, current_user_participated: current_user_participated === true },
      }),
    ...(references.length > 0 && { 'm.reference': { chunk: references } }),
  };
  return Object.keys(relations).length > 0 ? relations : undefined;
}

/** An event inside another one. Bundles do not nest. */
function readBundledEvent(value: unknown): ClientEvent | undefined {
  return isObject(value) ? readEvent({ ...value, unsigned: undefined }) : undefined;
}

/** The object itself where nothing is wrong with it, else a copy without trap keys, cut below {@link maxDepth}. */
function cleanObject(content: JsonObject): JsonObject {
  return isHarmless(content, maxDepth) ? content : (cleaned(content, maxDepth) as JsonObject);
}

function isHarmless(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) return value.every((entry) => isHarmless(entry, depth - 1));
  return Object.entries(value).every(([key, entry]) => !trapKeys.has(key) && isHarmless(entry, depth - 1));
}

function cleaned(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.map((entry) => cleaned(entry, depth - 1));
  const entries = Object.entries(value).filter(([key]) => !trapKeys.has(key));
  return Object.fromEntries(entries.map(([key, entry]) => [key, cleaned(entry, depth - 1)]));
}

/** Types and user ids come again and again, and a parser makes a new string each time. As many as an account may know at once. */
const maxSharedStrings = 20_000;
const sharedStrings = new Map<string, string>();

/** The same string in one copy for all events. */
function shared(text: string): string {
  const known = sharedStrings.get(text);
  if (known !== undefined) return known;
  if (sharedStrings.size >= maxSharedStrings) sharedStrings.clear();
  sharedStrings.set(text, text);
  return text;
}
