/** Gives a reader what a person has who set up recovery: cross-signing, secret storage, and all keys in the key backup. */
import { createClient } from 'matrix-js-sdk/lib/matrix.js';
import type { Logger } from 'matrix-js-sdk/lib/logger.js';
import { CryptoEvent } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { Account } from './client-server-api.ts';
import { password } from './manifest.ts';

const ignore = (): void => undefined;
const silent: Logger = {
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  getChild: () => silent,
};

/** @returns the recovery key */
export async function seedKeyBackup(baseUrl: string, account: Account, roomKeys: readonly object[]): Promise<string> {
  const secrets = new Map<string, Uint8Array<ArrayBuffer>>();
  const client = createClient({
    baseUrl,
    ...account,
    logger: silent,
    cryptoCallbacks: {
      getSecretStorageKey: ({ keys }) => {
        const id = Object.keys(keys).find((candidate) => secrets.has(candidate));
        return Promise.resolve(id === undefined ? null : [id, secrets.get(id)!]);
      },
      cacheSecretStorageKey: (id, _info, key) => void secrets.set(id, key),
    },
  });
  await client.initRustCrypto({ useIndexedDB: false });
  const crypto = client.getCrypto()!;
  await client.startClient({ initialSyncLimit: 1, lazyLoadMembers: true });
  try {
    await crypto.bootstrapCrossSigning({
      authUploadDeviceSigningKeys: async (makeRequest) => {
        const identifier = { type: 'm.id.user', user: account.userId };
        await makeRequest({ type: 'm.login.password', identifier, password });
      },
    });
    const recoveryKey = await crypto.createRecoveryKeyFromPassphrase();
    await crypto.bootstrapSecretStorage({
      createSecretStorageKey: () => Promise.resolve(recoveryKey),
      setupNewSecretStorage: true,
      setupNewKeyBackup: true,
    });
    const backedUp = new Promise<void>((resolve) => {
      client.on(CryptoEvent.KeyBackupSessionsRemaining, (remaining) => remaining === 0 && resolve());
    });
    await crypto.importRoomKeysAsJson(JSON.stringify(roomKeys));
    await crypto.checkKeyBackupAndEnable();
    await backedUp;
    return recoveryKey.encodedPrivateKey!;
  } finally {
    client.stopClient();
  }
}
