import type { Session } from '@bundesmessenger/core';
import { writable } from '@bundesmessenger/core/readable';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Outgoing } from '../outbox/outgoing.ts';
import { erika, text } from '../testing/event-fixtures.ts';
import { createMessages } from './messages.source.ts';

const roomId = '!a:server.example';
const message: Outgoing = { kind: 'event', eventType: 'm.room.message', content: text('eins') };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A session that does not know the room, and so far perhaps not all rooms. */
function createStage() {
  const coverage = writable<'none' | 'all'>('none');
  const session = {
    rooms: { coverage, get: () => undefined },
    encryption: writable(undefined),
    storage: {
      get: async () => undefined,
      set: async () => undefined,
      delete: async () => undefined,
      keys: async () => [],
    },
  } as unknown as Session;
  const { outbox } = createMessages(session, writable<string | undefined>(erika), undefined as never);
  const sent = outbox.send(roomId, 'k1', message);
  sent.catch(() => undefined);
  const state = (): unknown => outbox.echoes(roomId).get()[0]?.send;
  return { coverage, outbox, state };
}

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
