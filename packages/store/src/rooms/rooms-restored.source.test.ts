import type { Room } from '@bundesmessenger/core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createEngine,
  createRoomsStage,
  encryptedEvent,
  namedRoom,
  namesIn,
  tick,
  type RoomsStage,
} from '../testing/rooms-stage.ts';
import { createRoomsSource } from './rooms.source.ts';

let stage: RoomsStage;
beforeEach(() => {
  stage = createRoomsStage(createRoomsSource);
});

describe('what an earlier session has left', () => {
  /** What a session with these rooms stores. */
  const storedBy = (...rooms: readonly Room[]) => {
    const earlier = createRoomsStage(createRoomsSource);
    earlier.rooms.put(...rooms);
    earlier.source.list().subscribe(() => undefined);
    return structuredClone(earlier.source.toStore()!);
  };

  it('is shown until the first answer, marked', async () => {
    const list = stage.watch();
    stage.source.restore(storedBy(namedRoom('A'), namedRoom('B')));
    expect(list.at(-1)).toMatchObject({ status: 'cached', complete: false, total: 2 });
    expect(namesIn(list.at(-1)!)).toEqual(['A', 'B']);
    stage.rooms.put(namedRoom('A'));
    await tick();
    expect(list.at(-1)).toMatchObject({ status: 'ready', total: 2 });
  });

  it('goes on with its versions, so that a page sees what has changed', async () => {
    const list = stage.watch();
    stage.source.restore(storedBy(namedRoom('A'), namedRoom('B')));
    const [a, b] = list.at(-1)!.items;
    stage.rooms.put(namedRoom('A', { joinedCount: 9 }), namedRoom('B'));
    await tick();
    expect(list.at(-1)!.items[0]!.version).toBe(a!.version + 1);
    expect(list.at(-1)!.items[1]).toBe(b);
  });

  it('is let go where the room is gone', async () => {
    const list = stage.watch();
    stage.source.restore(storedBy(namedRoom('A'), namedRoom('B')));
    stage.rooms.put(namedRoom('A'));
    stage.rooms.coverage.set('all');
    await tick();
    expect(namesIn(list.at(-1)!)).toEqual(['A']);
  });

  it('is let go where the server has told of the room, and that it is gone', async () => {
    const list = stage.watch();
    stage.source.restore(storedBy(namedRoom('A'), namedRoom('B')));
    stage.rooms.put(namedRoom('A'));
    await tick();
    stage.rooms.remove('!A');
    await tick();
    expect(namesIn(list.at(-1)!)).toEqual(['B']);
  });

  it('keeps the line of an encrypted room until it can be read again', async () => {
    const { engine, know } = createEngine();
    const earlier = createRoomsStage(createRoomsSource);
    know('$a', 'geheim');
    earlier.encryption.set(engine);
    earlier.rooms.put(namedRoom('A', { events: [encryptedEvent('a')] }));
    earlier.source.list().subscribe(() => undefined);
    const stored = structuredClone(earlier.source.toStore()!);
    const list = stage.watch();
    stage.source.restore(stored);
    stage.rooms.put(namedRoom('A', { events: [encryptedEvent('a')] }));
    await tick();
    expect(list.at(-1)!.items[0]!.preview).toMatchObject({ body: 'geheim' });
    stage.rooms.put(namedRoom('A', { events: [encryptedEvent('a'), encryptedEvent('b')] }));
    await tick();
    expect(list.at(-1)!.items[0]!.preview).toEqual({ kind: 'pending', eventId: '$b' });
  });

  it('knows the numbers of rooms beyond its window', () => {
    const list = stage.watch();
    const stored = storedBy(namedRoom('A'));
    stage.source.restore({ ...stored, total: 2_000, unread: { rooms: 7, messages: 9, highlights: 1, invites: 0 } });
    expect(list.at(-1)).toMatchObject({ total: 2_000, unread: { rooms: 7 } });
    expect(stage.watch({ search: 'a' }).at(-1)).toMatchObject({ total: 1 });
  });

  it('comes too late after the first answer', async () => {
    const list = stage.watch();
    stage.rooms.put(namedRoom('B'));
    stage.source.restore(storedBy(namedRoom('A')));
    await tick();
    expect(namesIn(list.at(-1)!)).toEqual(['B']);
  });

  it('is nothing before the first answer', () => {
    expect(stage.source.toStore()).toBeUndefined();
  });

  it('is told of with each change', async () => {
    const heard = vi.fn();
    const stop = stage.source.onChange(heard);
    stage.rooms.put(namedRoom('A'));
    await tick();
    expect(heard).toHaveBeenCalled();
    stop();
    heard.mockClear();
    stage.rooms.put(namedRoom('B'));
    await tick();
    expect(heard).not.toHaveBeenCalled();
  });
});
