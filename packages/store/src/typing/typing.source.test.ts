import { writable } from '@bundesmessenger/core/readable';
import { expect, test } from 'vitest';
import { createFakeRooms, fakeRoom } from '../testing/fake-rooms.ts';
import { createTypingSource } from './typing.source.ts';

const [erika, max, eva] = ['@erika:server.example', '@max:server.example', '@eva:server.example'];
const roomId = '!room:server.example';

test('others are shown while they write, but for those who are ignored', () => {
  const rooms = createFakeRooms();
  rooms.put(fakeRoom());
  const seen: string[][] = [];
  const stop = createTypingSource(rooms, writable<string | undefined>(erika), roomId).subscribe(({ users }) =>
    seen.push(users.map(({ userId }) => userId)),
  );
  rooms.put(fakeRoom({ typing: [erika, max, eva] }));
  rooms.ignored.set(new Set([max]));
  rooms.put(fakeRoom({ typing: [max] }));
  rooms.ignored.set(new Set());
  stop();
  rooms.put(fakeRoom({ typing: [eva] }));
  expect(seen).toEqual([[], [max, eva], [eva], [], [max]]);
});
