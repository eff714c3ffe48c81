/**
 * The user's secrets on the server (client-server API, "Secrets"), encrypted with the recovery key. The key is in memory
 * only while one command needs it; every other question of matrix-js-sdk for it is answered with no.
 */
import type { CryptoCallbacks } from 'matrix-js-sdk/lib/crypto-api/index.js';
import { deriveRecoveryKeyFromPassphrase } from 'matrix-js-sdk/lib/crypto-api/key-passphrase.js';
import { decodeRecoveryKey } from 'matrix-js-sdk/lib/crypto-api/recovery-key.js';
import { TypedEventEmitter } from 'matrix-js-sdk/lib/models/typed-event-emitter.js';
import { ServerSideSecretStorageImpl, type SecretStorageKeyDescription } from 'matrix-js-sdk/lib/secret-storage.js';
import { BmError } from '../errors.ts';
import type { JsonObject } from '../sync/client-event.ts';
import type { AccountData } from './account-data.ts';
import type { UnlockSecret } from './recovery-state.ts';

type AccountDataClient = ConstructorParameters<typeof ServerSideSecretStorageImpl>[0];

/** Secrets a recovery has to hold, so that a new device is verified and reads the history. */
export const crossSigningSecrets = [
  'm.cross_signing.master',
  'm.cross_signing.self_signing',
  'm.cross_signing.user_signing',
] as const;
export const backupSecret = 'm.megolm_backup.v1';

const defaultKeyType = 'm.secret_storage.default_key';
const keyType = (keyId: string): string => `m.secret_storage.key.${keyId}`;
const algorithm = 'm.secret_storage.v1.aes-hmac-sha2';

/**
 * Iterations of PBKDF2 that a key description may ask for: clients use 500,000. More would be a hostile server that makes
 * the device compute for hours.
 */
const maxIterations = 10_000_000;
/** Longest recovery key or passphrase that is looked at, in characters. */
const maxSecretLength = 1_024;

/** What can be told of the secrets without the key. */
export interface SecretStorageStatus {
  /** `partly`: there is a key, but a secret is missing or is encrypted with another one. */
  readonly holds: 'nothing' | 'partly' | 'all';
  readonly keyId?: string;
  readonly hasPassphrase: boolean;
}

export interface SecretStorage {
  /** For matrix-js-sdk. */
  readonly impl: ServerSideSecretStorageImpl;
  readonly callbacks: CryptoCallbacks;
  /** @param withBackup whether the backup's key has to be among the secrets */
  status(withBackup: boolean): SecretStorageStatus;
  /** Checks the secret and opens the storage while `act` runs. @throws {BmError} RECOVERY_NOT_SET, RECOVERY_KEY_INVALID, RECOVERY_KEY_WRONG */
  open<T>(secret: UnlockSecret, act: () => Promise<T>): Promise<T>;
  /** Keeps what `act` makes as new key open until it ends. */
  create<T>(act: () => Promise<T>): Promise<T>;
  /** While `act` runs, matrix-js-sdk sees no storage: it would want a key for what is made anew in any case. */
  hide<T>(act: () => Promise<T>): Promise<T>;
  /** Removes key and secrets. */
  clear(): Promise<void>;
}

export function createSecretStorage(accountData: AccountData): SecretStorage {
  let opened: { readonly keyId: string; readonly key: Uint8Array<ArrayBuffer> } | undefined;
  /** Only what runs in `create` may leave a key open. */
  let creating = false;
  let hidden = false;
  const callbacks: CryptoCallbacks = {
    getSecretStorageKey: ({ keys }) =>
      Promise.resolve(opened && Object.hasOwn(keys, opened.keyId) ? [opened.keyId, opened.key] : null),
    cacheSecretStorageKey(keyId, _info, key) {
      if (creating) opened = { keyId, key: Uint8Array.from(key) };
    },
  };
  const close = (): void => {
    opened?.key.fill(0);
    opened = undefined;
  };

  const client = Object.assign(new TypedEventEmitter(), {
    getAccountDataFromServer: async (type: string) =>
      hidden && type === defaultKeyType ? null : ((await accountData.fetch(type)) ?? null),
    async setAccountData(type: string, content: JsonObject) {
      await accountData.set(type, content);
      return {};
    },
  }) as unknown as AccountDataClient;
  const impl = new ServerSideSecretStorageImpl(client, callbacks);

  const keyOf = async (secret: UnlockSecret): Promise<{ keyId: string; key: Uint8Array<ArrayBuffer> }> => {
    const found = await impl.getKey();
    if (!found) throw new BmError('RECOVERY_NOT_SET', 'the account has no secret storage');
    const [keyId, description] = found;
    if (description.algorithm !== algorithm) {
      throw new BmError('RECOVERY_NOT_SET', 'the algorithm of the secret storage is not known');
    }
    const key = 'recoveryKey' in secret ? decode(secret.recoveryKey) : await derive(secret.passphrase, description);
    if (!key || !(await impl.checkKey(key, description))) {
      key?.fill(0);
      throw new BmError('RECOVERY_KEY_WRONG', 'the secret storage has another key');
    }
    return { keyId, key };
  };

  return {
    impl,
    callbacks,
    status(withBackup) {
      const { key: keyId } = accountData.get(defaultKeyType) ?? {};
      const description = typeof keyId === 'string' ? accountData.get(keyType(keyId)) : undefined;
      if (typeof keyId !== 'string' || description?.algorithm !== algorithm) {
        return { holds: 'nothing', hasPassphrase: false };
      }
      const names = withBackup ? [...crossSigningSecrets, backupSecret] : crossSigningSecrets;
      const holds = names.every((name) => isEncryptedWith(accountData.get(name), keyId)) ? 'all' : 'partly';
      return { holds, keyId, hasPassphrase: iterationsOf(description.passphrase) !== undefined };
    },
    async open(secret, act) {
      opened = await keyOf(secret);
      try {
        return await act();
      } finally {
        close();
      }
    },
    async create(act) {
      creating = true;
      try {
        return await act();
      } finally {
        creating = false;
        close();
      }
    },
    async hide(act) {
      hidden = true;
      try {
        return await act();
      } finally {
        hidden = false;
      }
    },
    async clear() {
      const keyId = await impl.getDefaultKeyId();
      await impl.setDefaultKeyId(null);
      for (const name of [...crossSigningSecrets, backupSecret]) await accountData.set(name, {});
      if (keyId !== null) await accountData.set(keyType(keyId), {});
    },
  };
}

/** People copy keys with line breaks, tabs and hard spaces. @throws {BmError} RECOVERY_KEY_INVALID */
function decode(recoveryKey: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(decodeRecoveryKey(recoveryKey.slice(0, maxSecretLength).replace(/\s/g, '')));
  } catch {
    throw new BmError('RECOVERY_KEY_INVALID', 'the text is no recovery key');
  }
}

/** `undefined` where the storage was made without a passphrase. */
async function derive(
  passphrase: string,
  { passphrase: method }: SecretStorageKeyDescription,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const iterations = iterationsOf(method);
  if (!method || iterations === undefined) return undefined;
  const key = await deriveRecoveryKeyFromPassphrase(passphrase.slice(0, maxSecretLength), method.salt, iterations);
  return Uint8Array.from(key);
}

/** Of a passphrase method that can be used (client-server API, "Deriving keys from passphrases"). */
function iterationsOf(method: unknown): number | undefined {
  if (typeof method !== 'object' || method === null) return undefined;
  const { algorithm: derivation, salt, iterations, bits = 256 } = method as Record<string, unknown>;
  const usable = derivation === 'm.pbkdf2' && typeof salt === 'string' && bits === 256;
  const bounded = typeof iterations === 'number' && iterations >= 1 && iterations <= maxIterations;
  return usable && bounded && Number.isInteger(iterations) ? iterations : undefined;
}

function isEncryptedWith(content: JsonObject | undefined, keyId: string): boolean {
  const { encrypted } = content ?? {};
  if (typeof encrypted !== 'object' || encrypted === null || !Object.hasOwn(encrypted, keyId)) return false;
  const item = (encrypted as Record<string, unknown>)[keyId];
  return typeof item === 'object' && item !== null && 'ciphertext' in item && 'iv' in item && 'mac' in item;
}
