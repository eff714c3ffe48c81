import { describe, expect, it } from 'vitest';
import {
  createStorageKey,
  cryptoDatabasePrefix,
  isSameUser,
  readCredentials,
  writeCredentials,
  type Credentials,
} from './credentials.ts';
import { createMemoryStorage } from './sealed-storage.ts';

const credentials: Credentials = {
  userId: '@erika:server.example',
  deviceId: 'ABC',
  accessToken: 'syt_x',
  storageKey: [1, 2, 3],
};

describe('credentials', () => {
  it('are read as they were written', async () => {
    const storage = createMemoryStorage();
    await writeCredentials(storage, credentials);
    expect(await readCredentials(storage)).toEqual(credentials);
  });

  it('are undefined where nobody has logged in', async () => {
    expect(await readCredentials(createMemoryStorage())).toBeUndefined();
  });
});

describe('a storage key', () => {
  it('is 32 bytes', () => {
    const key = createStorageKey();
    expect([key.length, key.every((byte) => Number.isInteger(byte) && byte >= 0 && byte <= 255)]).toEqual([32, true]);
  });

  it('is another one each time', () => {
    expect(createStorageKey()).not.toEqual(createStorageKey());
  });

  it('survives JSON', () => {
    const key = createStorageKey();
    expect(JSON.parse(JSON.stringify(key))).toEqual(key);
  });
});

describe('the name of a crypto store', () => {
  it.each([
    ['session', cryptoDatabasePrefix('second', credentials)],
    ['user', cryptoDatabasePrefix('default', { ...credentials, userId: '@max:server.example' })],
    ['device', cryptoDatabasePrefix('default', { ...credentials, deviceId: 'DEF' })],
  ])('differs by %s', (_, other) => {
    expect(other).not.toBe(cryptoDatabasePrefix('default', credentials));
  });

  it('is the same for the same device', () => {
    expect(cryptoDatabasePrefix('default', { ...credentials, accessToken: '' })).toBe(
      cryptoDatabasePrefix('default', credentials),
    );
  });
});

describe('isSameUser', () => {
  it.each(['@erika:server.example', 'erika', 'Erika', ' erika '])('knows the user by “%s”', (typed) => {
    expect(isSameUser('@erika:server.example', typed, 'server.example')).toBe(true);
  });

  it.each(['@erika:other.example', 'max', '', 'erika:server.example', '@erika', 'erik'])(
    'takes “%s” for somebody else',
    (typed) => {
      expect(isSameUser('@erika:server.example', typed, 'server.example')).toBe(false);
    },
  );
});
