/** What a logged-in user does with rooms. In an internal session no request names a server that is not listed (R14). */
import type { EncryptedContent, Encryption } from '../encryption/encryption.ts';
import type { PendingInvites } from '../encryption/pending-invites.ts';
import { BmError } from '../errors.ts';
import { judgeMember, judgeRoom, type FederationPolicy } from '../federation/policy.ts';
import { readServerAcl, serverAcl, type ServerAcl } from '../federation/server-acl.ts';
import type { AuthenticatedRequest } from '../network/client-server-api.ts';
import { refuse } from '../network/web-url.ts';
import { createRoomContent, type NewRoom } from '../rooms/create-room.ts';
import type { Room, Rooms, WritableRooms } from '../rooms/rooms.ts';
import { untilJoined } from '../rooms/until-joined.ts';
import type { JsonObject } from '../sync/client-event.ts';
import type { Barred } from '../whitelist/barred.ts';

export interface RoomCommands {
  /**
   * Waits until the encryption has loaded. Resolves when the room has arrived by sync, so that it can be used at once.
   * @throws {BmError} WL_SERVER_NAME, …
   */
  createRoom(room: NewRoom): Promise<{ roomId: string }>;
  /** The same. @param via servers to join through, for a room id of another server */
  join(roomIdOrAlias: string, via?: readonly string[]): Promise<{ roomId: string }>;
  /** Asks the room's moderators to be let in. @throws {BmError} WL_SERVER_NAME, FORBIDDEN, … */
  knock(roomIdOrAlias: string, via?: readonly string[], reason?: string): Promise<{ roomId: string }>;
  /** @throws {BmError} WL_SERVER_NAME, FORBIDDEN, … */
  invite(roomId: string, userId: string): Promise<void>;
  /** @throws {BmError} FORBIDDEN, … */
  leave(roomId: string): Promise<void>;
  /** Removes a left room from the account. */
  forget(roomId: string): Promise<void>;
  /** @throws {BmError} FORBIDDEN where the user's power level is too low, ENCRYPTION_FAILED for `m.room.encryption` weaker than it is */
  sendState(roomId: string, type: string, stateKey: string, content: JsonObject): Promise<{ eventId: string }>;
  /** Waits until the encryption has loaded. @throws {BmError} see {@link Encryption.encrypt} */
  encrypt(roomId: string, type: string, content: object): Promise<EncryptedContent>;
  /** The same `transactionId` again is the same event (client-server API 1.9): safe to repeat after a lost answer. */
  sendEncrypted(roomId: string, content: EncryptedContent, transactionId: string): Promise<{ eventId: string }>;
  /** @param reason goes to the server in clear, for moderators */
  redact(roomId: string, eventId: string, transactionId: string, reason?: string): Promise<{ eventId: string }>;
}

export interface RoomCommandsOptions {
  readonly request: AuthenticatedRequest;
  /** @throws {BmError} NOT_LOGGED_IN */
  readonly requireUserId: () => string;
  /** @throws {BmError} NOT_LOGGED_IN */
  readonly whenEncrypted: () => Promise<Pick<Encryption, 'encrypt' | 'history' | 'published'>>;
  readonly rooms: Rooms & Pick<WritableRooms, 'forget'>;
  readonly invites: PendingInvites;
  /** As it is now: list, token and homeserver may change it. */
  readonly policy: () => FederationPolicy;
  /** Whether invitations carry room keys of what was said before. */
  readonly sharesHistory: boolean;
  readonly ended: AbortSignal;
}

export function createRoomCommands(options: RoomCommandsOptions): RoomCommands {
  const { request, requireUserId, whenEncrypted, rooms, invites, policy, sharesHistory, ended } = options;
  /** Servers look at a room's ACL only when somebody joins: whoever could not is not even invited. */
  const checkMembers = (userIds: readonly string[], acl: ServerAcl | undefined): void => {
    for (const userId of userIds) throwIfBarred(judgeMember(policy(), userId, acl));
  };
  /** A room may be entered only where every server that the request names is allowed, and the inviter's, too. */
  const checkEntry = (roomIdOrAlias: string, via: readonly string[]): void => {
    const sender = inviterOf(rooms.get(roomIdOrAlias), requireUserId());
    throwIfBarred(judgeRoom(policy(), { room: roomIdOrAlias, via, ...(sender !== undefined && { sender }) }));
  };
  /** What is said to somebody who has just come, before their device has its keys at the server, they could never read. */
  const enter = async (path: string, body: object): Promise<{ roomId: string }> => {
    await (await whenEncrypted()).published();
    const roomId = stringIn(await request({ method: 'POST', path, body }), 'room_id');
    await untilJoined(rooms, roomId, ended);
    return { roomId };
  };
  const roomPath = (roomId: string, rest: string): string =>
    `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/${rest}`;
  const viaQuery = (via: readonly string[]): string =>
    via.length === 0 ? '' : `?${via.map((server) => `via=${encodeURIComponent(server)}`).join('&')}`;

  return {
    async createRoom(room) {
      const { federation } = policy();
      const acl = room.direct === true ? undefined : serverAcl(room.federation, requireUserId());
      checkMembers(room.invite, acl);
      if (federation === 'internal' && room.federation === 'federated') {
        refuse('WL_SERVER_NAME', 'an internal session makes no room that admits every server');
      }
      const body = createRoomContent(room, { userId: requireUserId(), federation, nowMs: Date.now() });
      return enter('/_matrix/client/v3/createRoom', body);
    },
    async join(roomIdOrAlias, via = []) {
      checkEntry(roomIdOrAlias, via);
      const path = `/_matrix/client/v3/join/${encodeURIComponent(roomIdOrAlias)}${viaQuery(via)}`;
      if (sharesHistory) await (await whenEncrypted()).history.beforeJoin(roomIdOrAlias);
      const entered = await enter(path, {});
      if (sharesHistory) await (await whenEncrypted()).history.afterJoin(entered.roomId);
      return entered;
    },
    async knock(roomIdOrAlias, via = [], reason) {
      checkEntry(roomIdOrAlias, via);
      const path = `/_matrix/client/v3/knock/${encodeURIComponent(roomIdOrAlias)}${viaQuery(via)}`;
      const answer = await request({ method: 'POST', path, body: { ...(reason !== undefined && { reason }) } });
      return { roomId: stringIn(answer, 'room_id') };
    },
    async invite(roomId, userId) {
      requireUserId();
      checkMembers([userId], readServerAcl(rooms.get(roomId)?.state('m.room.server_acl')?.content));
      if (sharesHistory) await (await whenEncrypted()).history.beforeInvite(roomId, userId);
      await request({ method: 'POST', path: roomPath(roomId, 'invite'), body: { user_id: userId } });
      invites.add(roomId, userId);
    },
    async leave(roomId) {
      await request({ method: 'POST', path: roomPath(roomId, 'leave'), body: {} });
    },
    async forget(roomId) {
      await request({ method: 'POST', path: roomPath(roomId, 'forget'), body: {} });
      rooms.forget(roomId);
    },
    async sendState(roomId, type, stateKey, content) {
      if (type === 'm.room.encryption' && content.algorithm !== 'm.megolm.v1.aes-sha2') {
        throw new BmError('ENCRYPTION_FAILED', 'a room is never made less encrypted');
      }
      const path = roomPath(roomId, `state/${encodeURIComponent(type)}/${encodeURIComponent(stateKey)}`);
      return { eventId: stringIn(await request({ method: 'PUT', path, body: content }), 'event_id') };
    },
    async encrypt(roomId, type, content) {
      return (await whenEncrypted()).encrypt(roomId, type, content);
    },
    async sendEncrypted(roomId, content, transactionId) {
      const path = roomPath(roomId, `send/m.room.encrypted/${encodeURIComponent(transactionId)}`);
      return { eventId: stringIn(await request({ method: 'PUT', path, body: content }), 'event_id') };
    },
    async redact(roomId, eventId, transactionId, reason) {
      const path = roomPath(roomId, `redact/${encodeURIComponent(eventId)}/${encodeURIComponent(transactionId)}`);
      const body = { ...(reason !== undefined && { reason }) };
      return { eventId: stringIn(await request({ method: 'PUT', path, body }), 'event_id') };
    },
  };
}

/** Who has invited, where somebody has: an invitation from outside stays unanswered in an internal session. */
function inviterOf(room: Room | undefined, userId: string): string | undefined {
  if (room?.membership !== 'invite') return undefined;
  return room.strippedState.find((event) => event.type === 'm.room.member' && event.state_key === userId)?.sender;
}

function throwIfBarred(barred: Barred | undefined): void {
  if (barred) throw new BmError(barred.code, 'a server that this names is not allowed here');
}

function stringIn(answer: JsonObject, field: 'room_id' | 'event_id'): string {
  const value = answer[field];
  if (typeof value !== 'string') throw new BmError('BAD_RESPONSE', `the answer has no ${field}`);
  return value;
}
