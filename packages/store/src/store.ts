/** The store as integrators and elements see it: readables and commands, the same over every placement. */
import type { LoginRequest, SessionState } from '@bundesmessenger/core/types';
import type { Readable } from '@bundesmessenger/core/readable';
import type { Deployment } from '@bundesmessenger/core/types';
import { createEncryptionFace, type EncryptionFace } from './encryption/encryption-face.ts';
import type { Command, ResultOf } from './protocol/commands.ts';
import type { SnapshotOf, Topic } from './protocol/topics.ts';
import type { RoomList, RoomSummary } from './rooms/rooms.ts';
import type { TextContent } from './timeline/message-content.ts';
import type { Timeline } from './timeline/timeline.ts';

/** The two verbs everything is made of. A placement, a fake and a test double differ only in these. */
export interface Connection {
  /** The same readable for equal topics; watches the host while it has listeners. */
  watch<T extends Topic>(topic: T): Readable<SnapshotOf<T>>;
  /** @throws {BmError} as the command says; `DISCONNECTED` when the host ended meanwhile */
  call<C extends Command>(command: C): Promise<ResultOf<C>>;
  /** Ends all watches; pending calls reject with `DISCONNECTED`. */
  close(): void;
}

export interface Store {
  readonly session: Readable<SessionState>;
  readonly deployment: Readable<Deployment>;
  readonly rooms: Readable<RoomList>;
  /** Keys, devices and trust. */
  readonly encryption: EncryptionFace;
  /** A handle: loads nothing until someone subscribes. */
  room(roomId: string): Room;
  /** @throws {BmError} LOGIN_FORBIDDEN, LOGIN_ACCOUNT_DISABLED, RATE_LIMITED, OFFLINE, SERVER_ERROR, BAD_RESPONSE, ALREADY_LOGGED_IN, WL_… */
  login(request: LoginRequest): Promise<void>;
  /** Erases everything the session stored, also when the server cannot be told. */
  logout(): Promise<void>;
  /** Tries the server again at once instead of waiting. */
  reconnect(): Promise<void>;
  /** Always encrypted, with BundesMessenger's conventions. `federation` defaults to `internal`. */
  createRoom(room: {
    name: string;
    invite?: readonly string[];
    federation?: 'internal' | 'federated';
  }): Promise<{ roomId: string }>;
  join(roomIdOrAlias: string): Promise<{ roomId: string }>;
  /** Lets go of the host; other pages keep it. The store cannot be used afterwards. */
  close(): void;
}

export interface Room {
  readonly roomId: string;
  /** `null` where the session does not know the room. */
  readonly summary: Readable<RoomSummary | null>;
  readonly timeline: Readable<Timeline>;
  /**
   * Shows the message at once and sends it encrypted, in order, never twice. Resolves when the server has it.
   * @throws {BmError} MESSAGE_INVALID, ROOM_UNKNOWN, ENCRYPTION_FAILED, FORBIDDEN, DISCONNECTED
   */
  send(content: TextContent): Promise<{ eventId: string }>;
  /** `key` of a failed item. */
  resend(key: string): Promise<{ eventId: string }>;
  /** `key` of an item that is not with the server yet. */
  discard(key: string): Promise<void>;
  /** Loads older events. @param limit events to ask for @default 30 */
  paginate(limit?: number): Promise<void>;
  markRead(eventId: string): Promise<void>;
  invite(userId: string): Promise<void>;
  leave(): Promise<void>;
}

/** Number of older events that `paginate` asks for by default: three screens of short messages. */
const defaultPageSize = 30;

/** The store over any connection. */
export function createStoreOver(connection: Connection): Store {
  return {
    session: connection.watch({ type: 'session' }),
    deployment: connection.watch({ type: 'deployment' }),
    rooms: connection.watch({ type: 'rooms' }),
    encryption: createEncryptionFace(connection),
    room: (roomId) => ({
      roomId,
      summary: connection.watch({ type: 'room', roomId }),
      timeline: connection.watch({ type: 'timeline', roomId }),
      send: (content) => connection.call({ type: 'send', roomId, key: crypto.randomUUID(), content }),
      resend: (key) => connection.call({ type: 'resend', roomId, key }),
      discard: (key) => connection.call({ type: 'discard', roomId, key }),
      paginate: (limit = defaultPageSize) => connection.call({ type: 'paginate', roomId, limit }),
      markRead: (eventId) => connection.call({ type: 'markRead', roomId, eventId }),
      invite: (userId) => connection.call({ type: 'invite', roomId, userId }),
      leave: () => connection.call({ type: 'leave', roomId }),
    }),
    login: (request) => connection.call({ type: 'login', request }),
    logout: () => connection.call({ type: 'logout' }),
    reconnect: () => connection.call({ type: 'reconnect' }),
    createRoom: ({ name, invite = [], federation = 'internal' }) =>
      connection.call({ type: 'createRoom', name, invite, federation }),
    join: (roomIdOrAlias) => connection.call({ type: 'join', roomIdOrAlias }),
    close: () => connection.close(),
  };
}
