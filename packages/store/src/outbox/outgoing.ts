/** What waits in the outbox: its kinds, its records, and its references to what is not sent yet. Pure. */
import type { ErrorCode } from '@bundesmessenger/core/errors';
import type { JsonObject } from '@bundesmessenger/core/types';
import { isPollEnd, isPollResponse } from '../polls/poll.ts';

/** Stands before the key of something unsent where an event id belongs, until the server has given it one. */
export const unsentPrefix = '~';

/** A file on its way, without its bytes: they are kept under the same key. */
export interface OutgoingFile {
  readonly filename: string;
  readonly mimetype: string;
  readonly sizeBytes: number;
  /** What the event says beside the file: caption, mentions, relation, voice. */
  readonly content: JsonObject;
  /** As told by who sends it; pictures are measured before the upload. */
  readonly info: JsonObject;
}

/** Event ids in relations and redactions may be those of something unsent: {@link unsentPrefix} and its key. */
export type Outgoing =
  /** Encrypted before it leaves, but for reactions: see docs/decisions/reactions-in-clear.md. */
  | { readonly kind: 'event'; readonly eventType: string; readonly content: JsonObject }
  | { readonly kind: 'redaction'; readonly eventId: string; readonly reason?: string }
  | { readonly kind: 'file'; readonly file: OutgoingFile };

/** One record of the storage. */
export interface QueuedEvent {
  readonly transactionId: string;
  readonly roomId: string;
  outgoing: Outgoing;
  readonly queuedTs: number;
  /** Orders events: a clock may be put back. */
  readonly sequence: number;
  /** What leaves. Set before the first try and never changed after it. */
  prepared?: JsonObject;
  /** Whether bytes are kept under the same key. */
  readonly hasFile?: true;
  failed?: { code: ErrorCode; recoverable: boolean };
}

/** The event types that leave in clear. */
const clearTypes: ReadonlySet<string> = new Set(['m.reaction']);

export function leavesInClear(eventType: string): boolean {
  return clearTypes.has(eventType);
}

/** Whether it says what a person would want back if the server refused it: no reaction, vote or end of a poll, no redaction. */
export function isSaid(outgoing: Outgoing): boolean {
  if (outgoing.kind !== 'event') return outgoing.kind === 'file';
  const { eventType } = outgoing;
  return !leavesInClear(eventType) && !isPollResponse(eventType) && !isPollEnd(eventType);
}

/** The keys of unsent events that this one refers to. */
export function unsentReferences(outgoing: Outgoing): readonly string[] {
  return references(outgoing)
    .filter((eventId) => eventId.startsWith(unsentPrefix))
    .map((eventId) => eventId.slice(unsentPrefix.length));
}

/** The same with the event id in place of a key. */
export function withEventId(outgoing: Outgoing, key: string, eventId: string): Outgoing {
  const unsent = unsentPrefix + key;
  switch (outgoing.kind) {
    case 'redaction':
      return outgoing.eventId === unsent ? { ...outgoing, eventId } : outgoing;
    case 'event':
      return { ...outgoing, content: replaced(outgoing.content, unsent, eventId) };
    case 'file':
      return { ...outgoing, file: { ...outgoing.file, content: replaced(outgoing.file.content, unsent, eventId) } };
  }
}

/** The event whose text this one replaces; of what is not sent yet {@link unsentPrefix} and its key. */
export function editedBy(outgoing: Outgoing): string | undefined {
  if (outgoing.kind !== 'event') return undefined;
  const { rel_type: type, event_id: target } = relatesTo(outgoing);
  return type === 'm.replace' && typeof target === 'string' ? target : undefined;
}

interface Relates {
  readonly rel_type?: string;
  readonly event_id?: string;
  readonly 'm.in_reply_to'?: { readonly event_id?: string };
}

function relatesTo(outgoing: Outgoing): Relates {
  if (outgoing.kind === 'redaction') return { event_id: outgoing.eventId };
  const content = outgoing.kind === 'file' ? outgoing.file.content : outgoing.content;
  return (content['m.relates_to'] ?? {}) as Relates;
}

function references(outgoing: Outgoing): readonly string[] {
  const { event_id: target, 'm.in_reply_to': answered } = relatesTo(outgoing);
  // Records are as they were stored.
  return [target, answered?.event_id].filter((eventId) => typeof eventId === 'string');
}

function replaced(content: JsonObject, unsent: string, eventId: string): JsonObject {
  const relates = content['m.relates_to'] as Relates | undefined;
  if (!relates) return content;
  const { 'm.in_reply_to': answered } = relates;
  return {
    ...content,
    'm.relates_to': {
      ...relates,
      ...(relates.event_id === unsent && { event_id: eventId }),
      ...(answered?.event_id === unsent && { 'm.in_reply_to': { event_id: eventId } }),
    },
  };
}

/** Records outlive versions of this code: one that is not understood is left where it is. */
export function readRecord(record: unknown): QueuedEvent | undefined {
  const { transactionId, roomId, outgoing, queuedTs, sequence } = (record ?? {}) as Partial<QueuedEvent>;
  const known =
    typeof transactionId === 'string' &&
    typeof roomId === 'string' &&
    typeof queuedTs === 'number' &&
    typeof sequence === 'number' &&
    isOutgoing(outgoing);
  return known ? (record as QueuedEvent) : undefined;
}

function isOutgoing(value: unknown): boolean {
  const { kind, eventType, content, eventId, file } = (value ?? {}) as Record<string, unknown>;
  if (kind === 'event') return typeof eventType === 'string' && isObject(content);
  if (kind === 'redaction') return typeof eventId === 'string';
  return kind === 'file' && isObject(file) && isObject((file as Record<string, unknown>).content);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
