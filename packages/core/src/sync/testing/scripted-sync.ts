/** A sync whose server and clock are in the hands of the test. */
import { createClassicConnection } from '../classic-connection.ts';
import { vi } from 'vitest';
import { BmError } from '../../errors.ts';
import type { ApiRequest, AuthenticatedRequest } from '../../network/client-server-api.ts';
import { createRooms } from '../../rooms/create-rooms.ts';
import type { SyncState } from '../../types.ts';
import type { JsonObject } from '../client-event.ts';
import { startSync, type SyncLoop, type SyncOptions } from '../sync-loop.ts';
import type { SyncUpdate } from '../sync-update.ts';
import { noteUntoldRooms } from '../untold-rooms.ts';
import { anna, member, message, roomId } from './events.ts';

/** A request the loop has made, to be answered by the test. */
export interface Asked {
  readonly request: Omit<ApiRequest, 'accessToken'>;
  readonly query: URLSearchParams;
  readonly body: { extensions: object; room_subscriptions: object; lists: Record<string, { ranges: number[][] }> };
  answer(json: JsonObject): void;
  fail(error: BmError): void;
}

export function scriptedSync(options: Partial<SyncOptions> = {}) {
  const waiting: Asked[] = [];
  const takers: ((asked: Asked) => void)[] = [];
  let time = 0;
  const sleeps: number[] = [];
  let naps: (() => void)[] = [];
  const request: AuthenticatedRequest = (apiRequest) =>
    new Promise((resolve, reject) => {
      const asked: Asked = {
        request: apiRequest,
        query: new URL(`https://x${apiRequest.path}`).searchParams,
        body: apiRequest.body as Asked['body'],
        answer: resolve,
        fail: reject,
      };
      // As the real one does: an end by the caller is no answer.
      apiRequest.signal!.addEventListener('abort', () => reject(new BmError('OFFLINE', 'x')));
      const taker = takers.shift();
      if (taker) taker(asked);
      else waiting.push(asked);
    });
  const rooms = createRooms({ request, userId: () => anna });
  const states: SyncState[] = [];
  const delivered: SyncUpdate[] = [];
  const tokenUnknown = vi.fn<(soft: boolean) => void>();
  const kinds: string[] = [];
  const loop: SyncLoop = startSync({
    loadClassic: async () => createClassicConnection,
    loadUntold: async () => noteUntoldRooms,
    request,
    userId: anna,
    rooms,
    kind: 'sliding',
    connectionId: 'DEVICE',
    deliver: async (update) => void delivered.push(update),
    encryptionReady: Promise.resolve(),
    onState: (state) => states.push(state),
    onTokenUnknown: tokenUnknown,
    onKind: (kind) => kinds.push(kind),
    clock: {
      now: () => time,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          sleeps.push(ms);
          const wake = (): void => {
            time += ms;
            resolve();
          };
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve());
          naps.push(wake);
        }),
    },
    ...options,
  });
  return {
    loop,
    rooms,
    states,
    delivered,
    tokenUnknown,
    kinds,
    sleeps,
    /** The next request, once it is made. */
    asked: (): Promise<Asked> => {
      const next = waiting.shift();
      return next ? Promise.resolve(next) : new Promise((resolve) => takers.push(resolve));
    },
    /** Whether a request waits to be answered, once everything else has been done. */
    async isAsking(): Promise<boolean> {
      await settled();
      return waiting.length > 0;
    },
    /** Lets the time of a pause pass. */
    async wakeUp(): Promise<void> {
      await settled();
      for (const wake of naps.splice(0)) wake();
      naps = [];
    },
    pass: (ms: number) => void (time += ms),
  };
}

/** Until all promises that can be kept without a request or a clock have been kept. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

let position = 0;
/** Of the newest answer. */
export const lastPosition = (): string => `p${position}`;
export const answer = (room: object = {}, more: object = {}): JsonObject => ({
  pos: `p${++position}`,
  lists: { rooms: { count: 1 } },
  rooms: Object.keys(room).length > 0 ? { [roomId]: room } : {},
  ...more,
});
export const first = (more: object = {}) =>
  answer({ initial: true, required_state: [member(anna, 'join')], timeline: [message('a')] }, more);
export const failure = (status: ConstructorParameters<typeof BmError>[0], details = {}) =>
  new BmError(status, 'x', details);

/** Past the first answers: the sync waits for news, with the encryption. @param more in each answer */
export async function live(options: Partial<SyncOptions> = {}, more: object = {}) {
  const sync = scriptedSync(options);
  (await sync.asked()).answer(first(more));
  for (;;) {
    const asked = await sync.asked();
    if (asked.query.get('timeout') === '30000') return { ...sync, poll: asked };
    asked.answer(answer({}, more));
  }
}
