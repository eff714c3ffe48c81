import type { Session } from '@bundesmessenger/core';
import { BmError } from '@bundesmessenger/core/errors';
import { writable } from '@bundesmessenger/core/readable';
import type { SyncState } from '@bundesmessenger/core/types';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Outgoing } from '../outbox/outgoing.ts';
import { erika, text } from '../testing/event-fixtures.ts';
import { createMessages } from './messages.source.ts';

const roomId = '!a:server.example';
const message: Outgoing = { kind: 'event', eventType: 'm.room.message', content: text('eins') };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A session that does not know the room, and so far perhaps not all rooms; or one whose gateway lets no message through. */
function createStage({
  status = 'live',
  knowsRoom = false,
}: { status?: SyncState['status']; knowsRoom?: boolean } = {}) {
  const coverage = writable<'none' | 'all'>('none');
  const session = {
    rooms: { coverage, get: () => (knowsRoom ? {} : undefined) },
    state: writable({ status: 'loggedIn', sync: { status } }),
    encrypt: async (_roomId: string, _eventType: string, content: object) => content,
    sendEncrypted: () => Promise.reject(new BmError('BAD_RESPONSE', 'the homeserver answered 403')),
    encryption: writable(undefined),
    storage: {
      get: async () => undefined,
      set: async () => undefined,
      delete: async () => undefined,
      keys: async () => [],
    },
  } as unknown as Session;
  const { outbox, timelines } = createMessages(session, writable<string | undefined>(erika), undefined as never);
  const sent = outbox.send(roomId, 'k1', message);
  sent.catch(() => undefined);
  const state = (): unknown => outbox.echoes(roomId).get()[0]?.send;
  return { coverage, outbox, timelines, state };
}

it('pins are remembered by nobody but those who look at them', () => {
  const { outbox, timelines } = createStage();
  expect(timelines.pinned(roomId)).not.toBe(timelines.pinned(roomId));
  outbox.stop();
});

it('a message waits for its room while not all rooms are known', async () => {
  const { outbox, state } = createStage();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state()).toMatchObject({ status: 'sending', waiting: 'network' });
  outbox.stop();
});

it('a message of a room that the user has left says so, and is not sent by itself when she comes back', async () => {
  const { coverage, outbox, state } = createStage();
  coverage.set('all');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(state()).toEqual({ status: 'failed', code: 'ROOM_UNKNOWN', recoverable: true });
  outbox.stop();
});

it.each([
  ['live', true],
  ['offline', false],
] as const)(
  'a message that a gateway refuses fails only where the homeserver itself answers: %s',
  async (status, fails) => {
    const { outbox, state } = createStage({ status, knowsRoom: true });
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(state()).toMatchObject(fails ? { status: 'failed', code: 'BAD_RESPONSE' } : { status: 'sending' });
    outbox.stop();
  },
);
