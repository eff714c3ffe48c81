import { BmError } from '@bundesmessenger/core';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createRoomsSource } from '../rooms/rooms.source.ts';
import { messageEvent } from '../testing/fake-rooms.ts';
import { createRoomsStage, namedRoom, tick, userId, type RoomsStage } from '../testing/rooms-stage.ts';
import { createNotificationsSource, type NotificationsSource } from './notifications.source.ts';
import type { Notifications, NotificationSettings } from './notifications.ts';

const off: NotificationSettings = { enabled: false, showsText: false };
const on: NotificationSettings = { enabled: true, showsText: false };

let stage: RoomsStage;
let stored: Map<string, unknown>;
let now: Date;
let source: NotificationsSource;
let seen: Notifications[];
let stopWatching: () => void;

beforeEach(() => {
  stage = createRoomsStage(createRoomsSource);
  stored = new Map();
  now = new Date('2026-11-24T12:00:00');
});

/** @param kept of an earlier session */
async function start(kept?: unknown): Promise<void> {
  if (kept !== undefined) stored.set('notifications', kept);
  const storage = {
    get: async <T>(key: string) => stored.get(key) as T | undefined,
    set: async (key: string, value: unknown) => void stored.set(key, value),
  };
  source = createNotificationsSource({ storage, userId: stage.userId, rooms: stage.source, now: () => now });
  seen = [];
  stopWatching = source.notifications.subscribe((snapshot) => seen.push(snapshot));
  await tick();
}
const set = (settings: unknown): Promise<unknown> =>
  source.deeds.setNotificationSettings({
    type: 'setNotificationSettings',
    settings: settings as NotificationSettings,
  });
const itemsNow = (): readonly string[] => {
  const snapshot = source.notifications.get();
  return snapshot.status === 'ready' ? snapshot.items.map(({ name, kind }) => `${name}: ${kind}`) : [snapshot.status];
};
const put = async (name: string, ...eventIds: readonly string[]): Promise<void> => {
  stage.rooms.put(namedRoom(name, { events: eventIds.map((id) => messageEvent(id)) }));
  await tick();
};
const complete = async (): Promise<void> => {
  stage.rooms.coverage.set('all');
  await tick();
};

describe('the settings of notifications', () => {
  it('are off before the user has set any', async () => {
    await start();
    expect(seen).toEqual([{ status: 'loading' }, { status: 'ready', settings: off, items: [] }]);
  });

  it('are kept on the device', async () => {
    await start();
    const settings = { ...on, quietHours: { fromMinute: 1_080, toMinute: 420 } };
    await set(settings);
    expect([seen.at(-1), stored.get('notifications')]).toEqual([{ status: 'ready', settings, items: [] }, settings]);
    await start();
    expect(seen.at(-1)).toMatchObject({ settings });
  });

  it.each([
    null,
    {},
    { enabled: 1, showsText: false },
    { enabled: true },
    { ...on, quietHours: 5 },
    { ...on, quietHours: { fromMinute: 0, toMinute: 1_440 } },
    { ...on, quietHours: { fromMinute: 1.5, toMinute: 3 } },
  ])('are refused where they are none: %o', async (settings) => {
    await start();
    await expect(set(settings)).rejects.toMatchObject({ code: 'COMMAND_INVALID' });
    expect(stored.size).toBe(0);
  });

  it.each([5, {}, { enabled: true, showsText: 'yes' }])('that cannot be read are off: %o', async (kept) => {
    await start(kept);
    expect(seen.at(-1)).toMatchObject({ settings: off });
  });

  it('take nothing with them but what is known', async () => {
    await start();
    await set({ ...on, sound: 'loud' });
    expect(stored.get('notifications')).toEqual(on);
  });

  it('stay as they were where they cannot be kept', async () => {
    await start();
    vi.spyOn(stored, 'set').mockImplementation(() => {
      throw new BmError('STORE_FULL', 'x');
    });
    await expect(set(on)).rejects.toMatchObject({ code: 'STORE_FULL' });
    expect(seen.at(-1)).toMatchObject({ settings: off });
  });

  it('are gone with the login, and need one', async () => {
    await start(on);
    stage.userId.set(undefined);
    expect(seen.at(-1)).toEqual({ status: 'loading' });
    await expect(set(on)).rejects.toMatchObject({ code: 'NOT_LOGGED_IN' });
    stored.clear();
    stage.userId.set(userId);
    await tick();
    expect(seen.at(-1)).toMatchObject({ settings: off });
  });
});

describe('notifications', () => {
  it('tell what comes once all rooms are known, until it is read', async () => {
    await start(on);
    await put('A', '1');
    await put('B');
    await complete();
    expect(itemsNow()).toEqual([]);
    await put('B', '2');
    expect(itemsNow()).toEqual(['B: message']);
    await put('B');
    expect(itemsNow()).toEqual([]);
  });

  it('tell nothing of rooms that the server only now tells of', async () => {
    await start(on);
    await put('A');
    await put('B', '1');
    expect(itemsNow()).toEqual([]);
    await complete();
    expect(itemsNow()).toEqual([]);
  });

  it('tell nothing while they are off, and nothing of that time later', async () => {
    await start();
    await put('A');
    await complete();
    await put('A', '1');
    await set(on);
    expect(itemsNow()).toEqual([]);
    await put('A', '1', '2');
    expect(itemsNow()).toEqual(['A: message']);
    await set(off);
    expect(itemsNow()).toEqual([]);
  });

  it('tell nothing in quiet hours', async () => {
    await start({ ...on, quietHours: { fromMinute: 1_080, toMinute: 420 } });
    await put('A');
    await complete();
    now = new Date('2026-11-24T18:00:00');
    await put('A', '1');
    expect(itemsNow()).toEqual([]);
    now = new Date('2026-11-25T07:00:00');
    await put('A', '1', '2');
    expect(itemsNow()).toEqual(['A: message']);
  });

  it('are not followed where nobody listens, or nobody wants them', async () => {
    const list = vi.spyOn(stage.source, 'list');
    await start(off);
    expect(list).not.toHaveBeenCalled();
    await set(on);
    expect(list).toHaveBeenCalledTimes(1);
    await put('A');
    await complete();
    await put('A', '1');
    const before = seen.length;
    stopWatching();
    await put('A', '1', '2');
    expect(seen.length).toBe(before);
  });

  it('end with their source', async () => {
    await start(on);
    await put('A');
    await complete();
    source.stop();
    await put('A', '1');
    stage.userId.set(undefined);
    expect(itemsNow()).toEqual([]);
  });
});
