/** What a logged-in user does with rooms. In an internal session no request names a server that is not listed (R14). */
import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { encryptForRoom, type EncryptedContent } from '../encryption/encrypt.ts';
import { BmError } from '../errors.ts';
import { requestApi } from '../network/client-server-api.ts';
import { toBmError } from '../network/matrix-error.ts';
import { refuse } from '../network/web-url.ts';
import { createRoomContent, type NewRoom } from '../rooms/create-room.ts';
import { untilJoined } from '../rooms/until-joined.ts';
import { checkUserId } from '../whitelist/listed-servers.ts';
import { checkRoom, type Federation } from '../whitelist/rooms.ts';
import type { ApprovedDoor } from './approved-door.ts';

export interface RoomCommands {
  /** Resolves when the room has arrived by sync, so that it can be used at once. @throws {BmError} WL_SERVER_NAME, … */
  createRoom(room: NewRoom): Promise<{ roomId: string }>;
  /** The same. */
  join(roomIdOrAlias: string): Promise<{ roomId: string }>;
  /** @throws {BmError} WL_SERVER_NAME, FORBIDDEN, … */
  invite(roomId: string, userId: string): Promise<void>;
  /** @throws {BmError} see {@link encryptForRoom} */
  encrypt(roomId: string, type: string, content: object): Promise<EncryptedContent>;
  /** The same `transactionId` again is the same event (client-server API 1.9): safe to repeat after a lost answer. */
  sendEncrypted(roomId: string, content: EncryptedContent, transactionId: string): Promise<{ eventId: string }>;
}

export interface RoomCommandsOptions {
  /** @throws {BmError} NOT_LOGGED_IN */
  readonly requireClient: () => MatrixClient;
  readonly door: ApprovedDoor;
  readonly federation: Federation;
  readonly ended: AbortSignal;
}

export function createRoomCommands({ requireClient, door, federation, ended }: RoomCommandsOptions): RoomCommands {
  const checkMembers = (userIds: readonly string[]): void => {
    if (federation === 'internal') for (const userId of userIds) checkUserId(door.servers(), userId);
  };
  /** Who has invited, where somebody has: an invitation from outside stays unanswered in an internal session. */
  const inviterOf = (client: MatrixClient, roomId: string): string | undefined => {
    const room = client.getRoom(roomId);
    const invited = room?.getMyMembership() === 'invite';
    return invited ? room.getMember(client.getSafeUserId())?.events.member?.getSender() : undefined;
  };
  const enter = async (client: MatrixClient, request: () => Promise<string>): Promise<{ roomId: string }> => {
    try {
      const roomId = await request();
      await untilJoined(client, roomId, ended);
      return { roomId };
    } catch (error) {
      throw toBmError(error);
    }
  };
  return {
    async createRoom(room) {
      const client = requireClient();
      checkMembers(room.invite);
      if (federation === 'internal' && room.federation === 'federated') {
        refuse('WL_SERVER_NAME', 'an internal session makes no room that admits every server');
      }
      const content = createRoomContent(room, { userId: client.getSafeUserId(), federation, nowMs: Date.now() });
      return enter(client, async () => (await client.createRoom(content)).room_id);
    },
    async join(roomIdOrAlias) {
      const client = requireClient();
      const sender = inviterOf(client, roomIdOrAlias);
      checkRoom(door.servers(), { room: roomIdOrAlias, ...(sender !== undefined && { sender }) }, federation);
      return enter(client, async () => (await client.joinRoom(roomIdOrAlias)).roomId);
    },
    async invite(roomId, userId) {
      const client = requireClient();
      checkMembers([userId]);
      await client.invite(roomId, userId).catch((error: unknown) => {
        throw toBmError(error);
      });
    },
    async encrypt(roomId, type, content) {
      return encryptForRoom(requireClient(), roomId, type, content);
    },
    async sendEncrypted(roomId, content, transactionId) {
      const client = requireClient();
      const [room, transaction] = [roomId, transactionId].map(encodeURIComponent);
      const answer = await requestApi(door.fetch, client.baseUrl, {
        method: 'PUT',
        path: `/_matrix/client/v3/rooms/${room}/send/m.room.encrypted/${transaction}`,
        body: content,
        accessToken: client.getAccessToken()!,
      });
      if (typeof answer.event_id !== 'string') throw new BmError('BAD_RESPONSE', 'the answer names no event');
      return { eventId: answer.event_id };
    },
  };
}
