/**
 * Unmeasured, before a client's first start: writes a login where that client looks for it, and the room keys into the
 * crypto store of those who have the Rust crypto, as if other devices had sent them. Nothing else is stored.
 */
import { DeviceId, initAsync, OlmMachine, StoreHandle, UserId } from '@matrix-org/matrix-sdk-crypto-wasm';
import {
  createStorageKey,
  cryptoDatabasePrefix,
  writeCredentials,
  type Credentials,
} from '../../../../core/src/session/credentials.ts';
import { openSealedStorage } from '../../../../core/src/session/sealed-storage.ts';
import { loginKey, type Login } from './login.ts';

/** The session of a page that names none. */
const sessionName = 'default';
/** Prefix of the crypto store of a matrix-js-sdk that was told none. */
const jsSdkStorePrefix = 'matrix-js-sdk';

async function importRoomKeys(store: StoreHandle, login: Login, roomKeys: readonly object[]): Promise<void> {
  const machine = await OlmMachine.initFromStore(new UserId(login.userId), new DeviceId(login.deviceId), store);
  await machine.importExportedRoomKeys(JSON.stringify(roomKeys), () => undefined);
  machine.close();
}

const preparations = {
  floor: (login: Login): Promise<void> => Promise.resolve(localStorage.setItem(loginKey, JSON.stringify(login))),

  async jsSdk(login: Login, roomKeys: readonly object[]): Promise<void> {
    localStorage.setItem(loginKey, JSON.stringify(login));
    await initAsync('/pkg/matrix_sdk_crypto_wasm_bg.wasm');
    await importRoomKeys(await StoreHandle.open(jsSdkStorePrefix, null), login, roomKeys);
  },

  /** In the form of its `SessionInfoStorage`. Its keys come from the key backup, once it runs. */
  hydrogen: ({ baseUrl, userId, deviceId, accessToken }: Login): Promise<void> => {
    const session = { id: '1', deviceId, userId, homeServer: baseUrl, homeserver: baseUrl, accessToken, lastUsed: 0 };
    return Promise.resolve(localStorage.setItem('hydrogen_sessions_v1', JSON.stringify([session])));
  },

  async bundesmessenger(login: Login, roomKeys: readonly object[]): Promise<void> {
    const { userId, deviceId, accessToken } = login;
    const storageKey = createStorageKey();
    const credentials: Credentials = { userId, deviceId, accessToken, storageKey };
    const storage = await openSealedStorage(sessionName);
    await storage.create();
    await writeCredentials(storage, credentials);
    storage.close();
    await initAsync('/pkg/matrix_sdk_crypto_wasm_bg.wasm');
    const prefix = cryptoDatabasePrefix(sessionName, credentials);
    await importRoomKeys(await StoreHandle.openWithKey(prefix, Uint8Array.from(storageKey)), login, roomKeys);
  },
};

export type Preparations = typeof preparations;
Object.assign(globalThis, { preparations });
