/**
 * The events of one room by id, with everything that refers to them: edits, reactions, threads, votes, redactions. Events
 * come in any order and one by one, so that a storm of them costs what each of them costs. Says nothing about order.
 */
import type { ClientEvent, Decryption, JsonObject, Shield, UndecryptableCause } from '@bundesmessenger/core/types';
import { isPollEnd, isPollResponse } from '../polls/poll.ts';
import { readRelations, type EventRelations } from './relation.ts';
import { isVerificationEnd } from './verification-request.ts';

/** What is known of an event's content. */
export type Clearness =
  | { readonly status: 'clear'; readonly type: string; readonly content: JsonObject; readonly shield: Shield }
  | { readonly status: 'pending' }
  | { readonly status: 'undecryptable'; readonly cause: UndecryptableCause }
  /** `by` is absent where the server does not tell. */
  | { readonly status: 'redacted'; readonly type: string; readonly by?: string };

/** Ids of events that are not with the server begin with this; real ones with `$`. */
export const localIdPrefix = '~';

export function isLocalId(eventId: string): boolean {
  return eventId.startsWith(localIdPrefix);
}

export interface IndexedEvent extends EventRelations {
  readonly event: ClientEvent;
  /** Whether it came as `m.room.encrypted`, or will leave so. */
  readonly encrypted: boolean;
  readonly clearness: Clearness;
}

/**
 * By key and sender, the event ids of that sender's reactions with this key; more than one is a mistake and counts once.
 */
export type Reactions = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

export interface ThreadIndex {
  /** By id. */
  readonly events: ReadonlyMap<string, IndexedEvent>;
  /** What the server counted and is still there, and until which of the thread's events. */
  readonly counted?: { readonly count: number; readonly latest: ClientEvent };
}

export interface EventIndex {
  /** `undefined` also for what somebody has sent who is ignored. */
  get(eventId: string): IndexedEvent | undefined;
  /** Adds an event, or replaces what was known of it. `decryption` of what came encrypted. */
  add(event: ClientEvent, decryption?: Decryption): void;
  /** Takes an event away that turned out not to exist, as an own one that could not be sent. */
  remove(eventId: string): void;
  /** Shows the event as redacted, whether or not it is known yet. Returns the function that takes that back. */
  redact(eventId: string, by: string): () => void;
  /** Leaves out what these users have sent, but for state, as if it were not there; what others have sent comes back. */
  ignore(userIds: ReadonlySet<string>): void;
  /** Whether the event is here, and left out. */
  isIgnored(eventId: string): boolean;
  /** Valid replacement that counts now (client-server API, "Validity of replacement events"). */
  editOf(eventId: string): IndexedEvent | undefined;
  reactionsOf(eventId: string): Reactions;
  /** Votes and ends of a poll, ends of a verification. */
  referencesOf(eventId: string): Iterable<IndexedEvent>;
  threadOf(rootId: string): ThreadIndex | undefined;
  /** The root of the thread the event belongs to. */
  threadIdOf(event: IndexedEvent): string | undefined;
  /** Grows whenever anything about the event's row may have changed. */
  revisionOf(eventId: string): number;
}

/** A bundled edit or thread is an event of its own: it may have to be decrypted, too. */
export function bundledEvents({ unsigned }: ClientEvent): readonly ClientEvent[] {
  const { 'm.replace': edit, 'm.thread': thread } = (unsigned?.['m.relations'] ?? {}) as BundledRelations;
  return [edit, thread?.latest_event].filter((event) => event !== undefined);
}

/** As core's `hostile-events.ts` has checked it. */
interface BundledRelations {
  readonly 'm.replace'?: ClientEvent;
  readonly 'm.thread'?: { readonly latest_event: ClientEvent; readonly count: number };
}

const noReactions: Reactions = new Map();

/** Whether what an event refers to has to know of it. */
const isCounted = (type: string): boolean => isPollResponse(type) || isPollEnd(type) || isVerificationEnd(type);

export function createEventIndex(): EventIndex {
  const events = new Map<string, IndexedEvent>();
  const revisions = new Map<string, number>();
  const edits = new Map<string, Map<string, IndexedEvent>>();
  const reactions = new Map<string, Map<string, Map<string, Set<string>>>>();
  const references = new Map<string, Map<string, IndexedEvent>>();
  const threads = new Map<string, Map<string, IndexedEvent>>();
  /** By root, everything that says it is in the thread, what was redacted among it. */
  const inThread = new Map<string, Set<string>>();
  /** With those of the counted ones that were redacted since. */
  const threadCounts = new Map<string, { count: number; latest: ClientEvent; gone: Set<string> }>();
  /** Who answers an event: their rows show a preview of it. */
  const answers = new Map<string, Set<string>>();
  const redactions = new Map<string, readonly { by: string }[]>();
  /** What such a redaction hides, for when it is taken back. */
  const hidden = new Map<string, Decryption | undefined>();
  let lastRevision = 0;
  let ignored: ReadonlySet<string> = new Set();

  const isHidden = ({ event }: IndexedEvent): boolean => event.state_key === undefined && ignored.has(event.sender);

  const touch = (eventId: string): void => {
    revisions.set(eventId, ++lastRevision);
    for (const answer of answers.get(eventId) ?? []) revisions.set(answer, lastRevision);
    const { relation } = events.get(eventId) ?? {};
    if (relation?.type === 'm.thread') revisions.set(relation.eventId, lastRevision);
  };

  /** Adds or removes what an event says about another one. */
  const relate = (indexed: IndexedEvent, isThere: boolean): void => {
    const present = isThere && !isHidden(indexed);
    const { event, relation, replyTo, clearness } = indexed;
    const id = event.event_id;
    if (replyTo !== undefined) setMember(answers, replyTo, id, present);
    // Whether what names this event as its root is in a thread depends on whether it can be one.
    if (!mayBeRoot(indexed)) for (const member of inThread.get(id) ?? []) touch(member);
    if (!relation || event.state_key !== undefined) return;
    const target = relation.eventId;
    if (relation.type === 'm.thread') {
      setMember(inThread, target, id, present);
      setEntry(threads, target, id, present && clearness.status !== 'redacted' ? indexed : undefined);
    } else if (clearness.status !== 'clear') return;
    else if (relation.type === 'm.replace') setEntry(edits, target, id, present ? indexed : undefined);
    else if (relation.type === 'm.annotation' && clearness.type === 'm.reaction') {
      react(target, relation.key!, event, present);
    } else if (relation.type === 'm.reference' && isCounted(clearness.type)) {
      setEntry(references, target, id, present ? indexed : undefined);
    }
    touch(target);
  };

  const react = (target: string, key: string, { sender, event_id }: ClientEvent, present: boolean): void => {
    const byKey = reactions.get(target) ?? new Map<string, Map<string, Set<string>>>();
    const senders = byKey.get(key) ?? new Map<string, Set<string>>();
    setMember(senders, sender, event_id, present);
    if (senders.size > 0) byKey.set(key, senders);
    else byKey.delete(key);
    if (byKey.size > 0) reactions.set(target, byKey);
    else reactions.delete(target);
  };

  const store = (event: ClientEvent, decryption: Decryption | undefined): void => {
    const before = events.get(event.event_id);
    if (redactions.has(event.event_id)) hidden.set(event.event_id, decryption);
    const redaction = redactions.get(event.event_id)?.[0] ?? redactionIn(event);
    const clearness: Clearness = redaction
      ? { status: 'redacted', type: typeOf(before) ?? event.type, ...redaction }
      : readClearness(event, decryption);
    if (before?.event === event && sameClearness(before.clearness, clearness)) return;
    const clear = clearness.status === 'clear' ? clearness.content : {};
    const { relation, replyTo } = readRelations(event.event_id, clear, event.content);
    // A redaction takes the relation away; what is known of it still tells where the event does not belong.
    const kept = relation ?? (clearness.status === 'redacted' ? before?.relation : undefined);
    const indexed: IndexedEvent = {
      event,
      encrypted: event.type === 'm.room.encrypted' || isLocalId(event.event_id),
      clearness,
      ...(kept && { relation: kept }),
      ...(replyTo !== undefined && { replyTo }),
    };
    if (before) {
      recount(before, indexed);
      relate(before, false);
    }
    events.set(event.event_id, indexed);
    relate(indexed, true);
    touch(event.event_id);
  };

  const readBundle = (event: ClientEvent): void => {
    const thread = ((event.unsigned?.['m.relations'] ?? {}) as BundledRelations)['m.thread'];
    if (!thread) return;
    const { count, latest_event: latest } = thread;
    const known = threadCounts.get(event.event_id);
    if (known?.count === count && known.latest.event_id === latest.event_id) return;
    threadCounts.set(event.event_id, { count, latest, gone: new Set() });
  };

  /** What is deleted the server has counted before, unless it came later. */
  const recount = (before: IndexedEvent, after: IndexedEvent): void => {
    const [wasGone, isGone] = [before, after].map(({ clearness }) => clearness.status === 'redacted');
    if (wasGone !== isGone) setCounted(after, !isGone);
  };
  const setCounted = (indexed: IndexedEvent, isThere: boolean): void => {
    const counted = indexed.relation?.type === 'm.thread' ? threadCounts.get(indexed.relation.eventId) : undefined;
    const { event_id: id, origin_server_ts: ts } = indexed.event;
    if (!counted || ts > counted.latest.origin_server_ts) return;
    if (isThere) counted.gone.delete(id);
    else counted.gone.add(id);
  };

  const isValidEdit = (edit: IndexedEvent, original: IndexedEvent): boolean =>
    edit.clearness.status === 'clear' &&
    original.clearness.status === 'clear' &&
    original.event.state_key === undefined &&
    original.event.sender === edit.event.sender &&
    original.clearness.type === edit.clearness.type &&
    original.relation?.type !== 'm.replace' &&
    (edit.encrypted || !original.encrypted) &&
    isObject(edit.clearness.content['m.new_content']);

  return {
    get(eventId) {
      const known = events.get(eventId);
      return known && isHidden(known) ? undefined : known;
    },
    ignore(userIds) {
      const before = ignored;
      ignored = userIds;
      for (const [eventId, indexed] of events) {
        const isIgnored = userIds.has(indexed.event.sender);
        if (indexed.event.state_key !== undefined || before.has(indexed.event.sender) === isIgnored) continue;
        relate(indexed, !isIgnored);
        if (indexed.clearness.status !== 'redacted') setCounted(indexed, !isIgnored);
        touch(eventId);
      }
    },
    isIgnored(eventId) {
      const known = events.get(eventId);
      return known !== undefined && isHidden(known);
    },
    add(event, decryption) {
      readBundle(event);
      store(event, decryption);
    },
    remove(eventId) {
      const indexed = events.get(eventId);
      if (!indexed) return;
      touch(eventId);
      events.delete(eventId);
      relate(indexed, false);
    },
    redact(eventId, by) {
      const redaction = { by };
      const known = events.get(eventId);
      const decryption = redactions.has(eventId) ? hidden.get(eventId) : known && asDecryption(known);
      redactions.set(eventId, [...(redactions.get(eventId) ?? []), redaction]);
      if (known) store(known.event, decryption);
      return () => {
        const rest = (redactions.get(eventId) ?? []).filter((other) => other !== redaction);
        if (rest.length > 0) redactions.set(eventId, rest);
        else redactions.delete(eventId);
        const current = events.get(eventId);
        if (current) store(current.event, hidden.get(eventId));
        if (rest.length === 0) hidden.delete(eventId);
      };
    },
    editOf(eventId) {
      const original = events.get(eventId);
      if (!original) return undefined;
      let newest: IndexedEvent | undefined;
      for (const edit of edits.get(eventId)?.values() ?? []) {
        if (isValidEdit(edit, original) && (!newest || isLater(edit.event, newest.event))) newest = edit;
      }
      return newest;
    },
    reactionsOf: (eventId) => reactions.get(eventId) ?? noReactions,
    referencesOf: (eventId) => references.get(eventId)?.values() ?? [],
    threadOf(rootId) {
      const members = threads.get(rootId);
      const { count = 0, latest, gone } = threadCounts.get(rootId) ?? {};
      const counted = latest && { count: count - (gone?.size ?? 0), latest };
      return members || counted ? { events: members ?? new Map(), ...(counted && { counted }) } : undefined;
    },
    threadIdOf({ relation, event }) {
      if (relation?.type !== 'm.thread' || event.state_key !== undefined) return undefined;
      const root = events.get(relation.eventId);
      return root && !mayBeRoot(root) ? undefined : relation.eventId;
    },
    revisionOf: (eventId) => revisions.get(eventId) ?? 0,
  };
}

/** A thread does not begin in a thread, nor at a change of state (client-server API, "Threading"). */
function mayBeRoot({ relation, event }: IndexedEvent): boolean {
  return relation?.type !== 'm.thread' && event.state_key === undefined;
}

/** What the server says of the event's redaction. */
function redactionIn({ unsigned }: ClientEvent): { readonly by?: string } | undefined {
  if (!unsigned?.redacted_because) return undefined;
  const { sender: by } = unsigned.redacted_because;
  return typeof by === 'string' ? { by } : {};
}

function readClearness(event: ClientEvent, decryption: Decryption | undefined): Clearness {
  const { type, content } = event;
  if (type !== 'm.room.encrypted' || event.state_key !== undefined) {
    return { status: 'clear', type, content, shield: 'none' };
  }
  switch (decryption?.status) {
    case 'decrypted':
      return { status: 'clear', type: decryption.type, content: decryption.content, shield: decryption.shield };
    case 'failed':
      return { status: 'undecryptable', cause: decryption.cause };
    default:
      return { status: 'pending' };
  }
}

function asDecryption({ clearness }: IndexedEvent): Decryption | undefined {
  switch (clearness.status) {
    case 'clear':
      return { ...clearness, status: 'decrypted' };
    case 'undecryptable':
      return { status: 'failed', cause: clearness.cause };
    default:
      return undefined;
  }
}

/** What it was before it was redacted. */
function typeOf(indexed: IndexedEvent | undefined): string | undefined {
  const { clearness } = indexed ?? {};
  return clearness?.status === 'clear' || clearness?.status === 'redacted' ? clearness.type : undefined;
}

function sameClearness(a: Clearness, b: Clearness): boolean {
  if (a.status === 'clear' && b.status === 'clear') return a.content === b.content && a.shield === b.shield;
  if (a.status === 'undecryptable' && b.status === 'undecryptable') return a.cause === b.cause;
  return a.status === b.status && a.status !== 'clear' && a.status !== 'undecryptable';
}

/** Of two edits the one with the later time counts, then the greater id (client-server API, "Event replacements"). */
function isLater(a: ClientEvent, b: ClientEvent): boolean {
  const [aTs, bTs] = [orderTs(a), orderTs(b)];
  return aTs > bTs || (aTs === bTs && a.event_id > b.event_id);
}

/** The last moment a `Date` can hold. */
const endOfTimeMs = 8.64e15;

/**
 * When an edit, a vote or a message of a thread was made, for who comes last: what this device is sending comes after all that
 * the server has, though its clock may be behind. Milliseconds.
 */
export function orderTs({ event_id: eventId, origin_server_ts: ts }: ClientEvent): number {
  return isLocalId(eventId) ? endOfTimeMs + ts : ts;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function setEntry<Value>(
  table: Map<string, Map<string, Value>>,
  target: string,
  id: string,
  value: Value | undefined,
): void {
  const entries = table.get(target) ?? new Map<string, Value>();
  if (value === undefined) entries.delete(id);
  else entries.set(id, value);
  if (entries.size > 0) table.set(target, entries);
  else table.delete(target);
}

function setMember(table: Map<string, Set<string>>, target: string, id: string, present: boolean): void {
  const members = table.get(target) ?? new Set<string>();
  if (present) members.add(id);
  else members.delete(id);
  if (members.size > 0) table.set(target, members);
  else table.delete(target);
}
