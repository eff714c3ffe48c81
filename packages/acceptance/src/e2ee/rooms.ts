/** Rooms as scenarios need them, also such as the SDK itself would not make. */
import type { Device } from './device.ts';
import { poll } from './until.ts';

export interface RoomOptions {
  readonly invite?: readonly Device[];
  /** @default 'private' */
  readonly kind?: 'private' | 'public';
  /** @default 'shared' */
  readonly visibility?: 'shared' | 'invited' | 'joined' | 'world_readable';
  readonly rotationMessages?: number;
  readonly rotationMs?: number;
}

/** An encrypted room whose maker knows it. */
export async function makeRoom(maker: Device, options: RoomOptions = {}): Promise<string> {
  const { invite = [], kind = 'private', visibility = 'shared', rotationMessages, rotationMs } = options;
  const { room_id: roomId } = (await maker.session.request({
    method: 'POST',
    path: '/_matrix/client/v3/createRoom',
    body: {
      preset: kind === 'public' ? 'public_chat' : 'private_chat',
      invite: invite.map(({ userId }) => userId),
      initial_state: [
        {
          type: 'm.room.encryption',
          state_key: '',
          content: {
            algorithm: 'm.megolm.v1.aes-sha2',
            ...(rotationMessages !== undefined && { rotation_period_msgs: rotationMessages }),
            ...(rotationMs !== undefined && { rotation_period_ms: rotationMs }),
          },
        },
        { type: 'm.room.history_visibility', state_key: '', content: { history_visibility: visibility } },
      ],
    },
  })) as { room_id: string };
  await knows(maker, roomId);
  return roomId;
}

/** A room in which all are, and know that all are. */
export async function roomOf(maker: Device, others: readonly Device[], options: RoomOptions = {}): Promise<string> {
  const roomId = await makeRoom(maker, { ...options, invite: others });
  const invited = new Set<string>();
  for (const other of others) {
    if (!invited.has(other.userId)) await other.session.join(roomId);
    invited.add(other.userId);
  }
  for (const device of [maker, ...others]) {
    for (const { userId } of [maker, ...others]) await device.untilMember(roomId, userId, 'join');
  }
  return roomId;
}

export async function knows(device: Device, roomId: string): Promise<void> {
  device.session.rooms.open(roomId);
  await poll(
    () => device.session.rooms.get(roomId)?.state('m.room.encryption') !== undefined,
    (known) => known,
    `${device.userId} knows the room`,
  );
}
