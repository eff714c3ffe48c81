/** Who is writing in a room, and telling the server that the user is. */
import type { Rooms, Session } from '@bundesmessenger/core';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { createRoomPeople } from '../timeline/room-people.ts';
import { maxNames } from '../timeline/timeline.ts';
import type { Typing } from '../timeline/timeline-topics.ts';

const nobody: Typing = { users: [] };

export function createTypingSource(
  rooms: Rooms,
  userId: Readable<string | undefined>,
  roomId: string,
): Readable<Typing> {
  const typing = writable<Typing>(nobody, () => {
    let people = createRoomPeople(undefined);
    const isShown = (other: string): boolean => other !== userId.get() && !rooms.ignored.get().has(other);
    const update = (): void => {
      const room = rooms.get(roomId);
      const others = (room?.typing ?? []).filter(isShown).slice(0, maxNames);
      const shown = typing.get().users.map((user) => user.userId);
      if (!room || (others.length === shown.length && others.every((other, at) => other === shown[at]))) return;
      people = people.next(room);
      typing.set(others.length === 0 ? nobody : { users: others.map(people.senderOf) });
    };
    const stops = [
      rooms.onChange(({ roomIds }) => {
        if (roomIds.has(roomId)) update();
      }),
      rooms.ignored.subscribe(update),
    ];
    return () => stops.forEach((stop) => stop());
  });
  return typing;
}

/** How long the server shows that somebody writes, unless it is told again. */
const shownForMs = 30_000;
/** Key strokes within this time are told once. */
const toldEveryMs = 20_000;

/** Tells the server as seldom as it can be told. */
export function createTypingTeller(
  request: Session['request'],
  now: () => number = Date.now,
): (roomId: string, userId: string, typing: boolean) => Promise<void> {
  /** When it was told last that the user writes in a room, in milliseconds since 1970, by both. */
  const told = new Map<string, number>();
  return async (roomId, userId, typing) => {
    const key = `${userId} ${roomId}`;
    const last = told.get(key);
    if (typing ? last !== undefined && now() - last < toldEveryMs : last === undefined) return;
    const ts = now();
    if (typing) told.set(key, ts);
    else told.delete(key);
    const [room, user] = [roomId, userId].map(encodeURIComponent);
    await request({
      method: 'PUT',
      path: `/_matrix/client/v3/rooms/${room}/typing/${user}`,
      body: { typing, ...(typing && { timeout: shownForMs }) },
    }).catch(() => {
      // Not worth a word, and told again with the next key.
      if (typing && told.get(key) === ts) told.delete(key);
    });
  };
}
