/**
 * Waits until a room that was just made or joined has arrived by sync, as far as it takes to send to it. A new room
 * arrives in pieces: Synapse shows it to sync before its encryption state.
 */
import type { Rooms } from './rooms.ts';

/** Longest wait. The room exists in any case; a slow sync must not make the command look failed. */
const longestWaitMs = 10_000;
/** A room without encryption shows none however long one waits. */
const encryptionFollowsWithinMs = 1_000;

export function untilJoined(rooms: Rooms, roomId: string, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Beyond the list's window nothing of a room may come unless somebody looks at it.
    const letGo = rooms.open(roomId);
    const check = (): void => {
      const room = rooms.get(roomId);
      if (room?.membership !== 'join') return;
      if (room.state('m.room.encryption')) done();
      else unencrypted ??= setTimeout(done, encryptionFollowsWithinMs);
    };
    const done = (): void => {
      clearTimeout(timer);
      clearTimeout(unencrypted);
      stopListening();
      letGo();
      ended.removeEventListener('abort', done);
      resolve();
    };
    let unencrypted: ReturnType<typeof setTimeout> | undefined;
    const timer = setTimeout(done, longestWaitMs);
    const stopListening = rooms.onChange(check);
    ended.addEventListener('abort', done);
    check();
  });
}
