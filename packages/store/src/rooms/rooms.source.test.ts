import { beforeEach, describe, expect, it, vi } from 'vitest';
import { messageEvent } from '../testing/fake-rooms.ts';
import { createRoomsStage, namedRoom, namesIn, observed, tick, type RoomsStage } from '../testing/rooms-stage.ts';
import { createRoomsSource } from './rooms.source.ts';
import type { RoomList } from './rooms.ts';

let stage: RoomsStage;
beforeEach(() => {
  stage = createRoomsStage(createRoomsSource);
});

describe('the room list', () => {
  it('is loading before the first answer', () => {
    expect(stage.watch().at(-1)).toMatchObject({ status: 'loading', complete: false, items: [] });
  });

  it('is ready with the first answer, and complete with the last room', async () => {
    const list = stage.watch();
    stage.rooms.put(namedRoom('Amt'));
    await tick();
    expect(list.at(-1)).toMatchObject({ status: 'ready', complete: false, total: 1 });
    stage.rooms.coverage.set('all');
    await tick();
    expect(list.at(-1)).toMatchObject({ status: 'ready', complete: true });
  });

  it('is shown at once the first time, and after that lets others go first', async () => {
    const list = stage.watch();
    stage.rooms.put(namedRoom('Amt'));
    await Promise.resolve();
    expect(list.at(-1)).toMatchObject({ status: 'ready', total: 1 });
    stage.rooms.put(namedRoom('Bauhof'));
    await Promise.resolve();
    expect(list.at(-1)).toMatchObject({ total: 1 });
    await tick();
    expect(list.at(-1)).toMatchObject({ total: 2 });
  });

  it('is announced once for one answer', async () => {
    const list = stage.watch();
    stage.rooms.put(...['A', 'B', 'C'].map((name) => namedRoom(name)));
    await tick();
    expect(list).toHaveLength(2);
  });

  it('projects only the room that has changed, and keeps the rows of the others', async () => {
    const list = stage.watch();
    const projected: string[] = [];
    stage.rooms.put(...observed(projected, ...['A', 'B', 'C'].map((name) => namedRoom(name))));
    await tick();
    expect(projected).toEqual(['!A', '!B', '!C']);
    stage.rooms.put(...observed(projected, namedRoom('B', { events: [messageEvent('neu')] })));
    await tick();
    expect(projected.slice(3)).toEqual(['!B']);
    const [before, after] = list.slice(-2) as [RoomList, RoomList];
    expect(after.items.find(({ name }) => name === 'B')).toMatchObject({ version: 2, latestTs: 2_000 });
    for (const name of ['A', 'C']) {
      expect(after.items.find((row) => row.name === name)).toBe(before.items.find((row) => row.name === name));
    }
  });

  it('is not announced where nothing that it shows has changed', async () => {
    const list = stage.watch();
    stage.rooms.put(namedRoom('A'));
    await tick();
    stage.rooms.put(namedRoom('A', { typing: ['@max:server.example'] }));
    await tick();
    expect(list).toHaveLength(2);
  });

  it.each(['window', 'all'] as const)(
    'lets go of a room that is gone, however much is known (%s)',
    async (coverage) => {
      const list = stage.watch();
      stage.rooms.put(namedRoom('A'), namedRoom('B'));
      stage.rooms.coverage.set(coverage);
      await tick();
      stage.rooms.remove('!A');
      await tick();
      expect(namesIn(list.at(-1)!)).toEqual(['B']);
    },
  );

  it('shows no room that was left, but its summary does', async () => {
    const list = stage.watch();
    const summary = stage.source.room('!A');
    summary.subscribe(() => undefined);
    stage.rooms.put(namedRoom('A', { membership: 'leave' }));
    await tick();
    expect(namesIn(list.at(-1)!)).toEqual([]);
    expect(summary.get()).toMatchObject({ name: 'A', membership: 'leave' });
  });

  it('is one readable for equal queries while somebody listens', () => {
    const list = stage.source.list({ search: 'a' });
    list.subscribe(() => undefined);
    const other = vi.fn();
    stage.source.list({ search: 'a' }).subscribe(other);
    expect(other).toHaveBeenCalledTimes(1);
  });

  it('can be read without being watched', () => {
    stage.rooms.put(namedRoom('A'));
    expect(namesIn(stage.source.list().get())).toEqual(['A']);
    expect(stage.source.room('!A').get()?.name).toBe('A');
    expect(stage.source.room('!B').get()).toBeNull();
  });

  it('refuses what is no query', () => {
    expect(() => stage.source.list({ sort: 'x' as 'name' })).toThrow(
      expect.objectContaining({ code: 'COMMAND_INVALID' }),
    );
  });

  it('is empty again after log-out, and knows nothing of it for the next user', async () => {
    const list = stage.watch();
    stage.rooms.put(namedRoom('A'));
    await tick();
    stage.userId.set(undefined);
    stage.rooms.coverage.set('none');
    await tick();
    expect(list.at(-1)).toMatchObject({ status: 'loading', items: [] });
    stage.userId.set('@eva:server.example');
    await tick();
    expect(list.at(-1)).toMatchObject({ status: 'loading', items: [] });
  });

  it('hears nothing after it has stopped', async () => {
    const list = stage.watch();
    stage.source.stop();
    stage.rooms.put(namedRoom('A'));
    await tick();
    expect(list).toHaveLength(1);
  });
});

describe('two thousand rooms', () => {
  it('cost one projection for one change', async () => {
    const list = stage.watch();
    const projected: string[] = [];
    const all = Array.from({ length: 2_000 }, (_, at) => namedRoom(`Raum ${at}`, { bumpStamp: at }));
    stage.rooms.put(...observed(projected, ...all));
    await tick();
    expect(list.at(-1)).toMatchObject({ total: 2_000 });
    projected.splice(0);
    stage.rooms.put(...observed(projected, namedRoom('Raum 7', { bumpStamp: 5_000 })));
    await tick();
    expect(list.at(-1)!.items[0]).toMatchObject({ name: 'Raum 7' });
    expect(projected).toEqual(['!Raum 7']);
  });
});
