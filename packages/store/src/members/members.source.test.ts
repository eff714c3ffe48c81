import { BmError } from '@bundesmessenger/core/errors';
import { writable } from '@bundesmessenger/core/readable';
import { describe, expect, it } from 'vitest';
import { createFakeRooms, fakeRoom, messageEvent, stateEvent, type FakeRoomParts } from '../testing/fake-rooms.ts';
import { createMembersSource } from './members.source.ts';
import type { MemberList } from './members.ts';

const roomId = '!room:server.example';
const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const member = (name: string) => stateEvent('m.room.member', { membership: 'join', displayname: name }, `@${name}:s`);
const room = (parts: FakeRoomParts = {}) => fakeRoom({ roomId, states: [member('max')], ...parts });

function start() {
  const rooms = createFakeRooms();
  const list = createMembersSource({ rooms, userId: writable<string | undefined>('@erika:s') }, roomId);
  const heard: MemberList[] = [];
  return { rooms, heard, watch: () => list.subscribe((snapshot) => heard.push(snapshot)) };
}

describe('a watched member list', () => {
  it('opens the room, and lets it go', () => {
    const { rooms, watch } = start();
    expect(rooms.opened).toEqual([]);
    const stop = watch();
    expect(rooms.opened).toEqual([roomId]);
    stop();
    expect(rooms.opened).toEqual([]);
  });

  it('shows who is known while the others are loading', async () => {
    const { rooms, heard, watch } = start();
    rooms.put(room());
    rooms.onLoadMembers = () => {
      rooms.put(room({ membersComplete: true, states: [member('max'), member('eva')] }));
      return Promise.resolve();
    };
    watch();
    expect(heard.at(-1)).toMatchObject({ status: 'partial', total: 1 });
    await tick();
    expect(heard.at(-1)).toMatchObject({ status: 'ready', total: 2 });
  });

  it('says that the others could not be loaded, and asks again the next time', async () => {
    const { rooms, heard, watch } = start();
    rooms.put(room());
    let asked = 0;
    rooms.onLoadMembers = () => {
      asked++;
      return Promise.reject(new BmError('OFFLINE', 'x'));
    };
    const stop = watch();
    await tick();
    expect(heard.at(-1)).toMatchObject({ status: 'failed', total: 1 });
    rooms.put(room({ joinedCount: 2 }));
    await tick();
    expect(asked).toBe(1);
    stop();
    watch();
    await tick();
    expect(asked).toBe(2);
  });

  it('is loading until the room is there, and unknown where it never will be', async () => {
    const { rooms, heard, watch } = start();
    watch();
    expect(heard.at(-1)!.status).toBe('loading');
    rooms.coverage.set('all');
    await tick();
    expect(heard.at(-1)!.status).toBe('unknownRoom');
  });

  it('is not announced for messages', async () => {
    const { rooms, heard, watch } = start();
    const states = [member('max')];
    rooms.put(room({ states, membersComplete: true }));
    watch();
    await tick();
    const before = heard.length;
    rooms.put(room({ states, membersComplete: true, events: [messageEvent('1')] }));
    await tick();
    expect(heard).toHaveLength(before);
  });

  it('keeps the rows that have not changed', async () => {
    const { rooms, heard, watch } = start();
    const states = [member('eva'), member('max')];
    rooms.put(room({ states, membersComplete: true }));
    watch();
    await tick();
    rooms.put(
      room({
        states: [states[0]!, stateEvent('m.room.member', { membership: 'join', displayname: 'Maximilian' }, '@max:s')],
        membersComplete: true,
      }),
    );
    await tick();
    const [before, after] = [heard.at(-2)!, heard.at(-1)!];
    expect(after.items[0]).toBe(before.items[0]);
    expect(after.items[1]).toMatchObject({ displayName: 'Maximilian', version: 2 });
  });

  it('loads again when members may have been missed', async () => {
    const { rooms, watch } = start();
    let asked = 0;
    rooms.onLoadMembers = () => {
      asked++;
      return Promise.resolve();
    };
    rooms.put(room({ membersComplete: true }));
    watch();
    await tick();
    expect(asked).toBe(0);
    rooms.put(room({ membersComplete: false }));
    await tick();
    expect(asked).toBe(1);
  });
});
