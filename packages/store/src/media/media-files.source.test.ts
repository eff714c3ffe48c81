import type { JsonObject, MediaSource } from '@bundesmessenger/core';
import { describe, expect, it, vi } from 'vitest';
import { createEventIndex } from '../timeline/event-index.ts';
import { event, max } from '../testing/event-fixtures.ts';
import { createMediaFiles } from './media-files.source.ts';

const roomId = '!a:server.example';
const url = 'mxc://server.example/file';
const encryptedFile = (key: string): JsonObject => ({
  url,
  v: 'v2',
  key: { kty: 'oct', key_ops: ['encrypt', 'decrypt'], alg: 'A256CTR', k: key.repeat(43), ext: true },
  iv: 'AAAAAAAAAAAAAAAAAAAAAA',
  hashes: { sha256: 'A'.repeat(43) },
});
const image = (file: JsonObject) => event({ content: { msgtype: 'm.image', body: 'a.png', ...file } });

/** Gives what was asked for as the file's bytes. */
function createStage(...fixtures: readonly ReturnType<typeof event>[]) {
  const index = createEventIndex();
  for (const fixture of fixtures) index.add(fixture.event, fixture.decryption);
  const download = vi.fn(async (source: MediaSource) => new Blob([JSON.stringify(source)]));
  const listeners = new Set<() => void>();
  const onChange = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  /** What the server is asked for. */
  const lookups = new Set<string>();
  const asked = new Set<string>();
  const lookFor = (eventId: string): void => {
    if (index.get(eventId) || asked.has(eventId)) return;
    asked.add(eventId);
    lookups.add(eventId);
  };
  const events = { index, lookFor, isLookedFor: (eventId: string) => lookups.has(eventId), onChange };
  const files = createMediaFiles(
    { download } as never,
    { open: () => ({ events, release: () => undefined }) } as never,
    { fileOf: async () => undefined } as never,
  );
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const redact = (eventId: string): void => {
    index.redact(eventId, max);
    changed();
  };
  /** The server has answered, and said nothing but what is in the index. */
  const answer = (): void => {
    lookups.clear();
    changed();
  };
  return { files, download, redact, answer, listeners };
}

describe('a file', () => {
  const own = image({ file: encryptedFile('A') });

  it('is loaded once', async () => {
    const { files, download } = createStage(own);
    await files.download(roomId, own.event.event_id, 'file');
    await files.download(roomId, own.event.event_id, 'file');
    expect(download).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['without its key', image({ url })],
    ['with another key', image({ file: encryptedFile('B') })],
  ])('that somebody else names %s takes the place of no other', async (_, hostile) => {
    const { files } = createStage(own, hostile);
    const both = [hostile, own].map(({ event: { event_id: id } }) => files.download(roomId, id, 'file'));
    const [shown, ownShown] = await Promise.all((await Promise.all(both)).map((blob) => blob.text()));
    expect(ownShown).not.toBe(shown);
  });

  it('that arrives after the user has logged out is not kept', async () => {
    const { files, download } = createStage(own);
    const gate = Promise.withResolvers<Blob>();
    download.mockReturnValueOnce(gate.promise);
    const loading = files.download(roomId, own.event.event_id, 'file');
    await vi.waitFor(() => expect(download).toHaveBeenCalled());
    files.clear();
    gate.resolve(new Blob(['x']));
    await loading;
    await files.download(roomId, own.event.event_id, 'file');
    expect(download).toHaveBeenCalledTimes(2);
  });

  it('of a message that was deleted is refused at once', async () => {
    const { files, redact, download } = createStage(own);
    redact(own.event.event_id);
    await expect(files.download(roomId, own.event.event_id, 'file')).rejects.toMatchObject({ code: 'EVENT_UNKNOWN' });
    expect(download).not.toHaveBeenCalled();
  });

  it('of a message that is deleted before it could be read is refused then', async () => {
    const unread = { ...own, decryption: { status: 'pending' } as const };
    const { files, redact, listeners } = createStage(unread);
    const downloaded = files.download(roomId, own.event.event_id, 'file');
    await vi.waitFor(() => expect(listeners.size).toBe(1));
    redact(own.event.event_id);
    await expect(downloaded).rejects.toMatchObject({ code: 'EVENT_UNKNOWN' });
    expect(listeners.size).toBe(0);
  });

  it('of an event that the server does not have is refused as soon as it says so, and from then on at once', async () => {
    const { files, answer, listeners } = createStage();
    const downloaded = files.download(roomId, '$gone', 'file');
    await vi.waitFor(() => expect(listeners.size).toBe(1));
    answer();
    await expect(downloaded).rejects.toMatchObject({ code: 'EVENT_UNKNOWN' });
    await expect(files.download(roomId, '$gone', 'file')).rejects.toMatchObject({ code: 'EVENT_UNKNOWN' });
    expect(listeners.size).toBe(0);
  });
});
