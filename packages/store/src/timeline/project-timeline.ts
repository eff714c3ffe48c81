/** From Matrix JSON to timeline items. Pure: the same events always give the same items, wherever they come from. */
import type { Echo } from '../outbox/outbox.ts';
import { projectStateChange } from './state-change.ts';
import type { TextContent } from './message-content.ts';
import type { TimelineItem, UndecryptableCause } from './timeline.ts';

/** One event as the host knows it: the clear-text JSON where it could be decrypted, and how it came. */
export interface TimelineEvent {
  readonly eventId: string;
  readonly type: string;
  readonly stateKey?: string;
  readonly sender: string;
  readonly originServerTs: number;
  /** Hostile until proven otherwise. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly previousContent?: Readonly<Record<string, unknown>>;
  /** Whether it came as `m.room.encrypted`. */
  readonly encrypted: boolean;
  readonly redacted: boolean;
  /** `unsigned.transaction_id`: the server sends it to the device that sent the event. */
  readonly transactionId?: string;
  readonly undecryptable?: UndecryptableCause;
}

export interface TimelineInput {
  readonly userId: string;
  /** Oldest first. */
  readonly events: readonly TimelineEvent[];
  readonly echoes: readonly Echo[];
  /** Disambiguated display names. */
  readonly nameOf: (userId: string) => string;
  /** The key that an own event's local echo had. */
  readonly keyOf: (eventId: string) => string | undefined;
  /** The day a time falls on, ISO 8601. */
  readonly dayOf: (timestampMs: number) => string;
}

/** An item without its version, which depends on what was shown before. */
export type ProjectedItem = TimelineItem extends infer Item
  ? Item extends unknown
    ? Omit<Item, 'version'>
    : never
  : never;

export function projectTimeline(input: TimelineInput): readonly ProjectedItem[] {
  const edits = validEdits(input.events);
  const shown = input.events.flatMap((event) => {
    const item = projectEvent(event, edits.get(event.eventId), input);
    return item ? [item] : [];
  });
  // The event may come by sync before the answer to its request: then its transaction id tells which echo it ends.
  const known = new Set(
    input.events.flatMap((event) => [event.eventId, ownTransactionId(event, input) ?? event.eventId]),
  );
  const waiting = input.echoes.filter(({ key, eventId = key }) => !known.has(key) && !known.has(eventId));
  return withDateDividers([...shown, ...waiting.map((echo) => projectEcho(echo, input))], input.dayOf);
}

function ownTransactionId(
  { sender, transactionId }: TimelineEvent,
  { userId }: Pick<TimelineInput, 'userId'>,
): string | undefined {
  return sender === userId ? transactionId : undefined;
}

type EventItem = Exclude<ProjectedItem, { kind: 'dateDivider' | 'readMarker' }>;

function projectEvent(
  event: TimelineEvent,
  edit: TextContent | undefined,
  { userId, nameOf, keyOf }: TimelineInput,
): EventItem | undefined {
  const base = {
    key: ownTransactionId(event, { userId }) ?? keyOf(event.eventId) ?? event.eventId,
    eventId: event.eventId,
    sender: { userId: event.sender, displayName: nameOf(event.sender) },
    own: event.sender === userId,
    originServerTs: event.originServerTs,
  };
  if (event.stateKey !== undefined) {
    const change = projectStateChange(event, nameOf);
    return change && { ...base, kind: 'state', change };
  }
  if (event.redacted) return isMessageLike(event.type) ? { ...base, kind: 'redacted' } : undefined;
  if (event.undecryptable) return { ...base, kind: 'undecryptable', cause: event.undecryptable };
  if (isEdit(event)) return undefined;
  const content = textContent(event.content);
  if (event.type === 'm.room.message' && content) {
    return {
      ...base,
      kind: 'message',
      content: edit ?? content,
      send: { status: 'sent' },
      protection: event.encrypted ? 'encrypted' : 'clearText',
      edited: edit !== undefined,
    };
  }
  if (!isMessageLike(event.type)) return undefined;
  const { body } = event.content;
  return { ...base, kind: 'unsupported', eventType: event.type, ...(typeof body === 'string' && { body }) };
}

function projectEcho({ key, content, queuedTs, send, eventId }: Echo, { userId, nameOf }: TimelineInput): EventItem {
  return {
    key,
    ...(eventId !== undefined && { eventId }),
    sender: { userId, displayName: nameOf(userId) },
    own: true,
    originServerTs: queuedTs,
    kind: 'message',
    content,
    send,
    protection: 'encrypted',
    edited: false,
  };
}

/** Event types that carry something a person said; all others that are no state stay out of the timeline. */
function isMessageLike(type: string): boolean {
  return (
    type === 'm.room.message' ||
    type === 'm.room.encrypted' ||
    type === 'm.sticker' ||
    /^(m|org\.matrix\.[^.]+)\.poll\.start$/.test(type)
  );
}

function textContent({ msgtype, body }: Readonly<Record<string, unknown>>): TextContent | undefined {
  if (typeof body !== 'string') return undefined;
  return msgtype === 'm.text' || msgtype === 'm.notice' || msgtype === 'm.emote' ? { msgtype, body } : undefined;
}

interface Relation {
  readonly rel_type?: unknown;
  readonly event_id?: unknown;
}

function relationOf({ content }: TimelineEvent): Relation {
  const relation = content['m.relates_to'];
  return typeof relation === 'object' && relation !== null ? relation : {};
}

function isEdit(event: TimelineEvent): boolean {
  return relationOf(event).rel_type === 'm.replace';
}

/**
 * The newest valid replacement of each message (client-server API 11.10.2, "Validity of replacement events"): same
 * sender, same type, not a state event, not a replacement of a replacement, with `m.new_content`; and encrypted where
 * the original is, so that a server cannot put words into anybody's mouth.
 */
function validEdits(events: readonly TimelineEvent[]): ReadonlyMap<string, TextContent> {
  const originals = new Map(events.map((event) => [event.eventId, event]));
  const edits = new Map<string, TextContent>();
  const newest = new Map<string, number>();
  for (const event of events) {
    if (!isEdit(event) || event.redacted || event.undecryptable) continue;
    const target = relationOf(event).event_id;
    const original = typeof target === 'string' ? originals.get(target) : undefined;
    const replacement = event.content['m.new_content'];
    const content =
      typeof replacement === 'object' && replacement !== null ? textContent(replacement as never) : undefined;
    const valid =
      original !== undefined &&
      content !== undefined &&
      original.stateKey === undefined &&
      event.stateKey === undefined &&
      original.sender === event.sender &&
      original.type === event.type &&
      !isEdit(original) &&
      (event.encrypted || !original.encrypted);
    if (!valid || event.originServerTs < (newest.get(original.eventId) ?? 0)) continue;
    newest.set(original.eventId, event.originServerTs);
    edits.set(original.eventId, content);
  }
  return edits;
}

function withDateDividers(
  items: readonly EventItem[],
  dayOf: (timestampMs: number) => string,
): readonly ProjectedItem[] {
  const result: ProjectedItem[] = [];
  const used = new Set<string>();
  let previous: string | undefined;
  for (const item of items) {
    const day = dayOf(item.originServerTs);
    // Server clocks may run backwards between events: a day is announced once, where it first appears.
    if (day !== previous && !used.has(day)) {
      result.push({ kind: 'dateDivider', key: `day ${day}`, day });
      used.add(day);
    }
    previous = day;
    result.push(item);
  }
  return result;
}
