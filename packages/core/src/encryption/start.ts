/**
 * Starts matrix-js-sdk with the Rust crypto over one device: the only place that makes a MatrixClient. What it
 * starts, `stop` stops; `erase` removes the crypto store.
 */
import { initAsync } from '@matrix-org/matrix-sdk-crypto-wasm';
import { AutoDiscovery } from 'matrix-js-sdk/lib/autodiscovery.js';
import { MatrixClient, PendingEventOrdering } from 'matrix-js-sdk/lib/client.js';
import { MemoryStore } from 'matrix-js-sdk/lib/store/memory.js';
import { deleteDB } from 'idb';
import { BmError } from '../errors.ts';
import type { Credentials } from '../session/credentials.ts';
import { silenceMatrixLogger, silentLogger } from './silent-logger.ts';

export interface DeviceOptions {
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly fetch: typeof globalThis.fetch;
  /** Prefix of the crypto store's databases; `undefined` keeps the keys in memory. */
  readonly databasePrefix: string | undefined;
  /** Where the wasm is served; `undefined` in Node, where the package finds its own. */
  readonly wasmUrl: string | undefined;
  /** Ends the device, also while it starts; its reason is what the start throws then. */
  readonly signal: AbortSignal;
}

export interface Device {
  readonly client: MatrixClient;
  /** Starts the sync. Resolves when the first request is on its way. */
  startSync(): Promise<void>;
  /** Ends every request and timer of the device. */
  stop(): Promise<void>;
}

/** Number of events of each room in the first answer: a screenful, so that most rooms open without a further request. */
const initialSyncLimit = 20;

/**
 * A refusal of the door in the one form that matrix-js-sdk hands on. Any other error it takes for a dead network: the
 * code would be lost, and the request made again.
 */
function asAbort(refusal: BmError): BmError {
  return Object.defineProperty(BmError.fromData(refusal.toData()), 'name', { value: 'AbortError' });
}

/**
 * Ways of matrix-js-sdk past `fetchFn` that nothing of the SDK uses, closed for whoever holds the client. What is left
 * is listed in docs/whitelist.md.
 */
function closeOtherWays(client: MatrixClient): void {
  const refused = (): Promise<never> =>
    Promise.reject(new BmError('WL_FEATURE_OFF', 'matrix-js-sdk may not make requests of its own'));
  // Its discovery asks any server name. Absent in the worker file, which holds a stub in its place.
  (AutoDiscovery as Partial<typeof AutoDiscovery>).setFetchFn?.(refused);
  // Uploads go by XMLHttpRequest where there is one.
  client.http.uploadContent = refused;
}

/** @throws {BmError} STORE_UNUSABLE, STORE_FULL, HOST_LOAD_FAILED */
export async function startDevice({
  baseUrl,
  credentials,
  fetch,
  databasePrefix,
  wasmUrl,
  signal,
}: DeviceOptions): Promise<Device> {
  silenceMatrixLogger();
  const ended = new AbortController();
  const end = (): void => ended.abort();
  signal.addEventListener('abort', end);
  const client = new MatrixClient({
    baseUrl: baseUrl.replace(/\/$/, ''),
    userId: credentials.userId,
    deviceId: credentials.deviceId,
    accessToken: credentials.accessToken,
    fetchFn: async (input, init) => {
      const both = init?.signal ? AbortSignal.any([init.signal, ended.signal]) : ended.signal;
      try {
        return await fetch(input, { ...init, signal: both });
      } catch (error) {
        throw error instanceof BmError && error.code !== 'OFFLINE' ? asAbort(error) : error;
      }
    },
    store: new MemoryStore({}),
    disableVoip: true,
    logger: silentLogger,
    cryptoCallbacks: {
      // Secret storage is not set up yet; without an answer matrix-js-sdk throws where it only wants to create keys.
      getSecretStorageKey: () => Promise.resolve(null),
    },
  });
  closeOtherWays(client);
  try {
    await (wasmUrl === undefined ? initAsync() : initAsync(wasmUrl));
  } catch {
    throw new BmError('HOST_LOAD_FAILED', 'the wasm of the encryption could not be loaded');
  }
  try {
    await client.initRustCrypto(
      databasePrefix === undefined
        ? { useIndexedDB: false }
        : { cryptoDatabasePrefix: databasePrefix, storageKey: Uint8Array.from(credentials.storageKey) },
    );
  } catch (error) {
    signal.throwIfAborted();
    const full = error instanceof DOMException && error.name === 'QuotaExceededError';
    throw full
      ? new BmError('STORE_FULL', 'no room for the key store')
      : new BmError('STORE_UNUSABLE', 'the key store cannot be opened');
  }
  // Without this the check for a key backup, which matrix-js-sdk starts by itself, may outlive `stop` and use freed memory.
  const backupCheck = client
    .getCrypto()!
    .checkKeyBackupAndEnable()
    .catch(() => null);
  return {
    client,
    startSync: () =>
      client.startClient({
        initialSyncLimit,
        lazyLoadMembers: true,
        pendingEventOrdering: PendingEventOrdering.Detached,
        disablePresence: true,
        threadSupport: false,
      }),
    async stop() {
      signal.removeEventListener('abort', end);
      end();
      await backupCheck;
      client.stopClient();
      client.removeAllListeners();
    },
  };
}

/** Removes the databases of a stopped device's keys. */
export async function eraseCryptoStore(databasePrefix: string): Promise<void> {
  await Promise.all([
    deleteDB(`${databasePrefix}::matrix-sdk-crypto`),
    deleteDB(`${databasePrefix}::matrix-sdk-crypto-meta`),
  ]);
}
