import { BmError, type Session } from '@bundesmessenger/core';
import { writable } from '@bundesmessenger/core/readable';
import { expect, it, vi } from 'vitest';
import { createFakeRooms, fakeRoom } from '../testing/fake-rooms.ts';
import { createTypingSource, createTypingTeller } from './typing.source.ts';

const roomId = '!a:server.example';
const [erika, max, eva] = ['@erika:server.example', '@max:server.example', '@eva:server.example'];

function start() {
  const request = vi.fn<Session['request']>(() => Promise.resolve({}));
  let nowMs = 0;
  const tell = createTypingTeller(request, () => nowMs);
  const told = (): unknown[] => request.mock.calls.map(([{ body }]) => (body as { typing: boolean }).typing);
  return { request, tell, told, pass: (ms: number) => void (nowMs += ms) };
}

it('who writes on is told of once within twenty seconds, and that she has stopped at once', async () => {
  const { tell, told, pass } = start();
  await tell(roomId, erika, true);
  pass(19_999);
  await tell(roomId, erika, true);
  expect(told()).toEqual([true]);
  pass(1);
  await tell(roomId, erika, true);
  await tell(roomId, erika, false);
  await tell(roomId, erika, false);
  expect(told()).toEqual([true, true, false]);
});

it('what did not reach the server is told again with the next key', async () => {
  const { request, tell, told } = start();
  request.mockRejectedValueOnce(new BmError('OFFLINE', ''));
  await tell(roomId, erika, true);
  await tell(roomId, erika, true);
  expect(told()).toEqual([true, true]);
});

it('who logs in after another is told of, too', async () => {
  const { tell, told } = start();
  await tell(roomId, erika, true);
  await tell(roomId, max, true);
  expect(told()).toEqual([true, true]);
});

it('others are shown while they write, but for those who are ignored', () => {
  const rooms = createFakeRooms();
  rooms.put(fakeRoom({ roomId }));
  const seen: string[][] = [];
  const stop = createTypingSource(rooms, writable<string | undefined>(erika), roomId).subscribe(({ users }) =>
    seen.push(users.map(({ userId }) => userId)),
  );
  rooms.put(fakeRoom({ roomId, typing: [erika, max, eva] }));
  rooms.ignored.set(new Set([max]));
  rooms.put(fakeRoom({ roomId, typing: [max] }));
  rooms.ignored.set(new Set());
  stop();
  rooms.put(fakeRoom({ roomId, typing: [eva] }));
  expect(seen).toEqual([[], [max, eva], [eva], [], [max]]);
});
