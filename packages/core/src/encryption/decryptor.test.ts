import {
  initAsync,
  ShieldColor,
  ShieldStateCode,
  type DecryptedRoomEvent,
  type OlmMachine,
} from '@matrix-org/matrix-sdk-crypto-wasm';
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/CryptoEvent.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { EventEmitter } from 'node:events';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ClientEvent } from '../sync/client-event.ts';
import { createDecryptor, type Decryptor } from './decryptor.ts';

const roomId = '!a:server.example';
const sender = '@anna:server.example';
const event: ClientEvent = {
  event_id: '$1',
  type: 'm.room.encrypted',
  sender,
  origin_server_ts: 1,
  content: { algorithm: 'm.megolm.v1.aes-sha2' },
};

/** A machine that knows of the sender's devices what it is told, and answers when it may. */
function start(): {
  readonly decryptor: Decryptor;
  /** From now on the sender's device counts as signed. */
  readonly learn: () => void;
  /** Each answer waits until the returned function is called. */
  readonly hold: () => () => void;
  readonly emit: (type: CryptoEvent, users: unknown) => void;
} {
  let signed = false;
  let held = Promise.resolve();
  const decryptRoomEvent = async (): Promise<Partial<DecryptedRoomEvent>> => {
    const state = signed
      ? { color: ShieldColor.None, code: undefined }
      : { color: ShieldColor.Red, code: ShieldStateCode.UnsignedDevice };
    await held;
    return {
      event: JSON.stringify({ type: 'm.room.message', content: {} }),
      shieldState: () => ({ ...state, message: undefined }) as never,
      free: () => undefined,
    };
  };
  const crypto = new EventEmitter();
  const users = { isFollowed: () => true } as never;
  const machine = { decryptRoomEvent } as unknown as OlmMachine;
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
  };
}

beforeAll(() => initAsync());

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
