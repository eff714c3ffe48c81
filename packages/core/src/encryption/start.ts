/**
 * Opens matrix-js-sdk's Rust crypto over one device, drives it with what the sync brings, and puts together what users do
 * about keys and trust. Only this folder knows matrix-js-sdk. What it starts, `stop` stops.
 */
import type { OlmMachine } from '@matrix-org/matrix-sdk-crypto-wasm';
import pRetry from 'p-retry';
import { OnlySignedDevicesIsolationMode } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { initRustCrypto } from 'matrix-js-sdk/lib/rust-crypto/index.js';
import type { RustCrypto } from 'matrix-js-sdk/lib/rust-crypto/rust-crypto.js';
import { BmError } from '../errors.ts';
import { loginFlows } from '../login/logins.ts';
import { writable } from '../readable.ts';
import type { SyncUpdate } from '../sync/sync-update.ts';
import { createAccountData } from './account-data.ts';
import { deviceTrust, ensureCrossSigning } from './cross-signing.ts';
import { createDecryptor } from './decryptor.ts';
import { createDevices } from './devices.ts';
import { directRoomWith } from './direct-room.ts';
import { createEncryptor } from './encrypt.ts';
import { createEngineFeed } from './engine-feed.ts';
import { createEngineHttp, queryKeys, type EngineHttp } from './engine-http.ts';
import { createHistorySharing } from './history-sharing.ts';
import { createIdentities } from './identities.ts';
import { createKeyBackup } from './key-backup.ts';
import { loadWasm } from './load-wasm.ts';
import { createReauthentication } from './reauthentication.ts';
import { createRecovery } from './recovery.ts';
import { canSignInAgain, followRecoveryPolicy } from './recovery-policy.ts';
import { createRoomVerification } from './room-verification.ts';
import type { EncryptionOptions, RunningEncryption } from './running-encryption.ts';
import { sealFor } from './seal-for.ts';
import { createSecretStorage, type SecretStorage } from './secret-storage.ts';
import { shareReads } from './shared-reads.ts';
import { silenceMatrixLogger, silentLogger } from './silent-logger.ts';
import { assertStoreKept, noteStoreMade, storeLost, watchStore } from './store-loss.ts';
import { createTrackedUsers } from './tracked-users.ts';
import { createVerification } from './verification.ts';
import { withYieldingConnections } from './yielding-connections.ts';

/** Pauses between tries to make the user's identity, in milliseconds: an answer of the sync may be half a minute away. */
const identityPauses = { retries: 4, minTimeout: 1_000, factor: 2 } as const;

async function openCrypto(
  { credentials, databasePrefix, signal, storage, storageRoom, policy }: EncryptionOptions,
  http: EngineHttp,
  { impl, callbacks }: SecretStorage,
): Promise<RustCrypto> {
  if (databasePrefix !== undefined) await assertStoreKept(storage, databasePrefix);
  signal.throwIfAborted();
  const { caCertificates } = policy;
  const open = (): Promise<RustCrypto> =>
    initRustCrypto({
      logger: silentLogger,
      http: http as never,
      userId: credentials.userId,
      deviceId: credentials.deviceId,
      secretStorage: impl,
      cryptoCallbacks: callbacks,
      storePrefix: databasePrefix ?? null,
      ...(databasePrefix !== undefined && { storeKey: Uint8Array.from(credentials.storageKey) }),
      ...(caCertificates !== undefined && { caCertsPem: caCertificates }),
    });
  try {
    const opened = await storageRoom.tryTwice(() =>
      databasePrefix === undefined ? open() : withYieldingConnections(databasePrefix, open, shareReads),
    );
    if (databasePrefix === undefined) return opened;
    await noteStoreMade(storage, databasePrefix).catch((error: unknown) => {
      opened.stop();
      throw error;
    });
    return opened;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof BmError) throw error;
    throw new BmError('STORE_UNUSABLE', 'the key store cannot be opened');
  }
}

/** With the engine itself, for tests that look at keys and devices from outside. */
export interface EncryptionWithEngine extends RunningEncryption {
  readonly crypto: RustCrypto;
}

/** @throws {BmError} OFFLINE if the wasm did not come, HOST_FILE_MISSING, STORE_UNUSABLE, STORE_FULL, STORE_LOST, HOST_LOAD_FAILED */
export async function startEncryption(options: EncryptionOptions): Promise<EncryptionWithEngine> {
  const { baseUrl, credentials, rooms, invites, signal, request, policy, storage, storageRoom, databasePrefix } =
    options;
  const { userId, deviceId, accessToken } = credentials;
  silenceMatrixLogger();
  await loadWasm(options.wasmUrl, options.fetch); // before anything is made, because it may be tried again
  signal.throwIfAborted();
  const ended = new AbortController();
  const end = (): void => ended.abort();
  signal.addEventListener('abort', end);
  const onStoreLost = (): void => {
    if (!ended.signal.aborted) options.onStoreLost(storeLost());
  };
  const http = createEngineHttp({
    baseUrl,
    accessToken,
    fetch: options.fetch,
    ended: ended.signal,
    encrypt: (roomId, type, content) => encryptor.encrypt(roomId, type, content),
    onKeysConflict: onStoreLost,
  });
  const accountData = createAccountData(request, userId, rooms);
  const secretStorage = createSecretStorage(accountData);
  const crypto = await openCrypto(options, http, secretStorage).catch((error: unknown) => {
    accountData.stop();
    throw error;
  });
  const watched = databasePrefix === undefined ? undefined : watchStore(databasePrefix, onStoreLost);
  const stopWatching = await watched?.catch((error: unknown) => {
    crypto.stop();
    accountData.stop();
    throw error;
  });
  // Without this the check for a key backup, which matrix-js-sdk starts by itself, may outlive `stop` and use freed memory.
  const backupCheck = crypto.checkKeyBackupAndEnable().catch(() => null);
  const machine = (crypto as unknown as { getOlmMachineOrThrow(): OlmMachine }).getOlmMachineOrThrow();
  const onlySigned = policy.insecureDevices === 'exclude';
  if (onlySigned) crypto.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());

  const { outgoingRequestsManager: requests } = crypto as unknown as {
    outgoingRequestsManager: { doProcessOutgoingRequests(): Promise<void> };
  };
  const users = createTrackedUsers(machine, () => requests.doProcessOutgoingRequests());
  const encryptor = createEncryptor({ crypto, machine, rooms, invites, userId, users, policy, storageRoom });
  const feed = createEngineFeed(crypto, storageRoom);
  const decryptor = createDecryptor(crypto, machine, users, onlySigned);
  const backup = createKeyBackup(crypto, machine);
  const reauthentication = createReauthentication({ userId, baseUrl, issuers: options.issuers });
  const signInAgain = writable(credentials.byToken !== true);
  const recoveryPolicy = followRecoveryPolicy(policy, options.deployment, signInAgain);
  // At an issuer users can always log in again.
  if (recoveryPolicy.get().wanted === 'offered' && !credentials.oauth) {
    loginFlows(options.fetch, baseUrl, ended.signal)
      .then((flows) => signInAgain.set(canSignInAgain(flows)))
      .catch(() => undefined); // asked again at the next start
  }
  const queryOwnKeys = (): Promise<boolean> => queryKeys(http, machine, userId);
  const recovery = createRecovery({
    crypto,
    machine,
    userId,
    deviceId,
    accountData,
    secretStorage,
    backup,
    reauthentication,
    policy: recoveryPolicy,
    makeIdentity: (password) =>
      ensureCrossSigning({ crypto, machine, secretStorage, userId, deviceId, queryOwnKeys, storage }, password),
    accountDataKnown: () => rooms.coverage.get() !== 'none',
    onAccountDataKnown: (listener) => rooms.coverage.subscribe(listener),
    storage,
    queryOwnKeys,
    onUnlocked: () => decryptor.explainAgain(),
  });
  const verification = createVerification({
    crypto,
    userId,
    deviceId,
    users,
    directRoomWith: (other) => directRoomWith(rooms, other),
  });
  const roomVerification = createRoomVerification(crypto, decryptor, rooms, userId);
  const history = createHistorySharing(crypto, rooms, userId, policy);

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

  return {
    decrypt: decryptor.decrypt,
    decryptionOf: decryptor.decryptionOf,
    onDecrypted: decryptor.onDecrypted,
    encrypt: encryptor.encrypt,
    prepare: encryptor.prepare,
    // The upload is the first of the engine's requests, and is not made anew where the server has had it.
    published: () => requests.doProcessOutgoingRequests().catch(() => undefined),
    recovery,
    verification,
    reauthentication,
    devices: createDevices({ crypto, http, request, reauthentication, userId, deviceId, oauth: credentials.oauth }),
    identities: createIdentities(crypto, users),
    history,
    sealFor,
    crypto,
    trust: deviceTrust(crypto, userId, deviceId),
    ensureIdentity: (password) => pRetry(() => recovery.ensureIdentity(password), { ...identityPauses, signal }),
    async receive(update) {
      await feed.receive(update);
      if (update.toDevice.length > 0) recovery.onToDevice();
      await followMembers(update);
      await roomVerification.receive(update);
    },
    async stop() {
      signal.removeEventListener('abort', end);
      end();
      reauthentication.stop();
      recoveryPolicy.stop();
      recovery.stop();
      feed.stop();
      roomVerification.stop();
      verification.stop();
      decryptor.stop();
      backup.stop();
      accountData.stop();
      await backupCheck;
      stopWatching?.();
      crypto.stop();
      crypto.removeAllListeners();
    },
  };
}
