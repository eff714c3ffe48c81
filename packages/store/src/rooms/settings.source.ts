/** Feeds the settings of a room: it is opened while somebody looks at them, so that its whole state is known. */
import type { Rooms } from '@bundesmessenger/core';
import { writable, type Readable } from '@bundesmessenger/core/readable';
import { coalesce } from '../protocol/coalesce.ts';
import { initialSnapshots } from '../protocol/topics.ts';
import { projectSettings } from './project-settings.ts';
import type { RoomSettings } from './room-settings.ts';

export interface SettingsSourceOptions {
  readonly rooms: Rooms;
  readonly userId: Readable<string | undefined>;
}

export function createSettingsSource({ rooms, userId }: SettingsSourceOptions, roomId: string): Readable<RoomSettings> {
  const read = (): RoomSettings => {
    const own = userId.get();
    const room = rooms.get(roomId);
    if (own !== undefined && room) return projectSettings(room, own);
    const initial = initialSnapshots.settings;
    return rooms.coverage.get() === 'all' ? { ...initial, status: 'unknownRoom' } : initial;
  };
  const settings = writable<RoomSettings>(initialSnapshots.settings, () => {
    let listens = true;
    const update = (): void => {
      const next = read();
      if (JSON.stringify(next) !== JSON.stringify(settings.get())) settings.set(next);
    };
    const updateSoon = coalesce(() => {
      if (listens) update();
    });
    const stops = [
      rooms.open(roomId),
      rooms.onChange(({ roomIds }) => roomIds.has(roomId) && updateSoon()),
      rooms.coverage.subscribe(updateSoon),
      userId.subscribe(updateSoon),
    ];
    update();
    return () => {
      listens = false;
      stops.forEach((stop) => stop());
    };
  });
  return settings;
}
