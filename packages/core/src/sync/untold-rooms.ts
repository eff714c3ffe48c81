/**
 * Rooms that the user is out of without having been told: sliding sync as Synapse 1.163 has it tells of no ban. That its list has
 * become shorter is all it says.
 */
import type { SyncOptions } from './sync-loop.ts';

/** Asks which rooms the user is in, and notes that they are out of the others: the server does not say how. @throws {BmError} OFFLINE, … */
export async function noteUntoldRooms(
  { request, rooms }: Pick<SyncOptions, 'request' | 'rooms'>,
  signal: AbortSignal,
): Promise<void> {
  // Not those that the user joins while the server answers.
  const inBefore = rooms.all().filter(({ membership }) => membership === 'join');
  const { joined_rooms: joined } = await request({ method: 'GET', path: '/_matrix/client/v3/joined_rooms', signal });
  if (!Array.isArray(joined)) return;
  const those = new Set<unknown>(joined);
  const untold = inBefore.filter(({ roomId }) => rooms.get(roomId)?.membership === 'join' && !those.has(roomId));
  rooms.apply({
    rooms: untold.map(({ roomId }) => ({
      roomId,
      initial: false,
      membership: 'leave',
      state: [],
      stateAt: 'timelineEnd',
      timeline: [],
      limited: false,
      ephemeral: [],
      accountData: [],
    })),
    accountData: [],
    toDevice: [],
    fresh: false,
    coverage: 'window',
  });
}
