import { encodeRecoveryKey } from 'matrix-js-sdk/lib/crypto-api/recovery-key.js';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../sync/client-event.ts';
import type { AccountData } from './account-data.ts';
import { createSecretStorage, crossSigningSecrets } from './secret-storage.ts';

/** The server's side, as a map. */
function server() {
  const stored = new Map<string, JsonObject>();
  const accountData: AccountData = {
    get: (type) => stored.get(type),
    fetch: (type) => Promise.resolve(stored.get(type)),
    set(type, content) {
      stored.set(type, content);
      return Promise.resolve();
    },
    onChange: () => () => undefined,
    stop: () => undefined,
  };
  return { stored, storage: createSecretStorage(accountData) };
}

/** With a key, and the three secrets under it. */
async function filled(passphrase?: object) {
  const { stored, storage } = server();
  const key = crypto.getRandomValues(new Uint8Array(32));
  await storage.create(async () => {
    const { keyId, keyInfo } = await storage.impl.addKey('m.secret_storage.v1.aes-hmac-sha2', {
      key,
      ...(passphrase && { passphrase: passphrase as never }),
    });
    await storage.impl.setDefaultKeyId(keyId);
    storage.callbacks.cacheSecretStorageKey!(keyId, keyInfo, key);
    for (const name of crossSigningSecrets) await storage.impl.store(name, `secret of ${name}`);
  });
  return { stored, storage, recoveryKey: encodeRecoveryKey(key)! };
}
const read = (storage: ReturnType<typeof createSecretStorage>) => storage.impl.get('m.cross_signing.master');

describe('secret storage', () => {
  it('opens with its key for one command, and is closed again', async () => {
    const { storage, recoveryKey } = await filled();
    await expect(read(storage)).rejects.toThrow();
    expect(await storage.open({ recoveryKey }, () => read(storage))).toBe('secret of m.cross_signing.master');
    await expect(read(storage)).rejects.toThrow();
  });

  it('is closed again after a failure', async () => {
    const { storage, recoveryKey } = await filled();
    await expect(storage.open({ recoveryKey }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(read(storage)).rejects.toThrow();
  });

  it('takes a key as people copy it', async () => {
    const { storage, recoveryKey } = await filled();
    const copied = `\n ${recoveryKey.replaceAll(' ', '\u00a0\t')}\r\n`;
    await expect(storage.open({ recoveryKey: copied }, () => read(storage))).resolves.toBeDefined();
  });

  it.each([
    ['nothing', ''],
    ['a text', 'Sommer 2026'],
    ['a key that is cut short', 'EsTa BgAD CHWC up3D xs46'],
    ['a huge text', 'E'.repeat(1_000_000)],
  ])('tells %s from a key', async (_name, recoveryKey) => {
    const { storage } = await filled();
    await expect(storage.open({ recoveryKey }, () => Promise.resolve())).rejects.toMatchObject({
      code: 'RECOVERY_KEY_INVALID',
    });
  });

  it('does not open with the key of another one', async () => {
    const { storage } = await filled();
    const other = await filled();
    await expect(storage.open({ recoveryKey: other.recoveryKey }, () => Promise.resolve())).rejects.toMatchObject({
      code: 'RECOVERY_KEY_WRONG',
    });
  });

  it('does not open with a passphrase where it was made without', async () => {
    const { storage } = await filled();
    await expect(storage.open({ passphrase: 'x' }, () => Promise.resolve())).rejects.toMatchObject({
      code: 'RECOVERY_KEY_WRONG',
    });
  });

  it('says so where there is none', async () => {
    const { storage } = server();
    await expect(storage.open({ passphrase: 'x' }, () => Promise.resolve())).rejects.toMatchObject({
      code: 'RECOVERY_NOT_SET',
    });
  });

  it.each([
    ['endless iterations', { algorithm: 'm.pbkdf2', salt: 'salt', iterations: 1e12 }],
    ['no iterations', { algorithm: 'm.pbkdf2', salt: 'salt', iterations: 0 }],
    ['a broken number of them', { algorithm: 'm.pbkdf2', salt: 'salt', iterations: 1.5 }],
    ['another method', { algorithm: 'm.sha1', salt: 'salt', iterations: 1_000 }],
  ])('does not compute for a server that asks for %s', async (_name, method) => {
    const { storage } = await filled(method);
    expect(storage.status(false).hasPassphrase).toBe(false);
    await expect(storage.open({ passphrase: 'x' }, () => Promise.resolve())).rejects.toMatchObject({
      code: 'RECOVERY_KEY_WRONG',
    });
  });

  it('never gives its key for another one that the server names', async () => {
    const { storage, stored, recoveryKey } = await filled();
    await storage.open({ recoveryKey }, async () => {
      stored.set('m.secret_storage.default_key', { key: 'evil' });
      stored.set('m.secret_storage.key.evil', { algorithm: 'm.secret_storage.v1.aes-hmac-sha2' });
      await expect(storage.impl.store('m.cross_signing.master', 'secret')).rejects.toThrow();
    });
  });

  it('tells what it holds without the key', async () => {
    const { storage, stored } = await filled();
    expect(storage.status(false).holds).toBe('all');
    expect(storage.status(true).holds).toBe('partly');
    stored.set('m.cross_signing.master', {});
    expect(storage.status(false).holds).toBe('partly');
    stored.set('m.secret_storage.default_key', { key: '__proto__' });
    expect(storage.status(false).holds).toBe('nothing');
  });

  it('is not seen while it is hidden, and empty after it was cleared', async () => {
    const { storage, stored } = await filled();
    await storage.hide(async () => expect(await storage.impl.hasKey()).toBe(false));
    expect(await storage.impl.hasKey()).toBe(true);
    await storage.clear();
    expect(storage.status(false)).toEqual({ holds: 'nothing', hasPassphrase: false });
    expect([...stored.values()].every((content) => Object.keys(content).length === 0)).toBe(true);
  });
});
