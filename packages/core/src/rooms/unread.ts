/**
 * How many events of a room the user has not read, and how many of them mention the user. Pure. Counted here because sliding
 * sync does not count, and nobody but the reader can count in an encrypted room.
 */
import type { ClientEvent, JsonObject, StateEvent } from '../sync/client-event.ts';
import { arrayIn, isIdentifier, objectIn } from '../sync/hostile-events.ts';
import type { Notifications } from './push-rules.ts';
import type { Receipt } from './rooms.ts';

export interface UnreadInput {
  /** The own user. */
  readonly userId: string;
  /** The end of the room's timeline, oldest first. */
  readonly events: readonly ClientEvent[];
  /** Whether `events` begins with the first event of the room. */
  readonly fromStart: boolean;
  /** The own ones, public and private. `m.fully_read` is none: it says where somebody stopped, not what they have seen. */
  readonly receipts: readonly Receipt[];
  /** What an `m.room.encrypted` event turned out to be; `undefined` while it cannot be read, which counts as a message. */
  readonly decrypted: (event: ClientEvent) => Pick<ClientEvent, 'type' | 'content'> | undefined;
  readonly notifications: Notifications;
  /** See `noticesNotify`. */
  readonly notices: boolean;
  /** See `keywordsOf`. */
  readonly keywords: RegExp | undefined;
  /** Whether a user may mention the whole room, see {@link mayMentionRoom}. */
  readonly mayMentionRoom: (sender: string) => boolean;
}

export interface UnreadCount {
  /** In a room of which only mentions or nothing is wanted: only those. */
  readonly count: number;
  readonly highlights: number;
}

export interface Unread extends UnreadCount {
  /** There may be more: the last read event lies before the ones that are known. */
  readonly atLeast: boolean;
  /** What `count` and `highlights` do not hold: threads with unread events, by the id of their root. */
  readonly threads: ReadonlyMap<string, UnreadCount>;
}

/** Events that are worth a count. Poll types: MSC3381, stable and as clients still send them. */
const notableTypes: ReadonlySet<string> = new Set([
  'm.room.message',
  'm.room.encrypted',
  'm.sticker',
  'm.poll.start',
  'org.matrix.msc3381.poll.start',
]);

const main = 'main';

export function countUnread(input: UnreadInput): Unread {
  const { events, userId, receipts } = input;
  const read = readUpTo(events, receipts, userId);
  const counts = new Map<string, { count: number; highlights: number }>();
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index]!;
    const threadId = threadOf(event);
    if (index <= read.everywhere) break;
    if (index <= (read.byThread.get(threadId) ?? -1) || isReadByTime(event, threadId, read)) continue;
    const worth = worthOf(event, input);
    if (worth === 'nothing') continue;
    const count = counts.get(threadId) ?? { count: 0, highlights: 0 };
    counts.set(threadId, count);
    if (worth === 'highlight') count.highlights++;
    if (input.notifications === 'all' || worth === 'highlight') count.count++;
  }
  const { count, highlights } = counts.get(main) ?? { count: 0, highlights: 0 };
  counts.delete(main);
  const threads = new Map([...counts].filter(([, thread]) => thread.count > 0));
  // Where an event of the main timeline is read, whatever was unread before it is.
  const isWhole = input.fromStart || read.mainIsKnown || events.some((event) => isReadByTime(event, main, read));
  return { count, highlights, atLeast: count > 0 && !isWhole, threads };
}

interface ReadUpTo {
  /** Index of the last event that is read whatever its thread. -1: none. */
  readonly everywhere: number;
  readonly byThread: ReadonlyMap<string, number>;
  /** Of receipts whose event is not among the known ones, by thread; `undefined` for any thread. Milliseconds since 1970. */
  readonly times: ReadonlyMap<string | undefined, number>;
  /** Whether an event of the main timeline up to which all is read is among the known ones. */
  readonly mainIsKnown: boolean;
}

function readUpTo(events: readonly ClientEvent[], receipts: readonly Receipt[], userId: string): ReadUpTo {
  const receiptsById = new Map<string, Receipt[]>();
  const times = new Map<string | undefined, number>();
  for (const receipt of receipts) {
    const same = receiptsById.get(receipt.eventId);
    if (same) same.push(receipt);
    else receiptsById.set(receipt.eventId, [receipt]);
  }
  let everywhere = -1;
  const byThread = new Map<string, number>();
  events.forEach((event, index) => {
    for (const { threadId } of receiptsById.get(event.event_id) ?? []) {
      if (threadId === undefined) everywhere = index;
      else byThread.set(threadId, index);
    }
    receiptsById.delete(event.event_id);
    // Who has written something has seen what was there.
    if (event.sender === userId && notableTypes.has(event.type)) byThread.set(threadOf(event), index);
  });
  for (const { threadId, ts } of [...receiptsById.values()].flat()) {
    times.set(threadId, Math.max(ts, times.get(threadId) ?? 0));
  }
  return { everywhere, byThread, times, mainIsKnown: everywhere >= 0 || byThread.has(main) };
}

/** A receipt for an event that is not known: mostly an old one, else one that the room does not show. Its time decides. */
function isReadByTime(event: ClientEvent, threadId: string, { times }: ReadUpTo): boolean {
  return event.origin_server_ts <= Math.max(times.get(undefined) ?? 0, times.get(threadId) ?? 0);
}

/** The root of the thread that the event belongs to. The relation is never encrypted. */
function threadOf({ content }: ClientEvent): string {
  const { rel_type, event_id } = objectIn(content['m.relates_to']);
  return rel_type === 'm.thread' && isIdentifier(event_id) ? event_id : main;
}

function worthOf(event: ClientEvent, input: UnreadInput): 'nothing' | 'count' | 'highlight' {
  const { userId, notifications, notices, keywords, decrypted, mayMentionRoom } = input;
  if (notifications === 'none' || event.sender === userId || event.state_key !== undefined) return 'nothing';
  if (event.unsigned?.redacted_because || changesAnother(event)) return 'nothing';
  const { type, content } = (event.type === 'm.room.encrypted' ? decrypted(event) : undefined) ?? event;
  if (!notableTypes.has(type) || (content.msgtype === 'm.notice' && !notices)) return 'nothing';
  const isMeant = mentions(content, userId, () => mayMentionRoom(event.sender));
  return isMeant || (typeof content.body === 'string' && keywords?.test(content.body)) ? 'highlight' : 'count';
}

/** An edit or a reaction, seen in the clear part of an encrypted event, too. */
function changesAnother({ content }: ClientEvent): boolean {
  const { rel_type } = objectIn(content['m.relates_to']);
  return rel_type === 'm.replace' || rel_type === 'm.annotation';
}

/** Intentional mentions (client-server API "User and room mentions"). The user's name in the text does not count. */
function mentions(content: JsonObject, userId: string, mayMentionAll: () => boolean): boolean {
  const { user_ids, room } = objectIn(content['m.mentions']);
  return arrayIn(user_ids).includes(userId) || (room === true && mayMentionAll());
}

/** Power levels where the event does not name them. Source: client-server API, `m.room.power_levels`. */
const defaultLevel = 0;
const defaultRoomMentionLevel = 50;
/** Room versions whose creators are among the power levels: 1 to 11. */
const beforeCreatorPower = /^([1-9]|1[01])$/;

/** Whether a user may mention a whole room, by its `m.room.power_levels` and `m.room.create`. */
export function mayMentionRoom(
  sender: string,
  powerLevels: StateEvent | undefined,
  create: StateEvent | undefined,
): boolean {
  if (create && isCreatorWithPower(sender, create)) return true;
  const { users, users_default, notifications } = powerLevels?.content ?? {};
  const userLevels = objectIn(users);
  const own = Object.hasOwn(userLevels, sender) ? userLevels[sender] : undefined;
  const needed = level(objectIn(notifications).room) ?? defaultRoomMentionLevel;
  return (level(own) ?? level(users_default) ?? defaultLevel) >= needed;
}

function isCreatorWithPower(userId: string, { sender, content }: StateEvent): boolean {
  const version = typeof content.room_version === 'string' ? content.room_version : '1';
  if (beforeCreatorPower.test(version)) return false;
  return userId === sender || arrayIn(content.additional_creators).includes(userId);
}

/** Old room versions allow numbers in quotes; anything else is none. */
function level(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

/** Content of the room's account data `m.marked_unread` (MSC2867, with its older name). */
export function isMarkedUnread(accountData: (type: string) => JsonObject | undefined): boolean {
  const content = accountData('m.marked_unread') ?? accountData('com.famedly.marked_unread');
  return content?.unread === true;
}
