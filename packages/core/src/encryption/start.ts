/**
 * The second stage of the host: opens matrix-js-sdk's Rust crypto over one device and drives it with what the sync brings.
 * Only this folder knows matrix-js-sdk. What it starts, `stop` stops; `eraseCryptoStore` removes what it stored.
 */
import { initAsync, type OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import type { CryptoCallbacks } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { ClientPrefix, MatrixHttpApi } from 'matrix-js-sdk/lib/http-api/index.js';
import { TypedEventEmitter } from 'matrix-js-sdk/lib/models/typed-event-emitter.js';
import { initRustCrypto } from 'matrix-js-sdk/lib/rust-crypto/index.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { ServerSideSecretStorageImpl } from 'matrix-js-sdk/lib/secret-storage.js';
import { BmError } from '../errors.ts';
import type { AuthenticatedRequest } from '../network/client-server-api.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Credentials } from '../session/credentials.ts';
import type { SyncUpdate } from '../sync/sync-update.ts';
import { createAccountDataClient } from './account-data.ts';
import { createDecryptor } from './decryptor.ts';
import { createEncryptor } from './encrypt.ts';
import type { PendingInvites } from './encrypted-room.ts';
import type { Encryption } from './encryption.ts';
import { silenceMatrixLogger, silentLogger } from './silent-logger.ts';

export interface EncryptionOptions {
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly fetch: typeof globalThis.fetch;
  readonly request: AuthenticatedRequest;
  readonly rooms: Rooms;
  readonly invites: PendingInvites;
  /** Prefix of the crypto store's databases; `undefined` keeps the keys in memory. */
  readonly databasePrefix: string | undefined;
  /** Where the wasm is served; `undefined` in Node, where the package finds its own. */
  readonly wasmUrl: string | undefined;
  /** Ends the encryption, also while it starts; its reason is what the start throws then. */
  readonly signal: AbortSignal;
}

export interface RunningEncryption extends Encryption {
  readonly crypto: RustCrypto;
  /** Takes in what one answer of the sync holds for the encryption. The next request acknowledges it. */
  receive(update: SyncUpdate): Promise<void>;
  /** Ends every request and timer, and closes the crypto store. */
  stop(): Promise<void>;
}

/**
 * A refusal of the door in the one form that matrix-js-sdk hands on. Any other error it takes for a dead network: the
 * code would be lost, and the request made again.
 */
function asAbort(refusal: BmError): BmError {
  return Object.defineProperty(BmError.fromData(refusal.toData()), 'name', { value: 'AbortError' });
}

function createHttpApi({ baseUrl, credentials, fetch }: EncryptionOptions, ended: AbortSignal) {
  const http = new MatrixHttpApi(new TypedEventEmitter() as never, {
    baseUrl: baseUrl.replace(/\/$/, ''),
    prefix: ClientPrefix.V3,
    accessToken: credentials.accessToken,
    onlyData: true as const,
    logger: silentLogger,
    fetchFn: async (input, init) => {
      const both = init?.signal ? AbortSignal.any([init.signal, ended]) : ended;
      try {
        return await fetch(input, { ...init, signal: both });
      } catch (error) {
        throw error instanceof BmError && error.code !== 'OFFLINE' ? asAbort(error) : error;
      }
    },
  });
  // Its uploads go by XMLHttpRequest where there is one, past `fetchFn`: nothing of the SDK uses them.
  http.uploadContent = () =>
    Promise.reject(new BmError('WL_FEATURE_OFF', 'matrix-js-sdk may not make requests of its own'));
  return http;
}

async function openCrypto(options: EncryptionOptions, ended: AbortSignal): Promise<RustCrypto> {
  const { credentials, databasePrefix, wasmUrl, request, signal } = options;
  try {
    await (wasmUrl === undefined ? initAsync() : initAsync(wasmUrl));
  } catch {
    throw new BmError('HOST_LOAD_FAILED', 'the wasm of the encryption could not be loaded');
  }
  signal.throwIfAborted();
  const cryptoCallbacks: CryptoCallbacks = {
    // Secret storage is not set up yet; without an answer matrix-js-sdk throws where it only wants to create keys.
    getSecretStorageKey: () => Promise.resolve(null),
  };
  try {
    return await initRustCrypto({
      logger: silentLogger,
      http: createHttpApi(options, ended),
      userId: credentials.userId,
      deviceId: credentials.deviceId,
      secretStorage: new ServerSideSecretStorageImpl(
        createAccountDataClient(request, credentials.userId),
        cryptoCallbacks,
      ),
      cryptoCallbacks,
      storePrefix: databasePrefix ?? null,
      ...(databasePrefix !== undefined && { storeKey: Uint8Array.from(credentials.storageKey) }),
    });
  } catch (error) {
    signal.throwIfAborted();
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    throw full
      ? new BmError('STORE_FULL', 'no room for the key store')
      : new BmError('STORE_UNUSABLE', 'the key store cannot be opened');
  }
}

/** @throws {BmError} STORE_UNUSABLE, STORE_FULL, HOST_LOAD_FAILED */
export async function startEncryption(options: EncryptionOptions): Promise<RunningEncryption> {
  const { credentials, rooms, invites, signal } = options;
  silenceMatrixLogger();
  const ended = new AbortController();
  const end = (): void => ended.abort();
  signal.addEventListener('abort', end);
  const crypto = await openCrypto(options, ended.signal);
  // Without this the check for a key backup, which matrix-js-sdk starts by itself, may outlive `stop` and use freed memory.
  const backupCheck = crypto.checkKeyBackupAndEnable().catch(() => null);
  const machine = (crypto as unknown as { getOlmMachineOrThrow(): OlmMachine }).getOlmMachineOrThrow();
  const { userId } = credentials;
  const encryptor = createEncryptor({ crypto, machine, rooms, invites, userId });

  /** Who leaves must not read on: the next message gets a new key, also where the leaving is seen only much later. */
  const followMembers = async ({ rooms: changed }: SyncUpdate): Promise<void> => {
    for (const { roomId, state, timeline } of changed) {
      if (!encryptor.encryptsFor(roomId)) continue;
      const left = [...state, ...timeline].some(
        ({ type, state_key: stateKey, content: { membership } }) =>
          type === 'm.room.member' && stateKey !== userId && (membership === 'leave' || membership === 'ban'),
      );
      if (left) await crypto.forceDiscardSession(roomId);
    }
  };

  // Publishes the device's keys at once: the next answer of the sync may be half a minute away.
  crypto.onSyncCompleted({});

  return {
    ...createDecryptor(crypto, machine, false),
    encrypt: encryptor.encrypt,
    prepare: encryptor.prepare,
    crypto,
    async receive(update) {
      if (update.fresh) await crypto.markAllTrackedUsersAsDirty();
      const { deviceLists, oneTimeKeyCounts, unusedFallbackKeyTypes } = update;
      await crypto.processSyncChanges({
        toDeviceEvents: update.toDevice as never,
        ...(deviceLists && { deviceLists: { changed: [...deviceLists.changed], left: [...deviceLists.left] } }),
        ...(oneTimeKeyCounts && { oneTimeKeysCounts: { ...oneTimeKeyCounts } }),
        ...(unusedFallbackKeyTypes && { unusedFallbackKeys: [...unusedFallbackKeyTypes] }),
        // Where the answer has no count it has not changed; to the older way of counting it would mean none is left.
        useMsc4186: oneTimeKeyCounts === undefined,
      });
      await followMembers(update);
      crypto.onSyncCompleted({});
    },
    async stop() {
      signal.removeEventListener('abort', end);
      end();
      await backupCheck;
      crypto.stop();
      crypto.removeAllListeners();
    },
  };
}
