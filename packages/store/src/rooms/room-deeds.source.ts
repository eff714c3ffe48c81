/** What the commands about rooms and their members do. Which servers they may name is the session's to check (R14). */
import {
  BmError,
  defaultNotificationsOf,
  serverAcl,
  serverNameIn,
  toBmError,
  type JsonObject,
  type Room,
  type Session,
} from '@bundesmessenger/core';
import type { Readable } from '@bundesmessenger/core/readable';
import { levelOf, powerLevels, withUserLevel } from '../members/power-levels.ts';
import { directRooms, withDirectRoom } from './direct-rooms.ts';
import { notificationsChange, type PushRuleName } from './mute-rules.ts';
import { mxcIn } from './mxc.ts';
import type { RoomCommands } from './room-commands.ts';
import { parseRoomLink, type RoomLink } from './room-link.ts';
import type { SettingsChange } from './room-settings.ts';

export type RoomDeeds = {
  [Type in keyof RoomCommands]: (
    command: RoomCommands[Type]['parameters'],
  ) => Promise<RoomCommands[Type]['result'] extends undefined ? void : RoomCommands[Type]['result']>;
};

/** The specification has 255 bytes for identifiers and none for names; Synapse refuses events over 65,536 bytes. */
const maxNameLength = 255;
const maxTopicLength = 10_000;
const maxReasonLength = 300;

type DeedsSession = Pick<
  Session,
  | 'options'
  | 'request'
  | 'rooms'
  | 'barred'
  | 'createRoom'
  | 'join'
  | 'knock'
  | 'invite'
  | 'leave'
  | 'forget'
  | 'sendState'
>;

export function createRoomDeeds(session: DeedsSession, userId: Readable<string | undefined>): RoomDeeds {
  const { rooms } = session;
  const own = (): string => {
    const id = userId.get();
    if (id === undefined) throw new BmError('NOT_LOGGED_IN', 'nobody is logged in');
    return id;
  };
  const put = async (path: string, body: JsonObject): Promise<void> => {
    await session.request({ method: 'PUT', path, body });
  };
  /** What is not there is removed already. */
  const remove = async (path: string): Promise<void> => {
    await session.request({ method: 'DELETE', path }).catch(unlessMissing);
  };
  /** Content of account data or state, empty where there is none. Asked for anew: what the sync told may be outdated. */
  const read = (path: string): Promise<JsonObject> =>
    session.request({ method: 'GET', path }).catch((error: unknown) => {
      unlessMissing(error);
      return {};
    });
  const onMember = async (
    action: 'kick' | 'ban' | 'unban',
    { roomId, userId: memberId, reason }: RoomCommands['kick']['parameters'],
  ): Promise<void> => {
    const path = clientPath('rooms', roomId, action);
    const body = { user_id: memberId, ...(reason !== undefined && { reason: textIn(reason, maxReasonLength) }) };
    await session.request({ method: 'POST', path, body });
  };
  /** What the user has set for a room is no event: she sees it at once, wherever in the list the room stands. */
  const shownAtOnce = async (change: Promise<void>): Promise<void> => {
    await change;
    rooms.refresh();
  };
  const setTag = (roomId: string, tag: string, isSet: boolean): Promise<void> => {
    const path = clientPath('user', own(), 'rooms', roomId, 'tags', tag);
    return shownAtOnce(isSet ? put(path, {}) : remove(path));
  };
  /** What comes last of each content that is read, changed and written again. */
  const turns = new Map<string, Promise<void>>();
  /** One after the other: of two changes that began with the same content, one would be lost. */
  const inTurn = (path: string, change: (content: JsonObject) => Promise<void>): Promise<void> => {
    const next = (turns.get(path) ?? Promise.resolve())
      .catch(() => undefined)
      .then(async () => change(await read(path)));
    turns.set(path, next);
    const end = (): void => {
      if (turns.get(path) === next) turns.delete(path);
    };
    next.then(end, end);
    return next;
  };
  const setDirect = async (roomId: string, otherId: string | undefined): Promise<void> => {
    const path = clientPath('user', own(), 'account_data', 'm.direct');
    await inTurn(path, (content) => put(path, withDirectRoom(content, roomId, otherId)));
  };
  /** Direct chats that are being opened, by both users: who presses twice opens one. */
  const opening = new Map<string, Promise<{ roomId: string }>>();
  /** Direct chats that this host has made, by both users, until the sync tells of them. */
  const opened = new Map<string, string>();
  const directRoomsWith = (otherId: string, chat: string): readonly string[] => {
    const told = directRooms(rooms.accountData('m.direct'));
    const untold = opened.get(chat);
    if (untold !== undefined && told.has(untold)) opened.delete(chat);
    const named = [...told].filter(([, id]) => id === otherId).map(([roomId]) => roomId);
    return opened.has(chat) ? [...named, opened.get(chat)!] : named;
  };
  const openDirectChat = async (otherId: string, chat: string): Promise<{ roomId: string }> => {
    const named = directRoomsWith(otherId, chat);
    await untilTold(session, named);
    const there = named.find((roomId) => isTogether(session, roomId, otherId));
    if (there !== undefined) {
      // Perhaps the server has not taken it for one.
      if (there === opened.get(chat)) await setDirect(there, otherId);
      return { roomId: there };
    }
    const made = await session.createRoom({ name: '', invite: [otherId], federation: 'internal', direct: true });
    opened.set(chat, made.roomId);
    await setDirect(made.roomId, otherId);
    return made;
  };
  const target = (roomIdOrAlias: string): Required<Pick<RoomLink, 'room' | 'via'>> => {
    const { room, via } = parseRoomLink(textIn(roomIdOrAlias, maxTopicLength)) ?? { via: [] };
    if (room === undefined) throw new BmError('COMMAND_INVALID', 'this names no room');
    return { room, via };
  };
  const serverOf = (userId: string): string => serverNameIn(userId, '@') ?? '';
  /** A room of version 12 names no server: its predecessor's tombstone tells where one is that has it. */
  const viaPredecessor = (roomId: string): readonly string[] => {
    const server = rooms
      .all()
      .map((room) => room.state('m.room.tombstone'))
      .filter((tombstone) => tombstone?.content.replacement_room === roomId)
      .map((tombstone) => serverOf(tombstone!.sender))
      .find((other) => other !== serverOf(own()));
    return server === undefined ? [] : [server];
  };

  return {
    async createRoom({ direct, ...room }) {
      const made = await session.createRoom({ ...room, ...(direct && { direct }) });
      const [other] = room.invite;
      if (direct && other !== undefined) await setDirect(made.roomId, other);
      return made;
    },
    async openDirectChat({ userId: otherId }) {
      const chat = `${own()} ${otherId}`;
      const current = opening.get(chat) ?? openDirectChat(otherId, chat).finally(() => opening.delete(chat));
      opening.set(chat, current);
      return current;
    },
    async join({ roomIdOrAlias }) {
      const { room, via } = target(roomIdOrAlias);
      const inviterId = directInviterOf(rooms.get(room), own());
      const joined = await session.join(room, via.length > 0 ? via : viaPredecessor(room));
      // Who is in the room is in it, whether or not it can be remembered as what.
      if (inviterId !== undefined) await setDirect(joined.roomId, inviterId).catch(() => undefined);
      return joined;
    },
    async knock({ roomIdOrAlias, reason }) {
      const { room, via } = target(roomIdOrAlias);
      return session.knock(room, via, reason === undefined ? undefined : textIn(reason, maxReasonLength));
    },
    invite: ({ roomId, userId: memberId }) => session.invite(roomId, memberId),
    leave: ({ roomId }) => session.leave(roomId),
    forget: ({ roomId }) => session.forget(roomId),
    setFavourite: ({ roomId, isFavourite }) => setTag(roomId, 'm.favourite', isFavourite),
    setLowPriority: ({ roomId, isLowPriority }) => setTag(roomId, 'm.lowpriority', isLowPriority),
    async setNotifications({ roomId, notifications }) {
      const rulePath = ({ kind, ruleId }: PushRuleName): string => clientPath('pushrules', 'global', kind, ruleId);
      // One that has not arrived yet has neither state nor members that are known.
      const room = rooms.get(roomId) ?? { roomId, joinedCount: 0, state: () => undefined };
      const pushRules = rooms.accountData('m.push_rules');
      const change = notificationsChange(pushRules, roomId, notifications, defaultNotificationsOf(pushRules, room));
      // First the new rule, so that the room does not ring in between.
      if (change.add) await put(rulePath(change.add), change.add.rule);
      if (change.add?.isSwitchedOff) await put(`${rulePath(change.add)}/enabled`, { enabled: true });
      for (const name of change.remove) await remove(rulePath(name));
    },
    setMarkedUnread: async ({ roomId, markedUnread }) => {
      const path = clientPath('user', own(), 'rooms', roomId, 'account_data', 'm.marked_unread');
      await shownAtOnce(put(path, { unread: markedUnread }));
    },
    setDirect: ({ roomId, userId: otherId }) => setDirect(roomId, otherId ?? undefined),
    async changeSettings({ roomId, settings }) {
      const events = settingsEvents(settings, session.options.federation ?? 'internal', own());
      for (const [type, content] of events) await session.sendState(roomId, type, '', content);
    },
    async setRole({ roomId, userId: memberId, role }) {
      const room = rooms.get(roomId);
      if (!room) throw new BmError('ROOM_UNKNOWN', 'the room is not known');
      if (powerLevels(room).isCreator(memberId) || !Object.hasOwn(levelOf, role)) {
        throw new BmError('COMMAND_INVALID', 'this role cannot be given to this member');
      }
      await inTurn(clientPath('rooms', roomId, 'state', 'm.room.power_levels', ''), async (content) => {
        await session.sendState(roomId, 'm.room.power_levels', '', withUserLevel(content, memberId, levelOf[role]));
      });
    },
    kick: (command) => onMember('kick', command),
    ban: (command) => onMember('ban', command),
    unban: (command) => onMember('unban', command),
    async upgradeRoom({ roomId, version }) {
      const body = { new_version: version ?? (await defaultVersion(session)) };
      const answer = await session.request({ method: 'POST', path: clientPath('rooms', roomId, 'upgrade'), body });
      const successor = answer.replacement_room;
      if (typeof successor !== 'string') throw new BmError('BAD_RESPONSE', 'the answer names no new room');
      await inviteMembers(session, { from: roomId, to: successor, except: own() });
      return { roomId: successor };
    },
    async setSpaceChild({ spaceId, roomId, isChild }) {
      const bar = isChild ? session.barred({ room: roomId }) : undefined;
      if (bar) throw new BmError(bar.code, 'the session does not admit a server of this room');
      await session.sendState(spaceId, 'm.space.child', roomId, isChild ? { via: [serverOf(own())] } : {});
    },
  };
}

/** State events that make the change, in order. @throws {BmError} WL_SERVER_NAME, COMMAND_INVALID */
function settingsEvents(
  { name, topic, avatar, joinRule, historyVisibility, federation }: SettingsChange,
  sessionFederation: 'internal' | 'federated',
  userId: string,
): readonly (readonly [type: string, content: JsonObject])[] {
  if (federation === 'federated' && sessionFederation === 'internal') {
    throw new BmError('WL_SERVER_NAME', 'an internal session opens no room to every server');
  }
  if (typeof avatar === 'string' && mxcIn(avatar) === undefined) {
    throw new BmError('COMMAND_INVALID', 'an avatar is an mxc URI');
  }
  return [
    ...(name === undefined ? [] : [['m.room.name', { name: textIn(name, maxNameLength) }] as const]),
    ...(topic === undefined ? [] : [['m.room.topic', { topic: textIn(topic, maxTopicLength) }] as const]),
    ...(avatar === undefined ? [] : [['m.room.avatar', avatar === null ? {} : { url: avatar }] as const]),
    ...(joinRule === undefined ? [] : [['m.room.join_rules', { join_rule: textIn(joinRule, maxNameLength) }] as const]),
    ...(historyVisibility === undefined
      ? []
      : [['m.room.history_visibility', { history_visibility: textIn(historyVisibility, maxNameLength) }] as const]),
    ...(federation === undefined
      ? []
      : [['m.room.server_acl', serverAcl(federation, userId) as unknown as JsonObject] as const]),
  ];
}

/** Who has invited to a direct chat: the invited person's client remembers it (client-server API "Direct Messaging"). */
function directInviterOf(room: Room | undefined, userId: string): string | undefined {
  if (room?.membership !== 'invite') return undefined;
  const invite = room.strippedState.find((event) => event.type === 'm.room.member' && event.state_key === userId);
  return invite?.content.is_direct === true ? invite.sender : undefined;
}

/** Longest wait for what the server tells of rooms, in milliseconds. */
const toldWithinMs = 10_000;

/** While the list of a large account still grows, nothing may be known of a room: who did not wait would make a second one. */
function untilTold({ rooms }: DeedsSession, roomIds: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (rooms.coverage.get() === 'all' || roomIds.every((roomId) => rooms.get(roomId))) done();
    };
    const done = (): void => {
      clearTimeout(timer);
      for (const stop of stops) stop();
      resolve();
    };
    const timer = setTimeout(done, toldWithinMs);
    const stops = [...roomIds.map((roomId) => rooms.open(roomId)), rooms.onChange(check)];
    check();
  });
}

/** Whether both are in the room, or the other is invited: a chat that somebody has left is none. */
function isTogether({ rooms }: DeedsSession, roomId: string, otherId: string): boolean {
  const room = rooms.get(roomId);
  if (room?.membership !== 'join') return false;
  const membership = room.state('m.room.member', otherId)?.content.membership;
  return membership === undefined
    ? room.joinedCount + room.invitedCount > 1
    : membership === 'join' || membership === 'invite';
}

/** @throws {BmError} BAD_RESPONSE where the server does not say */
async function defaultVersion(session: DeedsSession): Promise<string> {
  const { capabilities } = await session.request({ method: 'GET', path: clientPath('capabilities') });
  const versions = (capabilities as JsonObject | undefined)?.['m.room_versions'];
  const version = (versions as JsonObject | undefined)?.default;
  if (typeof version !== 'string') throw new BmError('BAD_RESPONSE', 'the server names no room version');
  return version;
}

/** The server moves nobody. Who cannot be invited now can be invited by hand: the new room is there. */
async function inviteMembers(
  session: DeedsSession,
  { from, to, except }: { readonly from: string; readonly to: string; readonly except: string },
): Promise<void> {
  await session.rooms.loadMembers(from).catch(() => undefined);
  const members = session.rooms
    .get(from)
    ?.statesOf('m.room.member')
    .filter(
      ({ content, state_key }) => state_key !== except && ['join', 'invite'].includes(String(content.membership)),
    );
  for (const { state_key: memberId } of members ?? []) await session.invite(to, memberId).catch(() => undefined);
}

function clientPath(...segments: readonly string[]): string {
  return `/_matrix/client/v3/${segments.map(encodeURIComponent).join('/')}`;
}

/** @throws {BmError} what went wrong, unless it is that there is no such thing */
function unlessMissing(error: unknown): void {
  const known = toBmError(error);
  if (known.errcode !== 'M_NOT_FOUND') throw known;
}

function textIn(value: unknown, maxLength: number): string {
  if (typeof value === 'string' && value.length <= maxLength) return value;
  throw new BmError('COMMAND_INVALID', 'a text is missing or too long');
}
