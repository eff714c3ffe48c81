import { describe, expect, it, vi } from 'vitest';
import { createApprovalMemory, readApprovalRecord } from './approval-record.ts';

const record = {
  token: { token: 'a.b.c', checkedAtMs: 1 },
  list: 'd.e.f',
  newestList: { serial: 1, issuedAtS: 2, sha256: 'x' },
};

describe('a stored record', () => {
  it('is read back', () => {
    expect(readApprovalRecord(structuredClone(record))).toEqual(record);
    expect(readApprovalRecord({ newestList: { serial: 0, issuedAtS: 0 } })).toEqual({
      newestList: { serial: 0, issuedAtS: 0 },
    });
  });

  it.each([
    undefined,
    null,
    'x',
    [],
    {},
    { token: 'a.b.c' },
    { token: { token: 1, checkedAtMs: 1 } },
    { token: { token: 'a.b.c' } },
    { token: { token: 'a.b.c', checkedAtMs: '1' } },
    { token: { token: 'a.b.c', checkedAtMs: Number.POSITIVE_INFINITY } },
    { list: 1 },
    { newestList: 1 },
    { newestList: { serial: 1 } },
    { newestList: { issuedAtS: 1 } },
    { newestList: { serial: Number.NaN, issuedAtS: 1 } },
    { newestList: { serial: 1, issuedAtS: 2, sha256: 3 } },
  ])('without the right shape is none: %j', (stored) => {
    expect(readApprovalRecord(stored)).toEqual({});
  });

  it('loses only what is broken', () => {
    expect(readApprovalRecord({ ...record, token: 1 })).toEqual({
      list: 'd.e.f',
      newestList: record.newestList,
    });
  });
});

describe('the memory', () => {
  it('loads once and writes through', async () => {
    const cache = { load: vi.fn(async () => record), save: vi.fn(async () => undefined) };
    const memory = createApprovalMemory(cache);
    expect(await memory.read()).toEqual(record);
    await memory.change({ token: undefined });
    expect(await memory.read()).toEqual({ ...record, token: undefined });
    expect(cache.save.mock.calls).toEqual([[{ ...record, token: undefined }]]);
    expect(cache.load).toHaveBeenCalledTimes(1);
  });

  it('goes on without a cache, and with one that fails', async () => {
    const broken = { load: () => Promise.reject(new Error()), save: () => Promise.reject(new Error()) };
    for (const cache of [undefined, broken]) {
      const memory = createApprovalMemory(cache);
      expect(await memory.read()).toEqual({});
      await memory.change({ list: 'x' });
      expect(await memory.read()).toEqual({ list: 'x' });
    }
  });
});
