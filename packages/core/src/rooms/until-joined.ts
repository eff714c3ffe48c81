/**
 * Waits until a room that was just made or joined has arrived by sync, as far as it takes to send to it. A new room
 * arrives in pieces: Synapse shows it to sync before its encryption state.
 */
import { ClientEvent, type MatrixClient } from 'matrix-js-sdk/lib/client.js';

/** Longest wait. The room exists in any case; a slow sync must not make the command look failed. */
const longestWaitMs = 10_000;

export function untilJoined(client: MatrixClient, roomId: string, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      const room = client.getRoom(roomId);
      if (room?.getMyMembership() === 'join' && room.hasEncryptionStateEvent()) done();
    };
    const done = (): void => {
      clearTimeout(timer);
      client.off(ClientEvent.Sync, check);
      ended.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, longestWaitMs);
    client.on(ClientEvent.Sync, check);
    ended.addEventListener('abort', done);
    check();
  });
}
