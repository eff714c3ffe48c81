import { describe, expect, it, vi } from 'vitest';
import { createDrafts } from './drafts.source.ts';

const roomId = '!a:server.example';

function createStorage(records = new Map<string, string>()) {
  return {
    records,
    get: async <T>(key: string): Promise<T | undefined> =>
      records.has(key) ? (JSON.parse(records.get(key)!) as T) : undefined,
    set: vi.fn(async (key: string, value: unknown) => void records.set(key, JSON.stringify(value))),
    delete: vi.fn(async (key: string) => void records.delete(key)),
    keys: async () => [...records.keys()],
  };
}
const shown = (drafts: ReturnType<typeof createDrafts>, threadId?: string) => {
  const values: unknown[] = [];
  drafts.of(roomId, threadId).subscribe((value) => values.push(value));
  return values;
};

describe('a draft', () => {
  it('is shown to everybody who looks on', async () => {
    const drafts = createDrafts(createStorage());
    const [one, two] = [shown(drafts), shown(drafts)];
    await drafts.set(roomId, undefined, { body: 'Guten' });
    expect([one.at(-1), two.at(-1)]).toEqual([{ body: 'Guten' }, { body: 'Guten' }]);
  });

  it('survives the host', async () => {
    const storage = createStorage();
    await createDrafts(storage).set(roomId, undefined, { body: 'Guten', replyTo: '$a' });
    const values = shown(createDrafts(storage));
    await vi.waitFor(() => expect(values.at(-1)).toEqual({ body: 'Guten', replyTo: '$a' }));
  });

  it('keeps whom it mentions, and of an edit what was begun before it', async () => {
    const storage = createStorage();
    const mentions = [{ userId: '@max:server.example', name: 'Max' }];
    const before = { body: 'Hallo @Max', mentions, replyTo: '$a' };
    const draft = { body: 'neu', editOf: '$b', before };
    await createDrafts(storage).set(roomId, undefined, { ...draft, before: { ...before, before } as never });
    const values = shown(createDrafts(storage));
    await vi.waitFor(() => expect(values.at(-1)).toEqual(draft));
  });

  it('is kept apart by thread', async () => {
    const drafts = createDrafts(createStorage());
    await drafts.set(roomId, '$root', { body: 'im Faden' });
    expect([drafts.of(roomId).get(), drafts.of(roomId, '$root').get()]).toEqual([null, { body: 'im Faden' }]);
  });

  it.each([null, { body: '' }])('that is %o leaves nothing behind', async (draft) => {
    const storage = createStorage();
    const drafts = createDrafts(storage);
    await drafts.set(roomId, undefined, { body: 'x' });
    await drafts.set(roomId, undefined, draft);
    expect([...storage.records.keys()]).toEqual([]);
    expect(drafts.of(roomId).get()).toBeNull();
  });

  it('that is typed while it is written is written once more, as it is then', async () => {
    const storage = createStorage();
    const drafts = createDrafts(storage);
    const gate = Promise.withResolvers<void>();
    storage.set.mockImplementationOnce(async (key, value) => {
      await gate.promise;
      storage.records.set(key, JSON.stringify(value));
    });
    const writes = ['G', 'Gu', 'Gut', 'Gute'].map((body) => drafts.set(roomId, undefined, { body }));
    gate.resolve();
    await Promise.all(writes);
    expect(storage.set.mock.calls.length).toBeLessThanOrEqual(2);
    expect([...storage.records.values()]).toEqual(['{"body":"Gute"}']);
  });

  it('that is typed before the kept one is read wins', async () => {
    const storage = createStorage();
    await createDrafts(storage).set(roomId, undefined, { body: 'alt' });
    const drafts = createDrafts(storage);
    const values = shown(drafts);
    await drafts.set(roomId, undefined, { body: 'neu' });
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(values.at(-1)).toEqual({ body: 'neu' });
  });

  it('of another shape is refused', async () => {
    const drafts = createDrafts(createStorage());
    await expect(drafts.set(roomId, undefined, { body: 5 } as never)).rejects.toMatchObject({
      code: 'MESSAGE_INVALID',
    });
    await expect(drafts.set(roomId, undefined, { body: 'x'.repeat(32_769) })).rejects.toMatchObject({
      code: 'MESSAGE_INVALID',
    });
  });

  it('is deleted only when what it has become is kept, but is not shown any more', async () => {
    const storage = createStorage();
    const drafts = createDrafts(storage);
    await drafts.set(roomId, undefined, { body: 'x' });
    const kept = Promise.withResolvers<void>();
    const deleted = drafts.set(roomId, undefined, null, kept.promise);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect([drafts.of(roomId).get(), storage.records.size]).toEqual([null, 1]);
    kept.resolve();
    await deleted;
    expect(storage.records.size).toBe(0);
  });

  it('is deleted only then also where it was still being written', async () => {
    const storage = createStorage();
    const drafts = createDrafts(storage);
    const slow = Promise.withResolvers<void>();
    storage.set.mockImplementationOnce(async (key, value) => {
      storage.records.set(key, JSON.stringify(value));
      await slow.promise;
    });
    const kept = Promise.withResolvers<void>();
    const writes = [
      drafts.set(roomId, undefined, { body: 'x' }),
      drafts.set(roomId, undefined, { body: 'xy' }),
      new Promise((resolve) => setTimeout(resolve, 0)).then(async () => {
        const last = drafts.set(roomId, undefined, { body: 'xyz' });
        await Promise.all([last, drafts.set(roomId, undefined, null, kept.promise)]);
      }),
    ];
    await new Promise((resolve) => setTimeout(resolve, 1));
    slow.resolve();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(storage.records.size).toBe(1);
    kept.resolve();
    await Promise.all(writes);
    expect(storage.records.size).toBe(0);
  });

  it('that cannot be written says so, and is shown all the same', async () => {
    const storage = createStorage();
    storage.set.mockRejectedValueOnce(new Error('full'));
    const drafts = createDrafts(storage);
    await expect(drafts.set(roomId, undefined, { body: 'x' })).rejects.toThrow('full');
    expect(drafts.of(roomId).get()).toEqual({ body: 'x' });
    await drafts.set(roomId, undefined, { body: 'y' });
    expect([...storage.records.values()]).toEqual(['{"body":"y"}']);
  });

  it('is gone when the user logs out', async () => {
    const drafts = createDrafts(createStorage());
    const values = shown(drafts);
    await drafts.set(roomId, undefined, { body: 'x' });
    drafts.clear();
    expect(values.at(-1)).toBeNull();
  });
  it('is followed into the next login, with what is kept where the session has only been away', async () => {
    const drafts = createDrafts(createStorage());
    const values = shown(drafts);
    await drafts.set(roomId, undefined, { body: 'x' });
    drafts.clear();
    drafts.restore();
    await vi.waitFor(() => expect(values.at(-1)).toEqual({ body: 'x' }));
    await drafts.set(roomId, undefined, { body: 'neu' });
    expect(values.at(-1)).toEqual({ body: 'neu' });
  });
});
