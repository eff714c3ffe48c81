import {
  initAsync,
  ShieldColor,
  ShieldStateCode,
  type DecryptedRoomEvent,
  type OlmMachine,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import { DecryptionFailureCode } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { DecryptionError } from 'matrix-js-sdk/lib/common-crypto/CryptoBackend.js';
import type { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { EventEmitter } from 'node:events';
import { beforeAll, describe, expect, it, vi, type Mock } from 'vitest';
import type { ClientEvent } from '../sync/client-event.ts';
import { createDecryptor, type Decryptor } from './decryptor.ts';
import { silenceMatrixLogger } from './silent-logger.ts';

const roomId = '!a:server.example';
const sender = '@anna:server.example';
const event: ClientEvent = {
  event_id: '$1',
  type: 'm.room.encrypted',
  sender,
  origin_server_ts: 1,
  content: { algorithm: 'm.megolm.v1.aes-sha2' },
};

/**
 * A machine that knows of the sender's devices what it is told, and answers when it may.
 * @param hasKey of the messages @param clear what each of them holds
 */
function start(
  hasKey = true,
  clear = JSON.stringify({ type: 'm.room.message', content: {} }),
): {
  readonly decryptor: Decryptor;
  /** From now on the sender's device counts as signed. */
  readonly learn: () => void;
  /** Each answer waits until the returned function is called. */
  readonly hold: () => () => void;
  readonly emit: (type: CryptoEvent, users: unknown) => void;
  /** The key of the messages comes. */
  readonly bringKey: () => Promise<void>;
  readonly follow: Mock<(userIds: readonly string[]) => Promise<void>>;
  readonly attempts: Mock;
} {
  let signed = false;
  let held = Promise.resolve();
  const decryptRoomEvent = async (): Promise<Partial<DecryptedRoomEvent>> => {
    const state = signed
      ? { color: ShieldColor.None, code: undefined }
      : { color: ShieldColor.Red, code: ShieldStateCode.UnsignedDevice };
    await held;
    if (!hasKey) throw new Error('the key is missing');
    return {
      event: clear,
      shieldState: () => ({ ...state, message: undefined }) as never,
      free: () => undefined,
    };
  };
  const waiting = new Set<MatrixEvent>();
  const crypto = Object.assign(new EventEmitter(), {
    decryptEvent(matrixEvent: MatrixEvent) {
      waiting.add(matrixEvent);
      const code = DecryptionFailureCode.MEGOLM_UNKNOWN_INBOUND_SESSION_ID;
      if (!hasKey) return Promise.reject(new DecryptionError(code, 'the key is missing'));
      return Promise.resolve({ clearEvent: { type: 'm.room.message', content: {} } });
    },
  });
  const followed = new Set<string>(hasKey ? [sender] : []);
  const follow = vi.fn((userIds: readonly string[]) => {
    for (const userId of userIds) followed.add(userId);
    return Promise.resolve();
  });
  const users = { isFollowed: (userId: string) => followed.has(userId), follow };
  const attempts = vi.fn(decryptRoomEvent);
  const machine = { decryptRoomEvent: attempts } as unknown as OlmMachine;
  return {
    decryptor: createDecryptor(crypto as unknown as RustCrypto, machine, users, false),
    learn: () => void (signed = true),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return () => {
        held = Promise.resolve();
        resolve();
      };
    },
    emit: (type, changed) => void crypto.emit(type, changed),
    async bringKey() {
      hasKey = true;
      for (const matrixEvent of waiting)
        await matrixEvent.attemptDecryption(crypto as unknown as RustCrypto, { isRetry: true });
    },
    follow,
    attempts,
  };
}

beforeAll(() => {
  silenceMatrixLogger();
  return initAsync();
});

describe('a message of a device that is not signed', () => {
  it('is marked until the device is', async () => {
    const { decryptor, learn, emit } = start();
    expect(await decryptor.decrypt(roomId, [event])).toMatchObject([{ shield: 'unsignedDevice' }]);
    learn();
    const told = vi.fn();
    decryptor.onDecrypted(told);
    emit(CryptoEvent.DevicesUpdated, [sender]);
    await vi.waitFor(() => expect(told).toHaveBeenCalledWith(roomId, ['$1']));
    expect(decryptor.decryptionOf(roomId, event)).toMatchObject({ shield: 'none' });
  });

  it('is looked at once more where something changes while it is looked at', async () => {
    const { decryptor, learn, hold, emit } = start();
    const another = { ...event };
    await decryptor.decrypt(roomId, [another]);
    const release = hold();
    emit(CryptoEvent.DevicesUpdated, [sender]);
    learn();
    emit(CryptoEvent.UserTrustStatusChanged, sender);
    release();
    await vi.waitFor(() => expect(decryptor.decryptionOf(roomId, another)).toMatchObject({ shield: 'none' }));
  });
});

describe('what an encrypted message holds', () => {
  const read = async (clear: string) => (await start(true, clear).decryptor.decrypt(roomId, [{ ...event }]))[0];

  it('is cleaned as what comes in clear, for no server has looked at it', async () => {
    const clear =
      '{"type":"m.room.message","content":{"body":"x","__proto__":{"polluted":1},"a":{"constructor":2,"b":3}}}';
    expect(await read(clear)).toMatchObject({ status: 'decrypted', content: { body: 'x', a: { b: 3 } } });
    expect(JSON.stringify(await read(clear))).not.toMatch(/__proto__|constructor/);
  });

  it('is cut where it is nested too deep', async () => {
    const clear = `{"type":"m.room.message","content":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`;
    expect(JSON.stringify(await read(clear)).length).toBeLessThan(1_000);
  });

  it.each(['[]', '{"type":5,"content":{}}', '{"type":"m.room.message","content":[]}', '{"type":"m.room.message"}'])(
    'cannot be read where it is no event: %s',
    async (clear) => {
      expect(await read(clear)).toEqual({ status: 'failed', cause: 'unknown' });
    },
  );
});

describe('a message that comes before its key', () => {
  it('is marked until its sender is looked up, who was not known', async () => {
    const { decryptor, learn, emit, bringKey, follow } = start(false);
    const early = { ...event };
    expect(await decryptor.decrypt(roomId, [early])).toMatchObject([{ status: 'failed', cause: 'waitingForKeys' }]);
    expect(follow).not.toHaveBeenCalled();
    await bringKey();
    await vi.waitFor(() => expect(decryptor.decryptionOf(roomId, early)).toMatchObject({ shield: 'unsignedDevice' }));
    expect(follow).toHaveBeenCalledWith([sender]);
    learn();
    const told = vi.fn();
    decryptor.onDecrypted(told);
    emit(CryptoEvent.DevicesUpdated, [sender]);
    await vi.waitFor(() => expect(told).toHaveBeenCalledWith(roomId, ['$1']));
    expect(decryptor.decryptionOf(roomId, early)).toMatchObject({ shield: 'none' });
  });
});

describe('several who ask for one message', () => {
  it('share one attempt', async () => {
    const { decryptor, attempts } = start();
    const shared = { ...event };
    const [first, second] = await Promise.all([
      decryptor.decrypt(roomId, [shared]),
      decryptor.decrypt(roomId, [shared]),
    ]);
    expect(second).toEqual(first);
    expect(attempts).toHaveBeenCalledOnce();
  });
});
