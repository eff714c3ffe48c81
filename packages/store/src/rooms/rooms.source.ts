/**
 * Feeds the room list from the session's rooms. A change of one room projects that room again and puts it in its place;
 * windows that somebody watches are cut anew, and only the rooms in them are decrypted.
 */
import {
  countUnread,
  isMarkedUnread,
  isSilenced,
  keywordsOf,
  mayMentionRoom,
  noticesNotify,
  notificationsOf,
  withoutIgnored,
  type ClientEvent,
  type Encryption,
  type JsonObject,
  type Room,
  type Rooms,
  type RoomsChange,
} from '@bundesmessenger/core';
import { writable, type Readable, type Writable } from '@bundesmessenger/core/readable';
import { coalesce } from '../protocol/coalesce.ts';
import { noRooms, topicKey } from '../protocol/topics.ts';
import { withVersions } from '../protocol/versions.ts';
import { directRooms } from './direct-rooms.ts';
import { isCandidate } from './project-preview.ts';
import { projectRoom, type ProjectedRoom, type RoomContext } from './project-room.ts';
import { createRoomIndex, type ListedRoom } from './room-index.ts';
import { completeQuery, type CompleteQuery } from './room-list-query.ts';
import type { RoomList, RoomListQuery, RoomPreview, RoomSummary } from './rooms.ts';

/** What the source needs of a session. */
export interface RoomsSourceOptions {
  readonly rooms: Rooms;
  readonly encryption: Readable<Encryption | undefined>;
  /** `undefined` while nobody is logged in: then there is no list. */
  readonly userId: Readable<string | undefined>;
  readonly barred: RoomContext['barred'];
  /** Changes whenever `barred` may judge otherwise. */
  readonly policy?: Readable<unknown>;
}

/** The default window as it was last, for the snapshot cache. */
export interface StoredRoomList {
  readonly total: number;
  readonly unread: RoomList['unread'];
  readonly rooms: readonly ListedRoom[];
}

export interface RoomsSource {
  list(query?: RoomListQuery): Readable<RoomList>;
  room(roomId: string): Readable<RoomSummary | null>;
  /** Shows what an earlier session knew, until the server answers. */
  restore(stored: StoredRoomList): void;
  /** What a later session should show first; `undefined` before the first answer. */
  toStore(): StoredRoomList | undefined;
  /** Called when what `toStore` gives may have changed. */
  onChange(listener: () => void): () => void;
  stop(): void;
}

interface WatchedList {
  readonly query: CompleteQuery;
  readonly value: Writable<RoomList>;
}

const pending = { status: 'pending' } as const;
/** Events at the end of a room that are decrypted for its row: a screenful of reactions may come last. */
const decryptedAtMost = 20;

export function createRoomsSource(options: RoomsSourceOptions): RoomsSource {
  const { rooms, encryption } = options;
  const index = createRoomIndex();
  const dirty = new Set<string>();
  const lists = new Map<string, WatchedList>();
  const watchedRooms = new Map<string, Writable<RoomSummary | null>>();
  const listeners = new Set<() => void>();
  /** Events that were handed over for decryption once; they come back as changed by themselves. */
  let handedOver = new WeakSet<ClientEvent>();
  /** What an earlier session could read, until this one can. */
  const earlierPreviews = new Map<string, RoomPreview>();
  /** Rooms that an earlier session knew, and the server has not told of yet. */
  const mayStillCome = new Set<string>();
  const pushRules = (): JsonObject | undefined => rooms.accountData('m.push_rules');
  /** Made once for all rooms. */
  let keywords = keywordsOf(pushRules());
  let direct = directRooms(rooms.accountData('m.direct'));
  let restored: StoredRoomList | undefined;
  let stopHearingOfDecryption: (() => void) | undefined;

  const countFor = (
    room: Room,
    {
      userId,
      events,
      notifications,
      decryptionOf,
    }: Pick<RoomContext, 'userId' | 'events' | 'notifications' | 'decryptionOf'>,
  ): RoomContext['unread'] => {
    const { count, highlights, atLeast, threads } = countUnread({
      userId,
      notifications: isSilenced(pushRules()) ? 'none' : notifications,
      events,
      fromStart: room.live.before === 'start',
      receipts: room.receiptsOf(userId),
      decrypted: (event) => {
        const decryption = decryptionOf(event);
        return decryption.status === 'decrypted' ? decryption : undefined;
      },
      notices: noticesNotify(pushRules()),
      keywords,
      mayMentionRoom: (sender) =>
        mayMentionRoom(sender, room.state('m.room.power_levels'), room.state('m.room.create')),
    });
    const all = [{ count, highlights }, ...threads.values()];
    return {
      unreadCount: all.reduce((sum, one) => sum + one.count, 0),
      highlightCount: all.reduce((sum, one) => sum + one.highlights, 0),
      ...(atLeast && { unreadAtLeast: true }),
    };
  };
  const contextOf = (room: Room, userId: string): RoomContext => {
    const engine = encryption.get();
    const notifications = notificationsOf(pushRules(), room);
    const decryptionOf: RoomContext['decryptionOf'] = (event) => engine?.decryptionOf(room.roomId, event) ?? pending;
    const events = withoutIgnored(room.live.events, rooms.ignored.get());
    return {
      userId,
      events,
      unread: countFor(room, { userId, events, notifications, decryptionOf }),
      markedUnread: isMarkedUnread((type) => room.accountData(type)),
      notifications,
      directUserId: direct.get(room.roomId),
      parents: index.parentsOf(room.roomId),
      decryptionOf,
      barred: options.barred,
    };
  };

  /** Projects what has changed. A space's children learn of their parents, and may be spaces themselves. */
  const projectDirty = (): void => {
    const userId = options.userId.get();
    if (userId === undefined) {
      dirty.clear();
      return;
    }
    for (const roomId of dirty) {
      dirty.delete(roomId); // a set visits again what is added again
      const room = rooms.get(roomId);
      const old = index.get(roomId);
      if (room) {
        mayStillCome.delete(roomId);
        const projected = projectRoom(room, contextOf(room, userId));
        // Only an invite has an inviter.
        if (rooms.ignored.get().has(projected.summary.inviter?.userId ?? '')) index.delete(roomId);
        else put(old, withEarlierPreview(projected));
      } else if (rooms.coverage.get() === 'all' || !mayStillCome.has(roomId)) index.delete(roomId);
      const [before, after] = [childrenIn(old), childrenIn(index.get(roomId))];
      if (before !== after) for (const child of symmetricDifference(before, after)) dirty.add(child);
    }
  };
  const put = (
    old: ListedRoom | undefined,
    { searchText, bumpStamp, predecessor, ...projected }: ProjectedRoom,
  ): void => {
    const [summary] = withVersions(old ? [old.summary] : [], [projected.summary], (row) => row.roomId);
    const next: ListedRoom = {
      summary: summary!,
      searchText,
      bumpStamp,
      ...(predecessor !== undefined && { predecessor }),
    };
    const isSame = old?.bumpStamp === bumpStamp && old?.searchText === searchText && old?.predecessor === predecessor;
    if (old?.summary !== summary || !isSame) index.set(next);
  };
  /** A line that was read before does not become unreadable while the encryption loads. */
  const withEarlierPreview = (projected: ProjectedRoom): ProjectedRoom => {
    const { roomId, preview } = projected.summary;
    const earlier = earlierPreviews.get(roomId);
    if (!earlier) return projected;
    const stillStands = preview.kind === 'pending' && earlier.kind === 'message' && earlier.eventId === preview.eventId;
    if (stillStands) return { ...projected, summary: { ...projected.summary, preview: earlier } };
    earlierPreviews.delete(roomId);
    return projected;
  };

  const cut = (query: CompleteQuery, before: RoomList): RoomList => {
    const coverage = rooms.coverage.get();
    const isCached = coverage === 'none';
    if (options.userId.get() === undefined || (isCached && !restored)) return noRooms;
    const next: RoomList = {
      status: isCached ? 'cached' : 'ready',
      complete: coverage === 'all',
      unread: index.totals(),
      offset: query.offset,
      ...index.query(query),
      // Of the rooms beyond the stored window only the numbers are known.
      ...(isCached && isWholeList(query) && { total: restored!.total, unread: restored!.unread }),
    };
    return isSameList(before, next) ? before : next;
  };

  /** Whether the server's list has been shown. */
  let isShown = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    isShown = rooms.coverage.get() !== 'none';
    projectDirty();
    for (const { query, value } of lists.values()) value.set(cut(query, value.get()));
    for (const [roomId, value] of watchedRooms) value.set(index.get(roomId)?.summary ?? null);
    decryptShown();
    for (const listener of listeners) listener();
  };
  const flushNow = coalesce(flush);
  /** The first list is waited for. After that an open timeline goes first: what was written is read there. */
  const flushSoon = (): void => {
    if (isShown) timer ??= setTimeout(flush);
    else flushNow();
  };
  const change = (roomIds: Iterable<string>): void => {
    for (const roomId of roomIds) dirty.add(roomId);
    flushSoon();
  };

  const decryptShown = (): void => {
    const engine = encryption.get();
    if (!engine) return;
    const shown = new Set(watchedRooms.keys());
    for (const { value } of lists.values()) for (const { roomId } of value.get().items) shown.add(roomId);
    for (const roomId of shown) void decrypt(engine, roomId);
  };
  const decrypt = async (engine: Encryption, roomId: string): Promise<void> => {
    const events = (rooms.get(roomId)?.live.events ?? [])
      .slice(-decryptedAtMost)
      .filter((event) => event.type === 'm.room.encrypted' && isCandidate(event) && !handedOver.has(event));
    if (events.length === 0) return;
    for (const event of events) handedOver.add(event);
    await engine.decrypt(roomId, events);
    change([roomId]);
  };

  /** Whether the room's row says what the policy thinks of it. */
  const isJudged = (roomId: string): boolean => {
    const { membership, replacedBy } = index.get(roomId)!.summary;
    return membership !== 'join' || replacedBy !== undefined;
  };
  const everyRoom = (): readonly string[] => [...index.roomIds(), ...rooms.all().map(({ roomId }) => roomId)];
  const onRoomsChange = ({ roomIds, accountData }: RoomsChange): void => {
    change(roomIds);
    if (accountData.has('m.push_rules')) {
      keywords = keywordsOf(pushRules());
      change(everyRoom());
    }
    if (accountData.has('m.direct')) {
      const before = direct;
      direct = directRooms(rooms.accountData('m.direct'));
      change([...new Set([...before.keys(), ...direct.keys()])].filter((id) => before.get(id) !== direct.get(id)));
    }
  };
  const stops = [
    rooms.onChange(onRoomsChange),
    // When every room is known, one that is not there does not come any more.
    rooms.coverage.subscribe(() => change(everyRoom())),
    rooms.ignored.subscribe(() => change(everyRoom())),
    options.userId.subscribe((userId) => {
      if (userId === undefined) {
        restored = undefined;
        earlierPreviews.clear();
        mayStillCome.clear();
        index.clear();
      }
      change(everyRoom());
    }),
    encryption.subscribe((engine) => {
      stopHearingOfDecryption?.();
      stopHearingOfDecryption = engine?.onDecrypted((roomId) => change([roomId]));
      handedOver = new WeakSet();
      flushSoon();
    }),
    () => stopHearingOfDecryption?.(),
    options.policy?.subscribe(() => change([...index.roomIds()].filter(isJudged))) ?? (() => undefined),
  ];

  return {
    list(request) {
      const query = completeQuery(request);
      const key = topicKey({ type: 'rooms', query });
      const known = lists.get(key)?.value;
      if (known) return known;
      const value = writable<RoomList>(noRooms, () => {
        lists.set(key, { query, value });
        flush();
        return () => void lists.delete(key);
      });
      return { subscribe: value.subscribe, get: () => (projectDirty(), cut(query, value.get())) };
    },
    room(roomId) {
      const known = watchedRooms.get(roomId);
      if (known) return known;
      const value = writable<RoomSummary | null>(null, () => {
        watchedRooms.set(roomId, value);
        flush();
        return () => void watchedRooms.delete(roomId);
      });
      return { subscribe: value.subscribe, get: () => (projectDirty(), index.get(roomId)?.summary ?? null) };
    },
    restore(stored) {
      if (rooms.coverage.get() !== 'none' || options.userId.get() === undefined) return;
      restored = stored;
      for (const room of stored.rooms) {
        index.set(room);
        mayStillCome.add(room.summary.roomId);
        earlierPreviews.set(room.summary.roomId, room.summary.preview);
      }
      flush();
    },
    toStore() {
      if (rooms.coverage.get() === 'none' || options.userId.get() === undefined) return undefined;
      const { total, items } = index.query(completeQuery());
      return { total, unread: index.totals(), rooms: items.map(({ roomId }) => index.get(roomId)!) };
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop() {
      clearTimeout(timer);
      for (const stop of stops) stop();
    },
  };
}

/** Whether nothing but the window limits what is shown: then the totals of an earlier session hold. */
function isWholeList({ filters, without, space, search }: CompleteQuery): boolean {
  return filters.length === 0 && without.length === 0 && space === undefined && search === '';
}

function isSameList(a: RoomList, b: RoomList): boolean {
  const frame = (list: RoomList): string => JSON.stringify({ ...list, items: 0 });
  return a.items.length === b.items.length && a.items.every((row, at) => row === b.items[at]) && frame(a) === frame(b);
}

const childless: readonly string[] = [];

function childrenIn(room: ListedRoom | undefined): readonly string[] {
  return room?.summary.membership === 'join' ? room.summary.children : childless;
}

function symmetricDifference(a: readonly string[], b: readonly string[]): readonly string[] {
  const [inA, inB] = [new Set(a), new Set(b)];
  return [...a.filter((id) => !inB.has(id)), ...b.filter((id) => !inA.has(id))];
}
