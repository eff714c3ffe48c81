import { describe, expect, it, vi } from 'vitest';
import { BmError } from '../errors.ts';
import type { RoomsChange } from '../rooms/rooms.ts';
import type { JsonObject } from '../sync/client-event.ts';
import { createAccountData } from './account-data.ts';

function stage(now = { ms: 0 }) {
  const synced = new Map<string, JsonObject>();
  let listener: ((change: RoomsChange) => void) | undefined;
  const rooms = {
    accountData: (type: string) => synced.get(type),
    onChange(added: (change: RoomsChange) => void) {
      listener = added;
      return () => (listener = undefined);
    },
  };
  const request = vi.fn((_request: { method: string; path: string; body?: object }) => Promise.resolve({}));
  const accountData = createAccountData(request as never, '@anna:server.example', rooms, () => now.ms);
  return {
    accountData,
    request,
    listens: () => listener !== undefined,
    sync(type: string, content: JsonObject) {
      synced.set(type, content);
      listener?.({ roomIds: new Set(), accountData: new Set([type]) } as unknown as RoomsChange);
    },
  };
}

describe('account data', () => {
  it('is what the sync has told', () => {
    const { accountData, sync } = stage();
    sync('m.direct', { a: 1 });
    expect(accountData.get('m.direct')).toEqual({ a: 1 });
  });

  it('is what was just written, before the sync tells it', async () => {
    const { accountData, sync } = stage();
    await accountData.set('m.secret_storage.default_key', { key: 'new' });
    sync('m.secret_storage.default_key', { key: 'old' });
    expect(accountData.get('m.secret_storage.default_key')).toEqual({ key: 'new' });
    sync('m.secret_storage.default_key', { key: 'new' });
    sync('m.secret_storage.default_key', { key: 'of another device' });
    expect(accountData.get('m.secret_storage.default_key')).toEqual({ key: 'of another device' });
  });

  it('is what another device wrote at the same moment, after a while', async () => {
    const now = { ms: 0 };
    const { accountData, sync } = stage(now);
    await accountData.set('m.direct', { a: 1 });
    now.ms = 60_000;
    sync('m.direct', { a: 2 });
    expect(accountData.get('m.direct')).toEqual({ a: 2 });
  });

  it('tells of every change', async () => {
    const { accountData, sync } = stage();
    const listener = vi.fn();
    const stop = accountData.onChange(listener);
    sync('m.direct', {});
    await accountData.set('m.push_rules', {});
    stop();
    sync('m.direct', {});
    expect(listener.mock.calls.map(([types]) => [...(types as Set<string>)])).toEqual([['m.direct'], ['m.push_rules']]);
  });

  it('that was never written is nothing; another refusal is an error', async () => {
    const { accountData, request } = stage();
    request.mockRejectedValueOnce(new BmError('UNEXPECTED', '', { errcode: 'M_NOT_FOUND' }));
    expect(await accountData.fetch('m.direct')).toBeUndefined();
    request.mockRejectedValueOnce(new BmError('OFFLINE', ''));
    await expect(accountData.fetch('m.direct')).rejects.toMatchObject({ code: 'OFFLINE' });
  });

  it('names types and users so that they cannot leave their place in the path', async () => {
    const { accountData, request } = stage();
    await accountData.fetch('../../admin?x');
    expect(request.mock.calls[0]![0].path).toBe(
      '/_matrix/client/v3/user/%40anna%3Aserver.example/account_data/..%2F..%2Fadmin%3Fx',
    );
  });

  it('hears nothing after its end', () => {
    const { accountData, listens } = stage();
    accountData.stop();
    expect(listens()).toBe(false);
  });
});
