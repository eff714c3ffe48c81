/** The store as integrators and elements see it: readables and commands, the same over every placement. */
import type { LoginRequest, SessionState, SignInRequest } from '@bundesmessenger/core/types';
import type { Readable } from '@bundesmessenger/core/readable';
import type { Deployment } from '@bundesmessenger/core/types';
import type { DirectoryCommands } from './directory/directory-commands.ts';
import type { DirectoryPage, FoundUsers } from './directory/directory.ts';
import { createEncryptionFace, type EncryptionFace } from './encryption/encryption-face.ts';
import type { IgnoredUsers } from './ignored-users/ignored-users.ts';
import type { MemberList, MemberListQuery, Role } from './members/members.ts';
import type { Notifications, NotificationSettings } from './notifications/notifications.ts';
import type { Profile } from './profile/profile.ts';
import type { Command, ResultOf } from './protocol/commands.ts';
import type { SnapshotOf, Topic } from './protocol/topics.ts';
import type { RoomSettings, SettingsChange } from './rooms/room-settings.ts';
import type { RoomList, RoomListQuery, RoomSummary } from './rooms/rooms.ts';
import { createTimelineFace, type TimelineFace } from './timeline/timeline-face.ts';

/** The two verbs everything is made of. A placement, a fake and a test double differ only in these. */
export interface Connection {
  /** The same readable for equal topics; watches the host while it has listeners. */
  watch<T extends Topic>(topic: T): Readable<SnapshotOf<T>>;
  /** @throws {BmError} as the command says; `DISCONNECTED` when the host ended */
  call<C extends Command>(command: C): Promise<ResultOf<C>>;
  /** Ends all watches; pending calls reject with `DISCONNECTED`. */
  close(): void;
}

export interface Store {
  readonly session: Readable<SessionState>;
  readonly deployment: Readable<Deployment>;
  /** The user's own name and picture: asked for while somebody listens, after the list of rooms. */
  readonly profile: Readable<Profile>;
  /** Whom the user ignores, in all rooms and on all devices (client-server API "Ignoring users"). */
  readonly ignoredUsers: Readable<IgnoredUsers>;
  /** What is new outside of what the user looks at, where she wants to be told on this device. Watched, it decrypts what it tells. */
  readonly notifications: Readable<Notifications>;
  /** The default window: the first thirty of all rooms, newest first. */
  readonly rooms: Readable<RoomList>;
  /** Another window of the list. Ask for it once, not with each rendering. */
  roomList(query: RoomListQuery): Readable<RoomList>;
  /** Keys, devices and trust. */
  readonly encryption: EncryptionFace;
  /** A handle: loads nothing until someone subscribes. */
  room(roomId: string): Room;
  /** @throws {BmError} LOGIN_FORBIDDEN, LOGIN_TOKEN_REFUSED, LOGIN_UNSUPPORTED, LOGIN_CANCELLED, LOGIN_REFUSED, WL_CALLBACK, LOGIN_ACCOUNT_DISABLED, RATE_LIMITED, OFFLINE, SERVER_ERROR, BAD_RESPONSE, ALREADY_LOGGED_IN, WL_… */
  login(request: LoginRequest): Promise<void>;
  /**
   * Begins a login elsewhere, in place of an earlier one. The page goes to `url`; it comes back to `redirectUrl`, and hands its
   * address over with `login({ type: 'callback', url })`, in the same browser within ten minutes.
   * @throws {BmError} LOGIN_UNSUPPORTED, LOGIN_CLIENT_REFUSED, ALREADY_LOGGED_IN, WL_ISSUER, OFFLINE, SERVER_ERROR, STORE_FULL
   */
  beginLogin(request: SignInRequest): Promise<{ readonly url: string }>;
  /** Erases everything the session stored, also when the server cannot be told. */
  logout(): Promise<void>;
  /** Tries the server again at once instead of waiting. */
  reconnect(): Promise<void>;
  /** Always encrypted, with BundesMessenger's conventions. `federation` defaults to `internal`. */
  createRoom(room: {
    name: string;
    invite?: readonly string[];
    federation?: 'internal' | 'federated';
    topic?: string;
    kind?: RoomSummary['kind'];
  }): Promise<{ roomId: string }>;
  /** The direct chat with a user: the one there is, else a new one. */
  openDirectChat(userId: string): Promise<{ roomId: string }>;
  /** By room id, alias, or a link that names one. @throws {BmError} WL_SERVER_NAME, FORBIDDEN, COMMAND_INVALID */
  join(roomIdOrAlias: string): Promise<{ roomId: string }>;
  /** Asks to be let in. The same. @param reason everybody in the room can read it */
  knock(roomIdOrAlias: string, reason?: string): Promise<{ roomId: string }>;
  /** Public rooms. @throws {BmError} WL_SERVER_NAME where the session may not ask `server` */
  searchDirectory(query?: DirectoryCommands['searchDirectory']['parameters']): Promise<DirectoryPage>;
  searchUsers(search: string, limit?: number): Promise<FoundUsers>;
  /**
   * Messages of somebody who is ignored are not shown, nor invitations; they do not learn of it.
   * @throws {BmError} COMMAND_INVALID for the user's own id and for what is none
   */
  setIgnored(userId: string, isIgnored: boolean): Promise<void>;
  /** For all pages. @throws {BmError} COMMAND_INVALID for what are no settings, NOT_LOGGED_IN, STORE_FULL, STORE_LOST */
  setNotificationSettings(settings: NotificationSettings): Promise<void>;
  /** A small square picture of somebody or of a room. @param url its `avatarUrl` @throws {BmError} MEDIA_UNAVAILABLE, … */
  loadAvatar(url: string, sizePx: number): Promise<Blob>;
  /** Lets go of the host; other pages keep it. The store cannot be used afterwards. */
  close(): void;
}

export interface Room extends TimelineFace {
  readonly roomId: string;
  /** `null` where the session does not know the room. */
  readonly summary: Readable<RoomSummary | null>;
  /** What is set in the room and what the user may do there. */
  readonly settings: Readable<RoomSettings>;
  /** Loads the members while somebody listens. */
  members(query?: MemberListQuery): Readable<MemberList>;
  invite(userId: string): Promise<void>;
  leave(): Promise<void>;
  /** Takes the room off the account, after it was left. */
  forget(): Promise<void>;
  setFavourite(isFavourite: boolean): Promise<void>;
  setLowPriority(isLowPriority: boolean): Promise<void>;
  setNotifications(notifications: RoomSummary['notifications']): Promise<void>;
  setMarkedUnread(markedUnread: boolean): Promise<void>;
  /** With whom the room is a direct chat; `null` for no direct chat. */
  setDirect(userId: string | null): Promise<void>;
  /** @throws {BmError} FORBIDDEN, WL_SERVER_NAME for `federated` in an internal session */
  changeSettings(settings: SettingsChange): Promise<void>;
  setRole(userId: string, role: Role): Promise<void>;
  /** Also takes back an invite and refuses a knock. @param reason everybody in the room can read it */
  kick(userId: string, reason?: string): Promise<void>;
  ban(userId: string, reason?: string): Promise<void>;
  unban(userId: string): Promise<void>;
  /** Makes a successor and invites the members to it. @param version the server's default where absent */
  upgrade(version?: string): Promise<{ roomId: string }>;
  /** In a space. */
  setSpaceChild(roomId: string, isChild: boolean): Promise<void>;
}

/** The store over any connection. */
export function createStoreOver({ watch, call, close }: Connection): Store {
  return {
    session: watch({ type: 'session' }),
    deployment: watch({ type: 'deployment' }),
    profile: watch({ type: 'profile' }),
    ignoredUsers: watch({ type: 'ignoredUsers' }),
    notifications: watch({ type: 'notifications' }),
    rooms: watch({ type: 'rooms' }),
    roomList: (query) => watch({ type: 'rooms', query }),
    encryption: createEncryptionFace({ watch, call }),
    room: (roomId) => ({
      roomId,
      ...createTimelineFace({ watch, call }, roomId),
      summary: watch({ type: 'room', roomId }),
      settings: watch({ type: 'settings', roomId }),
      members: (query) => watch({ type: 'members', roomId, ...(query && { query }) }),
      invite: (userId) => call({ type: 'invite', roomId, userId }),
      leave: () => call({ type: 'leave', roomId }),
      forget: () => call({ type: 'forget', roomId }),
      setFavourite: (isFavourite) => call({ type: 'setFavourite', roomId, isFavourite }),
      setLowPriority: (isLowPriority) => call({ type: 'setLowPriority', roomId, isLowPriority }),
      setNotifications: (notifications) => call({ type: 'setNotifications', roomId, notifications }),
      setMarkedUnread: (markedUnread) => call({ type: 'setMarkedUnread', roomId, markedUnread }),
      setDirect: (userId) => call({ type: 'setDirect', roomId, userId }),
      changeSettings: (settings) => call({ type: 'changeSettings', roomId, settings }),
      setRole: (userId, role) => call({ type: 'setRole', roomId, userId, role }),
      kick: (userId, reason) => call({ type: 'kick', roomId, userId, reason }),
      ban: (userId, reason) => call({ type: 'ban', roomId, userId, reason }),
      unban: (userId) => call({ type: 'unban', roomId, userId }),
      upgrade: (version) => call({ type: 'upgradeRoom', roomId, version }),
      setSpaceChild: (childId, isChild) => call({ type: 'setSpaceChild', spaceId: roomId, roomId: childId, isChild }),
    }),
    login: (request) => call({ type: 'login', request }),
    beginLogin: (request) => call({ type: 'beginLogin', request }),
    logout: () => call({ type: 'logout' }),
    reconnect: () => call({ type: 'reconnect' }),
    createRoom: ({ invite = [], federation = 'internal', ...room }) =>
      call({ type: 'createRoom', invite, federation, ...room }),
    openDirectChat: (userId) => call({ type: 'openDirectChat', userId }),
    join: (roomIdOrAlias) => call({ type: 'join', roomIdOrAlias }),
    knock: (roomIdOrAlias, reason) => call({ type: 'knock', roomIdOrAlias, reason }),
    searchDirectory: (query) => call({ type: 'searchDirectory', ...query }),
    searchUsers: (search, limit) => call({ type: 'searchUsers', search, limit }),
    setNotificationSettings: (settings) => call({ type: 'setNotificationSettings', settings }),
    setIgnored: (userId, isIgnored) => call({ type: 'setIgnored', userId, isIgnored }),
    loadAvatar: (url, sizePx) => call({ type: 'loadAvatar', url, sizePx }),
    close,
  };
}
