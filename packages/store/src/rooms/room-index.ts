/**
 * All rooms of the account, kept in order, and windows of them: filter, search, sort. A room that changes finds its new
 * place by itself; the others are not touched. Pure data, no input and output.
 */
import type { CompleteQuery } from './room-list-query.ts';
import type { RoomFilter, RoomSort, RoomSummary, UnreadTotals } from './rooms.ts';
import { matcher } from '../search/search-text.ts';

export interface ListedRoom {
  readonly summary: RoomSummary;
  /** Of `searchText`: name, alias, members the room is called after. */
  readonly searchText: string;
  /** The server's own order of news, where it has one. */
  readonly bumpStamp: number | undefined;
  /** The room that this one says it comes after (`m.room.create`). */
  readonly predecessor?: string;
}

export interface RoomIndex {
  get(roomId: string): ListedRoom | undefined;
  set(room: ListedRoom): void;
  delete(roomId: string): void;
  clear(): void;
  readonly size: number;
  roomIds(): Iterable<string>;
  query(query: CompleteQuery): { readonly total: number; readonly items: readonly RoomSummary[] };
  totals(): UnreadTotals;
  /** Joined spaces that name the room as their child, in the order of their ids. */
  parentsOf(roomId: string): readonly string[];
}

type Compare = (a: ListedRoom, b: ListedRoom) => number;

/** Made when first needed: that takes a browser some 15 ms of processor time, which a start should not pay. */
let collator: Intl.Collator | undefined;
const compareNames = (one: string, other: string): number =>
  (collator ??= new Intl.Collator('de', { sensitivity: 'base', numeric: true })).compare(one, other);

const matches: Readonly<Record<RoomFilter, (room: RoomSummary) => boolean>> = {
  unread: ({ unreadCount, markedUnread, membership }) => unreadCount > 0 || markedUnread || membership === 'invite',
  highlighted: ({ highlightCount }) => highlightCount > 0,
  favourite: ({ isFavourite }) => isFavourite,
  lowPriority: ({ isLowPriority }) => isLowPriority,
  muted: ({ isMuted }) => isMuted,
  people: ({ directUserId }) => directUserId !== undefined,
  rooms: ({ directUserId, kind }) => directUserId === undefined && kind === 'room',
  spaces: ({ kind }) => kind === 'space',
  invites: ({ membership }) => membership === 'invite',
  knocks: ({ membership }) => membership === 'knock',
  encrypted: ({ encrypted }) => encrypted,
  federated: ({ federation }) => federation === 'federated',
};

export function createRoomIndex(): RoomIndex {
  const rooms = new Map<string, ListedRoom>();
  /** By sort: every room, in order. Made when first asked for. */
  const orders = new Map<RoomSort, ListedRoom[]>();
  /** By room: the spaces that name it. */
  const parents = new Map<string, Set<string>>();
  /** Rooms without a stamp: as long as there are any, times decide, since stamps and times do not compare. */
  let unstamped = 0;
  /** By which of the two the orders were made. */
  let orderedByStamp = false;

  const lacksStamp = ({ bumpStamp, summary }: ListedRoom): boolean =>
    bumpStamp === undefined && summary.membership === 'join';
  const compares: Readonly<Record<RoomSort, Compare>> = {
    recent: (a, b) => byInvite(a, b) || byRecency(a, b),
    name: (a, b) => byInvite(a, b) || byName(a, b) || byRecency(a, b),
    unread: (a, b) => byInvite(a, b) || urgency(b.summary) - urgency(a.summary) || byRecency(a, b),
  };
  /** Newest first; equal ones by room id, so that the order never flickers. */
  const byRecency: Compare = (a, b) => {
    const newer = orderedByStamp ? (b.bumpStamp ?? 0) - (a.bumpStamp ?? 0) : b.summary.latestTs - a.summary.latestTs;
    return newer || (a.summary.roomId < b.summary.roomId ? -1 : Number(a.summary.roomId > b.summary.roomId));
  };

  const inOrder = (sort: RoomSort): readonly ListedRoom[] => {
    const byStamp = unstamped === 0;
    if (byStamp !== orderedByStamp) {
      orders.clear();
      orderedByStamp = byStamp;
    }
    let order = orders.get(sort);
    if (!order) orders.set(sort, (order = [...rooms.values()].sort(compares[sort])));
    return order;
  };
  const forget = (room: ListedRoom): void => {
    const { roomId, children } = room.summary;
    if (lacksStamp(room)) unstamped--;
    for (const [sort, order] of orders) order.splice(placeOf(order, room, compares[sort]), 1);
    for (const child of children) parents.get(child)?.delete(roomId);
    rooms.delete(roomId);
  };

  const isListed = ({ roomId, kind, membership, replacedBy }: RoomSummary, spaces: boolean): boolean => {
    if (membership !== 'join' && membership !== 'invite' && membership !== 'knock') return false;
    if (kind === 'space' && membership === 'join' && !spaces) return false;
    // After an upgrade the successor stands for both.
    return replacedBy === undefined || !isReplaced(roomId);
  };
  /** Both rooms have to say so, and the way has to lead on: nobody makes a room go by naming another, or a circle. */
  const isReplaced = (roomId: string): boolean => {
    const passed = new Set<string>();
    for (let at = roomId; ;) {
      passed.add(at);
      const next = rooms.get(rooms.get(at)?.summary.replacedBy ?? '');
      if (next?.summary.membership !== 'join' || next.predecessor !== at) return at !== roomId;
      at = next.summary.roomId;
      if (passed.has(at)) return false;
    }
  };
  /** Rooms of a space and of all spaces in it. A space may be its own grandchild. */
  const roomsIn = (space: string): ReadonlySet<string> => {
    const found = new Set<string>();
    const open = [space];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const child of rooms.get(next)?.summary.children ?? []) {
        if (found.has(child)) continue;
        found.add(child);
        open.push(child);
      }
    }
    return found;
  };

  return {
    get: (roomId) => rooms.get(roomId),
    set(room) {
      const { roomId, children, membership } = room.summary;
      const old = rooms.get(roomId);
      if (old) forget(old);
      rooms.set(roomId, room);
      if (lacksStamp(room)) unstamped++;
      for (const [sort, order] of orders) order.splice(placeOf(order, room, compares[sort]), 0, room);
      if (membership !== 'join') return;
      for (const child of children) parents.set(child, (parents.get(child) ?? new Set()).add(roomId));
    },
    delete(roomId) {
      const old = rooms.get(roomId);
      if (old) forget(old);
    },
    clear() {
      rooms.clear();
      orders.clear();
      parents.clear();
      unstamped = 0;
    },
    get size() {
      return rooms.size;
    },
    roomIds: () => rooms.keys(),
    query({ filters, without, space, search, sort, offset, limit }) {
      const inSpace = space === undefined ? undefined : roomsIn(space);
      const isFound = matcher(search);
      const wantsSpaces = filters.includes('spaces');
      const found = inOrder(sort).filter(
        ({ summary, searchText }) =>
          isListed(summary, wantsSpaces) &&
          (inSpace?.has(summary.roomId) ?? true) &&
          filters.every((filter) => matches[filter](summary)) &&
          !without.some((filter) => matches[filter](summary)) &&
          isFound(searchText),
      );
      return { total: found.length, items: found.slice(offset, offset + limit).map(({ summary }) => summary) };
    },
    totals() {
      const totals = { rooms: 0, messages: 0, highlights: 0, invites: 0 };
      for (const { summary } of rooms.values()) {
        if (!isListed(summary, false)) continue;
        if (summary.membership === 'invite') totals.invites++;
        if (summary.isMuted) continue;
        if (summary.unreadCount > 0 || summary.markedUnread) totals.rooms++;
        totals.messages += summary.unreadCount;
        totals.highlights += summary.highlightCount;
      }
      return totals;
    },
    parentsOf: (roomId) => [...(parents.get(roomId) ?? [])].sort(),
  };
}

const byInvite: Compare = (a, b) =>
  Number(b.summary.membership === 'invite') - Number(a.summary.membership === 'invite');

/** Rooms without a name come last. */
const byName: Compare = ({ summary: a }, { summary: b }) =>
  Number(a.name === '') - Number(b.name === '') || compareNames(a.name, b.name);

function urgency({ highlightCount, unreadCount, markedUnread, isMuted }: RoomSummary): number {
  if (highlightCount > 0) return 2;
  return (unreadCount > 0 && !isMuted) || markedUnread ? 1 : 0;
}

/** Where the room is in the order, or belongs. No two rooms compare equal. */
function placeOf(order: readonly ListedRoom[], room: ListedRoom, compare: Compare): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(order[middle]!, room) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
