/**
 * What the timelines of one room share while any of them is looked at: the index of its events, their decryption, what is
 * on its way out, names and permissions. Which events a timeline shows, and in which order, is the timeline's own. Long,
 * because all of it changes with the same events.
 */
import type { Receipt, Room } from '@bundesmessenger/core';
import type { ClientEvent, Decryption, Encryption, JsonObject, Rooms } from '@bundesmessenger/core';
import { readEvents, redactedEventId, type AuthenticatedRequest } from '@bundesmessenger/core';
import type { Readable } from '@bundesmessenger/core/readable';
import type { Outbox } from '../outbox/outbox.ts';
import { askAgain } from './ask-again.source.ts';
import { bundledEvents, createEventIndex, isLocalId, type EventIndex, type IndexedEvent } from './event-index.ts';
import { createLocalEvents, type LocalEvents } from './local-events.source.ts';
import { ownKeyIn } from './own-key.ts';
import { projectItem, type EventItem, type ItemContext } from './project-item.ts';
import { createRoomPeople, type RoomPeople } from './room-people.ts';
import type { Sender } from './timeline.ts';
import { createSkippedReactions } from './skipped-reactions.source.ts';
import { createWaitingKeys } from './waiting-keys.ts';

export interface RoomEventsOptions {
  readonly rooms: Rooms;
  readonly encryption: Readable<Encryption | undefined>;
  /** `undefined` while nobody is logged in. */
  readonly userId: Readable<string | undefined>;
  readonly request: AuthenticatedRequest;
  readonly outbox: Outbox;
  /** Unread messages of a room's threads, by root. */
  readonly threadUnread: (room: Room) => ReadonlyMap<string, { readonly count: number; readonly highlights: number }>;
  readonly now?: () => number;
  /** Knows what is here already: asks the server for no events, people or state. @default false */
  readonly asksNothing?: boolean;
}

export interface RoomEvents {
  readonly roomId: string;
  readonly index: EventIndex;
  /** `undefined` while the session does not know the room, or nobody is logged in. */
  room(): Room | undefined;
  /** Takes in events and decrypts them; resolves when each is known as what it is. */
  load(events: readonly ClientEvent[]): Promise<void>;
  /** Takes in the reactions between two tokens of `/messages`, whenever they come. @param to `undefined`: the start of the room */
  readReactions(from: string, to: string | undefined): void;
  /** Asks the server for an event that is not known, once. */
  lookFor(eventId: string): void;
  isLookedFor(eventId: string): boolean;
  /** Whether none of the events waits for its decryption. */
  isReadable(events: readonly ClientEvent[]): boolean;
  /** Event the user has read up to, by all accounts. */
  fullyRead(): string | undefined;
  rowOf(eventId: string, threadId: string | undefined): EventItem | undefined;
  /** The same, in the thread it belongs to where there is one. */
  rowAnywhere(eventId: string): EventItem | undefined;
  /** The event of a row's key, once the server has it. */
  eventIdOf(key: string): string | undefined;
  /** What this device is sending, oldest first. */
  readonly local: Pick<LocalEvents, 'eventIds' | 'settle'>;
  readersOf(threadId: string | undefined): ReadonlyMap<string, readonly Sender[]>;
  /** Asks the room's API. @param path what comes after the room id */
  request(method: 'GET' | 'POST' | 'PUT', path: string, body?: object, version?: 'v1' | 'v3'): Promise<JsonObject>;
  /** Called when anything may look different. Returns the function that ends it. */
  onChange(listener: () => void): () => void;
  stop(): void;
}

/** A row with all that it depended on. */
interface MadeRow {
  readonly revision: number;
  readonly people: number;
  readonly beside: string;
  readonly item: EventItem | undefined;
}

/** As many events fill a view: what is here is shown before the server is asked for more, so many milliseconds later. */
const enoughEvents = 10;
/** What comes within this time seems to come at once (RAIL model). */
const askAfterMs = 100;
/** Events that are handed over for decryption at once; newest first, as people read. */
const decryptedAtOnce = 50;

export function createRoomEvents(options: RoomEventsOptions, roomId: string): RoomEvents {
  const { rooms, encryption, userId, outbox, now = Date.now, asksNothing = false } = options;
  const index = createEventIndex();
  const listeners = new Set<() => void>();
  const lookups = new Map<string, 'running' | 'done'>();
  const redacted = new Set<string>();
  /** Rows as they were made, by thread and event. */
  const rows = new Map<string, MadeRow>();
  const eventIdsByKey = new Map<string, string>();
  let people: RoomPeople = createRoomPeople(undefined);
  let threadUnread: ReturnType<RoomEventsOptions['threadUnread']> = new Map();
  /** By thread, until the sync brings something. */
  const readersByThread = new Map<string | undefined, ReturnType<RoomEvents['readersOf']>>();
  let lookupsDone = 0;
  /** Whether any events of the room were taken in: before, whatever is missing may be among them. */
  let isLoaded = false;
  const ended = new AbortController();
  let stopHearing = (): void => undefined;

  const changed = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const room = (): Room | undefined => (userId.get() === undefined ? undefined : rooms.get(roomId));

  const take = (event: ClientEvent): void => {
    const decryption = decryptionOf(event);
    index.add(event, decryption);
    // Also without a row: a file can be asked for by its key while nobody watches the timeline.
    const key = ownKeyIn(event, userId.get());
    if (key !== undefined) eventIdsByKey.set(key, event.event_id);
    for (const bundled of bundledEvents(event)) if (!index.get(bundled.event_id)) take(bundled);
  };
  const decryptionOf = (event: ClientEvent): Decryption | undefined => {
    if (event.type !== 'm.room.encrypted' || event.unsigned?.redacted_because) return undefined;
    const decryption = encryption.get()?.decryptionOf(roomId, event) ?? { status: 'pending' };
    return waiting.limited(event, decryption);
  };
  const waiting = createWaitingKeys(now, (event, decryption) => {
    index.add(event, decryption);
    changed();
  });

  const pendingAmong = (events: Iterable<ClientEvent>): ClientEvent[] =>
    [...events]
      .flatMap((event) => [event, ...bundledEvents(event)])
      .filter((event) => index.get(event.event_id)?.clearness.status === 'pending');

  /** Resolves when there is nothing left that the encryption has not tried. */
  const decrypt = async (events: Iterable<ClientEvent>): Promise<void> => {
    const engine = encryption.get();
    const pending = engine ? pendingAmong(events).toReversed() : [];
    for (let at = 0; engine && at < pending.length; at += decryptedAtOnce) {
      const batch = pending.slice(at, at + decryptedAtOnce);
      await engine.decrypt(roomId, batch).catch(() => []);
      if (ended.signal.aborted) return;
      // While the last of them was decrypted, more may have become known of the first.
      for (const event of batch) index.add(event, decryptionOf(event));
    }
  };

  const takeIn = async (events: readonly ClientEvent[]): Promise<void> => {
    for (const event of events) if (index.get(event.event_id)?.event !== event) take(event);
    for (const event of events) applyRedaction(event);
    await decrypt(events);
  };
  const load = async (events: readonly ClientEvent[]): Promise<void> => {
    await takeIn(events);
    isLoaded = true;
    lookForAnswered([...events.map(({ event_id: id }) => id), ...local.eventIds()]);
  };
  const lookForAnswered = (eventIds: readonly string[]): void => {
    for (const eventId of eventIds) {
      const { replyTo } = index.get(eventId) ?? {};
      if (replyTo !== undefined && !isLocalId(replyTo) && !isArriving(replyTo)) lookFor(replyTo);
    }
  };
  /** Whether it was just sent: the sync brings it to its place. */
  const isArriving = (eventId: string): boolean =>
    outbox
      .echoes(roomId)
      .get()
      .some((echo) => echo.eventId === eventId);
  /** The registry redacts what it holds; this is for events that were loaded beyond it. */
  const applyRedaction = (event: ClientEvent): void => {
    const { room_version: version = '1' } = room()?.state('m.room.create')?.content ?? {};
    const target = redactedEventId(event, typeof version === 'string' ? version : '1');
    if (target === undefined || redacted.has(target)) return;
    redacted.add(target);
    index.redact(target, event.sender);
  };

  const lookFor = (eventId: string): void => {
    const isHere = index.get(eventId) !== undefined || index.isIgnored(eventId);
    if (asksNothing || isHere || lookups.has(eventId) || ended.signal.aborted) return;
    lookups.set(eventId, 'running');
    const find = async (): Promise<void> => {
      const answer = await askAgain(() => request('GET', `event/${encodeURIComponent(eventId)}`), ended.signal);
      const [event] = readEvents([answer]);
      // What belongs to another room is never shown here, whoever sends it.
      if (event?.event_id === eventId && (answer.room_id === undefined || answer.room_id === roomId)) {
        await takeIn([event]); // not what it answers in turn: a chain may have a thousand links
      }
    };
    void find()
      .catch(() => undefined) // shown as unavailable
      .then(() => {
        lookups.set(eventId, 'done');
        lookupsDone++;
        changed();
      });
  };
  const request: RoomEvents['request'] = (method, path, body, version = 'v3') =>
    options.request({
      method,
      path: `/_matrix/client/${version}/rooms/${encodeURIComponent(roomId)}/${path}`,
      ...(body && { body }),
    });

  const skippedReactions = createSkippedReactions({
    messages: (query) => request('GET', `messages?${query}`),
    async take(reactions) {
      await takeIn(reactions);
      changed();
    },
  });

  const isEncrypted = (): boolean => room()?.state('m.room.encryption') !== undefined;

  const contextOf = (threadId: string | undefined): ItemContext => ({
    userId: userId.get() ?? '',
    index,
    encrypted: isEncrypted(),
    senderOf: people.senderOf,
    mayRedact: people.mayRedact,
    mayNotifyRoom: people.mayNotifyRoom,
    keyOf: outbox.keyOf,
    sendStateOf: local.sendStateOf,
    threadUnreadOf: (rootId) => threadUnread.get(rootId) ?? { count: 0, highlights: 0 },
    isLookedFor: (eventId) => !isLoaded || lookups.get(eventId) === 'running' || isArriving(eventId),
    ...(threadId !== undefined && { threadId }),
  });

  /** What a row depends on beside its events and people: empty for almost all. */
  const besideOf = ({ event, replyTo }: IndexedEvent): string => {
    const looked = replyTo === undefined || index.get(replyTo) ? '' : `${lookupsDone}${isLoaded}`;
    const unread = threadUnread.get(event.event_id);
    const encrypted = isEncrypted() ? 'e' : '';
    return `${encrypted}${local.revisionOf(event.event_id)}${looked}${unread ? `|${unread.count}|${unread.highlights}` : ''}`;
  };

  const local = createLocalEvents({
    index,
    outbox,
    roomId,
    userId,
    onChange() {
      // What it answers was loaded when it was written, but for what an earlier host left.
      if (isLoaded) lookForAnswered(local.eventIds());
      changed();
    },
  });

  /** Two people of one name can be told apart only where all members are known. */
  let membersAsked = false;
  const loadMembers = ({ membership, membersComplete }: Room): void => {
    if (!close || membersAsked || membersComplete || membership !== 'join') return;
    membersAsked = true;
    void rooms.loadMembers(roomId).catch(() => (membersAsked = false)); // tried again with the next answer
  };

  /** Whether the server is about to tell what it has left out, as of somebody who is not ignored any more. */
  let wasPartial = false;
  const onLive = (): void => {
    const current = room();
    if (!current) return;
    // What was asked for in vain may be had then.
    if (wasPartial && !current.isPartial) lookups.clear();
    wasPartial = current.isPartial;
    readersByThread.clear();
    people = people.next(current);
    threadUnread = options.threadUnread(current);
    void load(current.live.events).then(() => {
      changed();
      loadMembers(current); // what is there to be read comes before them
    });
  };
  /** Whose receipts are shown. */
  const isShown = (other: string): boolean => other !== userId.get() && !rooms.ignored.get().has(other);
  let close: (() => void) | undefined;
  const open = (): void => {
    close = rooms.open(roomId);
    const current = room();
    if (current) loadMembers(current);
  };
  let zone = new Date().getTimezoneOffset();
  const isFilled = fillsView(room());
  const timer = isFilled && !asksNothing ? setTimeout(open, askAfterMs) : undefined;

  const stops = [
    rooms.onChange(({ roomIds }) => {
      const zoneBefore = zone;
      zone = new Date().getTimezoneOffset();
      const isHere = roomIds.has(roomId);
      if (isHere) onLive();
      // Whoever has travelled wakes the computer elsewhere, and the sync answers first of all.
      if (isHere || zone !== zoneBefore) changed();
    }),
    rooms.ignored.subscribe((ignored) => {
      index.ignore(ignored);
      if (isLoaded) onLive();
      changed();
    }),
    () => clearTimeout(timer),
    () => close?.(),
    encryption.subscribe((engine) => {
      stopHearing();
      if (!engine) return;
      stopHearing = engine.onDecrypted((changedRoom, eventIds) => {
        if (changedRoom !== roomId) return;
        for (const eventId of eventIds) {
          const { event } = index.get(eventId) ?? {};
          if (event) index.add(event, decryptionOf(event));
        }
        changed();
      });
      onLive();
    }),
  ];

  if (!isFilled && !asksNothing) open();

  const rowOf: RoomEvents['rowOf'] = (eventId, threadId) => {
    const indexed = index.get(eventId);
    if (!indexed) return undefined;
    const revision = index.revisionOf(eventId);
    const beside = besideOf(indexed);
    const place = threadId === undefined ? eventId : `${threadId} ${eventId}`;
    const known = rows.get(place);
    const isSame = known?.revision === revision && known.people === people.revision && known.beside === beside;
    if (isSame) return known.item;
    const item = projectItem(indexed, contextOf(threadId));
    rows.set(place, { revision, people: people.revision, beside, item });
    if (item?.eventId !== undefined) eventIdsByKey.set(item.key, item.eventId);
    return item;
  };

  return {
    roomId,
    index,
    room,
    load,
    readReactions: skippedReactions.read,
    lookFor,
    isLookedFor: (eventId) => lookups.get(eventId) === 'running',
    eventIdOf: (key) => eventIdsByKey.get(key),
    local,
    request,
    isReadable: (events) => events.every(({ event_id: id }) => index.get(id)?.clearness.status !== 'pending'),
    fullyRead() {
      const { event_id: eventId } = room()?.accountData('m.fully_read') ?? {};
      return typeof eventId === 'string' ? eventId : undefined;
    },
    rowOf,
    rowAnywhere(eventId) {
      const indexed = index.get(eventId);
      return indexed && rowOf(eventId, index.threadIdOf(indexed));
    },
    readersOf(threadId) {
      const known = readersByThread.get(threadId) ?? readers(room(), isShown, threadId, people.senderOf);
      readersByThread.set(threadId, known);
      return known;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop() {
      ended.abort();
      stopHearing();
      waiting.stop();
      skippedReactions.stop();
      local.stop();
      for (const stop of stops) stop();
      listeners.clear();
    },
  };
}

/** Whether the sync has brought as many events of the room as fill a view. */
export function fillsView(room: Room | undefined): boolean {
  return room !== undefined && room.live.events.length >= enoughEvents;
}

/** Where everybody else has read to in this timeline: by event, oldest receipt first. */
function readers(
  room: Room | undefined,
  isShown: (userId: string) => boolean,
  threadId: string | undefined,
  senderOf: (userId: string) => Sender,
): ReadonlyMap<string, readonly Sender[]> {
  const latest = (room?.receiptUsers ?? []).flatMap((userId) => {
    if (!isShown(userId)) return [];
    const receipts = room!
      .receiptsOf(userId)
      .filter(({ threadId: other }) => other === undefined || other === (threadId ?? 'main'));
    const [last] = receipts.toSorted((a, b) => b.ts - a.ts);
    return last ? [{ userId, receipt: last }] : [];
  });
  const byEvent = new Map<string, { readonly sender: Sender; readonly receipt: Receipt }[]>();
  for (const { userId, receipt } of latest) {
    const others = byEvent.get(receipt.eventId);
    const entry = { sender: senderOf(userId), receipt };
    if (others) others.push(entry);
    else byEvent.set(receipt.eventId, [entry]);
  }
  return new Map(
    [...byEvent].map(([eventId, entries]) => [
      eventId,
      entries.toSorted((a, b) => a.receipt.ts - b.receipt.ts).map(({ sender }) => sender),
    ]),
  );
}
